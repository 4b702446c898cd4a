"""Whether a PDF says what its page says: what is lost, changed or added is told, and nothing else is."""

from __future__ import annotations

import io
from collections.abc import Callable

import pikepdf
import pytest

from handouts.pdf import to_pdf
from handouts.proof.prove import families, unproven
from pdf_pages import FEATURES, STYLE, assets, page

pytestmark = pytest.mark.slow
NUMBERED = "@page { @top-left { content: none } @bottom-center { content: counter(page) ' / ' counter(pages) } }"
HIDES = "look for a style that hides or moves words"
ADDS = "look for a style that adds or changes words"
RUNNING = ".foot { position: running(foot) } @page { @bottom-left { content: element(foot) } }"
FOOT = "<p class=foot>Draft of <b>Title</b> at our clinic</p>"
TWO = "<p>Words.</p><div style='break-before: page'>Other words.</div>"


def found(body: str, style: str = "", change: Callable[[pikepdf.Pdf], None] | None = None) -> list[str]:
    """What is wrong with the words of a page; `change` spoils its PDF."""
    html = page(f"<h1>Title</h1>{body}", style=NUMBERED + style)
    pdf = to_pdf(html, assets=assets())
    if change:
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            change(opened)
            out = io.BytesIO()
            opened.save(out)
        pdf = out.getvalue()
    return unproven(pdf, html, pages=len(pikepdf.open(io.BytesIO(pdf)).pages), fonts=["Handouts Sans"])


TOLD = {
    "generated": [f"says 'Note:' on page 1, where 'Words.' is composed; {ADDS}"],
    "written marks": [f"says 'Step 1:' on page 1, where 'Wash' is composed; {ADDS}"],
    "marked paragraph": [f"says '•' on page 1, where 'No item' is composed; {ADDS}"],
    "bare marks": [f"says '•' on page 1, where 'One' is composed; {ADDS}"],
    "footnote": [f"says '1' on page 1, where 'A note here.' is composed; {ADDS}"],
    "invisible": [f"is without 'Unseen.'; {HIDES}"],
    "fixed": [f"shows 'Stamp' on page 2, which is not composed there; {ADDS}"],
}


@pytest.mark.parametrize("name", FEATURES)
def test_each_feature_says_what_it_is_made_from(name: str) -> None:
    assert [fault.replace("page 3", "page 2") for fault in found(FEATURES[name])][:1] == TOLD.get(name, [])


@pytest.mark.parametrize(
    ("body", "style"),
    [
        ("<p>A hyphenated word</p>", "p { hyphens: auto; width: 12mm; hyphenate-character: '-' }"),
        ("<p>Small letters</p>", "p { text-transform: uppercase }"),
        ("<p>Of 20&nbsp;mg, co&shy;operate, and/<wbr>or</p>", ""),
        ("<ol><li>One</li><li>Two</li></ol><ul><li>Three</li></ul>", ""),
        (TWO + FOOT, RUNNING),
        (FOOT + TWO, RUNNING),
        ("<p aria-hidden=true>Only seen.</p><p>Read.</p>", ""),
    ],
)
def test_what_is_no_other_word(body: str, style: str) -> None:
    assert found(body, style) == []


@pytest.mark.parametrize(
    "style",
    [
        "display: none",
        "visibility: hidden",
        "font-size: .1px",
        "position: absolute; left: -100in",
        "font-size: 0",
    ],
)
def test_words_that_a_style_hides_are_missed(style: str) -> None:
    body = "<p>Words.</p><p class=x>Call <b>911</b> at once.</p><p>More.</p>"
    assert found(body, f".x {{ {style} }}") == [f"is without 'Call' and 2 more passages; {HIDES}"]


def test_words_that_a_style_adds_are_told() -> None:
    body = "<p>Take one.</p><p>Call us.</p>"
    assert found(body, "p::before { content: 'Do not ' }") == [
        f"says 'Do not' on page 1, where 'Take one.' is composed; {ADDS}"
    ]
    # Even where they are words of the page: a passage is there as often as it is composed.
    assert found(f"{body}<p><b>not</b> today</p>", "p:first-of-type::before { content: 'not' }") == [
        f"says 'Take one.' on page 1, where 'today' is composed; {ADDS}"
    ]


def test_a_marker_may_be_a_number_or_a_bullet_and_no_word() -> None:
    assert found("<ul><li>Take it</li></ul>", "ul { list-style-type: 'Never ' }") == [
        f"says 'Never' on page 1, where 'Take it' is composed; {ADDS}"
    ]


def test_a_foot_stands_on_all_pages_or_is_missed() -> None:
    three = TWO + "<div style='break-before: page'>The last.</div>"
    assert found(FOOT + three, RUNNING) == []
    off = "@page :nth(2) { @bottom-left { content: none } }"
    assert found(FOOT + three, RUNNING + off) == [f"is without 'Draft of' and 2 more passages on page 2; {HIDES}"]
    # A heading that is hidden is not excused by a foot that says the same.
    assert found(FOOT + three, f"{RUNNING} h1 {{ font-size: 0 }}") == [f"is without 'Title'; {HIDES}"]


def test_words_of_the_margins_are_composed_or_told() -> None:
    assert found(TWO, "@page { @top-right { content: 'Draft' } }") == [
        f"shows 'Draft' on page {number}, which is not composed there; {ADDS}" for number in (1, 2)
    ]


def operators(pdf: pikepdf.Pdf, change: Callable[[list], list]) -> None:
    """Change the first page's list of operators."""
    sheet = pdf.pages[0]
    sheet.Contents = pdf.make_stream(pikepdf.unparse_content_stream(change([*pikepdf.parse_content_stream(sheet)])))


def drawn(found: list) -> list[int]:
    return [place for place, (_, operator) in enumerate(found) if str(operator) in ("TJ", "Tj")]


def test_a_file_that_was_changed_is_told() -> None:
    body = "<p>First words.</p><p>Second words.</p><p>Third words.</p>"

    def lose(found: list) -> list:
        return [each for place, each in enumerate(found) if place != drawn(found)[2]]

    def exchange(found: list) -> list:
        first, second = drawn(found)[1:3]
        found[first], found[second] = found[second], found[first]
        return found

    def repeat(found: list) -> list:
        place = drawn(found)[-2]
        return [*found[: place + 1], found[place], *found[place + 1 :]]

    assert found_after(body, lose) == [f"is without 'Second words.'; {HIDES}"]
    changed = f"says 'First words.' on page 1, where 'Third words.' is composed; {ADDS}"
    assert found_after(body, exchange) == [changed]
    assert found_after(body, repeat) == [f"says 'Third words.' on page 1, where nothing more is composed; {ADDS}"]


def found_after(body: str, change: Callable[[list], list]) -> list[str]:
    return found(body, change=lambda pdf: operators(pdf, change))


def test_fonts_are_those_that_are_declared() -> None:
    html = page("<h1>Title</h1><p>Words.", style=NUMBERED)
    pdf = to_pdf(html, assets=assets())
    assert families([STYLE]) == {"Handouts Sans"}
    assert unproven(pdf, html, pages=1, fonts=families([STYLE])) == []
    fault = "has the font {}, which no style sheet declares; declare it by @font-face"
    told = [fault.format(name) for name in ("Handouts-Sans", "Handouts-Sans-Bold")]
    assert unproven(pdf, html, pages=1, fonts={"Other"}) == told


def test_what_must_be_said_whatever_the_page_is() -> None:
    html = page("<h1>Title</h1><p>Words. <img src='asset:pic.svg' alt='A box'> Seen.", style=NUMBERED)
    pdf = to_pdf(html, assets=assets())
    fonts = families([STYLE])
    assert unproven(pdf, html, pages=1, fonts=fonts, words=["Words. A box", "box seen"], each_page=["Title"]) == []
    told = "is without 'Call us' and 1 more passage, which its document says; look at its template"
    assert unproven(pdf, html, pages=1, fonts=fonts, words=["Call us", "Words.", "by day"]) == [told]
    told = "does not say 'Draft' on page 1, as each page must; look at its template"
    assert unproven(pdf, html, pages=1, fonts=fonts, each_page=["Draft"]) == [told]
    assert unproven(pdf, html, pages=2, fonts=fonts) == ["has 1 pages, but 2 were laid out; make it again"]


def test_what_has_no_tag_is_told() -> None:
    def untag(found: list) -> list:
        return [each for each in found if str(each[1]) not in ("BDC", "EMC")]

    body = "<p>Words.</p>"
    assert "has 'Title' on page 1 without a tag; tag or hide it" in found_after(body, untag)
    assert found(body, change=lambda pdf: pdf.Root.__delitem__("/StructTreeRoot"))[0] == (
        "is not tagged, so it cannot be read aloud; make it again"
    )
