"""A brand's two colors, checked to be dark enough for words, and the few flat colors of a page that are made from them.

Colors are `#rrggbb`; a contrast is a ratio from 1 to 21 (WCAG 2.2).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from coloraide import Color

MIN_CONTRAST = 4.5  # WCAG 2.2, success criterion 1.4.3, for text of any size
TEXT_CONTRAST = 7.0  # WCAG 2.2, success criterion 1.4.6 (enhanced)
TINT_SHARE = 0.1
_HEX = re.compile(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")


@lru_cache(maxsize=1024)
def check_color(value: str) -> str:
    """A color as `#rrggbb` in lower case. Raises ValueError when it is not one, or is too pale for words.

    Contrast is the same for words of this color on white and for white words on this color.
    """
    if not _HEX.fullmatch(value):
        raise ValueError(f"{value!r} is not a color; write # and six digits in quotes, such as '#1b4b5a'")
    from coloraide import Color  # where it is needed: it takes long to load, and most sheets keep our own colors

    color = Color(value)
    ratio = contrast(color)
    if ratio >= MIN_CONTRAST:
        return _hex(color)
    shown = int(ratio * 10) / 10
    raise ValueError(
        f"{value!r} is too pale to read: its contrast with white is {shown}:1, at least {MIN_CONTRAST}:1 is needed; "
        f'use "{darken(color)}", the nearest that passes, or a darker color'
    )


def contrast(color: Color) -> float:
    """Contrast with white (WCAG 2.2, relative luminance)."""
    return color.contrast("white", method="wcag21")


def darken(color: Color) -> str:
    """The lightest `#rrggbb` of the same hue, as OKLCH sees it, that passes the contrast check."""
    low, high = 0.0, color.convert("oklch")["lightness"]
    for _ in range(20):
        middle = (low + high) / 2
        low, high = (middle, high) if contrast(color.new(_at(color, middle))) >= MIN_CONTRAST else (low, middle)
    return _at(color, low)


def _at(color: Color, lightness: float) -> str:
    return _hex(color.convert("oklch").set("lightness", lightness).convert("srgb"))


def _hex(color: Color) -> str:
    return color.fit("srgb").to_string(hex=True)


@dataclass(frozen=True)
class Palette:
    """The colors of a page. `primary` and `accent` are for shapes; `primary_text` for words on white or on `tint`.

    Drawings are lined in `primary_text` and, where less matters, in the paler `line` and `faint`.
    """

    primary: str
    primary_text: str
    accent: str
    tint: str
    paper: ClassVar[str] = "#ffffff"

    @property
    def line(self) -> str:
        """For the lesser lines of a drawing."""
        return self._paler(0.38)

    @property
    def faint(self) -> str:
        """For its least."""
        return self._paler(0.68)

    def _paler(self, share: float) -> str:
        # In sRGB a mix is the mean of each channel: the library that knows all spaces takes long to load.
        levels = bytes.fromhex(self.primary_text[1:])
        return "#" + "".join(f"{int(level + (255 - level) * share + 0.5):02x}" for level in levels)


OWN = Palette("#1b4b5a", "#1b4b5a", "#8a3b12", "#e7eced")
"""The palette of a sheet without a brand, mixed beforehand, for mixing takes long to load. A test mixes it again."""
GREY = Palette("#000000", "#000000", "#000000", "#ffffff")
"""For printers without colors: ink and paper alone, for a pale tint prints as a haze of dots."""


@lru_cache(maxsize=512)
def make_palette(primary: str, accent: str) -> Palette:
    """The palette of two brand colors. Words on its white and its tint have a contrast of at least TEXT_CONTRAST."""
    return OWN if (primary, accent) == (OWN.primary, OWN.accent) else mix(primary, accent)


def mix(primary: str, accent: str) -> Palette:
    """The same, always mixed anew."""
    from coloraide import Color

    tint = _hex(Color("white").mix(Color(primary), TINT_SHARE, space="oklab").convert("srgb"))
    return Palette(primary, readable_on(tint, primary), accent, tint)


def readable_on(ground: str, color: str) -> str:
    """The color, darkened along its own hue (OKLCH) only as far as words of it on `ground` need."""
    from coloraide import Color

    words = Color(color).convert("oklch")
    while words.contrast(Color(ground), method="wcag21") < TEXT_CONTRAST and words["lightness"] > 0:
        words["lightness"] = max(0.0, words["lightness"] - 0.01)
    return _hex(words.convert("srgb"))
