from __future__ import annotations

from pathlib import Path

import pytest

from handouts.content.texts import texts_of_files
from handouts.errors import InputInvalid
from handouts.review.banned import banned_problems, banned_words
from handouts.review.spelling import spelling_problems
from handouts.source.layers import Layer, Layers, make_layers

DOCUMENT = """\
title: {title}
lead: >-
  This sheet helps you.
  {line}
purpose: {{audience: Abdominal victims, needs: Speling, objective: x}}
sections:
  - id: abdomenn
    blocks:
      - block: paragraph
        text: "Some [[{term}]] here."
        claims: [speling]
        unsourced: Speling
"""


def layers(root: Path, line: str = "All is well.", title: str = "A sheet", term: str = "tumor") -> Layers:
    """A language `en` with labels, the shipped lists and one document."""
    folder = root / "content/en"
    (folder / "pleural").mkdir(parents=True)
    (folder / "labels.yaml").write_text("language: English\n", encoding="utf-8")
    text = DOCUMENT.format(line=line, title=title, term=term)
    (folder / "pleural/overview.yaml").write_text(text, encoding="utf-8")
    return Layers((Layer(root, "", bundled=True),))


def with_lists(root: Path, **given: str) -> Layers:
    made = layers(root, **given)
    for name in ("spelling", "banned-words"):
        shipped = make_layers().find(f"content/en/{name}.yaml")
        assert shipped
        (root / f"content/en/{name}.yaml").write_bytes(shipped.data)
    return made


def spelled(root: Path, **given: str) -> list[str]:
    return [str(problem) for problem in spelling_problems(with_lists(root, **given))]


def banned(root: Path, **given: str) -> list[str]:
    return [str(problem) for problem in banned_problems(with_lists(root, **given))]


def test_a_misspelling_is_told_at_its_own_line(tmp_path: Path) -> None:
    [said] = spelled(tmp_path, line="We can helpp you breathe.")
    assert said == (
        "content/en/pleural/overview.yaml:4:10: lead: 'helpp' is in no dictionary; did you mean 'help'? Mend it, "
        "or add it to spelling.yaml if it is right"
    )


@pytest.mark.parametrize(
    "words", ["We’re here, and the doctor's too.", "Call {emergency} at 38.0.", "[[HIPEC]]", "TNM"]
)
def test_right_words_pass(tmp_path: Path, words: str) -> None:
    assert spelled(tmp_path, line=words) == []


def test_what_is_not_printed_is_not_spelled(tmp_path: Path) -> None:
    texts = [text.plain for file in texts_of_files(with_lists(tmp_path), "en") for text in file]
    assert sorted(texts) == ["A sheet", "English", "Some tumor here.", "This sheet helps you. All is well."]


def test_a_clinics_list_adds_words(tmp_path: Path) -> None:
    package = with_lists(tmp_path / "package", line="Ask Gwenllian.")
    own = tmp_path / "clinic/content/en"
    own.mkdir(parents=True)
    (own / "spelling.yaml").write_text("words: [gwenllian]\n", encoding="utf-8")
    assert [problem.message.split(" ")[0] for problem in spelling_problems(package)] == ["'Gwenllian'"]
    both = Layers((*package.layers, Layer(tmp_path / "clinic", "clinic", bundled=False)))
    assert spelling_problems(both) == []


def test_a_language_without_a_list_is_passed_over(tmp_path: Path) -> None:
    assert spelling_problems(layers(tmp_path, line="Helpp.")) == []


def test_a_list_at_fault_is_told_with_its_line(tmp_path: Path) -> None:
    made = with_lists(tmp_path)
    (tmp_path / "content/en/spelling.yaml").write_text("words:\n  - {a: b}\n", encoding="utf-8")
    with pytest.raises(InputInvalid) as error:
        spelling_problems(made)
    assert error.value.problems[0].line == 2


@pytest.mark.parametrize(
    ("line", "word", "advice"),
    [
        ("Pain in your abdomen.", "abdomen", "write belly"),
        ("Abdominal pain.", "Abdominal", "write belly"),
        ("You should call us.", "You should", "write what to do"),
        ("You will fight.", "fight", "a person does not fight a war"),
        ("He lost his battle.", "battle", "a person does not fight a war"),
        ("A terminal illness.", "terminal", "say what can be done"),
        ("The patient failed treatment.", "failed", "blame nobody"),
        ("A tumour.", "tumour", "write tumor"),
        ("It is your fault.", "your fault", "blame nobody"),
    ],
)
def test_a_word_to_avoid_is_told_with_its_twin(tmp_path: Path, line: str, word: str, advice: str) -> None:
    found = banned(tmp_path, line=line)
    assert any(said.startswith("content/en/pleural/overview.yaml:4:") and f"{word!r} is" in said for said in found)
    assert any(f"{word!r} is not for a handout; {advice}" in said for said in found)


@pytest.mark.parametrize(
    "line",
    [
        "Drugs help your body fight the cancer.",
        "This is not your fault.",
        "US law",
        "the US team",
        "It may take us a day.",
    ],
)
def test_allowed_phrases_pass(tmp_path: Path, line: str) -> None:
    assert banned(tmp_path, line=line) == []


def test_a_word_may_stand_where_it_is_explained(tmp_path: Path) -> None:
    assert len(banned(tmp_path / "a", line="It may cause nausea.")) == 1
    assert banned(tmp_path / "b", line="It may cause nausea.", term="nausea") == []


def test_every_allowed_phrase_holds_its_word() -> None:
    entries = banned_words(make_layers(), "en")
    assert len(entries) > 40
    for entry in entries:
        for phrase in entry.allow:
            assert entry.pattern.search(phrase.words), f"{phrase.words!r} allows nothing"


def test_no_word_is_listed_twice() -> None:
    words = [word.lower() for entry in banned_words(make_layers(), "en") for word in entry.words]
    assert sorted(words) == sorted(set(words))


def test_shipped_words_are_spelled_and_plain() -> None:
    assert [str(problem) for problem in spelling_problems(make_layers())] == []
    assert [str(problem) for problem in banned_problems(make_layers())] == []
