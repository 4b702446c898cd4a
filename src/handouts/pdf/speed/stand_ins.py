"""Puts the quicker stand-ins wherever the originals are known by name; each gives what its original gives.

With any other version than those of `MADE_AFTER` they are left out: a page then takes longer, and has the same bytes.
tests/pdf/test_speed.py holds that.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import tinyhtml5
import tinyhtml5.inputstream
import weasyprint
from weasyprint.css import ComputedStyle
from weasyprint.svg import utils
from weasyprint.text import line_break

from handouts.pdf.speed import MADE_AFTER, parsing, shaping, style


def install() -> None:
    """Put in those that were made after the versions that are here; without the very WeasyPrint none at all."""
    if MADE_AFTER["weasyprint"] != weasyprint.VERSION:
        return
    _style()
    _shaping()
    _svg()
    if MADE_AFTER["tinyhtml5"] == tinyhtml5.VERSION:
        _html()


def _style() -> None:
    ComputedStyle.__missing__ = style.computed(ComputedStyle.__missing__)  # type: ignore[method-assign]


def _shaping() -> None:
    _replace(line_break.split_first_line, shaping.split_first_line(line_break.split_first_line))
    shaping.wake_layouts_late()


def _svg() -> None:
    _replace(utils.size, parsing.size)
    _replace(utils.normalize, parsing.normalize)
    _replace(utils.point, parsing.point)


def _html() -> None:
    tinyhtml5.inputstream.characters_until_regex = parsing.Expressions()


def _replace(original: Callable[..., Any], stand_in: Callable[..., Any]) -> None:
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "weasyprint":
            for key, value in list(vars(module).items()):
                if value is original:
                    setattr(module, key, stand_in)
