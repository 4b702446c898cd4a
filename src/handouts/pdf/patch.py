"""Puts our tagger in the place of WeasyPrint's, for our documents only."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import AbstractContextManager
from contextvars import ContextVar
from xml.etree.ElementTree import Element

import pydyf
import weasyprint.draw
import weasyprint.pdf
from weasyprint.document import Document, Page
from weasyprint.formatting_structure import boxes, build
from weasyprint.layout import inline, preferred
from weasyprint.pdf.stream import Stream
from weasyprint.text import line_break

from handouts.finishing import Tags
from handouts.pdf.mends import line_ends, markers
from handouts.pdf.spaces import boxes_before_spaces
from handouts.pdf.tagger import is_field, tag

_root: ContextVar[Element | None] = ContextVar("handouts_root", default=None)
_spaced: ContextVar[Set[boxes.TextBox]] = ContextVar("handouts_spaced", default=frozenset())
_tags: ContextVar[dict[Element, pydyf.Dictionary]] = ContextVar("handouts_tags")


@contextlib.contextmanager
def tagging(root: Element, pages: Sequence[Page]) -> Iterator[Tags]:
    """Within it, this thread's PDF of these pages gets our tags, made from the page `root`.

    The spaces that were lost between lines are painted. What it gives is filled as soon as the tags are written.
    """
    tags: dict[Element, pydyf.Dictionary] = {}
    values = root, boxes_before_spaces(root, pages), tags
    variables = _root, _spaced, _tags
    tokens = [variable.set(value) for variable, value in zip(variables, values, strict=True)]
    try:
        yield tags
    finally:
        for variable, token in zip(variables, tokens, strict=True):
            variable.reset(token)


def install() -> None:
    """Switch three WeasyPrint functions, which do as ever outside `tagging`, and mend two more for good; once."""
    mended = line_ends(line_break.split_first_line)
    line_break.split_first_line = inline.split_first_line = preferred.split_first_line = mended
    build.marker_to_box = markers(build.marker_to_box)
    weasyprint.pdf.add_tags = _with_our_tags(weasyprint.pdf.add_tags)
    weasyprint.draw.draw_border = _with_frames(weasyprint.draw.draw_border)
    Stream.marked = _standing_alone(Stream.marked)


def _with_our_tags(stock: Callable[..., None]) -> Callable[..., None]:
    def add_tags(pdf: pydyf.PDF, document: Document, pdf_version: object, page_streams: list[Stream]) -> None:
        root = _root.get()
        if root is None:
            stock(pdf, document, pdf_version, page_streams)
        else:
            _tags.get().update(tag(pdf, document, page_streams, root))

    return add_tags


def _with_frames(stock: Callable[..., None]) -> Callable[..., None]:
    """The frame of a field is its content."""

    def draw_border(stream: Stream, box: boxes.Box) -> None:
        if _root.get() is None or not is_field(box) or stream._tags is None or box.element in stream._tags:
            stock(stream, box)
            return
        with stream.marked(box.element, "Form"):  # by element, because painting copies parent boxes
            tags, stream._tags = stream._tags, None  # no artifact inside what is content
            try:
                stock(stream, box)
            finally:
                stream._tags = tags

    return draw_border


def _standing_alone(stock: Callable[..., AbstractContextManager[None]]) -> Callable[..., AbstractContextManager[None]]:
    """Marked content that stands on its own: it sets its own colors, and leaves none to what follows."""

    @contextlib.contextmanager
    def marked(self: Stream, box: boxes.Box | Element, tag: str) -> Iterator[None]:
        if _root.get() is None:
            with stock(self, box, tag):
                yield
            return
        _forget_colors(self)
        with stock(self, box, tag), _hanging_space(box) if box in _spaced.get() else contextlib.nullcontext():
            yield
        _forget_colors(self)

    return marked


def _forget_colors(stream: Stream) -> None:
    stream._current_color = stream._current_color_stroke = None
    stream._current_alpha = stream._current_alpha_stroke = None


@contextlib.contextmanager
def _hanging_space(box: boxes.TextBox) -> Iterator[None]:
    """Within it, the words of a box end in a space, which hangs over the end of their line."""
    layout, words = box.pango_layout, f"{box.text} "
    box.pango_layout = line_break.split_first_line(words, box.style, None, None, box.justification_spacing)[0]
    try:
        yield
    finally:
        box.pango_layout = layout
