"""The files of words that several documents share: the glossary, and blocks and list entries to include."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, field_validator

from handouts.content.blocks import Block, PrintedBlock
from handouts.content.items import Item, Printed, Said, Words
from handouts.source.model import Claims, Id, Line, Model


class GlossaryEntry(Model):
    """A word of the field, how to say it, and its meaning in one or two plain sentences."""

    id: Id
    term: Annotated[Line, Printed("term")]
    say: Said = None
    meaning: Words
    claims: Annotated[Claims, Field(min_length=1)]


class GlossaryFile(Model):
    """`content/<lang>/glossary.yaml`."""

    entries: tuple[GlossaryEntry, ...]


class SharedItem(Item):
    """A list entry that several documents use; taken by `use: <file>/<id>`."""

    id: Id
    text: Words


class SharedFile(Model):
    """`content/<lang>/shared/<file>.yaml`: blocks and list entries that several documents use, each with an id."""

    blocks: tuple[PrintedBlock, ...] = ()
    items: tuple[SharedItem, ...] = ()

    @field_validator("blocks")
    @classmethod
    def _named(cls, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        return each_named(blocks, "give it one so that documents can include it")


def each_named(blocks: tuple[Block, ...], advice: str) -> tuple[Block, ...]:
    """The blocks, each with its id. Raises ValueError for one that has none."""
    for number, block in enumerate(blocks, 1):
        if block.id is None:
            raise ValueError(f"block {number} has no id; {advice}")
    return blocks
