"""docs/trust.md promises nothing that no test attacks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[1]
PAGE = (PROJECT / "docs/trust.md").read_text(encoding="utf-8")
ROWS = [line for line in PAGE.splitlines() if line.startswith("|") and not re.match(r"\| what holds|\|-", line)]


def test_there_is_something_to_hold() -> None:
    assert len(ROWS) > 10


@pytest.mark.parametrize("row", ROWS)
def test_each_line_has_its_tests(row: str) -> None:
    _, _, shown, _ = row.split("|")
    files = re.findall(r"`(tests/[\w/]+\.py)`", shown)
    assert files
    texts = [(PROJECT / file).read_text(encoding="utf-8") for file in files]
    for name in re.findall(r"`(\w+)`", shown):
        assert any(re.search(rf"def test_\w*{name}", text) for text in texts), name
