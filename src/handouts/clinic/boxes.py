"""The fixed rooms that a clinic's words and logo must fit, measured before anything is rendered."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from typing import NamedTuple

from handouts.source.font import text_width_mm, wrap

SHOWN = 40
"""Characters of somebody's words that a message repeats."""


class Box(NamedTuple):
    """Room for words on the page: a width in mm, a size in points, a count of lines."""

    width_mm: float
    size_pt: float
    bold: bool = False
    lines: int = 1


class Boxes:
    """The fixed geometry that style sheets and checks share. Widths in mm, sizes in points."""

    LOGO_MM = (60.0, 18.0)
    LOGO_MIN_MM = 4.0
    QR_MM = 24.0
    NAME = Box(57, 12, bold=True, lines=3)
    PHONE_LABEL = Box(80, 14, bold=True)
    PHONE_HOURS = Box(80, 14)
    PHONE_NUMBER = Box(56, 18, bold=True)
    PHONE_EXTENDED = Box(80, 18, bold=True)
    ADDRESS = Box(84, 12)
    WEB = Box(84, 12)
    NOTICE = Box(150, 12, lines=6)
    MADE_BY = Box(150, 12, lines=2)


def must_fit(box: Box) -> Callable[[str], str]:
    """A check that words fit a box. The check raises ValueError with how many characters are too many, and which."""

    def check(value: str) -> str:
        if fault := box_fault(value, box):
            raise ValueError(fault)
        return value

    return check


def box_fault(text: str, box: Box) -> str | None:
    """Why words do not fit a box, in characters, and what of them is too much; or None."""
    if box.lines == 1:
        return None if _fits(text, box) else _too_long(text, _most(text, box), "its line")
    for word in text.split():
        if not _fits(word, box):
            fit = f"of which {_most(word, box)} fit on a line"
            return f"has a word of {len(word)} characters, {_short(word)}, {fit}; shorten it or part it"
    lines = wrap(text, box.width_mm, box.size_pt, box.bold)
    if len(lines) <= box.lines:
        return None
    return _too_long(" ".join(lines), len(" ".join(lines[: box.lines])), f"its {box.lines} lines")


def _fits(text: str, box: Box) -> bool:
    return text_width_mm(text, box.size_pt, box.bold) <= box.width_mm


def _most(text: str, box: Box) -> int:
    """How many characters from the beginning on fit a line."""
    return bisect_right(range(1, len(text) + 1), False, key=lambda count: not _fits(text[:count], box))


def _too_long(text: str, fit: int, room: str) -> str:
    has = f"has {len(text):,} characters, of which {fit} fit on {room}"
    rest = text[text.rfind(" ", 0, fit + 1) + 1 :]
    return f"{has}; shorten it by about {len(text) - fit:,} (too much: {_short(rest)})"


def _short(text: str) -> str:
    return repr(text if len(text) <= SHOWN else f"{text[:SHOWN].rstrip()}...")
