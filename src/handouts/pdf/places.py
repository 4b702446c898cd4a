"""Where a page of HTML has places for a clinic's own, and how such a page is laid out and cut."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from xml.etree.ElementTree import Element

import pydyf
from cssselect2 import ElementWrapper
from weasyprint import HTML
from weasyprint.document import Document
from weasyprint.formatting_structure import boxes

from handouts.pdf.shared_layout import OWN

RUNS = "data-own"
"""Marks what is a clinic's own of what runs in the margin."""
ALIKE = frozenset({"figure", "drawing", "foot"})
"""Parts that differ in their colors alone, or hold one that is marked by itself."""
Cut = TypeVar("Cut")


@dataclass(frozen=True)
class Source:
    """A page of HTML and its assets; `name` stands first in every problem."""

    html: str
    assets: Mapping[str, bytes]
    name: str = "document"


def own_parts(root: Element) -> list[Element]:
    """The elements that are a clinic's own, in their order."""
    return [
        element for element in root.iter()
        if element.get(RUNS) or (element.get(OWN) is not None and element.get(OWN) not in ALIKE)
    ]  # fmt: skip


def name_of(element: Element) -> str:
    """What a place for a clinic's own is called."""
    return element.get(RUNS) or element.get(OWN) or ""


def add_style(element: Element, more: str) -> None:
    """Add CSS declarations to an element's own."""
    element.set("style", ";".join(filter(None, (element.get("style"), more))))


def with_root(page: HTML, root: Element) -> HTML:
    """The page with another tree of elements, or with its own as it is now."""
    page.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
    page.etree_element = root
    return page


def found_in(document: Document, elements: Sequence[Element]) -> dict[Element, list[tuple[int, boxes.Box]]]:
    """The pages and boxes of elements, of those in margins too."""
    found: dict[Element, list[tuple[int, boxes.Box]]] = {element: [] for element in elements}
    for number, page in enumerate(document.pages):
        for box in page._page_box.descendants():
            if isinstance(box, boxes.BlockLevelBox) and box.element in found and box.element_tag == box.element.tag:
                found[box.element].append((number, box))
    return found


def drawn(document: Document, cut: Callable[[pydyf.PDF], Cut], **options: object) -> Cut:
    """What is cut out of a document's PDF, which is drawn and tagged, and not written."""
    made: list[Cut] = []

    def finisher(_: Document, pdf: pydyf.PDF) -> None:
        made.append(cut(pdf))
        del pdf.objects[1:]
        pdf.info.clear()

    document.write_pdf(finisher=finisher, pdf_tags=True, **options)
    return made[0]
