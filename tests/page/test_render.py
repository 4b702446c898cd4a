"""How tightly a page is set, and what is refused."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest
from PIL import Image

from handouts.batch.gather import Selection, gather
from handouts.batch.jobs import plan
from handouts.errors import DocumentFailed
from handouts.page import press
from handouts.page.fit import Fit, fitted
from handouts.page.html import Printer
from handouts.page.render import make_pdf
from handouts.press.plate import Plate
from handouts.proof import inspect

GOOD = (2, 0, 0)
PLATE = Plate(b"", {}, {}, 0, 1, 2, 3, 4, 5, 100.0, (6,), (0,), (b"",), 0, (), (), {}, "")


@dataclass(frozen=True)
class Look:
    """What the fit is chosen by, as `handouts.pdf.look` has it."""

    pages: int
    headings_at_foot: tuple[int, ...]
    page_fills: tuple[float, ...]
    room_mm: float = 0.0
    step_mm: float = 0.0
    grows_on: int = 0
    last_room_mm: float = 0.0
    page_mm: float = 0.0
    foot_mm: float = 0.0
    foot_room_mm: float = 0.0


@dataclass
class LaidOut:
    """Stands for a page that has been laid out; tells when it is drawn."""

    look: Look
    drawn: list[LaidOut]

    def check(self) -> None:
        """Nothing is amiss."""

    def plate(self, _attached: object, _wish: object) -> Plate:
        self.drawn.append(self)
        return PLATE


def looking(pages: int, headings: int, thin: int) -> Look:
    """Pages of which so many end in a heading, and so many are near empty."""
    fills = [0.9] * (pages - thin) + [0.1] * thin
    return Look(pages, tuple(range(1, headings + 1)), tuple(fills))


def lay_out_as(looks: Sequence[Look], monkeypatch: pytest.MonkeyPatch) -> tuple[list[int], list[LaidOut]]:
    """Have each tightness look so; gives those that are tried, and what is drawn."""
    done, drawn = [], []

    def lay_out(_way: object, fit: Fit, _every_letter: bool = False) -> LaidOut:
        done.append(fit.tightness)
        return LaidOut(looks[fit.tightness], drawn)

    monkeypatch.setattr(press._Alone, "lay_out", lay_out)
    monkeypatch.setattr(press, "printed", lambda *_: b"pdf")
    monkeypatch.setattr(press, "thumbnail", lambda pdf: pdf)
    return done, drawn


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
def test_the_loosest_good_way_is_taken(tries, kept: int, made: int, handout, planned, monkeypatch) -> None:
    done, drawn = lay_out_as([looking(*each) for each in tries], monkeypatch)
    assert make_pdf(handout, Printer(planned.assets)).tightness == kept
    assert done == list(range(made))
    assert [each.look for each in drawn] == [looking(*tries[kept])], "what is not kept is not drawn"


@pytest.mark.parametrize(("fewest", "own", "most"), [(3, False, 2), (5, True, 4)], ids=["generic", "a clinic's"])
def test_a_document_over_its_pages_fails_with_the_number(fewest, own, most, handout, planned, monkeypatch) -> None:
    brand = handout.brand.model_copy(update={} if own else {"name": None})
    handout = replace(handout, clinic=replace(handout.clinic, brand=brand))
    looks = [looking(fewest + 1 - tightness // 3, 0, 0) for tightness in range(4)]
    done, drawn = lay_out_as(looks, monkeypatch)
    with pytest.raises(DocumentFailed) as caught:
        make_pdf(handout, Printer(planned.assets), "tiny/a.pdf")
    message = f"has {fewest} pages at its tightest, at most {most}; shorten the text or raise max_pages"
    assert str(caught.value) == f"tiny/a.pdf: {message}"
    assert (done, drawn) == ([0, 1, 2, 3], [])


def test_a_page_that_did_not_fit_is_not_kept(handout, planned, monkeypatch) -> None:
    """The fault is told each time, and when it is mended the page is made."""
    printer = Printer(planned.assets)
    for _ in range(2):
        lay_out_as([looking(9, 0, 0)] * 4, monkeypatch)
        with pytest.raises(DocumentFailed, match="has 9 pages at its tightest, at most 4"):
            make_pdf(handout, printer)
    lay_out_as([looking(2, 0, 0)] * 4, monkeypatch)
    assert make_pdf(handout, printer).pages == 2


def test_a_foot_that_needs_more_room_gets_it(handout) -> None:
    asked: list[Fit] = []

    def lay_out(fit: Fit) -> LaidOut:
        asked.append(fit)
        room = fit.foot_room_mm or 20.0
        return LaidOut(replace(looking(*GOOD), foot_mm=30.04, foot_room_mm=room), [])

    assert fitted(handout, lay_out, "x").fit == Fit(0, 0, 32.0)
    assert asked == [Fit(), Fit(0, 0, 32.0)]


def test_lines_to_write_on_fill_the_leaf_or_the_page(handout) -> None:
    """Of three pages at most four: to the end of the leaf where that holds, and else of the page."""
    odd = Look(3, (), (0.9, 0.9, 0.9), room_mm=21.0, step_mm=10.0, grows_on=3, last_room_mm=21.0, page_mm=100.0)
    for pages_of_leaf, lines in ((4, 12), (5, 2)):
        grown = {0: odd, 12: replace(odd, pages=pages_of_leaf), 2: odd}
        found = fitted(handout, lambda fit, grown=grown: LaidOut(grown[fit.lines], []), "x")
        assert found.fit.lines == lines


@pytest.mark.slow
def test_a_real_page_and_its_picture(planned) -> None:
    made = make_pdf(planned.handout(), Printer(planned.assets), "x")
    facts = inspect(made.pdf)
    assert (made.pages, made.tightness, planned.title) == (facts.pages, 0, facts.title) == (1, 0, "Tiny only")
    picture = Image.open(io.BytesIO(made.thumbnail))
    assert (picture.format, picture.width, picture.height) == ("PNG", 320, 320)
    assert len(picture.convert("RGB").getcolors(1 << 20)) > 2
