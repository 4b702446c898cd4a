"""Cuts a drawn and tagged sheet at its open places: what comes of it is a plate."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pydyf

from handouts.press.copier import MORE, Copier, Open, at, levels, pieces
from handouts.press.plate import Bookmark, Place, Plate, Room, Spot
from handouts.press.template import Template, is_open, joined
from handouts.press.written import BEST, object_stream

Levels = tuple[int, int, int]
ROLES = "Roles"
"""The color space whose colors are a brand's, by their role."""
FIELDS = {"Title": "title", "Author": "author"}
_HEAD = b"%%PDF-%s\n%%\xf0\x9f\x96\xa4\n"


@dataclass(frozen=True)
class Marked:
    """A place as the sheet was laid out with a mark in it.

    The mark is painted in a color of its own, and where it is read it is an element of the structure.
    """

    room: Room
    color: Levels
    spots: tuple[Spot, ...]
    element: pydyf.Dictionary | None


@dataclass(frozen=True)
class Sheet:
    """What must be known of a sheet beside its PDF.

    `letters` is the color of words that are only there for a font's sake, if there are any; `roles` are the colors that
    stand for a brand's, in order; `words` are those that stand for title and author, where they do.
    """

    marked: Sequence[Marked]
    letters: Levels | None
    roles: Sequence[Levels]
    words: Mapping[str, str]
    bookmarks: tuple[Bookmark | int, ...]
    glyphs: dict[str, frozenset[int]]
    height_pt: float
    version: str = "1.7"


def cut_plate(pdf: pydyf.PDF, sheet: Sheet) -> Plate:
    """The plate of a sheet that has been drawn and tagged, and is changed by this."""
    return _Cutter(pdf, sheet).plate()


class _Cutter:
    def __init__(self, pdf: pydyf.PDF, sheet: Sheet) -> None:
        self.pdf, self.sheet = pdf, sheet
        self.pages = pdf.page_references
        self.marks = [0] * len(self.pages)
        self.parents: list[list[bytes]] = [[] for _ in self.pages]
        self._places = {marked.color: number for number, marked in enumerate(sheet.marked)}

    def plate(self) -> Plate:
        tree = at(self.pdf, self.pdf.catalog["StructTreeRoot"])
        self._paint_by_role()
        renumbered = [self._cut_page(number) for number in range(len(self.pages))]
        parents = [self._open_element(marked, place) for place, marked in enumerate(self.sheet.marked)]
        self._renumber(tree, renumbered)
        self._open_links(tree)
        next_key = self._open_tree(tree, renumbered)
        self._open_words()
        self._open_resources()
        return self._copied(parents, next_key)

    def _paint_by_role(self) -> None:
        """A brand's colors are told by number from here on, in drawings within drawings too."""
        roles = {color: number for number, color in enumerate(self.sheet.roles)}
        for stream in self.pdf.objects:
            _shade_by_role(stream, roles)
            for index, operator in enumerate(stream.stream if hasattr(stream, "ctm") else ()):
                role = roles.get(levels(operator))  # type: ignore[arg-type]
                if role is not None:
                    space, color = (b"cs", b"sc") if operator.endswith(b"rg") else (b"CS", b"SC")
                    stream.stream[index] = b"/%s %s %d %s" % (ROLES.encode(), space, role, color)

    def _cut_page(self, number: int) -> dict[int, int]:
        """Cut a page's stream where marks are; tell the new number of each marked piece that is left."""
        page = at(self.pdf, self.pages[number])
        operators = at(self.pdf, page["Contents"]).stream
        kept: list[Any] = []
        contents, renumbered, done = pydyf.Array(), {}, 0
        for begin, end in pieces(operators):
            painted = {color for operator in operators[begin:end] if (color := levels(operator))}
            place = next((self._places[color] for color in painted if color in self._places), None)
            if place is None and self.sheet.letters not in painted:
                self._count(operators[begin + 1], number, renumbered)
                continue
            kept += operators[done:begin]
            done = end
            if place is not None:
                _refuse_moved(operators[:begin], operators[0])
                contents += [self._piece(kept), Open("drawn", [number, place])]
                kept = []
        page["Contents"] = pydyf.Array([*contents, self._piece(kept + operators[done:])])
        return renumbered

    def _count(self, properties: Any, page: int, renumbered: dict[int, int]) -> None:
        if isinstance(properties, dict) and "MCID" in properties:
            renumbered[properties["MCID"]] = properties["MCID"] = self.marks[page]
            self.marks[page] += 1

    def _piece(self, operators: list[Any]) -> bytes:
        stream = pydyf.Stream(operators, compress=True)
        self.pdf.add_object(stream)
        return stream.reference

    def _open_element(self, marked: Marked, place: int) -> bytes:
        """Take the mark's element out of the one it lies in, which is then open there."""
        if marked.element is None:
            return b"0"
        parent = at(self.pdf, marked.element["P"])
        kids = parent["K"]
        kids[kids.index(marked.element.reference)] = Open("tops", place)
        return parent.reference

    def _renumber(self, tree: pydyf.Dictionary, renumbered: Sequence[Mapping[int, int]]) -> None:
        pages = {reference: number for number, reference in enumerate(self.pages)}

        def walk(element: pydyf.Dictionary) -> None:
            for index, kid in enumerate(element["K"]):
                if isinstance(kid, int):
                    element["K"][index] = renumbered[pages[element["Pg"]]][kid]
                elif isinstance(kid, dict) and "MCID" in kid:
                    kid["MCID"] = renumbered[pages[kid["Pg"]]][kid["MCID"]]
                elif isinstance(kid, bytes):
                    walk(at(self.pdf, kid))

        for kid in tree["K"]:
            walk(at(self.pdf, kid))

    def _open_links(self, tree: pydyf.Dictionary) -> None:
        """The links of each page, and the places for more, as they are read."""
        found: list[list[Any]] = [[] for _ in self.pages]
        pages = {reference: number for number, reference in enumerate(self.pages)}

        def walk(element: pydyf.Dictionary) -> None:
            for kid in element["K"]:
                if isinstance(kid, Open):
                    for spot in self.sheet.marked[kid.slot[1]].spots:
                        found[spot.page].append(Open("links", kid.slot[1]))
                elif isinstance(kid, dict) and "Obj" in kid:
                    found[pages[kid["Pg"]]].append(kid["Obj"])
                elif isinstance(kid, bytes):
                    walk(at(self.pdf, kid))

        for kid in tree["K"]:
            walk(at(self.pdf, kid))
        for reference, links in zip(self.pages, found, strict=True):
            if links:
                at(self.pdf, reference)["Annots"] = pydyf.Array(links)

    def _open_tree(self, tree: pydyf.Dictionary, renumbered: Sequence[Mapping[int, int]]) -> int:
        """Leave room in the parent tree; tell its next key."""
        numbers = at(self.pdf, tree["ParentTree"])["Nums"]
        opened: list[Any] = []
        for key, value in zip(numbers[::2], numbers[1::2], strict=True):
            if key < len(self.pages):
                self.parents[key] = [value[old] for old in sorted(renumbered[key], key=renumbered[key].__getitem__)]
                value = pydyf.Array([Open("parents", key)])
            opened += [key, value]
        at(self.pdf, tree["ParentTree"])["Nums"] = pydyf.Array([*opened, Open("link_parents")])
        next_key: int = tree["ParentTreeNextKey"]
        tree["ParentTreeNextKey"] = Open("next_key")
        return next_key

    def _open_words(self) -> None:
        """Title and author, in the metadata too; the bookmarks are told anew where some of them are a clinic's."""
        for key, field in FIELDS.items():
            if field in self.sheet.words:
                self.pdf.info[key] = Open("text", field)
        metadata = at(self.pdf, self.pdf.catalog["Metadata"])
        said = b"\n".join(map(pydyf._to_bytes, metadata.stream))
        metadata.stream = [[*self._split(said, [*self.sheet.words.items()])]]
        if self.sheet.marked:
            self.pdf.catalog["Outlines"] = Open("outlines")

    def _split(self, data: bytes, words: list[tuple[str, str]]) -> Iterator[Any]:
        if not words:
            yield data
            return
        (field, sentinel), *rest = words
        for number, piece in enumerate(data.split(sentinel.encode())):
            if number:
                yield Open("xml", field)
            yield from self._split(piece, rest)

    def _open_resources(self) -> None:
        page = at(self.pdf, self.pages[0])
        resources = at(self.pdf, page["Resources"])
        for kind in ("ExtGState", "XObject", "Pattern", "Shading"):
            resources[kind][MORE] = Open("resources", kind)
        if self.sheet.roles:
            at(self.pdf, resources["ColorSpace"])[ROLES] = Open("palette")

    def _copied(self, parents: Sequence[bytes], next_key: int) -> Plate:
        pdf, pages = self.pdf, self.pdf.pages
        pages["Kids"] = pydyf.Array(self.pages)
        if pdf.info.number is None and pdf.info:
            pdf.add_object(pdf.info)
        copier = Copier(pdf, {}, 1)
        resources = at(pdf, at(pdf, self.pages[0])["Resources"])
        profile = pdf.catalog["OutputIntents"][0]["DestOutputProfile"]
        known = [pdf.catalog.number]
        known += [_number(each) for each in (resources["Font"], resources["ColorSpace"], profile, *self.pages)]
        numbers = [copier.place(each) + 1 for each in known]
        info = copier.place(pdf.info.number) + 1 if pdf.info else 0
        copied = [*copier.copies()]
        fixed, rows, opened, count = _laid_down(copied, self.sheet.version)
        listed = [b" ".join(bytes(copier.refer(_number(each))) for each in page) for page in self.parents]
        assert len(copier.found) == len(copied)
        places = (self._place(*each, copier) for each in zip(self.sheet.marked, parents, strict=True))
        return Plate(
            fixed, rows, opened, count, numbers[0], info, *numbers[1:4], self.sheet.height_pt,
            tuple(numbers[4:]), tuple(self.marks), tuple(listed), next_key,
            tuple(places), self.sheet.bookmarks, self.sheet.glyphs, hashlib.sha256(fixed).hexdigest(),
        )  # fmt: skip

    def _place(self, marked: Marked, parent: bytes, copier: Copier) -> Place:
        number = copier.place(_number(parent)) + 1 if marked.element is not None else 0
        return Place(marked.room, marked.spots, number)


def _shade_by_role(value: Any, roles: Mapping[Levels, int]) -> None:
    """The colors of a shading's functions, wherever in an object they are."""
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        if key in ("C0", "C1"):
            role = roles.get(tuple(round(255 * level) for level in inner))  # type: ignore[arg-type]
            value[key] = inner if role is None else pydyf.Array([Open("channels", role)])
        else:
            _shade_by_role(inner, roles)


def _laid_down(
    copied: Sequence[tuple[pydyf.Object, Template]], version: str
) -> tuple[bytes, dict[int, tuple[int, int, int]], dict[int, Template], int]:
    """The head of the file with what is the same in all, where that is, and what is not."""
    out, rows, opened, small = bytearray(_HEAD % version.encode()), {}, {}, []
    for number, (value, template) in enumerate(copied, start=1):
        if is_open(template):
            opened[number] = template
        elif isinstance(value, pydyf.Stream):
            rows[number] = (1, len(out), 0)
            out += b"%d 0 obj\n" % number + _data(template) + b"\nendobj\n"
        else:
            small.append((number, _data(template)))
    number = len(copied) + 1
    rows[number] = (1, len(out), 0)
    for index, (inner, _) in enumerate(small):
        rows[inner] = (2, number, index)
    out += object_stream(number, small, BEST)
    return bytes(out), rows, opened, number


def _data(template: Template) -> bytes:
    (data,) = joined(template)
    assert isinstance(data, bytes)
    return data


def _number(reference: bytes) -> int:
    return int(reference.split()[0])


def _refuse_moved(before: Sequence[Any], matrix: bytes) -> None:
    """A place must stand in the page's own coordinates, with nothing that moves or clips it."""
    states: list[list[bytes]] = [[]]
    for operator in before:
        if operator == b"q":
            states.append([*states[-1]])
        elif operator == b"Q":
            states.pop()
        elif type(operator) is bytes and (operator.endswith(b" cm") or operator[:1] == b"W"):
            states[-1].append(operator)
    if states[-1] != [matrix, b"0.75 0 0 0.75 0 0 cm"]:
        raise ValueError(f"a clinic's own is moved or clipped by {states[-1][2:]}; keep it in the flow of the page")
