"""The documents that every engine makes: as `handouts` composes them, as HTML with file addresses, as Typst source."""

from __future__ import annotations

import csv
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.typst_words import typst_source
from handouts.batch.gather import Selection, gather, gather_clinics
from handouts.batch.jobs import Job, in_layout_order, plan
from handouts.page.html import Page, to_html

DAY = dt.date(2026, 6, 1)
FONTS = "styles/fonts"
COLUMNS = (
    "id", "name", "country", "phone1_label", "phone1_number", "phone1_hours", "phone1_use", "phone2_label",
    "phone2_number", "phone2_hours", "phone2_use", "address1", "address2", "emergency_number", "fever", "paper",
)  # fmt: skip

BRAND = """\
id: clinic
name: A Clinic
country: US
phones: [{{label: Nurse line, number: "(202) 555-01{number:02}", hours: All day, use: any}}]
emergency_number: "911"
fever: {{threshold: "100.4", unit: F}}
address: [1 Example Street, Springfield]
paper: letter
"""


@dataclass(frozen=True)
class Sheet:
    """One document on disk: `number` is its place in `planned()`."""

    number: int
    name: str
    html: Path
    typst: Path


def planned(table: Path, most: int) -> list[Job]:
    """The first documents of these clinics, of all types and three kinds, in the order in which a build makes them."""
    asked = Selection(kinds=("overview", "symptom-checklist", "question-sheet"))
    found = gather_clinics(table, asked)
    assert not found.problems, found.problems
    return in_layout_order(plan(found.ready, asked, DAY)[:most])


def overview(clinic: Path) -> list[Job]:
    """The document of the cold run, of one clinic."""
    asked = Selection(("pleural",), ("overview",))
    return plan(gather([clinic], asked), asked, DAY)


def write_clinic(folder: Path, number: int) -> Path:
    """The folder of a made-up clinic, whose phone number ends in `number`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "brand.yaml").write_text(BRAND.format(number=number), encoding="utf-8")
    return folder


def write_sheets(entries: Sequence[Job], folder: Path) -> list[Sheet]:
    """Each document as a page that any engine can open, and as Typst source."""
    sheets = []
    for number, entry in enumerate(entries):
        page = to_html(entry.handout(), entry.assets)
        place = folder / f"{number:03}"
        html = _write(page, folder / "shared", place)
        typst = place / "page.typ"
        typst.write_text(typst_source(page.html, entry.request.paper), encoding="utf-8")
        sheets.append(Sheet(number, entry.target, html, typst))
    return sheets


def _write(page: Page, shared: Path, own: Path) -> Path:
    """Files that all documents have lie in one folder, so that an engine that keeps them may."""
    homes = {name: (shared if name.startswith("styles/") else own) / name for name in page.assets}

    def addressed(text: str) -> str:
        for name, home in homes.items():
            text = text.replace(f"asset:{name}", home.as_uri())
        return text

    for name, home in homes.items():
        home.parent.mkdir(parents=True, exist_ok=True)
        if not (home.exists() and home.is_relative_to(shared)):
            data = page.assets[name]
            home.write_bytes(addressed(data.decode()).encode() if name.endswith(".css") else data)
    html = own / "page.html"
    html.write_text(addressed(page.html), encoding="utf-8")
    return html


def write_clinics(number: int, path: Path) -> Path:
    """A table of made-up clinics, each with its own name and number, every third with a second number or an address."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        for index in range(number):
            phone = ("Nurse line", f"(202) 555-01{index % 100:02}", "All day", "any")
            other = ("Nurse on call", f"(202) 555-01{99 - index % 100:02}", "At night", "night")
            more = other if index % 3 == 1 else ("", "", "", "")
            place = (f"{index} Example Street", "Springfield") if index % 3 == 2 else ("", "")
            row = [f"clinic-{index}", f"Clinic Number {index}", "US", *phone, *more, *place, "911", "blank", "letter"]
            table.writerow(row)
    return path
