"""Which sources a sheet prints: few enough to read, and for every claim at least one; and what reaches nobody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from handouts.content.blocks import Block
from handouts.content.catalogue import Catalogue, DocumentId
from handouts.content.documents import Claim, Document, Source
from handouts.content.texts import items_of
from handouts.errors import Problem

Usage = dict[str, tuple[DocumentId, ...]]


def claims_of(blocks: Iterable[Block]) -> list[str]:
    """The claims that blocks and their entries name, in printed order."""
    return [claim for block in blocks for part in (block, *items_of(block)) for claim in part.claims]


def document_sources(catalogue: Catalogue, document: Document) -> tuple[Source, ...]:
    """The sources that a sheet prints, in their order."""
    names = [name for section in document.sections for name in claims_of(section.blocks)]
    return choose_sources((catalogue.claims[name] for name in names), catalogue.sources)


def choose_sources(claims: Iterable[Claim], sources: Mapping[str, Source]) -> tuple[Source, ...]:
    """A small set in which each claim finds a source: of grade A or B where it has one, else of grade C.

    Sources are taken by the number of claims that still want one (the greedy set cover of Chvatal, 1979), ties by grade
    and then by first mention. The result is in the order of first mention.
    """
    claims = list(dict.fromkeys(claims))
    mention = {name: place for place, name in enumerate(dict.fromkeys(n for c in claims for n in c.sources))}
    wanting = {claim.id: _graded(claim, sources) for claim in claims}
    chosen: set[str] = set()
    while wanting:
        names = {name for best in wanting.values() for name in best}
        pick = min(names, key=lambda n: (-_count(n, wanting), sources[n].grade, mention[n]))
        chosen.add(pick)
        wanting = {claim: best for claim, best in wanting.items() if pick not in best}
    return tuple(sources[name] for name in sorted(chosen, key=mention.__getitem__))


def publishers(sources: Iterable[Source]) -> tuple[str, ...]:
    """Who published the sources: each once, by the best grade of its sources and then in the order of first mention."""
    best: dict[str, str] = {}
    for source in sources:
        best[source.publisher] = min(source.grade, best.get(source.publisher, source.grade))
    return tuple(sorted(best, key=best.__getitem__))


def _graded(claim: Claim, sources: Mapping[str, Source]) -> frozenset[str]:
    graded = frozenset(name for name in claim.sources if sources[name].grade != "C")
    return graded or frozenset(claim.sources)


def _count(name: str, wanting: Mapping[str, frozenset[str]]) -> int:
    return sum(name in best for best in wanting.values())


def usage(catalogue: Catalogue) -> Usage:
    """The documents that name each claim, in the order of the catalogue; a claim that none names has an empty tuple."""
    found: dict[str, dict[DocumentId, None]] = {name: {} for name in catalogue.claims}
    for loaded in catalogue.in_order():
        for section in loaded.document.sections:
            for name in claims_of(section.blocks):
                found[name][loaded.id] = None
    return {name: tuple(documents) for name, documents in found.items()}


def coverage_problems(catalogue: Catalogue, used: Usage | None = None) -> list[Problem]:
    """Claims that reach no document of a type they hold for, and claims that lean on weak sources alone.

    A claim may stay out of print, and may rest on sources of grade C alone, only with a stated `reason:`.
    """
    used = usage(catalogue) if used is None else used
    problems: list[Problem] = []
    for name, claim in catalogue.claims.items():
        source, at = catalogue.places["claims", name]
        for disease in _silent_types(catalogue, claim, used[name]):
            message = f"{name!r} is in no document about {disease}; use it there, or write `print: no` and a reason"
            problems.append(source.problem((*at, "types"), message))
        if claim.printed and claim.reason is None and _grades(catalogue, claim) == {"C"}:
            message = f"{name!r} rests on grade C alone; name a better source, or a `reason:` why there is none"
            problems.append(source.problem((*at, "sources"), message))
    return problems


def _silent_types(catalogue: Catalogue, claim: Claim, documents: Iterable[DocumentId]) -> list[str]:
    if not claim.printed:
        return []
    reached = {identity.type for identity in documents}
    return [name for name in catalogue.types if claim.holds_for(name) and name not in reached]


def _grades(catalogue: Catalogue, claim: Claim) -> set[str]:
    return {catalogue.sources[name].grade for name in claim.sources}
