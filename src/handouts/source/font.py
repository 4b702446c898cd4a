"""How wide words are in the bundled type, so that a drawing can place its labels before anything is rendered."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

from handouts.errors import EnvironmentFault, Problem
from handouts.source.layers import bundled_root

MM_PER_PT = 25.4 / 72
_FACES = {False: "HandoutsSans-Regular.ttf", True: "HandoutsSans-Bold.ttf"}


def text_width_mm(text: str, size_pt: float, bold: bool = False) -> float:
    """Width of one line of `text` in mm, from advance widths without kerning (`size_pt` in points).

    A character that the font lacks counts as wide as the font's own box for missing glyphs.
    Raises EnvironmentFault when the font file is missing.
    """
    return _width_units(text, bold) / _face(bold).units_per_em * size_pt * MM_PER_PT


def missing_glyphs(text: str) -> set[str]:
    """The characters of `text` that the regular or the bold face cannot draw; line breaks and controls never count."""
    return {
        char
        for char in set(text)
        if unicodedata.category(char) not in {"Cc", "Cf"} and not all(ord(char) in _face(b).widths for b in _FACES)
    }


class _Face:
    """What is read from one font file: advance widths by code point."""

    def __init__(self, path: Path) -> None:
        try:
            with TTFont(path, lazy=True) as font:
                advance = {name: width for name, (width, _) in font["hmtx"].metrics.items()}
                self.units_per_em: int = font["head"].unitsPerEm
                self.missing: int = advance[".notdef"]
                self.widths: dict[int, int] = {code: advance[name] for code, name in font.getBestCmap().items()}
        except OSError as fault:
            message = "the font cannot be read; install the package again or restore styles/fonts"
            raise EnvironmentFault([Problem(str(path), 0, 0, "", message)]) from fault


@cache
def _face(bold: bool) -> _Face:
    return _Face(bundled_root() / "styles" / "fonts" / _FACES[bold])


@cache
def _width_units(text: str, bold: bool) -> int:
    face = _face(bold)
    return sum(face.widths.get(ord(char), face.missing) for char in text)
