"""A tagged PDF 1.7 becomes one of PDF 2.0 that keeps to PDF/UA-2 (ISO 14289-2): namespaces, destinations, captions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

import pydyf

from handouts.errors import DocumentFailed, Problem
from handouts.finishing.tree import StructureTree, Tags, at

PDF_2, PDF_1 = "http://iso.org/pdf2/ssn", "http://iso.org/pdf/ssn"
ONLY_IN_PDF_1 = frozenset(
    f"/{role}"
    for role in ("Art", "BibEntry", "BlockQuote", "Code", "Index", "Private", "Quote", "Reference", "TOC", "TOCI")
)
NEW_NAMES = {"/Note": "/FENote"}
RESPELLED = "/x-en-respelling"
"""How words are said here: in plain letters, which is none of the alphabets that the standard names."""
_HEADINGS = frozenset(f"/H{level}" for level in range(1, 7))


def convert(pdf: pydyf.PDF, root: Element, tags: Tags) -> None:
    """Turn the structure of the PDF made from the page `root` into that of PDF 2.0."""
    tree = StructureTree(pdf)
    _take_captions_in(pdf, tree)
    by_id = {name: tag for element in root.iter() if (name := element.get("id")) and (tag := _first(element, tags))}
    _cite_notes(pdf, root, tags, by_id)
    _number_lists(tree)
    _put_into_namespaces(pdf, tree)
    _aim_bookmarks(pdf, root, tags, tree)
    _aim_links(pdf, by_id)
    for element, tag in tags.items():
        if say := element.get("data-say"):
            tag |= {"Phoneme": pydyf.String(say), "PhoneticAlphabet": RESPELLED}


def _take_captions_in(pdf: pydyf.PDF, tree: StructureTree) -> None:
    """A caption that stands beside its figure moves into it (ISO 32005, 6.2)."""
    for around in list(tree.walk()):
        before: bytes | None = None
        for kid in list(around["K"]):
            element = at(pdf, kid) if isinstance(kid, bytes) else {}
            figure = at(pdf, before) if before else {}
            if element.get("S") == "/Caption" and figure.get("S") == "/Figure":
                around["K"].remove(kid)
                figure["K"].append(kid)
                element["P"] = before
            else:
                before = kid if isinstance(kid, bytes) else None


def _number_lists(tree: StructureTree) -> None:
    """A list whose entries have labels says of what kind these are (ISO 14289-2, 8.2.5.25)."""
    for element in tree.walk():
        labels = (part for item in tree.kids(element) for part in tree.kids(item) if part["S"] == "/Lbl")
        if element["S"] == "/L" and next(labels, None) is not None:
            # A list of terms has no attributes of its own, any other says how it is numbered.
            numbering = element.setdefault("A", pydyf.Dictionary({"O": "/List", "ListNumbering": "/Description"}))
            if numbering["ListNumbering"] == "/None":
                numbering["ListNumbering"] = "/Unordered"


def _put_into_namespaces(pdf: pydyf.PDF, tree: StructureTree) -> None:
    spaces = {}
    for name in (PDF_2, PDF_1):
        spaces[name] = pydyf.Dictionary({"Type": "/Namespace", "NS": pydyf.String(name)})
        pdf.add_object(spaces[name])
    tree.root["Namespaces"] = pydyf.Array([space.reference for space in spaces.values()])
    for element in tree.walk():
        # Words on a line of their own within a heading are no paragraph there (ISO 32005, table 5).
        in_heading = element["S"] == "/P" and at(pdf, element["P"]).get("S") in _HEADINGS
        element["S"] = "/Span" if in_heading else NEW_NAMES.get(element["S"], element["S"])
        if element["S"] == "/Form" and isinstance(element["K"][0], dict) and "Obj" in element["K"][0]:
            element.pop("Alt", None)  # a field has its name from itself (ISO 14289-2, 8.10.2.3)
        element["NS"] = spaces[PDF_1 if element["S"] in ONLY_IN_PDF_1 else PDF_2].reference


def _first(element: Element, tags: Tags) -> pydyf.Dictionary | None:
    """The structure element of an HTML element or, where it has none, of the first one in it."""
    return next((tags[each] for each in element.iter() if each in tags), None)


def _aim_bookmarks(pdf: pydyf.PDF, root: Element, tags: Tags, tree: StructureTree) -> None:
    """Each bookmark leads to its heading: WeasyPrint makes one for each of h1 to h6, in the same order.

    What is a heading by its role alone, such as the first words of a line, has none.
    """
    named = {id(tags[each]) for each in root.iter() if each in tags and f"/{str(each.tag).upper()}" in _HEADINGS}
    headings = [element for element in tree.walk() if element["S"] in _HEADINGS and id(element) in named]
    bookmarks = list(_bookmarks(pdf, pdf.catalog.get("Outlines")))
    if len(bookmarks) != len(headings):
        what = f"has {len(bookmarks)} bookmarks for {len(headings)} headings; use h1 to h6 for headings, and hide none"
        raise DocumentFailed([Problem("document", 0, 0, "", what)])
    for bookmark, heading in zip(bookmarks, headings, strict=True):
        bookmark["A"] = _go_to(heading, bookmark.pop("Dest"))


def _bookmarks(pdf: pydyf.PDF, above: bytes | None) -> Iterator[pydyf.Dictionary]:
    """All bookmarks below one, from the first page to the last."""
    following = at(pdf, above).get("First") if above else None
    while following:
        bookmark = at(pdf, following)
        yield bookmark
        yield from _bookmarks(pdf, following)
        following = bookmark.get("Next")


def _aim_links(pdf: pydyf.PDF, by_id: Mapping[str, pydyf.Dictionary]) -> None:
    """Each link within the file leads to what it names, by its element."""
    names = pdf.catalog.get("Names", {})
    listed = names.pop("Dests", {"Names": ()})["Names"]
    places = {name.string: place for name, place in zip(listed[::2], listed[1::2], strict=True)}
    for link in pdf.objects:
        if isinstance(link, dict) and link.get("Subtype") == "/Link" and "Dest" in link:
            name = link.pop("Dest").string
            link["A"] = _go_to(by_id[name], places[name])
    if not names:
        pdf.catalog.pop("Names", None)


def _go_to(element: pydyf.Dictionary, place: pydyf.Array) -> pydyf.Dictionary:
    """The action that leads to an element; viewers that know none go to its place on the page."""
    aim = pydyf.Array([element.reference, *place[1:]])
    return pydyf.Dictionary({"Type": "/Action", "S": "/GoTo", "D": place, "SD": aim})


def _cite_notes(pdf: pydyf.PDF, root: Element, tags: Tags, by_id: Mapping[str, pydyf.Dictionary]) -> None:
    """A note and the link that leads to it, which becomes a reference, refer to each other (ISO 14289-2, 8.2.5.14)."""
    for element in root.iter("a"):
        note = by_id.get((element.get("href") or "").removeprefix("#"))
        if note is not None and element in tags and note["S"] == "/Note":
            link = tags[element]
            for one, other in ((note, link), (link, note)):
                one.setdefault("Ref", pydyf.Array()).append(other.reference)
            around = at(pdf, link["P"])["K"]
            values = {"Type": "/StructElem", "S": "/Reference", "P": link["P"], "K": pydyf.Array([link.reference])}
            pdf.add_object(reference := pydyf.Dictionary(values))
            around[around.index(link.reference)] = link["P"] = reference.reference
