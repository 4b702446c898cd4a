"""Which letters a font file has, and whether it draws digits as these digits."""

from __future__ import annotations

import io
from functools import lru_cache

from fontTools.ttLib import TTFont, TTLibError
from weasyprint.urls import URLFetcher, fetch

_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def letters_of(fetcher: URLFetcher, url: str) -> tuple[frozenset[int], str]:
    """The code points that the font at `url` can draw, and which digits it draws wrongly, in words.

    A file that is no font has none, which is told elsewhere.
    """
    try:
        with fetch(fetcher, url) as response:
            data = response.read()
    except (ValueError, OSError):  # the fetcher has noted it
        return frozenset(), ""
    return _letters(data)


@lru_cache(maxsize=32)
def _letters(data: bytes) -> tuple[frozenset[int], str]:
    try:
        font = TTFont(io.BytesIO(data), lazy=True)
        names = font.getBestCmap() or {}
        glyphs = [names.get(ord("0") + digit) for digit in range(10)]
    except (TTLibError, OSError, ValueError, KeyError, IndexError, AssertionError, ImportError):
        return frozenset(), ""
    known = [name for name in glyphs if name]
    wrong = [
        f"{_DIGITS.index(name.split('.')[0])} for {digit}"
        for digit, name in enumerate(glyphs)
        if name and name.split(".")[0] in _DIGITS and name.split(".")[0] != _DIGITS[digit]
    ]
    if not wrong and len(set(known)) < len(known):
        wrong = ["the same shape for several digits"]
    return frozenset(names), ", ".join(wrong)
