"""The words that a clinician signs, as plain lines: what is printed, in order, without layout, brand or dates."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from handouts.content.blocks import BLOCKS, Figure
from handouts.content.catalogue import Catalogue, Loaded
from handouts.content.documents import Source
from handouts.content.evidence import document_sources
from handouts.content.texts import marked
from handouts.signoff.records import digest_of
from handouts.source.model import Model

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
    yield f"language: {loaded.id.lang}"
    yield from _strings(labels.types[loaded.id.type])
    yield f"kind: {labels.kinds[loaded.id.kind]}"
    yield from (f"{name}: {getattr(document, name)}" for name in ("title", "lead", "key_message"))
    for section in document.sections:
        yield from () if section.is_when_to_call else (f"heading: {section.heading}",)
        for block in section.blocks:
            yield f"[{block.block}]"
            yield from _strings(block)
    yield from (f"source {number}: {_source_words(source)}" for number, source in enumerate(sources, 1))
    yield from _page_labels(catalogue, loaded, sources)


def _strings(model: Model) -> Iterator[str]:
    """Every word of a part of the document after the name of its field, and the choices that decide what is printed."""
    return (f"{text.keys[-1]}: {text.words}" for text in marked(model))


def _source_words(source: Source) -> str:
    parts = (source.publisher, source.title, source.date, source.kind, source.address)
    return " | ".join(part for part in parts if part)


def _page_labels(catalogue: Catalogue, loaded: Loaded, sources: tuple[Source, ...]) -> Iterator[str]:
    labels = catalogue.labels[loaded.id.lang]
    blocks = [block for section in loaded.document.sections for block in section.blocks]
    silent = {label for model in BLOCKS for label in model.labels} | {f"{SOURCE_LABELS}*"}
    silent -= {label for block in blocks for label in block.own_labels()}
    kinds = {f"{SOURCE_LABELS}{source.kind}" for source in sources}
    for name, words in sorted(labels.page.items()):
        if name in kinds or not any(fnmatchcase(name, label) for label in silent):
            yield f"label {name}: {words}"
    if any(isinstance(block, Figure) and block.figure == "body" for block in blocks):
        body = catalogue.types[loaded.id.type].body
        for role, sites in (("origin", (body.origin,)), ("near", body.near), ("far", body.far)):
            yield from (f"figure {role}: {labels.sites[site]}" for site in sites)
