"""PDF objects as bytes, each stream joined and compressed once for a file."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pydyf

_state = threading.local()


def to_bytes(item: object) -> bytes:
    """`pydyf._to_bytes`, by the exact type first."""
    kind = type(item)
    if kind is bytes:
        return item  # type: ignore[return-value]
    if kind is str:
        return item.encode("ascii")  # type: ignore[attr-defined]
    if kind is int:
        return b"%d" % item
    if isinstance(item, float):
        return b"%d" % item if item.is_integer() else f"{item:f}".rstrip("0").encode("ascii")
    if isinstance(item, pydyf.Object):
        return item.data
    return item if isinstance(item, bytes) else str(item).encode("ascii")


def write(original: Callable[..., None]) -> Callable[..., None]:
    """`pydyf.PDF.write`, which asks for the bytes of each object twice: for the file, and for a digest of it."""

    def _write(self: Any, *given: Any, **named: Any) -> None:
        _state.written = {}
        try:
            original(self, *given, **named)
        finally:
            del _state.written

    return _write


def data(original: property) -> property:
    """`pydyf.Stream.data`, made once while a file is written; operators that are bytes already are passed by."""

    def _data(self: Any) -> bytes:
        written: dict[int, tuple[Any, bytes]] = getattr(_state, "written", {})
        if id(self) not in written:
            joined = b"\n".join([item if type(item) is bytes else to_bytes(item) for item in self.stream])
            # The stream is kept beside its bytes so that no other can come to have its id.
            written[id(self)] = self, original.fget(_Joined(joined, self.extra, self.compress))  # type: ignore[misc]
        return written[id(self)][1]

    return property(_data)


class _Joined:
    """A stream whose operators are one."""

    def __init__(self, data: bytes, extra: dict[str, Any], compress: bool) -> None:
        self.stream, self.extra, self.compress = [data], extra, compress
