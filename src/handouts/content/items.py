"""What blocks are made of: evidence, list entries, groups, terms; and the mark of what is printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from handouts.source.model import LIST_LIMIT, Claims, Id, Line, Model, Text

Sort = Literal["words", "heading", "term", "alt", "say", "label", "choice"]


@dataclass(frozen=True)
class Printed:
    """The mark of a field that a sheet prints, or that decides what it prints; `handouts.content.texts` reads it.

    words: running words. heading: heads or labels something. term: a heading whose meaning follows. alt: read aloud in
    place of a drawing. say: how a word is said, which no dictionary has and no grade counts. label: names the fixed
    words in its place (`part: why` is `part_why`). choice: a look or a drawing, signed and never printed itself.
    """

    sort: Sort = "words"


Words = Annotated[Text, Printed()]
Intro = Annotated[Text | None, Printed()]
Heading = Annotated[Line, Printed("heading")]
Said = Annotated[Line | None, Printed("say")]
SHORT_LIST = Field(min_length=1, max_length=LIST_LIMIT)


class Sourced(Model):
    """What may name its evidence: ids of claims, or the reason why it needs none."""

    claims: Claims = ()
    unsourced: Line | None = None

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Sourced:
        if self.claims and self.unsourced:
            raise ValueError("has both claims and unsourced; keep one of the two")
        return self


class Item(Sourced):
    """An entry of a list: its own words, or `use:` of an entry of a shared file (`symptoms/cough`)."""

    text: Intro = None
    use: str | None = Field(default=None, pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")
    id: Id | None = None

    @model_validator(mode="after")
    def _words_or_use(self) -> Item:
        if (self.text is None) == (self.use is None):
            raise ValueError("has no text; give the item `text:` or `use:`, one of the two")
        return self


def _item(value: Any) -> Any:
    return {"text": value or ""} if value is None or isinstance(value, str) else value


ShortItem = Annotated[Item, BeforeValidator(_item, json_schema_input_type=Item | str)]
ShortList = Annotated[tuple[ShortItem, ...], SHORT_LIST]


class Term(Model):
    """A word and its plain meaning; `say` is how to say it."""

    term: Annotated[Line, Printed("term")]
    say: Said = None
    meaning: Words


class Group(Model):
    """A titled group of at most seven entries."""

    id: Id
    title: Heading
    note: Intro = None
    items: ShortList


class CardPart(Model):
    """A labelled part of a card: running words, or a short list."""

    part: Annotated[Literal["what", "why", "happens", "prepare", "little", "more", "helps", "ask"], Printed("label")]
    text: Intro = None
    items: tuple[ShortItem, ...] = Field(default=(), max_length=LIST_LIMIT)

    @model_validator(mode="after")
    def _words_or_items(self) -> CardPart:
        if bool(self.text) == bool(self.items):
            raise ValueError("has no words; give the part `text:` or `items:`, one of the two")
        return self


class GlossaryGroup(Model):
    """A titled group of glossary entries, named by their ids; `entries` is filled in from the glossary."""

    id: Id
    title: Heading
    terms: Annotated[tuple[Id, ...], SHORT_LIST]
    entries: SkipJsonSchema[tuple[Term, ...]] = ()
