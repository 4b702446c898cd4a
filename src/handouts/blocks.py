"""The closed vocabulary of blocks: what a document is made of.

Each block has one model here, one partial `templates/blocks/<block>.html.j2` and one style sheet
`styles/blocks/<block>.css`. A new block is the only growth that needs Python.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from handouts.models import LIST_LIMIT, Claims, Id, Line, Model, Text

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

    text: Text | None = None
    use: str | None = Field(default=None, pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")
    id: Id | None = None

    @model_validator(mode="after")
    def _words_or_use(self) -> Item:
        if (self.text is None) == (self.use is None):
            raise ValueError("has no text; give the item `text:` or `use:`, one of the two")
        return self


def _item(value: Any) -> Any:
    return {"text": value or ""} if value is None or isinstance(value, str) else value


ShortItem = Annotated[Item, BeforeValidator(_item)]
ShortList = Annotated[tuple[ShortItem, ...], SHORT_LIST]


class Block(Sourced):
    """What every block has. `factual` blocks must name claims, themselves or in each entry, or say why not."""

    factual: ClassVar[bool] = True
    id: Id | None = None


class Paragraph(Block):
    """Running words."""

    block: Literal["paragraph"]
    text: Text


class ListBlock(Block):
    """Bullets, numbered steps, or `short` bullets that stand in two columns."""

    block: Literal["list"]
    style: Literal["bullets", "steps", "short"] = "bullets"
    intro: Text | None = None
    items: ShortList


class Term(Model):
    """A word and its plain meaning; `say` is how to say it."""

    term: Line
    say: Line | None = None
    meaning: Text


class Terms(Block):
    """Words explained, each on its own."""

    block: Literal["terms"]
    intro: Text | None = None
    items: Annotated[tuple[Term, ...], SHORT_LIST]


class Callout(Block):
    """A boxed note; `uncertain` says that experts do not agree, `calm` reassures truthfully."""

    block: Literal["callout"]
    tone: Literal["note", "uncertain", "calm"] = "note"
    heading: Line
    text: Text
    items: tuple[ShortItem, ...] = Field(default=(), max_length=LIST_LIMIT)


class KnownUnknown(Block):
    """What doctors know, beside what they do not know yet."""

    block: Literal["known-unknown"]
    known: ShortList
    unknown: ShortList


class Figure(Block):
    """A drawing with a caption and words for those who cannot see it."""

    block: Literal["figure"]
    figure: Literal["body", "steps"]
    alt: Line
    caption: Text


class RedFlags(Block):
    """When to call, in three tiers."""

    block: Literal["red-flags"]
    intro: Text | None = None
    emergency: ShortList
    same_day: ShortList
    next_visit: ShortList


class Group(Model):
    """A titled group of at most seven entries."""

    id: Id
    title: Line
    note: Text | None = None
    items: ShortList


class Checklist(Block):
    """Symptoms to tick: none, some, a lot, since when."""

    block: Literal["checklist"]
    groups: Annotated[tuple[Group, ...], SHORT_LIST]


class Questions(Block):
    """Questions for the doctor, each with a box "ask today"; `lines` for the answers are better kept for a few."""

    block: Literal["questions"]
    factual: ClassVar[bool] = False
    lines: int = Field(default=0, ge=0, le=4)
    groups: Annotated[tuple[Group, ...], SHORT_LIST]


class TopThree(Block):
    """Three numbered lines for what matters most to the reader."""

    block: Literal["top-three"]
    factual: ClassVar[bool] = False
    intro: Text


class Notes(Block):
    """Lines to write on."""

    block: Literal["notes"]
    factual: ClassVar[bool] = False
    intro: Text | None = None
    lines: int = Field(ge=1, le=16)


class TickList(Block):
    """Things to do or bring, each with a box."""

    block: Literal["tick-list"]
    factual: ClassVar[bool] = False
    intro: Text | None = None
    items: ShortList


class FillIn(Block):
    """Labelled blanks, such as the date of the visit; with `scale` each is a row of boxes from 0 up to that number."""

    block: Literal["fill-in"]
    factual: ClassVar[bool] = False
    fields: Annotated[tuple[Line, ...], SHORT_LIST]
    scale: int | None = Field(default=None, ge=1, le=10)


class Contacts(Block):
    """The clinic's phone lines, or blanks to write them in."""

    block: Literal["contacts"]
    factual: ClassVar[bool] = False
    intro: Text | None = None


class Initials(Block):
    """A line for the clinician who has read the sheet with the patient."""

    block: Literal["initials"]
    factual: ClassVar[bool] = False
    text: Text


class Table(Block):
    """A small table with a caption, column heads and a row head in each row."""

    block: Literal["table"]
    caption: Line
    head: Annotated[tuple[Line, ...], Field(min_length=2, max_length=4)]
    rows: Annotated[tuple[tuple[Text, ...], ...], Field(min_length=1, max_length=12)]

    @model_validator(mode="after")
    def _even_rows(self) -> Table:
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.head):
                raise ValueError(f"row {number} has {len(row)} cells, the head has {len(self.head)}; make them equal")
        return self


class CardPart(Model):
    """A labelled part of a card: running words, or a short list."""

    part: Literal["what", "why", "happens", "prepare", "little", "more", "helps", "ask"]
    text: Text | None = None
    items: tuple[ShortItem, ...] = Field(default=(), max_length=LIST_LIMIT)

    @model_validator(mode="after")
    def _words_or_items(self) -> CardPart:
        if bool(self.text) == bool(self.items):
            raise ValueError("has no words; give the part `text:` or `items:`, one of the two")
        return self


class Card(Block):
    """One treatment or one test: its name, what it is, and labelled parts."""

    block: Literal["card"]
    name: Line
    say: Line | None = None
    text: Text
    parts: Annotated[tuple[CardPart, ...], SHORT_LIST]


class GlossaryGroup(Model):
    """A titled group of glossary entries, named by their ids; `entries` is filled in from the glossary."""

    id: Id
    title: Line
    terms: Annotated[tuple[Id, ...], SHORT_LIST]
    entries: SkipJsonSchema[tuple[Term, ...]] = ()


class Glossary(Block):
    """Words explained, in groups, taken from the glossary of the language."""

    block: Literal["glossary"]
    groups: Annotated[tuple[GlossaryGroup, ...], Field(min_length=1, max_length=16)]


class Diary(Block):
    """Days to write in: a row a day, a column for each thing to watch."""

    block: Literal["diary"]
    factual: ClassVar[bool] = False
    intro: Text | None = None
    days: int = Field(ge=7, le=14)
    columns: Annotated[tuple[Line, ...], Field(min_length=2, max_length=5)]


class Include(Model):
    """A block of a shared file (`spread/steps`), taken whole."""

    block: Literal["include"]
    fragment: str = Field(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")


PrintedBlock = Annotated[
    Paragraph
    | ListBlock
    | Terms
    | Callout
    | KnownUnknown
    | Figure
    | RedFlags
    | Checklist
    | Questions
    | TopThree
    | Notes
    | TickList
    | FillIn
    | Contacts
    | Initials
    | Table
    | Card
    | Glossary
    | Diary,
    Field(discriminator="block"),
]
AnyBlock = Annotated[PrintedBlock | Include, Field(discriminator="block")]


def items_of(block: Model) -> tuple[Item, ...]:
    """The list entries of a block in printed order, those of its groups included."""
    found: list[Item] = []
    for name in type(block).model_fields:
        value = getattr(block, name)
        for entry in value if isinstance(value, tuple) else ():
            if isinstance(entry, Item):
                found.append(entry)
            elif isinstance(entry, Group | CardPart):
                found.extend(entry.items)
    return tuple(found)
