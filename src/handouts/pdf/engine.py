"""Loads WeasyPrint once, quickly, and shut off from the machine's own fonts."""

from __future__ import annotations

import atexit
import contextlib
import io
import os
import shutil
import sys
import tempfile
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

from handouts.errors import EnvironmentFault, Problem
from handouts.pdf import compatibility
from handouts.pdf.speed.loading import known_libraries, only_when_used

MAC_LIBRARIES = "/opt/homebrew/lib:/usr/local/lib:/opt/local/lib:/usr/lib"

_FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><cachedir>{cache}</cachedir></fontconfig>
"""
_lock = threading.Lock()
_folder: Path | None = None


def load() -> None:
    """Import WeasyPrint and put our tagger in its place; later calls return at once.

    Raises `EnvironmentFault` where a library is missing or the tagger cannot work with this WeasyPrint.
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
        with known_libraries(), only_when_used("fontTools.subset", "fontTools.varLib.instancer"), _quiet() as said:
            try:
                import weasyprint
            except OSError as error:
                raise _fault(f"a library is missing ({error}); install Pango. {said.getvalue()}") from error
        if refusal := compatibility.refusal(weasyprint.VERSION):
            raise _fault(refusal)
        from handouts.pdf import patch
        from handouts.pdf.speed import stand_ins

        patch.install()
        stand_ins.install()
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
