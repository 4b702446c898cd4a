"""Brand colors that can be read: checked against white, with the nearest color that passes."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coloraide import Color

MIN_CONTRAST = 4.5  # WCAG 2.2, success criterion 1.4.3, for text of any size
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
    """Contrast ratio with white, 1 to 21 (WCAG 2.2, relative luminance)."""
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
