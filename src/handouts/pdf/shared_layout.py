"""A page is laid out once for all clinics that share its words; then each clinic's own is put in its place.

What is a clinic's own stands between `<!--imprint-->` and `<!--/imprint-->` (printers call it so), in the body as one
element with `data-imprint` (of `foot` for what runs in the margins). A brand's colors are custom properties of the root
element. Where anything else of two pages differs, or a clinic's own takes more or less room, the page is laid out
afresh: sharing changes how long a PDF takes, and no byte of it (tests/pdf/test_shared_layout.py).
"""

from __future__ import annotations

import copy
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any
from xml.etree.ElementTree import Element

from weasyprint.document import Document, Page
from weasyprint.formatting_structure import boxes
from weasyprint.layout.background import layout_box_backgrounds

from handouts.pdf.links import keep_real_links
from handouts.pdf.own_parts import Colors, Parts, split_own_parts

MOST_LAYOUTS = 8
"""Pages kept in each thread: a build makes the same document for one clinic after the other, as designed and tighter,
and with lines for notes."""
OWN = "data-imprint"
_SAME = 1e-6
"""CSS pixels: a height summed up from another place on the page differs in its last digits."""
_ROOM = (
    "position_x", "width", "height", "margin_left", "margin_right", "margin_bottom",
    "padding_top", "padding_right", "padding_bottom", "padding_left",
    "border_top_width", "border_right_width", "border_bottom_width", "border_left_width",
)  # fmt: skip
_NEXT_PAGE = '<div style="break-before: page"></div>'

LayOut = Callable[[str], tuple[Element, Document]]
_Places = dict[Element, list[tuple[int, tuple[int, ...], boxes.Box]]]
_Grafts = dict[tuple[int, ...], boxes.Box]


@dataclass(frozen=True)
class LaidOutPage:
    """A laid-out document; `own` has parent, index and element of what stands in the place of another clinic's."""

    root: Element
    document: Document
    colors: Colors = field(default_factory=dict)
    own: tuple[tuple[Element, int, Element], ...] = ()

    def with_own_parts(self) -> Element:
        """The root element, with this clinic's own in it: to be asked for at each use, for others share it."""
        for parent, index, element in self.own:
            parent[index] = element
        return self.root


class LayoutCache:
    """The layouts that were used last, at most `MOST_LAYOUTS`; one for each thread."""

    def __init__(self) -> None:
        self._layouts: OrderedDict[bytes, SharedLayout] = OrderedDict()

    def page(self, html: str, assets: Mapping[str, bytes], lay_out: LayOut) -> LaidOutPage:
        """Lay out a page, or only what is its clinic's own; `lay_out` raises where it finds a fault."""
        parts = split_own_parts(html, assets)
        if parts is None:
            return LaidOutPage(*lay_out(html))
        layout = self._layouts.get(parts.key)
        if layout and (page := layout.filled_with(parts, lay_out)):
            self._layouts.move_to_end(parts.key)
            return page
        root, document = lay_out(parts.html)
        layout = SharedLayout.of(root, document, len(parts.own))
        if layout is None:
            return LaidOutPage(root, document, parts.colors)
        self._keep(parts.key, layout)
        return LaidOutPage(root, document, parts.colors, layout.own_elements())

    def _keep(self, key: bytes, layout: SharedLayout) -> None:
        self._layouts[key] = layout
        self._layouts.move_to_end(key)
        while len(self._layouts) > MOST_LAYOUTS:
            self._layouts.popitem(last=False)


@dataclass(frozen=True)
class OwnPart:
    """Where a clinic's own stands in the HTML and, if not in a margin, its page (from 0), its box and the way to it.

    `way` counts the children from the page's box down; `around` opens and closes the elements that it lies in.
    """

    parent: Element
    index: int
    page: int = 0
    way: tuple[int, ...] = ()
    box: boxes.Box | None = None
    around: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class SharedLayout:
    """A laid-out document in which every clinic's own can be put."""

    root: Element
    document: Document
    own_parts: tuple[OwnPart, ...]

    @classmethod
    def of(cls, root: Element, document: Document, expected: int) -> SharedLayout | None:
        """Find what is the clinic's own; None where it has no box of its own or two, or its foot does not run."""
        parents = {child: parent for parent in root.iter() for child in parent}
        elements = [element for element in root.iter() if element.get(OWN) is not None]
        places = _places(document.pages, elements)
        if len(elements) != expected or any(len(found) != (own.get(OWN) != "foot") for own, found in places.items()):
            return None
        return cls(root, document, tuple(_own_part(element, parents, places) for element in elements))

    def own_elements(self) -> tuple[tuple[Element, int, Element], ...]:
        """What stands in these places now."""
        return tuple((part.parent, part.index, part.parent[part.index]) for part in self.own_parts)

    def filled_with(self, parts: Parts, lay_out: LayOut) -> LaidOutPage | None:
        """The same pages with another clinic's own in them; None where that takes another room."""
        root, skeleton = lay_out(self._skeleton(parts))
        elements = [element for element in root.iter() if element.get(OWN) is not None]
        grafts = self._grafts(skeleton, elements)
        if grafts is None:
            return None
        pages = [_page(*each) for each in zip(self.document.pages, grafts, skeleton.pages, strict=True)]
        document = Document(
            pages, skeleton.metadata, skeleton.url_fetcher, skeleton.font_config, skeleton.color_profiles,
            skeleton.output_intent,
        )  # fmt: skip
        own = tuple((part.parent, part.index, each) for part, each in zip(self.own_parts, elements, strict=True))
        return LaidOutPage(self.root, document, parts.colors, own)

    def _grafts(self, skeleton: Document, elements: list[Element]) -> list[_Grafts] | None:
        """The boxes to put into each page, in their places already; None where one has another room."""
        alike = len(skeleton.pages), skeleton.font_config, len(elements)
        if alike != (len(self.document.pages), self.document.font_config, len(self.own_parts)):
            return None
        places = _places(skeleton.pages, elements)
        pairs = []
        for part, element in zip(self.own_parts, elements, strict=True):
            if part.box is None:
                continue
            found = places.get(element, [])
            if len(found) != 1 or found[0][0] != part.page or not _same_room(found[0][2], part.box):
                return None
            pairs.append((part, found[0][2]))
        grafts: list[_Grafts] = [{} for _ in skeleton.pages]
        for part, box in pairs:
            _move(box, part.box, skeleton.pages[part.page]._page_box)
            grafts[part.page][part.way] = box
        return grafts

    def _skeleton(self, parts: Parts) -> str:
        """The clinic's own alone, each on its page, in copies of the elements that it lies in."""
        pages = [""] * len(self.document.pages)
        for part, words in zip(self.own_parts, parts.own, strict=True):
            before, after = part.around
            pages[part.page] += f"{before}{words}{after}"
        return f"{parts.head}{_NEXT_PAGE.join(pages)}</body></html>"


def _own_part(element: Element, parents: Mapping[Element, Element], places: _Places) -> OwnPart:
    parent = parents[element]
    index = list(parent).index(element)
    if not places[element]:
        return OwnPart(parent, index)
    page, way, box = places[element][0]
    opened, closed = "", ""
    while parent.tag not in ("body", "html"):
        kept = {name: value for name, value in parent.items() if name not in ("id", "style")}
        style = f"{parent.get('style', '')};break-before:auto;break-after:auto"
        words = "".join(f' {name}="{escape(value)}"' for name, value in (kept | {"style": style}).items())
        opened, closed = f"<{parent.tag}{words}>{opened}", f"{closed}</{parent.tag}>"
        parent = parents[parent]
    return OwnPart(parents[element], index, page, way, box, (opened, closed))


def _places(pages: Sequence[Page], elements: Sequence[Element]) -> _Places:
    """Page, way and box of each element, of one that runs in a margin none."""
    found: _Places = {element: [] for element in elements}

    def walk(box: boxes.Box, number: int, way: tuple[int, ...]) -> None:
        if isinstance(box, boxes.BlockLevelBox) and box.element in found and box.element_tag == box.element.tag:
            found[box.element].append((number, way, box))
        elif isinstance(box, boxes.ParentBox) and not isinstance(box, boxes.MarginBox):
            for index, child in enumerate(box.children):
                walk(child, number, (*way, index))

    for number, page in enumerate(pages):
        walk(page._page_box, number, ())
    return found


def _same_room(box: boxes.Box, old: boxes.Box) -> bool:
    same = type(box) is type(old) and all(abs(getattr(box, name) - getattr(old, name)) < _SAME for name in _ROOM)
    return same and not any(_has_picture(inner) for inner in box.descendants())


def _has_picture(box: Any) -> bool:
    """Whether a picture lies behind a box: its place is reckoned from the page."""
    background = getattr(box, "background", None)
    return background is not None and any(layer.image is not None for layer in background.layers)


def _move(box: boxes.Box, old: boxes.Box, page_box: boxes.PageBox) -> None:
    """Bring a box to where the old one stands."""
    box.translate(0, old.border_box_y() - box.border_box_y())
    box.margin_top, box.position_y = old.margin_top, old.position_y
    layout_box_backgrounds(page_box, box, None)


def _page(old: Page, grafts: _Grafts, skeleton: Page) -> Page:
    """The old page with other boxes, and with the skeleton's margins."""
    box = _grafted(old._page_box, grafts)
    margins = (child for child in skeleton._page_box.children if isinstance(child, boxes.MarginBox))
    box.children = (*(child for child in box.children if not isinstance(child, boxes.MarginBox)), *margins)
    if grafts:
        page = Page(box)
        keep_real_links(page)
        return page
    page = copy.copy(old)
    page._page_box = box
    return page


def _grafted(box: boxes.Box, grafts: _Grafts) -> boxes.Box:
    """A copy of a box, and of those on the way to each graft, with the grafts in it."""
    if () in grafts:
        return grafts[()]
    new = box.copy()
    new.children = list(box.children)
    for index in {way[0] for way in grafts}:
        inner = {way[1:]: graft for way, graft in grafts.items() if way[0] == index}
        new.children[index] = _grafted(box.children[index], inner)
    return new
