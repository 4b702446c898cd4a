"""YAML read as it was written, each value with its line and column.

Scalars stay text, so that `no`, `1.10` and `01234 567890` reach the models as the editor typed them; the models coerce.
Duplicate keys, anchors, aliases and tags are refused: in reviewed text each is a mistake or an attack.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import getitem
from pathlib import Path
from typing import Any

import yaml

from handouts.errors import InputInvalid, Problem, Problems
from handouts.source.layers import Found
from handouts.source.reading import Unread, read_named

MAX_BYTES = 1_000_000
MAX_DEPTH = 20
MAX_NODES = 50_000
MAX_TEXT = 20_000
MOST_FAULTS = 20  # of one kind: a file in another encoding has one in every second character
# The parser in C where the wheel has it: ten times as fast, the same events.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
NULLS = frozenset({"", "~", "null", "Null", "NULL"})
BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
ZERO_WIDTH = frozenset("\u200b\u2060\ufeff\u00ad\u180e")

Key = str | int
Place = tuple[int, int]


@dataclass(frozen=True)
class YamlSource:
    """A parsed file: its plain data (`dict`, `list`, `str`, `None`), where each value stands, and `grafts`: values that
    another file has put into the data, each with its place, its file and its place there."""

    path: str
    data: Any
    places: dict[tuple[Key, ...], Place]
    grafts: tuple[tuple[tuple[Key, ...], YamlSource, tuple[Key, ...]], ...] = ()

    def grafted(self, loc: tuple[Key, ...], other: YamlSource, at: tuple[Key, ...]) -> YamlSource:
        """The file with what stands in `other` at `at` in the place of its own value at `loc`."""
        data = _with(self.data, loc, reduce(getitem, at, other.data))
        return replace(self, data=data, grafts=(*self.grafts, (loc, other, at)))

    def origin(self, loc: tuple[Key, ...]) -> tuple[YamlSource, tuple[Key, ...]]:
        """The file that a value was written in, and its place there."""
        for at, other, place in reversed(self.grafts):
            if loc[: len(at)] == at:
                return other, (*place, *loc[len(at) :])
        return replace(self, grafts=()), loc

    def place(self, loc: tuple[Key, ...]) -> Place:
        """Line and column of a value, or of its nearest parent that is in the file; counted from 1."""
        if self.grafts:
            return (found := self.origin(loc))[0].place(found[1])
        here: tuple[Key, ...] = ()
        for key in loc:
            if (*here, key) in self.places:
                here = (*here, key)
        return self.places.get(here, (1, 1))

    def problem(self, loc: tuple[Key, ...], message: str) -> Problem:
        """A problem at `loc`; parts of `loc` that are not in the file (union tags) are left out of the field's name."""
        if self.grafts:
            return (found := self.origin(loc))[0].problem(found[1], message)
        shown: list[Key] = []
        for index, key in enumerate(loc):
            last = index == len(loc) - 1
            if (*shown, key) in self.places or (last and isinstance(key, str)):
                shown.append(key)
        return Problem(self.path, *self.place(loc), field_name(tuple(shown)), message)


def _with(data: Any, loc: tuple[Key, ...], value: Any) -> Any:
    """The same data with another value at a place."""
    if not loc:
        return value
    changed = [*data] if isinstance(data, list) else {**data}
    changed[loc[0]] = _with(data[loc[0]], loc[1:], value)
    return changed


def field_name(loc: tuple[Key, ...]) -> str:
    """`("sections", 0, "heading")` as `sections[0].heading`."""
    out = ""
    for key in loc:
        out += f"[{key}]" if isinstance(key, int) else f".{key}" if out else str(key)
    return out


def read_yaml(path: Path, shown: str | None = None) -> YamlSource:
    """Read a file that was named; `shown` is the name used in messages. Raises InputInvalid with every fault found."""
    name = shown or str(path)
    try:
        raw = read_named(path, MAX_BYTES)
    except Unread as error:
        raise unread(error, name) from error
    return decode_yaml(raw, name)


def unread(error: Unread, name: str) -> InputInvalid:
    """What to say of a YAML file that cannot be read."""
    put = "put a YAML file there"
    message = error.message(missing=put, special=put, large="split it", system="check the file")
    return InputInvalid([Problem(name, 0, 0, "", message)])


def yaml_of(found: Found) -> YamlSource:
    """The YAML of a file of a layer. Raises InputInvalid with every fault found."""
    if len(found.data) > MAX_BYTES:
        raise unread(Unread("large", f"is over {MAX_BYTES:,} bytes"), found.shown)
    return decode_yaml(found.data, found.shown)


def decode_yaml(raw: bytes, name: str) -> YamlSource:
    """Parse the bytes of a file. Raises InputInvalid with every fault found."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise InputInvalid([Problem(name, line, 1, "", "is not UTF-8 text; save the file as UTF-8")]) from error
    return parse_yaml(text, name)


def parse_yaml(text: str, name: str) -> YamlSource:
    """Parse text that is already decoded. Raises InputInvalid with every fault found."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    problems = _character_problems(text, name)
    if problems:
        raise InputInvalid(problems)
    composer = _Composer(name)
    try:
        data = composer.document(yaml.parse(text, Loader=LOADER))
    except yaml.YAMLError as error:
        raise InputInvalid([*composer.problems, _syntax_problem(error, name)]) from error
    if composer.problems:
        raise InputInvalid(composer.problems)
    return YamlSource(name, data, composer.places)


def texts_of(data: Any, at: tuple[Key, ...] = ()) -> Iterator[tuple[tuple[Key, ...], str]]:
    """Every text of plain data with its place, in the order of the file."""
    if isinstance(data, str):
        yield at, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from texts_of(value, (*at, key))
    elif isinstance(data, list):
        for index, value in enumerate(data):
            yield from texts_of(value, (*at, index))


def character_fault(char: str) -> str | None:
    """Why a character may not stand in any text of ours, or None. Newline and tab are for the caller to judge."""
    if char in BIDI_CONTROLS:
        return "a character that reverses the reading direction"
    if char in ZERO_WIDTH:
        return "an invisible character"
    category = unicodedata.category(char)
    if category == "Cc":
        return "a control character"
    if category in {"Cs", "Co", "Cn"}:
        return "a character that no font can print"
    return None


def _character_problems(text: str, name: str) -> list[Problem]:
    problems: list[Problem] = []
    for number, line in enumerate(text.split("\n"), 1):
        if line.isascii() and line.isprintable():
            continue
        indent = len(line) - len(line.lstrip())
        for column, char in enumerate(line, 1):
            if char.isascii() and char.isprintable():
                continue
            if len(problems) > MOST_FAULTS:
                more = "and more like these follow; see whether the file is text in UTF-8"
                return [*problems, Problem(name, number, column, "", more)]
            if char == "\t":
                if column <= indent:
                    problems.append(Problem(name, number, column, "", "has a tab as indent; use spaces"))
                    break
                continue
            if fault := character_fault(char):
                shown = f"U+{ord(char):04X}"
                problems.append(Problem(name, number, column, "", f"holds {fault} ({shown}); delete it"))
    return problems


def _syntax_problem(error: yaml.YAMLError, name: str) -> Problem:
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        mark = error.problem_mark
        what = " ".join(filter(None, (error.context, error.problem)))
        message = f"is not valid YAML ({what}); check quotes and indents"
        return Problem(name, mark.line + 1, mark.column + 1, "", message)
    return Problem(name, 1, 1, "", f"is not valid YAML ({str(error).splitlines()[0]}); check quotes and indents")


@dataclass
class _Composer:
    """Builds plain data from parser events, noting places and refusing what the module's docstring names."""

    name: str
    places: dict[tuple[Key, ...], Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=Problems)

    def document(self, events: Iterator[yaml.Event]) -> Any:
        """The data of the first document; more than one is refused, an empty file is None."""
        self.places[()] = (1, 1)
        data = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self.refuse(event, (), "starts a second document; keep one to a file")
                data = self.value(next(events), events, ())
        return data

    def refuse(self, event: yaml.Event, loc: tuple[Key, ...], message: str) -> None:
        """Note a problem at the place of an event."""
        mark = event.start_mark
        self.problems.append(Problem(self.name, mark.line + 1, mark.column + 1, field_name(loc), message))

    def value(self, event: yaml.Event, events: Iterator[yaml.Event], loc: tuple[Key, ...]) -> Any:
        """The value that begins with `event`, consumed whole even where it is refused."""
        self.places.setdefault(loc, (event.start_mark.line + 1, event.start_mark.column + 1))
        if len(self.places) > MAX_NODES:
            self.refuse(event, loc[:3], f"is the file's value number {MAX_NODES:,}; split the file")
            raise InputInvalid(self.problems)
        if isinstance(event, yaml.AliasEvent):
            self.refuse(event, loc, "an alias (*) is not allowed; write the value out, in quotes if it is text")
            return None
        self.plain(event, loc)
        if isinstance(event, yaml.ScalarEvent):
            return self.scalar(event, loc)
        if len(loc) >= MAX_DEPTH:
            self.refuse(event, loc[:3], f"is nested deeper than {MAX_DEPTH}; flatten it")
            raise InputInvalid(self.problems)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(events, loc)
        return self.mapping(events, loc)

    def plain(self, event: yaml.NodeEvent, loc: tuple[Key, ...]) -> None:
        """Refuse what is not plain data, in a value or in a key."""
        if event.anchor:
            self.refuse(event, loc, "an anchor (&) is not allowed; write the value out, in quotes if it is text")
        if getattr(event, "tag", None):
            self.refuse(event, loc, "a tag (!) is not allowed; write the value out, in quotes if it is text")

    def scalar(self, event: yaml.ScalarEvent, loc: tuple[Key, ...]) -> str | None:
        """Text as written, in Unicode normal form C; a plain null is None."""
        if not event.style and event.value in NULLS:
            return None
        return self.text(event, loc)

    def text(self, event: yaml.ScalarEvent, loc: tuple[Key, ...]) -> str:
        """The characters of a value or a key, in Unicode normal form C."""
        if len(event.value) > MAX_TEXT:
            self.refuse(event, loc, f"has {len(event.value):,} characters, at most {MAX_TEXT:,}; split it")
            return ""
        for char in event.value:
            if not (char.isprintable() or char in "\n\t") and (fault := character_fault(char)):
                self.refuse(event, loc, f"holds {fault} (U+{ord(char):04X}); delete it")
                break
        return unicodedata.normalize("NFC", event.value)

    def sequence(self, events: Iterator[yaml.Event], loc: tuple[Key, ...]) -> list[Any]:
        """The items up to the end of the sequence."""
        out: list[Any] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            out.append(self.value(event, events, (*loc, len(out))))
        return out

    def mapping(self, events: Iterator[yaml.Event], loc: tuple[Key, ...]) -> dict[str, Any]:
        """The entries up to the end of the mapping; of a key that stands twice, the first."""
        out: dict[str, Any] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            if not isinstance(event, yaml.ScalarEvent):
                self.refuse(event, loc, "has a key that is not text; use a plain word")
                raise InputInvalid(self.problems)
            self.plain(event, loc)
            key = self.text(event, loc)
            if key in out:
                self.refuse(event, (*loc, key), "stands twice; keep one of the two")
                self.value(next(events), events, (*loc, key))
                continue
            self.places[(*loc, key)] = (event.start_mark.line + 1, event.start_mark.column + 1)
            out[key] = self.value(next(events), events, (*loc, key))
        return out
