"""The edition for printers without colors spends less ink, and paints no block across a page."""

from __future__ import annotations

import datetime as dt

import pytest

from handouts.content.catalogue import DocumentId
from handouts.page.handout import Request, compose
from handouts.page.render import make_pdf
from ink import mean_ink
from shipped import catalogue, clinics, printer

MOST_OF_A_PAGE = 0.15


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["symptom-checklist", "symptom-diary"])
def test_black_and_white_print_spends_less_ink(kind: str) -> None:
    wanted = DocumentId("en", "pleural", kind)
    pages = {}
    for edition in ("standard", "mono"):
        made = compose(catalogue(), clinics()["us-example"], Request(wanted, edition, "letter"), dt.date(2026, 1, 1))
        pages[edition] = mean_ink(make_pdf(made, printer()).pdf)
    assert max(pages["mono"]) <= MOST_OF_A_PAGE
    assert pages["mono"][0] < 0.75 * pages["standard"][0]
    assert sum(pages["mono"]) < sum(pages["standard"])
