"""The columns of a table of clinics: what each is for, a row as a brand, and from which column a field comes."""

from __future__ import annotations

import re
from typing import Any

from handouts.clinic.brand import BLANK, fever_parts
from handouts.clinic.notice import check_language
from handouts.source.files import id_from

PHONES = 4
LINES = 4
_LANGUAGE = re.compile(r"\[([A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*)\]")
PHONE_KEYS = ("label", "number", "hours", "use")

COLUMNS: dict[str, str] = {
    "id": "A short name for files, such as river-clinic. Each clinic its own. If empty, made from the name.",
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
    "crisis_label": "The name of a crisis line, for thoughts of ending one's life; not printed. May be empty.",
    "crisis_number": "The crisis line's number, such as 988. Call it once yourself. Needed with its name.",
    **{f"address{number}": f"Line {number} of the address. May be empty." for number in range(1, LINES + 1)},
    "web": "A web address that begins with https://. Printed with a square code. May be empty.",
    "fever": "The temperature at which to call, such as 100.4 F or 38 C; or the word blank.",
    "fever_unit": "F or C, where the temperature is written without it. May be empty.",
    "paper": "letter or a4.",
    "languages": "The languages that the clinic hands out, with spaces between: en. May be empty.",
    "language_notice": "The clinic's own notice on language help, in English; after [es] in Spanish. "
    "A language's code in [] is always a mark, such as [is], [it] and [no]; others, such as [TTY], are printed. "
    "May be empty.",
    "made_by": "Who made and paid for the sheet. May be empty.",
}
REQUIRED = ("name", "country", "emergency_number", "fever", "paper")


def id_of(values: dict[str, str]) -> str:
    """The id of a row; where it has none, the one that its name makes."""
    return values.get("id") or id_from(values.get("name", ""))


def brand_data(values: dict[str, str]) -> dict[str, Any]:
    """The cells of a row, by column, in the form of `brand.yaml`; empty cells are left out beforehand."""
    simple = ("name", "country", "emergency_number", "web", "paper", "made_by")
    data: dict[str, Any] = {name: values[name] for name in simple if name in values}
    if made := id_of(values):
        data["id"] = made
    if "logo" in values or "logo_alt" in values:
        names = {"logo": "file", "logo_alt": "alt"}
        data["logo"] = {key: values[name] for name, key in names.items() if name in values}
    if crisis := {key: values[f"crisis_{key}"] for key in ("label", "number") if f"crisis_{key}" in values}:
        data["crisis_line"] = crisis
    if colors := {name: values[name] for name in ("primary", "accent") if name in values}:
        data["colors"] = colors
    data["phones"] = _phones(values) or "blank"
    data["address"] = [values[name] for name in COLUMNS if name.startswith("address") and name in values]
    if "fever" in values:
        data["fever"] = _fever(values)
    if "language_notice" in values:
        data["language_notice"] = _notices(values["language_notice"])
    if "languages" in values:
        data["languages"] = values["languages"].split()
    return data


def _notices(cell: str) -> list[dict[str, str]]:
    """The parts of a cell such as `Free help. [es] Ayuda gratis.`, each with its language.

    What is no language's code, or has no words behind it, is words itself: `Call us [TTY] 711`.
    """
    marks = [mark for mark in _LANGUAGE.finditer(cell) if _is_language(mark[1])]
    ends = [*(mark.start() for mark in marks[1:]), len(cell)]
    marks = [mark for mark, end in zip(marks, ends, strict=False) if cell[mark.end() : end].strip()]
    codes, starts = ["en", *(mark[1] for mark in marks)], [0, *(mark.end() for mark in marks)]
    ends = [*(mark.start() for mark in marks), len(cell)]
    parts = zip(codes, (cell[start:end].strip() for start, end in zip(starts, ends, strict=True)), strict=True)
    return [{"language": code, "words": words} for code, words in parts if words]


def _is_language(code: str) -> bool:
    try:
        return bool(check_language(code))
    except ValueError:
        return False


def _phones(values: dict[str, str]) -> list[dict[str, str]]:
    lines = (
        {key: values[f"phone{number}_{key}"] for key in PHONE_KEYS if f"phone{number}_{key}" in values}
        for number in range(1, PHONES + 1)
    )
    return [line for line in lines if line]


def _fever(values: dict[str, str]) -> str | dict[str, str]:
    """One cell with its unit, or one for each; a unit that stands twice must be the same."""
    parts = fever_parts(values["fever"])
    if values["fever"] == BLANK or (parts and parts["unit"] == values.get("fever_unit", parts["unit"])):
        return parts or BLANK
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
        case ("crisis_line", str(key), *_):
            return f"crisis_{key}"
        case ("crisis_line", *_):
            return "crisis_number"
        case ("fever", "unit", *_):
            return "fever_unit"
        case (str(name), *_):
            return name
    return "id"
