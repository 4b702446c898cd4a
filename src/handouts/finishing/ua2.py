"""A tagged PDF 1.7 becomes one of PDF 2.0 that keeps to PDF/UA-2 (ISO 14289-2): namespaces, destinations, captions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element

import pydyf

from handouts.finishing.tree import StructureTree, Tags, Unfinished, at

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
    """Turn the structure of the PDF made from the page `root` into that of PDF 2.0; raises Unfinished."""
    tree = StructureTree(pdf)
    _take_captions_in(pdf, tree)
    by_id = _by_id(root, tags)
    _cite_notes(pdf, root, tags, by_id)
    _number_lists(tree)
    _put_into_namespaces(pdf, tree)
    _aim_bookmarks(pdf, root, tags, tree)
    _aim_links(pdf, tree, by_id)
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


def _by_id(root: Element, tags: Tags) -> dict[str, pydyf.Dictionary]:
    """The structure element of each HTML element with an id: its own, the first one in it, or the nearest around it."""
    found: dict[str, pydyf.Dictionary] = {}

    def meet(element: Element, around: pydyf.Dictionary | None) -> None:
        inner = next((tags[each] for each in element.iter() if each in tags), around)
        if inner is not None and (name := element.get("id")):
            found.setdefault(name, inner)
        for child in element:
            meet(child, tags.get(element, around))

    meet(root, None)
    return found


def _aim_bookmarks(pdf: pydyf.PDF, root: Element, tags: Tags, tree: StructureTree) -> None:
    """Each bookmark leads to its heading, or to what else has its words.

    Where a style sheet writes other words, each heading must have its bookmark: WeasyPrint makes one for each of h1 to
    h6, in the same order. What is a heading by its role alone, such as the first words of a line, has none.
    """
    elements = {id(tags[element]): element for element in root.iter() if element in tags}
    everything = [(elements[id(tag)], tag) for tag in tree.walk() if id(tag) in elements]
    headings = [each for each in everything if f"/{str(each[0].tag).upper()}" in _HEADINGS]
    bookmarks = list(_bookmarks(pdf, pdf.catalog.get("Outlines")))
    aims = _of_same_words(bookmarks, headings, tree)
    if None in aims:
        aims = _of_same_words(bookmarks, everything, tree)
    if None in aims and len(bookmarks) == len(headings):
        aims = [tag for _, tag in headings]
    if None in aims:
        title = bookmarks[aims.index(None)]["Title"].string
        what = f"has the bookmark {title!r}, but no such words that are read aloud"
        raise Unfinished([f"{what}; let it say those of its heading, or give it bookmark-level: none"])
    for bookmark, heading in zip(bookmarks, aims, strict=True):
        bookmark["A"] = _go_to(heading, bookmark.pop("Dest"))


def _of_same_words(
    bookmarks: Sequence[pydyf.Dictionary], among: Sequence[tuple[Element, pydyf.Dictionary]], tree: StructureTree
) -> list[pydyf.Dictionary | None]:
    """For each bookmark the next element that begins on its page and has its words; None where there is none."""
    left, found = iter(among), []
    for bookmark in bookmarks:
        words, page = _letters(bookmark["Title"].string), bookmark["Dest"][0]
        same = (tag for element, tag in left if _letters("".join(element.itertext())) == words)
        pages = ((tag, next((each["Pg"] for each in tree.walk(tag) if "Pg" in each), None)) for tag in same)
        found.append(next((tag for tag, first in pages if first == page), None))
    return found


def _letters(words: str) -> str:
    return "".join(filter(str.isalnum, words)).casefold()


def _bookmarks(pdf: pydyf.PDF, above: bytes | None) -> Iterator[pydyf.Dictionary]:
    """All bookmarks below one, from the first page to the last."""
    following = at(pdf, above).get("First") if above else None
    while following:
        bookmark = at(pdf, following)
        yield bookmark
        yield from _bookmarks(pdf, following)
        following = bookmark.get("Next")


def _aim_links(pdf: pydyf.PDF, tree: StructureTree, by_id: Mapping[str, pydyf.Dictionary]) -> None:
    """Each link within the file leads to what it names, by its element."""
    names = pdf.catalog.get("Names", {})
    listed = names.pop("Dests", {"Names": ()})["Names"]
    places = {name.string: place for name, place in zip(listed[::2], listed[1::2], strict=True)}
    for link in pdf.objects:
        if isinstance(link, dict) and link.get("Subtype") == "/Link" and "Dest" in link:
            name = link.pop("Dest").string
            link["A"] = _go_to(by_id[name], places[name])
            tree.name(by_id[name], name)
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
