"""The words that a clinician signs, as plain lines: what is printed, in order, without layout, brand or dates."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import BaseModel

from handouts.blocks import Figure, Item
from handouts.catalogue import Catalogue, Loaded
from handouts.content import Document, Source
from handouts.records import digest_of
from handouts.references import document_sources, section_numbers

# Not printed as they stand: names, evidence (its sources are printed), and what shared parts were taken by.
UNPRINTED = frozenset({"block", "id", "claims", "unsourced", "use", "terms"})
# The fixed words that only these blocks print. A label that is not named here is signed with every document.
LABELS_OF_BLOCKS = {
    "figure_origin": {"figure body"},
    "figure_near": {"figure body"},
    "figure_far": {"figure body"},
    "emergency": {"red-flags"},
    "same_day": {"red-flags"},
    "next_visit": {"red-flags"},
    "emergency_number": {"contacts", "red-flags"},
    "contacts": {"contacts"},
    "day_phone": {"contacts", "red-flags"},
    "night_phone": {"contacts", "red-flags"},
    "known": {"known-unknown"},
    "unknown": {"known-unknown"},
    "uncertain": {"callout"},
    "none": {"checklist"},
    "some": {"checklist"},
    "a_lot": {"checklist"},
    "since": {"checklist"},
    "question": {"questions", "top-three"},
    "ask_today": {"questions"},
    "answer": {"questions", "top-three"},
    "top_three": {"top-three"},
    "day": {"diary"},
    "initials": {"initials"},
}
PREFIXES = {"part_": "card", "step_": "figure steps"}
SOURCE_LABELS = "source_kind_"


def words_digest(catalogue: Catalogue, loaded: Loaded) -> str:
    """SHA-256 of the words that a clinician signs."""
    return digest_of(signed_words(catalogue, loaded))


def signed_words(catalogue: Catalogue, loaded: Loaded) -> str:
    """Those words as text, one string a line, each after the name of its place on the sheet."""
    return "".join(f"{line}\n" for line in _lines(catalogue, loaded))


def _lines(catalogue: Catalogue, loaded: Loaded) -> Iterator[str]:
    labels, document = catalogue.labels[loaded.id.lang], loaded.document
    sources = document_sources(catalogue, document)
    numbers = section_numbers(catalogue, document, sources)
    yield f"language: {loaded.id.lang}"
    yield from _strings("type", labels.types[loaded.id.type])
    yield f"kind: {labels.kinds[loaded.id.kind]}"
    yield from (f"{name}: {getattr(document, name)}" for name in ("title", "lead", "key_message"))
    for section in document.sections:
        yield f"heading: {section.heading}"
        for block in section.blocks:
            yield f"[{block.block}]"
            yield from _strings("text", block)
        yield from ([f"sources: {', '.join(map(str, numbers[section.id]))}"] if numbers[section.id] else [])
    yield from (f"source {number}: {_source_words(source)}" for number, source in enumerate(sources, 1))
    yield from _page_labels(catalogue, loaded, sources)


def _strings(key: str, value: object) -> Iterator[str]:
    """Every word of a value after the key it stands under; numbers only say how much room there is to write."""
    if isinstance(value, str):
        yield f"{key}: {value}"
    elif isinstance(value, Item):
        yield f"{key}: {value.text}"
    elif isinstance(value, tuple):
        for entry in value:
            yield from _strings(key, entry)
    elif isinstance(value, BaseModel):
        for name, info in type(value).model_fields.items():
            entry = getattr(value, name)
            if name not in UNPRINTED and entry != info.default:
                yield from _strings(name, entry)


def _source_words(source: Source) -> str:
    parts = (source.publisher, source.title, source.date, source.kind, source.address)
    return " | ".join(part for part in parts if part)


def _page_labels(catalogue: Catalogue, loaded: Loaded, sources: tuple[Source, ...]) -> Iterator[str]:
    labels = catalogue.labels[loaded.id.lang]
    present = _printed_blocks(loaded.document)
    kinds = {f"{SOURCE_LABELS}{source.kind}" for source in sources}
    for name, words in sorted(labels.page.items()):
        if _is_printed(name, present, kinds):
            yield f"label {name}: {words}"
    if "figure body" in present:
        body = catalogue.types[loaded.id.type].body
        for role, sites in (("origin", (body.origin,)), ("near", body.near), ("far", body.far)):
            yield from (f"figure {role}: {labels.sites[site]}" for site in sites)


def _is_printed(name: str, present: set[str], kinds: set[str]) -> bool:
    if name.startswith(SOURCE_LABELS):
        return name in kinds
    for prefix, block in PREFIXES.items():
        if name.startswith(prefix):
            return block in present
    return name not in LABELS_OF_BLOCKS or bool(LABELS_OF_BLOCKS[name] & present)


def _printed_blocks(document: Document) -> set[str]:
    """The names of a document's blocks, a figure's with what it shows."""
    blocks = (block for section in document.sections for block in section.blocks)
    return {f"figure {block.figure}" if isinstance(block, Figure) else block.block for block in blocks}
