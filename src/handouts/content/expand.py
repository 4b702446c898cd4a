"""Puts shared blocks and shared list entries in the place of the lines that ask for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from handouts.content.blocks import Block, Glossary, Include
from handouts.content.documents import Document
from handouts.content.items import GlossaryGroup, Item, Term
from handouts.content.shared_words import GlossaryEntry, SharedFile
from handouts.content.texts import entries_of
from handouts.errors import Problem, Problems, did_you_mean
from handouts.source.model import Model
from handouts.source.yaml import Key, YamlSource

Loc = tuple[Key, ...]
ModelT = TypeVar("ModelT", bound=Model)


@dataclass
class Expander:
    """Expands documents against the shared files of their language; problems gather in `problems`."""

    shared: Mapping[str, SharedFile]
    glossary: Mapping[str, GlossaryEntry] = field(default_factory=dict)
    blocks: dict[str, Block] = field(default_factory=dict)
    items: dict[str, Item] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=Problems)

    def __post_init__(self) -> None:
        for name, file in self.shared.items():
            self.blocks |= {f"{name}/{block.id}": block for block in file.blocks}
            self.items |= {f"{name}/{item.id}": item for item in file.items}

    def document(self, document: Document, source: YamlSource) -> Document:
        """The document with nothing left to include; what is not found is noted and left out."""
        sections = []
        for number, section in enumerate(document.sections):
            blocks = []
            for index, block in enumerate(section.blocks):
                found = self.block(block, source, ("sections", number, "blocks", index))
                blocks += [found] if found is not None else []
            sections.append(section.model_copy(update={"blocks": tuple(blocks)}))
        return document.model_copy(update={"sections": tuple(sections)})

    def block(self, block: Block | Include, source: YamlSource, at: Loc) -> Block | None:
        """A block with its entries filled in, or the shared block that it names."""
        if isinstance(block, Glossary):
            return self.with_claims_of_entries(self.entries(block, source, at))
        if not isinstance(block, Include):
            return self.entries(block, source, at)
        found = self.blocks.get(block.fragment)
        if found is None:
            message = f"{block.fragment!r} is not a shared block;{_hint(block.fragment, self.blocks)}"
            self.problems.append(source.problem((*at, "fragment"), message))
            return None
        self.used.add(block.fragment)
        return self.entries(found, source, at)

    def entries(self, model: ModelT, source: YamlSource, at: Loc) -> ModelT:
        """The same model with every `use:` of its lists and groups filled in."""
        changes = {
            name: tuple(self.entry(entry, source, (*at, name, i)) for i, entry in enumerate(entries))
            for name, entries in entries_of(model)
        }
        return model.model_copy(update=changes) if changes else model

    def entry(self, entry: Model, source: YamlSource, at: Loc) -> Model:
        """A list entry with its words; a group with all of its entries."""
        if isinstance(entry, GlossaryGroup):
            return self.glossary_group(entry, source, at)
        if not isinstance(entry, Item):
            return self.entries(entry, source, at)
        if entry.use is None:
            return entry
        found = self.items.get(entry.use)
        if found is None:
            message = f"{entry.use!r} is not a shared entry;{_hint(entry.use, self.items)}"
            self.problems.append(source.problem((*at, "use"), message))
            return entry
        self.used.add(entry.use)
        return found

    def with_claims_of_entries(self, block: Glossary) -> Glossary:
        """The glossary's block, resting on what its entries rest on."""
        names = [name for group in block.groups for name in group.terms if name in self.glossary]
        claims = dict.fromkeys([*block.claims, *(claim for name in names for claim in self.glossary[name].claims)])
        return block.model_copy(update={"claims": tuple(claims)})

    def glossary_group(self, group: GlossaryGroup, source: YamlSource, at: Loc) -> GlossaryGroup:
        """The group with the words and meanings of the entries that it names."""
        entries: list[Term] = []
        for index, name in enumerate(group.terms):
            found = self.glossary.get(name)
            if found is None:
                message = f"{name!r} is not in the glossary;{did_you_mean(name, self.glossary)} add it to glossary.yaml"
                self.problems.append(source.problem((*at, "terms", index), message))
                continue
            entries.append(Term(term=found.term, say=found.say, meaning=found.meaning))
        return group.model_copy(update={"entries": tuple(entries)})


def _hint(given: str, known: Mapping[str, Any]) -> str:
    file, _, _ = given.partition("/")
    same = [name for name in known if name.startswith(f"{file}/")]
    return did_you_mean(given, known) or f" {file}.yaml has {', '.join(same) if same else 'none'}"
