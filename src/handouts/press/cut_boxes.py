"""Cuts a clinic's own out of a PDF in which each part of it has a page: what comes of it are boxes."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pydyf

from handouts.press.copier import Copier, Open, at
from handouts.press.plate import Bookmark, Box, Room
from handouts.press.template import Slot, Template, joined

_USED = re.compile(rb"/(\S+) (Do|gs|sh|scn|SCN)")
_KINDS = {b"Do": "XObject", b"gs": "ExtGState", b"sh": "Shading", b"scn": "Pattern", b"SCN": "Pattern"}
_LONG = 1500
"""Bytes of operators that are worth a stream of their own."""
_FONT, _GLYPHS = re.compile(rb"/(\S+) \S+ Tf"), re.compile(rb"<([0-9a-f]+)>")
_SCALE = b"0.75 0 0 0.75 0 0 cm"


@dataclass(frozen=True)
class Part:
    """What of a clinic's own stands on a page of the PDF: its box in CSS pixels, and its headings."""

    room: Room
    page: int
    x: float
    y: float
    bookmarks: tuple[Bookmark, ...]


def cut_boxes(pdf: pydyf.PDF, parts: Sequence[Part]) -> tuple[Box, ...]:
    """A box of each part; the PDF is changed by this."""
    for each in pdf.objects:
        if isinstance(each, dict):
            _open_numbers(each)
    return tuple(_Cutter(pdf, part).box() for part in parts)


def _open_numbers(each: pydyf.Dictionary) -> None:
    """Coordinates, and the numbers of marked content, are told when the box has its place."""
    for key in ("Rect", "QuadPoints"):
        if key in each:
            each[key] = _moving(each[key])
    given = each.get("A", ())
    for attributes in given if isinstance(given, list) else [given]:
        if isinstance(attributes, dict) and "BBox" in attributes:
            attributes["BBox"] = _moving(attributes["BBox"])
    if each.get("Type") == "/StructElem":
        each["K"] = pydyf.Array([Open("mark", kid) if isinstance(kid, int) else kid for kid in each["K"]])
        for kid in each["K"]:
            if isinstance(kid, dict) and "MCID" in kid:
                kid["MCID"] = Open("mark", kid["MCID"])


def _moving(values: Sequence[float]) -> pydyf.Array:
    return pydyf.Array([Open("xy"[index % 2], value) for index, value in enumerate(values)])


class _Cutter:
    def __init__(self, pdf: pydyf.PDF, part: Part) -> None:
        self.pdf, self.part = pdf, part
        self.page_reference = pdf.page_references[part.page]
        self.page = at(pdf, self.page_reference)
        self.resources = at(pdf, self.page["Resources"])
        self.tree = at(pdf, pdf.catalog["StructTreeRoot"])
        self.document = self.tree["K"][0]
        beyond: dict[int, Slot] = {
            _number(reference): (name, 0)
            for name, reference in {
                "page": self.page_reference,
                "parent": self.document,
                "fonts": self.resources["Font"],
                "color_spaces": self.resources["ColorSpace"],
                "profile": pdf.catalog["OutputIntents"][0]["DestOutputProfile"],
            }.items()
        }
        self.copier = Copier(pdf, beyond, None)

    def box(self) -> Box:
        operators = at(self.pdf, self.page["Contents"]).stream
        owners, links = self._owners()
        tops = tuple(self.copier.place(_number(top)) for top in self._tops())
        names = self._names(operators)
        resources: dict[str, dict[str, Template]] = {}
        for (name, kind), new in names.items():
            value = self.resources[kind][name.decode()]
            resources.setdefault(kind, {})[new.decode()] = joined(self.copier.parts(value))
        drawn = tuple(self._in_pieces(joined(self._drawn(operators, names))))
        copied = [*self.copier.copies()]
        streams = [(place, value) for place, (value, _) in enumerate(copied) if isinstance(value, pydyf.Stream)]
        part = self.part
        return Box(
            part.room, part.x, part.y, drawn,
            tuple(template for _, template in copied), tuple(place for place, _ in streams), tops, owners, links,
            resources, part.bookmarks, _letters([operators, *(value.stream for _, value in streams)]),
        )  # fmt: skip

    def _names(self, operators: Sequence[Any]) -> dict[tuple[bytes, str], bytes]:
        """New names for what is drawn with: by their order, behind the digest of all that is drawn."""
        used = (found for each in operators if (found := _used(each)))
        order = list(dict.fromkeys((found[1], _KINDS[found[2]]) for found in used))
        plain = {key: b"%d" % number for number, key in enumerate(order)}
        drawn = joined(self._drawn(operators, plain))
        prefix = hashlib.sha256(repr((self.part.room.name, drawn)).encode()).hexdigest()[:8].encode()
        return {key: b"n%s-%s" % (prefix, name) for key, name in plain.items()}

    def _drawn(self, operators: Sequence[Any], names: Mapping[tuple[bytes, str], bytes]) -> Iterator[bytes | Slot]:
        """The page's own matrices are those of the place that it will stand in."""
        assert operators[1] == b"q" and operators[2] == _SCALE, operators[:3]
        yield b"q\n"
        yield ("move", 0)
        for operator in operators[3:]:
            if isinstance(operator, dict) and "MCID" in operator:
                yield from (b"<</MCID ", ("mark", operator["MCID"]), b">>\n")
            elif found := _used(operator):
                yield b"/%s %s\n" % (names[found[1], _KINDS[found[2]]], found[2])
            else:
                yield pydyf._to_bytes(operator) + b"\n"

    def _in_pieces(self, drawn: Template) -> Iterator[Template | int]:
        """Long drawings, such as a square code, become streams of their own: they are compressed once."""
        kept: list[bytes | Slot] = []
        for part in drawn:
            begin, end = (part.find(b"BDC\n") + 4, part.rfind(b"EMC\n")) if isinstance(part, bytes) else (0, 0)
            if end - begin < _LONG:
                kept.append(part)
                continue
            stream = pydyf.Stream([part[begin:end]], compress=True)
            self.pdf.add_object(stream)
            yield (*kept, part[:begin])
            yield self.copier.place(stream.number)
            kept = [part[end:]]
        yield tuple(kept)

    def _tops(self) -> Iterator[bytes]:
        return (kid for kid in at(self.pdf, self.document)["K"] if self._page_of(kid) == self.page_reference)

    def _page_of(self, reference: bytes) -> bytes | None:
        element = at(self.pdf, reference)
        if "Pg" in element:
            return element["Pg"]
        inner = (self._page_of(kid) for kid in element["K"] if isinstance(kid, bytes))
        return next((page for page in inner if page), None)

    def _owners(self) -> tuple[tuple[int, ...], tuple[tuple[int, int], ...]]:
        """The element of each marked piece, and each link with its own."""
        numbers = at(self.pdf, self.tree["ParentTree"])["Nums"]
        parents = dict(zip(numbers[::2], numbers[1::2], strict=True))
        owners = tuple(self.copier.place(_number(each)) for each in parents[self.page["StructParents"]])
        links = []
        for index, reference in enumerate(self.page.get("Annots", ())):
            link = at(self.pdf, reference)
            owner = self.copier.place(_number(parents[link["StructParent"]]))
            link["StructParent"] = Open("key", index)
            links.append((self.copier.place(_number(reference)), owner))
        return owners, tuple(links)


def _letters(streams: Sequence[Sequence[Any]]) -> dict[str, frozenset[int]]:
    """The glyphs of each font that streams show."""
    found: dict[str, set[int]] = {}
    font = ""
    for operator in (each for stream in streams for each in stream if type(each) is bytes):
        if chosen := _FONT.fullmatch(operator):
            font = chosen[1].decode()
        elif operator.endswith(b" TJ"):
            shown = b"".join(_GLYPHS.findall(operator)).decode()
            found.setdefault(font, set()).update(int(shown[at : at + 4], 16) for at in range(0, len(shown), 4))
    return {font: frozenset(glyphs) for font, glyphs in found.items()}


def _used(operator: Any) -> re.Match[bytes] | None:
    return _USED.fullmatch(operator) if type(operator) is bytes else None


def _number(reference: bytes) -> int:
    return int(reference.split()[0])
