"""The fixed rooms that a clinic's words and logo must fit, measured before anything is rendered."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

from handouts.source.font import text_width_mm, wrap


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
    ADDRESS = Box(84, 12)
    WEB = Box(84, 12)
    NOTICE = Box(150, 12, lines=6)
    MADE_BY = Box(150, 12, lines=2)


def must_fit(box: Box) -> Callable[[str], str]:
    """A check that words fit a box. The check raises ValueError with by how much they do not."""

    def check(value: str) -> str:
        if fault := box_fault(value, box):
            raise ValueError(fault)
        return value

    return check


def box_fault(text: str, box: Box) -> str | None:
    """Why words do not fit a box and what to do, or None."""
    size = f"{box.size_pt:g} pt{' bold' if box.bold else ''}"
    room = f"the box holds {box.width_mm:g} mm"
    if box.lines == 1:
        width = text_width_mm(text, box.size_pt, box.bold)
        too_wide = f"is {math.ceil(width)} mm wide at {size}, {room}; shorten it"
        return too_wide if width > box.width_mm else None
    for word in text.split():
        if (width := text_width_mm(word, box.size_pt, box.bold)) > box.width_mm:
            return f"has a word, {word!r}, that is {math.ceil(width)} mm wide at {size}, {room}; shorten it"
    if (lines := len(wrap(text, box.width_mm, box.size_pt, box.bold))) > box.lines:
        return f"needs {lines} lines of {box.width_mm:g} mm at {size}, the box holds {box.lines}; shorten it"
    return None
