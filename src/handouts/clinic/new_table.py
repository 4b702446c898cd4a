"""A new table of clinics: two rows as examples, and a text beside it that explains every column."""

from __future__ import annotations

import csv
import io
import textwrap
from pathlib import Path

from handouts.clinic.columns import COLUMNS, REQUIRED
from handouts.clinic.table import MAX_ROWS
from handouts.errors import InputInvalid, Problem
from handouts.source.files import write_together

# Numbers that are set aside for examples and ring nowhere: handouts.clinic.phones.FICTIONAL.
EXAMPLES = (
    {
        "id": "river-clinic",
        "name": "River Clinic",
        "country": "US",
        "primary": "#1b4b5a",
        "accent": "#8a3b12",
        "phone1_label": "Nurse line",
        "phone1_number": "(202) 555-0143",
        "phone1_hours": "Monday to Friday, 8 am to 5 pm",
        "phone1_use": "day",
        "phone2_label": "Nights and weekends",
        "phone2_number": "(202) 555-0178",
        "phone2_hours": "All other times",
        "phone2_use": "night",
        "emergency_number": "911",
        "address1": "1 Example Road",
        "address2": "Springfield",
        "web": "https://example.org/river",
        "fever": "100.4",
        "fever_unit": "F",
        "paper": "letter",
        "languages": "en",
        "made_by": "River Clinic. No company paid for this sheet.",
    },
    {
        "id": "lake-clinic",
        "name": "Lake Clinic",
        "country": "GB",
        "phone1_label": "Specialist nurses",
        "phone1_number": "020 7946 0018",
        "phone1_hours": "Day and night",
        "phone1_use": "any",
        "emergency_number": "999",
        "fever": "blank",
        "paper": "a4",
        "languages": "en",
    },
)
_HEAD = f"""\
THE COLUMNS OF {{table}}

One row is one clinic. Open {{table}} in a spreadsheet (Excel, LibreOffice, Numbers), put your clinics in place of the
two examples, and save it as "CSV UTF-8 (comma delimited)". The names of the columns stay as they are; their order does
not matter. Only the columns marked "needed" must be there, and be filled in. At most {MAX_ROWS:,} rows.

  - Format all cells as text before you type. Otherwise a spreadsheet may eat the 0 at the start of a phone number.
  - The numbers of the examples are made up and ring nowhere. Do not leave them in.
  - "blank" stands for a space on the page that is filled in by hand. A number that is not certain: leave it blank.
  - Logos lie in the same folder as the table.
  - A clinic that approves the words of its sheets, or changes them, needs a folder of its own: handouts init DIR.

To find every mistake without making anything:   handouts build --clinics {{table}} --dry-run
To make the sheets:                              handouts build --clinics {{table}}

"""


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
    """The example; it begins with the mark by which spreadsheets know UTF-8."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(COLUMNS))
    writer.writeheader()
    writer.writerows(EXAMPLES)
    return out.getvalue().encode("utf-8-sig")


def columns(name: str) -> str:
    """What each column of the table `name` is for, with the examples."""
    lines = [_HEAD.format(table=name)]
    for column, text in COLUMNS.items():
        examples = [row[column] for row in EXAMPLES if row.get(column)]
        lines.append(f"{column}{'   (needed)' if column in REQUIRED else ''}")
        lines.append(textwrap.fill(text, 110, initial_indent="    ", subsequent_indent="    "))
        lines += [f"    For example: {' or '.join(examples)}"] if examples else []
        lines.append("")
    return "\n".join(lines)
