"""Where a page of HTML has places for a clinic's own, and how such a page is laid out and cut."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import TypeVar
from xml.etree.ElementTree import Element

import pydyf
from cssselect2 import ElementWrapper
from weasyprint import HTML
from weasyprint.document import Document
from weasyprint.formatting_structure import boxes

OWN, RUNS = "data-own", "data-runs"
"""Mark the first element of a clinic's own by its name, and that it runs in the margin."""
UNSEEN = "background:none;border-color:transparent;break-before:auto;break-after:auto"
"""What a clinic's own lies in, and its own frame, are painted by the sheet."""
Cut = TypeVar("Cut")


def own_parts(root: Element) -> list[Element]:
    """The elements that are a clinic's own, in their order."""
    return [element for element in root.iter() if element.get(OWN) is not None]


def frames(html: str) -> list[tuple[str, str]]:
    """For each place of a page what opens and closes the elements that it lies in, up to the body."""
    root = HTML(string=html).etree_element
    parents = {child: parent for parent in root.iter() for child in parent}
    return [_frame(element, parents) for element in own_parts(root)]


def _frame(element: Element, parents: dict[Element, Element]) -> tuple[str, str]:
    opened = closed = ""
    around = parents[element]
    while around.tag != "body":
        kept = {name: value for name, value in around.items() if name not in {"id", "data-foot"}}
        kept |= {"role": "presentation", "style": ";".join(filter(None, (around.get("style"), UNSEEN)))}
        words = "".join(f' {name}="{escape(value)}"' for name, value in kept.items())
        opened, closed = f"<{around.tag}{words}>{opened}", f"{closed}</{around.tag}>"
        around = parents[around]
    return opened, closed


def add_style(element: Element, more: str) -> None:
    """Add CSS declarations to an element's own."""
    element.set("style", ";".join(filter(None, (element.get("style"), more))))


def with_root(page: HTML, root: Element) -> HTML:
    """The page with its tree of elements as it is now."""
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
