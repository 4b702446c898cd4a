"""Each check of the form with a document that passes and one that does not."""

from __future__ import annotations

import pytest
from sheets import found, reason, sheet

ITEMS = "items: [{text: Call us.}, {text: Rest a lot.}]"
STEPS = f"- {{block: list, style: steps, {ITEMS}}}"
TICKS = f"- {{block: tick-list, {ITEMS}}}"
QUESTIONS = "- {block: questions, groups: [{id: a, title: A, items: [Why?]}]}"
NOTES = "- {block: notes, lines: 3}"
CONTACTS = "- {block: contacts, intro: Call at any time.}"
TABLE = "- {{block: table, caption: What to see, head: [Day, {}], rows: [['{}', b]]}}"
CHECKLIST = "- {{block: checklist, groups: [{{id: a, title: A, items: ['{}']}}]}}"


def words(count: int) -> str:
    return " ".join(["word"] * count)


def test_short_chunks() -> None:
    assert found("short-chunks", sheet(f"- {{block: paragraph, text: {words(90)}}}")) == []
    [message] = found("short-chunks", sheet(f"- {{block: paragraph, text: {words(91)}}}"))
    assert message == "has 91 words without a break, at most 90; split it"


def test_a_long_section_is_told_though_its_passages_are_short() -> None:
    blocks = "\n".join(f"- {{block: paragraph, text: {words(80)}}}" for _ in range(6))
    [message] = found("short-chunks", sheet(blocks))
    assert message == "has 482 words under one heading, at most 450; make it two sections"


def test_headings() -> None:
    assert found("headings", sheet()) == []
    assert found("headings", sheet(heading="Overview")) == ["could head any section; say what is in it"]


def test_lists() -> None:
    assert found("lists", sheet(STEPS)) == []
    assert found("lists", sheet()) == ["has no list; set what can be counted as one"]


def test_captions() -> None:
    assert found("captions", sheet(TABLE.format("Cups", "Monday"))) == []
    assert reason("captions", sheet()) == "has no drawing and no table of facts"


def test_a_table_that_has_lost_its_caption() -> None:
    made = sheet(TABLE.format("Cups", "Monday"))
    for caption in list(made.page.iter("caption")):
        caption.drop_tree()
    [message] = found("captions", made)
    assert message.startswith("has a drawing or table without a caption")


def test_simple_tables() -> None:
    assert reason("simple-tables", sheet()) == "has no table"
    assert found("simple-tables", sheet(CHECKLIST.format("Pain"))) == []
    assert found("simple-tables", sheet(CHECKLIST.format(words(10)))) == [
        f"has a table whose head “{words(10)}” is over 9 words"
    ]
    assert found("simple-tables", sheet(TABLE.format(words(7), "Monday"))) == [
        f"has a table whose head “{words(7)}” is over 6 words"
    ]


def test_main_message() -> None:
    assert found("main-message", sheet()) == []
    [message] = found("main-message", sheet(key_message=f"{words(61)}."))
    assert message == "has 61 words in 1 sentences, at most 60 in 3; keep the one thing to remember"


def test_message_first() -> None:
    assert found("message-first", sheet()) == []
    made = sheet()
    box = made.page.find_class("key-message")[0]
    box.getparent().append(box)
    assert found("message-first", made) == ["does not open with its key message; put it before the first section"]


def test_visual_cue() -> None:
    assert found("visual-cue", sheet()) == []
    made = sheet()
    made.bench.__dict__["styles"] = tuple(d for d in made.bench.styles if ".key-message" not in d.selector)
    assert found("visual-cue", made) == ["has no style that sets the key message apart; give it a box"]


@pytest.mark.parametrize("blocks", [STEPS, TICKS, QUESTIONS, CONTACTS])
def test_action(blocks: str) -> None:
    assert found("action", sheet(blocks)) == []
    assert found("action", sheet()) == ["asks for nothing; say what the reader can do"]


def test_call_to_action() -> None:
    assert found("call-to-action", sheet()) == []
    assert found("call-to-action", sheet(key_message="There is care for you.")) == [
        "does not say what to do; add it (Call us ..., Ask ..., Show ...)"
    ]


@pytest.mark.parametrize("blocks", [STEPS, TICKS, QUESTIONS])
def test_steps(blocks: str) -> None:
    assert found("steps", sheet(blocks)) == []


@pytest.mark.parametrize("blocks", [NOTES, "- {block: list, style: steps, items: [Cells grow., Cells move.]}"])
def test_steps_that_a_reader_cannot_take_are_none(blocks: str) -> None:
    assert found("steps", sheet(blocks)) == ["does not break what to do into steps; add a numbered list or a tick-list"]


@pytest.mark.parametrize("blocks", [TICKS, QUESTIONS, NOTES])
def test_tool(blocks: str) -> None:
    assert found("tool", sheet(blocks)) == []
    assert found("tool", sheet()) == ["has nothing to tick or to write on; add a tick-list, questions or lines"]


def test_directions() -> None:
    assert found("directions", sheet(CONTACTS)) == []
    assert found("directions", sheet("- {block: contacts}")) == [
        "does not say whom to call and when; add a contacts block with an intro"
    ]
