"""A page laid out for one clinic and imprinted for another is, byte by byte, the page laid out for that other."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import Counter
from collections.abc import Iterator

import pikepdf
import pytest
from PIL import Image

from handouts.batch.jobs import Selection, gather_clinics, plan
from handouts.batch.run import Planned, fingerprinted
from handouts.clinic.columns import COLUMNS
from handouts.page.html import Printer
from handouts.page.render import make_pdf
from handouts.pdf import shared_layout as imprint
from handouts.pdf import to_pdf
from handouts.pdf.engine import load
from pdf_pages import assets, page

DAY = dt.date(2026, 6, 1)
ROW = {
    "country": "US", "emergency_number": "911", "fever": "100.4", "fever_unit": "F", "paper": "letter",
    "phone1_label": "Nurse line", "phone1_number": "(202) 555-0143", "phone1_hours": "Monday to Friday",
    "phone1_use": "any", "address1": "12 Example Street", "address2": "Springfield", "web": "https://example.org/meso",
}  # fmt: skip
CLINICS = {
    "plain": {"name": "Plain Clinic"},
    "long": {
        "name": "The Long Name of an Example Cancer Center (example)",
        "phone1_label": "Lungs and linings", "phone1_number": "(202) 555-0187", "phone1_hours": "All day, every day",
        "address1": "1 Other Road", "address2": "Shelbyville", "web": "https://example.org/other",
        "primary": "#7a1f4b", "accent": "#0b5d1e",
    },
    "black": {
        "name": "Łódź Klinik", "primary": "#000000", "accent": "#000000", "logo": "logo.png", "logo_alt": "A box",
    },
    "drawn": {"name": "Drawn", "primary": "#8d7400", "accent": "#000000", "logo": "logo.svg", "logo_alt": "A circle"},
    "noted": {"name": "Noted", "language_notice": "Short notice."},
    "noted-more": {"name": "Noted", "language_notice": "A longer notice, of more lines. " * 8},
}  # fmt: skip
KINDS = ("overview", "symptom-checklist", "question-sheet", "symptom-diary")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4" fill="#b00020"/></svg>'


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> list[Planned]:
    """The documents of all these clinics, as a build orders them."""
    folder = tmp_path_factory.mktemp("clinics")
    (folder / "logo.svg").write_bytes(SVG)
    Image.new("RGB", (400, 120), "#346").save(folder / "logo.png")
    with (folder / "clinics.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, list(COLUMNS))
        table.writeheader()
        table.writerows(ROW | {"id": id_} | more for id_, more in CLINICS.items())
    asked = Selection(("pleural", "testicular"), KINDS, editions=("standard", "large-print"))
    found = gather_clinics(folder / "clinics.csv", asked)
    assert found.problems == []
    return sorted(fingerprinted(found.ready, plan(found.ready, asked), DAY), key=lambda entry: repr(entry.job.request))


class Presses:
    """Switches between a press that keeps its pages and a fresh one, and counts what comes of its shells."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        load()
        from handouts.pdf import render

        self.kept, self.counts, self._slots = imprint.Press(), Counter(), render._kept
        stock = imprint._Shell.imprinted

        def counted(shell, *given):
            sheet = stock(shell, *given)
            self.counts["imprinted" if sheet else "afresh"] += 1
            return sheet

        patch.setattr(imprint._Shell, "imprinted", counted)

    def pdf(self, entry: Planned, press: imprint.Press) -> bytes:
        self._slots.press = press
        return make_pdf(entry.handout(DAY), Printer(entry.assets), entry.job.target).pdf


@pytest.fixture
def presses(monkeypatch: pytest.MonkeyPatch) -> Iterator[Presses]:
    presses = Presses(monkeypatch)
    yield presses
    del presses._slots.press


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_same_bytes_as_laid_out_afresh(kind: str, planned: list[Planned], presses: Presses) -> None:
    entries = [entry for entry in planned if entry.job.kind == kind]
    assert len(entries) == len(CLINICS) * 4
    for entry in entries:
        imprinted = presses.pdf(entry, presses.kept)
        assert imprinted == presses.pdf(entry, imprint.Press()), entry.job.target
    # Plain, long, black and drawn share a page in each edition of each type, in its first fit at least.
    assert presses.counts["imprinted"] >= 3 * 4
    # The two notices have the same parts, and not the same room.
    assert presses.counts["afresh"] >= 4


def test_another_clinics_page_written_between_changes_nothing(planned: list[Planned], presses: Presses) -> None:
    """Two clinics' pages share the boxes of one layout: each is dressed anew when it is written."""
    from handouts.page.html import to_html
    from handouts.pdf import lay_out

    presses._slots.press = presses.kept
    first, second = [entry for entry in planned if entry.job.kind == "question-sheet"][:2]
    assert first.job.request == second.job.request
    pages = [to_html(entry.handout(DAY), entry.assets) for entry in (first, second)]
    laid_out = [lay_out(made.html, assets=made.assets, identifier="x") for made in pages]
    assert presses.counts == {"imprinted": 1}
    again = [sheet.write() for sheet in (*laid_out, *reversed(laid_out))]
    assert again[0] == again[3] != again[1] == again[2]
    presses._slots.press = imprint.Press()
    assert again[0] == to_pdf(pages[0].html, assets=pages[0].assets, identifier="x")


def test_no_stand_in_is_painted(planned: list[Planned], presses: Presses) -> None:
    entry = next(entry for entry in planned if entry.job.kind == "overview")
    handout = entry.handout(DAY)
    from handouts.page.html import to_html

    made = to_html(handout, entry.assets)
    parts = imprint.divide(made.html, made.assets)
    assert len(parts.colors) == 4
    for channels in parts.colors:
        assert all(abs(channel * 255 - round(channel * 255)) > 0.01 for channel in channels)
    with pikepdf.open(io.BytesIO(presses.pdf(entry, presses.kept))) as pdf:
        drawn = b"".join(sheet.Contents.read_bytes() for sheet in pdf.pages).decode("latin-1")
    painted = set(re.findall(r"([\d.]+) ([\d.]+) ([\d.]+) (?:rg|RG)", drawn))
    assert len(painted) >= 3
    for color in painted:
        assert all(abs(float(level) * 255 - round(float(level) * 255)) < 0.01 for level in color), color


@pytest.mark.parametrize(
    ("html", "css"),
    [
        ("<html><body><p>No part is marked</p></body></html>", b""),
        (
            "<html><body><!--imprint--><p data-imprint=a>Own</p><!--/imprint--></body></html>",
            b"p { background: linear-gradient(red, tan) }",
        ),
    ],
)  # fmt: skip
def test_a_page_that_cannot_be_told_apart_is_not_kept(html: str, css: bytes) -> None:
    assert imprint.divide(html, {"a.css": css}) is None


def own(words: str, more: str = "", color: str = "#123456") -> str:
    """A page with a clinic's own in it."""
    marked = f"<!--imprint--><p data-imprint='a' class='own'>{words}</p><!--/imprint-->"
    whole = page(f"<h1>Title</h1>{more}{marked}<p>After</p>", style=".own { color: var(--primary) }")
    return whole.replace("<html ", f'<html style="--primary: {color}" ')


@pytest.mark.parametrize(
    ("html", "counts"),
    [
        (own("Others"), {"imprinted": 1}),
        (own("Own", color="#654321"), {"imprinted": 1}),
        (own("Far more words than in the first, so that they take a second line and one more " * 2), {"afresh": 1}),
        (own("Own <b>words</b>"), {}),  # of other parts
        (own("Own", "<p>More</p>"), {}),
    ],
)  # fmt: skip
def test_what_differs_is_laid_out_afresh(html: str, counts: dict[str, int], presses: Presses) -> None:
    presses._slots.press = presses.kept
    to_pdf(own("Own"), assets=assets())
    imprinted = to_pdf(html, assets=assets(), identifier="x")
    assert presses.counts == counts
    presses._slots.press = imprint.Press()
    assert imprinted == to_pdf(html, assets=assets(), identifier="x")


def test_only_the_last_pages_are_kept(presses: Presses) -> None:
    presses._slots.press = presses.kept
    for number in range(imprint.MOST_SHELLS + 3):
        to_pdf(own("Own", f"<p>{number}</p>"), assets=assets())
    assert len(presses.kept._shells) == imprint.MOST_SHELLS


def test_a_faulty_page_is_not_kept_and_tells_each_time(presses: Presses) -> None:
    from handouts.errors import DocumentFailed

    presses._slots.press = presses.kept
    broken = own("Own", "<img src='asset:nowhere.png' alt='x'>")
    said = []
    for _ in range(2):
        with pytest.raises(DocumentFailed) as caught:
            to_pdf(broken, assets=assets())
        said.append(str(caught.value))
    assert said[0] == said[1] and "nowhere.png" in said[0]
    assert not presses.kept._shells
