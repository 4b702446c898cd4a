"""Merges a document, its evidence and a clinic into one frozen handout: all the words, no layout, no clock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from handouts.clinic.brand import Brand, PhoneLine
from handouts.clinic.load import Clinic
from handouts.content.catalogue import Catalogue, DocumentId
from handouts.content.documents import DiseaseType, Document, Edition, Kind, Paper, Source
from handouts.content.evidence import document_sources, publishers
from handouts.content.fact_list import fact_text
from handouts.content.labels import Labels, TypeLabels
from handouts.content.texts import texts
from handouts.page.profiles import DEFAULT_PROFILE, UA_2
from handouts.signoff.approvals import Approval, Status, status_of
from handouts.signoff.words import words_digest
from handouts.source.inline import plain_text


@dataclass(frozen=True)
class Request:
    """What to make: a document on a paper, in an edition, as a PDF of one of PROFILES."""

    document: DocumentId
    edition: str
    paper: str
    pdf: str = DEFAULT_PROFILE

    @property
    def ua2(self) -> bool:
        """Whether it is to be PDF/UA-2, which knows how a word is said."""
        return self.pdf == UA_2


@dataclass(frozen=True)
class Handout:
    """All that a page says, and the tokens that its look is made from; `facts` is the list attached to its PDF."""

    request: Request
    document: Document
    labels: Labels
    disease: DiseaseType
    kind: Kind
    edition: Edition
    paper: Paper
    clinic: Clinic
    sources: tuple[Source, ...]
    facts: str
    words_digest: str
    adapted: bool
    status: Status

    @property
    def lang(self) -> str:
        """The language's tag."""
        return self.request.document.lang

    @property
    def voice(self) -> str:
        """The language's tag as a screen reader chooses its voice by: English is that of the clinic's country."""
        return english_of(self.brand.country) if self.lang == "en" else self.lang

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
    def lines(self) -> tuple[PhoneLine, ...]:
        """The phone lines to call when something is wrong; empty where they are to be written in."""
        return tuple(phone for phone in self.phones if phone.use != "appointments")

    @property
    def appointment_lines(self) -> tuple[PhoneLine, ...]:
        """The phone lines that only make appointments."""
        return tuple(phone for phone in self.phones if phone.use == "appointments")

    @property
    def foot_lines(self) -> tuple[PhoneLine, ...]:
        """The first line for the day and the first for the night, or the one that serves both."""
        both = (next((x for x in self.lines if x.use in {time, "any"}), None) for time in ("day", "night"))
        return tuple(dict.fromkeys(phone for phone in both if phone))

    @property
    def publishers(self) -> tuple[str, ...]:
        """Who stands behind the facts, each once, the best first."""
        return publishers(self.sources)

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
    def overdue(self) -> bool:
        """Whether the review date has passed."""
        return self.status.overdue

    @property
    def review_by(self) -> dt.date:
        """The day until which the sheet may be used: the document's, or the approval's where that is earlier."""
        return self.status.review_by

    @property
    def state_words(self) -> str:
        """What the running foot says of the sign-off and of the review date.

        Who approved, the end of the sheet says: the foot has half a line for this. Past its date a sheet is no longer
        called approved.
        """
        foot, signed = self.labels.foot, self.status.signed
        late = f" {foot['overdue']}" if self.overdue else ""
        if signed is None:
            return foot["draft"] + late
        return late.strip() or f"{foot['approved']} {self._day(signed.on)}."

    @property
    def standing_words(self) -> str:
        """What the running foot says of the sheet, in full: the foot is not read aloud."""
        foot, signed = self.labels.foot, self.status.signed
        who = f"{foot['approved_by']} {signed.by}, {signed.role}, {self._day(signed.on)}." if signed else foot["draft"]
        checked = f"{foot['last_reviewed']} {self.month(self.document.review.last_reviewed)}."
        again = f"{foot['review_by']} {self.month(self.review_by)}."
        late = [foot["overdue"]] if self.overdue else []
        return " ".join([who, *late, checked, again, f"{foot['version']} {self.version}."])

    def month(self, day: dt.date) -> str:
        """A day's month and year, as this language writes them."""
        from babel.dates import format_skeleton

        return format_skeleton("yMMM", day, locale=self.lang)

    def _day(self, day: dt.date) -> str:
        # Imported where it is used: a build that changes nothing never pays for it.
        from babel.dates import format_date

        return format_date(day, "medium", locale=self.lang)

    @property
    def fill(self) -> Mapping[str, str]:
        """The words for placeholders; what is missing is a blank to write in, but of a crisis line nothing at all."""
        return Fill(self)

    @property
    def dialled(self) -> dict[str, tuple[str, str]]:
        """The numbers for placeholders: each as it is printed, and as a link."""
        number, crisis = self.brand.emergency_number, self.brand.crisis_line
        numbers = {"emergency": (number, f"tel:{number}")} if number else {}
        return numbers | ({"crisis": (crisis.printed, crisis.uri)} if crisis else {})

    def words(self) -> list[str]:
        """Every string of the document as it is read aloud: placeholders filled, or broken off where a blank stands."""
        fill = {**dict.fromkeys(("fever", "emergency"), "\0"), **self.fill}
        parts = (part for text in texts(self.document) for part in plain_text(text.words, fill).split("\0"))
        return [part for part in parts if part.strip()]


class Fill(Mapping[str, str]):
    """The words for a handout's placeholders: of its clinic, only what is asked for is read."""

    def __init__(self, handout: Handout) -> None:
        self._handout = handout

    def __getitem__(self, name: str) -> str:
        """The words. Raises KeyError for what is missing."""
        brand = self._handout.brand
        if name == "clinic":
            return brand.name or self._handout.labels.page["our_clinic"]
        if name == "crisis":
            return f": {brand.crisis_line.printed}" if brand.crisis_line else ""
        words = {"fever": "fever_words", "emergency": "emergency_number"}[name]
        if not (found := getattr(brand, words)):
            raise KeyError(name)
        return str(found)

    def __iter__(self) -> Iterator[str]:
        return (name for name in ("clinic", "crisis", "fever", "emergency") if name in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def english_of(country: str) -> str:
    """The English of a country (ISO 3166): `en-GB` where Unicode's CLDR counts it with the British one, or `en-US`."""
    from babel.core import get_global

    british = get_global("parent_exceptions").get(f"en_{country}") in {"en_001", "en_150"}
    return "en-GB" if british else "en-US"


def compose(
    catalogue: Catalogue,
    clinic: Clinic,
    request: Request,
    as_of: dt.date,
    approval: Approval | None = None,
) -> Handout:
    """The handout of one request. `as_of` is the day by which the sign-off and the review date are judged."""
    loaded = catalogue.documents[request.document]
    sources = document_sources(catalogue, loaded.document)
    digest = words_digest(catalogue, loaded)
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
        facts=fact_text(catalogue, request.document, loaded.document),
        words_digest=digest,
        adapted=loaded.adapted,
        status=status_of(approval, digest, loaded.document.review.review_by, as_of),
    )
