"""Which claim is printed in which document, and what of the evidence reaches nobody."""

from __future__ import annotations

from collections.abc import Iterable

from handouts.content.blocks import items_of
from handouts.content.catalogue import Catalogue, DocumentId
from handouts.content.documents import Claim
from handouts.errors import Problem

Usage = dict[str, tuple[DocumentId, ...]]


def usage(catalogue: Catalogue) -> Usage:
    """The documents that name each claim, in the order of the catalogue; a claim that none names has an empty tuple."""
    found: dict[str, dict[DocumentId, None]] = {name: {} for name in catalogue.claims}
    for loaded in catalogue.in_order():
        for section in loaded.document.sections:
            for block in section.blocks:
                for part in (block, *items_of(block)):
                    for name in part.claims:
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
