"""Merges a document, its evidence and a clinic into one frozen handout: all the words, no layout, no clock."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass

from handouts.blocks import items_of
from handouts.brand import Brand, PhoneLine
from handouts.catalogue import Catalogue, DocumentId, Loaded
from handouts.clinic import Clinic
from handouts.content import DiseaseType, Document, Edition, Kind, Labels, Paper, Source, TypeLabels
from handouts.inline import plain_text
from handouts.references import choose_sources

# Not printed in the body, or not the words that a clinician signs.
UNSIGNED = {"purpose", "review"}


@dataclass(frozen=True)
class Request:
    """What to make: a document on a paper, in an edition."""

    document: DocumentId
    edition: str
    paper: str


@dataclass(frozen=True)
class Handout:
    """All that a page says, and the tokens that its look is made from."""

    request: Request
    document: Document
    labels: Labels
    disease: DiseaseType
    kind: Kind
    edition: Edition
    paper: Paper
    clinic: Clinic
    sources: tuple[Source, ...]
    section_sources: dict[str, tuple[int, ...]]
    words_digest: str
    adapted: bool
    approved_by: str | None
    overdue: bool

    @property
    def lang(self) -> str:
        """The language's tag."""
        return self.request.document.lang

    @property
    def edition_id(self) -> str:
        """The edition's id."""
        return self.request.edition

    @property
    def layout(self) -> str:
        """The template that sets the page."""
        return self.kind.layout

    @property
    def brand(self) -> Brand:
        """The clinic's brand; of a generic sheet, one that is all blanks."""
        return self.clinic.brand

    @property
    def phones(self) -> tuple[PhoneLine, ...]:
        """The clinic's phone lines; empty where they are to be written in."""
        return self.brand.phones or ()

    @property
    def type_labels(self) -> TypeLabels:
        """The disease type's names in this language."""
        return self.labels.types[self.request.document.type]

    @property
    def kind_label(self) -> str:
        """The kind's name in this language."""
        return self.labels.kinds[self.request.document.kind]

    @property
    def version(self) -> str:
        """The first eight digits of the digest of the words."""
        return self.words_digest[:8]

    @property
    def state_words(self) -> str:
        """What the running foot says of the sign-off and of the review date."""
        foot = self.labels.foot
        state = f"{foot['approved']} {self.approved_by}." if self.approved_by else foot["draft"]
        return f"{state} {foot['overdue']}" if self.overdue else state

    @property
    def fill(self) -> dict[str, str]:
        """The words for placeholders; what is missing is a blank to write in."""
        words = {"clinic": self.brand.name or self.labels.page["our_clinic"]}
        if self.brand.fever_words:
            words["fever"] = self.brand.fever_words
        if self.brand.emergency_number:
            words["emergency"] = self.brand.emergency_number
        return words

    def words(self) -> list[str]:
        """Every string of the document as it is printed, placeholders filled or left as blanks."""
        blanks = {"fever": "", "emergency": ""}
        return [plain_text(text, {**blanks, **self.fill}) for text in printed_strings(self.document)]


def compose(
    catalogue: Catalogue,
    clinic: Clinic,
    request: Request,
    as_of: dt.date,
    approved_by: str | None = None,
) -> Handout:
    """The handout of one request. `as_of` is the day by which the review date is judged."""
    loaded = catalogue.documents[request.document]
    sources = _sources_in_order(catalogue, loaded)
    numbers = {source.id: number for number, source in enumerate(sources, 1)}
    sections = {
        section.id: _numbers(catalogue, _claims_of(section.blocks), numbers) for section in loaded.document.sections
    }
    return Handout(
        request=request,
        document=loaded.document,
        labels=catalogue.labels[request.document.lang],
        disease=catalogue.types[request.document.type],
        kind=catalogue.kinds[request.document.kind],
        edition=catalogue.editions[request.edition],
        paper=catalogue.papers[request.paper],
        clinic=clinic,
        sources=sources,
        section_sources=sections,
        words_digest=words_digest(catalogue, loaded),
        adapted=loaded.adapted,
        approved_by=approved_by,
        overdue=as_of > loaded.document.review.review_by,
    )


def words_digest(catalogue: Catalogue, loaded: Loaded) -> str:
    """SHA-256 of the words that a clinician signs: the document, its sources, the labels of the body, the language."""
    labels = catalogue.labels[loaded.id.lang]
    disease = catalogue.types[loaded.id.type]
    signed = {
        "lang": loaded.id.lang,
        "type": labels.types[loaded.id.type].model_dump(),
        "kind": labels.kinds[loaded.id.kind],
        "body": disease.body.model_dump(),
        "sites": labels.sites,
        "page": labels.page,
        "document": loaded.document.model_dump(exclude=UNSIGNED),
        "sources": [source.model_dump() for source in _sources_in_order(catalogue, loaded)],
    }
    text = json.dumps(signed, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def printed_strings(document: Document) -> list[str]:
    """Every string of a document that is printed, markup and placeholders in place, in printed order."""
    out = [document.title, document.lead, document.key_message]
    for section in document.sections:
        out.append(section.heading)
        for block in section.blocks:
            out += _strings(block.model_dump(exclude={"block", "id", "claims", "unsourced", "style", "tone", "figure"}))
    return out


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        kept = (v for k, v in value.items() if k not in {"id", "claims", "unsourced", "use"})
        return [text for entry in kept for text in _strings(entry)]
    if isinstance(value, (list, tuple)):
        return [text for entry in value for text in _strings(entry)]
    return []


def _claims_of(blocks: tuple) -> list[str]:
    return [claim for block in blocks for part in (block, *items_of(block)) for claim in part.claims]


def _sources_in_order(catalogue: Catalogue, loaded: Loaded) -> tuple[Source, ...]:
    names = [name for section in loaded.document.sections for name in _claims_of(section.blocks)]
    return choose_sources((catalogue.claims[name] for name in names), catalogue.sources)


def _numbers(catalogue: Catalogue, claims: list[str], numbers: dict[str, int]) -> tuple[int, ...]:
    named = {source for claim in claims for source in catalogue.claims[claim].sources}
    return tuple(sorted(numbers[source] for source in named if source in numbers))
