"""The tag tree of a PDF with the words that each element speaks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import shorten
from typing import Any

from pypdf.generic import ArrayObject, DictionaryObject

from handouts.proof.drawn import Drawn

_BROKEN = re.compile(r"\w[-/]$")
"""What ends a line within a word, or between two that are one."""
_ONE_OF_SEVERAL, _BUTTON = 1 << 15, 1 << 16
"""Flags of a field that is a button: a choice of which one holds, or one to press (ISO 32000-1, table 226)."""
_MOST_OF_TARGET = 60
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
        self._roles: DictionaryObject = (root or {}).get("/RoleMap") or DictionaryObject()
        self._pieces: dict[Place, list[Drawn]] = {}
        for number, page in enumerate(pages):
            for piece in page:
                if piece.mcid is not None and not piece.artifact:
                    self._pieces.setdefault((number, piece.mcid), []).append(piece)
        self._last: tuple[int, Drawn] | None = None
        self.top = self._tag(self._tops[0], self._language) if self._tops else None

    def _tag(self, element: DictionaryObject, around: str) -> Tag:
        role, lang = self._role(element), str(element.get("/Lang", "")) or around
        kids: list[Tag | str] = []
        for kid in _kids(element):
            if isinstance(kid, DictionaryObject) and "/S" in kid:
                kids.append(self._tag(kid, lang))
            elif (place := self._place(kid, element)) is not None:
                kids += [self._words(place[0], piece) for piece in self._pieces.get(place, []) if piece.text]
        return Tag(role, tuple(kids), lang=lang, **(_more(element) | self._areas(element)))

    def _role(self, element: DictionaryObject) -> str:
        """The standard's name for what the file may call otherwise: by its namespace's map of roles, or the file's."""
        role, passed = str(element["/S"]), set()
        roles = (element.get("/NS") or {}).get("/RoleMapNS") or self._roles
        while role in roles and role not in passed:
            passed.add(role)
            meant = roles[role]  # of a namespace: a name, or a name with its own namespace
            role = str(meant[0] if isinstance(meant, ArrayObject) else meant)
        return role[1:]

    def _areas(self, element: DictionaryObject) -> dict[str, str]:
        """What the areas of an element tell: of a link its name and where it leads, of a field its sort and name."""
        found = {"alt": str(element.get("/Alt", ""))}
        for area in (kid["/Obj"] for kid in _kids(element) if isinstance(kid, DictionaryObject) and "/Obj" in kid):
            if area.get("/Subtype") == "/Widget":
                found |= {"field": _sort(area), "alt": found["alt"] or str(_of_field(area, "/TU") or "")}
            else:
                found |= {"name": str(area.get("/Contents", "")), "target": self.target(area)}
        return found

    def target(self, area: DictionaryObject) -> str:
        """Where a link's area leads: an address, or inside the file #name, the words there, or their page."""
        action = area.get("/A") or {}
        if "/URI" in action:
            return str(action["/URI"])
        aim = action.get("/SD")
        element = aim[0].get_object() if isinstance(aim, ArrayObject) and aim else {}
        if "/ID" in element:
            return f"#{element['/ID']}"
        if words := " ".join("".join(self._below(element)).split()):
            return shorten(words, _MOST_OF_TARGET, placeholder=" …")
        place = area.get("/Dest") or action.get("/D") or ""
        if not isinstance(place, ArrayObject):
            return f"#{str(place).removeprefix('/')}"
        page = self._page_numbers.get(getattr(place[0], "idnum", None)) if place else None
        return "another page" if page is None else f"page {page + 1}"

    def _below(self, element: Mapping[str, Any]) -> Iterator[str]:
        """The words at and below an element as they are painted."""
        for kid in _kids(element):
            if isinstance(kid, DictionaryObject) and "/S" in kid:
                yield from self._below(kid)
            elif (place := self._place(kid, element)) is not None:
                yield from (f" {piece.text}" for piece in self._pieces.get(place, ()))

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
    """What an element tells beside its words: short forms in full, and its attributes."""
    given = element.get("/A", ArrayObject())
    owned = [entry.get_object() for entry in (given if isinstance(given, ArrayObject) else [given])]
    attributes = {key: value for entry in owned if isinstance(entry, DictionaryObject) for key, value in entry.items()}
    return {
        "instead": str(element.get("/ActualText", "")),
        "expansion": str(element.get("/E", "")),
        "field": str(attributes.get("/Role", ""))[1:],
        "scope": str(attributes.get("/Scope", ""))[1:],
        "span": int(attributes.get("/ColSpan", 1)),
    }


def _of_field(widget: DictionaryObject, key: str) -> Any:
    """What a field says, itself or in what it belongs to (ISO 32000-1, 12.7.3.1)."""
    field: Any = widget
    while key not in field and "/Parent" in field:
        field = field["/Parent"]
    return field.get(key)


def _sort(widget: DictionaryObject) -> str:
    """What a field to fill in on a screen is, in the words of one on paper (ISO 32000-1, table 348)."""
    flags = int(_of_field(widget, "/Ff") or 0)
    if _of_field(widget, "/FT") != "/Btn":
        return "tv"
    if flags & _BUTTON:
        return "pb"
    return "rb" if flags & _ONE_OF_SEVERAL else "cb"


def _kids(element: DictionaryObject) -> list[object]:
    kids = element.get("/K")
    if kids is None:
        return []
    items = kids if isinstance(kids, ArrayObject) else [kids]
    return [item.get_object() for item in items]
