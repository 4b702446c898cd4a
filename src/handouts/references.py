"""Which sources a sheet prints: few enough to read, and for every claim at least one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from handouts.content import Claim, Source


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


def _graded(claim: Claim, sources: Mapping[str, Source]) -> frozenset[str]:
    graded = frozenset(name for name in claim.sources if sources[name].grade != "C")
    return graded or frozenset(claim.sources)


def _count(name: str, wanting: Mapping[str, frozenset[str]]) -> int:
    return sum(name in best for best in wanting.values())
