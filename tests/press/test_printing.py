"""A PDF printed from a plate is, to a reader and a listener, the PDF that is laid out for that clinic alone."""

from __future__ import annotations

import csv
import datetime as dt
import re
import subprocess
import sys
import zlib
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from PIL import Image

from handouts.batch.gather import Selection, gather, gather_clinics
from handouts.batch.jobs import Job, plan
from handouts.clinic.columns import COLUMNS
from handouts.page.handout import Handout
from handouts.page.html import Printer
from handouts.page.plates import Fit, boxes_of, fit_of, own_of, plate_of, print_of
from handouts.page.render import make_pdf
from handouts.press.plate import Box, Plate, sealed, unsealed_boxes, unsealed_plate
from handouts.press.printing import fits, printed
from same_pdf import differences
from verapdf import validate

pytestmark = pytest.mark.process  # logos are judged in a process of their own
DAY = dt.date(2026, 6, 1)
LEVEL = 2
"""Of 255: what the seventh digit of a coordinate or a color changes at an edge."""
ROW = {
    "country": "US", "emergency_number": "911", "fever": "100.4", "fever_unit": "F", "paper": "letter",
    "phone1_label": "Nurse line", "phone1_number": "(202) 555-0143", "phone1_hours": "Monday to Friday",
    "phone1_use": "any", "address1": "12 Example Street", "address2": "Springfield", "web": "https://example.org/meso",
}  # fmt: skip
CLINICS = {
    "plain": {"name": "Plain Clinic"},
    "long": {
        "name": "The Long Name of an Example Cancer Center (example)", "primary": "#7a1f4b", "accent": "#0b5d1e",
        "phone1_label": "Lungs and linings", "phone1_number": "(202) 555-0187", "phone1_hours": "All day, every day",
        "address1": "1 Other Road", "address2": "Shelbyville", "web": "https://example.org/other",
    },
    "black": {
        "name": "Señora & <Niño>", "primary": "#000000", "accent": "#000000", "logo": "logo.png", "logo_alt": "A box",
    },
    "drawn": {"name": "Drawn", "primary": "#8d7400", "accent": "#000000", "logo": "logo.svg", "logo_alt": "A circle"},
    "polish": {"name": "Łódź Klinik"},
    "noted": {"name": "Noted", "language_notice": "A longer notice, of more lines. " * 8},
}  # fmt: skip
SHARED = ("plain", "long", "black", "drawn")
"""Clinics whose boxes have the same room."""
KINDS = (
    "symptom-checklist", "overview", "question-sheet", "symptom-diary", "tests-guide", "treatment-guide",
    "how-cancer-spreads", "limited-spread", "glossary", "at-a-glance",
)  # fmt: skip
EDITIONS = ("standard", "large-print", "mono", "fillable")
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4" fill="#b00020"/></svg>'
PRINT = """
import sys
from pathlib import Path
from handouts.press.plate import unsealed_boxes, unsealed_plate
from handouts.press.printing import Own, printed
plate, boxes, pdf, *own = sys.argv[1:]
title, author, identifier, *colors = own
plate, boxes = unsealed_plate(Path(plate).read_bytes()), unsealed_boxes(Path(boxes).read_bytes())
Path(pdf).write_bytes(printed(plate, boxes, Own(title, author, tuple(colors), identifier)))
print(sorted({name.split(".")[0] for name in sys.modules} & {"weasyprint", "pydyf", "jinja2", "tinycss2", "fontTools"}))
"""


class Sheets:
    """The sheets of all clinics, each with its fit, its boxes and, of the first clinic, its plate."""

    def __init__(self, jobs: list[Job]) -> None:
        named = ((entry.request.document, entry.request.edition, entry) for entry in jobs)
        self._jobs = {(entry.clinic.id, document.kind, edition): entry for document, edition, entry in named}
        self.parts, self.plate = cache(self._parts), cache(self._plate)

    def handout(self, *sheet: str) -> tuple[Handout, Printer, str]:
        job = self._jobs[sheet]
        return job.handout(), Printer(job.assets), job.target

    def _parts(self, *sheet: str) -> tuple[Fit, tuple[Box, ...]]:
        handout, printer, target = self.handout(*sheet)
        fit = fit_of(handout, printer, target)
        return fit, boxes_of(handout, printer, fit)

    def _plate(self, *sheet: str) -> Plate:
        handout, printer, _ = self.handout(*sheet)
        fit, boxes = self.parts(*sheet)
        return plate_of(handout, printer, fit, boxes, every_letter=sheet[0] == "polish")

    def printed(self, *sheet: str, plate_of_clinic: str = "plain") -> bytes:
        handout, _, target = self.handout(*sheet)
        return print_of(handout, self.plate(plate_of_clinic, *sheet[1:]), self.parts(*sheet)[1], target)

    def laid_out(self, *sheet: str) -> bytes:
        return make_pdf(*self.handout(*sheet)).pdf


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> Sheets:
    folder = tmp_path_factory.mktemp("clinics")
    (folder / "logo.svg").write_bytes(SVG)
    Image.new("RGB", (400, 120), "#346").save(folder / "logo.png")
    with (folder / "clinics.csv").open("w", newline="", encoding="utf-8") as file:
        table = csv.DictWriter(file, list(COLUMNS))
        table.writeheader()
        table.writerows(ROW | {"id": id_} | more for id_, more in CLINICS.items())
    asked = Selection(("pleural",), KINDS, editions=EDITIONS)
    found = gather_clinics(folder / "clinics.csv", asked)
    assert found.problems == []
    return Sheets(plan(found.ready, asked, DAY))


def inflated(data: bytes) -> bytes:
    """A file with its streams made plain beside it."""
    plain = [data]
    for found in re.finditer(rb"stream\n", data):
        try:
            plain.append(zlib.decompressobj().decompress(data[found.end() :]))
        except zlib.error:
            continue
    return b"\n".join(plain)


@pytest.mark.slow
@pytest.mark.parametrize("clinic", SHARED)
@pytest.mark.parametrize("kind", KINDS)
def test_printed_is_as_laid_out_alone(kind: str, clinic: str, sheets: Sheets) -> None:
    edition = EDITIONS[KINDS.index(kind) % 4]
    assert sheets.parts(clinic, kind, edition)[0] == sheets.parts("plain", kind, edition)[0]
    assert differences(sheets.printed(clinic, kind, edition), sheets.laid_out(clinic, kind, edition), LEVEL) == []


def test_a_plate_is_the_same_whichever_clinic_it_was_made_for(sheets: Sheets) -> None:
    plates = {sealed(sheets.plate(clinic, "symptom-checklist", "standard")) for clinic in SHARED}
    assert len(plates) == 1
    held = inflated(plates.pop())
    for clinic in SHARED:
        for value in CLINICS[clinic].values():
            assert value.encode() not in held, value


def test_nothing_of_one_clinic_is_in_anothers_file(sheets: Sheets) -> None:
    files = {clinic: inflated(sheets.printed(clinic, "symptom-checklist", "standard")) for clinic in SHARED}
    for clinic, held in files.items():
        for other in SHARED:
            own = CLINICS[other]["name"].encode("ascii", "xmlcharrefreplace")
            assert (own in held) == (other == clinic) or other == "black", (clinic, other)
        assert (b"555-0187" in held) == (clinic == "long")
        assert (b"example.org/other" in held) == (clinic == "long")


def test_same_bytes_from_kept_plates_and_boxes(sheets: Sheets) -> None:
    sheet = ("long", "symptom-checklist", "standard")
    handout, printer, target = sheets.handout(*sheet)
    plate, boxes = sealed(sheets.plate("plain", *sheet[1:])), sealed(sheets.parts(*sheet)[1])
    assert sealed(boxes_of(handout, printer, sheets.parts(*sheet)[0])) == boxes
    again = printed(unsealed_plate(plate), unsealed_boxes(boxes), own_of(handout, target))
    assert again == sheets.printed(*sheet) == sheets.printed(*sheet, plate_of_clinic="long")


def test_a_clinics_boxes_are_laid_out_once(sheets: Sheets, monkeypatch: pytest.MonkeyPatch) -> None:
    """One by one, or what is new of a second sheet, they are as laid out all together."""
    from handouts.pdf import boxes

    made: list[int] = []
    stock = boxes.cut_boxes
    monkeypatch.setattr(boxes, "cut_boxes", lambda pdf, parts: made.append(len(parts)) or stock(pdf, parts))
    kept: dict[str, Box] = {}
    for kind in ("symptom-checklist", "overview", "tests-guide"):
        handout, printer, _ = sheets.handout("black", kind, "standard")
        found = boxes_of(handout, printer, Fit(), kept=kept)
        assert sealed(found) == sealed(boxes_of(handout, printer, Fit()))
    assert made[1::2] == [5, 4, 4]
    assert made[0::2] == [5, 4, 1]  # another layout has other styles; only the contacts have other words


@pytest.mark.parametrize("place", [0, 70, -1])
def test_a_damaged_file_is_told(place: int, sheets: Sheets) -> None:
    data = bytearray(sealed(sheets.parts("plain", "symptom-checklist", "standard")[1]))
    data[place] ^= 1
    with pytest.raises(ValueError, match="damaged"):
        unsealed_boxes(bytes(data))


def test_boxes_of_another_room_or_with_other_letters_do_not_fit(sheets: Sheets) -> None:
    plate = sheets.plate("plain", "symptom-checklist", "standard")
    for clinic in CLINICS:
        assert fits(plate, sheets.parts(clinic, "symptom-checklist", "standard")[1]) == (clinic in SHARED), clinic
    with pytest.raises(ValueError, match="these boxes do not fit the plate"):
        sheets.printed("noted", "symptom-checklist", "standard")


@pytest.mark.parametrize("clinic", ["noted", "polish"])
def test_a_plate_of_its_own_for_a_clinic_that_fits_no_other(clinic: str, sheets: Sheets) -> None:
    sheet = (clinic, "symptom-checklist", "standard")
    assert differences(sheets.printed(*sheet, plate_of_clinic=clinic), sheets.laid_out(*sheet), LEVEL) == []


def test_printing_lays_nothing_out(tmp_path: Path, sheets: Sheets) -> None:
    sheet = ("long", "symptom-checklist", "standard")
    handout, _, target = sheets.handout(*sheet)
    (tmp_path / "plate").write_bytes(sealed(sheets.plate("plain", *sheet[1:])))
    (tmp_path / "boxes").write_bytes(sealed(sheets.parts(*sheet)[1]))
    own = own_of(handout, target)
    files = [str(tmp_path / name) for name in ("plate", "boxes", "pdf")]
    command = [sys.executable, "-c", PRINT, *files, own.title, own.author, own.identifier, *own.colors]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout == "[]\n"
    assert (tmp_path / "pdf").read_bytes() == sheets.printed(*sheet)


def generic(edition: str, pdf: str = "ua1") -> tuple[Handout, Printer, str]:
    """The symptom checklist of no clinic."""
    asked = Selection(("pleural",), ("symptom-checklist",), editions=(edition,))
    (job,) = plan(gather([], asked), asked, DAY)
    handout = replace(job.handout(), request=replace(job.request, pdf=pdf))
    return handout, Printer(job.assets), job.target


def test_a_sheet_of_no_clinic_with_its_blanks() -> None:
    handout, printer, target = generic("standard")
    fit = fit_of(handout, printer, target)
    boxes = boxes_of(handout, printer, fit)
    made = print_of(handout, plate_of(handout, printer, fit, boxes), boxes, target)
    laid_out = make_pdf(handout, printer, target).pdf
    assert differences(made, laid_out, LEVEL) == []
    assert b"/PrintField" in inflated(made)


@pytest.mark.parametrize(
    ("edition", "pdf", "message"),
    [
        ("standard", "ua2", "a PDF/UA-2 cannot be printed from a plate; lay it out"),
        ("fillable", "ua1", "fields in a clinic's own cannot be printed from a plate; lay it out"),
    ],
)
def test_what_no_plate_can_be_made_of_is_refused(edition: str, pdf: str, message: str) -> None:
    handout, printer, _ = generic(edition, pdf)
    boxes = boxes_of(handout, printer, Fit())
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        plate_of(handout, printer, Fit(), boxes)


@pytest.mark.verapdf
def test_printed_files_keep_to_the_standards(tmp_path: Path, sheets: Sheets) -> None:
    files = []
    for clinic in SHARED:
        for kind in ("symptom-checklist", "overview"):
            files.append(tmp_path / f"{clinic}-{kind}.pdf")
            files[-1].write_bytes(sheets.printed(clinic, kind, "standard"))
    for flavour in ("ua1", "3a"):
        assert validate(files, flavour) == {file: [] for file in files}
