"""Lays out a clinic's own, each part of it on a page of its own, as boxes for its places in all sheets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

import pydyf
from weasyprint import HTML
from weasyprint.document import Document
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from handouts.errors import DocumentFailed, Problem
from handouts.finishing import Finish, draw_as_they_are
from handouts.pdf.fetch import AssetFetcher
from handouts.pdf.fit import own_faults
from handouts.pdf.patch import tagging
from handouts.pdf.places import OWN, RUNS, UNSEEN, add_style, drawn, found_in, own_parts
from handouts.pdf.render import laid_out, raising_faults
from handouts.press.cut_boxes import Part, cut_boxes
from handouts.press.plate import Bookmark, Box, Room

_NEXT_PAGE = '<div style="break-before:page"></div>'
_BEGIN = "<body><h1>x</h1><h2>x</h2>"
"""The first of the parts may begin with a lesser heading."""


@dataclass(frozen=True)
class OwnPage:
    """What a clinic's own is laid out from: all up to the body, each part in its frame, and the assets."""

    head: str
    parts: Sequence[str]
    assets: Mapping[str, bytes]
    name: str = "document"


def make_boxes(own: OwnPage) -> tuple[Box, ...]:
    """The boxes of a clinic's own. Raises DocumentFailed with every fault found."""
    fetcher = AssetFetcher(own.assets)
    # What runs in the margin, runs on all pages behind it.
    order = sorted(range(len(own.parts)), key=lambda number: f" {RUNS}" in own.parts[number])
    html = f"{own.head}{_BEGIN}{''.join(_NEXT_PAGE + own.parts[number] for number in order)}</body></html>"
    with raising_faults(fetcher, own.name) as faults:
        page = HTML(string=html, url_fetcher=fetcher)
        elements = own_parts(page.etree_element)
        for element in elements:
            add_style(element, UNSEEN)
        root, document = laid_out(page, fetcher, own.assets, faults)
        found = found_in(document, elements)
        _refuse_unfit(root, document, [found[element][0] for element in elements], own.name)
        parts = [_part(element, *found[element][0], document) for element in elements]

        def cut(pdf: pydyf.PDF) -> tuple[Box, ...]:
            draw_as_they_are(pdf)
            return cut_boxes(pdf, parts)

        with tagging(root, document.pages):
            made = drawn(document, cut, pdf_variant=Finish().variant)
    return tuple(box for _, box in sorted(zip(order, made, strict=True), key=lambda pair: pair[0]))


def _refuse_unfit(root: Element, document: Document, parts: Sequence[tuple[int, boxes.Box]], name: str) -> None:
    if faults := own_faults(root, document.pages, document.font_config.letters, parts):
        raise DocumentFailed(Problem(name, 0, 0, "", fault) for fault in faults)


def _part(element: Element, page: int, box: boxes.Box, document: Document) -> Part:
    bookmarks = tuple(Bookmark(level, label, 0, x, y) for level, label, (x, y), _ in document.pages[page].bookmarks)
    place = box.border_box_x(), box.border_box_y()
    # Rounded, so that a plate is the same whichever clinic's boxes it was made for.
    margin = 0.0 if box.padding_top or box.border_top_width else _margin(box)
    room = (round(value, 4) for value in (box.border_width(), box.border_height(), box.height, margin))
    return Part(Room(element.get(OWN, ""), *room), page, *place, bookmarks)


def _margin(box: boxes.Box) -> float:
    """The margin above that its children may add to a box's own."""
    margin = 0.0
    while inner := [each for each in getattr(box, "children", ()) if _in_flow(each)]:
        box = inner[0]
        if not isinstance(box, boxes.BlockLevelBox):
            break
        margin = max(margin, box.margin_top)
        if box.padding_top or box.border_top_width:
            break
    return margin


def _in_flow(box: boxes.Box) -> bool:
    return not isinstance(box, AbsolutePlaceholder) and box.is_in_normal_flow()
