"""What one file alone cannot show: that names exist, that claims hold, that a document has what its kind asks for."""

from __future__ import annotations

from collections.abc import Iterator

from handouts.content.blocks import Block, Figure, Include
from handouts.content.catalogue import Catalogue, Loaded
from handouts.content.documents import Document
from handouts.content.items import Item, Sourced
from handouts.content.languages import check_labels
from handouts.content.texts import items_of
from handouts.errors import Problem, did_you_mean
from handouts.source.yaml import Key

Loc = tuple[Key, ...]


def check_catalogue(catalogue: Catalogue, problems: list[Problem]) -> None:
    """Claims against sources, types against claims and labels, languages against the base language."""
    for name, claim in catalogue.claims.items():
        source, at = catalogue.places["claims", name]
        for index, wanted in enumerate(claim.sources):
            if wanted not in catalogue.sources:
                message = f"{wanted!r} is not a source;{did_you_mean(wanted, catalogue.sources)} add it to sources.yaml"
                problems.append(source.problem((*at, "sources", index), message))
        for index, wanted in enumerate(claim.types):
            if wanted != "all" and wanted not in catalogue.types:
                message = f"{wanted!r} is not a disease type;{did_you_mean(wanted, catalogue.types)} or write all"
                problems.append(source.problem((*at, "types", index), message))
    for name, disease in catalogue.types.items():
        source, at = catalogue.places["types", name]
        problems += [
            source.problem((*at, "claims"), _unknown_claim(catalogue, wanted))
            for wanted in disease.claims
            if wanted not in catalogue.claims
        ]
    check_labels(catalogue, problems)


def check_document(catalogue: Catalogue, loaded: Loaded, written: Document, problems: list[Problem]) -> None:
    """One document: claims, evidence of each factual block, ids, required blocks. `written` is it before expansion."""
    _check_ids(loaded, written, problems)
    kind = catalogue.kinds[loaded.id.kind]
    present = {block.block for section in loaded.document.sections for block in section.blocks}
    for wanted in kind.required_blocks:
        if wanted not in present:
            message = f"has no {wanted} block, which every {loaded.id.kind} needs; add one"
            at = loaded.source.grafts[0][0] if loaded.source.grafts else ("sections",)
            problems.append(loaded.source.problem(at, message))
    for at, block in _blocks(loaded.document):
        _check_evidence(catalogue, loaded, at, block, problems)
        if isinstance(block, Figure) and block.figure == "body":
            _check_figure(catalogue, loaded, at, problems)


def _blocks(document: Document) -> Iterator[tuple[Loc, Block]]:
    for number, section in enumerate(document.sections):
        for index, block in enumerate(section.blocks):
            yield ("sections", number, "blocks", index), block


def _check_evidence(catalogue: Catalogue, loaded: Loaded, at: Loc, block: Block, problems: list[Problem]) -> None:
    entries = items_of(block)
    for sourced in (block, *entries):
        problems += [
            loaded.source.problem((*at, "claims"), message)
            for claim in sourced.claims
            if (message := _claim_fault(catalogue, claim, loaded.id.type))
        ]
    if block.factual and not _has_evidence(block, entries):
        message = "states facts and names no claims; add `claims:`, or `unsourced:` with the reason"
        problems.append(loaded.source.problem((*at, "claims"), message))


def _has_evidence(block: Sourced, entries: tuple[Item, ...]) -> bool:
    return _named(block) or (bool(entries) and all(_named(entry) for entry in entries))


def _named(sourced: Sourced) -> bool:
    return bool(sourced.claims or sourced.unsourced)


def _claim_fault(catalogue: Catalogue, name: str, disease: str) -> str | None:
    claim = catalogue.claims.get(name)
    if claim is None:
        return _unknown_claim(catalogue, name)
    if not claim.holds_for(disease):
        return f"claim {name!r} is about {', '.join(claim.types)}, not {disease}; name a claim that holds here"
    if not claim.printed:
        return f"claim {name!r} is kept out of print ({claim.reason}); say it another way"
    return None


def _unknown_claim(catalogue: Catalogue, name: str) -> str:
    return f"{name!r} is not a claim;{did_you_mean(name, catalogue.claims)} add it to content/claims/"


def _check_ids(loaded: Loaded, written: Document, problems: list[Problem]) -> None:
    seen: set[str] = set()
    for number, section in enumerate(loaded.document.sections):
        places: list[tuple[Loc, str]] = [(("sections", number, "id"), section.id)]
        for index, block in enumerate(section.blocks):
            at: Loc = ("sections", number, "blocks", index)
            included = index < len(written.sections[number].blocks) and isinstance(
                written.sections[number].blocks[index], Include
            )
            places += [((*at, "fragment" if included else "id"), block.id)] if block.id else []
            places += [((*at, "groups", i, "id"), group.id) for i, group in enumerate(getattr(block, "groups", ()))]
        for at, name in places:
            if name in seen:
                problems.append(loaded.source.problem(at, f"{name!r} stands twice; give each its own id"))
            seen.add(name)


def _check_figure(catalogue: Catalogue, loaded: Loaded, at: Loc, problems: list[Problem]) -> None:
    marks = catalogue.types[loaded.id.type].body
    labels = catalogue.labels[loaded.id.lang].sites
    for site in (marks.origin, *marks.near, *marks.far):
        if site not in labels:
            message = f"the figure marks {site!r}, which has no label; add it under sites: in labels.yaml"
            problems.append(loaded.source.problem((*at, "figure"), message))
