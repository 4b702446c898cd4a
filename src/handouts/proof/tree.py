"""The tag tree of a PDF with the words that each element speaks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pypdf.generic import ArrayObject, DictionaryObject

from handouts.proof.drawn import Drawn

_BROKEN = re.compile(r"\w[-/]$")
"""What ends a line within a word, or between two that are one."""
Place = tuple[int, int]
"""A page, counted from 0, and a marked-content number on it."""


@dataclass(frozen=True)
class Tag:
    """A structure element: `kids` are its elements and its own words in reading order; `alt` stands in for them.

    So does `instead`, which is what the words are in other letters; `expansion` is what a short form stands for. Of a
    link, `name` is what a viewer calls it and `target` where it leads; of a blank, `field` is its sort; of a cell,
    `scope` says what it heads, and `span` over how many columns it goes.
    """

    role: str
    kids: tuple[Tag | str, ...] = ()
    alt: str = ""
    lang: str = ""
    instead: str = ""
    expansion: str = ""
    name: str = ""
    target: str = ""
    field: str = ""
    scope: str = ""
    span: int = 1

    @property
    def text(self) -> str:
        """All that is spoken for this element, white space made single."""
        return " ".join(self._spoken().split())

    def walk(self) -> Iterator[Tag]:
        """This element and all below it, in reading order."""
        yield self
        for kid in self.kids:
            if isinstance(kid, Tag):
                yield from kid.walk()

    def find(self, role: str) -> list[Tag]:
        """All elements of one structure type at or below this one, in reading order."""
        return [tag for tag in self.walk() if tag.role == role]

    def outline(self) -> tuple[object, ...]:
        """The nested roles alone: ("L", ("LI", ("Lbl",), ("LBody",)))."""
        return (self.role, *(kid.outline() for kid in self.kids if isinstance(kid, Tag)))

    def _spoken(self) -> str:
        if stands_in := self.alt or self.instead:
            captions = (kid._spoken() for kid in self.kids if isinstance(kid, Tag) and kid.role == "Caption")
            return f" {stands_in} {' '.join(captions)}"
        return "".join(kid if isinstance(kid, str) else kid._spoken() for kid in self.kids)


class TreeReader:
    """Reads the structure tree of one file."""

    def __init__(self, catalog: DictionaryObject, page_numbers: Mapping[int, int], pages: Sequence[Sequence[Drawn]]):
        root = catalog.get("/StructTreeRoot")
        self._tops = _kids(root) if root else []
        self._page_numbers = page_numbers
        self._language = str(catalog.get("/Lang", ""))
        self._pieces: dict[Place, list[Drawn]] = {}
        for number, page in enumerate(pages):
            for piece in page:
                if piece.mcid is not None and not piece.artifact:
                    self._pieces.setdefault((number, piece.mcid), []).append(piece)
        self._last: tuple[int, Drawn] | None = None
        self.top = self._tag(self._tops[0], self._language) if self._tops else None

    def _tag(self, element: DictionaryObject, around: str) -> Tag:
        role, lang = str(element["/S"])[1:], str(element.get("/Lang", "")) or around
        kids: list[Tag | str] = []
        for kid in _kids(element):
            if isinstance(kid, DictionaryObject) and "/S" in kid:
                kids.append(self._tag(kid, lang))
            elif (place := self._place(kid, element)) is not None:
                kids += [self._words(place[0], piece) for piece in self._pieces.get(place, []) if piece.text]
        return Tag(role, tuple(kids), str(element.get("/Alt", "")), lang, **_more(element))

    def _place(self, kid: object, element: DictionaryObject) -> Place | None:
        """The content a kid stands for; None for a link's area."""
        owner = element
        if isinstance(kid, DictionaryObject):
            if "/MCID" not in kid:
                return None
            owner, kid = (kid if "/Pg" in kid else element), kid["/MCID"]
        return self._page_numbers[owner.raw_get("/Pg").idnum], int(kid)  # type: ignore[call-overload]

    def _words(self, page: int, piece: Drawn) -> str:
        """The words of a piece; a space before them where a gap or a new line shows one."""
        last, self._last = self._last, (page, piece)
        if last is None or piece.text[:1].isspace() or last[1].text[-1:].isspace():
            return piece.text
        before = last[1]
        same_line = last[0] == page and min(before.top, piece.top) > max(before.bottom, piece.bottom)
        most = 0.4 if piece.text[:1] in ".,;:!?)" else 0.15
        close = same_line and -0.5 < (piece.left - before.right) / (piece.size_pt or 1.0) < most
        below = not same_line or piece.left < before.right - piece.size_pt
        close |= below and _BROKEN.search(before.text) is not None
        return piece.text if close else f" {piece.text}"


def _more(element: DictionaryObject) -> dict[str, Any]:
    """What an element tells beside its words: short forms in full, links, and its attributes."""
    given = element.get("/A", ArrayObject())
    owned = [entry.get_object() for entry in (given if isinstance(given, ArrayObject) else [given])]
    attributes = {key: value for entry in owned if isinstance(entry, DictionaryObject) for key, value in entry.items()}
    found: dict[str, Any] = {
        "instead": str(element.get("/ActualText", "")),
        "expansion": str(element.get("/E", "")),
        "field": str(attributes.get("/Role", ""))[1:],
        "scope": str(attributes.get("/Scope", ""))[1:],
        "span": int(attributes.get("/ColSpan", 1)),
    }
    for area in (kid["/Obj"] for kid in _kids(element) if isinstance(kid, DictionaryObject) and "/Obj" in kid):
        if area.get("/Subtype") == "/Widget":
            found["field"] = _sort(area)
        else:
            found |= {"name": str(area.get("/Contents", "")), "target": link_target(area)}
    return found


def _sort(widget: DictionaryObject) -> str:
    """What a field to fill in on a screen is, in the words of one on paper (ISO 32000-1, table 348)."""
    if "/Parent" in widget:
        return "rb"
    return "tv" if widget.get("/FT") == "/Tx" else "cb"


def link_target(area: DictionaryObject) -> str:
    """Where a link's area leads: an address, or #name inside the file."""
    return str((area.get("/A") or {}).get("/URI") or f"#{area.get('/Dest', '')}")


def _kids(element: DictionaryObject) -> list[object]:
    kids = element.get("/K")
    if kids is None:
        return []
    items = kids if isinstance(kids, ArrayObject) else [kids]
    return [item.get_object() for item in items]
