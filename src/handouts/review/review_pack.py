"""What a clinician needs for a sign-off: each document's words with their evidence, its grade, a page to sign."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from handouts.clinic.load import Clinic
from handouts.content.blocks import Block
from handouts.content.catalogue import Catalogue, DocumentId
from handouts.content.documents import Claim, Section, Source
from handouts.content.evidence import claims_of
from handouts.content.items import Sourced
from handouts.content.texts import Text, marked
from handouts.errors import InputInvalid, Problem
from handouts.page.handout import Handout, Request, compose
from handouts.proof.drawn import attachments
from handouts.review.grades import Grader
from handouts.review.office import office_pdf
from handouts.review.readability import Grade
from handouts.signoff.approvals import Approval
from handouts.signoff.pack import DESCRIPTION, NAME, NO_PACK, pack_text, read_pack_text
from handouts.signoff.records import Records
from handouts.signoff.words import overlays_of
from handouts.source.inline import plain_text
from handouts.source.layers import Layers

BLANK = "[blank to write in]"
UNLABELLED = frozenset({"text", "items"})
LABELS = {"alt": "read aloud", "say": "said"}


@dataclass(frozen=True)
class Evidence:
    """A claim with the numbers of its sources; `first` where the pack says it for the first time in this document."""

    claim: Claim
    numbers: tuple[int, ...]
    first: bool


@dataclass
class Row:
    """Words that share their evidence; each with the name of its place. `unsourced` says why there is none."""

    block: str = ""
    words: list[tuple[str, str]] = field(default_factory=list)
    evidence: tuple[Evidence, ...] = ()
    unsourced: str | None = None
    factual: bool = True


@dataclass(frozen=True)
class SectionPart:
    """A section's heading and its rows."""

    id: str
    heading: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class DocumentPart:
    """One document of the pack; `printed` are the numbers of the sources that the sheet prints.

    `overlays` are the clinic's own files that are signed with its words.
    """

    handout: Handout
    opening: tuple[tuple[str, str], ...]
    sections: tuple[SectionPart, ...]
    printed: tuple[int, ...]
    grade: Grade
    overlays: tuple[str, ...]

    @property
    def id(self) -> DocumentId:
        """Which document."""
        return self.handout.request.document


@dataclass(frozen=True)
class ReviewPack:
    """The documents of one disease type in one language, as they are on a day, and all sources that they rest on."""

    clinic: Clinic
    type_name: str
    lang: str
    paper_mm: tuple[float, float]
    as_of: dt.date
    documents: tuple[DocumentPart, ...]
    sources: tuple[Source, ...]


def review_pack(
    catalogue: Catalogue,
    clinic: Clinic,
    approvals: Records[Approval],
    wanted: Sequence[DocumentId],
    as_of: dt.date,
) -> ReviewPack:
    """The pack of documents of one type and language, in the given order."""
    grader = Grader(catalogue)
    paper = catalogue.papers[clinic.brand.paper]
    handouts = [
        compose(catalogue, clinic, Request(name, "standard", clinic.brand.paper), as_of, approvals.by_id.get(name))
        for name in wanted
    ]
    numbers = _numbers(catalogue, handouts)
    return ReviewPack(
        clinic=clinic,
        type_name=handouts[0].type_labels.name,
        lang=wanted[0].lang,
        paper_mm=(paper.width_mm, paper.height_mm),
        as_of=as_of,
        documents=tuple(_document(catalogue, x, grader.grade(x.request.document), numbers) for x in handouts),
        sources=tuple(catalogue.sources[name] for name in numbers),
    )


def review_pdf(pack: ReviewPack, layers: Layers, clinic_folder: str) -> bytes:
    """The pack as one tagged PDF; `clinic_folder` stands in the commands that it shows.

    Raises DocumentFailed and EnvironmentFault as `to_pdf` does.
    """
    name = f"review-pack/{pack.clinic.brand.id}/{pack.lang}/{pack.documents[0].id.type}"
    digests = {part.id: part.handout.words_digest for part in pack.documents}
    listed = (NAME, DESCRIPTION, pack_text(pack.clinic.brand.id, digests).encode(), pack.as_of)
    shown = {"pack": pack, "clinic_folder": clinic_folder}
    return office_pdf(layers, "review-pack.html.j2", ("review-pack.css",), name, attached=[listed], **shown)


def pack_of(data: bytes, name: str) -> tuple[str, dict[DocumentId, str]]:
    """The clinic's id and the digest of each document of a pack's bytes. Raises InputInvalid where it is no pack."""
    try:
        file = attachments(data).get(NAME)
        if file is None:
            raise ValueError(NO_PACK)
        return read_pack_text(file.decode("utf-8", "replace"))
    except ValueError as error:
        raise InputInvalid([Problem(name, 0, 0, "", str(error))]) from error


def _numbers(catalogue: Catalogue, handouts: Sequence[Handout]) -> dict[str, int]:
    """Every source that a claim of the documents names, numbered in the order of its first mention."""
    blocks = [block for handout in handouts for section in handout.document.sections for block in section.blocks]
    named = (source for name in claims_of(blocks) for source in catalogue.claims[name].sources)
    return {name: number for number, name in enumerate(dict.fromkeys(named), 1)}


def _document(catalogue: Catalogue, handout: Handout, grade: Grade, numbers: dict[str, int]) -> DocumentPart:
    rows = _Rows(catalogue, handout, numbers)
    return DocumentPart(
        handout=handout,
        opening=tuple((name, rows.words(getattr(handout.document, name))) for name in ("title", "lead", "key_message")),
        sections=tuple(
            SectionPart(section.id, rows.words(section.heading), tuple(rows.section(section)))
            for section in handout.document.sections
        ),
        printed=tuple(sorted(numbers[source.id] for source in handout.sources)),
        grade=grade,
        overlays=tuple(overlays_of(catalogue, handout.request.document)),
    )


@dataclass
class _Rows:
    """Makes the rows of one document, remembering which claims have been said."""

    catalogue: Catalogue
    handout: Handout
    numbers: dict[str, int]
    said: set[str] = field(default_factory=set)

    def words(self, text: str) -> str:
        """Words as they are printed, blanks named."""
        return plain_text(text, {"fever": BLANK, "emergency": BLANK, **self.handout.fill})

    def section(self, section: Section) -> Iterator[Row]:
        """The rows of a section, in printed order."""
        for block in section.blocks:
            row = Row(block.block.replace("-", " "), factual=block.factual)
            self.note(row, block)
            yield from self.block(block, row)

    def block(self, block: Block, row: Row) -> Iterator[Row]:
        """The rows of a block: a new one at each entry that names evidence of its own."""
        for text in marked(block):
            entry = text.entry
            if entry is not None and entry is not block and (entry.claims or entry.unsourced):
                if row.words or row.evidence or row.unsourced:
                    yield row
                    row = Row(factual=block.factual)
                self.note(row, entry)
            if text.sort == "label":  # as the sheet's own heading has it
                row.words.append(("heading", self.handout.labels.page[f"{text.keys[-1]}_{text.words}"]))
            elif text.sort != "choice":
                row.words.append((_label(text), self.words(text.words)))
        yield row

    def note(self, row: Row, sourced: Sourced) -> None:
        """Put the evidence of a block or an entry beside its words."""
        row.unsourced = sourced.unsourced or row.unsourced
        row.evidence += tuple(self.evidence(name) for name in sourced.claims)

    def evidence(self, name: str) -> Evidence:
        """A claim, in full where it is met for the first time."""
        claim, first = self.catalogue.claims[name], name not in self.said
        self.said.add(name)
        return Evidence(claim, tuple(sorted(self.numbers[source] for source in claim.sources)), first)


def _label(text: Text) -> str:
    name = text.keys[-1]
    return "" if name in UNLABELLED else LABELS.get(text.sort, name.replace("_", " "))
