"""Dialled numbers: a zero without a slash, and the right line in the right place."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

import pytest
from fontTools.ttLib import TTFont

from handouts.content.catalogue import DocumentId
from handouts.page.handout import Handout, Request, compose
from handouts.page.render import make_pdf
from handouts.source.layers import bundled_root
from shipped import catalogue, clinics, printer

WANTED = DocumentId("en", "pleural", "symptom-checklist")
LINES = (
    {"label": "Ward", "number": "(202) 555-0143", "hours": "8 to 5", "use": "day"},
    {"label": "Nurses", "number": "(202) 555-0144", "hours": "8 to 6", "use": "day"},
    {"label": "On call", "number": "(202) 555-0145", "hours": "Nights", "use": "night"},
    {"label": "Desk", "number": "(202) 555-0146", "hours": "9 to 4", "use": "appointments"},
)


def handout(lines: tuple[dict[str, str], ...]) -> Handout:
    made = compose(catalogue(), clinics()["us-example"], Request(WANTED, "standard", "letter"), dt.date(2026, 1, 1))
    brand = type(made.brand).model_validate(made.brand.model_dump(exclude={"phones"}) | {"phones": lines})
    return replace(made, clinic=replace(made.clinic, brand=brand))


def test_the_zero_of_numbers_is_plain_and_as_wide_as_the_other() -> None:
    fonts = bundled_root() / "styles/fonts"
    plain, slashed = (TTFont(fonts / name) for name in ("HandoutsNumbers-Bold.ttf", "HandoutsSans-Bold.ttf"))
    assert plain["glyf"]["zero"].numberOfContours == 2
    assert slashed["glyf"]["zero"].numberOfContours == 3
    assert all(plain["hmtx"][plain.getBestCmap()[ord(sign)]] == slashed["hmtx"][slashed.getBestCmap()[ord(sign)]]
               for sign in "0123456789()-+ ")  # fmt: skip


def test_a_number_stands_where_its_use_says() -> None:
    made = handout(LINES)
    assert [line.label for line in made.lines] == ["Ward", "Nurses", "On call"]
    assert [line.label for line in made.appointment_lines] == ["Desk"]
    assert [line.label for line in made.foot_lines] == ["Ward", "On call"]
    page = printer().page(made).html
    tier, about = page.index('class="tier tier--same-day"'), page.index("closing--about")
    assert tier < page.index("(202) 555-0144") < page.index("tier--next-visit")
    assert page.count(">(202) 555-0146<") == 1
    assert page.index("(202) 555-0146") > about


@pytest.mark.slow
@pytest.mark.parametrize("edition", ["standard", "large-print"])
@pytest.mark.parametrize("paper", ["letter", "a4"])
def test_a_number_with_an_extension_has_its_room(edition: str, paper: str) -> None:
    """What does not fit, or lies over other words, would be refused."""
    long = {"label": "Nurses of the lung team by day", "hours": "Monday to Friday, 8 am to 5 pm"}
    lines = tuple({**line, **long, "number": f"{line['number']} ext. 4412"} for line in LINES)
    made = handout(lines)
    request = replace(made.request, edition=edition, paper=paper)
    made = replace(made, request=request, edition=catalogue().editions[edition], paper=catalogue().papers[paper])
    assert 'class="number number--extended"' in printer().page(made).html
    assert make_pdf(made, printer()).pages >= 2


def test_one_line_for_day_and_night_stands_in_the_foot_once() -> None:
    [line] = handout(({**LINES[0], "use": "any"},)).foot_lines
    assert line.label == "Ward"


@pytest.mark.parametrize(
    ("edition", "first", "second"),
    [("standard", "", "345"), ("large-print", "35", "4"), ("mono", "", "345")],
)
def test_large_print_has_the_lines_of_the_foot_below_the_first_tier(edition: str, first: str, second: str) -> None:
    """It has room for one by day and one by night there; the others head the second tier."""
    made = handout(LINES)
    made = replace(made, request=replace(made.request, edition=edition), edition=catalogue().editions[edition])
    page = printer().page(made).html
    _, below_first, in_second, *_ = re.split('class="tier tier--', page)
    assert "".join(re.findall(r"number__digits.*555-014(\d)", below_first)) == first
    assert "".join(re.findall(r"number__digits.*555-014(\d)", in_second)) == second
