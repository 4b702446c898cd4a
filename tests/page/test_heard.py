"""What a page tells a listener alone: the language of each word, the names of blanks, what the feet say to the eye."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import replace
from html import unescape

import pytest

from handouts.content.catalogue import DocumentId
from handouts.page.handout import Handout, Request, compose, english_of
from handouts.page.inline import Inline, Names
from handouts.signoff.approvals import Approval
from shipped import catalogue, clinics, printer

AS_OF = dt.date(2026, 11, 21)
SHEETS = sorted(catalogue().documents)
CT = '<abbr title="computed tomography">CT</abbr>'
BLANK = re.compile(r'<[^>]*data-form[^>]*aria-label="([^"]*)"')


def made(clinic: str, wanted: DocumentId, edition: str = "standard", **more: object) -> Handout:
    return compose(catalogue(), clinics()[clinic], Request(wanted, edition, "letter"), AS_OF, **more)


def text_of(html: str) -> str:
    """The words between the tags, those of the running foot left out."""
    body = re.sub(r'<div class="foot".*?</div>', "", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]*>", "", body)).split())


@pytest.mark.parametrize("clinic", clinics())
@pytest.mark.parametrize("wanted", SHEETS, ids=str)
def test_what_the_foot_says_stands_once_in_the_text(clinic: str, wanted: DocumentId) -> None:
    handout = made(clinic, wanted)
    text = text_of(printer().page(handout).html)
    said = f"Draft, not approved. Checked Nov 2026. Check again by Nov 2027. Version {handout.version}."
    assert [text.count(words) for words in (said, "Draft, not approved.", handout.version)] == [1, 1, 1]


def test_an_approved_sheet_says_who_approved_it_and_an_adapted_one_that_it_is() -> None:
    handout = made("generic", SHEETS[0])
    approval = Approval(
        document="pleural/overview", lang="en", words_sha256=handout.words_digest, by="Ada Example", role="nurse",
        on=dt.date(2026, 11, 20), review_by=dt.date(2027, 5, 1),
    )  # fmt: skip
    signed = replace(made("generic", SHEETS[0], approval=approval), adapted=True)
    text = text_of(printer().page(signed).html)
    said = "Approved by Ada Example, nurse, Nov 20, 2026. Checked Nov 2026. Check again by May 2027. Version"
    assert said in text
    assert "This clinic has changed the words of this sheet." in text
    assert "Draft" not in text
    late = compose(catalogue(), clinics()["generic"], signed.request, dt.date(2027, 5, 2), approval)
    assert "Nov 20, 2026. Past its review date. Checked" in text_of(printer().page(late).html)


@pytest.mark.parametrize("clinic", clinics())
@pytest.mark.parametrize("wanted", SHEETS, ids=str)
def test_each_blank_has_a_name_of_its_own(clinic: str, wanted: DocumentId) -> None:
    for edition in catalogue().editions:
        html = printer().page(made(clinic, wanted, edition), more_lines=3).html
        names = Counter(unescape(name) for name in BLANK.findall(html))
        assert len(re.findall("<[^>]*data-form", html)) == names.total()
        assert [name for name, count in names.items() if count > 1 or "{" in name] == []


@pytest.mark.parametrize(
    ("short_forms", "texts", "found"),
    [
        (
            {"CT": "computed tomography"},
            ["A CT.", "A CT."],
            ['A <abbr title="computed tomography">CT</abbr>.', "A CT."],
        ),
        ({"CT": "computed tomography"}, ["Computed tomography (CT).", "A CT."], ["Computed tomography (CT).", "A CT."]),
        ({"CT": "computed tomography"}, ["Non-CT and CTs.", "CT"], ["Non-CT and CTs.", CT]),
        ({"R&D": "research & more"}, ["R&D"], ['<abbr title="research &amp; more">R&amp;D</abbr>']),
        ({"CT": r"a\1b\g<0>"}, ["A <CT>"], [r'A &lt;<abbr title="a\1b\g&lt;0&gt;">CT</abbr>&gt;']),
        (
            {"PET": "scan with a CT", "CT": "computed tomography", "PET CT": "both"},
            ["PET CT, PET, CT"],
            [f'<abbr title="both">PET CT</abbr>, <abbr title="scan with a CT">PET</abbr>, {CT}'],
        ),
        ({}, ["A CT."], ["A CT."]),
    ],
)
def test_a_short_form_is_told_in_full_once(short_forms: dict[str, str], texts: list[str], found: list[str]) -> None:
    handout = made("generic", SHEETS[0])
    handout = replace(handout, labels=handout.labels.model_copy(update={"short_forms": short_forms}))
    inline = Inline(handout, Names(handout.labels))
    assert inline.label("**CT** & R&D") == "<strong>CT</strong> &amp; R&amp;D", "a label has none, and takes none away"
    assert [inline(text) for text in texts] == found


@pytest.mark.parametrize("wanted", SHEETS, ids=str)
def test_no_short_form_is_told_within_the_label_of_a_field(wanted: DocumentId) -> None:
    html = printer().page(made("generic", wanted)).html
    assert re.findall(r"<(\w+)[^>]*data-label>(?:(?!</\1>).)*<abbr", html) == []


@pytest.mark.parametrize(
    ("country", "voice"),
    [("US", "en-US"), ("GB", "en-GB"), ("AU", "en-GB"), ("IE", "en-GB"), ("CA", "en-US"), ("JP", "en-US")],
)
def test_english_is_that_of_the_country(country: str, voice: str) -> None:
    assert english_of(country) == voice


@pytest.mark.parametrize(("clinic", "voice"), [("generic", "en-US"), ("us-example", "en-US"), ("uk-example", "en-GB")])
def test_a_page_names_the_language_of_its_country(clinic: str, voice: str) -> None:
    assert f'<html lang="{voice}"' in printer().page(made(clinic, SHEETS[0])).html


def test_a_notice_in_another_language_names_it() -> None:
    html = printer().page(made("us-example", SHEETS[0])).html
    assert "<span>Example notice: put your own words on free language help here.</span> <span lang=" in html
    assert '<span lang="es">¿Habla español? Llame al número de arriba y pida un intérprete.</span></p>' in html
