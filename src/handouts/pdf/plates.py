"""Lays out a sheet with open places for a clinic's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

import pydyf
from weasyprint import HTML
from weasyprint.document import Document

from handouts.finishing import Finish, finish
from handouts.pdf.attached import Attached, attachments
from handouts.pdf.fetch import AssetFetcher
from handouts.pdf.patch import tagging
from handouts.pdf.places import Source, add_style, drawn, found_in, own_parts, with_root
from handouts.pdf.render import laid_out, raising_faults
from handouts.press.cut_plate import Levels, Marked, Sheet, cut_plate
from handouts.press.plate import Bookmark, Box, Plate, Spot

WORDS = {"title": "@@title@@", "author": "@@author@@"}
_LETTERS: Levels = (9, 101, 55)
_PLACE = "@@place "
_MARK = (
    "margin:{top}px 0 0;padding:0;border:0;height:0;font-size:1px;line-height:0;max-width:none;"
    "bookmark-level:6;bookmark-label:'{label}';color:rgb({color})"
)
_ROOM = "box-sizing:border-box;height:{height}px;min-height:0;max-height:none;break-inside:avoid"


@dataclass(frozen=True)
class Shared:
    """What a plate is to serve: the colors that stand for a brand's, and letters in their type (CSS declarations).

    Where no letters are given, those of the page's own words in the places are meant.
    """

    roles: Sequence[Levels]
    alphabet: Sequence[tuple[str, str]]


def make_plate(source: Source, own: Sequence[Box], shared: Shared, attached: Sequence[Attached], wish: Finish) -> Plate:
    """The plate of a page, with places for boxes of this room. Raises DocumentFailed with every fault found.

    Raises ValueError where a place is moved or clipped, and of what no plate can be made yet: PDF/UA-2, and fields that
    lie in a clinic's own.
    """
    _refuse(own, wish)
    fetcher = AssetFetcher(source.assets)
    with raising_faults(fetcher, source.name) as faults:
        page = HTML(string=source.html, url_fetcher=fetcher)
        marks = _opened(page.etree_element, own, shared)
        root, document = laid_out(with_root(page, page.etree_element), fetcher, source.assets, faults)
        with tagging(root, document.pages, {}) as tags:

            def cut(pdf: pydyf.PDF) -> Plate:
                finish(pdf, root, tags, wish)
                return cut_plate(pdf, _sheet(document, own, marks, tags, shared))

            return drawn(document, cut, pdf_variant=wish.variant, attachments=attachments(attached))


def _refuse(own: Sequence[Box], wish: Finish) -> None:
    if wish.ua2:
        raise ValueError("a PDF/UA-2 cannot be printed from a plate; lay it out")
    blanks = (part for box in own for template in box.objects for part in template if isinstance(part, bytes))
    if wish.field_font is not None and any(b"/O /PrintField" in part for part in blanks):
        raise ValueError("fields in a clinic's own cannot be printed from a plate; lay it out")


def _opened(root: Element, own: Sequence[Box], shared: Shared) -> list[Element]:
    """Empty a clinic's own, and put a mark into each; give back the marks."""
    root.find("head/title").text = WORDS["title"]
    author = next(meta for meta in root.findall("head/meta") if meta.get("name") == "author")
    author.set("content", WORDS["author"])
    marks = []
    words = "".join(sorted({letter for element in own_parts(root) for text in element.itertext() for letter in text}))
    for number, (element, box) in enumerate(zip(own_parts(root), own, strict=True)):
        for child in list(element):
            element.remove(child)
        element.text = None
        add_style(element, _ROOM.format(height=box.height))
        color = ",".join(map(str, _color(number)))
        style = _MARK.format(top=box.margin_top, label=f"{_PLACE}{number}", color=color)
        mark = SubElement(element, "p", {"style": style})
        mark.text = "x"
        marks.append(mark)
    _add_letters(marks[0], shared, " ".join(words.split()))
    return marks


def _add_letters(beside: Element, shared: Shared, words: str) -> None:
    """Words that are only there so that the fonts have their letters; they are cut out again."""
    color = ",".join(map(str, _LETTERS))
    for look, letters in shared.alphabet:
        style = f"position:absolute;left:0;top:0;white-space:pre;color:rgb({color});{look}"
        SubElement(beside, "span", {"aria-hidden": "true", "style": style}).text = letters or words


def _color(number: int) -> Levels:
    return (7, 201 - number, 99)


def _glyphs(document: Document) -> dict[str, frozenset[int]]:
    found: dict[str, frozenset[int]] = {}
    for font in document.fonts.values():
        found[font.hash] = found.get(font.hash, frozenset()) | frozenset(font.to_unicode)
    return found


def _sheet(
    document: Document, own: Sequence[Box], marks: Sequence[Element],
    tags: Mapping[Element, pydyf.Dictionary], shared: Shared,
) -> Sheet:  # fmt: skip
    marked = [*_marked(document, own, marks, tags)]
    height = document.pages[0].height * 0.75
    return Sheet(marked, _LETTERS, shared.roles, WORDS, tuple(_bookmarks(document)), _glyphs(document), height)


def _marked(
    document: Document, own: Sequence[Box], marks: Sequence[Element], tags: Mapping[Element, pydyf.Dictionary]
) -> Iterator[Marked]:
    places = found_in(document, marks)
    around = {id(inner): box for page in document.pages for box in page._page_box.descendants()
              for inner in getattr(box, "children", ())}  # fmt: skip
    for number, (mark, box) in enumerate(zip(marks, own, strict=True)):
        rooms = [(page, around[id(inner)]) for page, inner in places[mark]]
        spots = tuple(Spot(page, room.border_box_x(), room.border_box_y()) for page, room in rooms)
        room = rooms[0][1]
        size = round(room.border_width(), 4), round(room.border_height(), 4)
        yield Marked(box.name, _color(number), *size, spots, tags.get(mark))


def _bookmarks(document: Document) -> Iterator[Bookmark | int]:
    for page, laid in enumerate(document.pages):
        for level, label, (x, y), _ in laid.bookmarks:
            yield int(label[len(_PLACE) :]) if label.startswith(_PLACE) else Bookmark(level, label, page, x, y)
