"""Copies objects out of a PDF that has been drawn and is not written, with slots for what is not known yet."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

import pydyf

from handouts.press.template import REFERENCE, Slot, Template, joined

_COLOR = re.compile(rb"([\d.]+) ([\d.]+) ([\d.]+) (rg|RG)")


class Open(pydyf.Object):
    """Stands in an object where something is to be filled in; in a dictionary under the key `MORE` for more entries."""

    def __init__(self, name: str, which: Any = 0) -> None:
        super().__init__()
        self.slot: Slot = (name, which)


MORE = ""


class Copier:
    """Copies what can be reached from the objects asked for, in one order for one PDF.

    `beyond` has slots for objects that are not copied; `first` is the number of the first object copied. Without it
    they have no numbers yet: what refers to them is a slot `ref`, with their place among those copied.
    """

    def __init__(self, pdf: pydyf.PDF, beyond: Mapping[int, Slot], first: int | None) -> None:
        self._pdf, self._beyond, self._first = pdf, beyond, first
        self._places: dict[int, int] = {}
        self.found: list[int] = []

    def refer(self, number: int) -> bytes | Slot:
        """How another object refers to one, which is copied if it was not."""
        if number in self._beyond:
            return self._beyond[number]
        place = self.place(number)
        return ("ref", place) if self._first is None else b"%d 0 R" % (self._first + place)

    def place(self, number: int) -> int:
        """The place among those copied, from 0."""
        if number not in self._places:
            self._places[number] = len(self.found)
            self.found.append(number)
        return self._places[number]

    def copies(self) -> Iterator[tuple[pydyf.Object, Template]]:
        """Every object that is copied, those included that others refer to."""
        done = 0
        while done < len(self.found):
            value = self._pdf.objects[self.found[done]]
            yield value, joined(self.parts(value))
            done += 1

    def parts(self, value: Any) -> Iterator[bytes | Slot]:
        """An object or a value in it, piece by piece."""
        if isinstance(value, Open):
            yield value.slot
        elif isinstance(value, pydyf.Stream):
            yield from self._stream(value)
        elif isinstance(value, dict):
            yield b"<<"
            for key, inner in value.items():
                yield b"/%s " % pydyf._to_bytes(key) if key != MORE else b""
                yield from self.parts(inner)
            yield b">>"
        elif isinstance(value, (list, tuple)):
            yield b"["
            for number, inner in enumerate(value):
                yield b" " if number else b""
                yield from self.parts(inner)
            yield b"]"
        elif isinstance(value, pydyf.String):
            yield value.data
        else:
            yield from self._referring(pydyf._to_bytes(value))

    def _referring(self, data: bytes) -> Iterator[bytes | Slot]:
        for number, piece in enumerate(REFERENCE.split(data)):
            yield self.refer(int(piece)) if number % 2 else piece

    def _stream(self, stream: pydyf.Stream) -> Iterator[bytes | Slot]:
        parts = joined(part for item in stream.stream for part in (*self._raw(item), b"\n"))
        if any(isinstance(part, tuple) for part in parts):  # what is filled in later, nobody can compress now
            yield ("stream" if stream.compress else "plain", _plain_extra(stream))
            yield from parts
            return
        data = parts[0][:-1] if parts else b""
        extra = dict(stream.extra)
        if stream.compress:
            data = zlib.compress(data, 9)
            extra["Filter"] = "/FlateDecode"
        yield from self.parts(extra | {"Length": len(data)})
        yield b"\nstream\n" + data + b"\nendstream"

    def _raw(self, item: Any) -> Iterator[bytes | Slot]:
        """An operator or, in a list, pieces that stand right behind each other."""
        for piece in item if isinstance(item, list) else [item]:
            yield piece.slot if isinstance(piece, Open) else pydyf._to_bytes(piece)


def _plain_extra(stream: pydyf.Stream) -> str:
    return pydyf.Dictionary(stream.extra).data[2:-2].decode("latin-1")


def levels(operator: Any) -> tuple[int, int, int] | None:
    """The color that an operator sets, in levels of 0 to 255; None of any other operator."""
    found = _COLOR.fullmatch(operator) if type(operator) is bytes else None
    return tuple(round(255 * float(level)) for level in found.groups()[:3]) if found else None  # type: ignore[return-value]


def pieces(operators: list[Any]) -> Iterator[tuple[int, int]]:
    """Where each marked piece of a page's stream begins and ends."""
    begun: list[int] = []
    for index, operator in enumerate(operators):
        if operator in (b"BDC", b"BMC"):
            begun.append(index - (2 if operator == b"BDC" else 1))
        elif operator == b"EMC":
            start = begun.pop()
            if not begun:
                yield start, index + 1


def at(pdf: pydyf.PDF, reference: bytes) -> Any:
    """The object of a reference."""
    return pdf.objects[int(reference.split()[0])]
