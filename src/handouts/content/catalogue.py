"""All content that is there, by id: what loading makes and everything else reads."""

from __future__ import annotations

from dataclasses import dataclass, field

from handouts.content.documents import Claim, DiseaseType, Document, Edition, Kind, Paper, Source
from handouts.content.labels import Labels
from handouts.content.shared_words import GlossaryEntry
from handouts.source.layers import Layers
from handouts.source.yaml import YamlSource


@dataclass(frozen=True, order=True)
class DocumentId:
    """Which document: language, disease type and kind."""

    lang: str
    type: str
    kind: str

    def __str__(self) -> str:
        return f"{self.lang}/{self.type}/{self.kind}"


@dataclass(frozen=True)
class Loaded:
    """A document whose shared parts are in place, and the file it was read from."""

    id: DocumentId
    document: Document
    source: YamlSource
    adapted: bool


@dataclass
class Catalogue:
    """All content that is there, keyed by id. Editions are resolved: nothing is left to inherit.

    `overlays` are the files of a clinic's folder that are no document, by name, with their digests; `own_labels` has
    what a clinic sets of words that are the package's own affair, by language: the part of the labels, and the key.
    """

    layers: Layers
    sources: dict[str, Source] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    types: dict[str, DiseaseType] = field(default_factory=dict)
    kinds: dict[str, Kind] = field(default_factory=dict)
    editions: dict[str, Edition] = field(default_factory=dict)
    papers: dict[str, Paper] = field(default_factory=dict)
    labels: dict[str, Labels] = field(default_factory=dict)
    glossaries: dict[str, dict[str, GlossaryEntry]] = field(default_factory=dict)
    documents: dict[DocumentId, Loaded] = field(default_factory=dict)
    overlays: dict[str, str] = field(default_factory=dict)
    own_labels: dict[str, frozenset[tuple[str, str]]] = field(default_factory=dict)
    places: dict[tuple[str, str], tuple[YamlSource, tuple[str | int, ...]]] = field(default_factory=dict)

    def in_order(self) -> list[Loaded]:
        """All documents by language, then by the order of their type and kind."""
        return sorted(
            self.documents.values(),
            key=lambda x: (x.id.lang, self.types[x.id.type].order, self.kinds[x.id.kind].order, x.id),
        )
