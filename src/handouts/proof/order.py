"""Whether words stand where they are read: below their own heading, and above the next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from handouts.proof.drawn import Drawn, PageInk, read_ink

_HEADING = re.compile(r"H\d?")


@dataclass(frozen=True)
class Misplaced:
    """Words of a page (from 1) that stand `where` by a heading: above their own, or below that of others."""

    page: int
    text: str
    heading: str
    where: str


@dataclass
class _Part:
    """A heading and what is read after it on the same page."""

    heading: list[Drawn] = field(default_factory=list)
    words: list[Drawn] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The words of the heading."""
        return " ".join(piece.text.strip() for piece in self.heading)


def misplaced(pdf: bytes) -> list[Misplaced]:
    """The words that a style has moved away from their heading, at most one for each heading."""
    return [fault for number, page in enumerate(read_ink(pdf), 1) for fault in _on_page(number, _parts(page))]


def _parts(page: PageInk) -> list[_Part]:
    """The parts of a page in the order in which they are read."""
    pieces: dict[int | None, list[Drawn]] = {}
    for piece in page.pieces:
        if any(map(str.isalnum, piece.text)) and not piece.artifact:
            pieces.setdefault(piece.mcid, []).append(piece)
    parts = [_Part()]
    for step in page.steps:
        for piece in pieces.get(step.mcid, ()) if step.mcid is not None else ():
            if not _HEADING.fullmatch(step.role):
                parts[-1].words.append(piece)
            elif parts[-1].words or not parts[-1].heading:
                parts.append(_Part([piece]))
            else:
                parts[-1].heading.append(piece)
    return parts


def _on_page(number: int, parts: list[_Part]) -> Iterator[Misplaced]:
    for part in parts[1:]:
        top = max(piece.top for piece in part.heading)
        for piece in [piece for piece in part.words if piece.bottom >= top][:1]:
            yield Misplaced(number, piece.text, part.name, "above its own heading")
    for part, after in pairwise(parts):
        for piece in [piece for piece in part.words if after.heading and _is_below(piece, after.heading)][:1]:
            yield Misplaced(number, piece.text, after.name, "below the heading")


def _is_below(piece: Drawn, heading: list[Drawn]) -> bool:
    """Whether words stand under a heading: lower, and not in another column."""
    beside = piece.right <= min(h.left for h in heading) or piece.left >= max(h.right for h in heading)
    return not beside and piece.top <= min(h.bottom for h in heading)
