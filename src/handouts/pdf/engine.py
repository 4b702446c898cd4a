"""Loads WeasyPrint once, quickly, and shut off from the machine's own fonts."""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import ctypes.util
import importlib
import io
import os
import shutil
import sys
import tempfile
import threading
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

from handouts.errors import EnvironmentFault, Problem

VERSION = "70.0"
MAC_LIBRARIES = "/opt/homebrew/lib:/usr/local/lib:/opt/local/lib:/usr/lib"

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
_FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><cachedir>{cache}</cachedir></fontconfig>
"""
_lock = threading.Lock()
_folder: Path | None = None


def load() -> None:
    """Import WeasyPrint and put our tagger in its place; later calls return at once.

    Raises `EnvironmentFault` where a library is missing or WeasyPrint is not the version the tagger knows.
    """
    global _folder
    with _lock:
        if _folder is not None:
            return
        folder = _private_folder()
        os.environ["FONTCONFIG_FILE"] = str(folder / "fonts.conf")
        if sys.platform == "darwin":
            # Where Homebrew and MacPorts keep Pango, which only Homebrew's own Python looks through.
            os.environ.setdefault("DYLD_FALLBACK_LIBRARY_PATH", MAC_LIBRARIES)
        with _known_libraries(), _later("fontTools.subset", "fontTools.varLib.instancer"), _quiet() as said:
            try:
                import weasyprint
            except OSError as error:
                raise _fault(f"a library is missing ({error}); install Pango. {said.getvalue()}") from error
        if weasyprint.VERSION != VERSION:
            raise _fault(f"WeasyPrint is {weasyprint.VERSION}; install weasyprint=={VERSION}")
        from handouts.pdf import patch
        from handouts.pdf import speed as quick

        patch.install()
        quick.install()
        _folder = folder


def scratch() -> Path:
    """The private folder of this process: emptied when the process ends."""
    assert _folder is not None, "call load() first"
    return _folder


def _private_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="handouts-"))
    owner = os.getpid()
    # A forked child inherits the exit handler, not the folder.
    atexit.register(lambda: os.getpid() == owner and shutil.rmtree(folder, ignore_errors=True))
    (folder / "fonts.conf").write_text(_FONTCONFIG.format(cache=folder / "cache"), encoding="utf-8")
    return folder


def _fault(message: str) -> EnvironmentFault:
    return EnvironmentFault([Problem("weasyprint", 0, 0, "", " ".join(message.split()))])


@contextlib.contextmanager
def _quiet() -> Iterator[io.StringIO]:
    """Catch WeasyPrint's advice: that no fonts are configured is what we want."""
    with contextlib.redirect_stdout(io.StringIO()) as said, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield said


@contextlib.contextmanager
def _known_libraries() -> Iterator[None]:
    """Answer `find_library` from a table on Linux, where asking it runs a compiler for each of 20 names."""
    original = ctypes.util.find_library
    if sys.platform.startswith("linux"):
        ctypes.util.find_library = _find  # type: ignore[assignment]
    try:
        yield
    finally:
        ctypes.util.find_library = original


@contextlib.contextmanager
def _later(*names: str) -> Iterator[None]:
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
        return None  # a Windows name; WeasyPrint tries the next one
    try:
        ctypes.CDLL(soname)
    except OSError:
        return None
    return soname
