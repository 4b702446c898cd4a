"""Which sources a sheet prints: few enough to read, and for every claim at least one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from handouts.blocks import Block, items_of
from handouts.content import Claim, Document, Source

if TYPE_CHECKING:
    from handouts.catalogue import Catalogue


def claims_of(blocks: Iterable[Block]) -> list[str]:
    """The claims that blocks and their entries name, in printed order."""
    return [claim for block in blocks for part in (block, *items_of(block)) for claim in part.claims]


def document_sources(catalogue: Catalogue, document: Document) -> tuple[Source, ...]:
    """The sources that a sheet prints, in their order."""
    names = [name for section in document.sections for name in claims_of(section.blocks)]
    return choose_sources((catalogue.claims[name] for name in names), catalogue.sources)


def section_numbers(
    catalogue: Catalogue, document: Document, sources: tuple[Source, ...]
) -> dict[str, tuple[int, ...]]:
    """The numbers, from 1, of the printed sources that each section rests on, by the section's id."""
    numbers = {source.id: number for number, source in enumerate(sources, 1)}
    found = {}
    for section in document.sections:
        named = {source for claim in claims_of(section.blocks) for source in catalogue.claims[claim].sources}
        found[section.id] = tuple(sorted(numbers[source] for source in named if source in numbers))
    return found


def choose_sources(claims: Iterable[Claim], sources: Mapping[str, Source]) -> tuple[Source, ...]:
    """A small set in which each claim finds a source of grade A or B where it has one, and each of grade C it leans on.

    Sources are taken by the number of claims that still want one (the greedy set cover of Chvatal, 1979), ties by grade
    and then by first mention. Where a better source stands beside one of grade C both are named, so that the reader
    sees what the words came from. The result is in the order of first mention.
    """
    claims = list(dict.fromkeys(claims))
    mention = {name: place for place, name in enumerate(dict.fromkeys(n for c in claims for n in c.sources))}
    weak = {name for name in mention if sources[name].grade == "C"}
    wanting = {claim.id: _graded(claim, sources) for claim in claims}
    chosen: set[str] = set()
    while wanting:
        names = {name for best in wanting.values() for name in best}
        pick = min(names, key=lambda n: (-_count(n, wanting), sources[n].grade, mention[n]))
        chosen.add(pick)
        wanting = {claim: best for claim, best in wanting.items() if pick not in best}
    return tuple(sources[name] for name in sorted(chosen | weak, key=mention.__getitem__))


def publishers(sources: Iterable[Source]) -> tuple[str, ...]:
    """Who stands behind the sources, each once, the best grade first; of grade C only where there is nothing better."""
    graded = sorted(sources, key=lambda source: source.grade)
    kept = [source for source in graded if source.grade != "C"] or graded
    return tuple(dict.fromkeys(source.publisher for source in kept))


def _graded(claim: Claim, sources: Mapping[str, Source]) -> frozenset[str]:
    graded = frozenset(name for name in claim.sources if sources[name].grade != "C")
    return graded or frozenset(claim.sources)


def _count(name: str, wanting: Mapping[str, frozenset[str]]) -> int:
    return sum(name in best for best in wanting.values())
