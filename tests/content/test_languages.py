"""The labels of a language: what it lacks, what it has left in English, and what can be made in it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from building import write
from handouts.content.languages import english_left, languages_lacking, to_copy
from handouts.content.load import load_catalogue
from handouts.errors import InputInvalid
from handouts.source.layers import Layer, Layers, bundled_root

ENGLISH = (bundled_root() / "content/en/labels.yaml").read_text(encoding="utf-8")
Over = Callable[[dict[str, str]], Layers]


@pytest.fixture
def over(small_root: Path, tmp_path: Path) -> Over:
    """The small package with these files of a clinic above it."""

    def over(files: dict[str, str]) -> Layers:
        for name, text in files.items():
            write(tmp_path / name, text)
        return Layers((Layer(small_root, "", bundled=True), Layer(tmp_path, "clinic", bundled=False)))

    return over


def left(layers: Layers) -> list[str]:
    return [str(problem) for problem in english_left(layers, load_catalogue(layers))]


def german(*changes: tuple[str, str]) -> str:
    """English labels that call themselves German, each line but some with another word."""
    lines = []
    for line in ENGLISH.replace("language: English", "language: Deutsch").splitlines():
        key, colon, words = line.partition(": ")
        own = colon and words and not line.startswith(("#", "language")) and "{" not in words
        lines.append(f"{key}: {words[:-1]}x{words[-1]}" if own else line)
    text = "\n".join(lines)
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after, 1)
    return text


def test_a_language_that_lacks_all_is_told_what_to_copy(over: Over) -> None:
    with pytest.raises(InputInvalid) as caught:
        load_catalogue(over({"content/de/labels.yaml": "language: Deutsch\n"}))
    groups = ("aloud", "editions", "foot", "kinds", "page", "sites", "types")
    assert [str(problem) for problem in sorted(caught.value.problems)] == [
        f"clinic/content/de/labels.yaml:1:1: {group}: is missing; copy it from {to_copy()} and translate it"
        for group in groups
    ]
    assert Path(to_copy()).read_text(encoding="utf-8") == ENGLISH


def test_a_kind_of_a_clinics_own_is_told_where_its_name_goes(over: Over) -> None:
    kind = "order: 9\nlayout: handout\nmax_pages: {standard: 2}\n"
    with pytest.raises(InputInvalid) as caught:
        load_catalogue(over({"content/kinds/visit-notes.yaml": kind}))
    assert [str(problem) for problem in caught.value.problems] == [
        "clinic/content/en/labels.yaml: kinds.visit-notes: is missing; "
        "write it in this file under `kinds:`, as `visit-notes: ITS NAME`"
    ]


def test_words_left_in_english_are_told_at_their_line(over: Over) -> None:
    whole = ENGLISH.replace("language: English", "language: Deutsch")
    found = left(over({"content/de/labels.yaml": whole}))
    line = next(number for number, text in enumerate(whole.splitlines(), 1) if text.startswith("  call_day: "))
    assert f"clinic/content/de/labels.yaml:{line}:3: foot.call_day: 'Day' is English still; write it in Deutsch, " in (
        "\n".join(found)
    )
    assert len(found) > 100
    assert "or, where it is the same word, list foot.call_day under `same_as_english:`" in "\n".join(found)


@pytest.mark.parametrize(
    ("more", "told"),
    [("", True), ("\nsame_as_english: [foot.call_day]\n", False), ("\nsame_as_english: [foot.call_night]\n", True)],
)
def test_a_word_that_is_the_same_is_named(over: Over, more: str, told: bool) -> None:
    files = {"content/de/labels.yaml": german(("call_day: Daxy", "call_day: Day")) + more}
    assert any(": foot.call_day: " in line for line in left(over(files))) == told


def test_english_of_another_country_is_english(over: Over) -> None:
    assert left(over({"content/en-GB/labels.yaml": ENGLISH})) == []


def test_what_a_language_lacks(over: Over, tmp_path: Path) -> None:
    assert [*languages_lacking(over({}), ("en",), tmp_path)] == []
    folder = tmp_path.as_posix()
    assert [*languages_lacking(over({}), ("en", "de"), tmp_path)] == [
        (
            1,
            f"'de' has no words here; copy {to_copy()} to {folder}/content/de/labels.yaml and translate it, "
            "or delete it here",
        )
    ]
    assert [*languages_lacking(over({}), ("de",), None)] == [
        (
            0,
            "'de' has no words here; a clinic with words of its own needs a folder (`handouts init DIR`), "
            "or delete it here",
        )
    ]
    files = {"content/de/labels.yaml": ENGLISH, "content/de/shared/x.yaml": "items: []\n"}
    assert [*languages_lacking(over(files), ("de",), tmp_path)] == [
        (0, "'de' has no document; write one by `handouts new TYPE KIND --lang de`, or delete it here")
    ]
