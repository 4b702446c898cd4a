"""Many clinics at once: a table with a row a clinic (`clinics.csv`), or a folder of clinic folders."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from handouts.brand import Brand
from handouts.clinic import BRAND_FILE, Clinic, load_clinic, load_logo
from handouts.errors import InputInvalid, Problem
from handouts.models import message_of
from handouts.suggest import did_you_mean
from handouts.yaml_source import character_fault

MAX_BYTES = 20_000_000
MAX_CELL = 2_000
MAX_ROWS = 10_000
PHONES = 4
LINES = 4
PHONE_KEYS = ("label", "number", "hours", "use")

COLUMNS: dict[str, str] = {
    "id": "A short name for files, such as river-clinic. Each clinic its own.",
    "name": "The clinic's name as patients know it.",
    "country": "Two letters: US, GB, CA. Decides how phone numbers are written.",
    "logo": "The logo's file (SVG, PNG or JPEG), in the folder of this table. May be empty.",
    "logo_alt": "What a screen reader says for the logo. Needed with a logo.",
    "primary": "The main color, such as #1b4b5a. May be empty.",
    "accent": "The second color, such as #8a3b12. May be empty.",
    **{
        f"phone{number}_{key}": text
        for number in range(1, PHONES + 1)
        for key, text in (
            ("label", f"Phone line {number}: what it is for. Empty lines are left out; all empty: blanks to write in."),
            ("number", f"Phone line {number}: the number."),
            ("hours", f"Phone line {number}: when someone answers."),
            ("use", f"Phone line {number}: day, night, any or appointments."),
        )
    },
    "emergency_number": "The number for an ambulance, such as 911; or the word blank.",
    **{f"address{number}": f"Line {number} of the address. May be empty." for number in range(1, LINES + 1)},
    "web": "A web address that begins with https://. Printed with a square code. May be empty.",
    "fever": "The temperature at which to call, such as 100.4; or the word blank.",
    "fever_unit": "F or C.",
    "paper": "letter or a4.",
    "languages": "The languages that the clinic hands out, with spaces between: en. May be empty.",
    "language_notice": "The clinic's own notice on language help. May be empty.",
    "made_by": "Who made and paid for the sheet. May be empty.",
}
REQUIRED = ("id", "name", "country", "emergency_number", "fever", "paper")


@dataclass
class Clinics:
    """The clinics that are well, in their order, and the problems of all others.

    `ids` has those of all, as far as they can be read, also of the clinics that are not well or not asked for;
    `broken` has the folders of those that are not well.
    """

    clinics: list[Clinic] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    broken: list[Path] = field(default_factory=list)


def load_clinics(path: Path, only: Collection[str] = (), reserved: Mapping[str, str] | None = None) -> Clinics:
    """The clinics of a table or of a folder of clinic folders; ids that collide as folders are a problem of both.

    `only` chooses clinics by id, the others' mistakes do not count. `reserved` has ids that no clinic may have, in
    folded letters, and what each stands for.
    """
    asked = frozenset(unicodedata.normalize("NFC", name) for name in only)
    found = _folder(path, asked) if path.is_dir() else _table(path, asked)
    by_id: dict[str, list[tuple[Clinic, Problem]]] = {}
    for clinic, place in found.clinics:
        by_id.setdefault(folded(clinic.brand.id), []).append((clinic, place))
    out = Clinics([], found.problems, found.ids, found.broken)
    for name, same in by_id.items():
        if owner := (reserved or {}).get(name):
            message = f"{same[0][0].brand.id!r} is the folder of {owner} already; give this clinic another id"
            out.problems += [replace(place, message=message) for _, place in same]
        elif len(same) == 1:
            out.clinics.append(same[0][0])
        else:
            out.problems += [place for _, place in same]
    return out


def folded(name: str) -> str:
    """A name in the letters in which file systems that are lax about writing compare it."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


@dataclass
class _Found:
    """Clinics, each with the problem that it has if another one bears its id."""

    clinics: list[tuple[Clinic, Problem]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    broken: list[Path] = field(default_factory=list)


def _twice(path: str, line: int, column: int, name: str) -> Problem:
    return Problem(path, line, column, "id", f"{name!r} is the id of another clinic too; give each its own id")


def _folder(path: Path, only: Collection[str]) -> _Found:
    found = _Found()
    folders = sorted(entry for entry in path.iterdir() if (entry / BRAND_FILE).exists())
    if not folders:
        message = f"holds no clinic's folder (with a {BRAND_FILE}); make one with `handouts init`"
        found.problems.append(Problem(path.as_posix(), 0, 0, "", message))
    for folder in folders:
        try:
            clinic = load_clinic(folder)
        except InputInvalid as error:
            # What such a clinic calls itself is not known; most are called like their folder.
            found.ids.append(folder.name)
            if not only or folder.name in only:
                found.problems += error.problems
                found.broken.append(folder)
            continue
        found.ids.append(clinic.brand.id)
        if not only or clinic.brand.id in only:
            line, column = clinic.source.place(("id",)) if clinic.source else (0, 0)
            shown = (folder / BRAND_FILE).as_posix()
            found.clinics.append((clinic, _twice(shown, line, column, clinic.brand.id)))
    return found


def _table(path: Path, only: Collection[str]) -> _Found:
    shown = path.as_posix()
    try:
        rows = iter(_rows(path))
    except ValueError as error:
        return _Found(problems=[Problem(shown, 0, 0, "", str(error))])
    header = next(rows, (1, []))[1]
    found = _Found(problems=_header_problems(shown, header))
    if found.problems:
        return found
    filled = [(line, cells) for line, cells in rows if any(cell.strip() for cell in cells)]
    if len(filled) > MAX_ROWS:
        found.problems.append(Problem(shown, filled[MAX_ROWS][0], 1, "", f"is row {MAX_ROWS + 1:,}; split the table"))
        return found
    for line, cells in filled:
        row = _Row(path, shown, line, header, cells)
        found.ids.append(name := row.values().get("id", ""))
        if not only or name in only:
            _row(row, found)
    if not filled:
        found.problems.append(Problem(shown, 0, 0, "", "has no row for a clinic; add one under the names of columns"))
    return found


def _rows(path: Path) -> list[tuple[int, list[str]]]:
    """Each row with the line of the file that it begins on. Raises ValueError with what is wrong and what to do."""
    if not path.is_file():
        raise ValueError("is not a file; name a clinics.csv, or a folder of clinic folders")
    if path.stat().st_size > MAX_BYTES:
        raise ValueError(f"is over {MAX_BYTES:,} bytes; split it")
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError("is not UTF-8 text; save the table as CSV UTF-8") from error
    return list(_numbered(csv.reader(io.StringIO(text, newline=""), strict=True)))


def _numbered(reader: Any) -> Iterator[tuple[int, list[str]]]:
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        advice = "look for a quotation mark that is not closed, or save it again as CSV UTF-8"
        raise ValueError(f"cannot be read from line {line} on ({error}); {advice}") from error


def _header_problems(shown: str, header: Sequence[str]) -> list[Problem]:
    problems = []
    for column, name in enumerate(header, 1):
        if name not in COLUMNS:
            message = f"{name!r} is not a column;{did_you_mean(name, COLUMNS)} delete it or check its spelling"
            problems.append(Problem(shown, 1, column, "", message))
        elif name in header[: column - 1]:
            problems.append(Problem(shown, 1, column, "", f"{name!r} stands twice; keep one of the two"))
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        problems.append(Problem(shown, 1, 1, "", f"has no column {', '.join(missing)}; add it"))
    return problems


@dataclass(frozen=True)
class _Row:
    path: Path
    shown: str
    line: int
    header: Sequence[str]
    cells: Sequence[str]

    def problem(self, column: str, message: str) -> Problem:
        """A problem of one cell; `line` is that of the row, `column` counts the table's columns from 1."""
        number = self.header.index(column) + 1 if column in self.header else 1
        return Problem(self.shown, self.line, number, column, message)

    def values(self) -> dict[str, str]:
        """The cells that are filled in, by their column."""
        given = {name: cell.strip() for name, cell in zip(self.header, self.cells, strict=False)}
        return {name: unicodedata.normalize("NFC", cell) for name, cell in given.items() if cell}


def _row(row: _Row, found: _Found) -> None:
    if len(row.cells) != len(row.header):
        message = f"has {len(row.cells)} cells, the head has {len(row.header)}; quote cells that hold a comma"
        found.problems.append(row.problem("", message))
        return
    values = row.values()
    problems = [row.problem(name, fault) for name, cell in values.items() if (fault := _cell_fault(cell))]
    brand = None
    try:
        brand = Brand.model_validate(brand_data(values))
    except ValidationError as error:
        problems += [
            row.problem(column_of(details["loc"]), message_of(details)) for details in error.errors(include_url=False)
        ]
    logo = None
    if brand and brand.logo:
        try:
            logo = load_logo(row.path.parent, brand.logo)
        except ValueError as error:
            problems.append(row.problem("logo", str(error)))
    found.problems += problems
    if brand and not problems:
        place = row.problem("id", "")
        found.clinics.append((Clinic(brand, logo), _twice(row.shown, place.line, place.column, brand.id)))


def _cell_fault(cell: str) -> str | None:
    if len(cell) > MAX_CELL:
        return f"has over {MAX_CELL:,} characters; shorten it"
    for char in cell:
        if not char.isprintable() and (fault := character_fault(char)):
            return f"holds {fault} (U+{ord(char):04X}); delete it"
    return None


def brand_data(values: dict[str, str]) -> dict[str, Any]:
    """The cells of a row, by column, in the form of `brand.yaml`; empty cells are left out beforehand."""
    simple = ("id", "name", "country", "emergency_number", "web", "paper", "language_notice", "made_by")
    data: dict[str, Any] = {name: values[name] for name in simple if name in values}
    if "logo" in values or "logo_alt" in values:
        names = {"logo": "file", "logo_alt": "alt"}
        data["logo"] = {key: values[name] for name, key in names.items() if name in values}
    if colors := {name: values[name] for name in ("primary", "accent") if name in values}:
        data["colors"] = colors
    data["phones"] = _phones(values) or "blank"
    data["address"] = [values[name] for name in COLUMNS if name.startswith("address") and name in values]
    if "fever" in values:
        blank = values["fever"] == "blank"
        data["fever"] = "blank" if blank else _fever(values)
    if "languages" in values:
        data["languages"] = values["languages"].split()
    return data


def _phones(values: dict[str, str]) -> list[dict[str, str]]:
    lines = (
        {key: values[f"phone{number}_{key}"] for key in PHONE_KEYS if f"phone{number}_{key}" in values}
        for number in range(1, PHONES + 1)
    )
    return [line for line in lines if line]


def _fever(values: dict[str, str]) -> dict[str, str]:
    names = {"fever_unit": "unit", "fever": "threshold"}
    return {key: values[name] for name, key in names.items() if name in values}


def column_of(loc: tuple[str | int, ...]) -> str:
    """The column of the table that a field of `brand.yaml` comes from."""
    match loc:
        case ("logo", "file", *_) | ("logo",):
            return "logo"
        case ("logo", "alt", *_):
            return "logo_alt"
        case ("colors", str(name), *_):
            return name
        case ("phones", int(index), str(key), *_):
            return f"phone{index + 1}_{key}"
        case ("phones", *_):
            return "phone1_use"
        case ("address", int(index), *_):
            return f"address{index + 1}"
        case ("fever", "unit", *_):
            return "fever_unit"
        case (str(name), *_):
            return name
    return "id"
