"""Scores, and every shipped document against every standard."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import ValidationError
from sheets import catalogue, sheet, standards

from handouts.content.catalogue import DocumentId
from handouts.content.wordlists import ItemOfStandard, ReadingLimits, Standard
from handouts.errors import InputInvalid
from handouts.review.readability import Grade, Sentence
from handouts.review.standards.reading import grade_problems, reading_problems
from handouts.review.standards.registry import CHECKS, check
from handouts.review.standards.scoring import Decided, Score, decide, score_all
from handouts.source.layers import Layer, Layers

LIMITS = ReadingLimits(smog=6, flesch_kincaid=5, smog_raw=8, least_sentences=30)
STANDARDS = standards().file.standards


def item(number: str = "1", **given: str) -> ItemOfStandard:
    return ItemOfStandard.model_validate({"id": number, "text": "x", "decided_by": "person", **given})


def score(*verdicts: str) -> Score:
    rows = tuple(Decided(item(str(number)), verdict) for number, verdict in enumerate(verdicts, 1))
    standard = Standard(id="s", name="S", source="S", items=(item(),))
    return Score(standard, None, DocumentId("en", "pleural", "overview"), rows)


def test_what_does_not_apply_or_is_for_a_person_is_not_counted() -> None:
    made = score("met", "not met", "not applicable", "for a person", "met", "met")
    assert (made.met, made.possible, made.percent) == (3, 4, 75.0)
    assert made.ids("not applicable") == ["3"]


def test_nothing_to_count_is_no_fault() -> None:
    assert score("for a person").percent == 100.0


def test_items_are_decided() -> None:
    assert decide(sheet(), item()).verdict == "for a person"
    assert decide(sheet(), item(decided_by="software", check="no-sums")).verdict == "met"
    tables = decide(sheet(), item(decided_by="software", check="simple-tables"))
    assert (tables.verdict, tables.reason) == ("not applicable", "has no table")
    bad = decide(sheet(heading="Overview"), item(decided_by="software", check="headings"))
    assert (bad.verdict, len(bad.problems)) == ("not met", 1)


@pytest.mark.parametrize("given", [{"decided_by": "software"}, {"decided_by": "person", "check": "no-sums"}])
def test_an_item_has_a_check_or_a_person(given: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="names a check that does not fit"):
        item(**given)


def test_an_unknown_check_is_told(tmp_path: Path) -> None:
    found = catalogue().layers.find("content/standards.yaml")
    assert found
    (tmp_path / "content").mkdir()
    text = found.data.decode("utf-8").replace("check: no-sums", "check: no-such-check", 1)
    (tmp_path / "content/standards.yaml").write_text(text, encoding="utf-8")
    layers = Layers((*catalogue().layers.layers, Layer(tmp_path, "clinic", bundled=False)))
    with pytest.raises(InputInvalid, match="'no-such-check' is no check; known: "):
        score_all(replace(catalogue(), layers=layers))


def test_a_name_is_given_to_one_check_only() -> None:
    with pytest.raises(AssertionError, match="two checks are called no-sums"):
        check("no-sums")(lambda _: [])


def test_every_check_is_used_and_every_item_has_its_number_once() -> None:
    used = {entry.check for standard in STANDARDS for entry in standard.items if entry.check}
    assert used == set(CHECKS)
    for standard in STANDARDS:
        numbers = [entry.id for entry in standard.items]
        assert len(numbers) == len(set(numbers))


def test_the_items_are_those_of_the_standards() -> None:
    items = {standard.id: {entry.id for entry in standard.items} for standard in STANDARDS}
    assert items["pemat-p"] == {str(n) for n in range(1, 27)} - {"13", "14"}, "13 and 14 are for sound and film"
    assert items["cdc-index"] == {str(n) for n in range(1, 21)}
    parts = {entry.id: entry.part for entry in STANDARDS[0].items}
    assert {number for number, part in parts.items() if part == "actionability"} == {str(n) for n in range(20, 27)}


def grade(smog: float = 5, fk: float = 3, raw: float = 6) -> Grade:
    hardest = tuple(Sentence(f"Hard {n}.", "doc.yaml", n) for n in (4, 5, 6))
    return Grade(smog, fk, raw, fk, 40, 400, 10, hardest)


def test_grades_within_their_limits() -> None:
    assert grade_problems(sheet().loaded, grade(6, 5, 8), LIMITS) == []


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (grade(smog=6.01), "SMOG is 6.01, at most 6.0"),
        (grade(fk=5.2), "Flesch-Kincaid is 5.20, at most 5.0"),
        (grade(raw=8.3), "raw SMOG is 8.30, at most 8.0"),
    ],
)
def test_a_grade_above_its_limit_names_the_hardest_sentences(made: Grade, said: str) -> None:
    [problem] = grade_problems(sheet().loaded, made, LIMITS)
    assert problem.message == (
        f"{said}; find shorter words, first in doc.yaml:4: “Hard 4.”; doc.yaml:5: “Hard 5.”; doc.yaml:6: “Hard 6.”"
    )
    assert (problem.path, problem.line) == ("doc.yaml", 1)


def test_every_shipped_document_reads_easily() -> None:
    assert [str(problem) for problem in reading_problems(standards())] == []


DOCUMENTS: dict[DocumentId, list[Score]] = {}


@pytest.fixture(scope="module")
def scores() -> Callable[[DocumentId], list[Score]]:
    def of(identity: DocumentId) -> list[Score]:
        if not DOCUMENTS:
            for made in score_all(catalogue()):
                DOCUMENTS.setdefault(made.document, []).append(made)
        return DOCUMENTS[identity]

    return of


@pytest.mark.parametrize("identity", list(catalogue().documents), ids=str)
def test_every_shipped_document_meets_every_item_that_can_be_decided(
    identity: DocumentId, scores: Callable[[DocumentId], list[Score]]
) -> None:
    made = scores(identity)
    assert [score.name for score in made] == [
        "pemat-p understandability",
        "pemat-p actionability",
        "cdc-index",
        "clear-print",
    ]
    assert [str(problem) for score in made for problem in score.problems] == []
    assert all(score.possible > 0 and score.percent == 100 for score in made)


def test_a_language_without_word_lists_is_left_out() -> None:
    foreign = DocumentId("xx", "pleural", "overview")
    loaded = replace(catalogue().documents[DocumentId("en", "pleural", "overview")], id=foreign)
    assert score_all(replace(catalogue(), documents={foreign: loaded})) == []
