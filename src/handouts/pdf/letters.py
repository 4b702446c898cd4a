"""Which letters a font file has, and whether it draws digits as these digits."""

from __future__ import annotations

import io
from functools import lru_cache

from fontTools.ttLib import TTFont, TTLibError

_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@lru_cache(maxsize=32)
def letters_of(data: bytes) -> tuple[frozenset[int], str]:
    """The code points that a font can draw, and which digits it draws wrongly, in words.

    Wrong digits can be told where the font names its shapes or has one shape for two. What is no font has no letters.
    """
    try:
        font = TTFont(io.BytesIO(data), lazy=True)
        names = font.getBestCmap() or {}
    except (TTLibError, OSError, ValueError, KeyError, IndexError, AssertionError, ImportError):
        return frozenset(), ""
    glyphs = [str(names.get(ord("0") + digit, "")).split(".")[0] for digit in range(10)]
    wrong = [
        f"{_DIGITS.index(name)} for {digit}"
        for digit, name in enumerate(glyphs)
        if name in _DIGITS and name != _DIGITS[digit]
    ]
    known = [names[ord("0") + digit] for digit in range(10) if ord("0") + digit in names]
    if not wrong and len(set(known)) < len(known):
        wrong = ["the same shape for several digits"]
    return frozenset(names), ", ".join(wrong)
