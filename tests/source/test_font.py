"""Widths of words in the bundled type."""

import pytest

from handouts.source.font import missing_glyphs, text_width_mm


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
