"""Words that a handout does not use: jargon with a plain twin, blame, war, false hope; each at its line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Annotated

from pydantic import BeforeValidator, Field

from handouts.content.written import Written, languages, written
from handouts.errors import Problem, Problems
from handouts.source.layers import Layers
from handouts.source.model import Line, Model, as_list, validate
from handouts.source.yaml import read_yaml

LIST = "banned-words.yaml"


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


def banned_words(layers: Layers, lang: str) -> tuple[Banned, ...]:
    """The list of a language: the package's, and a clinic's own beside it. Raises InputInvalid for a list at fault."""
    files = layers.every(f"content/{lang}/{LIST}")
    return tuple(entry for f in files for entry in validate(BannedFile, read_yaml(f.path, f.shown)).words)


def banned_problems(layers: Layers) -> list[Problem]:
    """Every banned word in every language. Raises InputInvalid for a list at fault."""
    return Problems(
        problem
        for lang in languages(layers)
        if (entries := banned_words(layers, lang))
        for text in written(layers, lang)
        for problem in found_in(text, entries)
    )


def found_in(text: Written, entries: Iterable[Banned]) -> Iterator[Problem]:
    """The banned words of one text, each once, with what to say."""
    for entry in entries:
        for word in dict.fromkeys(hits(text.words, entry)):
            if not (entry.explained and word.lower() in text.file.explained):
                yield text.problem(word, f"{word!r} is not for a handout; {entry.say}")


def hits(words: str, entry: Banned) -> Iterator[str]:
    """The banned words of an entry as they stand in a text, those in allowed phrases left out."""
    spans = [found.span() for found in entry.allowed.finditer(words)] if entry.allowed else []
    for found in entry.pattern.finditer(words):
        if not any(start <= found.start() and found.end() <= end for start, end in spans):
            yield found.group()
