"""The one walker of printed words: what a document, a block or a file of content prints, in which fields, and where.

The marks on the fields of the models (`handouts.content.items.Printed`) decide; no block is known here by its name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, NamedTuple, get_args, get_origin

from handouts.content.blocks import Block
from handouts.content.catalogue import Loaded
from handouts.content.documents import Document
from handouts.content.items import Item, Printed, Sort, Sourced
from handouts.content.labels import Labels
from handouts.content.parts import PartsFile
from handouts.content.shared_words import GlossaryFile, SharedFile
from handouts.errors import InputInvalid, Problem
from handouts.source.inline import Run, parse_inline
from handouts.source.layers import Found, Layers
from handouts.source.model import Model
from handouts.source.yaml import Key, YamlSource, texts_of, yaml_of

UNSAID = frozenset({"label", "choice"})  # marked, and signed, yet no words of the sheet as they stand


@dataclass(frozen=True)
class Place:
    """Where a text stands: its file and the keys that lead to it there."""

    source: YamlSource
    at: tuple[Key, ...]
    file: Found | None = None

    @property
    def line(self) -> int:
        """The line, from 1."""
        return self.source.place(self.at)[0]


@dataclass(frozen=True)
class Text:
    """Words as they are written, markup and placeholders in place.

    `keys` are the fields that lead to them, below their block where they have one; a list entry's words stand under the
    list's own key. `section` counts from 0, -1 outside; `entry` is the list entry or block whose evidence they rest on.
    """

    words: str
    sort: Sort
    keys: tuple[str, ...]
    section: int
    block: Block | None
    entry: Sourced | None
    place: Place | None

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """The text as runs of one look; none where its markup is wrong."""
        try:
            return parse_inline(self.words)
        except ValueError:
            return ()

    @cached_property
    def plain(self) -> str:
        """The words without markup; a placeholder is a gap."""
        return "".join(" " if run.placeholder else run.text for run in self.runs)

    @property
    def is_prose(self) -> bool:
        """Whether it is words of the language: spelled, graded and held against the standards."""
        return self.sort not in UNSAID and self.sort != "say"

    @property
    def is_heading(self) -> bool:
        """Whether it heads or labels something."""
        return self.sort in {"heading", "term"}

    def problem(self, message: str) -> Problem:
        """A problem at the line where the text begins."""
        assert self.place, f"{self.words!r} was walked without places"
        return Problem(self.place.source.path, self.place.line, 1, "", message)

    def problem_at(self, word: str, message: str) -> Problem:
        """A problem at the first line on which a word stands in this text of a file."""
        assert self.place and self.place.file, f"{self.words!r} was walked without its file"
        source = self.place.source
        found = source.problem(self.place.at, message)
        lines = self.place.file.data.decode("utf-8-sig").splitlines()
        after = min((line for line, _ in source.places.values() if line > found.line), default=len(lines) + 1)
        for number in range(found.line, after):
            here = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", lines[number - 1])
            if here:
                return Problem(found.path, number, here.start() + 1, found.field, message)
        return found


Find = Callable[[str, tuple[Key, ...]], Place | None]


def _nowhere(_words: str, _at: tuple[Key, ...]) -> None:
    return None


def texts(document: Document, find: Find = _nowhere) -> Iterator[Text]:
    """Every text that a document prints, in printed order; `find` gives the place of words that stand at some keys."""
    silent = {number for number, section in enumerate(document.sections) if section.is_when_to_call}
    for text in _walk(document, _ROOT, _Here(), find):
        if text.sort not in UNSAID and not (text.block is None and text.section in silent):
            yield text


def marked(model: Model) -> Iterator[Text]:
    """The texts of a block or of another part of a document, and its choices, in the order of the fields."""
    return _walk(model, _ROOT, _Here(), _nowhere)


def texts_of_files(layers: Layers, lang: str) -> Iterator[tuple[Text, ...]]:
    """The words of each file of a language that are spelled; a file that is no YAML is left to who loads it."""
    for found in layers.all(f"content/{lang}/**/*.yaml"):
        model = _model_of_file(found.relative)
        try:
            source = yaml_of(found) if model else None
        except InputInvalid:
            continue
        if model and source:
            yield tuple(text for text in _texts_of_file(model, source, found) if text.is_prose)


def _model_of_file(relative: str) -> type[Model] | None:
    match relative.split("/")[2:]:
        case ["labels.yaml"]:
            return Labels
        case ["glossary.yaml"]:
            return GlossaryFile
        case ["shared", _]:
            return SharedFile
        case [_, "parts", _]:
            return PartsFile
        case [_, _]:
            return Document
    return None


def _texts_of_file(model: type[Model], source: YamlSource, file: Found) -> Iterator[Text]:
    top = _ROOT._replace(models=(model,))
    return _walk(source.data, top, _Here(), lambda _, at: Place(source, at, file))


def explained(found: Iterable[Text]) -> frozenset[str]:
    """The words that texts mark as terms, or that stand above their meaning."""
    found = tuple(found)
    terms = (run.text for text in found for run in text.runs if run.term)
    return frozenset((*terms, *(text.plain for text in found if text.sort == "term")))


def languages(layers: Layers) -> list[str]:
    """The languages that have labels."""
    return sorted({found.relative.split("/")[1] for found in layers.all("content/*/labels.yaml")})


@dataclass(frozen=True)
class Places:
    """Finds where the words of documents stand: in the document's file, else where its language shares them."""

    layers: Layers
    _shared: dict[str, dict[str, Place]] = field(default_factory=dict, init=False, repr=False)

    def texts(self, loaded: Loaded) -> Iterator[Text]:
        """Every text that a document prints, with its place; the top of its file for one that no file has."""
        known = {**self._of_language(loaded.id.lang), **_by_words(loaded.source)}
        nowhere = Place(loaded.source, ())
        return texts(loaded.document, lambda words, _: known.get(words, nowhere))

    def _of_language(self, lang: str) -> dict[str, Place]:
        if lang not in self._shared:
            pattern = f"content/{lang}/"
            found = [*self.layers.all(f"{pattern}shared/*.yaml"), *self.layers.every(f"{pattern}glossary.yaml")]
            sources = [yaml_of(file) for file in found]
            self._shared[lang] = {words: place for source in sources for words, place in _by_words(source).items()}
        return self._shared[lang]


def _by_words(source: YamlSource) -> dict[str, Place]:
    return {" ".join(text.split()): Place(*source.origin(at)) for at, text in texts_of(source.data)}


def entries_of(model: Model) -> Iterator[tuple[str, tuple[Model, ...]]]:
    """The lists of a model with the names of their fields: list entries, groups, terms."""
    for inner in _fields(type(model)):
        value = getattr(model, inner.name)
        if isinstance(value, tuple) and value and isinstance(value[0], Model):
            yield inner.name, value


def items_of(model: Model) -> tuple[Item, ...]:
    """The list entries of a block in printed order, those of its groups included."""
    entries = (entry for _, found in entries_of(model) for entry in found)
    return tuple(item for entry in entries for item in ((entry,) if isinstance(entry, Item) else items_of(entry)))


class _Field(NamedTuple):
    """What the walker knows of a field: its mark, its default, and the models that can stand in it."""

    name: str
    sort: Sort | None
    default: Any
    keyed: bool
    models: tuple[type[Model], ...]


class _Here(NamedTuple):
    """Where the walker stands."""

    at: tuple[Key, ...] = ()
    keys: tuple[str, ...] = ()
    block: Block | None = None
    entry: Sourced | None = None

    def below(self, key: Key, named: bool = True) -> _Here:
        keys = (*self.keys, key) if named and isinstance(key, str) else self.keys
        return self._replace(at=(*self.at, key), keys=keys)

    def inside(self, model: Model) -> _Here:
        if isinstance(model, Block):
            return self._replace(keys=(), block=model, entry=model)
        return self._replace(entry=model) if isinstance(model, Sourced) else self


_ROOT = _Field("", None, None, False, ())


def _walk(value: Any, inner: _Field, here: _Here, find: Find) -> Iterator[Text]:
    """The marked texts of a model, or of the plain data that one is made from."""
    if isinstance(value, str) and inner.sort:
        words = " ".join(value.split())
        section = here.at[1] if here.at[:1] == ("sections",) and isinstance(here.at[1], int) else -1
        yield Text(words, inner.sort, here.keys, section, here.block, here.entry, find(words, here.at))
    elif isinstance(value, (tuple, list)):
        for index, entry in enumerate(value):
            yield from _walk(entry, inner, here.below(index), find)
    elif isinstance(value, dict) and inner.keyed:
        for key, entry in value.items():
            yield from _walk(entry, inner._replace(keyed=False), here.below(key), find)
    elif isinstance(value, (Model, dict)):
        model = _model_of(value, inner.models)
        here = here.inside(value) if isinstance(value, Model) else here
        for part in _fields(model) if model else ():
            found = getattr(value, part.name) if isinstance(value, Model) else value.get(part.name)
            if found != part.default:
                yield from _walk(found, part, here.below(part.name, not issubclass(model, Item)), find)


@cache
def _fields(model: type[Model]) -> tuple[_Field, ...]:
    return tuple(
        _Field(name, _sort(info.metadata, models), info.default, get_origin(info.annotation) is dict, models)
        for name, info in model.model_fields.items()
        for models in [tuple(dict.fromkeys(_models(info.annotation)))]
    )


def _sort(metadata: Iterable[object], models: Iterable[type[Model]]) -> Sort | None:
    """The sort of a field's own strings; in plain data a string may stand for a list entry."""
    stand_in = (part.sort for model in models if issubclass(model, Item) for part in _fields(model) if part.sort)
    return next((mark.sort for mark in metadata if isinstance(mark, Printed)), None) or next(stand_in, None)


def _models(annotation: object) -> Iterator[type[Model]]:
    if isinstance(annotation, type) and issubclass(annotation, Model):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)


def _model_of(value: Model | Mapping[str, Any], models: tuple[type[Model], ...]) -> type[Model] | None:
    """The model of a value; of the models that can stand in its place, the one whose `block` it names."""
    if isinstance(value, Model):
        return type(value)
    if len(models) == 1:
        return models[0]
    for model in models:
        if (tag := model.model_fields.get("block")) and value.get("block") in get_args(tag.annotation):
            return model
    return None
