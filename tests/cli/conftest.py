"""The command line as a person meets it: an empty folder to stand in, words in, words and an exit code out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from handouts.cli import main

Run = Callable[..., Result]


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


@pytest.fixture
def small_package(small_root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stands in the package's place."""
    for module in ("handouts.source.layers", "handouts.content.new"):
        monkeypatch.setattr(f"{module}.bundled_root", lambda: small_root)
    return small_root
