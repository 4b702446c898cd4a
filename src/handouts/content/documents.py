"""The content models: documents, kinds, disease types, editions, papers, labels, claims and sources."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, HttpUrl, field_validator, model_validator

from handouts.content.blocks import AnyBlock
from handouts.content.items import Heading, Words
from handouts.source.inline import plain_text
from handouts.source.model import Claims, Id, Line, Model, as_list

Grade = Literal["A", "B", "C"]
SourceKind = Literal[
    "government",
    "guideline",
    "charity",
    "hospital",
    "paper",
    "professional-body",
    "company",
    "web-guide",
    "ai-service",
]
Mark = Literal["circle", "square", "triangle", "diamond"]
LENGTH = re.compile(r"(\d+(?:\.\d+)?)(mm|pt)")
SENTENCE_END = re.compile(r"[.!?](?:\s|$)")


def check_published(value: str) -> str:
    """A date as far as it is known: 2024, 2024-09 or 2024-09-17. Raises ValueError."""
    if not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", value):
        raise ValueError(f"{value!r} is not a date; write 2024, 2024-09 or 2024-09-17")
    dt.date.fromisoformat((value + "-01-01")[:10])
    return value


def check_https(value: str) -> str:
    """A public web address. Raises ValueError."""
    url = HttpUrl(value)
    if url.scheme not in {"https", "http"} or not url.host:
        raise ValueError(f"{value!r} is not a web address; write https://...")
    return value


Published = Annotated[str, AfterValidator(check_published)]
Address = Annotated[str, AfterValidator(check_https)]


class Source(Model):
    """A published text that claims rest on. Grade A: government, guideline or register; B: charity, hospital, paper;
    C: commercial, advocacy or machine-written."""

    id: Id
    title: Line
    publisher: Line
    date: Published | None = None
    address: Address | None = None
    grade: Grade
    kind: SourceKind
    read: Literal["whole", "excerpt"]
    note: Line | None = None


class Claim(Model):
    """A statement of fact, once, with its sources, the disease types it holds for, and what disagrees.

    `conflict` is printed in the lists of sources; `note` is for writers and the reviewing clinician.
    """

    id: Id
    ledger: Line | None = None
    statement: Line
    types: Annotated[tuple[Id, ...], BeforeValidator(as_list), Field(min_length=1)]
    sources: Annotated[tuple[Id, ...], BeforeValidator(as_list), Field(min_length=1)]
    conflict: Line | None = None
    note: Line | None = None
    printed: bool = Field(default=True, alias="print")
    reason: Line | None = None

    @model_validator(mode="after")
    def _reason_for_silence(self) -> Claim:
        if not self.printed and not self.reason:
            raise ValueError("is not printed and gives no reason; add `reason:`")
        return self

    def holds_for(self, disease: str) -> bool:
        """Whether the claim is about this disease type."""
        return "all" in self.types or disease in self.types


class SourcesFile(Model):
    """`content/sources.yaml`."""

    sources: tuple[Source, ...]


class ClaimsFile(Model):
    """`content/claims/<topic>.yaml`."""

    claims: tuple[Claim, ...]


class BodyMarks(Model):
    """Which places of the body figure are marked for a disease type."""

    origin: Id
    near: tuple[Id, ...]
    far: tuple[Id, ...]


ICD10 = r"C[0-9][0-9](\.[0-9])?"


def _check_icd10(value: str) -> str:
    if not re.fullmatch(ICD10, value):
        raise ValueError(f"{value!r} is not ICD-10's code of a cancer; write C, two digits, a point, a digit: C45.0")
    return value


class DiseaseType(Model):
    """What any document may say of a disease type, words aside: its code, its mark, its places in the body."""

    icd10: Annotated[str, AfterValidator(_check_icd10), Field(json_schema_extra={"pattern": f"^{ICD10}$"})]
    order: int
    mark: Mark
    body: BodyMarks
    claims: Claims


class Kind(Model):
    """A document kind: its layout, the blocks it must have, the most pages in each edition, its place in a packet.

    `figure_scale` makes the figure of the body smaller, where it is not what the sheet is about. `drawing` is one of
    `templates/drawings`, to stand beside the steps of how to use the sheet.
    """

    layout: Id
    drawing: Id | None = None
    figure_scale: float = Field(default=1.0, ge=0.6, le=1)
    order: int
    required_blocks: Annotated[tuple[Id, ...], BeforeValidator(as_list)] = ()
    max_pages: dict[Id, int]


class Edition(Model):
    """A rendering variant: sizes in points, the widths in mm of the column and of the lines of running words in it.

    `grey` is made for printers without colors; in a `fillable` one the blanks are fields to type into; `tokens` become
    CSS custom properties of the same names.
    """

    extends: Id | None = None
    order: int = 0
    body_pt: float | None = Field(default=None, ge=12, le=30)
    least_pt: float | None = Field(default=None, ge=12, le=30)
    column_mm: float | None = Field(default=None, ge=120, le=180)
    measure_mm: float | None = Field(default=None, ge=120, le=180)
    grey: bool = False
    fillable: bool = False
    tokens: dict[Id, Line] = Field(default_factory=dict)

    def over(self, base: Edition) -> Edition:
        """The edition with what `base` says besides; with another body, lengths of `base` grow or shrink as it does."""
        own = self.model_dump(exclude_unset=True, exclude={"tokens", "extends"})
        scale = (self.body_pt or 0) / base.body_pt if self.body_pt and base.body_pt else 1.0
        if base.least_pt and "least_pt" not in own:
            own["least_pt"] = max(12.0, round(base.least_pt * scale, 1))
        tokens = {name: _scaled(value, scale) for name, value in base.tokens.items()}
        return base.model_copy(update={**own, "extends": None, "tokens": {**tokens, **self.tokens}})


def _scaled(value: str, scale: float) -> str:
    """A plain length times `scale`; anything else as it is."""
    length = LENGTH.fullmatch(value)
    return f"{round(float(length[1]) * scale, 2):g}{length[2]}" if length and scale != 1 else value


class Paper(Model):
    """A sheet of paper, in millimetres."""

    width_mm: float = Field(gt=100, lt=500)
    height_mm: float = Field(gt=100, lt=700)


class Review(Model):
    """When the words were last gone through, and when they must be again."""

    last_reviewed: dt.date
    review_by: dt.date

    @model_validator(mode="after")
    def _in_order(self) -> Review:
        if self.review_by <= self.last_reviewed:
            raise ValueError("review_by is not after last_reviewed; set a later date")
        return self


class Purpose(Model):
    """The four open questions of the CDC Clear Communication Index, answered before writing."""

    audience: Line
    needs: Line
    objective: Line


TO_WRITE_IN = frozenset(("checklist", "diary", "fill-in", "initials", "notes", "questions", "tick-list", "top-three"))
"""The blocks that have blanks of a patient's own."""


class Section(Model):
    """A heading and the blocks under it."""

    id: Id
    heading: Heading
    blocks: Annotated[tuple[AnyBlock, ...], Field(min_length=1)]

    @property
    def is_when_to_call(self) -> bool:
        """Whether it says when to call: its tiers then are its headings."""
        return any(block.block == "red-flags" for block in self.blocks)

    @property
    def asks_for_words(self) -> bool:
        """Whether a patient writes or ticks something in it."""
        return any(block.block in TO_WRITE_IN for block in self.blocks)

    @property
    def is_to_fill_in(self) -> bool:
        """Whether it is a page to write on: a diary's table, or notes alone."""
        return any(block.block == "diary" for block in self.blocks) or all(b.block == "notes" for b in self.blocks)


class Document(Model):
    """One handout's words, for one disease type, kind and language."""

    title: Heading
    lead: Words
    key_message: Words
    purpose: Purpose
    review: Review
    sections: Annotated[tuple[Section, ...], Field(min_length=1, max_length=12)]

    @field_validator("key_message")
    @classmethod
    def _short(cls, value: str) -> str:
        sentences = len(SENTENCE_END.findall(plain_text(value)))
        if not 1 <= sentences <= 3:
            raise ValueError(f"has {sentences} sentences; write one to three, each with its full stop")
        return value
