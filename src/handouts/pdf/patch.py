"""Puts our tagger in the place of WeasyPrint's, for our documents only."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar
from xml.etree.ElementTree import Element

import pydyf
import weasyprint.draw
import weasyprint.pdf
from weasyprint.document import Document
from weasyprint.formatting_structure import boxes
from weasyprint.pdf.stream import Stream

from .tagger import is_field, tag

_root: ContextVar[Element | None] = ContextVar("handouts_root", default=None)


@contextlib.contextmanager
def ours(root: Element) -> Iterator[None]:
    """Within it, this thread's PDFs get our tags, made from the page `root`."""
    token = _root.set(root)
    try:
        yield
    finally:
        _root.reset(token)


def install() -> None:
    """Put switches in front of two WeasyPrint functions; outside `ours` they do what they always did."""
    stock_tags, stock_border = weasyprint.pdf.add_tags, weasyprint.draw.draw_border

    def add_tags(pdf: pydyf.PDF, document: Document, version: object, streams: list[Stream]) -> None:
        root = _root.get()
        if root is None:
            stock_tags(pdf, document, version, streams)
        else:
            tag(pdf, document, streams, root)

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

    weasyprint.pdf.add_tags, weasyprint.draw.draw_border = add_tags, draw_border
