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

from handouts.clinic.brand import Brand
from handouts.clinic.columns import COLUMNS, REQUIRED, brand_data, column_of, id_of
from handouts.clinic.load import Clinic, load_clinic, load_logo, written_id
from handouts.errors import InputInvalid, Problem, did_you_mean
from handouts.source.files import BRAND_FILE
from handouts.source.limits import LIMITED
from handouts.source.model import message_of
from handouts.source.reading import Unread, read_named
from handouts.source.yaml import character_fault

MAX_BYTES = 20_000_000
MAX_CELL = 2_000
MAX_ROWS = 10_000
SEPARATORS = (",", ";", "\t")


@dataclass
class Clinics:
    """The clinics that are well, in their order, and the problems of all others.

    `ids` has those of all, as far as they can be read, also of the clinics that are not well or not asked for;
    `broken` has the folders of those that are not well; `named` says of each row without an id which it was given.
    """

    clinics: list[Clinic] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    broken: list[Path] = field(default_factory=list)
    named: list[Problem] = field(default_factory=list)


@LIMITED.kept()
def load_clinics(path: Path, only: Collection[str] = (), reserved: Mapping[str, str] | None = None) -> Clinics:
    """The clinics of a table or of a folder of clinic folders; ids that collide as folders are a problem of both.

    `only` chooses clinics by id, the others' mistakes do not count. `reserved` has ids that no clinic may have, in
    folded letters, and what each stands for.
    """
    asked = frozenset(unicodedata.normalize("NFC", name) for name in only)
    found = _folder(path, asked) if path.is_dir() else _table(path, asked)
    by_id: dict[str, list[tuple[Clinic, Problem]]] = {}
    for clinic, twin in zip(found.clinics, found.twins, strict=True):
        by_id.setdefault(folded(clinic.brand.id), []).append((clinic, twin))
    out = Clinics([], found.problems, found.ids, found.broken, found.named)
    for name, same in by_id.items():
        if owner := (reserved or {}).get(name):
            message = f"{same[0][0].brand.id!r} is the folder of {owner} already; give this clinic another id"
            out.problems += [replace(twin, message=message) for _, twin in same]
        elif len(same) == 1:
            out.clinics.append(same[0][0])
        else:
            out.problems += [twin for _, twin in same]
    return out


def ids_in(path: Path) -> list[str]:
    """The ids of a table or of a folder of clinic folders as they are written, well or not; no logo is read.

    Raises ValueError where the table cannot be read, OSError where the folder cannot.
    """
    if path.is_dir():
        return [name for entry in path.iterdir() if _may_be_clinic(entry) and (name := written_id(entry))]
    (_, header), *rows = _rows(path)
    return [id_of(_Row(path, "", line, header, cells).values()) for line, cells in rows]


def folded(name: str) -> str:
    """A name in the letters in which file systems that are lax about writing compare it."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


@dataclass
class _Found(Clinics):
    """The same before ids are compared; `twins` has for each clinic the problem that another one of its id makes."""

    twins: list[Problem] = field(default_factory=list)

    def add(self, clinic: Clinic, path: str, line: int, column: int) -> None:
        """A clinic that is well, and where its id stands."""
        message = f"{clinic.brand.id!r} is the id of another clinic too; give each its own id"
        self.clinics.append(clinic)
        self.twins.append(Problem(path, line, column, "id", message))


def clinic_folders(path: Path) -> list[Path]:
    """The clinics' folders in a folder, sorted; none where it is no folder that we are let see."""
    try:
        return [entry for entry in sorted(path.iterdir()) if _may_be_clinic(entry)]
    except OSError:
        return []


def _folder(path: Path, only: Collection[str]) -> _Found:
    found = _Found()
    folders = [entry for entry in sorted(path.iterdir()) if _may_be_clinic(entry)]
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
            found.add(clinic, (folder / BRAND_FILE).as_posix(), line, column)
    return found


def _may_be_clinic(folder: Path) -> bool:
    """Whether a folder holds a brand, be it one that cannot be read, or may hold one that we are not let see."""
    try:
        (folder / BRAND_FILE).lstat()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


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
        found.ids.append(name := id_of(row.values()))
        if not only or name in only:
            _row(row, found)
    if not filled:
        found.problems.append(Problem(shown, 0, 0, "", "has no row for a clinic; add one under the names of columns"))
    return found


def _rows(path: Path) -> list[tuple[int, list[str]]]:
    """Each row with the line of the file that it begins on. Raises ValueError with what is wrong and what to do."""
    try:
        text = read_named(path, MAX_BYTES).decode("utf-8-sig")
    except Unread as error:
        name = "name a clinics.csv, or a folder of clinic folders"
        raise ValueError(error.message(missing=name, special=name, folder=name, large="split it")) from error
    except UnicodeDecodeError as error:
        raise ValueError("is not UTF-8 text; save the table as CSV UTF-8") from error
    return list(_numbered(csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=_separator(text))))


def _separator(text: str) -> str:
    """What stands between the cells: a comma, or what Excel writes instead where a comma stands in numbers."""
    head = text.splitlines()[0] if text else ""
    return max(SEPARATORS, key=lambda mark: len({name.strip('" ') for name in head.split(mark)} & COLUMNS.keys()))


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
        counts = f"has {len(row.cells)} cells, the head has {len(row.header)}"
        message = f"{counts}; quote cells that hold what stands between them"
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
        place = row.problem("id", f"is empty; {brand.name} gets the id {brand.id}")
        found.add(Clinic(brand, logo, row=row.problem), place.path, place.line, place.column)
        found.named += [] if "id" in values else [place]


def _cell_fault(cell: str) -> str | None:
    if len(cell) > MAX_CELL:
        return f"has over {MAX_CELL:,} characters; shorten it"
    for char in cell:
        if not char.isprintable() and (fault := character_fault(char)):
            return f"holds {fault} (U+{ord(char):04X}); delete it"
    return None
