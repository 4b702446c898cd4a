"""Lays out a sheet with open places, and apart from it a clinic's own that goes into them."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar
from xml.etree.ElementTree import Element, SubElement

import pydyf
from cssselect2 import ElementWrapper
from weasyprint import HTML
from weasyprint.document import Document
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from handouts.finishing import Finish, draw_as_they_are, finish
from handouts.pdf.attached import Attached, attachments
from handouts.pdf.fetch import AssetFetcher
from handouts.pdf.patch import tagging
from handouts.pdf.render import laid_out, raising_faults
from handouts.pdf.shared_layout import OWN
from handouts.press.cut_boxes import Part, cut_boxes
from handouts.press.cut_plate import Levels, Marked, Sheet, cut_plate
from handouts.press.plate import Bookmark, Box, Plate, Spot

RUNS = "data-own"
"""Marks what is a clinic's own of what runs in the margin."""
ALIKE = frozenset({"figure", "drawing", "foot"})
"""Parts that differ in their colors alone, or hold one that is marked by itself."""
Cut = TypeVar("Cut")
WORDS = {"title": "@@title@@", "author": "@@author@@"}
_LETTERS: Levels = (9, 101, 55)
_PLACE = "@@place "
_UNSEEN = "background:none;border-color:transparent;break-before:auto;break-after:auto"
_MARK = (
    "margin:{top}px 0 0;padding:0;border:0;height:0;font-size:1px;line-height:0;max-width:none;"
    "bookmark-level:6;bookmark-label:'{label}';color:rgb({color})"
)
_ROOM = "box-sizing:border-box;height:{height}px;min-height:0;max-height:none;break-inside:avoid"


@dataclass(frozen=True)
class Source:
    """A page of HTML and its assets; `name` stands first in every problem."""

    html: str
    assets: Mapping[str, bytes]
    name: str = "document"


@dataclass(frozen=True)
class Shared:
    """What a plate is to serve: the colors that stand for a brand's, and letters in their type (CSS declarations).

    Where no letters are given, those of the page's own words in the places are meant.
    """

    roles: Sequence[Levels]
    alphabet: Sequence[tuple[str, str]]


def make_boxes(source: Source) -> tuple[Box, ...]:
    """The boxes of what is a clinic's own on a page. Raises DocumentFailed with every fault found."""
    fetcher = AssetFetcher(source.assets)
    with raising_faults(fetcher, source.name) as faults:
        page = HTML(string=source.html, url_fetcher=fetcher)
        apart, own = _apart(page.etree_element)
        root, document = laid_out(_with_root(page, apart), fetcher, source.assets, faults)
        found = _found(document, own)
        parts = [_part(element, *found[element][0], document) for element in own]

        def cut(pdf: pydyf.PDF) -> tuple[Box, ...]:
            draw_as_they_are(pdf)
            return cut_boxes(pdf, parts, _glyphs(document))

        with tagging(root, document.pages, {}):
            return _drawn(document, cut, pdf_variant=Finish().variant)


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
        root, document = laid_out(_with_root(page, page.etree_element), fetcher, source.assets, faults)
        with tagging(root, document.pages, {}) as tags:

            def cut(pdf: pydyf.PDF) -> Plate:
                finish(pdf, root, tags, wish)
                return cut_plate(pdf, _sheet(document, own, marks, tags, shared))

            return _drawn(document, cut, pdf_variant=wish.variant, attachments=attachments(attached))


def _refuse(own: Sequence[Box], wish: Finish) -> None:
    if wish.ua2:
        raise ValueError("a PDF/UA-2 cannot be printed from a plate; lay it out")
    blanks = (part for box in own for template in box.objects for part in template if isinstance(part, bytes))
    if wish.field_font is not None and any(b"/O /PrintField" in part for part in blanks):
        raise ValueError("fields in a clinic's own cannot be printed from a plate; lay it out")


def _drawn(document: Document, cut: Callable[[pydyf.PDF], Cut], **options: object) -> Cut:
    """What is cut out of a document's PDF, which is drawn and tagged, and not written."""
    made: list[Cut] = []

    def finisher(_: Document, pdf: pydyf.PDF) -> None:
        made.append(cut(pdf))
        del pdf.objects[1:]
        pdf.info.clear()

    document.write_pdf(finisher=finisher, pdf_tags=True, **options)
    return made[0]


def _with_root(page: HTML, root: Element) -> HTML:
    """The page with another tree of elements, or with its own as it is now."""
    page.wrapper_element = ElementWrapper.from_html_root(root, content_language=None)
    page.etree_element = root
    return page


def _own(root: Element) -> list[Element]:
    """The elements that are a clinic's own, in their order."""
    return [
        element for element in root.iter()
        if element.get(RUNS) or (element.get(OWN) is not None and element.get(OWN) not in ALIKE)
    ]  # fmt: skip


def _name(element: Element) -> str:
    return element.get(RUNS) or element.get(OWN) or ""


def _apart(root: Element) -> tuple[Element, list[Element]]:
    """A page for each part of a clinic's own, in copies of the elements that it lies in, after one with headings."""
    parents = {child: parent for parent in root.iter() for child in parent}
    apart, body = Element("html", root.attrib), root.find("body")
    apart.append(copy.deepcopy(root.find("head")))
    new_body = SubElement(apart, "body", body.attrib)
    for heading in ("h1", "h2"):  # the first of the parts may begin with a lesser one
        SubElement(new_body, heading).text = "x"
    own = _own(root)
    apart_from = {}
    for element in sorted(own, key=lambda each: each.get(RUNS) is not None):  # what runs, runs on all pages behind it
        SubElement(new_body, "div", {"style": "break-before:page"})
        part = copy.deepcopy(element)
        part.tail = None
        _style(part, _UNSEEN)
        apart_from[element] = part
        around = parents[element]
        while around is not body:
            shell = Element(around.tag, {key: value for key, value in around.items() if key != "id"})
            shell.set("role", "presentation")
            _style(shell, _UNSEEN)
            shell.append(part)
            part, around = shell, parents[around]
        new_body.append(part)
    return apart, [apart_from[element] for element in own]


def _style(element: Element, more: str) -> None:
    element.set("style", ";".join(filter(None, (element.get("style"), more))))


def _opened(root: Element, own: Sequence[Box], shared: Shared) -> list[Element]:
    """Empty a clinic's own, and put a mark into each; give back the marks."""
    root.find("head/title").text = WORDS["title"]
    author = next(meta for meta in root.findall("head/meta") if meta.get("name") == "author")
    author.set("content", WORDS["author"])
    marks = []
    words = "".join(sorted({letter for element in _own(root) for text in element.itertext() for letter in text}))
    for number, (element, box) in enumerate(zip(_own(root), own, strict=True)):
        for child in list(element):
            element.remove(child)
        element.text = None
        _style(element, _ROOM.format(height=box.height))
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


def _found(document: Document, elements: Sequence[Element]) -> dict[Element, list[tuple[int, boxes.Box]]]:
    """The pages and boxes of elements, of those in margins too."""
    found: dict[Element, list[tuple[int, boxes.Box]]] = {element: [] for element in elements}
    for number, page in enumerate(document.pages):
        for box in page._page_box.descendants():
            if isinstance(box, boxes.BlockLevelBox) and box.element in found and box.element_tag == box.element.tag:
                found[box.element].append((number, box))
    return found


def _part(element: Element, page: int, box: boxes.Box, document: Document) -> Part:
    bookmarks = tuple(Bookmark(level, label, page, x, y) for level, label, (x, y), _ in document.pages[page].bookmarks)
    place = box.border_box_x(), box.border_box_y()
    # Rounded, so that a plate is the same whichever clinic's boxes it was made for.
    room = (round(value, 4) for value in (box.border_width(), box.border_height(), _margin(box)))
    return Part(_name(element), page, *place, *room, bookmarks)


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
    places = _found(document, marks)
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
