"""The command line as a person meets it: an empty folder to stand in, words in, words and an exit code out."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from building import write
from handouts.cli import main
from handouts.source.layers import bundled_root

Run = Callable[..., Result]
SOURCE = """\
sources:
  - {id: one-source, title: A page about cancer, publisher: A publisher, grade: A, kind: government, read: whole,
     address: "https://example.org/page"}
"""
CLAIM = """\
claims:
  - {id: one-claim, statement: Mesothelioma is a cancer., types: all, sources: [one-source], print: "yes"}
"""
NOTES = """\
title: Notes for your next visit
lead: This sheet is for your next visit.
key_message: Take this sheet with you.
purpose: {audience: People with mesothelioma, needs: Room to write, objective: The reader writes}
review: {last_reviewed: 2026-01-01, review_by: 2027-01-01}
sections:
  - id: only
    heading: What to know
    blocks:
      - {block: paragraph, text: "[[Mesothelioma]] is a cancer.", claims: [one-claim]}
      - {block: notes, lines: 3}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that the commands run in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(here: Path) -> Run:
    """`run("init", "our-clinic")` gives the result, with `stdout`, `stderr` and `exit_code`."""
    del here
    return lambda *args: CliRunner().invoke(main, args, prog_name="handouts")


@pytest.fixture
def clinic(run: Run, here: Path) -> Path:
    """A folder fresh from `handouts init`."""
    assert run("init", "our-clinic").exit_code == 0
    return here / "our-clinic"


@pytest.fixture(scope="session")
def small_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package's own folder with one disease type, one claim and one document: it is checked in a moment."""
    root = tmp_path_factory.mktemp("package")
    content = root / "content"
    left_out = shutil.ignore_patterns("claims", "kinds", "shared", "pleural", "peritoneal", "pericardial", "testicular")
    shutil.copytree(bundled_root() / "content", content, ignore=left_out)
    for path in (content / "types").iterdir():
        if path.name != "pleural.yaml":
            path.unlink()
    disease = (content / "types/pleural.yaml").read_text(encoding="utf-8")
    write(content / "types/pleural.yaml", re.sub(r"(?m)^claims: .*", "claims: [one-claim]", disease))
    write(content / "sources.yaml", SOURCE)
    write(content / "claims/all.yaml", CLAIM)
    write(content / "kinds/overview.yaml", "order: 1\nlayout: handout\nmax_pages: {standard: 2}\n")
    write(content / "en/pleural/overview.yaml", NOTES)
    for folder in ("styles", "templates"):
        (root / folder).symlink_to(bundled_root() / folder)
    return root


@pytest.fixture
def small_package(small_root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stands in the package's place."""
    for module in ("handouts.source.layers", "handouts.content.new"):
        monkeypatch.setattr(f"{module}.bundled_root", lambda: small_root)
    return small_root
