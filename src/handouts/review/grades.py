"""How hard each document is to read, and the lines of its hardest sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from handouts.content.catalogue import Catalogue, DocumentId, Loaded
from handouts.content.texts import Places, Text, explained
from handouts.content.wordlists import READABILITY, ReadabilityFile
from handouts.review.readability import Grade, Sentence, measure
from handouts.source.inline import plain_text
from handouts.source.model import validate
from handouts.source.yaml import yaml_of

# What a clinic fills in, as short as the words that most clinics have there: the grade is of our words, not of theirs.
NEUTRAL = {"fever": "this number", "emergency": "this number", "clinic": "our clinic", "crisis": ""}


@dataclass(frozen=True)
class Grader:
    """Grades the documents of a catalogue; what documents share is read once."""

    catalogue: Catalogue

    def grade(self, identity: DocumentId) -> Grade:
        """The grade of one document. Raises InputInvalid where the syllables' file is wrong."""
        loaded = self.catalogue.documents[identity]
        terms = explained(self.texts(loaded))
        return measure(self.passages(loaded), explained_terms=terms, syllables=self.syllables)

    def sections(self, identity: DocumentId) -> list[Grade]:
        """The grade of each section by itself; of few sentences, one word more or less moves it."""
        loaded = self.catalogue.documents[identity]
        found = self.texts(loaded)
        return [
            measure(
                _passages(text for text in found if text.section == number),
                explained_terms=explained(found),
                syllables=self.syllables,
            )
            for number in range(len(loaded.document.sections))
        ]

    def passages(self, loaded: Loaded) -> list[Sentence]:
        """The same as `texts` as it is graded: without markup, short words for what a clinic fills in."""
        return _passages(self.texts(loaded))

    def texts(self, loaded: Loaded) -> tuple[Text, ...]:
        """The words of a document that are read as prose, each with its place."""
        return tuple(text for text in self.places.texts(loaded) if text.is_prose)

    @cached_property
    def places(self) -> Places:
        """Where words stand."""
        return Places(self.catalogue.layers)

    @cached_property
    def syllables(self) -> Mapping[str, int]:
        """Syllables of the words of the field; a clinic's own file adds to the package's."""
        found = self.catalogue.layers.every(READABILITY)
        files = [validate(ReadabilityFile, yaml_of(file)) for file in found]
        return {word: count for file in files for word, count in file.syllables.items()}


def _passages(found: Iterable[Text]) -> list[Sentence]:
    places = ((text.words, text.place) for text in found)
    return [Sentence(plain_text(words, NEUTRAL), place.source.path, place.line) for words, place in places if place]
