"""What a page says beyond the one that it is held against."""

from __future__ import annotations

import pytest

from handouts.proof.added import added_words, without

REFERENCE = """<title>A sheet</title><meta name=description content="What it is">
<h1>Pain: what helps</h1><p>Rest when <b>you</b> can.</p><h2>Known</h2><ul><li>It is rare.</li></ul>
<h2>Not known</h2><ul><li>Why it is.</li></ul><img alt="A hand" src=x><p>Call</p><p>911</p>"""


@pytest.mark.parametrize(
    "html",
    [
        REFERENCE,
        "<p>Call 911</p>",
        "<p>Call: <i>911</i></p>",
        "<p>Rest <i>when you</i> can.</p>",
        "<p>Rest when</p><p>you</p><p>can.</p>",
        "<h1>Pain:</h1><div>what helps</div>",
        "<p>PAIN: WHAT HELPS</p>",
        "<p>\u2014</p><img alt='A hand' src=y>",
        "",
    ],
)
def test_the_same_words_in_other_places_are_none(html: str) -> None:
    parts = html.replace("Rest <i>when you</i> can.", "Rest when <i>you</i> can.")
    assert added_words(parts, REFERENCE) == []


@pytest.mark.parametrize(
    ("html", "added"),
    [
        ("<p>Take twice.</p>", ["Take twice."]),
        ("<p>Call 911</p><p>911</p>", ["911"]),
        ("<p>Do not: Call</p>", ["Do not: Call"]),
        ("<p>Call 9111</p>", ["Call 9111"]),
        ("<p>Not Call</p>", ["Not Call"]),
        ("<svg role=img aria-label='Take twice.'></svg>", ["Take twice."]),
        ("<img alt='A hand' src=x><img alt='A hand' src=x>", ["A hand"]),
        ("<title>Approved</title>", ["Approved"]),
        ("<meta name=description content='Approved'>", ["Approved"]),
        ("<svg><text>Take twice.</text></svg>", ["Take twice."]),
        ("<p aria-hidden=true>Take twice.</p>", ["Take twice."]),
    ],
)
def test_other_words_are_told(html: str, added: list[str]) -> None:
    assert added_words(html, REFERENCE) == added


def test_names_may_stand_once_more() -> None:
    twice = REFERENCE + "<p>Our clinic</p>"
    assert added_words(twice, REFERENCE, ["Our clinic"]) == []
    assert added_words(twice + "<p>Our clinic</p>", REFERENCE, ["Our clinic"]) == ["Our clinic"]


def test_a_heading_stands_above_its_own() -> None:
    assert without(REFERENCE, REFERENCE, ["Known", "Not known", "Elsewhere"]) == []
    swapped = REFERENCE.replace("Not known", "?").replace(">Known", ">Not known").replace("?", "Known")
    assert without(swapped, REFERENCE, ["Known", "Not known"]) == [
        ("Known", "It is rare."),
        ("Not known", "Why it is."),
    ]
    assert without(REFERENCE.replace("<h2>Known</h2>", ""), REFERENCE, ["Known"]) == [("Known", "It is rare.")]
