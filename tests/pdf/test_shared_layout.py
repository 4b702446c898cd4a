"""A page laid out for one clinic and filled for another is, byte by byte, the page laid out for that other."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import product

import pikepdf
import pytest
from handouts.pdf.own_parts import split_own_parts
from handouts.pdf.shared_layout import MOST_LAYOUTS, LayoutCache, SharedLayout
from PIL import Image

from handouts.batch.gather import Selection, gather_clinics
from handouts.batch.jobs import Job, plan
from handouts.clinic.columns import COLUMNS
from handouts.page.html import Printer
from handouts.page.render import make_pdf
from handouts.pdf import to_pdf
from handouts.pdf.engine import load
from pdf_pages import assets, page

Names = tuple[str, ...]
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
TYPES = ("pleural", "peritoneal", "pericardial", "testicular")
EDITIONS = ("standard", "large-print", "mono")
KINDS = (
    "overview", "symptom-checklist", "question-sheet", "symptom-diary", "tests-guide", "treatment-guide",
    "how-cancer-spreads", "limited-spread", "glossary", "at-a-glance",
)  # fmt: skip
# Each kind once; types, editions and clinics in turn.
SOME = [
    pytest.param(kind, (TYPES[n % 4],), (EDITIONS[n % 3],), ("plain", ("long", "black", "drawn")[n // 3 % 3]), id=kind)
    for n, kind in enumerate(KINDS)
]
ALL = [
    pytest.param(kind, TYPES[::3], EDITIONS, tuple(CLINICS), marks=pytest.mark.product, id=f"{kind}-for-all")
    for kind in KINDS[:4]
]
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4" fill="#b00020"/></svg>'


@pytest.fixture(scope="module")
def planned(tmp_path_factory: pytest.TempPathFactory) -> list[Job]:
    """The documents of all these clinics, as a build orders them."""
    folder = tmp_path_factory.mktemp("clinics")
    (folder / "logo.svg").write_bytes(SVG)
    Image.new("RGB", (400, 120), "#346").save(folder / "logo.png")
    with (folder / "clinics.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, list(COLUMNS))
        table.writeheader()
        table.writerows(ROW | {"id": id_} | more for id_, more in CLINICS.items())
    asked = Selection(TYPES, KINDS, editions=EDITIONS)
    found = gather_clinics(folder / "clinics.csv", asked)
    assert found.problems == []
    return sorted(plan(found.ready, asked, DAY), key=lambda entry: repr(entry.request))


class Caches:
    """Switches between a cache that keeps its pages and a fresh one, and counts what comes of what it keeps."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        load()
        from handouts.pdf import render

        self.kept, self.counts, self._slots = LayoutCache(), Counter(), render._kept
        stock = SharedLayout.filled_with

        def counted(layout, *given):
            page = stock(layout, *given)
            self.counts["filled" if page else "afresh"] += 1
            return page

        patch.setattr(SharedLayout, "filled_with", counted)

    def pdf(self, entry: Job, cache: LayoutCache) -> bytes:
        self._slots.layouts = cache
        return make_pdf(entry.handout(), Printer(entry.assets), entry.target).pdf


@pytest.fixture
def caches(monkeypatch: pytest.MonkeyPatch) -> Iterator[Caches]:
    caches = Caches(monkeypatch)
    yield caches
    del caches._slots.layouts


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "types", "editions", "clinics"), [*SOME, *ALL])
def test_same_bytes_as_laid_out_afresh(
    kind: str, types: Names, editions: Names, clinics: Names, planned: list[Job], caches: Caches
) -> None:
    wanted = set(product(clinics, [kind], types, editions))
    named = [(entry, entry.request.document) for entry in planned]
    entries = [job for job, x in named if (job.clinic.id, x.kind, x.type, job.request.edition) in wanted]
    sheets = len(types) * len(editions)
    assert len(entries) == len(wanted) == len(clinics) * sheets
    for entry in entries:
        filled = caches.pdf(entry, caches.kept)
        assert filled == caches.pdf(entry, LayoutCache()), entry.target
    # Plain, long, black and drawn share a page in each edition of each type, in its first fit at least.
    assert caches.counts["filled"] >= (min(len(clinics), 4) - 1) * sheets
    # The two notices have the same parts, and not the same room.
    assert caches.counts["afresh"] >= (sheets if "noted-more" in clinics else 0)


def test_another_clinics_page_written_between_changes_nothing(planned: list[Job], caches: Caches) -> None:
    """Two clinics' pages share the boxes of one layout: each gets its own parts when it is written."""
    from handouts.page.html import to_html
    from handouts.pdf import lay_out

    caches._slots.layouts = caches.kept
    first, second = [entry for entry in planned if entry.request.document.kind == "question-sheet"][:2]
    assert first.request == second.request
    pages = [to_html(entry.handout(), entry.assets) for entry in (first, second)]
    laid_out = [lay_out(made.html, assets=made.assets, identifier="x") for made in pages]
    assert caches.counts == {"filled": 1}
    again = [made.write() for made in (*laid_out, *reversed(laid_out))]
    assert again[0] == again[3] != again[1] == again[2]
    caches._slots.layouts = LayoutCache()
    assert again[0] == to_pdf(pages[0].html, assets=pages[0].assets, identifier="x")


def test_no_stand_in_is_painted(planned: list[Job], caches: Caches) -> None:
    entry = next(entry for entry in planned if entry.request.document.kind == "overview")
    handout = entry.handout()
    from handouts.page.html import to_html

    made = to_html(handout, entry.assets)
    parts = split_own_parts(made.html, made.assets)
    assert len(parts.colors) == 4
    for channels in parts.colors:
        assert all(abs(channel * 255 - round(channel * 255)) > 0.01 for channel in channels)
    with pikepdf.open(io.BytesIO(caches.pdf(entry, caches.kept))) as pdf:
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
    assert split_own_parts(html, {"a.css": css}) is None


def own(words: str, more: str = "", color: str = "#123456") -> str:
    """A page with a clinic's own in it."""
    marked = f"<!--imprint--><p data-imprint='a' class='own'>{words}</p><!--/imprint-->"
    whole = page(f"<h1>Title</h1>{more}{marked}<p>After</p>", style=".own { color: var(--primary) }")
    return whole.replace("<html ", f'<html style="--primary: {color}" ')


@pytest.mark.parametrize(
    ("html", "counts"),
    [
        (own("Others"), {"filled": 1}),
        (own("Own", color="#654321"), {"filled": 1}),
        (own("Far more words than in the first, so that they take a second line and one more " * 2), {"afresh": 1}),
        (own("Own <b>words</b>"), {}),  # of other parts
        (own("Own", "<p>More</p>"), {}),
    ],
)  # fmt: skip
def test_what_differs_is_laid_out_afresh(html: str, counts: dict[str, int], caches: Caches) -> None:
    caches._slots.layouts = caches.kept
    to_pdf(own("Own"), assets=assets())
    filled = to_pdf(html, assets=assets(), identifier="x")
    assert caches.counts == counts
    caches._slots.layouts = LayoutCache()
    assert filled == to_pdf(html, assets=assets(), identifier="x")


def test_only_the_last_pages_are_kept(caches: Caches) -> None:
    caches._slots.layouts = caches.kept
    for number in range(MOST_LAYOUTS + 3):
        to_pdf(own("Own", f"<p>{number}</p>"), assets=assets())
    assert len(caches.kept._layouts) == MOST_LAYOUTS


def test_a_faulty_page_is_not_kept_and_tells_each_time(caches: Caches) -> None:
    from handouts.errors import DocumentFailed

    caches._slots.layouts = caches.kept
    broken = own("Own", "<img src='asset:nowhere.png' alt='x'>")
    said = []
    for _ in range(2):
        with pytest.raises(DocumentFailed) as caught:
            to_pdf(broken, assets=assets())
        said.append(str(caught.value))
    assert said[0] == said[1] and "nowhere.png" in said[0]
    assert not caches.kept._layouts
