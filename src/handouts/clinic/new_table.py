"""A new table of clinics: two rows as examples, and a text beside it that explains every column."""

from __future__ import annotations

import csv
import textwrap
from pathlib import Path

from handouts.clinic.columns import COLUMNS, REQUIRED
from handouts.clinic.table import MAX_ROWS
from handouts.errors import InputInvalid, Problem
from handouts.source.files import write_together

FILES = Path(__file__).parent / "files"


def make_table(path: Path) -> Path:
    """Write the table and, beside it, the text on its columns, whose path is returned.

    Raises InputInvalid where one of the two is there already, OSError where they cannot be written.
    """
    guide = path.with_suffix(".columns.txt")
    advice = "is there already; name another file, or remove it first"
    taken = [Problem(file.as_posix(), 0, 0, "", advice) for file in (path, guide) if file.exists() or file.is_symlink()]
    if taken:
        raise InputInvalid(taken)
    write_together(path.parent, {path.name: table(), guide.name: columns(path.name).encode()})
    return guide


def table() -> bytes:
    """The example; it begins with the mark by which spreadsheets know UTF-8, and its lines end as they end them."""
    return _examples().replace("\n", "\r\n").encode("utf-8-sig")


def columns(name: str) -> str:
    """What each column of the table `name` is for, with the examples."""
    head = (FILES / "columns.txt").read_text(encoding="utf-8")
    lines = [head.format(table=name, rows=f"{MAX_ROWS:,}")]
    rows = list(csv.DictReader(_examples().splitlines()))
    for column, text in COLUMNS.items():
        examples = [row[column] for row in rows if row[column]]
        lines.append(f"{column}{'   (needed)' if column in REQUIRED else ''}")
        lines.append(textwrap.fill(text, 110, initial_indent="    ", subsequent_indent="    "))
        lines += [f"    For example: {' or '.join(examples)}"] if examples else []
        lines.append("")
    return "\n".join(lines)


def _examples() -> str:
    # Their numbers are set aside for examples and ring nowhere: handouts.clinic.phones.FICTIONAL.
    return (FILES / "clinics.csv").read_text(encoding="utf-8")
