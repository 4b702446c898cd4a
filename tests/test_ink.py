"""The edition for printers without colors spends less ink, and paints no block across a page."""

from __future__ import annotations

import datetime as dt

import pytest
from handouts.build.render import make_pdf
from handouts.catalogue import DocumentId
from handouts.compose import Request, compose
from handouts.layers import make_layers

from ink import mean_ink
from shipped import catalogue, clinics

MOST_OF_A_PAGE = 0.15


@pytest.mark.parametrize("kind", ["symptom-checklist", "symptom-diary"])
def test_black_and_white_print_spends_less_ink(kind: str) -> None:
    wanted = DocumentId("en", "pleural", kind)
    pages = {}
    for edition in ("standard", "mono"):
        made = compose(catalogue(), clinics()["us-example"], Request(wanted, edition, "letter"), dt.date(2026, 1, 1))
        pages[edition] = mean_ink(make_pdf(made, make_layers()).pdf)
    assert max(pages["mono"]) <= MOST_OF_A_PAGE
    assert pages["mono"][0] < 0.75 * pages["standard"][0]
    assert sum(pages["mono"]) < sum(pages["standard"])
