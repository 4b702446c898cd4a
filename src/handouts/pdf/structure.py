"""The tree of structure elements, and how it is written into the PDF (ISO 32000-1, 14.7 and 14.8)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import pydyf

GROUPING = frozenset({"Document", "Part", "Art", "Sect", "Div", "BlockQuote"})
INLINE = frozenset({"Link", "Span", "Code", "Quote", "Reference"})
LEAF = frozenset({"Figure", "Form"})
_KEPT_EMPTY = frozenset({"TR", "TH", "TD"})  # without them the rows of a table differ in length


@dataclass(eq=False)
class Content:
    """A marked piece of the content stream of a page (from 0); `mcid` is final once the stream has been rewritten."""

    page: int
    mcid: int


@dataclass(frozen=True)
class Annotation:
    """A link's area on a page (from 0)."""

    page: int
    dictionary: pydyf.Dictionary


@dataclass(eq=False)
class Node:
    """One structure element: it stands for one element of the page, over all sheets of paper."""

    role: str
    order: int | None = None  # place of the HTML element in the source; None for a node of our own making
    kids: list[Node | Content | Annotation] = field(default_factory=list)
    attributes: dict[str, dict[str, object]] = field(default_factory=dict)  # by owner: Table, List, Layout, PrintField
    lang: str = ""
    alt: str = ""
    expansion: str = ""
    identifier: str = ""

    def add(self, kid: Node | Content | Annotation) -> None:
        """Append a kid; inline content straight under a grouping element gets a paragraph around it.

        So does a field behind such content: it is a blank among words.
        """
        last = self.kids[-1] if self.kids else None
        loose = isinstance(last, Node) and last.role == "P" and last.order is None
        inline = isinstance(kid, (Content, Annotation)) or kid.role in INLINE or (loose and kid.role == "Form")
        if not (inline and self.role in GROUPING):
            self.kids.append(kid)
            return
        if not loose:
            last = Node("P")
            self.kids.append(last)
        last.kids.append(kid)

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.walk()

    def contents(self) -> Iterator[Content]:
        """All pieces of content below it, in reading order."""
        for kid in self.kids:
            if isinstance(kid, Node):
                yield from kid.contents()
            elif isinstance(kid, Content):
                yield kid

    def tidy(self) -> None:
        """Drop what is empty, dissolve meaningless groups, and put elements into the order of the source."""
        kids: list[Node | Content | Annotation] = []
        for kid in self.kids:
            if isinstance(kid, Node):
                kid.tidy()
                if not kid.kids and kid.role not in _KEPT_EMPTY:
                    continue
                if kid.role == "Div" and not (kid.lang or kid.identifier):
                    kids.extend(kid.kids)
                    continue
            kids.append(kid)
        if all(isinstance(kid, Node) and kid.order is not None for kid in kids):
            kids.sort(key=lambda kid: kid.order)
        self.kids = kids


class Writer:
    """Writes a finished tree, its parent tree and its identifiers into the PDF."""

    def __init__(self, pdf: pydyf.PDF, pages: int) -> None:
        self.pdf = pdf
        self._pages = pdf.page_references
        self._by_content: list[dict[int, bytes]] = [{} for _ in range(pages)]
        self._annotations: list[tuple[pydyf.Dictionary, bytes]] = []
        self._identifiers: list[tuple[str, bytes]] = []
        self._written: dict[Node, pydyf.Dictionary] = {}

    def write(self, document: Node) -> dict[Node, pydyf.Dictionary]:
        """Add the structure tree root and everything under it to the catalogue; tell what was written for each node."""
        root = pydyf.Dictionary({"Type": "/StructTreeRoot"})
        self.pdf.add_object(root)
        root["K"] = pydyf.Array([self._element(document, root.reference)])
        root["ParentTree"] = self._parent_tree()
        root["ParentTreeNextKey"] = len(self._by_content) + len(self._annotations)
        if self._identifiers:
            names = pydyf.Array()
            for name, reference in sorted(self._identifiers):
                names.extend((pydyf.String(name), reference))
            root["IDTree"] = pydyf.Dictionary({"Names": names})
        catalog = self.pdf.catalog
        catalog["StructTreeRoot"] = root.reference
        catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})
        catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
        return self._written

    def _element(self, node: Node, parent: bytes) -> bytes:
        element = pydyf.Dictionary({"Type": "/StructElem", "S": f"/{node.role}", "P": parent})
        self.pdf.add_object(element)
        self._written[node] = element
        page = next((kid.page for kid in node.kids if not isinstance(kid, Node)), None)
        if page is not None:
            element["Pg"] = self._pages[page]
        for key, value in (("Lang", node.lang), ("Alt", node.alt), ("E", node.expansion), ("ID", node.identifier)):
            if value:
                element[key] = pydyf.String(value)
        if node.identifier:
            self._identifiers.append((node.identifier, element.reference))
        if node.attributes:
            owned = [pydyf.Dictionary({"O": f"/{owner}", **rest}) for owner, rest in node.attributes.items()]
            element["A"] = owned[0] if len(owned) == 1 else pydyf.Array(owned)
        element["K"] = pydyf.Array([self._kid(kid, element.reference, page) for kid in node.kids])
        return element.reference

    def _kid(self, kid: Node | Content | Annotation, parent: bytes, page: int | None) -> object:
        if isinstance(kid, Node):
            return self._element(kid, parent)
        if isinstance(kid, Annotation):
            self._annotations.append((kid.dictionary, parent))
            return pydyf.Dictionary({"Type": "/OBJR", "Obj": kid.dictionary.reference, "Pg": self._pages[kid.page]})
        self._by_content[kid.page][kid.mcid] = parent
        if kid.page == page:
            return kid.mcid
        return pydyf.Dictionary({"Type": "/MCR", "Pg": self._pages[kid.page], "MCID": kid.mcid})

    def _parent_tree(self) -> bytes:
        """Pages first, each with its marked content; then one number for each annotation."""
        numbers = pydyf.Array()
        for page, parents in enumerate(self._by_content):
            assert sorted(parents) == list(range(len(parents)))
            numbers.extend((page, pydyf.Array([parents[mcid] for mcid in range(len(parents))])))
        for number, (annotation, parent) in enumerate(self._annotations, start=len(self._by_content)):
            annotation["StructParent"] = number
            numbers.extend((number, parent))
        tree = pydyf.Dictionary({"Nums": numbers})
        self.pdf.add_object(tree)
        return tree.reference
