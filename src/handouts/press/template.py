"""Bytes with open slots: what of a PDF's objects is known when they are drawn, and what only when they are printed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

Slot = tuple[str, Any]
"""What is to stand there, and which of it."""
Template = tuple["bytes | Slot", ...]
Fillers = Mapping[str, Callable[[Any], bytes]]

REFERENCE = re.compile(rb"(?<![\d.])(\d+) 0 R\b")


def joined(parts: Iterable[bytes | Slot]) -> Template:
    """The same with neighboring bytes in one."""
    found: list[bytes | Slot] = []
    run: list[bytes] = []
    for part in parts:
        if isinstance(part, bytes):
            run.append(part)
            continue
        found += [b"".join(run), part] if any(run) else [part]
        run = []
    return (*found, b"".join(run)) if any(run) else tuple(found)


def filled(template: Template, fillers: Fillers) -> bytes:
    """The bytes, with each slot filled by the filler of its name."""
    return b"".join([part if type(part) is bytes else fillers[part[0]](part[1]) for part in template])


def is_open(template: Template) -> bool:
    """Whether anything is to be filled in."""
    return any(type(part) is not bytes for part in template)


def number(value: float) -> bytes:
    """A number as PDF writes it: six digits after the point at most."""
    return f"{value:.6f}".rstrip("0").rstrip(".").encode() or b"0"


def reference(value: int) -> bytes:
    """A reference to the object of this number."""
    return b"%d 0 R" % value


def text_string(text: str) -> bytes:
    """Words as PDF writes them (ISO 32000-1, 7.9.2.2)."""
    if text.isascii():
        return b"(" + re.sub(rb"([\\()])", rb"\\\1", text.encode()) + b")"
    return b"<feff" + text.encode("utf-16-be").hex().encode() + b">"


def to_plain(template: Template) -> list[Any]:
    """A template as JSON can hold it."""
    return [part.decode("latin-1") if isinstance(part, bytes) else list(part) for part in template]


def from_plain(plain: list[Any]) -> Template:
    """The template again."""
    return tuple(part.encode("latin-1") if isinstance(part, str) else tuple(part) for part in plain)
