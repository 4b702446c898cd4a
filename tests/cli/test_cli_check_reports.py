"""The tables that `handouts check` adds, and that what they find makes it fail."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytestmark = pytest.mark.usefixtures("small_package")
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
    assert "\nen/pleural/overview " in text
    assert "At most 6.0, 5.0 and 8.0." in text


def test_few_sentences_are_marked(run) -> None:
    assert " (few)\n" in run("check", "--reading").stdout
    [row] = json.loads(run("check", "--reading", "--format", "json").stdout)["reading"]
    assert (row["document"], row["sentences"], row["unsteady"]) == ("en/pleural/overview", 4, True)
    assert len(row["hardest"]) == 3


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


@pytest.mark.process
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
    assert {row["document"] for row in rows} == {"en/pleural/overview"}
    [index] = [r for r in rows if (r["document"], r["standard"]) == ("en/pleural/overview", "cdc-index")]
    verdicts = {item["id"]: item["verdict"] for item in index["items"]}
    assert (verdicts["5"], verdicts["4"], verdicts["20"]) == ("not met", "for a person", "not applicable")
    assert index["possible"] == sum(verdict in {"met", "not met"} for verdict in verdicts.values())


def test_coverage_has_a_row_a_claim_under_its_topic(run) -> None:
    result = run("check", "--coverage")
    assert result.exit_code == 0
    assert result.stdout.startswith("all:\nclaim      pleural\none-claim  1\n")
    assert "1 overview. -: not about this type;" in result.stdout
    found = json.loads(run("check", "--coverage", "--format", "json").stdout)
    [row] = found["coverage"]
    assert (row["claim"], row["documents"]) == ("one-claim", ["en/pleural/overview"])


def test_a_claim_in_no_document_is_a_mistake(run, small_package: Path, clinic: Path) -> None:
    """A claim stands in the package alone, so a clinic that drops the words around it is told."""
    text = (small_package / "content/en/pleural/overview.yaml").read_text(encoding="utf-8")
    path = clinic / "content/en/pleural/overview.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(text.replace("claims: [one-claim]", "unsourced: ours"), encoding="utf-8")
    result = run("check", "--clinic", clinic.name, "--coverage")
    assert result.exit_code == 1
    assert "one-claim  MISSING\n" in result.stdout


def test_wording_gives_notices_that_are_no_mistakes(run) -> None:
    result = run("check", "--wording")
    assert (result.exit_code, result.stdout) == (0, "Notices, for an editor to look at: 0.\n\n")


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
