"""How laid-out pages will look, read from their boxes before anything is drawn: what a fit is chosen by."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from weasyprint.document import Page
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from handouts.pdf.roles import Hidden, role_of
from handouts.pdf.tagger import is_field

GROWS = "data-grows"
"""Marks an element that may be given more of its children, where the page has room for them."""
MM_PER_PX = 25.4 / 96
RUN_IN = frozenset({"a", "abbr", "span", "strong"})
"""What may go on in a heading's line with the words under it."""
_HEADING = re.compile(r"H[1-6]")


@dataclass(frozen=True)
class Look:
    """Number of pages, those whose lowest content is a heading (from 1), and how full each is, as `proof` has them.

    `room_mm` is what is left, below all else, of the page on which an element with `data-grows` ends, and `step_mm` the
    height of the last thing in it, that could be there once more; 0 where there is no such element. `grows_on` is that
    page, from 1. `last_room_mm` is what is left of the last page, `page_mm` the height between the margins.
    `foot_mm` is the height that the tallest running foot needs, `foot_room_mm` what the margin below gives it.
    """

    pages: int
    headings_at_foot: tuple[int, ...]
    page_fills: tuple[float, ...]
    room_mm: float = 0.0
    step_mm: float = 0.0
    grows_on: int = 0
    last_room_mm: float = 0.0
    page_mm: float = 0.0
    foot_mm: float = 0.0
    foot_room_mm: float = 0.0


@dataclass(frozen=True)
class _Mark:
    """Something painted: its edges in CSS pixels from the top, and its element where it is content."""

    top: float
    bottom: float
    content: Element | None


def look(root: Element, pages: Sequence[Page]) -> Look:
    """Read the pages of the document `root`."""
    reader = _Reader(root)
    painted = [list(reader.body(page)) for page in pages]
    content = [[mark for mark in marks if mark.content is not None] for marks in painted]
    top = min((mark.top for marks in content for mark in marks), default=0.0)
    feet = [min(_foot_tops(page), default=None) for page in pages]
    return Look(
        len(pages),
        tuple(number for number, marks in enumerate(content, start=1) if reader.ends_in_heading(marks)),
        tuple(_fill(marks, top, _floor(page, foot)) for page, marks, foot in zip(pages, painted, feet, strict=True)),
        *_room(pages, painted),
        _left(pages[-1], painted[-1]),
        pages[-1]._page_box.height * MM_PER_PX,
        max(map(_foot_height, pages)) * MM_PER_PX,
        min(page._page_box.margin_bottom for page in pages) * MM_PER_PX,
    )


def _room(pages: Sequence[Page], painted: Sequence[list[_Mark]]) -> tuple[float, float, int]:
    """How much room is left where something may grow, how high a step of it is, in mm, and on which page."""
    for number in range(len(pages), 0, -1):
        page, marks = pages[number - 1], painted[number - 1]
        box = page._page_box
        for inner in box.descendants():
            grows = inner.element is not None and inner.element.get(GROWS) is not None
            if grows and isinstance(inner, boxes.BlockLevelBox) and inner.children:
                return _left(page, marks), inner.children[-1].border_height() * MM_PER_PX, number
    return 0.0, 0.0, 0


def _left(page: Page, marks: list[_Mark]) -> float:
    """The height in mm between the lowest mark and the foot's margin."""
    floor = page._page_box.content_box_y() + page._page_box.height
    lowest = max((mark.bottom for mark in marks if mark.bottom <= floor + 1), default=floor)
    return float(floor - lowest) * MM_PER_PX


def _fill(marks: list[_Mark], top: float, floor: float) -> float:
    lowest = max((mark.bottom for mark in marks if mark.bottom <= floor), default=top)
    return round(min(1.0, max(0.0, (lowest - top) / max(floor - top, 1.0))), 3)


def _floor(page: Page, foot: float | None) -> float:
    """Where the running foot begins; without one, a margin as wide as that at the side is left below."""
    return foot if foot is not None else page.height - page._page_box.margin_left


def _foot_tops(page: Page) -> Iterator[float]:
    for box in page._page_box.children:
        if _is_foot(box):
            words = [inner.position_y for inner in box.descendants() if isinstance(inner, boxes.TextBox)]
            if words:
                yield box.border_box_y() if box.border_top_width else min(words)


def _is_painted(box: boxes.Box) -> bool:
    """Whether a box shows by itself. A rule beside a box that goes on overleaf runs down to the foot."""
    rules = (getattr(box, f"border_{side}_width") for side in ("top", "right", "bottom", "left"))
    return any(rules) or bool(box.style["background_color"].alpha)


def _foot_height(page: Page) -> float:
    """What the boxes in the margin below need, in CSS pixels."""
    return max((_needed(box) for box in page._page_box.children if _is_foot(box) and box.children), default=0.0)


def _is_foot(box: boxes.Box) -> bool:
    return isinstance(box, boxes.MarginBox) and box.at_keyword.startswith("@bottom")


def _needed(box: boxes.Box) -> float:
    first, last = box.children[0], box.children[-1]
    content: float = last.position_y + last.margin_height() - first.position_y
    return content + float(box.margin_height() - box.height)


class _Reader:
    """Walks the boxes of the pages of one document."""

    def __init__(self, root: Element) -> None:
        self._parents = {child: parent for parent in root.iter() for child in parent}
        self._is_hidden = Hidden(self._parents)

    def body(self, page: Page) -> Iterator[_Mark]:
        """All that is painted between the margins."""
        for box in page._page_box.children:
            if not isinstance(box, boxes.MarginBox):
                yield from self._walk(box)

    def ends_in_heading(self, marks: list[_Mark]) -> bool:
        """Whether the lowest content of a page is a heading, with no words after it in its line."""
        bottom = max((mark.bottom for mark in marks), default=0.0)
        lowest = [mark.content for mark in marks if mark.content is not None and mark.bottom > bottom - 1]
        heading = self._heading_of(lowest[0]) if lowest else None
        if heading is None:
            return False
        around = self._parents.get(heading)
        return not any(each is around or (each.tag in RUN_IN and self._parents.get(each) is around)
                       for each in lowest if self._heading_of(each) is None)  # fmt: skip

    def _heading_of(self, element: Element | None) -> Element | None:
        """The heading that an element is, or lies in."""
        while element is not None and (role := role_of(element)) is None:
            element = self._parents.get(element)
        return element if element is not None and _HEADING.fullmatch(role or "") else None

    def _walk(self, box: boxes.Box) -> Iterator[_Mark]:
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if box.style["visibility"] == "visible":
            yield from self._marks(box)
        for child in getattr(box, "children", ()):
            yield from self._walk(child)

    def _marks(self, box: boxes.Box) -> Iterator[_Mark]:
        if isinstance(box, boxes.TextBox):
            if box.text.strip():
                yield _Mark(box.position_y, box.position_y + box.baseline, self._content(box))
        elif isinstance(box, boxes.LineBox):
            return
        elif isinstance(box, boxes.ReplacedBox) or is_field(box):
            top = box.border_box_y()
            yield _Mark(top, top + box.border_height(), self._content(box))
        elif _is_painted(box):
            top = box.border_box_y()
            yield _Mark(top, top + box.border_height(), None)

    def _content(self, box: boxes.Box) -> Element | None:
        """The element that a reader hears of; None for what is only there to be seen."""
        element = box.element
        if element is None or (box.element_tag or "").endswith(("::before", "::after")) or self._is_hidden(element):
            return None
        return element
