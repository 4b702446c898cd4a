"""The form for a brand: its fields are the columns of a table of clinics, judged by the model that judges brand.yaml.

Pure: values go in, and out come the brand, the mistakes by field, the room that is left, and what the colors are like.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError

from handouts.clinic.boxes import Box, Boxes, box_fault
from handouts.clinic.brand import BLANK, Brand, web_as_printed
from handouts.clinic.colors import MIN_CONTRAST, contrast, darken
from handouts.clinic.columns import COLUMNS, LINES, PHONE_KEYS, PHONES, brand_data, column_of
from handouts.clinic.phones import read_phone
from handouts.source.model import message_of

FIELDS = tuple(name for name in COLUMNS if name != "logo")
"""What can be typed or chosen; the logo's file comes by itself."""
MOST_LETTERS = 2_000
NEEDED = ("emergency_number", "fever")
"""Left empty, these are blanks to write in."""
COLORS = ("primary", "accent")
ROOMS: dict[str, Box] = {
    "name": Boxes.NAME,
    "web": Boxes.WEB,
    "language_notice": Boxes.NOTICE,
    "made_by": Boxes.MADE_BY,
    **{f"address{number}": Boxes.ADDRESS for number in range(1, LINES + 1)},
    **{f"phone{number}_label": Boxes.PHONE_LABEL for number in range(1, PHONES + 1)},
    **{f"phone{number}_hours": Boxes.PHONE_HOURS for number in range(1, PHONES + 1)},
    **{f"phone{number}_number": Boxes.PHONE_NUMBER for number in range(1, PHONES + 1)},
}
"""The room on the page that words go to, by field."""
TYPICAL = "ntase iroel dhuc mpgyf "
"""Letters about as wide as those of English words are, on the whole."""
_PLAIN = (
    (re.compile(r",? or `(?:fever: )?blank`"), ", or leave it empty"),
    (re.compile(rf", or write `{BLANK}` for a space to write in by hand"), ""),
    (re.compile(r"`use: (\w+)`"), r"“\1”"),
    (re.compile(r"`unit: (\w)`"), r"°\1"),
    (re.compile(r"is missing; add it"), "is missing; fill it in"),
    (re.compile(r" in quotes"), ""),
    (re.compile(r"`"), ""),
)


@dataclass(frozen=True)
class Judged:
    """A filled-in form: the brand where all is well, and what is wrong, by field; `""` for the form as a whole."""

    values: Mapping[str, str]
    data: Mapping[str, Any]
    brand: Brand | None = None
    faults: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Shade:
    """What a color is like: its contrast with white, and the nearest that can be read where it cannot."""

    color: str
    contrast: str
    passes: bool
    nearest: str | None = None


def values_of(given: Mapping[str, Any]) -> dict[str, str]:
    """The fields of a form as it was sent, rows that are empty moved to the end."""
    found = {name: given.get(name, "") for name in FIELDS}
    plain = {name: unicodedata.normalize("NFC", " ".join(x.split())) for name, x in found.items() if isinstance(x, str)}
    rows = [[plain.get(f"phone{number}_{key}", "") for key in PHONE_KEYS] for number in range(1, PHONES + 1)]
    rows = sorted(rows, key=lambda row: not any(row))
    lines = sorted((plain.get(f"address{number}", "") for number in range(1, LINES + 1)), key=lambda line: not line)
    for number, row in enumerate(rows, 1):
        plain |= {f"phone{number}_{key}": cell for key, cell in zip(PHONE_KEYS, row, strict=True)}
    return plain | {f"address{number}": line for number, line in enumerate(lines, 1)}


def data_of(values: Mapping[str, str], logo: str | None) -> dict[str, Any]:
    """The fields in the form of brand.yaml; `logo` is the name of the picture's file, None for no logo."""
    filled = {name: value for name, value in values.items() if value and name in FIELDS}
    filled |= {name: BLANK for name in NEEDED if name not in filled}
    # A unit alone says nothing, and words for a logo that is not there are for none.
    filled = {name: value for name, value in filled.items() if logo or name != "logo_alt"}
    return {key: value for key, value in brand_data(filled | ({"logo": logo} if logo else {})).items() if value}


def values_from(data: Any) -> dict[str, str]:
    """The fields that say what a brand.yaml says, whatever it is worth; what is no text is left out."""
    found = dict.fromkeys(FIELDS, "")
    for name, value in _cells(data if isinstance(data, dict) else {}):
        if name in found and isinstance(value, str) and value != BLANK:
            found[name] = value
    return found


def _cells(data: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    yield from data.items()
    for name, columns in (("logo", {"alt": "logo_alt"}), ("colors", {name: name for name in COLORS})):
        yield from ((column, _of(data.get(name), key)) for key, column in columns.items())
    yield from ((f"crisis_{key}", _of(data.get("crisis_line"), key)) for key in ("label", "number"))
    fever = data.get("fever")
    yield "fever", fever if isinstance(fever, str) else _of(fever, "threshold")
    yield "fever_unit", _of(fever, "unit")
    for number, line in enumerate(_list(data.get("phones"))[:PHONES], 1):
        yield from ((f"phone{number}_{key}", _of(line, key)) for key in PHONE_KEYS)
    yield from ((f"address{number}", line) for number, line in enumerate(_list(data.get("address"))[:LINES], 1))
    yield "languages", " ".join(code for code in _list(data.get("languages")) if isinstance(code, str))
    if notices := _list(data.get("language_notice")):
        parts = [(_of(notice, "language"), _of(notice, "words")) for notice in notices]
        yield "language_notice", " ".join(f"{'' if code == 'en' else f'[{code}] '}{words}" for code, words in parts)


def _of(value: Any, key: str) -> Any:
    return value.get(key) if isinstance(value, dict) else None


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def judge(values: Mapping[str, str], logo: str | None) -> Judged:
    """The brand that the fields make, or what is wrong with them."""
    data = data_of(values, logo)
    long = {name: value for name, value in values.items() if len(value) > MOST_LETTERS}
    if long:
        message = f"This has over {MOST_LETTERS:,} characters; shorten it"
        return Judged(values, data, faults=dict.fromkeys(long, message))
    faults = faults_of(data)
    return Judged(values, data, None if faults else Brand.model_validate(data), faults)


def faults_of(data: Any) -> dict[str, str]:
    """What is wrong with what a brand.yaml says, by field."""
    faults: dict[str, str] = {}
    try:
        Brand.model_validate(data)
    except ValidationError as error:
        for details in error.errors(include_url=False):
            name = column_of(details["loc"])
            unknown = details["type"] == "extra_forbidden"
            message = plain_words(message_of(details))
            if unknown or name not in (*FIELDS, "logo"):
                name, message = "", ".".join(map(str, details["loc"])) + message.removeprefix("This")
            faults.setdefault(name, message)
    return faults


def plain_words(message: str) -> str:
    """A message of brand.yaml as a sentence that stands beside a field."""
    for pattern, words in _PLAIN:
        message = pattern.sub(words, message)
    begin = "" if message.startswith(("'", '"')) or message[:1].isdigit() else "This "
    return begin + message


def sound(judged: Judged) -> tuple[Brand, list[str]]:
    """A brand to show with what is well, and the fields that had to be left out of it."""
    if judged.brand:
        return judged.brand, []
    stand_ins = {"id": "preview", "name": "Your clinic", "country": "US", "paper": "letter"}
    blanks = {"phones": BLANK, "emergency_number": BLANK, "fever": BLANK}
    data, wrong = dict(judged.data), list(judged.faults)
    for _ in range(len(data)):
        try:
            return Brand.model_validate(blanks | stand_ins | data), wrong
        except ValidationError as error:
            for details in error.errors(include_url=False):
                data.pop(str(details["loc"][0]) if details["loc"] else "", None)
    return Brand.model_validate(blanks | stand_ins), wrong


def room(name: str, value: str, country: str = "US") -> str:
    """How much still fits into a field's place on the page, in characters; no words where it has no such place."""
    box = ROOMS.get(name)
    if box is None:
        return ""
    words = _as_printed(name, value, country)
    if box_fault(words, box):
        fit = bisect_right(range(1, len(words) + 1), False, key=lambda count: box_fault(words[:count], box) is not None)
        return f"{_characters(len(words) - fit)} too many"
    more = TYPICAL * (600 // len(TYPICAL))
    left = bisect_right(range(1, len(more) + 1), False, key=lambda n: box_fault(words + more[:n], box) is not None)
    return f"Room for about {_characters(left)}{' more' if words else ''}"


def _as_printed(name: str, value: str, country: str) -> str:
    if name == "web":
        return web_as_printed(value)
    if name.endswith("_number"):
        try:
            return read_phone(value, country).printed
        except ValueError:
            return value
    return re.sub(r"\[[A-Za-z-]+\] ?", "", value) if name == "language_notice" else value


def _characters(count: int) -> str:
    return f"{count} character{'' if count == 1 else 's'}"


def shade(value: str) -> Shade | None:
    """What a color is like as words on white paper; None where it is no color."""
    if not re.fullmatch(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})", value):
        return None
    from coloraide import Color

    color = Color(value)
    ratio = contrast(color)
    shown = f"{int(ratio * 10) / 10}:1"
    passes = ratio >= MIN_CONTRAST
    return Shade(color.to_string(hex=True), shown, passes, None if passes else darken(color))
