"""The data of the standards: which items there are, who decides each, and the limits that the checks use."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from handouts.source.model import Id, Line, Model

STANDARDS = "content/standards.yaml"
WORDS = "standards-words.yaml"
Words = Annotated[tuple[Line, ...], Field(min_length=1)]


class ReadingLimits(Model):
    """The highest grades of a document, and the sentences below which SMOG is unsteady."""

    smog: float
    flesch_kincaid: float
    smog_raw: float
    least_sentences: int


class Limits(Model):
    """Figures of the checks: counts of words, points, millimetres, ratios."""

    paragraph_words: int
    section_words: int
    key_message_words: int
    active_share: float = Field(gt=0, le=1)
    head_words: int
    row_head_words: int
    body_pt: float
    large_body_pt: float
    large_least_pt: float
    x_height_mm: float
    contrast: float
    line_characters: tuple[int, int]
    word_spaces_between_lines: float


class ItemOfStandard(Model):
    """One item: its number, shortened words, who decides it, and by which check."""

    id: Line
    text: Line
    part: Id | None = None
    decided_by: Literal["software", "person"]
    check: Id | None = None
    person_too: Line | None = None
    note: Line | None = None

    @model_validator(mode="after")
    def _decided(self) -> ItemOfStandard:
        if (self.check is None) != (self.decided_by == "person"):
            raise ValueError("names a check that does not fit decided_by; software has one, a person none")
        return self


class Standard(Model):
    """A standard, and its parts where it is scored in parts."""

    id: Id
    name: Line
    source: Line
    parts: dict[Id, Line] = Field(default_factory=dict)
    items: Annotated[tuple[ItemOfStandard, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _known_parts(self) -> Standard:
        for item in self.items:
            if self.parts and item.part not in self.parts:
                raise ValueError(f"item {item.id} is in no part; name one of {', '.join(self.parts)}")
        return self


class StandardsFile(Model):
    """`content/standards.yaml`."""

    reading: ReadingLimits
    limits: Limits
    standards: Annotated[tuple[Standard, ...], Field(min_length=1)]


class StandardsWords(Model):
    """`content/<lang>/standards-words.yaml`: what the checks look for in a language."""

    this_sheet: Words
    generic_headings: Words
    actions: Words
    second_person: Words
    third_person: Words
    sums: Words
    fractions: Words
    be: Words
    between: Words
    not_passive: Words
    participles: Words
    uncertain: Words
    numbers: Words
    denials: Words
    known_letters: Words
