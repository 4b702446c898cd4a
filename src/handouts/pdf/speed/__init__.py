"""Quicker stand-ins for the functions that WeasyPrint 70.0 calls most; each gives what the original gives.

tests/pdf/test_speed.py holds that a PDF has the same bytes with and without them; docs/performance.md has the gain.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Collection
from typing import Any

import cffi.cparser
import pydyf
import tinyhtml5.inputstream
import weasyprint.draw.text
import weasyprint.svg.text
from weasyprint.css import ComputedStyle
from weasyprint.layout import percent
from weasyprint.svg import utils
from weasyprint.text import fonts, line_break

from handouts.pdf.speed import drawing as quick_draw
from handouts.pdf.speed import shaping as quick_text
from handouts.pdf.speed import style as quick_style
from handouts.pdf.speed import writing as quick_write


def install() -> None:
    """Put every stand-in wherever the original is known by name."""
    ComputedStyle.__missing__ = quick_style.computed(ComputedStyle.__missing__)  # type: ignore[method-assign]
    _replace(percent.percentage, quick_style.percentage)
    _replace(percent.resolve_one_percentage, quick_style.resolve_one_percentage)
    _replace(fonts.get_font_description, quick_text.font_description(fonts.get_font_description))
    _replace(line_break.split_first_line, quick_text.first_line(line_break.split_first_line))
    _replace(line_break.strut, quick_text.strut(line_break.strut))
    line_break.Layout.setup = quick_text.setup(line_break.Layout.setup)
    _replace(weasyprint.draw.text.draw_first_line, quick_draw.first_line(weasyprint.draw.text.draw_first_line))
    weasyprint.draw.text.LOGGER = quick_draw.Logger()
    quick_draw.make_layouts_lazy()
    _replace(utils.size, quick_draw.size)
    _replace(utils.normalize, quick_draw.normalize)
    _replace(utils.point, quick_draw.point)
    _replace(pydyf._to_bytes, quick_write.to_bytes)
    pydyf.Stream.data = quick_write.data(pydyf.Stream.data)  # type: ignore[method-assign, assignment]
    pydyf.PDF.write = quick_write.write(pydyf.PDF.write)  # type: ignore[method-assign]
    cffi.cparser.Parser._parse = quick_text.parse(cffi.cparser.Parser._parse)
    tinyhtml5.inputstream.characters_until_regex = Expressions()


def _replace(original: Callable[..., Any], stand_in: Callable[..., Any]) -> None:
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] in ("weasyprint", "pydyf"):
            for key, value in list(vars(module).items()):
                if value is original:
                    setattr(module, key, stand_in)


class Expressions(dict[tuple[Collection[str], bool], re.Pattern[str]]):
    """The expressions that tinyhtml5 means to keep, and makes anew each time because it keeps them by a wrong key."""

    def __missing__(self, key: tuple[Collection[str], bool]) -> re.Pattern[str]:
        characters, opposite = key
        inside = "".join(f"\\x{ord(character):02x}" for character in characters)
        found = self[key] = re.compile(f"[{'' if opposite else '^'}{inside}]+")
        return found
