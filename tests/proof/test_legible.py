"""Whether each letter can be seen: whatever hides one is found, and nothing that can be read is."""

from __future__ import annotations

import pytest

from handouts.pdf import to_pdf
from handouts.proof.legible import OFF, STRUCK, TURNED, UNSEEN, Letter, illegible
from pdf_pages import assets, page

pytestmark = pytest.mark.slow
BOX = "<div style='position: absolute; left: 0; top: 0; width: 100%; height: 60mm; background: {}'></div>"


def found(style: str = "", body: str = "<p>Take <b class=x>one</b> a day.</p>") -> list[Letter]:
    return illegible(to_pdf(page(f"<h1>Title</h1>{body}", style=style), assets=assets()))


@pytest.mark.parametrize(
    "style",
    [
        "",
        ".x { color: #767676 }",
        ".x { background: #000; color: #fff }",
        ".x { background: #1d4e89; color: #fff }",
        ".x { border: 1mm solid #000 }",
        "p { text-transform: uppercase; letter-spacing: 1mm }",
        "p { text-decoration: underline }",
        "@page { background: #ffd }",
        "p { background: linear-gradient(#fff, #eee) }",
    ],
)
def test_what_can_be_read_is_left_alone(style: str) -> None:
    assert found(style) == []


@pytest.mark.parametrize(
    ("style", "why"),
    [
        (".x { color: #fff }", UNSEEN),
        (".x { color: #eee }", UNSEEN),
        (".x { color: #c4c4c4 }", UNSEEN),
        (".x { background: #d00; color: #070 }", UNSEEN),  # one lightness: in grey print it is gone
        (".x { background: #222; color: #444 }", UNSEEN),
        (".x { color: transparent }", UNSEEN),
        (".x { color: rgba(0, 0, 0, .1) }", UNSEEN),
        (".x { display: inline-block; height: 1px; overflow: hidden }", UNSEEN),
        (".x { display: inline-block; width: 0; overflow: hidden }", UNSEEN),
        (".x { text-decoration: line-through }", STRUCK),
        (".x { display: inline-block; transform: rotate(180deg) }", TURNED),
        (".x { display: inline-block; transform: rotate(4deg) }", TURNED),
        (".x { position: absolute; left: -12mm }", OFF),
    ],
)
def test_one_word_that_cannot_is_found(style: str, why: str) -> None:
    (letters, *more) = found(style)
    assert (letters.page, letters.why, letters.text.strip() in "one", more) == (1, why, True, [])


def test_a_cover_is_found_whatever_its_color() -> None:
    for color in ("#fff", "#000", "linear-gradient(#fff, #000)"):
        hidden = found(body=f"<p>Words.</p>{BOX.format(color)}")
        assert [(letter.why, letter.text) for letter in hidden] == [(UNSEEN, "Title  Words.")], color


def test_each_page_is_looked_at() -> None:
    told = found(".y { color: #fff }", "<p>One.</p><p class=y style='break-before: page'>Two.</p>")
    assert [(letter.page, letter.text) for letter in told] == [(2, "Two.")]
