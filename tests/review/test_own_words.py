"""No run of eight words is shared with the texts that the client gave: ours are our own words.

The texts are not here, only hashes of their runs of eight words, made by scripts/make_shingles.py.
"""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from types import ModuleType

import pytest

from handouts.content.texts import texts_of_files
from handouts.source.inline import plain_text
from handouts.source.layers import bundled_root, make_layers
from handouts.source.yaml import read_yaml, texts_of

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "scripts" / "make_shingles.py"
KNOWN = frozenset((ROOT / "tests" / "data" / "seed-shingles.txt").read_text().split())
# A run that may stand, by its digest, and why: names of things and bare lists of organs only.
ALLOWED: dict[str, str] = {}
CONTENT = sorted((bundled_root() / "content").rglob("*.yaml"))


@lru_cache(maxsize=1)
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_shingles", SCRIPT)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def copied(text: str) -> list[str]:
    return [run for run, digest in script().shingles(text) if digest in KNOWN and digest not in ALLOWED]


@pytest.mark.parametrize("path", CONTENT, ids=lambda path: path.relative_to(bundled_root()).as_posix())
def test_every_text_is_in_our_own_words(path: Path) -> None:
    """Also what is not printed: claims and notes are ours too. Titles of sources are theirs by right."""
    texts = [(at, text) for at, text in texts_of(read_yaml(path).data) if at[-1] not in {"title", "publisher"}]
    assert {at: runs for at, text in texts if (runs := copied(_words(text)))} == {}


def _words(text: str) -> str:
    try:
        return plain_text(text)
    except ValueError:
        return text


def test_lists_read_on_from_one_entry_to_the_next_are_our_own_too() -> None:
    whole = " ".join(text.plain for file in texts_of_files(make_layers(), "en") for text in file)
    assert copied(whole) == []


def test_the_list_is_there() -> None:
    assert len(KNOWN) > 4000
    assert all(len(digest) == 16 for digest in KNOWN)


@pytest.mark.process
def test_a_copy_is_found(tmp_path: Path) -> None:
    text = "One two three four five six seven eight nine."
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    out = tmp_path / "out"
    subprocess.run([sys.executable, str(SCRIPT), str(tmp_path), str(out)], check=True, capture_output=True)
    known = set(out.read_text().split())
    assert len(known) == 2
    marked = "ONE — two, “three” four\nfive six seven eight"
    assert {digest for _, digest in script().shingles(marked)} <= known
    assert not list(script().shingles("one two three four five six seven"))


@pytest.mark.process
def test_a_folder_without_texts_is_refused(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, str(SCRIPT), str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "has no .txt files" in done.stderr
