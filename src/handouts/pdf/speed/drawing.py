"""Lines of text that are turned into PDF operators once for the same words in the same type."""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from weasyprint.draw.text import LOGGER
from weasyprint.matrix import Matrix
from weasyprint.pdf.stream import Stream
from weasyprint.text.ffi import ffi

from handouts.pdf.speed.shaping import MOST_LINES, breaking, kept_with, type_of

Draw = Callable[[Stream, Any, str, str, Matrix], list[Any]]
_state = threading.local()


class _Unusual(Exception):
    """This line is to be drawn as WeasyPrint does it."""


class Logger:
    """In the place of WeasyPrint's own: what is to be said of a line is said when it is really drawn."""

    def warning(self, *said: object) -> None:
        """Pass it on."""
        if getattr(_state, "recording", False):
            raise _Unusual
        LOGGER.warning(*said)


@dataclass(frozen=True)
class _Font:
    """A font as one line uses it."""

    pango_font: Any
    to_unicode: dict[int, str]
    widths: dict[int, int]


@dataclass(frozen=True)
class _Line:
    """What a line asks of a stream."""

    steps: list[tuple[str, tuple[Any, ...]]]
    fonts: list[_Font]


def _noted(name: str) -> Callable[..., None]:
    """A recorder's method that notes how it is called."""
    return lambda self, *given: self.line.steps.append((name, given))


class _Recorder:
    """Stands for a stream and notes what is asked of it."""

    def __init__(self, stream: Stream) -> None:
        self._stream = stream
        self.ink_rect, self.logical_rect = stream.ink_rect, stream.logical_rect
        self.line = _Line([], [])

    def set_text_matrix(self, *_: float) -> None:
        """Nothing to note: each line has its own place."""

    def add_font(self, pango_font: Any) -> tuple[Any, float]:
        """The font, with tables of its own to fill."""
        font, size = self._stream.add_font(pango_font)
        if font.bitmap or font.png or font.svg or font.colr:
            raise _Unusual
        own = copy.copy(font)
        own.to_unicode, own.widths = {}, {}
        self.line.fonts.append(_Font(pango_font, own.to_unicode, own.widths))
        return own, size

    set_font_size, show_text, set_text_rise = map(_noted, ("set_font_size", "show_text", "set_text_rise"))


def draw_first_line(original: Draw) -> Draw:
    """`draw_first_line`; lines with an ellipsis, with pictures for letters or with missing letters go to `original`."""

    def _draw(stream: Stream, box: Any, text_overflow: str, block_ellipsis: str, matrix: Matrix) -> list[Any]:
        if text_overflow == "ellipsis" or block_ellipsis != "none" or not box.text.strip():
            return original(stream, box, text_overflow, block_ellipsis, matrix)
        layout, style = box.pango_layout, box.style
        kept = kept_with(style, "_handouts_drawn")
        key = (layout.text, layout.justification_spacing, type_of(style), breaking(style))
        if key not in kept:
            if len(kept) >= MOST_LINES:
                kept.clear()
            kept[key] = _recorded(original, stream, box)
        line = kept[key]
        if line is None or not _same_widths(stream, line.fonts):
            return original(stream, box, text_overflow, block_ellipsis, matrix)
        stream.set_text_matrix(*matrix.values)
        for name, given in line.steps:
            getattr(stream, name)(*given)
        return []

    return _draw


def _recorded(original: Draw, stream: Stream, box: Any) -> _Line | None:
    _state.recording = True
    recorder = _Recorder(stream)
    try:
        if original(recorder, box, "clip", "none", Matrix()):  # type: ignore[arg-type]
            return None
    except _Unusual:
        return None
    finally:
        _state.recording = False
    # A Pango font lives as long as a layout that uses it: the first one stays.
    keepers = kept_with(box.style, "_handouts_keepers")
    for font in recorder.line.fonts:
        keepers.setdefault(int(ffi.cast("uintptr_t", font.pango_font)), box.pango_layout.layout)
    return recorder.line


def _same_widths(stream: Stream, fonts: list[_Font]) -> bool:
    """Give the document's fonts what a line needs; False where they have another width for a letter.

    A font's widths are those of the size in which a letter was first drawn, and rounded.
    """
    for used in fonts:
        font, _ = stream.add_font(used.pango_font)
        widths = font.widths
        if any(widths.get(glyph, width) != width for glyph, width in used.widths.items()):
            return False
        for glyph, width in used.widths.items():
            widths.setdefault(glyph, width)
        for glyph, words in used.to_unicode.items():
            font.to_unicode.setdefault(glyph, words)
    return True
