"""A quick import of WeasyPrint, of any version: with no compiler started, and without modules that are seldom used."""

from __future__ import annotations

import contextlib
import ctypes
import ctypes.util
import importlib
import sys
from collections.abc import Callable, Iterator
from types import ModuleType

# What `ctypes.util.find_library` is asked for, and the file the dynamic linker finds by itself.
_SONAMES = {
    "gobject-2.0": "libgobject-2.0.so.0",
    "pango-1.0": "libpango-1.0.so.0",
    "pangoft2-1.0": "libpangoft2-1.0.so.0",
    "harfbuzz": "libharfbuzz.so.0",
    "harfbuzz-subset": "libharfbuzz-subset.so.0",
    "harfbuzz-vector": "libharfbuzz-vector.so.0",
    "fontconfig": "libfontconfig.so.1",
}


@contextlib.contextmanager
def known_libraries() -> Iterator[None]:
    """Answer `find_library` from a table on Linux, where asking it runs a compiler for each of 20 names."""
    original = ctypes.util.find_library
    if sys.platform.startswith("linux"):
        ctypes.util.find_library = _find  # type: ignore[assignment]
    try:
        yield
    finally:
        ctypes.util.find_library = original


@contextlib.contextmanager
def only_when_used(*names: str) -> Iterator[None]:
    """Let modules be loaded only when they are used: WeasyPrint cuts fonts by HarfBuzz, and by fontTools without it."""
    stand_ins = {name: _StandIn(name) for name in names if name not in sys.modules}
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name, module in stand_ins.items():
            if sys.modules.get(name) is module:
                del sys.modules[name]


class _StandIn(ModuleType):
    """A module whose every name is a function that calls the real one."""

    def __getattr__(self, name: str) -> Callable[..., object]:
        if name.startswith("__"):
            raise AttributeError(name)
        return lambda *given, **named: getattr(importlib.import_module(self.__name__), name)(*given, **named)


def _find(name: str) -> str | None:
    soname = _SONAMES.get(name)
    if soname is None:
        return None  # a Windows name, or a new one: WeasyPrint then tries the file's own name
    try:
        ctypes.CDLL(soname)
    except OSError:
        return None
    return soname
