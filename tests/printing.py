"""Clinics of every odd kind, and their sheets: printed from a plate that many share, and from one of their own."""

from __future__ import annotations

import csv
import datetime as dt
import re
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from PIL import Image

from handouts.batch.gather import Selection, gather, gather_clinics
from handouts.batch.jobs import Job, plan
from handouts.clinic.columns import COLUMNS
from handouts.page.assets import Assets
from handouts.page.fingerprint import Fingerprints
from handouts.page.html import Printer
from handouts.page.press import Press, _Alone
from handouts.page.render import Made, kept_pdf, make_pdf

DAY = dt.date(2026, 6, 1)
LEVEL = 2
"""Of 255: what the seventh digit of a coordinate or a color changes at an edge."""
ROW = {
    "country": "US", "emergency_number": "911", "fever": "100.4", "fever_unit": "F", "paper": "letter",
    "phone1_label": "Nurse line", "phone1_number": "(202) 555-0143", "phone1_hours": "Monday to Friday",
    "phone1_use": "any", "address1": "12 Example Street", "address2": "Springfield", "web": "https://example.org/meso",
}  # fmt: skip
LONG = {
    "name": "The Long Name of an Example Cancer Center (example)", "primary": "#7a1f4b", "accent": "#0b5d1e",
    "phone1_label": "Lungs and linings", "phone1_number": "(202) 555-0187", "phone1_hours": "All day, every day",
    "address1": "1 Other Road", "address2": "Shelbyville", "web": "https://example.org/other",
}  # fmt: skip
CLINICS: dict[str, dict[str, str]] = {
    "plain": {"name": "Plain Clinic"},
    "long": LONG,
    "boxed": {
        "name": "Señora & <Niño>", "primary": "#000001", "accent": "#010000", "logo": "logo.png", "logo_alt": "A box",
    },
    "drawn": {"name": "Drawn", "primary": "#767676", "accent": "#000000", "logo": "logo.svg", "logo_alt": "A circle"},
    "polish": {"name": "Łódź Klinik"},
    "noted": {"name": "Noted", "language_notice": "A longer notice, of more lines. " * 12 + "[es] Llame al número."},
    "called": {
        "name": "Many Lines", "phone1_use": "day", "phone1_number": "(202) 555-0143 ext. 1234",
        "phone2_label": "Nurse on call", "phone2_number": "(202) 555-0187 ext. 9", "phone2_hours": "All night",
        "phone2_use": "night", "phone3_label": "Scans", "phone3_number": "(202) 555-0110", "phone3_use": "any",
        "phone3_hours": "Mornings", "phone4_label": "Appointments", "phone4_number": "(202) 555-0111 ext. 22",
        "phone4_hours": "Monday to Friday, 9 am to 4 pm", "phone4_use": "appointments",
    },
    "bare": {"name": "Bare", "web": "", "address1": "", "address2": ""},
    "webless": {"name": "Webless", "web": "", "made_by": "Made and paid for by the friends of the clinic (example)."},
    "british": {
        "name": "Example Hospital Lung Unit", "country": "GB", "emergency_number": "999", "fever": "38",
        "fever_unit": "C", "paper": "a4", "phone1_number": "01632 960 143", "logo": "logo.svg", "logo_alt": "A hill",
    },
}  # fmt: skip
ALIKE = ("plain", "long", "boxed", "drawn")
"""Clinics whose boxes take the same room, of letters that all plates have."""
KINDS = (
    "symptom-checklist", "overview", "question-sheet", "symptom-diary", "tests-guide", "treatment-guide",
    "how-cancer-spreads", "limited-spread", "glossary", "at-a-glance",
)  # fmt: skip
EDITIONS = ("standard", "large-print", "mono", "fillable")
PAPERS = ("letter", "a4")
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4" fill="#b00020"/></svg>'


class Drawer(dict[str, bytes]):
    """A store that can be looked into."""

    def __bool__(self) -> bool:
        return True  # an empty one is a store, too

    def put(self, key: str, data: bytes) -> None:
        self[key] = data

    def of(self, *kinds: str) -> dict[str, bytes]:
        """What is kept of these kinds."""
        return {key: data for key, data in self.items() if key.split("-")[0] in kinds}


def write_table(folder: Path, rows: Mapping[str, Mapping[str, str]]) -> Path:
    """A table of clinics, with two logos beside it."""
    (folder / "logo.svg").write_text(SVG)
    Image.new("RGB", (400, 120), "#346").save(folder / "logo.png")
    with (folder / "clinics.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, list(COLUMNS))
        table.writeheader()
        table.writerows({**ROW, "id": id_, **more} for id_, more in rows.items())
    return folder / "clinics.csv"


def jobs_of(
    table: Path, kinds: Iterable[str], editions: Iterable[str] = ("standard",), papers: Iterable[str] = ()
) -> dict[tuple[str, ...], Job]:
    """The sheets of a table's clinics, by clinic, kind, edition and paper."""
    asked = Selection(("pleural",), tuple(kinds), editions=tuple(editions), papers=tuple(papers))
    found = gather_clinics(table, asked)
    assert not found.problems, "\n".join(map(str, found.problems[:5]))
    return {key_of(job): job for job in plan(found.ready, asked, DAY)}


def example() -> Job:
    """A sheet of a clinic that is shipped."""
    asked = Selection(("pleural",), ("at-a-glance",))
    (job,) = plan(gather([Path(__file__).resolve().parents[1] / "examples/clinics/us-example"], asked), asked, DAY)
    return job


def key_of(job: Job) -> tuple[str, ...]:
    return job.clinic.id, job.request.document.kind, job.request.edition, job.request.paper


def words_of(job: Job) -> str:
    return Fingerprints().words(job.handout())


_PRINTERS: dict[int, Printer] = {}


def printer_of(assets: Assets, store: object) -> Printer:
    """A printer with this store, and templates that are compiled once for all."""
    printer = Printer(assets, store)  # type: ignore[arg-type]
    printer.environment = _PRINTERS.setdefault(id(assets), Printer(assets)).environment
    return printer


def made(job: Job, store: object) -> Made:
    """As a build makes it."""
    return make_pdf(job.handout(), printer_of(job.assets, store), job.target)


def made_without_layout(job: Job, store: object) -> Made | None:
    """As a build takes it from what is kept."""
    return kept_pdf(job.handout(), printer_of(job.assets, store), job.target, words_of(job))


def shared(job: Job, store: object) -> Made:
    """Printed from a plate that many share. Raises NoPlaces where none can."""
    press = Press(job.handout(), printer_of(job.assets, store), job.target)
    return press._printed(press._shared())


def alone(job: Job) -> Made:
    """Printed from a plate for this clinic alone."""
    handout, printer = job.handout(), printer_of(job.assets, Drawer())
    way = _Alone(handout, printer, job.target, words_of(job))
    return Press(handout, printer, job.target)._printed(way)


def with_brand(job: Job, **more: object) -> Job:
    """The same sheet of a clinic with another brand, which nobody has checked."""
    clinic = replace(job.clinic.clinic, brand=job.clinic.clinic.brand.model_copy(update=more))
    return replace(job, clinic=replace(job.clinic, clinic=clinic))


def inflated(data: bytes) -> bytes:
    """A file with its streams made plain beside it, and words that are written as UTF-16 in hexadecimal digits."""
    plain = [data]
    for found in re.finditer(rb"stream\r?\n", data):
        try:
            plain.append(zlib.decompressobj().decompress(data[found.end() :]))
        except zlib.error:
            continue
    whole = b"\n".join(plain)
    wide = (bytes.fromhex(found.decode()) for found in re.findall(rb"<feff([0-9a-f]*)>", whole))
    return b"\n".join([whole, *(words.decode("utf-16-be").encode() for words in wide)])
