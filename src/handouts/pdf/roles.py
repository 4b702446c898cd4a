"""Which structure element an HTML element becomes, and what it says about itself."""

from __future__ import annotations

from collections.abc import Mapping
from xml.etree.ElementTree import Element

import pydyf

from handouts.pdf.structure import Node

SVG = "{http://www.w3.org/2000/svg}svg"

ROLES = {
    "main": "Part",
    "article": "Art",
    "section": "Sect",
    "aside": "Sect",
    "nav": "Sect",
    "blockquote": "BlockQuote",
    "p": "P",
    "pre": "P",
    **{f"h{level}": f"H{level}" for level in range(1, 7)},
    "ul": "L",
    "ol": "L",
    "dl": "L",
    "li": "LI",
    "table": "Table",
    "caption": "Caption",
    "figcaption": "Caption",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "img": "Figure",
    SVG: "Figure",
    "code": "Code",
    "q": "Quote",
}
_ARIA = {"img": "Figure", "list": "L", "listitem": "LI", "region": "Sect", "note": "Note"}
_ARIA |= {"doc-footnote": "Note", "doc-endnote": "Note"}
_LISTS = {"disc": "Disc", "circle": "Circle", "square": "Square", "decimal": "Decimal"}
_LISTS |= {"lower-alpha": "LowerAlpha", "upper-alpha": "UpperAlpha", "lower-roman": "LowerRoman"}
_SCOPES = {"row": "Row", "rowgroup": "Row", "col": "Column", "colgroup": "Column"}
_BARE = ("presentation", "none")
_OWNERS = {"li": ("ul", "ol"), "dt": ("dl",), "dd": ("dl",)}
_OWNERS |= dict.fromkeys(("caption", "thead", "tbody", "tfoot", "tr", "th", "td"), ("table",))
_FIELDS = {"checkbox": {"Role": "/cb", "checked": "/off"}, "text": {"Role": "/tv"}}


LABEL = "data-label"
"""Marks the words that name the field beside them: they are read as its name, and not once more."""


def role_of(element: Element) -> str | None:
    """The structure type of an element; None where it only passes its content on."""
    aria = element.get("role", "")
    if element.get("data-form") in _FIELDS:
        return "Form"
    if element.tag == "a" and element.get("href"):
        return "Link"  # whatever its role: it can be reached by keyboard
    if aria in _BARE:
        return None
    if aria == "heading":
        return f"H{element.get('aria-level', '2')}"
    return _ARIA.get(aria) or ROLES.get(element.tag)


def is_bare(element: Element, ancestors: list[Element]) -> bool:
    """True for what is no part of a list or a table, because that is one for the eye only (`role=presentation`)."""
    owners = _OWNERS.get(element.tag, ())
    owner = next((ancestor for ancestor in ancestors if ancestor.tag in owners), None)
    return owner is not None and owner.get("role") in _BARE


def is_hidden(element: Element) -> bool:
    """True for what only decorates: it, and all in it, is left out of the reading."""
    if element.get("aria-hidden") == "true":
        return True
    if element.tag == "img":
        return element.get("alt") == "" or element.get("role") in _BARE
    return element.tag == SVG and element.get("role") in _BARE


class Hidden:
    """Knows of each element whether it, or anything that it lies in, only decorates."""

    def __init__(self, parents: Mapping[Element, Element]) -> None:
        self._parents = parents
        self._known: dict[Element, bool] = {}

    def __call__(self, element: Element) -> bool:
        """True for what is left out of the reading."""
        if element not in self._known:
            parent = self._parents.get(element)
            self._known[element] = is_hidden(element) or (parent is not None and self(parent))
        return self._known[element]


def says_more(element: Element) -> bool:
    """True for words within others that are spoken otherwise than they are written."""
    return bool(element.get({"span": "aria-label", "abbr": "title"}.get(element.tag, "")))


def words_of(element: Element) -> str:
    """The text alternative an element carries: aria-label, alt or, in an SVG, its title."""
    words = element.get("aria-label") or element.get("alt") or ""
    if not words and element.tag == SVG:
        title = element.find(SVG.replace("}svg", "}title"))
        words = (title.text or "") if title is not None else ""
    return " ".join(words.split())


def text_of(element: Element) -> str:
    """All words of an element in reading order, pictures by their text alternative."""
    if is_hidden(element) or not isinstance(element.tag, str):  # a comment has no words
        return ""
    if words := words_of(element):
        return words
    parts = [element.text or ""]
    for child in element:
        parts += [text_of(child), child.tail or ""]
    return " ".join("".join(parts).split())


def describe(node: Node, element: Element, ancestors: list[Element]) -> None:
    """Give a node the attributes its structure type asks for."""
    if node.role == "Form":
        words = words_of(element)
        node.alt = words
        node.attributes["PrintField"] = _FIELDS[element.get("data-form", "")] | {"Desc": pydyf.String(words)}
    elif node.role in ("Figure", "Span"):
        node.alt = words_of(element)
    elif node.role == "Note":
        node.identifier = element.get("id") or f"note-{node.order}"
    elif node.role in ("TH", "TD"):
        node.identifier = element.get("id", "") if node.role == "TH" else ""
        node.attributes |= _cell(node.role, element, ancestors)
    if element.tag == "abbr":
        node.expansion = element.get("title", "")


def numbering(list_style_type: object) -> dict[str, object]:
    """The list attribute for a computed CSS list-style-type."""
    name = _LISTS.get(list_style_type, "None") if isinstance(list_style_type, str) else "None"
    return {"ListNumbering": f"/{name}"}


def _cell(role: str, element: Element, ancestors: list[Element]) -> dict[str, dict[str, object]]:
    table: dict[str, object] = {}
    for key, attribute in (("ColSpan", "colspan"), ("RowSpan", "rowspan")):
        span = element.get(attribute, "1")
        if span.isdecimal() and int(span) > 1:
            table[key] = int(span)
    if headers := element.get("headers", "").split():
        table["Headers"] = pydyf.Array(map(pydyf.String, headers))
    if role == "TH":
        table["Scope"] = f"/{_SCOPES.get(element.get('scope', '')) or _guess_scope(element, ancestors)}"
    return {"Table": table} if table else {}


def _guess_scope(element: Element, ancestors: list[Element]) -> str:
    """A `th` without scope heads its column in a `thead`, and its row where cells follow it."""
    row = ancestors[0] if ancestors else element
    in_head = any(ancestor.tag == "thead" for ancestor in ancestors)
    leads = len(row) > 1 and row[0] is element and any(cell.tag == "td" for cell in row)
    return "Row" if leads and not in_head else "Column"
