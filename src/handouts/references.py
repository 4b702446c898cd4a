"""Which sources a sheet prints: few enough to read, and for every claim at least one of its best."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from handouts.content import Claim, Source


def choose_sources(claims: Iterable[Claim], sources: Mapping[str, Source]) -> tuple[Source, ...]:
    """A small set in which each claim finds a source of its best grade, and every source of grade C that it leans on.

    Sources are taken by the number of claims that still want one (the greedy set cover of Chvatal, 1979), ties by grade
    and then by first mention. Where a better source stands beside one of grade C both are named, so that the reader
    sees what the words came from. The result is in the order of first mention.
    """
    claims = list(dict.fromkeys(claims))
    mention = {name: place for place, name in enumerate(dict.fromkeys(n for c in claims for n in c.sources))}
    weak = {name for name in mention if sources[name].grade == "C"}
    wanting = {claim.id: _best(claim, sources) for claim in claims}
    chosen: set[str] = set()
    while wanting:
        names = {name for best in wanting.values() for name in best}
        pick = min(names, key=lambda n: (-_count(n, wanting), n in weak, sources[n].grade, mention[n]))
        chosen.add(pick)
        wanting = {claim: best for claim, best in wanting.items() if pick not in best}
    return tuple(sources[name] for name in sorted(chosen | weak, key=mention.__getitem__))


def _best(claim: Claim, sources: Mapping[str, Source]) -> frozenset[str]:
    grade = min(sources[name].grade for name in claim.sources)
    return frozenset(name for name in claim.sources if sources[name].grade == grade)


def _count(name: str, wanting: Mapping[str, frozenset[str]]) -> int:
    return sum(name in best for best in wanting.values())
