"""Widths, lines and letters of the bundled type."""

from itertools import pairwise

import pytest

from handouts.source.font import letters, missing_glyphs, text_width_mm, wrap
from handouts.source.layers import bundled_root


def test_width_grows_with_size_and_is_the_sum_of_its_parts() -> None:
    lung = text_width_mm("Lung", 12)
    assert lung == pytest.approx(text_width_mm("Lu", 12) + text_width_mm("ng", 12))
    assert text_width_mm("Lung", 24) == pytest.approx(2 * lung)
    assert 5 < lung < 12


def test_nothing_has_no_width() -> None:
    assert text_width_mm("", 12) == 0


def test_bold_is_wider() -> None:
    assert text_width_mm("Where it starts", 12, bold=True) > text_width_mm("Where it starts", 12)


def test_letters_of_many_languages_are_there_and_others_are_named() -> None:
    assert missing_glyphs("Tumor, Größe, año, 40 °C – “yes”\n") == set()
    assert missing_glyphs("Lung 肺") == {"肺"}


def test_lines_are_filled_as_far_as_they_go_and_no_farther() -> None:
    text = "Fatty  apron over\nthe bowel"
    for width in range(5, 60, 5):
        lines = wrap(text, width, 12)
        assert " ".join(lines) == "Fatty apron over the bowel"
        assert all(text_width_mm(line, 12) <= width or " " not in line for line in lines)
        for line, below in pairwise(lines):
            assert text_width_mm(f"{line} {below.split()[0]}", 12) > width, "a word that had room"
    exact = text_width_mm("apron over", 12)
    assert wrap("apron over", exact, 12) == ["apron over"]
    assert wrap("apron over", exact, 12, bold=True) == ["apron", "over"]
    assert wrap(" ", 10, 12) == []


def test_letters_are_measured_in_the_font() -> None:
    measured = letters((bundled_root() / "styles/fonts/HandoutsSans-Regular.ttf").read_bytes())
    assert (measured.x_height, measured.space) == (0.496, 0.28)
    assert measured.x_height_mm(14) == pytest.approx(2.45, abs=0.01)
    assert measured.word_spaces_between(1.36) == pytest.approx(1.75)
