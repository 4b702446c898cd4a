"""Our own semantic tags in place of WeasyPrint's: see docs/decisions/0003-own-tagger.md.

Reads WeasyPrint's box tree and the marks it leaves in `Stream._tags`; `compatibility` lists all that it leans on.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import NamedTuple
from xml.etree.ElementTree import Element

import pydyf
from weasyprint.document import Document, Page
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.pdf.stream import Stream

from handouts.finishing import Tags
from handouts.pdf.lint import lint
from handouts.pdf.painting import Marks, paint
from handouts.pdf.roles import LABEL, Hidden, describe, is_bare, numbering, role_of, says_more, text_of
from handouts.pdf.structure import LEAF, Annotation, Content, Node, Writer

_POINTS = 0.75  # PDF points in a CSS pixel

LAYOUT = {"Type": "/Layout"}
REPEATED = {"Type": "/Pagination"}
HEADER = {"Type": "/Pagination", "Subtype": "/Header"}
FOOTER = {"Type": "/Pagination", "Subtype": "/Footer"}


class Untaggable(Exception):
    """The page cannot be read aloud as it stands; `faults` says where."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


def is_field(box: boxes.Box) -> bool:
    """The box that draws a paper form field: its frame is what the reader finds on the page."""
    return (
        box.element is not None
        and box.element.get("data-form") is not None
        and box.element_tag == box.element.tag
        and not isinstance(box, (boxes.TextBox, boxes.LineBox))
    )


def _is_drawn(box: boxes.Box) -> bool:
    """False for white space and hidden boxes, which WeasyPrint marks and then does not paint."""
    if box.style["visibility"] != "visible":
        return False
    return not isinstance(box, boxes.TextBox) or bool(box.text.strip())


def _is_generated(box: boxes.Box) -> bool:
    return box.element_tag.endswith(("::before", "::after"))


def _has_words(box: boxes.Box) -> bool:
    """Whether a style sheet writes letters or digits there; a drawn glyph only decorates."""
    inner = box.descendants() if isinstance(box, boxes.ParentBox) else ()
    return any(isinstance(each, boxes.TextBox) and any(map(str.isalnum, each.text)) for each in (box, *inner))


def tag(pdf: pydyf.PDF, document: Document, streams: list[Stream], root: Element) -> Tags:
    """Write the tags of a laid-out document, made from the page `root`, and tell them; raises `Untaggable`."""
    tree = _Tree(root, document.font_config.families)
    marks = [tree.read_page(*each) for each in zip(range(len(streams)), document.pages, streams, strict=True)]
    tree.document.tidy()
    painted = [paint(stream.stream, each, tree.document) for stream, each in zip(streams, marks, strict=True)]
    faults = tree.faults + lint(tree.document)
    if not all(painted):
        faults.append("text stands in a see-through group, which cannot be tagged; use a color, not opacity")
    if faults:
        raise Untaggable(faults)
    return tree.own_tags(Writer(pdf, len(streams)).write(tree.document))


def _around(old: pydyf.Array | None, new: pydyf.Array, widen: bool) -> pydyf.Array:
    """The old bounds, wide enough for the new ones where `widen`."""
    if old is None or not widen:
        return new if old is None else old
    return pydyf.Array([*map(min, old[:2], new[:2]), *map(max, old[2:], new[2:])])


class _Place(NamedTuple):
    """Where a box stands: on which page, and in which kind of artifact, if any."""

    page: int
    artifact: dict[str, str] | None


class _Tree:
    """Collects the boxes of all pages into one structure element for each HTML element."""

    def __init__(self, root: Element, families: Set[str]) -> None:
        self._families = families  # in lower case
        self.document = Node("Document", 0)
        self.faults: list[str] = []
        self._order = {element: number for number, element in enumerate(root.iter())}
        self._parents = {child: parent for parent in root.iter() for child in parent}
        self._containers: dict[Element, Node] = {root: self.document}
        self._items: dict[Element, Node] = {}  # the LI around an li's or a dt's body
        self._labels: dict[Element, Node] = {}
        self._calls: dict[Element, Node] = {}  # the Reference to each footnote
        self._blocks: set[Element] = set()
        self._is_hidden = Hidden(self._parents)
        self._first_page: dict[Element, int] = {}

    def own_tags(self, written: Mapping[Node, pydyf.Dictionary]) -> Tags:
        """What was written for each HTML element that has a node of its own."""
        nodes = ((element, self._items.get(element, node)) for element, node in self._containers.items())
        own = ((element, node) for element, node in nodes if node.order == self._order[element])
        return {element: written[node] for element, node in own if node in written}

    def read_page(self, number: int, page: Page, stream: Stream) -> Marks:
        """Take in one page; returns what the marks in its content stream stand for."""
        marks = Marks(number)
        self._height = page.height
        self._walk(page._page_box, _Place(number, None), stream._tags, marks)
        assert not stream._tags, f"boxes drawn outside the box tree: {stream._tags}"
        return marks

    def _walk(self, box: boxes.Box, place: _Place, tags: dict, marks: Marks) -> None:
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        if place.artifact is None:
            place = place._replace(artifact=self._artifact(box, place.page))
            if place.artifact is None and box.element is not None:
                self._meet(box, place.page)
        key = box.element if is_field(box) and box not in tags else box
        if key in tags:
            number = tags.pop(key)["mcid"]
            if isinstance(box, boxes.TextBox):
                self._check_font(box)
            if place.artifact is None and _is_drawn(box):
                content = marks.targets[number] = Content(place.page, number)
                self._target(box).add(content)
                marks.moved.append(number)
            else:
                marks.targets[number] = place.artifact or LAYOUT
                if isinstance(box, boxes.TextBox) and place.artifact in (LAYOUT, REPEATED):
                    marks.moved.append(number)
        for child in getattr(box, "children", ()):
            self._walk(child, place, tags, marks)

    def _check_font(self, box: boxes.TextBox) -> None:
        """An undeclared family would silently become another one."""
        asked = box.style["font_family"]
        if not any(family.lower() in self._families for family in asked):
            fault = f"no @font-face declares {', '.join(asked)}, used in <{box.element_tag}>; add one or name another"
            if fault not in self.faults:
                self.faults.append(fault)

    def _artifact(self, box: boxes.Box, page: int) -> dict[str, str] | None:
        """The kind of artifact a box and all in it is; None for real content."""
        if isinstance(box, boxes.MarginBox):
            return HEADER if box.at_keyword.startswith("@top") else FOOTER
        element = box.element
        if element is None:
            return None
        if self._is_hidden(element) or (_is_generated(box) and not _has_words(box)):
            return LAYOUT
        repeats = box.style["position"] == "fixed"
        repeats |= isinstance(box, boxes.TableRowGroupBox) and (box.is_header or box.is_footer)
        if repeats and self._first_page.setdefault(element, page) != page:
            return REPEATED
        return None

    def _meet(self, box: boxes.Box, page: int) -> None:
        """Note what a box tells about its element, before its content is placed."""
        element = box.element
        if isinstance(box, boxes.BlockLevelBox):
            self._blocks.add(element)
        if isinstance(box, (boxes.TextBox, boxes.LineBox)) or box.element_tag != element.tag:
            return
        node = self._container(element)
        if node.role in LEAF and (node.order == self._order[element] or element.get(LABEL) is not None):
            layout = node.attributes.setdefault("Layout", {})
            layout["BBox"] = _around(layout.get("BBox"), self._bounds(box), node.role == "Form")
        elif node.role == "L" and element.tag != "dl":
            node.attributes["List"] = numbering(box.style["list_style_type"])
        if box.link_annotation and element.tag == "a" and isinstance(box.link_annotation, dict):
            box.link_annotation["Contents"] = pydyf.String(text_of(element))
            if areas := getattr(box, "link_areas", ()):
                box.link_annotation["QuadPoints"] = self._corners(areas)
            node.add(Annotation(page, box.link_annotation))

    def _bounds(self, box: boxes.Box) -> pydyf.Array:
        """The border box in the page's own coordinates, points from the lower left."""
        x, y = box.border_box_x(), box.border_box_y()
        left, right = x * _POINTS, (x + box.border_width()) * _POINTS
        top, bottom = (self._height - y) * _POINTS, (self._height - y - box.border_height()) * _POINTS
        return pydyf.Array([round(value, 2) for value in (left, bottom, right, top)])

    def _corners(self, areas: list[tuple[float, ...]]) -> pydyf.Array:
        """Four points for each line of a link, from the lower left on against the clock, in the page's coordinates."""
        edges = [(x1 * _POINTS, (self._height - y2) * _POINTS, x2 * _POINTS, (self._height - y1) * _POINTS)
                 for x1, y1, x2, y2 in areas]  # fmt: skip
        points = (point for x1, y1, x2, y2 in edges for point in (x1, y1, x2, y1, x2, y2, x1, y2))
        return pydyf.Array([round(value, 4) for value in points])

    def _target(self, box: boxes.Box) -> Node:
        if box.element_tag.endswith("::footnote-call"):
            return self._call(box.element)
        if box.element_tag.endswith(("::marker", "::footnote-marker")):
            return self._label(box.element)
        return self._container(box.element)

    def _call(self, note: Element) -> Node:
        """The number that leads to a footnote, where it stands in the text."""
        if note not in self._calls:
            self._calls[note] = Node("Reference", self._order[note])
            self._container(self._parents[note]).add(self._calls[note])
        return self._calls[note]

    def _container(self, element: Element) -> Node:
        """The node into which an element's own content goes, made when first met."""
        if element not in self._containers:
            self._containers[element] = self._make(element, self._container(self._parents[element]))
        return self._containers[element]

    def _make(self, element: Element, parent: Node) -> Node:
        if parent.role in LEAF:
            return parent
        bare = is_bare(element, self._ancestors(element))
        if element.tag in ("dt", "dd") and not bare:
            item = self._description(element)
            return self._grow(Node("Lbl" if element.tag == "dt" else "LBody"), element, item)
        if element.get(LABEL) is not None and (named := self._field_beside(element)) is not None:
            return self._container(named)
        role = "Note" if element in self._calls else None if bare else role_of(element)
        if role == "LI":
            item = self._items[element] = self._grow(Node("LI"), element, parent)
            return self._grow(Node("LBody"), element, item)
        if role is None and not bare and says_more(element):
            role = "Span"
        if role is None and (bare or element in self._blocks):
            role = "Div"
        if role is None and (element.get("data-say") or self._own_language(element)):
            role = "Span"
        return parent if role is None else self._grow(Node(role), element, parent)

    def _grow(self, node: Node, element: Element, parent: Node) -> Node:
        node.order = self._order[element]
        # What holds for an entry holds for its body; a term's language is not that of its meaning.
        if (node.role, element.tag) != ("LI", "dt") and (node.role != "LBody" or element.tag == "dd"):
            node.lang = self._own_language(element)
        describe(node, element, self._ancestors(element))
        parent.add(node)
        return node

    def _field_beside(self, label: Element) -> Element | None:
        """The field that a label stands before or, with none there, behind; none where more than words is in it."""
        if any(inner.tag == "a" or inner.get("data-form") for inner in label.iter()):
            return None
        around = list(self._parents[label])
        place = around.index(label)
        beside = (*around[place + 1 : place + 2], *around[max(0, place - 1) : place])
        return next((element for element in beside if element.get("data-form") is not None), None)

    def _own_language(self, element: Element) -> str:
        language = element.get("lang", "")
        around = next((up.get("lang") for up in self._ancestors(element) if up.get("lang")), "")
        return "" if language == around else language

    def _ancestors(self, element: Element) -> list[Element]:
        found = []
        while (parent := self._parents.get(element)) is not None:
            found.append(parent)
            element = parent
        return found

    def _label(self, element: Element) -> Node:
        if element not in self._labels:
            body = self._container(element)
            item = self._items.get(element, body)
            if item.role not in ("LI", "Note"):
                return body
            label = self._labels[element] = Node("Lbl", self._order[element])
            item.kids.insert(0, label)
        return self._labels[element]

    def _description(self, element: Element) -> Node:
        """The LI of a dt and its dd's: it begins at the first dt of a run."""
        around = self._parents[element]
        first, previous = element, None
        for sibling in around:
            if sibling.tag == "dt" and (previous is None or previous.tag != "dt"):
                first = sibling
            if sibling is element:
                break
            previous = sibling
        if first not in self._items:
            terms = around if around.tag == "dl" else self._parents[around]
            self._items[first] = self._grow(Node("LI"), first, self._container(terms))
        return self._items[first]
