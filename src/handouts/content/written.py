"""The printed words of content files, each with its place: what spelling and word lists are held against."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from handouts.errors import InputInvalid, Problem
from handouts.source.inline import parse_inline
from handouts.source.layers import Found, Layers
from handouts.source.yaml import Key, YamlSource, read_yaml, texts_of

WORD_LISTS = frozenset({"spelling.yaml", "banned-words.yaml", "standards-words.yaml"})
# Names of things and notes for editors: never printed, or (`say`) not spelled as words are.
NAMES = frozenset({"block", "claims", "figure", "fragment", "id", "part", "style", "terms", "tone", "use"})
NOTES = frozenset({"purpose", "review", "say", "unsourced"})
SILENT = NAMES | NOTES


@dataclass(frozen=True)
class File:
    """A content file: its data with their places, and its lines."""

    source: YamlSource
    lines: tuple[str, ...]

    @cached_property
    def starts(self) -> list[int]:
        """The lines on which values begin, sorted."""
        return sorted({line for line, _ in self.source.places.values()})

    @cached_property
    def explained(self) -> frozenset[str]:
        """The words that the file marks as terms or that stand above their meaning, in lower case."""
        texts = list(texts_of(self.source.data))
        marked = (run.text for _, text in texts for run in _runs(text) if run.term)
        listed = (text for at, text in texts if at[-1] == "term")
        return frozenset(word.lower() for word in (*marked, *listed))


@dataclass(frozen=True)
class Written:
    """One printed text of a file: `text` as written, `words` without markup."""

    file: File
    at: tuple[Key, ...]
    text: str

    @cached_property
    def words(self) -> str:
        """The words alone; a placeholder is a gap."""
        return "".join(" " if run.placeholder else run.text for run in _runs(self.text))

    def problem(self, word: str, message: str) -> Problem:
        """A problem at the first line on which the word stands in this text."""
        found = self.file.source.problem(self.at, message)
        after = next((line for line in self.file.starts if line > found.line), len(self.file.lines) + 1)
        for number in range(found.line, max(after, found.line + 1)):
            here = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", self.file.lines[number - 1])
            if here:
                return Problem(found.path, number, here.start() + 1, found.field, message)
        return found


def languages(layers: Layers) -> list[str]:
    """The languages that have labels."""
    return sorted({found.relative.split("/")[1] for found in layers.all("content/*/labels.yaml")})


def written(layers: Layers, lang: str) -> Iterator[Written]:
    """Every printed text of a language's content, file by file; a file that is no YAML is left to the catalogue."""
    for found in layers.all(f"content/{lang}/**/*.yaml"):
        if found.path.name not in WORD_LISTS and (file := _read(found)):
            for at, text in texts_of(file.source.data):
                if SILENT.isdisjoint(at):
                    yield Written(file, at, " ".join(text.split()))


def _read(found: Found) -> File | None:
    try:
        return File(read_yaml(found.path, found.shown), tuple(found.path.read_text("utf-8-sig").splitlines()))
    except InputInvalid:
        return None


def _runs(text: str) -> tuple:
    try:
        return parse_inline(text)
    except ValueError:
        return ()
