"""The same evidence in other words: where documents rest on the very same claims and yet do not say the same.

Two texts may well differ, since one sheet says less than another. So only texts that share a good part of their words
are held side by side, as a notice for an editor; other figures, or a denial that the twin lacks, make a finding.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from handouts.content.catalogue import Loaded
from handouts.content.wordlists import StandardsWords
from handouts.errors import Problem
from handouts.review.grades import Grader
from handouts.review.standards.sheet import Standards
from handouts.source.inline import plain_text

SIMILAR = 0.35
"""Shared words in all words (Jaccard) from which two texts are held side by side."""
ALIKE = 0.5
"""The same, from which a denial that only one of them has is a finding."""
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
PLACEHOLDERS = {"fever": "", "emergency": "", "clinic": "", "crisis": ""}


@dataclass(frozen=True)
class Unit:
    """A block or list entry that rests on a set of claims, its words, and its place."""

    claims: frozenset[str]
    words: str
    documents: tuple[str, ...]
    path: str
    line: int

    @property
    def tokens(self) -> list[str]:
        """Its words in lower case."""
        return [word.lower().replace("’", "'") for word in WORD.findall(self.words)]

    def figures(self, words: StandardsWords) -> frozenset[str]:
        """Numbers in figures or in words."""
        return frozenset(token for token in self.tokens if token[0].isdigit() or token in words.numbers)

    def denies(self, words: StandardsWords) -> bool:
        """Whether anything is denied."""
        return any(token in words.denials or token.endswith("n't") for token in self.tokens)


@dataclass(frozen=True)
class Difference:
    """Two units that rest on the same claims in other words; `finding` says what a person must look at, if anything."""

    first: Unit
    second: Unit
    finding: str | None

    @property
    def problem(self) -> Problem:
        """As a row for people: where, which claims, and where the other words are."""
        names = ", ".join(sorted(self.first.claims))
        what = self.finding or "is said in other words in"
        other = f"{self.second.path}:{self.second.line} (“{self.second.words}”)"
        mend = f"both rest on {names}: say the same, or name the claim that differs"
        message = f"“{self.first.words}” {what} {other}; {mend}"
        return Problem(self.first.path, self.first.line, 1, "", message)


def differences(standards: Standards) -> list[Difference]:
    """Every pair of units of different documents that rest on the same claims, are similar and yet differ.

    What comes from one shared text is one unit. Languages without word lists are left out.
    """
    by_claims: dict[tuple[str, frozenset[str]], dict[str, Unit]] = defaultdict(dict)
    for loaded in standards.catalogue.in_order():
        for unit in _units(loaded, standards.grader):
            alike = by_claims[loaded.id.lang, unit.claims]
            known = alike.get(unit.words)
            alike[unit.words] = replace(unit, documents=known.documents + unit.documents) if known else unit
    found = []
    for (lang, _), units in by_claims.items():
        if words := standards.words(lang):
            pairs = (pair for pair in combinations(units.values(), 2) if _side_by_side(*pair))
            found += [Difference(first, second, _finding(first, second, words)) for first, second in pairs]
    return found


def _side_by_side(first: Unit, second: Unit) -> bool:
    return set(first.documents).isdisjoint(second.documents) and _likeness(first, second) >= SIMILAR


def _finding(first: Unit, second: Unit, words: StandardsWords) -> str | None:
    figures = first.figures(words), second.figures(words)
    if all(figures) and figures[0] != figures[1]:
        return "has other figures than"
    if _likeness(first, second) >= ALIKE and first.denies(words) != second.denies(words):
        return "denies, or does not, what stands in"
    return None


def _likeness(first: Unit, second: Unit) -> float:
    a, b = set(first.tokens), set(second.tokens)
    return len(a & b) / len(a | b) if a | b else 0.0


def _units(loaded: Loaded, grader: Grader) -> Iterator[Unit]:
    """The running words of each block and list entry that names claims; a list is known by its entries."""
    for text in grader.texts(loaded):
        entry, place = text.entry, text.place
        if entry and entry.claims and place and (entry is not text.block or text.keys == ("text",)):
            words = plain_text(text.words, PLACEHOLDERS)
            yield Unit(frozenset(entry.claims), words, (str(loaded.id),), place.source.path, place.line)
