"""The lists that checks hold words against, and the standards with their limits: every such file of `content/`."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, model_validator

from handouts.source.model import Id, Line, Model, as_list

# Files of content/<lang>/ and of content/.
BANNED = "banned-words.yaml"
SPELLING = "spelling.yaml"
STANDARDS_WORDS = "standards-words.yaml"
GLOSSARY_TERMS = "content/glossary-terms.yaml"
READABILITY = "content/readability.yaml"
STANDARDS = "content/standards.yaml"
Words = Annotated[tuple[Line, ...], Field(min_length=1)]


class Allowed(Model):
    """A phrase in which the word may stand, and why."""

    words: Line
    reason: Line


class Banned(Model):
    """Words that are not used, and what to do in their place; those that are `explained` may stand in a file that
    marks them as terms."""

    words: Annotated[tuple[Line, ...], BeforeValidator(as_list), Field(alias="not", min_length=1)]
    say: Line
    explained: bool = False
    allow: tuple[Allowed, ...] = ()

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Any of the words, whole and in either case; a word in capitals is matched as written."""
        return re.compile("|".join(_whole(word) for word in sorted(self.words, key=len, reverse=True)))

    @cached_property
    def allowed(self) -> re.Pattern[str] | None:
        """Any of the phrases that are allowed."""
        return re.compile("|".join(_whole(phrase.words) for phrase in self.allow)) if self.allow else None


class BannedFile(Model):
    """`content/<lang>/banned-words.yaml`."""

    words: tuple[Banned, ...]


def _whole(words: str) -> str:
    pattern = rf"(?<![\w-]){re.escape(words).replace(chr(39), '[’' + chr(39) + ']')}(?!\w)"
    return pattern if words.isupper() else f"(?i:{pattern})"


class SpellingFile(Model):
    """`content/<lang>/spelling.yaml`: words that are right and that the general dictionary lacks."""

    words: tuple[Line, ...]


class ReadabilityFile(Model):
    """`content/readability.yaml`: syllables of words that the dictionary counts wrongly, as they are spoken."""

    syllables: dict[str, int]


class GlossaryTerms(Model):
    """`content/glossary-terms.yaml`: `terms` that a glossary may explain although no document of its type marks them,
    and the words that documents of a kind explain themselves, so that no glossary need repeat them."""

    terms: tuple[Id, ...]
    explained: dict[Id, tuple[Id, ...]] = Field(default_factory=dict)


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
