"""The crisis line stands beside the words on thoughts of ending one's life; without one there is no gap."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from handouts.clinic.brand import Brand
from handouts.clinic.load import unbranded
from handouts.content.catalogue import DocumentId
from handouts.page.assets import read_assets
from handouts.page.handout import Request, compose
from handouts.page.html import to_html
from handouts.source.layers import make_layers
from shipped import catalogue

SHEET = DocumentId("en", "pleural", "symptom-checklist")
LINE = {"label": "Lifeline", "number": "988"}
NONE = {"phones": "blank", "emergency_number": "blank", "fever": "blank"}


@pytest.mark.parametrize(
    ("given", "said"),
    [({}, "A crisis line can help, too."), ({"crisis_line": LINE}, "A crisis line can help, too: 988.")],
)
def test_it_is_printed_and_read_aloud_where_there_is_one(given: dict[str, object], said: str) -> None:
    brand = Brand.model_validate({"id": "x", "name": "X", "country": "US", "paper": "letter", **NONE, **given})
    clinic = replace(unbranded(), brand=brand)
    handout = compose(catalogue(), clinic, Request(SHEET, "standard", "letter"), dt.date(2026, 6, 1))
    assert any(words.endswith(said) for words in handout.words())
    link = '<a href="tel:988" aria-label="Call 988">988</a>'
    assert said.replace("988", link) in to_html(handout, read_assets(make_layers())).html
