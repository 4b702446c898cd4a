"""All that ships, checked once with every table."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import pytest
from click.testing import CliRunner, Result

from handouts.cli import main
from shipped import catalogue

DOCUMENTS = [str(loaded.id) for loaded in catalogue().in_order()]


@pytest.fixture(scope="module")
def result() -> Result:
    tables = ("--reading", "--standards", "--coverage", "--wording")
    return CliRunner().invoke(main, ["check", "--format", "json", *tables], prog_name="handouts")


@pytest.fixture(scope="module")
def found(result: Result) -> dict[str, Any]:
    return json.loads(result.stdout)


def test_the_package_is_clean(result: Result, found: dict[str, Any]) -> None:
    assert (result.exit_code, found["problems"]) == (0, [])
    assert result.stderr.endswith(" files checked; all is well\n")
    assert found["files"] > 40


def test_each_document_is_graded(found: dict[str, Any]) -> None:
    assert [row["document"] for row in found["reading"]] == DOCUMENTS
    assert all(row["unsteady"] == (row["sentences"] < 30) for row in found["reading"])
    assert all(len(row["hardest"]) == 3 for row in found["reading"])


def test_each_document_is_held_against_each_standard(found: dict[str, Any]) -> None:
    held = {(row["document"], row["standard"]) for row in found["standards"]}
    assert held == set(product(DOCUMENTS, {"pemat-p", "cdc-index", "clear-print"}))


def test_each_claim_names_its_documents(found: dict[str, Any]) -> None:
    rows = {row["claim"]: row for row in found["coverage"]}
    assert rows.keys() == catalogue().claims.keys()
    assert "en/pleural/overview" in rows["pleural-origin"]["documents"]


def test_notices_are_no_mistakes(found: dict[str, Any]) -> None:
    assert found["wording"]
