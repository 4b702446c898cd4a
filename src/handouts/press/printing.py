"""Prints a clinic's boxes, colors and words into a plate: the bytes of its PDF."""

from __future__ import annotations

import hashlib
import struct
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from handouts.press.outline import outline
from handouts.press.plate import Bookmark, Box, Place, Plate, Room, Spot
from handouts.press.template import filled, number, reference, text_string
from handouts.press.written import object_stream, plain_stream, stream

_SAME = 1e-3
"""CSS pixels."""
_POINTS = 0.75
_STREAMS = {"stream": stream, "plain": plain_stream}
_ROW = struct.Struct(">BIH").pack


@dataclass(frozen=True)
class Own:
    """What of a PDF is a clinic's own beside its boxes, in `colors` `rrggbb` in the order of the plate's roles.

    `identifier` names the PDF; one without a name is known by its bytes alone.
    """

    identifier: str
    title: str = ""
    author: str = ""
    colors: tuple[str, ...] = ()


def fits(plate: Plate, boxes: Sequence[Box]) -> bool:
    """Whether a plate has just the places of these boxes, and each letter that they need."""
    if len(plate.places) != len(boxes):
        return False
    alike = (_same_room(place.room, box.room) for place, box in zip(plate.places, boxes, strict=True))
    letters = (glyphs <= plate.letters.get(font, frozenset()) for box in boxes for font, glyphs in box.letters.items())
    return all(alike) and all(letters)


def _same_room(one: Room, other: Room) -> bool:
    return one.name == other.name and abs(one.width - other.width) + abs(one.height - other.height) < _SAME


def printed(plate: Plate, boxes: Sequence[Box], own: Own) -> bytes:
    """The PDF of a clinic. Raises ValueError where its boxes do not fit the plate."""
    if not fits(plate, boxes):
        raise ValueError("these boxes do not fit the plate")
    return _Press(plate, boxes, own).pdf()


class _Press:
    def __init__(self, plate: Plate, boxes: Sequence[Box], own: Own) -> None:
        self.plate, self.boxes, self.own = plate, boxes, own
        self.count = plate.count
        self.large: list[tuple[int, bytes]] = []
        self.small: list[tuple[int, bytes]] = []
        self.marks = [*plate.marks]
        self.parents = [[parents] if parents else [] for parents in plate.parents]
        self.links: dict[int, bytes] = {}
        self.link_parents: list[bytes] = []
        self.tops: dict[int, bytes] = {}
        self.drawn: dict[tuple[int, int], bytes] = {}
        self.resources: dict[str, dict[str, bytes]] = {}
        self._same: dict[bytes, int] = {}

    def pdf(self) -> bytes:
        for index, (place, box) in enumerate(zip(self.plate.places, self.boxes, strict=True)):
            self._place(index, place, box)
        fillers = self._fillers()
        for key, template in self.plate.open.items():
            first, *rest = template
            if isinstance(first, tuple) and first[0] in _STREAMS:
                data = filled(tuple(rest), fillers)[:-1]
                self.large.append((key, _STREAMS[first[0]](data, first[1].encode("latin-1"))))
            else:
                self.small.append((key, filled(template, fillers)))
        return self._bytes()

    def _fillers(self) -> dict[str, Callable[[Any], bytes]]:
        words = {"title": self.own.title, "author": self.own.author}
        pairs = b" ".join(b"%d %s" % (self.plate.next_key + n, owner) for n, owner in enumerate(self.link_parents))
        return {
            "tops": lambda place: self.tops[place],
            "drawn": lambda which: self.drawn.get((which[0], which[1]), b""),
            "links": lambda place: self.links[place],
            "parents": lambda page: b" ".join(self.parents[page]),
            "link_parents": lambda _: pairs,
            "next_key": lambda _: b"%d" % (self.plate.next_key + len(self.link_parents)),
            "resources": lambda kind: b"".join(self.resources.get(kind, {}).values()),
            "palette": lambda _: self._palette(),
            "channels": lambda role: b" ".join(number(level / 255) for level in bytes.fromhex(self.own.colors[role])),
            "text": lambda field: text_string(words[field]),
            "xml": lambda field: escape(words[field]).encode(),
            "outlines": lambda _: self._outlines(),
        }

    def _palette(self) -> bytes:
        colors = self.own.colors
        return b"[/Indexed /DeviceRGB %d <%s>]" % (len(colors) - 1, "".join(colors).encode())

    def _place(self, index: int, place: Place, box: Box) -> None:
        """Put a box into its place, or into each spot of it where it runs in the margin."""
        first = self._new(len(box.objects))
        for spot in place.spots:
            mark, key = self.marks[spot.page], self.plate.next_key + len(self.link_parents)
            fillers = self._box_fillers(place, box, spot, first, mark, key)
            pieces = (first + each if isinstance(each, int) else self._drawing(filled(each, fillers))
                      for each in box.drawn)  # fmt: skip
            self.drawn[spot.page, index] = b" ".join(map(reference, pieces))
            self.marks[spot.page] += len(box.owners)
            self.parents[spot.page] += [reference(first + owner) for owner in box.owners]
        self._objects(box, first, fillers)
        self.links[index] = b" ".join(reference(first + link) for link, _ in box.links)
        self.link_parents += [reference(first + owner) for _, owner in box.links]
        self.tops[index] = b" ".join(reference(first + top) for top in box.tops)
        for kind, named in box.resources.items():
            entries = (b"/%s " % name.encode() + filled(value, fillers) for name, value in named.items())
            self.resources.setdefault(kind, {}).update(zip(named, entries, strict=True))

    def _drawing(self, operators: bytes) -> int:
        """The number of a stream with these operators, one for all pages that have the same."""
        if operators not in self._same:
            self._same[operators] = self._new()
            self.large.append((self.count, stream(operators)))
        return self._same[operators]

    def _objects(self, box: Box, first: int, fillers: dict[str, Callable[[Any], bytes]]) -> None:
        for inner, template in enumerate(box.objects):
            kept = self.large if inner in box.streams else self.small
            kept.append((first + inner, filled(template, fillers)))

    def _box_fillers(
        self, place: Place, box: Box, spot: Spot, first: int, mark: int, key: int
    ) -> dict[str, Callable[[Any], bytes]]:
        right, down = spot.x - box.x, spot.y - box.y
        plate = self.plate
        return {
            "ref": lambda inner: reference(first + inner),
            "page": lambda _: reference(plate.pages[spot.page]),
            "parent": lambda _: reference(place.parent),
            "fonts": lambda _: reference(plate.fonts),
            "color_spaces": lambda _: reference(plate.color_spaces),
            "profile": lambda _: reference(plate.profile),
            "mark": lambda inner: b"%d" % (mark + inner),
            "key": lambda inner: b"%d" % (key + inner),
            "move": lambda _: b"1 0 0 1 %s %s cm\n" % (number(right), number(down)),
            "x": lambda value: number(round(value + right * _POINTS, 4)),
            "y": lambda value: number(round(value - down * _POINTS, 4)),
        }

    def _outlines(self) -> bytes:
        found: list[Bookmark] = []
        for entry in self.plate.bookmarks:
            if isinstance(entry, Bookmark):
                found.append(entry)
                continue
            box, spot = self.boxes[entry], self.plate.places[entry].spots[0]
            moved = (Bookmark(b.level, b.label, spot.page, b.x + spot.x - box.x, b.y + spot.y - box.y)
                     for b in box.bookmarks)  # fmt: skip
            found += moved
        first = self._new(len(found) + 1)
        self.small += outline(found, first, self.plate.pages, self.plate.height_pt)
        return reference(first)

    def _new(self, many: int = 1) -> int:
        """The number of the first of so many new objects."""
        self.count += many
        return self.count - many + 1

    def _bytes(self) -> bytes:
        out = bytearray(self.plate.fixed)
        rows = dict(self.plate.rows)
        for key, data in self.large:
            rows[key] = (1, len(out), 0)
            out += b"%d 0 obj\n%s\nendobj\n" % (key, data)
        many = self._new()
        rows[many] = (1, len(out), 0)
        for index, (key, _) in enumerate(self.small):
            rows[key] = (2, many, index)
        out += object_stream(many, self.small)
        last = self._new()
        rows[last] = (1, len(out), 0)
        table = zlib.compress(_ROW(0, 0, 65535) + b"".join([_ROW(*rows[key]) for key in range(1, last + 1)]), 6)
        own = self.plate.digest.encode() + out[len(self.plate.fixed) :]
        whole = hashlib.md5(own, usedforsecurity=False).hexdigest()
        name = (
            hashlib.md5(self.own.identifier.encode(), usedforsecurity=False).hexdigest()
            if self.own.identifier
            else whole
        )
        info = f"/Info {self.plate.info} 0 R" if self.plate.info else ""
        said = (
            f"<</Type /XRef/W [1 4 2]/Size {last + 1}/Root {self.plate.root} 0 R{info}"
            f"/ID [({name}) ({whole})]/Filter /FlateDecode/Length {len(table)}>>"
        ).encode()
        end = b"startxref\n%d\n%%%%EOF\n" % len(out)
        return bytes(out + b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\n%s" % (last, said, table, end))
