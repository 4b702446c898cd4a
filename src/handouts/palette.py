"""The few flat colors of a page, made from a brand's two so that words on them keep a contrast of 7:1."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

TEXT_CONTRAST = 7.0  # WCAG 2.2, success criterion 1.4.6 (enhanced)
TINT_SHARE = 0.1


@dataclass(frozen=True)
class Palette:
    """Colors as `#rrggbb`. `primary` and `accent` are for shapes; `primary_text` for words on white or on `tint`."""

    primary: str
    primary_text: str
    accent: str
    tint: str


# Mixed beforehand, for mixing takes long to load: the colors of a sheet without a brand. A test mixes them again.
OWN = Palette("#1b4b5a", "#1b4b5a", "#8a3b12", "#e7eced")
GREY = Palette("#000000", "#000000", "#000000", "#ffffff")
"""For printers without colors: ink and paper alone, for a pale tint prints as a haze of dots."""


@lru_cache(maxsize=512)
def make_palette(primary: str, accent: str) -> Palette:
    """The palette of two brand colors, each given as `#rrggbb`."""
    return OWN if (primary, accent) == (OWN.primary, OWN.accent) else mix(primary, accent)


def mix(primary: str, accent: str) -> Palette:
    """The same, always mixed anew."""
    from coloraide import Color

    tint = Color("white").mix(Color(primary), TINT_SHARE, space="oklab").convert("srgb").fit("srgb").to_string(hex=True)
    return Palette(primary, readable_on(tint, primary), accent, tint)


def readable_on(ground: str, color: str) -> str:
    """The color, darkened along its own hue (OKLCH) only as far as words of it on `ground` need."""
    from coloraide import Color

    words = Color(color).convert("oklch")
    while words.contrast(Color(ground), method="wcag21") < TEXT_CONTRAST and words["lightness"] > 0:
        words["lightness"] = max(0.0, words["lightness"] - 0.01)
    return words.convert("srgb").fit("srgb").to_string(hex=True)
