"""The walker of printed words: which fields it sees, in which order, where, and what is prose."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from handouts.content.blocks import BLOCKS
from handouts.content.catalogue import DocumentId, Loaded
from handouts.content.documents import Document
from handouts.content.items import Item, Printed
from handouts.content.texts import Places, Text, explained, items_of, languages, marked, texts, texts_of_files
from handouts.source.layers import Layer, Layers
from handouts.source.model import Model, check_line, check_text, validate
from handouts.source.yaml import parse_yaml
from small import OPENING

DOCUMENT = (
    OPENING
    + """\
  - id: one
    heading: First
    blocks:
      - block: list
        style: steps
        intro: Do this.
        claims: [some-claim]
        items: [One, {text: Two, claims: [other-claim]}]
      - block: table
        caption: A table
        head: [Left, Right]
        rows: [[a, b], [c, "call **now** at {fever}"]]
        unsourced: none
  - id: two
    heading: Second
    blocks:
      - block: card
        name: CT scan
        say: see-TEE
        text: Of the [[pleura]].
        parts: [{part: ask, items: [When?]}, {part: why, text: To see.}]
        unsourced: none
"""
)
SOURCE = parse_yaml(DOCUMENT, "doc.yaml")
MADE = validate(Document, SOURCE)


def row(text: Text) -> tuple[str, str, str, int]:
    return text.words, ".".join(text.keys), text.sort, text.section


def test_every_printed_text_is_found_in_printed_order() -> None:
    assert [row(text) for text in texts(MADE)] == [
        ("A sheet", "title", "heading", -1),
        ("What this is for.", "lead", "words", -1),
        ("Call us.", "key_message", "words", -1),
        ("First", "sections.heading", "heading", 0),
        ("Do this.", "intro", "words", 0),
        ("One", "items", "words", 0),
        ("Two", "items", "words", 0),
        ("A table", "caption", "heading", 0),
        ("Left", "head", "heading", 0),
        ("Right", "head", "heading", 0),
        ("a", "rows", "words", 0),
        ("b", "rows", "words", 0),
        ("c", "rows", "words", 0),
        ("call **now** at {fever}", "rows", "words", 0),
        ("Second", "sections.heading", "heading", 1),
        ("CT scan", "name", "term", 1),
        ("see-TEE", "say", "say", 1),
        ("Of the [[pleura]].", "text", "words", 1),
        ("When?", "parts.items", "words", 1),
        ("To see.", "parts.text", "words", 1),
    ]


def test_choices_stand_beside_the_words_they_decide_and_defaults_do_not() -> None:
    steps, _, card = (block for section in MADE.sections for block in section.blocks)
    assert [(text.keys[-1], text.words) for text in marked(steps) if text.sort == "choice"] == [("style", "steps")]
    assert [text.words for text in marked(card) if text.sort == "label"] == ["ask", "why"]
    assert [text.sort for text in marked(steps.model_copy(update={"style": "bullets"}))] == ["words"] * 3


def test_a_text_rests_on_the_evidence_of_its_entry_or_its_block() -> None:
    found = {text.words: text.entry for text in texts(MADE)}
    assert found["One"] is not None and found["One"].claims == ()
    assert isinstance(found["Two"], Item) and found["Two"].claims == ("other-claim",)
    assert found["Do this."] is MADE.sections[0].blocks[0]
    assert found["To see."] is MADE.sections[1].blocks[0]
    assert found["First"] is None


def test_how_a_word_is_said_is_printed_and_no_prose() -> None:
    assert [text.words for text in texts(MADE) if not text.is_prose] == ["see-TEE"]
    assert [text.words for text in texts(MADE) if text.is_heading][-1] == "CT scan"


def test_plain_words_have_a_gap_for_what_a_clinic_fills_in() -> None:
    assert [text.plain for text in texts(MADE)][13] == "call now at  "


def test_terms_are_explained_where_they_are_marked_or_stand_above_their_meaning() -> None:
    assert explained(texts(MADE)) == {"CT scan", "pleura"}


def test_entries_of_groups_and_parts_are_entries_of_their_block() -> None:
    steps, table, card = (block for section in MADE.sections for block in section.blocks)
    assert [item.text for item in items_of(steps)] == ["One", "Two"]
    assert [item.text for item in items_of(card)] == ["When?"]
    assert items_of(table) == ()


@pytest.fixture
def layers(tmp_path: Path) -> Layers:
    for name, text in {
        "labels.yaml": "language: English\nkinds: {note: Note}\npage: {say: 'Say:'}\n",
        "glossary.yaml": "entries:\n  - {id: pleura, term: Pleura, say: PLOOR-uh, meaning: A lining., claims: [x]}\n",
        "shared/one.yaml": "blocks:\n  - {block: paragraph, id: a, text: Shared words.}\nitems: [{id: b, text: Two}]\n",
        "pleural/overview.yaml": DOCUMENT,
        "spelling.yaml": "words: [nowhere]\n",
        "pleural/broken.yaml": "title: [",
        "pleural/odd.yaml": "title: Odd\nsections:\n  - {heading: [3], blocks: [{block: balloon, text: None}, 7]}\n",
    }.items():
        path = tmp_path / "content/en" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Layers((Layer(tmp_path, "", bundled=True),))


def test_files_give_their_prose_with_its_place_and_nothing_else(layers: Layers) -> None:
    found = {file[0].place.source.path: file for file in texts_of_files(layers, "en") if file and file[0].place}
    words = {path.removeprefix("content/en/"): [text.words for text in file] for path, file in found.items()}
    prose = [text.words for text in texts(MADE) if text.is_prose]
    assert words == {
        "glossary.yaml": ["Pleura", "A lining."],
        "labels.yaml": ["English", "Note", "Say:"],
        "pleural/odd.yaml": ["Odd", "3"],
        "pleural/overview.yaml": prose,
        "shared/one.yaml": ["Shared words.", "Two"],
    }
    places = {text.words: text.place for text in found["content/en/pleural/overview.yaml"]}
    assert (places["When?"].line, places["Two"].at) == (27, ("sections", 0, "blocks", 0, "items", 1, "text"))
    assert languages(layers) == ["en"]


def test_a_word_is_told_on_its_own_line_of_a_text_of_many(layers: Layers) -> None:
    folded = "title: A sheet\nlead: >-\n  One two.\n  A worrd here.\nkey_message: worrd\n"
    (layers.layers[0].root / "content/en/pleural/overview.yaml").write_text(folded, encoding="utf-8")
    lead = next(text for file in texts_of_files(layers, "en") for text in file if text.keys == ("lead",))
    told = lead.problem_at("worrd", "is wrong")
    assert (told.path, told.line, told.column, told.field) == ("content/en/pleural/overview.yaml", 4, 5, "lead")
    assert (lead.problem_at("gone", "is wrong").line, lead.problem("x").line) == (2, 2)


def test_shared_words_stand_in_their_own_file(layers: Layers) -> None:
    source = parse_yaml(DOCUMENT.replace("text: To see.", "text: Shared words."), "doc.yaml")
    loaded = Loaded(DocumentId("en", "pleural", "overview"), validate(Document, source), source, adapted=False)
    places = {text.words: text.place for text in Places(layers).texts(loaded)}
    assert (places["Shared words."].source.path, places["Shared words."].line) == ("doc.yaml", 27)
    assert (places["Two"].source.path, places["Two"].line) == ("doc.yaml", 14)
    loaded = Loaded(loaded.id, loaded.document, SOURCE, adapted=False)
    places = {text.words: text.place for text in Places(layers).texts(loaded)}
    assert (places["Shared words."].source.path, places["Shared words."].line) == ("content/en/shared/one.yaml", 2)


def test_no_free_words_of_a_block_are_without_a_mark() -> None:
    """What may be written freely is printed, or is the reason why there is no evidence."""
    forgotten = {
        f"{model.__name__}.{name}"
        for model in {part for block in BLOCKS for part in parts(block)}
        for name, info in model.model_fields.items()
        if free((info.annotation, *info.metadata)) and not any(isinstance(mark, Printed) for mark in info.metadata)
    }
    assert {name.split(".")[1] for name in forgotten} == {"unsourced"}


def parts(annotation: object) -> Iterator[type[Model]]:
    """A model and the models that stand in it."""
    if isinstance(annotation, type) and issubclass(annotation, Model):
        yield annotation
        for info in annotation.model_fields.values():
            yield from parts(info.annotation)
    for inner in get_args(annotation):
        yield from parts(inner)


def free(hints: tuple[object, ...]) -> bool:
    """Whether any of these is a line or a text of words."""
    return any(getattr(hint, "func", None) in {check_line, check_text} or free(get_args(hint)) for hint in hints)
