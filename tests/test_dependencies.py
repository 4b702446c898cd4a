"""What is imported is declared, what is declared is pinned and has its reason."""

from __future__ import annotations

import ast
import re
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
PINS = (PROJECT / "constraints.txt").read_text().splitlines()[1:]


def test_pins_are_names_and_versions() -> None:
    assert PINS
    assert [line for line in PINS if not re.fullmatch(r"[A-Za-z0-9_.-]+==[0-9][A-Za-z0-9.]*", line)] == []


def test_every_dependency_is_pinned() -> None:
    assert _dependencies() - {_plain(line) for line in PINS} == set()


def test_every_dependency_has_its_reason() -> None:
    record = (PROJECT / "docs" / "decisions" / "0002-dependencies.md").read_text()
    assert set(re.findall(r"^\| ([a-z0-9.-]+) \| \w", record, re.MULTILINE)) == _dependencies()


@pytest.mark.parametrize("folder", ["src", "tests", "benchmarks"])
def test_every_import_is_installed_by_the_pins(folder: str) -> None:
    allowed = {_plain(line) for line in PINS} | {"handouts"}
    if folder == "src":
        allowed -= _dependencies("dev") - _dependencies("extras")
    owners = packages_distributions()
    used = {module: {_plain(name) for name in owners.get(module, ())} for module in _imported(PROJECT / folder)}
    assert {module: names for module, names in used.items() if names and not names & allowed} == {}


def _imported(folder: Path) -> set[str]:
    nodes = [node for file in folder.rglob("*.py") for node in ast.walk(ast.parse(file.read_text()))]
    names = [name.name for node in nodes if isinstance(node, ast.Import) for name in node.names]
    names += [str(node.module) for node in nodes if isinstance(node, ast.ImportFrom) and not node.level]
    return {name.partition(".")[0] for name in names}


def _dependencies(*groups: str) -> set[str]:
    """The names in these groups of pyproject.toml, "run", "dev" and "extras"; in all, where none is given."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text())
    listed = {"run": project["project"]["dependencies"], "dev": project["dependency-groups"]["dev"]}
    listed["extras"] = [line for extra in project["project"]["optional-dependencies"].values() for line in extra]
    return {_plain(line) for group in groups or listed for line in listed[group]}


def _plain(requirement: str) -> str:
    return re.split(r"[<>=!~;\[ ]", requirement)[0].lower().replace("_", "-")
