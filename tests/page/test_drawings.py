"""The drawings of people only decorate: seen beside the steps of a sheet, never read aloud, and free to be left out."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from functools import cache

import pytest

from handouts.clinic.colors import GREY, make_palette
from handouts.content.catalogue import DocumentId
from handouts.errors import DocumentFailed
from handouts.page.assets import Assets, LayerFiles, read_assets
from handouts.page.handout import Handout, Request, compose
from handouts.page.html import Printer
from handouts.page.render import make_pdf
from handouts.proof import inspect
from handouts.source.layers import make_layers
from shipped import catalogue, clinics

DRAWN = {kind: entry.drawing for kind, entry in catalogue().kinds.items() if entry.drawing}
DRAWING = re.compile(r'<div class="drawing".*?</div>', re.DOTALL)


def handout(kind: str, edition: str = "standard", clinic: str = "generic", type_: str = "pleural") -> Handout:
    wanted = Request(DocumentId("en", type_, kind), edition, "letter")
    return compose(catalogue(), clinics()[clinic], wanted, dt.date(2026, 11, 21))


def drawn_as(made: Handout, drawing: str | None) -> Handout:
    return replace(made, kind=made.kind.model_copy(update={"drawing": drawing}))


@cache
def printer(emptied: str = "") -> Printer:
    own = {f"templates/drawings/{emptied}.svg.j2": b""} if emptied else {}
    return Printer(Assets((*read_assets(make_layers()).layers, LayerFiles("clinic", False, own))))


def drawings(made: Handout, emptied: str = "") -> list[str]:
    return DRAWING.findall(printer(emptied).page(made).html)


def test_a_call_a_talk_and_a_writer_are_drawn() -> None:
    assert DRAWN == {"symptom-checklist": "call", "question-sheet": "talk", "symptom-diary": "writing"}


@pytest.mark.parametrize("identity", sorted(catalogue().documents), ids=str)
def test_each_sheet_of_such_a_kind_has_its_drawing_once(identity: DocumentId) -> None:
    made = compose(catalogue(), clinics()["generic"], Request(identity, "standard", "a4"), dt.date(2026, 11, 21))
    assert len(drawings(made)) == (identity.kind in DRAWN)


@pytest.mark.slow
@pytest.mark.parametrize("kind", DRAWN)
def test_it_takes_no_page_and_a_screen_reader_hears_the_same(kind: str) -> None:
    made = handout(kind)
    seen, bare = make_pdf(made, printer()), make_pdf(drawn_as(made, None), printer())
    assert seen.pages == bare.pages
    with_it, without = inspect(seen.pdf), inspect(bare.pdf)
    assert with_it.reading_order == without.reading_order
    assert len(with_it.tags.find("Figure")) == len(without.tags.find("Figure"))
    assert seen.pdf != bare.pdf


@pytest.mark.slow
def test_a_sheet_too_full_for_it_does_without() -> None:
    made = handout("symptom-diary", clinic="us-example", type_="testicular")
    assert make_pdf(made, printer()).pages == make_pdf(drawn_as(made, None), printer()).pages == 2


@pytest.mark.parametrize("kind", DRAWN)
def test_it_has_the_colors_of_the_clinic_and_none_in_print_without_color(kind: str) -> None:
    made = handout(kind, clinic="us-example")
    assert make_palette(made.brand.colors.primary, made.brand.colors.accent).primary_text in drawings(made)[0]
    grey = set(re.findall(r"#[0-9a-f]{6}", drawings(handout(kind, "mono"))[0]))
    assert grey == {GREY.primary, GREY.paper}


@pytest.mark.parametrize("kind", DRAWN)
def test_large_words_have_the_whole_line(kind: str) -> None:
    assert drawings(handout(kind, "large-print")) == []


def test_a_clinic_leaves_a_drawing_out_with_an_empty_file() -> None:
    made = handout("symptom-diary")
    assert "<svg" in drawings(made)[0]
    assert re.sub("<[^>]*>", "", drawings(made, "writing")[0]) == ""
    assert "<svg" not in drawings(made, "writing")[0]


def test_a_drawing_that_is_not_there_is_named() -> None:
    with pytest.raises(DocumentFailed) as caught:
        printer().page(drawn_as(handout("symptom-diary"), "dancing"))
    assert [str(problem) for problem in caught.value.problems] == [
        "templates/parts/drawing.html.j2:3:1: there is no template 'drawings/dancing.svg.j2'; mend it"
    ]
