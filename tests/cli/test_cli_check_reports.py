"""The tables that `handouts check` adds, and that what they find makes it fail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from handouts.content.load import load_catalogue
from handouts.source.layers import make_layers

DOCUMENTS = [str(loaded.id) for loaded in load_catalogue(make_layers()).in_order()]
OVERVIEW = """\
title: A sheet of our own
lead: This sheet helps you.
key_message: We are here.
purpose: {audience: You, needs: Words, objective: Calm}
review: {last_reviewed: 2026-01-01, review_by: 2027-01-01}
sections:
  - id: one
    heading: Overview
    blocks:
      - {block: known-unknown, known: [It grows.], unknown: [Why.], unsourced: ours}
      - {block: contacts}
      - {block: figure, figure: body, alt: A body, caption: Find the mark., unsourced: ours}
"""


@pytest.fixture
def adapted(clinic: Path) -> str:
    """A clinic with an overview of its own that leaves much to mend."""
    folder = clinic / "content/en/pleural"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "overview.yaml").write_text(OVERVIEW, encoding="utf-8")
    return clinic.name


def test_reading_has_a_row_a_document(run) -> None:
    text = run("check", "--reading").stdout
    assert "Reading grades:" in text
    assert all(f"\n{name} " in text for name in DOCUMENTS)
    assert "At most 6.0, 5.0 and 8.0." in text


def test_few_sentences_are_marked(run) -> None:
    found = json.loads(run("check", "--reading", "--format", "json").stdout)["reading"]
    assert [row["document"] for row in found] == DOCUMENTS
    assert all(row["unsteady"] == (row["sentences"] < 30) for row in found)
    assert all(len(row["hardest"]) == 3 for row in found)


def test_standards_tell_what_to_mend_and_what_is_for_a_person(run, adapted: str) -> None:
    result = run("check", "--clinic", adapted, "--standards")
    assert result.exit_code == 1
    path = f"{adapted}/content/en/pleural/overview.yaml"
    assert f"{path}:8:5: sections[0].heading: pemat-p 9: could head any section; say what is in it" in result.stdout
    assert f"{path}:3:1: cdc-index 5: does not say what to do; " in result.stdout
    assert "For a person to judge; never counted:" in result.stdout
    assert "pemat-p      10    A logical order" in result.stdout
    [row] = [line for line in result.stdout.splitlines() if line.startswith("en/pleural/overview") and "cdc" in line]
    assert "5 6" not in row
    assert " 5 " in row


def test_standards_are_held_against_a_clinics_own_styles_too(run, clinic: Path) -> None:
    plain = run("check", "--clinic", clinic.name)
    (clinic / "styles").mkdir()
    (clinic / "styles/own.css").write_text(".lead { text-align: justify }\n", encoding="utf-8")
    with_styles = run("check", "--clinic", clinic.name)
    assert (with_styles.exit_code, with_styles.output) == (plain.exit_code, plain.output), "no problem is told twice"
    result = run("check", "--clinic", clinic.name, "--standards")
    assert f"{clinic.name}/styles/own.css:1:1: .lead: " in result.stdout
    assert "is text-align: justify, which is hard to read; delete it" in result.stdout


def test_standards_as_json(run, adapted: str) -> None:
    found = json.loads(run("check", "--clinic", adapted, "--standards", "--format", "json").stdout)
    rows = found[f"standards of {adapted}"]
    assert {row["document"] for row in rows} == set(DOCUMENTS)
    [index] = [r for r in rows if (r["document"], r["standard"]) == ("en/pleural/overview", "cdc-index")]
    verdicts = {item["id"]: item["verdict"] for item in index["items"]}
    assert (verdicts["5"], verdicts["4"], verdicts["20"]) == ("not met", "for a person", "not applicable")
    assert index["possible"] == sum(verdict in {"met", "not met"} for verdict in verdicts.values())


def test_coverage_has_a_row_a_claim_under_its_topic(run) -> None:
    result = run("check", "--coverage")
    text = result.stdout
    assert "basics:\n" in text
    assert "\nmeso-what " in text
    assert "1 overview, 2 symptom-checklist" in text
    found = json.loads(run("check", "--coverage", "--format", "json").stdout)
    rows = {row["claim"]: row for row in found["coverage"]}
    assert "en/pleural/overview" in rows["pleural-origin"]["documents"]
    assert result.exit_code == bool(found["problems"])


def test_wording_gives_notices_that_are_no_mistakes(run) -> None:
    result = run("check", "--wording")
    assert "Notices, for an editor to look at: " in result.stdout
    assert result.exit_code == 0


def test_no_table_where_content_does_not_load(run, clinic: Path) -> None:
    folder = clinic / "content/en/pleural"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "overview.yaml").write_text("title: x\n", encoding="utf-8")
    result = run("check", "--clinic", clinic.name, "--standards")
    assert result.exit_code == 1
    assert "no tables for our-clinic; mend its mistakes first" in result.stderr


def test_a_clinics_words_are_spelled_and_graded(run, adapted: str) -> None:
    path = Path(adapted) / "content/en/pleural/overview.yaml"
    path.write_text(OVERVIEW.replace("We are here.", "You should calll our clinicians."), encoding="utf-8")
    lines = [line for line in run("check", "--clinic", adapted).stdout.splitlines() if line.startswith(adapted)]
    assert [line.split(": ")[2].split(";")[0] for line in lines] == [
        "'You should' is not for a handout",
        "'calll' is in no dictionary",
        "'clinicians' is not for a handout",
    ]
    assert all(line.startswith(f"{path.as_posix()}:3:") for line in lines)
