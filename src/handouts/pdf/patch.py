"""Puts our tagger in the place of WeasyPrint's, for our documents only."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from xml.etree.ElementTree import Element

import pydyf
import weasyprint.draw
import weasyprint.pdf
from tinycss2.color5 import Color
from weasyprint.document import Document
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline, preferred
from weasyprint.pdf.stream import Stream
from weasyprint.text import line_break

from handouts.finishing import Tags
from handouts.pdf.line_end import mend
from handouts.pdf.own_parts import Colors
from handouts.pdf.tagger import is_field, tag

_root: ContextVar[Element | None] = ContextVar("handouts_root", default=None)
_tags: ContextVar[dict[Element, pydyf.Dictionary]] = ContextVar("handouts_tags")
_colors: ContextVar[Colors] = ContextVar("handouts_colors", default={})  # noqa: B039 (never written to)


@contextlib.contextmanager
def tagging(root: Element, colors: Colors) -> Iterator[Tags]:
    """Within it, this thread's PDFs get our tags, made from the page `root`, and a brand's colors for its stand-ins.

    What it gives is filled as soon as the tags are written.
    """
    tags: dict[Element, pydyf.Dictionary] = {}
    tokens = _root.set(root), _tags.set(tags), _colors.set(colors)
    try:
        yield tags
    finally:
        _root.reset(tokens[0])
        _tags.reset(tokens[1])
        _colors.reset(tokens[2])


def install() -> None:
    """Switch three WeasyPrint functions, which do as ever outside `tagging`, and mend how lines end; once."""
    stock_tags, stock_border, stock_color = weasyprint.pdf.add_tags, weasyprint.draw.draw_border, Stream.set_color

    def add_tags(pdf: pydyf.PDF, document: Document, pdf_version: object, page_streams: list[Stream]) -> None:
        root = _root.get()
        if root is None:
            stock_tags(pdf, document, pdf_version, page_streams)
        else:
            _tags.get().update(tag(pdf, document, page_streams, root))

    def draw_border(stream: Stream, box: boxes.Box) -> None:
        if _root.get() is None or not is_field(box) or stream._tags is None or box.element in stream._tags:
            stock_border(stream, box)
            return
        with stream.marked(box.element, "Form"):  # by element, because painting copies parent boxes
            tags, stream._tags = stream._tags, None  # no artifact inside what is content
            try:
                stock_border(stream, box)
            finally:
                stream._tags = tags

    def set_color(self: Stream, color: Color, stroke: bool = False) -> None:
        stock_color(self, _colors.get().get(tuple(color)[:3], color), stroke)

    mended = mend(line_break.split_first_line)
    line_break.split_first_line = inline.split_first_line = preferred.split_first_line = mended
    weasyprint.pdf.add_tags, weasyprint.draw.draw_border, Stream.set_color = add_tags, draw_border, set_color
