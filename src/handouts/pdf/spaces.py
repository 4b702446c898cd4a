"""Finds the words after which a line ends, or a box, where the page was written with a space between them.

What collapses at the end of a line is painted by nobody: read without their places, `it is` and `and` would be `isand`
(ISO 32000-1, 14.8.2.5).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

from weasyprint.document import Page
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

_COLLAPSES = re.compile("[ \\t\\n\\r\\f]+")


class _Source:
    """All letters of a page as it was written, in their order, and before which of them a space stands."""

    def __init__(self, root: Element) -> None:
        self._count = 0
        self._spaces = [-1]  # the letters that have a space before them, by number
        self._own: dict[Element, str] = {}  # the letters of an element's own text
        self._starts: dict[Element, list[tuple[int, int]]] = {}  # from which of them on they have which number
        self._read: dict[Element, int] = {}
        self._add(root)

    def _add(self, element: Element) -> None:
        if element.tag == "br":
            self._spaces.append(self._count)
        self._take(element, element.text)
        for child in element:
            if isinstance(child.tag, str):  # a comment has no words
                self._add(child)
            self._take(element, child.tail)

    def _take(self, element: Element, text: str | None) -> None:
        own = self._own.setdefault(element, "")
        self._starts.setdefault(element, []).append((len(own), self._count))
        for number, word in enumerate(_COLLAPSES.split((text or "").lower())):
            if number:
                self._spaces.append(self._count)
            self._own[element] += word
            self._count += len(word)

    def find(self, box: boxes.TextBox) -> tuple[int, int] | None:
        """The numbers of the first and the last letter of a box; None where it is not as it was written."""
        letters, own = _COLLAPSES.sub("", box.text.lower()), self._own.get(box.element, "")
        at = own.find(letters, self._read.get(box.element, 0))
        at = at if at >= 0 else own.find(letters)  # a table's head stands on each page
        if at < 0:
            return None
        self._read[box.element] = end = at + len(letters)
        return self._number(box.element, at), self._number(box.element, end - 1)

    def _number(self, element: Element, at: int) -> int:
        starts = self._starts[element]
        own, number = starts[bisect_right(starts, (at, self._count)) - 1]
        return number + at - own

    def has_space(self, before: int, after: int) -> bool:
        """Whether a space was written between two letters."""
        return bisect_right(self._spaces, before) < bisect_right(self._spaces, after)


def boxes_before_spaces(root: Element, pages: Iterable[Page]) -> set[boxes.TextBox]:
    """The boxes of words after which a space is to be painted."""
    source, found = _Source(root), set()
    last: dict[Element, tuple[boxes.TextBox, int]] = {}
    for paragraph, box in (pair for page in pages for pair in _words(page._page_box, None)):
        before, place = last.pop(paragraph, None), source.find(box)
        if place is None:
            continue
        if before and not before[0].text.endswith(" ") and box.text[0] != " " and source.has_space(before[1], place[0]):
            found.add(before[0])
        last[paragraph] = box, place[1]
    return found


def _words(box: boxes.Box, paragraph: Element | None) -> Iterator[tuple[Element, boxes.TextBox]]:
    """Each box of written words, with the element whose lines it stands in."""
    if isinstance(box, AbsolutePlaceholder):
        box = box._box
    if isinstance(box, boxes.LineBox) and paragraph is None:
        paragraph = box.element
    if paragraph is not None and isinstance(box, boxes.TextBox) and box.text.strip() and "::" not in box.element_tag:
        yield paragraph, box
    for child in getattr(box, "children", ()):
        yield from _words(child, paragraph)
