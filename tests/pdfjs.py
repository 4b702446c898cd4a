"""pdf.js, which Firefox shows PDFs with, for tests."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent


def text(pdf: bytes) -> list[str]:
    """The words of each page, in the order in which they come."""
    return json.loads(_ask(pdf, "text"))


def fill(pdf: bytes, words: str) -> bytes:
    """The file as Firefox saves it, with these words in each line, the last of each choice and each box ticked."""
    return _ask(pdf, "fill", words)


def _ask(pdf: bytes, *what: str) -> bytes:
    """Skips the test where pdf.js is not installed, but fails it where the variable CI is set."""
    if (package := _package()) is None:
        reason = "pdf.js is not installed; run scripts/install-pdfjs.sh, or name the folder pdfjs-dist in PDFJS_DIST"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    command = ["node", str(Path(__file__).with_suffix(".mjs")), str(package), *what]
    done = subprocess.run(command, input=pdf, capture_output=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@cache
def _package() -> Path | None:
    """The folder of pdf.js, or none where it or Node is missing."""
    if shutil.which("node") is None:
        return None
    named = os.environ.get("PDFJS_DIST")
    places = [Path(named)] if named else [PROJECT / ".venv" / "pdfjs-dist", *_global()]
    return next((place for place in places if (place / "legacy" / "build" / "pdf.mjs").is_file()), None)


def _global() -> list[Path]:
    if shutil.which("npm") is None:
        return []
    done = subprocess.run(["npm", "root", "-g"], capture_output=True, text=True, check=False)
    return [Path(done.stdout.strip()) / "pdfjs-dist"] if done.returncode == 0 else []
