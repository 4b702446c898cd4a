"""The demo clinic overrides one of everything: what it says is printed, and nothing else moves."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from handouts.clinic.load import load_clinic, unbranded
from handouts.content.catalogue import Catalogue, DocumentId
from handouts.content.load import load_catalogue
from handouts.page.assets import read_assets
from handouts.page.handout import Handout, Request, compose
from handouts.page.html import to_html
from handouts.source.layers import make_layers
from shipped import catalogue as catalogue_that_ships

DEMO = Path(__file__).parents[1] / "demo_clinic"
NOTE = DocumentId("en", "pleural", "note")
DIARY = DocumentId("en", "testicular", "symptom-diary")
OVERVIEW = DocumentId("en", "pleural", "overview")


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return catalogue_that_ships()


@pytest.fixture(scope="module")
def demo() -> Catalogue:
    return load_catalogue(make_layers(DEMO))


def handout(catalogue: Catalogue, identity: DocumentId, clinic: Path | None = DEMO) -> Handout:
    request = Request(identity, "standard", "letter")
    return compose(catalogue, load_clinic(clinic) if clinic else unbranded(), request, dt.date(2026, 1, 2))


def html(made: Handout, clinic: Path | None = DEMO) -> str:
    return to_html(made, read_assets(make_layers(clinic))).html


def test_it_adds_a_kind_and_a_document(demo: Catalogue, shipped: Catalogue) -> None:
    assert set(demo.documents) - set(shipped.documents) == {NOTE}
    assert demo.kinds.keys() - shipped.kinds.keys() == {"note"}


@pytest.mark.process
def test_a_document_is_replaced_whole_and_marked(demo: Catalogue) -> None:
    assert demo.documents[DIARY].document.title == "Our own diary"
    assert demo.documents[DIARY].adapted
    assert not demo.documents[OVERVIEW].adapted
    page = html(handout(demo, DIARY))
    assert "Locally adapted" in page
    assert "This clinic has changed the words of this sheet." in page


def test_labels_are_overlaid_by_key(demo: Catalogue, shipped: Catalogue) -> None:
    assert demo.labels["en"].page["notes"] == "Room to write"
    rest = {key: value for key, value in demo.labels["en"].page.items() if key != "notes"}
    assert rest == {key: value for key, value in shipped.labels["en"].page.items() if key != "notes"}


@pytest.mark.process
def test_its_template_extends_the_shipped_one_and_its_style_comes_last(demo: Catalogue) -> None:
    page = html(handout(demo, NOTE))
    assert '<p class="demo-welcome">Demo Clinic (example)</p>' in page
    sheets = [line for line in page.splitlines() if 'rel="stylesheet"' in line]
    assert "clinic/styles/own.css" in sheets[-1]


@pytest.mark.process
def test_its_brand_fills_the_blanks(demo: Catalogue) -> None:
    page = html(handout(demo, NOTE))
    assert 'is green. Call <a href="tel:911" aria-label="Call 911">911</a> only in an emergency.' in page
    assert "The door to Demo Clinic (example) is green." in page
    assert "A fever is 100.4 °F (38.0 °C) or more." in page
    assert "The demo clinic paid for this sheet." in page
    assert "(202) 555-0100" in html(handout(demo, DIARY))


def test_without_a_clinic_the_same_places_are_blanks(shipped: Catalogue) -> None:
    page = html(handout(shipped, DocumentId("en", "pleural", "symptom-checklist"), None), None)
    assert (
        'class="blank" data-form="text" data-by="clinic" aria-label="Temperature, to be filled in by the clinic"'
        in page
    )
    assert "Draft, not approved" in page
    assert "demo" not in page.lower()


def test_what_is_not_overridden_keeps_its_words(demo: Catalogue, shipped: Catalogue) -> None:
    assert demo.documents[OVERVIEW].document == shipped.documents[OVERVIEW].document


@pytest.mark.process
def test_words_decide_the_version_and_brand_does_not(demo: Catalogue, shipped: Catalogue) -> None:
    generic = handout(shipped, OVERVIEW, None)
    branded = handout(shipped, OVERVIEW, DEMO)
    assert generic.words_digest == branded.words_digest
    assert handout(demo, DIARY).words_digest != handout(shipped, DIARY, None).words_digest


@pytest.mark.process
def test_past_its_review_date_each_page_says_so(demo: Catalogue) -> None:
    request = Request(NOTE, "standard", "letter")
    clinic = load_clinic(DEMO)
    assert "Past its review date" in html(compose(demo, clinic, request, dt.date(2027, 1, 2)))
    assert "Past its review date" not in html(compose(demo, clinic, request, dt.date(2027, 1, 1)))
