"""Paints the words of a page in the order in which they are read, whatever CSS lifts out of the flow.

WeasyPrint paints positioned boxes and bullets last. Here backgrounds and frames stay where they are in the stream of a
page, and all that is read follows them in the order of the tags, each piece moved and clipped as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby, takewhile
from typing import Any, NamedTuple

import pydyf

from handouts.pdf.structure import Content, Node

Artifact = dict[str, str]
Operators = list[Any]
"""Of a pydyf stream: each is bytes, save for what stands before `BDC`, a name and a dictionary."""
_PATH = (b"re", b" m", b" l", b" c", b" v", b" y", b"h", b"W", b"W*")


class _Level(NamedTuple):
    """What moves and clips, since the `q` of this number."""

    number: int
    operators: tuple[bytes, ...] = ()


_Levels = tuple[_Level, ...]


class _Cut:
    """A page's stream without the pieces `wanted`, and places in the rest where they can be put."""

    def __init__(self, operators: Operators, wanted: Sequence[int]) -> None:
        self.pieces: dict[int, tuple[_Levels, Operators]] = {}
        self.rest: Operators = []
        self.places: list[tuple[int, _Levels]] = []
        self._levels, self._opened, self._path = [_Level(0)], 0, []
        numbers, index = frozenset(wanted), 0
        while index < len(operators):
            number, end = mark_at(operators, index + 2), index + 1
            if number in numbers:
                end = _end(operators, index + 3)
                self.pieces[number] = tuple(self._levels), operators[index:end]
                self.places = [(len(self.rest), tuple(self._levels))]  # none before the last piece will do
            else:
                self._keep(operators[index])
            index = end

    def _keep(self, operator: Any) -> None:
        self.rest.append(operator)
        if type(operator) is not bytes:
            return
        if operator == b"q":
            self._opened += 1
            self._levels.append(_Level(self._opened))
        elif operator == b"Q":
            self._levels.pop()
            self.places.append((len(self.rest), tuple(self._levels)))
        elif operator[-3:] == b" cm":
            self._add(operator)
        elif operator[-2:] in _PATH:
            self._path.append(operator)
        elif self._path:
            if self._path[-1][:1] == b"W":
                self._add(*self._path, operator)
            self._path = []

    def _add(self, *operators: bytes) -> None:
        number, before = self._levels[-1]
        self._levels[-1] = _Level(number, before + operators)


@dataclass
class Marks:
    """What the marks of a page (from 0) stand for, by the numbers that WeasyPrint gave them, in the order of the boxes.

    `moved` are those that are painted in the order of the tags: all that is read, and words that are not.
    """

    page: int
    targets: dict[int, Content | Artifact] = field(default_factory=dict)
    moved: list[int] = field(default_factory=list)

    def order(self, document: Node) -> list[int]:
        """The order of painting: as read; words that are not read come after what they stand behind on the page."""
        after: dict[int | None, list[int]] = {None: []}
        last = None
        for number in self.moved:
            if isinstance(self.targets[number], Content):
                after[last := number] = []
            else:
                after[last].append(number)
        contents = (content.mcid for content in document.contents() if content.page == self.page)
        return [*after[None], *(number for read in contents for number in (read, *after[read]))]


def paint(operators: Operators, marks: Marks, document: Node) -> bool:
    """Bring a page into order and turn its marks into artifacts or content, numbered anew.

    False where content is lost in a see-through group, a stream of its own.
    """
    operators[:] = in_reading_order(operators, marks.order(document))
    number, targets = 0, marks.targets
    for index in range(len(operators)):
        mark = mark_at(operators, index)
        if mark is None:
            continue
        target = targets.pop(mark)
        if isinstance(target, Content):
            operators[index - 1] = pydyf.Dictionary({"MCID": number})
            target.mcid = number
            number += 1
        else:
            operators[index - 2], operators[index - 1] = "/Artifact", pydyf.Dictionary(target)
    return not any(isinstance(target, Content) for target in targets.values())


def in_reading_order(operators: Operators, order: Sequence[int]) -> Operators:
    """The operators of a page with its marked content (by MCID) in this order, over all that lay under any of it."""
    cut = _Cut(operators, order)
    pieces = [cut.pieces[number] for number in order if number in cut.pieces]
    if not pieces:
        return operators
    levels = [at for at, _ in pieces]
    alike = takewhile(lambda each: len(set(each)) == 1, zip(*levels, strict=False))
    shared = tuple(each[0] for each in alike)
    place = next(index for index, at in cut.places if at == shared)
    painted: Operators = []
    for around, group in groupby(
        pieces, lambda piece: [item for _, items in piece[0][len(shared) :] for item in items]
    ):
        words = [operator for _, piece in group for operator in piece]
        painted += [b"q", *around, *words, b"Q"] if around else words
    return [*cut.rest[:place], *painted, *cut.rest[place:]]


def mark_at(operators: Operators, index: int) -> int | None:
    """The MCID of content that begins with the operator of this index, which is then `BDC`."""
    if index >= len(operators) or operators[index] != b"BDC":
        return None
    number: int | None = operators[index - 1].get("MCID")
    return number


def _end(operators: Operators, index: int) -> int:
    """Behind the EMC that closes what has been opened before an index."""
    depth = 1
    while depth:
        depth += {b"BDC": 1, b"BMC": 1, b"EMC": -1}.get(operators[index], 0) if type(operators[index]) is bytes else 0
        index += 1
    return index
