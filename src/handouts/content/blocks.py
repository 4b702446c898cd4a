"""The closed vocabulary of blocks: what a document is made of.

Each block has one model here, one partial `templates/blocks/<block>.html.j2`, one style sheet
`styles/blocks/<block>.css` and one fixture `files/blocks/<block>.yaml`, which `handouts new` writes. A new block is the
only growth that needs Python: its marks say what of it is printed, signed, spelled and graded.
"""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal, Union

from pydantic import Field, model_validator

from handouts.content.items import (
    SHORT_LIST,
    CardPart,
    GlossaryGroup,
    Group,
    Heading,
    Intro,
    Printed,
    Said,
    ShortItem,
    ShortList,
    Sourced,
    Term,
    Words,
)
from handouts.source.model import LIST_LIMIT, Id, Line, Model, Text

Use = Literal["action", "tool", "steps", "list", "unknown"]


class Block(Sourced):
    """What every block has, and what a kind of block says of itself.

    `factual` blocks must name claims, themselves or in each entry, or say why not. `labels` are the fixed words of
    `labels.yaml` that only such blocks print; `part_*` stands for all that begin so. `uses` is what the standards
    count it as: something to do (action), to write on (tool), steps to work through, a list, what is not known.
    """

    factual: ClassVar[bool] = True
    labels: ClassVar[tuple[str, ...]] = ()
    uses: ClassVar[tuple[Use, ...]] = ()
    id: Id | None = None

    def own_labels(self) -> tuple[str, ...]:
        """Those of `labels` that this very block prints."""
        return self.labels


class Paragraph(Block):
    """Running words."""

    block: Literal["paragraph"]
    text: Words


class ListBlock(Block):
    """Bullets, numbered steps, or `short` bullets that stand in two columns."""

    block: Literal["list"]
    style: Annotated[Literal["bullets", "steps", "short"], Printed("choice")] = "bullets"
    intro: Intro = None
    items: ShortList


class Terms(Block):
    """Words explained, each on its own."""

    block: Literal["terms"]
    uses: ClassVar[tuple[Use, ...]] = ("list",)
    intro: Intro = None
    items: Annotated[tuple[Term, ...], SHORT_LIST]


class Callout(Block):
    """A boxed note; `uncertain` says that experts do not agree, `calm` reassures truthfully."""

    block: Literal["callout"]
    labels: ClassVar[tuple[str, ...]] = ("uncertain",)
    tone: Annotated[Literal["note", "uncertain", "calm"], Printed("choice")] = "note"
    heading: Heading
    text: Words
    items: tuple[ShortItem, ...] = Field(default=(), max_length=LIST_LIMIT)


class KnownUnknown(Block):
    """What doctors know, beside what they do not know yet."""

    block: Literal["known-unknown"]
    labels: ClassVar[tuple[str, ...]] = ("known", "unknown")
    uses: ClassVar[tuple[Use, ...]] = ("unknown",)
    known: ShortList
    unknown: ShortList


class Figure(Block):
    """A drawing with a caption and words for those who cannot see it."""

    block: Literal["figure"]
    labels_of: ClassVar[dict[str, tuple[str, ...]]] = {
        "body": ("figure_origin", "figure_near", "figure_far"),
        "steps": ("step_*",),
    }
    labels: ClassVar[tuple[str, ...]] = (*labels_of["body"], *labels_of["steps"])
    figure: Annotated[Literal["body", "steps"], Printed("choice")]
    alt: Annotated[Line, Printed("alt")]
    caption: Annotated[Text, Printed("heading")]

    def own_labels(self) -> tuple[str, ...]:
        """The words of the drawing that it shows."""
        return self.labels_of[self.figure]


class RedFlags(Block):
    """When to call, in three tiers; a sheet with little room may leave out the last."""

    block: Literal["red-flags"]
    labels: ClassVar[tuple[str, ...]] = (
        "emergency", "same_day", "next_visit", "emergency_number", "day_phone", "night_phone",
    )  # fmt: skip
    uses: ClassVar[tuple[Use, ...]] = ("action", "steps")
    intro: Intro = None
    emergency: ShortList
    same_day: ShortList
    next_visit: Annotated[tuple[ShortItem, ...], Field(max_length=LIST_LIMIT)] = ()


class Checklist(Block):
    """Symptoms to tick: none, some, a lot, since when."""

    block: Literal["checklist"]
    labels: ClassVar[tuple[str, ...]] = ("none", "some", "a_lot", "since")
    uses: ClassVar[tuple[Use, ...]] = ("action", "tool", "steps", "list")
    groups: Annotated[tuple[Group, ...], SHORT_LIST]


class Questions(Block):
    """Questions for the doctor, each with a box "ask today"; `lines` for the answers are better kept for a few."""

    block: Literal["questions"]
    factual: ClassVar[bool] = False
    labels: ClassVar[tuple[str, ...]] = ("question", "ask_today", "answer")
    uses: ClassVar[tuple[Use, ...]] = ("action", "tool", "steps")
    lines: int = Field(default=0, ge=0, le=4)
    groups: Annotated[tuple[Group, ...], SHORT_LIST]


class TopThree(Block):
    """Three numbered lines for what matters most to the reader."""

    block: Literal["top-three"]
    factual: ClassVar[bool] = False
    labels: ClassVar[tuple[str, ...]] = ("question", "top_three", "answer")
    uses: ClassVar[tuple[Use, ...]] = ("tool",)
    intro: Words


class Notes(Block):
    """Lines to write on."""

    block: Literal["notes"]
    factual: ClassVar[bool] = False
    uses: ClassVar[tuple[Use, ...]] = ("tool",)
    intro: Intro = None
    lines: int = Field(ge=1, le=16)


class TickList(Block):
    """Things to do or bring, each with a box."""

    block: Literal["tick-list"]
    factual: ClassVar[bool] = False
    uses: ClassVar[tuple[Use, ...]] = ("action", "tool")
    intro: Intro = None
    items: ShortList


class FillIn(Block):
    """Labelled blanks, such as the date of the visit; with `scale` each is a row of boxes from 0 up to that number."""

    block: Literal["fill-in"]
    factual: ClassVar[bool] = False
    uses: ClassVar[tuple[Use, ...]] = ("tool",)
    fields: Annotated[tuple[Line, ...], SHORT_LIST, Printed("heading")]
    scale: int | None = Field(default=None, ge=1, le=10)


class Contacts(Block):
    """The clinic's phone lines, or blanks; with `numbers: foot` only when to call, for each page's foot has them."""

    block: Literal["contacts"]
    numbers: Annotated[Literal["here", "foot"], Printed("choice")] = "here"
    factual: ClassVar[bool] = False
    labels: ClassVar[tuple[str, ...]] = ("contacts", "day_phone", "night_phone", "emergency_number")
    uses: ClassVar[tuple[Use, ...]] = ("action",)
    intro: Intro = None


class Initials(Block):
    """A line for the clinician who has read the sheet with the patient."""

    block: Literal["initials"]
    factual: ClassVar[bool] = False
    labels: ClassVar[tuple[str, ...]] = ("initials",)
    text: Words


class Table(Block):
    """A small table with a caption, column heads and a row head in each row."""

    block: Literal["table"]
    caption: Heading
    head: Annotated[tuple[Line, ...], Field(min_length=2, max_length=4), Printed("heading")]
    rows: Annotated[tuple[tuple[Text, ...], ...], Field(min_length=1, max_length=12), Printed()]

    @model_validator(mode="after")
    def _even_rows(self) -> Table:
        for number, row in enumerate(self.rows, 1):
            if len(row) != len(self.head):
                raise ValueError(f"row {number} has {len(row)} cells, the head has {len(self.head)}; make them equal")
        return self


class Card(Block):
    """One treatment or one test: its name, what it is, and labelled parts."""

    block: Literal["card"]
    labels: ClassVar[tuple[str, ...]] = ("part_*",)
    uses: ClassVar[tuple[Use, ...]] = ("list",)
    name: Annotated[Line, Printed("term")]
    say: Said = None
    text: Words
    parts: Annotated[tuple[CardPart, ...], SHORT_LIST]


class Glossary(Block):
    """Words explained, in groups, taken from the glossary of the language."""

    block: Literal["glossary"]
    uses: ClassVar[tuple[Use, ...]] = ("list",)
    groups: Annotated[tuple[GlossaryGroup, ...], Field(min_length=1, max_length=16)]


class Diary(Block):
    """Days to write in: a row a day, a column for each thing to watch."""

    block: Literal["diary"]
    factual: ClassVar[bool] = False
    labels: ClassVar[tuple[str, ...]] = ("day",)
    uses: ClassVar[tuple[Use, ...]] = ("action", "tool", "steps", "list")
    intro: Intro = None
    days: int = Field(ge=7, le=14)
    columns: Annotated[tuple[Line, ...], Field(min_length=2, max_length=5), Printed("heading")]


class Include(Model):
    """A block of a shared file (`spread/steps`), taken whole."""

    block: Literal["include"]
    fragment: str = Field(pattern=r"^[a-z0-9-]+/[a-z0-9-]+$")


BLOCKS: tuple[type[Block], ...] = tuple(Block.__subclasses__())  # all of the above; messages keep their order
PrintedBlock = Annotated[Union[BLOCKS], Field(discriminator="block")]  # noqa: UP007
AnyBlock = Annotated[PrintedBlock | Include, Field(discriminator="block")]
