from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from handouts.cli.schema import SCHEMAS, schema_for
from handouts.source.layers import bundled_root
from handouts.source.schema import file_name

ROOT = Path(__file__).parents[2]
# Which schema a file of `content/` is written by; first match wins.
PATTERNS = (
    ("sources.yaml", "sources"),
    ("readability.yaml", "readability"),
    ("standards.yaml", "standards"),
    ("glossary-terms.yaml", "glossary-terms"),
    ("*/banned-words.yaml", "banned-words"),
    ("*/spelling.yaml", "spelling"),
    ("*/standards-words.yaml", "standards-words"),
    ("figures/body.yaml", "figure-body"),
    ("figures/steps.yaml", "figure-steps"),
    ("claims/*.yaml", "claims"),
    ("types/*.yaml", "type"),
    ("kinds/*.yaml", "kind"),
    ("editions/*.yaml", "edition"),
    ("papers/*.yaml", "paper"),
    ("*/labels.yaml", "labels"),
    ("*/shared/*.yaml", "shared"),
    ("*/*/*.yaml", "document"),
    ("*/glossary.yaml", "glossary"),
)


def name_for(path: Path) -> str | None:
    relative = path.relative_to(bundled_root() / "content")
    return next((name for pattern, name in PATTERNS if relative.match(pattern)), None)


CONTENT = sorted((bundled_root() / "content").rglob("*.yaml"))
BRANDS = sorted((ROOT / "examples").rglob("brand.yaml"))


def as_an_editor_reads_it(text: str) -> Any:
    """YAML 1.2 as text editors read it: our own reader keeps every scalar as text, theirs does not."""
    return json.loads(json.dumps(YAML(typ="safe", pure=True).load(text), default=str))


def faults(name: str, data: Any) -> list[str]:
    return [error.message for error in Draft202012Validator(json.loads(schema_for(name))).iter_errors(data)]


def test_there_is_content() -> None:
    assert len(CONTENT) > 40
    assert BRANDS


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_the_committed_schema_is_fresh(name: str) -> None:
    committed = (ROOT / "schemas" / file_name(name)).read_text(encoding="utf-8")
    assert committed == schema_for(name), "run `handouts schema --write schemas`"


def test_no_other_schema_is_committed() -> None:
    assert {path.name for path in (ROOT / "schemas").iterdir()} == {file_name(name) for name in SCHEMAS}


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_each_schema_is_one_and_names_no_host(name: str) -> None:
    made = json.loads(schema_for(name))
    Draft202012Validator.check_schema(made)
    assert made["$id"] == file_name(name)
    assert made["title"] == SCHEMAS[name][1]


@pytest.mark.parametrize("path", CONTENT, ids=lambda path: path.relative_to(bundled_root()).as_posix())
def test_every_content_file_has_a_schema_that_it_meets(path: Path) -> None:
    name = name_for(path)
    assert name is not None, f"{path} has no schema; add it to handouts.cli.schema"
    assert faults(name, as_an_editor_reads_it(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", BRANDS, ids=lambda path: path.parent.name)
def test_the_brands_of_the_examples_meet_their_schema(path: Path) -> None:
    assert faults("brand", as_an_editor_reads_it(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("brand", "id: Our Clinic", "does not match"),
        ("brand", "colour: red", "Additional properties are not allowed ('colour' was unexpected)"),
        ("document", "title: 1\nsections: none", "'none' is not of type 'array'"),
        ("kind", "order: first", "'first' is not of type 'integer'"),
    ],
)
def test_a_schema_marks_mistakes(name: str, text: str, said: str) -> None:
    assert said in "\n".join(faults(name, as_an_editor_reads_it(text)))


def test_shorthands_are_no_mistakes() -> None:
    block = "{block: list, claims: one-claim, items: [bare words, {text: an entry}]}"
    text = f"blocks:\n  - {block}\n"
    assert faults("shared", as_an_editor_reads_it(text)) == []


def test_a_schema_file_is_json() -> None:
    assert json.loads(schema_for("brand"))["$schema"].endswith("2020-12/schema")
