"""The bundled type: how wide words are in it, where lines break, which letters it has and how tall they are.

So a label or a clinic's name is known to fit before anything is laid out. Lengths in mm, sizes of type in points.
"""

from __future__ import annotations

import io
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from fontTools.pens.boundsPen import BoundsPen
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


def wrap(text: str, width_mm: float, size_pt: float, bold: bool = False) -> list[str]:
    """The lines of `text`, each filled with words as far as `width_mm` allows; a word that is wider stands alone."""
    lines: list[str] = []
    for word in text.split():
        if lines and text_width_mm(f"{lines[-1]} {word}", size_pt, bold) <= width_mm:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def missing_glyphs(text: str) -> set[str]:
    """The characters of `text` that the regular or the bold face cannot draw; line breaks and controls never count."""
    return {
        char
        for char in set(text)
        if unicodedata.category(char) not in {"Cc", "Cf"} and not all(ord(char) in _face(b).widths for b in _FACES)
    }


@dataclass(frozen=True)
class Letters:
    """Measures of a font in ems (shares of the type's size)."""

    x_height: float
    space: float
    up: float
    down: float

    def x_height_mm(self, size_pt: float) -> float:
        """Height of a lower-case x in mm at a size in points."""
        return self.x_height * size_pt * MM_PER_PT

    def word_spaces_between(self, line_height: float) -> float:
        """The white between two lines, from the foot of a p to the top of an l below it, in spaces between words;
        `line_height` is a factor of the type's size."""
        return (line_height - self.up - self.down) / self.space


def letters(data: bytes) -> Letters:
    """The measures of a font file: its x-height, the space between words, how far letters reach up and down."""
    with TTFont(io.BytesIO(data), lazy=True) as font:
        units = font["head"].unitsPerEm
        glyphs, names = font.getGlyphSet(), font.getBestCmap()

        def bounds(char: str) -> tuple[float, float, float, float]:
            pen = BoundsPen(glyphs)
            glyphs[names[ord(char)]].draw(pen)
            return pen.bounds

        x, up, down = bounds("x")[3], bounds("l")[3], -bounds("p")[1]
        return Letters(x / units, font["hmtx"][names[ord(" ")]][0] / units, up / units, down / units)


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


@lru_cache(maxsize=65536)
def _width_units(text: str, bold: bool) -> int:
    face = _face(bold)
    return sum(face.widths.get(ord(char), face.missing) for char in text)
