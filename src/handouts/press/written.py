"""Streams of a PDF as they are written (ISO 32000-1, 7.3.8 and 7.5.7)."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

QUICK, BEST = 6, 9
"""How hard to compress: what is printed for each clinic, and what is kept for all of them."""


def stream(data: bytes, more: bytes = b"", effort: int = QUICK) -> bytes:
    """A compressed stream with more entries in its dictionary."""
    packed = zlib.compress(data, effort)
    return b"<<%s/Filter /FlateDecode/Length %d>>\nstream\n%s\nendstream" % (more, len(packed), packed)


def plain_stream(data: bytes, more: bytes = b"") -> bytes:
    """A stream that anybody can read."""
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (more, len(data), data)


def object_stream(number: int, objects: Sequence[tuple[int, bytes]], effort: int = QUICK) -> bytes:
    """The whole object of this number: small objects with their numbers, compressed together."""
    head, place = [], 0
    for inner, data in objects:
        head.append(b"%d %d" % (inner, place))
        place += len(data) + 1
    index = b" ".join(head)
    more = b"/Type /ObjStm/N %d/First %d" % (len(objects), len(index) + 1)
    body = b"\n".join([index, *(data for _, data in objects)])
    return b"%d 0 obj\n%s\nendobj\n" % (number, stream(body, more, effort))
