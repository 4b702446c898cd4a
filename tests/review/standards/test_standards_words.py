"""Each check of the words with a document that passes and one that does not."""

from __future__ import annotations

import pytest
from sheets import found, reason, sheet, standards

from handouts.review.standards.language import is_order, is_passive

PARAGRAPH = "- {{block: paragraph, text: '{}'}}"


def saying(text: str):
    return sheet(PARAGRAPH.format(text))


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"title": "Overview"}, "the title says nothing of its own; name the subject"),
        ({"lead": "Cancer is hard."}, "the lead does not say what this sheet is for; write “This sheet helps you ...”"),
    ],
)
def test_purpose(given: dict[str, str], message: str) -> None:
    assert found("purpose-stated", sheet(**given)) == [message]
    assert found("purpose-stated", sheet()) == []


def test_everyday_words() -> None:
    assert found("everyday-words", saying("Your belly may hurt.")) == []
    assert found("everyday-words", saying("Your abdomen may hurt.")) == ["'abdomen' is not for a handout; write belly"]
    assert found("everyday-words", saying("[[Nausea]] means that you feel sick. Nausea can come back.")) == []


def test_hard_sentences_are_not_everyday_words() -> None:
    hard = "Multidisciplinary institutional collaboration necessitates comprehensive individualized evaluation."
    [message] = found("everyday-words", saying(hard))
    assert message.startswith("SMOG is ")
    assert "raw SMOG is" in message
    assert f"doc.yaml:10: “{hard}”" in message


def test_terms_are_marked_where_they_first_stand() -> None:
    assert found("terms-explained", saying("A [[biopsy]] is a test. The biopsy is short.")) == []
    late = sheet(f"{PARAGRAPH.format('Have a biopsy.')}\n{PARAGRAPH.format('A [[biopsy]] is a test.')}")
    assert found("terms-explained", late) == [
        "'biopsy' stands here and is explained only later; mark and explain it here"
    ]
    assert reason("terms-explained", sheet()) == "marks no medical term"


def test_a_heading_may_name_what_it_explains() -> None:
    assert found("terms-explained", sheet(PARAGRAPH.format("A [[biopsy]] is a test."), heading="Your biopsy")) == []


def test_letters_are_spelled_out() -> None:
    assert found("letters-explained", saying("You may hear of [[HIPEC]], which is warm drugs. HIPEC is rare.")) == []
    assert found("letters-explained", saying("You may hear of HIPEC. HIPEC is rare.")) == [
        "'HIPEC' is not spelled out; mark it and say what it stands for"
    ]
    assert found("letters-explained", saying("Call in the US. I am here.")) == []


@pytest.mark.parametrize(
    ("sentence", "passive"),
    [
        ("The tumor was removed by a doctor.", True),
        ("You will be given a drug.", True),
        ("It is not often seen.", True),
        ("It has been gently taken out.", True),
        ("A doctor removes the tumor.", False),
        ("You may be tired or worried.", False),
        ("You are in need of rest.", False),
        ("It is a red bed.", False),
        ("You have asked us.", False),
    ],
)
def test_passive(sentence: str, passive: bool) -> None:
    lists = standards().words("en")
    assert lists
    assert is_passive(sentence, lists) is passive


def test_active_voice_is_a_share() -> None:
    active, passive = "We help you. ", "It is taken out. "
    assert found("active-voice", saying(active * 4 + passive)) == []
    messages = found("active-voice", saying(passive * 5))
    assert messages
    assert messages[0].startswith(
        "29% of the sentences are active, at least 80% are asked for; turn “It is taken out.”"
    )


def test_active_message() -> None:
    assert found("active-message", sheet()) == []
    [message] = found("active-message", sheet(key_message="You will be given help. Wait for us."))
    assert message == "“You will be given help.” looks passive; say who does what"


@pytest.mark.parametrize(
    "text", ["20 % of us", "half of the people", "1 in 5 people", "2/3 of them", "37.5 cups", "20 percent"]
)
def test_numbers_that_are_hard_to_picture(text: str) -> None:
    assert found("plain-numbers", saying(text))


def test_plain_numbers() -> None:
    assert found("plain-numbers", saying("Take 2 pills.")) == []
    assert reason("plain-numbers", saying("A study of 2008.")) == "has no numbers but dates"


def test_chances() -> None:
    assert found("chances", saying("It helps 3 out of 10 people.")) == [
        "gives a chance in figures; say it in words, or ask the reader to ask"
    ]
    assert reason("chances", saying("It helps most people.")) == "gives no chance in figures"


def test_sums() -> None:
    assert found("no-sums", saying("Write your score.")) == []
    bad = saying("Add up your scores.")
    assert found("no-sums", bad) == ["'Add up' asks for a sum; do it for the reader, or drop it"]
    assert found("sums-explained", bad)
    assert reason("sums-explained", sheet()) == "asks for no sum"


def test_speaks_to_you() -> None:
    assert found("speaks-to-you", sheet()) == []
    assert found("speaks-to-you", saying("Patients rest.")) == ["'Patients' speaks about the reader; write you"]
    nobody = sheet("- {block: paragraph, text: Rest.}", lead="This sheet helps.", key_message="Call soon.")
    assert found("speaks-to-you", nobody) == ["speaks to nobody; write you"]


@pytest.mark.parametrize(
    "blocks",
    [
        PARAGRAPH.format("Doctors do not know why."),
        "- {block: callout, tone: uncertain, heading: Who gains, text: Some do.}",
        "- {block: known-unknown, known: [It grows.], unknown: [Why.]}",
    ],
)
def test_known_and_unknown(blocks: str) -> None:
    assert found("known-and-unknown", sheet(blocks)) == []


def test_nothing_unknown() -> None:
    [message] = found("known-and-unknown", sheet())
    assert message.startswith("does not say what is unknown; ")


@pytest.mark.parametrize(
    ("sentence", "order"),
    [
        ("Call us.", True),
        ("If it hurts, call us.", True),
        ("It is rare, so ask who has seen it.", True),
        ("Please tell us.", True),
        ("The call was short.", False),
        ("Your team helps you.", False),
    ],
)
def test_orders(sentence: str, order: bool) -> None:
    lists = standards().words("en")
    assert lists
    assert is_order(sentence, lists) is order
