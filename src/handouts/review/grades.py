"""How hard each document is to read, and the lines of its hardest sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from handouts.content.blocks import Block, Card, Glossary, Terms
from handouts.content.catalogue import Catalogue, DocumentId, Loaded
from handouts.content.documents import Document
from handouts.content.wordlists import READABILITY, ReadabilityFile
from handouts.page.handout import printed_strings
from handouts.review.readability import Grade, Sentence, measure
from handouts.source.inline import parse_inline, plain_text
from handouts.source.model import validate
from handouts.source.yaml import YamlSource, read_yaml, texts_of

# What a clinic fills in, as short as the words that most clinics have there: the grade is of our words, not of theirs.
NEUTRAL = {"fever": "this number", "emergency": "this number", "clinic": "our clinic"}
Place = tuple[str, int]


@dataclass(frozen=True)
class Grader:
    """Grades the documents of a catalogue; what documents share is read once."""

    catalogue: Catalogue
    _shared: dict[str, dict[str, Place]] = field(default_factory=dict, init=False, repr=False)

    def grade(self, identity: DocumentId) -> Grade:
        """The grade of one document. Raises InputInvalid where the syllables' file is wrong."""
        loaded = self.catalogue.documents[identity]
        terms = explained_terms(loaded.document)
        return measure(self.passages(loaded), explained_terms=terms, syllables=self.syllables)

    def passages(self, loaded: Loaded) -> list[Sentence]:
        """Every printed string with its place: in the document's own file, or in the shared file that it comes from."""
        places = {**self.shared(loaded.id.lang), **_places(loaded.source)}
        nowhere = (loaded.source.path, 0)
        return [
            Sentence(plain_text(text, NEUTRAL), *places.get(text, nowhere)) for text in printed_strings(loaded.document)
        ]

    @cached_property
    def syllables(self) -> Mapping[str, int]:
        """Syllables of the words of the field; a clinic's own file adds to the package's."""
        found = self.catalogue.layers.every(READABILITY)
        files = [validate(ReadabilityFile, read_yaml(file.path, file.shown)) for file in found]
        return {word: count for file in files for word, count in file.syllables.items()}

    def shared(self, lang: str) -> dict[str, Place]:
        """The place of each text of a language's shared files and of its glossary."""
        if lang not in self._shared:
            layers = self.catalogue.layers
            found = [*layers.all(f"content/{lang}/shared/*.yaml"), *layers.every(f"content/{lang}/glossary.yaml")]
            sources = [read_yaml(file.path, file.shown) for file in found]
            self._shared[lang] = {text: place for source in sources for text, place in _places(source).items()}
        return self._shared[lang]


def explained_terms(document: Document) -> frozenset[str]:
    """The words that a document explains: marked as terms where they first stand, in a block of terms, or on a card."""
    marked = {run.text for text in printed_strings(document) for run in parse_inline(text) if run.term}
    blocks = (block for section in document.sections for block in section.blocks)
    return frozenset(marked.union(*map(_explained_by, blocks)))


def _explained_by(block: Block) -> set[str]:
    if isinstance(block, Terms):
        return {item.term for item in block.items}
    if isinstance(block, Glossary):
        return {entry.term for group in block.groups for entry in group.entries}
    return {block.name} if isinstance(block, Card) else set()


def _places(source: YamlSource) -> dict[str, Place]:
    return {" ".join(text.split()): (source.path, source.place(at)[0]) for at, text in texts_of(source.data)}
