"""Each check of the form with a document that passes and one that does not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sheets import found, reason, sheet

from handouts.review.standards.registry import CHECKS
from handouts.review.standards.sheet import Subject

ITEMS = "items: [{text: Call us.}, {text: Rest a lot.}]"
STEPS = f"- {{block: list, style: steps, {ITEMS}}}"
TICKS = f"- {{block: tick-list, {ITEMS}}}"
QUESTIONS = "- {block: questions, groups: [{id: a, title: A, items: [Why?]}]}"
NOTES = "- {block: notes, lines: 3}"
CONTACTS = "- {block: contacts, intro: Call at any time.}"
CARD = "- {{block: card, name: A scan, text: A picture., parts: [{{part: {}, text: It shows the inside.}}]}}"
ASKS = CARD.format("ask")
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
    made.standards.__dict__["styles"] = tuple(d for d in made.standards.styles if ".key-message" not in d.selector)
    assert found("visual-cue", made) == ["has no style that sets the key message apart; give it a box"]


@pytest.mark.parametrize("blocks", [STEPS, TICKS, QUESTIONS, CONTACTS, ASKS])
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


def test_a_card_that_only_tells_asks_for_nothing() -> None:
    assert found("action", sheet(CARD.format("what"))) == ["asks for nothing; say what the reader can do"]


def test_a_section_may_have_as_many_words_as_its_limit() -> None:
    """Its heading counts."""
    blocks = "\n".join(f"- {{block: paragraph, text: {words(count)}}}" for count in (90, 90, 90, 90, 88))
    assert found("short-chunks", sheet(blocks)) == []
    [message] = found("short-chunks", sheet(blocks, heading="What helps you"))
    assert message == "has 451 words under one heading, at most 450; make it two sections"


def test_a_heading_stands_once() -> None:
    made = sheet()
    document = made.loaded.document
    [section] = document.sections
    again = document.model_copy(update={"sections": (section, section.model_copy(update={"heading": "WHAT HELPS?"}))})
    twice = replace(made, loaded=replace(made.loaded, document=again))
    assert found("headings", twice) == ["heads two sections; give each its own"]


def listed(count: int) -> str:
    return f"- {{block: list, items: [{', '.join(['{text: Rest a lot.}'] * count)}]}}"


def test_a_list_has_seven_entries_at_most() -> None:
    assert found("lists", sheet(listed(7))) == []
    made = sheet(listed(7))
    [printed] = made.page.find_class("list")
    entries = printed if printed.tag == "ul" else next(printed.iter("ul"))
    entries.append(entries.makeelement("li"))
    assert found("lists", made) == ["has a list of 8 entries, at most 7; break it into groups"]
    entries.set("class", "sources")
    assert found("lists", made) == ["has no list; set what can be counted as one"], "references are none"


def test_heads_of_tables_have_their_limits_to_the_word() -> None:
    assert found("simple-tables", sheet(CHECKLIST.format(words(9)))) == []
    assert found("simple-tables", sheet(TABLE.format(words(6), "Monday"))) == []
    made = sheet(TABLE.format("Cups", "Monday"))
    for head in made.page.iter("th"):
        del head.attrib["scope"]
    assert found("simple-tables", made) == ["has a table without heads for its columns; add them"]


def test_a_main_message_has_sixty_words_in_three_sentences_at_most() -> None:
    assert found("main-message", sheet(key_message=f"Rest. Eat. {words(57)} end.")) == []
    made = sheet()
    long = made.loaded.document.model_copy(update={"key_message": "Rest. Eat. Walk. Call us."})
    assert found("main-message", replace(made, loaded=replace(made.loaded, document=long))) == [
        "has 5 words in 4 sentences, at most 60 in 3; keep the one thing to remember"
    ]


def test_half_of_the_steps_are_things_to_do() -> None:
    half = "- {block: list, style: steps, items: [Call us., Cells grow.]}"
    third = "- {block: list, style: steps, items: [Call us., Cells grow., Cells move.]}"
    assert found("steps", sheet(half)) == []
    assert found("steps", sheet(third)) != []
    assert found("steps", sheet(half.replace("steps", "bullets"))) != []


@pytest.mark.parametrize(
    ("name", "made", "place"),
    [
        ("short-chunks", sheet(f"- {{block: paragraph, text: {words(91)}}}"), (10, "")),
        ("headings", sheet(heading="Overview"), (8, "sections[0].heading")),
        ("lists", sheet(), (6, "sections")),
        ("simple-tables", sheet(CHECKLIST.format(words(10))), (6, "sections")),
        ("main-message", sheet(key_message=f"{words(61)}."), (3, "key_message")),
        ("action", sheet(), (6, "sections")),
        ("steps", sheet(), (6, "sections")),
        ("tool", sheet(), (6, "sections")),
        ("directions", sheet(), (6, "sections")),
        ("call-to-action", sheet(key_message="There is care for you."), (3, "")),
    ],
)
def test_what_is_to_mend_is_told_at_its_line(name: str, made: Subject, place: tuple[int, str]) -> None:
    [problem] = CHECKS[name](made)
    assert (problem.path, problem.line, problem.field) == ("doc.yaml", *place)
