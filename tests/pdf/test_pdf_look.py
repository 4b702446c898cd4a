"""What is read from the boxes before drawing is what the finished PDF holds."""

from __future__ import annotations

import datetime as dt
from itertools import cycle

import pytest

from handouts.batch.gather import Selection, gather
from handouts.batch.jobs import plan
from handouts.page.fit import LEAST_FILL
from handouts.page.html import to_html
from handouts.pdf import lay_out
from handouts.proof import inspect
from pdf_pages import FEATURES, assets, page

DAY = dt.date(2026, 6, 1)
CLOSE = 0.04  # a box has room for descenders and half leading that ink does not fill


def looks(html: str, files) -> tuple:
    """The look before drawing, and the proof after."""
    laid_out = lay_out(html, assets=files, identifier="look")
    return laid_out.look, inspect(laid_out.write())


@pytest.mark.parametrize("name", FEATURES)
def test_pages_and_last_lines_are_as_drawn(name: str) -> None:
    look, proof = looks(page(f"<h1>Title</h1>{FEATURES[name]}"), assets())
    assert (look.pages, look.headings_at_foot) == (proof.pages, proof.headings_at_foot)


@pytest.mark.parametrize("step", [7, pytest.param(2, marks=pytest.mark.product)])
def test_shipped_documents_look_as_they_prove(step: int) -> None:
    asked = Selection(types=("pleural", "testicular"), editions=("standard", "large-print", "mono"))
    ready = gather([], asked)
    planned = plan(ready, asked, DAY)[::step]
    assert len(planned) > 3
    for entry, tightness in zip(planned, cycle((0, 2, 3)), strict=False):
        made = to_html(entry.handout(), entry.assets, tightness)
        look, proof = looks(made.html, made.assets)
        assert (look.pages, look.headings_at_foot) == (proof.pages, proof.headings_at_foot)
        assert look.page_fills == pytest.approx(proof.page_fills, abs=CLOSE)
        told = [fill for fill in look.page_fills if abs(fill - LEAST_FILL) > CLOSE]
        proven = [fill for fill in proof.page_fills if abs(fill - LEAST_FILL) > CLOSE]
        assert [fill < LEAST_FILL for fill in told] == [fill < LEAST_FILL for fill in proven]


def test_a_heading_left_at_a_foot_is_seen() -> None:
    body = "<h1>One</h1><p style='height: 25mm'>Words</p><h2>Alone</h2><p class=tall>After it</p>"
    style = "h2 { break-after: auto } .tall { height: 50mm; break-inside: avoid }"
    look, proof = looks(page(body, style=style), assets())
    assert look.pages == proof.pages == 2
    assert look.headings_at_foot == proof.headings_at_foot == (1,)


@pytest.mark.parametrize("height", [10, 30, 50])
def test_a_box_with_a_border_fills_a_page(height: int) -> None:
    box = f"<p style='height: {height}mm; border: 1pt solid #000'>Words</p>"
    look, proof = looks(page(f"<h1>One</h1>{box}"), assets())
    assert look.page_fills == pytest.approx(proof.page_fills, abs=CLOSE)
    assert abs(look.page_fills[0] - (height + 15) / 80) < 0.15


def test_a_rule_beside_what_goes_on_overleaf_runs_down_the_page() -> None:
    inner = "<p style='height: 30mm; margin: 0; break-inside: avoid'>Words</p>"
    look, proof = looks(page(f"<h1>One</h1><div style='border-left: 2pt solid #000'>{inner * 3}</div>"), assets())
    assert look.pages == proof.pages == 2
    assert look.page_fills == pytest.approx(proof.page_fills, abs=CLOSE)
    assert look.page_fills[0] > 0.9


def test_what_is_hidden_from_the_reader_is_no_last_line() -> None:
    look, proof = looks(page("<h1>One</h1><p>Words</p><h2 aria-hidden='true'>Ornament</h2>"), assets())
    assert look.headings_at_foot == proof.headings_at_foot == ()


def test_an_empty_page_is_not_full() -> None:
    look, _ = looks(page("<h1>One</h1><p style='break-before: page'>&nbsp;</p>"), assets())
    assert (look.pages, look.page_fills[1]) == (2, 0.0)
