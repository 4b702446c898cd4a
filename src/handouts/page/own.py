"""What of a page is its clinic's own: parts that can be set by themselves, and all else that it has read of it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from markupsafe import Markup
from pydantic import BaseModel

from handouts.clinic.load import Clinic
from handouts.page.handout import Handout

MARK = "data-own"
"""Marks the element that a part of a clinic's own begins with."""
_TAG = re.compile(r"\s*(<(\w+)[^>]*)>")


@dataclass(frozen=True)
class Call:
    """How a template asks for a part of the clinic's own: the part's name, and what it is given."""

    name: str
    given: Mapping[str, Any]


class Places:
    """Stands in for a handout while its page is set with open places.

    `handout` notes what is read of its clinic outside them, in `notes`; `calls` are the places in their order.
    """

    def __init__(self, handout: Handout) -> None:
        self.notes: dict[str, str] = {}
        self.calls: list[Call] = []
        self._silent = False
        self.handout = replace(handout, clinic=_Noted(handout.clinic, "", self._note))

    def own(self, call: Call, set_part: Callable[[], Markup]) -> Markup:
        """The empty element of a part, which is set for its look alone."""
        with self._unnoted():
            part = set_part()
        self.calls.append(call)
        tag, name = start_of(part)
        return Markup(f"{tag}></{name}>")

    @contextmanager
    def _unnoted(self) -> Iterator[None]:
        before, self._silent = self._silent, True
        try:
            yield
        finally:
            self._silent = before

    def _note(self, name: str, value: object) -> None:
        if not self._silent:
            self.notes[name] = digest_of(value)


def start_of(part: str) -> tuple[str, str]:
    """The start tag of a part without its end, and its element's name."""
    found = _TAG.match(part)
    assert found, part
    return found[1], found[2]


def agrees(clinic: Clinic, notes: Mapping[str, str]) -> bool:
    """Whether all that a page has read of another clinic is the same of this one."""
    return all(digest_of(_read(clinic, name)) == digest for name, digest in notes.items())


def digest_of(value: object) -> str:
    """A digest of what a page has read, in which no word of a clinic is left."""
    return hashlib.sha256(repr(_whole(value)).encode()).hexdigest()


def _whole(value: object) -> object:
    """A value with all that it has: a number has a country, which decides what is dialled, and does not show it."""
    if isinstance(value, BaseModel):
        return [type(value).__name__, {name: _whole(inner) for name, inner in vars(value).items()}]
    return [*map(_whole, value)] if isinstance(value, (list, tuple)) else value


def _read(clinic: Clinic, name: str) -> object:
    value: object = clinic
    for part in name.split("."):
        value = getattr(value, part, None)
    return value


class Later:
    """A value of a template that is only made where the template asks for it."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make

    def __getattr__(self, name: str) -> Any:
        return getattr(self._make(), name)

    def __bool__(self) -> bool:
        return bool(self._make())

    def __str__(self) -> str:
        return str(self._make())


class _Noted:
    """A clinic or its brand, of which each thing read is noted; what a template may not read, it has not."""

    def __init__(self, value: object, name: str, note: Callable[[str, object], None]) -> None:
        self._value, self._name, self._note = value, name, note

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or (isinstance(self._value, BaseModel) and hasattr(BaseModel, name)):
            raise AttributeError(name)
        value = getattr(self._value, name)
        if name == "brand":
            return _Noted(value, "brand.", self._note)
        self._note(f"{self._name}{name}", value)
        return value
