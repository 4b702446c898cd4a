"""What a clinician signs, as plain lines: the words that are printed, in order, then a clinic's files around them.

Without the package's own layout, the brand and the dates.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase

from handouts.content.blocks import BLOCKS, Figure
from handouts.content.catalogue import Catalogue, DocumentId, Loaded
from handouts.content.documents import Source
from handouts.content.evidence import document_sources
from handouts.content.texts import marked
from handouts.signoff.records import digest_of
from handouts.source.model import Model

SOURCE_LABELS = "source_kind_"
OVERLAY = "overlay "
"""Begins the line of a file that a clinic lays over the package's; its SHA-256 follows the name."""
OF_ONE = {"content/kinds/": "kind", "content/types/": "type"}
"""Folders of which only the sheet's own file reaches it."""


def words_digest(catalogue: Catalogue, loaded: Loaded) -> str:
    """SHA-256 of the words that a clinician signs."""
    return digest_of(signed_words(catalogue, loaded))


def signed_words(catalogue: Catalogue, loaded: Loaded) -> str:
    """All of that as text: the words, then each file of the clinic that reaches the sheet with its digest."""
    files = (f"{OVERLAY}{name}: {digest}\n" for name, digest in overlays_of(catalogue, loaded.id).items())
    return "".join((printed_words(catalogue, loaded), *files))


def printed_words(catalogue: Catalogue, loaded: Loaded) -> str:
    """The words alone, one string a line, each after the name of its place on the sheet."""
    return "".join(f"{line}\n" for line in _lines(catalogue, loaded))


def overlays_of(catalogue: Catalogue, identity: DocumentId) -> dict[str, str]:
    """The files of a clinic's folder that reach a document's sheets beside its words, with the SHA-256 of each."""
    return {name: digest for name, digest in catalogue.overlays.items() if _reaches(name, identity)}


def changed_overlays(before: str, after: str) -> list[str]:
    """The names of the clinic's files that are not as they were when the text `before` was signed."""
    old, new = ({*filter(_is_overlay, text.splitlines())} for text in (before, after))
    return sorted({line.removeprefix(OVERLAY).rpartition(": ")[0] for line in old ^ new})


def _is_overlay(line: str) -> bool:
    return line.startswith(OVERLAY)


def _reaches(name: str, identity: DocumentId) -> bool:
    of_one = (getattr(identity, what) for folder, what in OF_ONE.items() if name.startswith(folder))
    return all(name.rpartition("/")[2] == f"{own}.yaml" for own in of_one)


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
    own = sorted(catalogue.own_labels.get(loaded.id.lang, ()))
    yield from (f"{part.replace('_', ' ')} {name}: {getattr(labels, part)[name]}" for part, name in own)
    if any(isinstance(block, Figure) and block.figure == "body" for block in blocks):
        body = catalogue.types[loaded.id.type].body
        for role, sites in (("origin", (body.origin,)), ("near", body.near), ("far", body.far)):
            yield from (f"figure {role}: {labels.sites[site]}" for site in sites)
