"""What cannot be read on a page is told before it is drawn."""

from __future__ import annotations

import io

import pytest
from fontTools import subset
from fontTools.ttLib import TTFont

from handouts.errors import DocumentFailed
from handouts.pdf import lay_out
from pdf_pages import FEATURES, FONTS, assets, page

LONG = "Call the nurse at once if you cannot breathe when you lie down at night or in the day"
ROOM = "@page { margin: 16mm }"
"""So that what runs in the margins keeps clear of the edge that printers lose."""
TITLE = "<h1>Title</h1>"
FOOT = "<div class=own-foot data-foot>Call 911</div>"
OWN_FOOT = ".own-foot { position: running(own) } @page { @bottom-center { content: element(own); width: 100% } }"


def faults(body: str, style: str = "", files: dict[str, bytes] | None = None) -> list[str]:
    laid_out = lay_out(page(body, style=ROOM + style), assets={**assets(), **(files or {})}, identifier="fit")
    try:
        laid_out.check()
    except DocumentFailed as error:
        return [problem.message for problem in error.problems]
    return []


def without(letters: str) -> bytes:
    """The bundled type without some letters."""
    font = TTFont(FONTS / "HandoutsSans-Regular.ttf")
    chosen = subset.Subsetter()
    chosen.populate(unicodes=set(font.getBestCmap()) - set(map(ord, letters)))
    chosen.subset(font)
    return saved(font)


def saved(font: TTFont) -> bytes:
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


def face(family: str) -> str:
    return f"@font-face {{ font-family: {family}; src: url(asset:own.ttf) }}"


@pytest.mark.parametrize("name", sorted(FEATURES.keys() - {"turned", "invisible", "fixed"}))
def test_what_can_be_read_is_no_fault(name: str) -> None:
    assert faults(TITLE + FEATURES[name]) == []


OFF = "has no room for 'Words', which runs off at the side; let it wrap, or set it smaller"
CLIPPED = "clips, turns or hides 'Words'; take clip, transform and opacity off it"
HIDDEN = "hides the words 'Words'; show them, or take them out of the text"
ATTACKS = {
    "left": ("p { margin-left: -12mm }", f"page 1 {OFF}"),
    "right": ("p { margin-left: 122mm }", f"page 1 {OFF}"),
    "far away": ("p { text-indent: -9999px }", f"page 1 {OFF}"),
    "above": (
        "p { position: relative; top: -40mm }",
        "page 1 has 'Words' outside its margins; give it room, or set it smaller",
    ),
    "below": (
        "p { position: absolute; top: 82mm }",
        "page 1 has 'Words' outside its margins; give it room, or set it smaller",
    ),
    "clipped": ("p { overflow: hidden; width: 3mm; white-space: nowrap }", f"page 1 {OFF}"),
    "turned": ("p { transform: rotate(90deg) }", f"page 1 {CLIPPED}"),
    "see-through": ("p { opacity: 0 }", f"page 1 {CLIPPED}"),
    "cut": ("p { position: absolute; clip: rect(0, 0, 0, 0) }", f"page 1 {CLIPPED}"),
    "not displayed": ("p { display: none }", HIDDEN),
    "invisible": ("p { visibility: hidden }", HIDDEN),
    "no color": ("p { color: transparent }", HIDDEN),
    "over another": (
        "p { margin-top: -14mm }",
        "page 1 prints 'Title' over 'Words'; move one of them away",
    ),
    "over itself": (
        "p { letter-spacing: -0.6em }",
        "page 1 prints the letters of 'Words' over each other; mend letter-spacing",
    ),
    "lines": ("p { line-height: 0.3; width: 20mm }", "page 1 prints"),
    "under a box": (
        "h1 { position: relative; background: #000; color: #fff; height: 20mm; margin: 0 0 -20mm }",
        "page 1 has a picture or a box over or under 'Words'; move one of them away",
    ),
    "an empty page": (
        "p::after { content: ''; display: block; break-before: page; height: 1mm }",
        "page 2 is empty; delete the page break or the room before what follows",
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_a_style_that_takes_words_from_the_reader_is_refused(name: str) -> None:
    style, message = ATTACKS[name]
    words = f"Words {LONG}" if name == "lines" else "Words"
    found = faults(f"{TITLE}<p>{words}</p>", style)
    assert any(line.startswith(message) for line in found), found


def test_a_word_wider_than_its_column_is_told() -> None:
    wide = "W" * 60
    [fault] = faults(f"{TITLE}<p>{wide}</p>")
    assert (
        fault
        == f"page 1 has no room for {wide[:40] + ' ...'!r}, which runs off at the side; let it wrap, or set it smaller"
    )


@pytest.mark.parametrize(
    "style",
    [
        ".own-foot { position: static }",
        "@page :left { @bottom-center { content: none } }",
        "@page :left { @bottom-center { height: 2mm; margin-top: 60mm } }",
    ],
    ids=["in the flow", "on no left page", "moved off"],
)
def test_a_foot_that_a_page_lacks_is_told(style: str) -> None:
    body = f"{FOOT}{TITLE}<p style='break-after: page'>One</p><p>Two</p>"
    assert faults(body, OWN_FOOT) == []
    assert any(line.startswith("page 2 ") for line in faults(body, OWN_FOOT + style))


def test_letters_that_the_font_lacks_are_told() -> None:
    style = f"{face('Own')} p {{ font-family: Own }}"
    assert faults(f"{TITLE}<p>A quiz</p>", style, {"own.ttf": without("")}) == []
    found = faults(f"{TITLE}<p>A quiz</p>", style, {"own.ttf": without("qz")})
    assert found == ["page 1 asks own for q z, which it lacks; use a font that has them"]
    # A second font that is named may stand in.
    style = f"{face('Own')} p {{ font-family: Own, 'Handouts Sans' }}"
    assert faults(f"{TITLE}<p>A quiz</p>", style, {"own.ttf": without("qz")}) == []


def test_a_font_that_draws_other_digits_is_refused() -> None:
    font = TTFont(FONTS / "HandoutsSans-Regular.ttf")
    for table in font["cmap"].tables:
        one, two = table.cmap[ord("1")], table.cmap[ord("2")]
        table.cmap |= {ord("1"): two, ord("2"): one}
    with pytest.raises(DocumentFailed) as caught:
        faults(f"{TITLE}<p>Call 911</p>", face("Own"), {"own.ttf": saved(font)})
    [problem] = caught.value.problems
    assert problem.message.endswith("draws 2 for 1, 1 for 2; use a font whose digits are right")
