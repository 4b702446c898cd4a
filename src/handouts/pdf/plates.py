"""Opens a sheet's places for a clinic's own before it is laid out, and cuts it there when it is drawn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

import pydyf
from weasyprint.document import Document

from handouts.pdf.places import RUNS, add_style, found_in, own_parts
from handouts.press.cut_plate import Levels, Marked, Sheet, cut_plate
from handouts.press.plate import Bookmark, Plate, Room, Spot

_LETTERS: Levels = (9, 101, 55)
_PLACE = "@@place "
_MARK = (
    "margin:{top}px 0 0;padding:0;border:0;height:{height}px;font-size:1px;line-height:0;max-width:none;"
    "bookmark-level:6;bookmark-label:'{label}';color:rgb({color})"
)
"""It fills the place: of what is as high by itself, WeasyPrint does not see that its frame leaves the page."""
_ROOM = "height:auto;min-height:0;max-height:none;break-inside:avoid"


@dataclass(frozen=True)
class Shared:
    """What a plate is to serve: the colors that stand for a brand's, letters in their type (CSS declarations), and
    the words that stand for title and author."""

    roles: Sequence[Levels] = ()
    alphabet: Sequence[tuple[str, str]] = ()
    title: str = ""
    author: str = ""


@dataclass(frozen=True)
class Opened:
    """The marks in the places of a page, and what each place has room for."""

    marks: Sequence[Element]
    rooms: Sequence[Room]
    shared: Shared

    def plate(
        self, pdf: pydyf.PDF, document: Document, tags: Mapping[Element, pydyf.Dictionary], version: str
    ) -> Plate:
        """The plate of a document that has been drawn and tagged."""
        words = {"title": self.shared.title, "author": self.shared.author}
        return cut_plate(
            pdf,
            Sheet(
                [*self._marked(document, tags)],
                _LETTERS if self.marks else None,
                self.shared.roles,
                {field: word for field, word in words.items() if word},
                tuple(_bookmarks(document)),
                _glyphs(document),
                document.pages[0].height * 0.75,
                version,
            ),
        )

    def _marked(self, document: Document, tags: Mapping[Element, pydyf.Dictionary]) -> Iterator[Marked]:
        places = found_in(document, self.marks)
        around = {id(inner): box for page in document.pages for box in page._page_box.descendants()
                  for inner in getattr(box, "children", ())}  # fmt: skip
        for number, (mark, wanted) in enumerate(zip(self.marks, self.rooms, strict=True)):
            found = [(page, around[id(inner)]) for page, inner in places[mark]]
            spots = tuple(Spot(page, box.border_box_x(), box.border_box_y()) for page, box in found)
            if not spots:
                raise ValueError(f"{wanted.name} is shown nowhere")
            box = found[0][1]
            size = round(box.border_width(), 4), round(box.border_height(), 4)
            room = Room(wanted.name, *size, wanted.inner, wanted.margin_top)
            yield Marked(room, _color(number), spots, tags.get(mark))


def opened(root: Element, rooms: Sequence[Room], shared: Shared) -> Opened:
    """Put a mark into each empty place of a page, as large as its room."""
    marks: list[Element] = []
    parts = own_parts(root) if rooms else []
    for number, (element, room) in enumerate(zip(parts, rooms, strict=True)):
        add_style(element, _ROOM)
        color = ",".join(map(str, _color(number)))
        style = _MARK.format(top=room.margin_top, height=room.inner, label=f"{_PLACE}{number}", color=color)
        mark = SubElement(element, "p", {"style": style})
        mark.text = "x"
        marks.append(mark)
    if marks:  # best not where they would stand on every page
        once = (mark for mark, element in zip(marks, parts, strict=True) if element.get(RUNS) is None)
        _add_letters(next(once, marks[0]), shared)
    return Opened(marks, rooms, shared)


def _add_letters(beside: Element, shared: Shared) -> None:
    """Words that are only there so that the fonts have their letters; they are cut out again."""
    color = ",".join(map(str, _LETTERS))
    for look, letters in shared.alphabet:
        style = f"position:absolute;left:0;top:0;white-space:pre;color:rgb({color});{look}"
        SubElement(beside, "span", {"aria-hidden": "true", "style": style}).text = letters


def _color(number: int) -> Levels:
    return (7, 201 - number, 99)


def _glyphs(document: Document) -> dict[str, frozenset[int]]:
    found: dict[str, frozenset[int]] = {}
    for font in document.fonts.values():
        found[font.hash] = found.get(font.hash, frozenset()) | frozenset(font.to_unicode)
    return found


def _bookmarks(document: Document) -> Iterator[Bookmark | int]:
    for page, laid in enumerate(document.pages):
        for level, label, (x, y), _ in laid.bookmarks:
            yield int(label[len(_PLACE) :]) if label.startswith(_PLACE) else Bookmark(level, label, page, x, y)
