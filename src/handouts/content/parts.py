"""One section or one block that a clinic lays over a document's: `content/<lang>/<type>/parts/<kind>.yaml`.

What has an id there takes the place of what has it in the document, whole; the rest stays the package's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from itertools import takewhile
from operator import getitem
from typing import Any

from pydantic import field_validator

from handouts.content.blocks import Block, PrintedBlock
from handouts.content.documents import Document, Section
from handouts.content.shared_words import each_named
from handouts.errors import InputInvalid, Problem, did_you_mean
from handouts.source.layers import Found, Layers
from handouts.source.model import Model, validate
from handouts.source.yaml import Key, YamlSource, yaml_of

LOCKED = "red-flags"
"""The block that says when to call: no part changes, adds or removes one."""
Loc = tuple[Key, ...]


class PartsFile(Model):
    """`content/<lang>/<type>/parts/<kind>.yaml`: sections and blocks, each with the id of the one that it replaces."""

    sections: tuple[Section, ...] = ()
    blocks: tuple[PrintedBlock, ...] = ()

    @field_validator("blocks")
    @classmethod
    def _named(cls, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
        return each_named(blocks, "give it that of the block which it replaces")


def parts_file(lang: str, disease: str, kind: str) -> str:
    """Where the parts of a document lie in a folder of content."""
    return f"content/{lang}/{disease}/parts/{kind}.yaml"


def with_parts(found: Found, document: YamlSource, own: bool) -> YamlSource:
    """A document's file with a clinic's parts in the place of its own.

    `own` says whether the whole document is the clinic's already. Raises InputInvalid with every fault of the parts.
    """
    parts = yaml_of(found)
    validate(PartsFile, parts)
    if own:
        message = "has no effect: the whole document is your own already; change it there, and delete this file"
        raise InputInvalid([parts.problem((), message)])
    merged, problems = document, list[Problem]()
    for what, find in (("sections", _sections), ("blocks", _blocks)):
        for place, part in enumerate(parts.data.get(what) or ()):
            known = dict(find(merged.data))
            if at := known.get(part["id"]):
                merged = merged.grafted(at, parts, (what, place))
            else:
                message = f"{part['id']!r} is not the id of a {what[:-1]} of {document.path};"
                hint = did_you_mean(part["id"], known) or f" it has {', '.join(known)}"
                problems.append(parts.problem((what, place, "id"), message + hint))
    if problems:
        raise InputInvalid(problems)
    return merged


class UnknownPart(Exception):
    """What a document has no part of, or none that may be changed by itself; the message says what to do."""


def part_ids(layers: Layers, document: str) -> list[str]:
    """The ids of a document's sections and of its blocks; none where there is no such document."""
    found = layers.find(document)
    data = yaml_of(found).data if found else {"sections": []}
    return [id_ for find in (_sections, _blocks) for id_, _ in find(data)]


def shipped_parts(layers: Layers, document: str, ids: Sequence[str]) -> str:
    """A file of parts with the package's own words of these sections and blocks. Raises UnknownPart."""
    found = layers.find(document)
    if found is None:
        raise UnknownPart(f"the package has no {document}; write the whole document by `handouts new`")
    source = yaml_of(found)
    known = {what: dict(find(source.data)) for what, find in (("sections", _sections), ("blocks", _blocks))}
    every = [*known["sections"], *known["blocks"]]
    if unknown := [name for name in ids if name not in every]:
        hint = did_you_mean(unknown[0], every) or f" it has {', '.join(every)}"
        raise UnknownPart(f"{unknown[0]!r} is not the id of a section or of a block of {document};{hint}")
    parts = {what: [_text_of(layers, found, at) for name in ids if (at := places.get(name))]
             for what, places in known.items()}  # fmt: skip
    return "".join(f"{what}:\n{''.join(texts)}" for what, texts in parts.items() if texts)


def _text_of(layers: Layers, found: Found, at: Loc) -> str:
    """The lines of a part, where it is written, as an entry of a list."""
    source = yaml_of(found)
    part = reduce(getitem, at, source.data)
    if file := part.get("fragment"):
        name, _, id_ = file.partition("/")
        shared = layers.find(f"content/{found.relative.split('/')[1]}/shared/{name}.yaml")
        blocks = yaml_of(shared).data["blocks"] if shared else []
        place = next((number for number, block in enumerate(blocks) if block.get("id") == id_), None)
        if shared is None or place is None:
            raise UnknownPart(f"{file!r} is not a shared block; mend the document first")
        return _text_of(layers, shared, ("blocks", place))
    if LOCKED in (part.get("block"), *(block.get("block") for block in part.get("blocks", ()))):
        raise UnknownPart(
            f"{part['id']!r} says when to call, which no part may change; change the whole, by --from-shipped"
        )
    line, column = source.place(at)
    first, *rest = found.data.decode("utf-8-sig").splitlines()[line - 1 :]
    inside = takewhile(lambda text: not text.strip() or text[: column - 1].isspace(), rest)
    own = [f"  - {first[column - 1 :]}", *(f"    {text[column - 1 :]}".rstrip() for text in inside)]
    return "\n".join(own).rstrip() + "\n"


def _sections(data: Any) -> Iterator[tuple[str, Loc]]:
    return ((section["id"], ("sections", place)) for place, section in enumerate(data["sections"]))


def _blocks(data: Any) -> Iterator[tuple[str, Loc]]:
    """The blocks that have ids, those that are taken from a shared file by the id that they have there."""
    for number, section in enumerate(data["sections"]):
        for place, block in enumerate(section["blocks"]):
            if id_ := block.get("id") or block.get("fragment", "").rpartition("/")[2]:
                yield id_, ("sections", number, "blocks", place)


def locked_problems(before: Document, after: Document, merged: YamlSource) -> Iterator[Problem]:
    """A problem at each part that changes when to call; of both documents the shared parts are in their places."""
    if [*_locked(before)] == [*_locked(after)]:
        return
    for at, parts, place in merged.grafts:
        number = at[1]
        if any(block.block == LOCKED for each in (before, after) for block in each.sections[number].blocks):
            message = "would change when to call, which no part may; change the whole document, by --from-shipped"
            yield parts.problem(place, message)


def _locked(document: Document) -> Iterator[tuple[int, Block]]:
    for number, section in enumerate(document.sections):
        yield from ((number, block) for block in section.blocks if block.block == LOCKED)
