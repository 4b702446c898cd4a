"""How tightly a page is set, and what is refused."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass, replace

import pytest
from PIL import Image

from handouts.batch.gather import Selection, gather
from handouts.batch.jobs import plan
from handouts.errors import DocumentFailed
from handouts.page import render
from handouts.page.html import Printer
from handouts.page.render import _Try, make_pdf
from handouts.proof import inspect

GOOD = (2, 0, 0)


@dataclass
class LaidOut:
    """Stands for a page that has been laid out; tells when it is drawn."""

    drawn: list[LaidOut]

    def check(self) -> None:
        """Nothing is amiss."""

    def write(self, _attached: object, _wish: object) -> bytes:
        self.drawn.append(self)
        return b"pdf"


@pytest.fixture
def planned(make_clinic):
    asked = Selection(("pleural",), ("only",))
    (planned,) = plan(gather([make_clinic("only").folder], asked), asked, dt.date(2026, 6, 1))
    return planned


@pytest.fixture
def handout(planned):
    found = planned.handout()
    kind = found.kind.model_copy(update={"max_pages": {"standard": 2}})
    return replace(found, kind=kind)


@pytest.mark.parametrize(
    ("tries", "kept", "made"),
    [
        ([GOOD, GOOD], 0, 1),
        ([(2, 0, 1), GOOD], 1, 2),
        ([(3, 0, 0), (3, 0, 0), GOOD], 2, 3),
        ([(2, 1, 0), GOOD], 1, 2),
        ([(2, 0, 1)] * 4, 0, 4),
        ([(3, 0, 0), (2, 1, 0), (2, 0, 1), (2, 1, 1)], 2, 4),
        ([(3, 0, 0), (3, 0, 0), (2, 1, 0), (3, 0, 0)], 2, 4),
    ],
    ids=["first", "thin page", "too long", "heading at a foot", "always thin", "thin over heading", "only one fits"],
)
def test_the_loosest_good_way_is_taken(tries, kept: int, made: int, handout, monkeypatch) -> None:
    done, drawn = [], []

    def attempt(_handout, _layers, _name, tightness: int) -> _Try:
        done.append(tightness)
        return _Try(tightness, LaidOut(drawn), *tries[tightness])

    monkeypatch.setattr(render, "TIGHTNESSES", range(4))
    monkeypatch.setattr(render, "_attempt", attempt)
    monkeypatch.setattr(render, "thumbnail", lambda pdf: pdf)
    assert make_pdf(handout, None).tightness == kept
    assert done == list(range(made))
    assert len(drawn) == 1, "what is not kept is not drawn"


@pytest.mark.parametrize(("fewest", "own", "most"), [(3, False, 2), (5, True, 4)], ids=["generic", "a clinic's"])
def test_a_document_over_its_pages_fails_with_the_number(fewest, own, most, handout, monkeypatch) -> None:
    brand = handout.brand.model_copy(update={} if own else {"name": None})
    handout = replace(handout, clinic=replace(handout.clinic, brand=brand))
    monkeypatch.setattr(render, "TIGHTNESSES", range(4))
    monkeypatch.setattr(
        render, "_attempt", lambda *given: _Try(given[3], LaidOut([]), fewest + 1 - given[3] // 3, 0, 0)
    )
    with pytest.raises(DocumentFailed) as caught:
        make_pdf(handout, None, "tiny/a.pdf")
    message = f"has {fewest} pages at its tightest, at most {most}; shorten the text or raise max_pages"
    assert str(caught.value) == f"tiny/a.pdf: {message}"


@pytest.mark.slow
def test_a_real_page_and_its_picture(planned) -> None:
    made = make_pdf(planned.handout(), Printer(planned.assets), "x")
    facts = inspect(made.pdf)
    assert (made.pages, made.tightness, planned.title) == (facts.pages, 0, facts.title) == (1, 0, "Tiny only")
    picture = Image.open(io.BytesIO(made.thumbnail))
    assert (picture.format, picture.width, picture.height) == ("PNG", 320, 320)
    assert len(picture.convert("RGB").getcolors(1 << 20)) > 2
