"""Which rule of a style sheet it is that no page can be laid out with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import tinycss2
from tinycss2.ast import Node

Fails = Callable[[bytes], bool]
"""Whether the page fails with this text in the sheet's place."""


@dataclass(frozen=True)
class Rule:
    """Where a declaration or a rule begins, from 1, and how it reads, shortened."""

    line: int
    column: int
    text: str


def guilty_rule(sheet: bytes, fails: Fails) -> Rule | None:
    """The first rule, or declaration in it, up to which a sheet must be read for the page to fail.

    None where the page fails without the sheet, or does not with the whole of it. Each try sets the page once; their
    number grows with the logarithm of the sheet's length.
    """
    if not fails(sheet) or fails(b""):
        return None
    rules = tinycss2.parse_stylesheet(sheet.decode(errors="replace"))
    last = _shortest(len(rules), lambda count: fails(_text(rules[:count])))
    found, before = rules[last - 1], _text(rules[: last - 1])
    parts = tinycss2.parse_blocks_contents(found.content) if found.type == "qualified-rule" else []
    if parts:
        head = tinycss2.serialize(found.prelude)
        starts = [f"{head}{{{tinycss2.serialize(parts[:count])}}}".encode() for count in range(len(parts) + 1)]
        if fails(before + starts[-1]) and not fails(before + starts[0]):
            found = parts[_shortest(len(parts), lambda count: fails(before + starts[count])) - 1]
    said = " ".join(tinycss2.serialize([found]).split()).rstrip(" ;")
    return Rule(found.source_line, found.source_column, said if len(said) <= 80 else f"{said[:77]}...")


def _text(rules: Sequence[Node]) -> bytes:
    text: str = tinycss2.serialize(rules)
    return text.encode()


def _shortest(most: int, fails: Callable[[int], bool]) -> int:
    """The least count, from 1 to `most`, that fails; `most` is known to."""
    low, high = 1, most
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if fails(middle) else (middle + 1, high)
    return low
