from __future__ import annotations

from pathlib import Path

import pytest

import shipped
from handouts.content.catalogue import Catalogue, DocumentId, Loaded
from handouts.content.documents import Document
from handouts.content.texts import explained, texts
from handouts.errors import InputInvalid
from handouts.review.grades import Grader
from handouts.source.layers import bundled_root, make_layers
from handouts.source.model import validate
from handouts.source.yaml import parse_yaml
from small import OPENING

HEAD = (
    OPENING
    + """\
  - id: one
    heading: One
    blocks:
"""
)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return shipped.catalogue()


def document(blocks: str) -> Document:
    return validate(Document, parse_yaml(HEAD + blocks, "doc.yaml"))


def loaded(blocks: str) -> Loaded:
    source = parse_yaml(HEAD + blocks, "doc.yaml")
    return Loaded(DocumentId("en", "pleural", "overview"), validate(Document, source), source, adapted=False)


def test_terms_are_those_marked_and_those_listed() -> None:
    made = document(
        "      - {block: paragraph, text: 'The [[pleura]] has [[two layers|layer]]. **The lung** does not.'}\n"
        "      - {block: terms, items: [{term: Biopsy, meaning: A small piece is taken.}]}\n"
        "      - {block: card, name: Radiation, text: Rays that kill cells., parts: [{part: ask, text: Why?}]}\n"
    )
    assert explained(texts(made)) == {"pleura", "two layers", "Biopsy", "Radiation"}


def test_each_passage_has_its_line(catalogue: Catalogue) -> None:
    blocks = "      - block: paragraph\n        text: >-\n          Call us if\n          it hurts.\n"
    passages = Grader(catalogue).passages(loaded(blocks))
    places = {passage.text: (passage.path, passage.line) for passage in passages}
    assert places["What this is for."] == ("doc.yaml", 2)
    assert places["Call us if it hurts."] == ("doc.yaml", 11)


def test_placeholders_are_graded_as_short_words(catalogue: Catalogue) -> None:
    passages = Grader(catalogue).passages(loaded("      - {block: paragraph, text: 'At {fever}, call {clinic}.'}\n"))
    assert passages[-1].text == "At this number, call our clinic."


def test_every_shipped_sentence_is_found_in_a_file(catalogue: Catalogue) -> None:
    grader = Grader(catalogue)
    assert catalogue.documents
    for document_ in catalogue.documents.values():
        for passage in grader.passages(document_):
            if " " in passage.text:
                assert passage.line, f"{document_.id}: {passage.text!r} has no line"


def test_what_is_shared_is_named_by_the_shared_file(catalogue: Catalogue) -> None:
    passages = Grader(catalogue).passages(catalogue.documents[DocumentId("en", "pleural", "symptom-checklist")])
    assert any(passage.path == "content/en/shared/red-flags.yaml" for passage in passages)


def test_hardest_sentences_stand_at_their_lines(catalogue: Catalogue) -> None:
    grade = Grader(catalogue).grade(DocumentId("en", "pleural", "overview"))
    assert len(grade.hardest) == 3
    for sentence in grade.hardest:
        lines = (bundled_root() / sentence.path).read_text(encoding="utf-8").splitlines()
        here = " ".join(" ".join(lines[sentence.line - 1 : sentence.line + 9]).split())
        first = sentence.text.split()[1]
        assert first in here


def test_words_of_the_field_are_counted_as_spoken(catalogue: Catalogue) -> None:
    assert Grader(catalogue).syllables["mesothelioma"] == 6


def test_a_clinic_may_add_words(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/readability.yaml").write_text("syllables: {gwydion: 3}\n", encoding="utf-8")
    syllables = Grader(Catalogue(make_layers(tmp_path))).syllables
    assert (syllables["gwydion"], syllables["mesothelioma"]) == (3, 6)


def test_syllables_that_are_no_number_are_told_with_their_line(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/readability.yaml").write_text("syllables:\n  nausea: three\n", encoding="utf-8")
    with pytest.raises(InputInvalid) as error:
        Grader(Catalogue(make_layers(tmp_path))).syllables  # noqa: B018 - reading it is the test
    [problem] = error.value.problems
    assert (problem.line, problem.column, problem.field) == (2, 3, "syllables.nausea")
