from __future__ import annotations

import json
from pathlib import Path

from handouts.cli.schema import SCHEMAS, schema_for
from handouts.source.schema import file_name


def test_all_on_standard_output(run) -> None:
    result = run("schema")
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {name: json.loads(schema_for(name)) for name in SCHEMAS}


def test_a_file_each(run, here: Path) -> None:
    result = run("schema", "--write", "a/b")
    assert result.stdout == f"{len(SCHEMAS)} schemas written to a/b\n"
    assert {path.name: path.read_text(encoding="utf-8") for path in (here / "a/b").iterdir()} == {
        file_name(name): schema_for(name) for name in SCHEMAS
    }
