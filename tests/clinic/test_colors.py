"""The colors of a page: words keep a contrast of 7:1 whatever color a clinic has."""

from __future__ import annotations

import pytest
from coloraide import Color

from handouts.clinic.brand import Colors
from handouts.clinic.colors import OWN, TEXT_CONTRAST, Palette, make_palette, mix


@pytest.mark.parametrize("primary", ["#1b4b5a", "#767676", "#c00000", "#5b2a6e", "#0066cc", "#000000", "#8a3b12"])
def test_words_can_be_read_on_white_and_on_the_tint(primary: str) -> None:
    palette = make_palette(primary, "#8a3b12")
    for ground in ("#ffffff", palette.tint):
        assert Color(palette.primary_text).contrast(Color(ground), method="wcag21") >= TEXT_CONTRAST
    assert Color("black").contrast(Color(palette.tint), method="wcag21") >= TEXT_CONTRAST


def test_a_dark_color_is_left_alone() -> None:
    assert make_palette("#10303c", "#8a3b12").primary_text == "#10303c"


def test_the_palette_mixed_beforehand_is_what_mixing_gives() -> None:
    assert mix(OWN.primary, OWN.accent) == OWN
    assert (Colors().primary, Colors().accent) == (OWN.primary, OWN.accent)


@pytest.mark.parametrize("ink", ["#1b4b5a", "#000000", "#7a1f3d"])
def test_paler_lines_are_mixed_as_the_library_of_colors_mixes_them(ink: str) -> None:
    palette = Palette("#ffffff", ink, "#8a3b12", "#eeeeee")
    for ours, share in ((palette.line, 0.38), (palette.faint, 0.68)):
        wanted = Color(ink).mix("white", share, space="srgb").to_string(hex=True)
        levels = zip(bytes.fromhex(ours[1:]), bytes.fromhex(wanted[1:]), strict=True)
        assert all(abs(mixed - exact) <= 1 for mixed, exact in levels)
