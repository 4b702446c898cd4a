"""Measures of the bundled type: its x-height, the space between words, how far letters reach up and down."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont

MM_PER_PT = 25.4 / 72


@dataclass(frozen=True)
class Letters:
    """Measures in ems (shares of the type's size)."""

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


@lru_cache(maxsize=4)
def letters(path: Path) -> Letters:
    """The measures of a font file."""
    with TTFont(path, lazy=True) as font:
        units = font["head"].unitsPerEm
        glyphs, names = font.getGlyphSet(), font.getBestCmap()

        def bounds(char: str) -> tuple[float, float, float, float]:
            pen = BoundsPen(glyphs)
            glyphs[names[ord(char)]].draw(pen)
            return pen.bounds

        x, up, down = bounds("x")[3], bounds("l")[3], -bounds("p")[1]
        return Letters(x / units, font["hmtx"][names[ord(" ")]][0] / units, up / units, down / units)
