"""Words that a handout does not use: jargon with a plain twin, blame, war, false hope; each at its line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from handouts.content.texts import Text, explained, languages, texts_of_files
from handouts.content.wordlists import BANNED, Banned, BannedFile
from handouts.errors import Problem, Problems
from handouts.source.layers import Layers
from handouts.source.model import validate
from handouts.source.yaml import yaml_of


def banned_words(layers: Layers, lang: str) -> tuple[Banned, ...]:
    """The list of a language: the package's, and a clinic's own beside it. Raises InputInvalid for a list at fault."""
    files = layers.every(f"content/{lang}/{BANNED}")
    return tuple(entry for f in files for entry in validate(BannedFile, yaml_of(f)).words)


def banned_problems(layers: Layers) -> list[Problem]:
    """Every banned word in every language. Raises InputInvalid for a list at fault."""
    return Problems(
        problem
        for lang in languages(layers)
        if (entries := banned_words(layers, lang))
        for texts in texts_of_files(layers, lang)
        for problem in found_in(texts, entries)
    )


def found_in(texts: Sequence[Text], entries: Iterable[Banned]) -> Iterator[Problem]:
    """The banned words of the texts of one file, each once a text, with what to say."""
    known = {word.lower() for word in explained(texts)}
    for text in texts:
        for entry in entries:
            for word in dict.fromkeys(hits(text.plain, entry)):
                if not (entry.explained and word.lower() in known):
                    yield text.problem_at(word, f"{word!r} is not for a handout; {entry.say}")


def hits(words: str, entry: Banned) -> Iterator[str]:
    """The banned words of an entry as they stand in a text, those in allowed phrases left out."""
    spans = [found.span() for found in entry.allowed.finditer(words)] if entry.allowed else []
    for found in entry.pattern.finditer(words):
        if not any(start <= found.start() and found.end() <= end for start, end in spans):
            yield found.group()
