"""What a clinic's templates, styles and labels may not do to a sheet: each is tried on signed words, and refused."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from handouts.batch import gather as batch_gather
from handouts.batch.gather import Selection, gather
from handouts.batch.jobs import plan
from handouts.batch.prove import finish
from handouts.errors import DocumentFailed
from handouts.page.html import Printer
from handouts.page.render import Made
from handouts.proof import inspect
from handouts.source.layers import bundled_root
from signing import DOCUMENT, TIERS, document, make_clinic, sign, write

pytestmark = pytest.mark.slow
NAME = "sheet.pdf"
ONE = """\
  - id: only
    heading: The only part
    blocks:
      - {block: paragraph, text: A short walk helps., unsourced: a test}
"""
STYLE, LAYOUT, BASE, ABOUT = (
    "styles/own.css",
    "templates/handout.html.j2",
    "templates/base.html.j2",
    "templates/parts/about.html.j2",
)
EXTENDS = '{% extends "bundled/handout.html.j2" %}'
FOOT = '{% include "parts/foot.html.j2" %}'
STANDING = '{% include "parts/standing.html.j2" %}'
UNHEARD = "'Draft, not approved. Checked Jan 2026. Check again by Jan 20...'"
WORDS = "A short walk helps."
ADDS, HIDES = "look for a style that adds or changes words", "look for a style that hides or moves words"
COVERS = "look for a style that covers it, cuts it off or makes it nearly the color of its ground"
UNSEEN = f"has '{WORDS}' on page 1 so that it cannot be seen; {COVERS}"
SMALL = "look for a style that makes it small"
LOST = f"is without '{WORDS}'; {HIDES}"
HIDDEN = f"hides the words '{WORDS}'; show them, or take them out of the text"
RUNS_OFF = f"page 1 has no room for '{WORDS}', which runs off at the side; let it wrap, or set it smaller"
TURNED = f"page 1 clips, turns or hides '{WORDS}'; take clip, transform and opacity off it"
NO_STATE_SHOWN = "hides the words 'Draft, not approved.'; show them, or take them out of the text"
AT_TEMPLATE = "look at its template"
NO_FOOT = f"does not say 'Emergency 911' on page 1, as each page must; {AT_TEMPLATE}"
ABOVE = (
    ".section { position: relative } .section::after { content: ''; position: absolute; inset: 0; background: #fff }"
)
# What a style does, and one of the things that are said of it; the style is named after that.
STYLES = {
    "forged state": (
        ".foot__state b { display: none } .foot__state::before { content: 'Approved Jan 1, 2026.' }",
        NO_STATE_SHOWN,
    ),
    "margin": (
        "@page { @top-left { content: 'Approved' } }",
        "page 1 has 'Approved' outside its margins; give it room, or set it smaller (clinic/styles/own.css:1)",
    ),
    "marker": (
        ".tier__items { list-style-type: 'Never: ' }",
        "page 1 has no room for 'Never:', which runs off at the side; let it wrap, or set it smaller "
        "(clinic/styles/own.css:1)",
    ),
    "display": (".section p { display: none }", HIDDEN),
    "visibility": (".section p { visibility: hidden }", HIDDEN),
    "no size": (".section p { font-size: 0 }", HIDDEN),
    "white": (".section p { color: #fff }", UNSEEN),
    "nearly white": (".section p { color: #ddd }", UNSEEN),
    "black on black": (".section p { background: #000; color: #111 }", UNSEEN),
    "transparent": (".section p { color: transparent }", HIDDEN),
    "cut off": (
        ".section p { height: 0; overflow: hidden }",
        f"page 1 has '{WORDS}' outside its margins; give it room, or set it smaller",
    ),
    "cut short": (
        ".section p { width: 20mm; overflow: hidden; white-space: nowrap }",
        RUNS_OFF,
    ),
    "covered": (
        ABOVE,
        f"page 1 has a picture or a box over or under '{WORDS}'; move one of them away",
    ),
    "opacity": (".section p { opacity: 0 }", TURNED),
    "one point": (
        ".section p { font-size: 1pt }",
        f"prints '{WORDS}' on page 1 in 1 pt, where 12 pt is the least; {SMALL}",
    ),
    "too small": (
        ".section p { font-size: 11pt }",
        f"prints '{WORDS}' on page 1 in 11 pt, where 12 pt is the least; {SMALL}",
    ),
    "squeezed": (
        ".section p { transform: scaleX(.05) }",
        TURNED,
    ),
    "half off": (
        ".section p { position: relative; left: -60mm }",
        RUNS_OFF,
    ),
    "off": (".section p { position: absolute; left: -100in }", RUNS_OFF),
    "indented": (".section p { text-indent: -9999px }", RUNS_OFF),
    "struck": (
        ".section p { text-decoration: line-through }",
        "has 'A short walk helps' on page 1 over a line or a drawing; look for a style that strikes it through or "
        "moves it",
    ),
    "upside down": (
        ".section p { transform: rotate(180deg) }",
        TURNED,
    ),
    "mirrored": (
        ".section p { transform: scaleX(-1) }",
        TURNED,
    ),
    "turned round": (
        ".red-flags { display: flex; flex-direction: column-reverse }",
        "has 'You cannot breathe.' below the heading 'Call us right away, day or night' on page 1; look for a style "
        "that moves it",
    ),
    "moved up": (
        ".tier--next-visit .tier__items { position: relative; top: -60mm }",
        "page 1 has a picture or a box over or under 'You are tired.'; move one of them away",
    ),
    "moved down": (
        ".tier--emergency .tier__items { position: relative; top: 50mm }",
        "page 1 prints 'You cannot eat.' over 'You cannot breathe.'; move one of them away",
    ),
    "no foot": ("@page { @bottom-left { content: none } }", NO_STATE_SHOWN),
    "no state": (".foot__state b { display: none }", NO_STATE_SHOWN),
    "white state": (
        ".foot__state b { color: #fff }",
        f"has 'Draft, not approved.' on page 1 so that it cannot be seen; {COVERS}",
    ),
    "no number": (
        ".foot__call { display: none }",
        "hides the words 'Emergency'; show them, or take them out of the text",
    ),
    "no emergency": (
        ".tier--emergency .tier__head { display: none }",
        "hides the words 'Call the emergency number now:'; show them, or take them out of the text",
    ),
}
# What a style adds; it is named with the line that has the words.
ADDED = {
    "content": (
        "h1::after { content: 'Take twice.' }",
        f"says 'Take twice.' on page 1, where 'Rest when you can.' is composed; {ADDS}",
    ),
    "bookmark": (
        "h1 { bookmark-label: 'Take twice.' }",
        f"has the bookmark 'Take twice.', which is not composed; {ADDS}",
    ),
}
INSIDE = EXTENDS + "{% block opening %}{{ super() }}SAID{% endblock %}"
NOT_COMPOSED = f"which is not composed; {AT_TEMPLATE}"


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    folder = make_clinic(tmp_path / "clinic")
    write(document(folder), DOCUMENT + ONE + TIERS)
    return folder


def made(folder: Path) -> Made:
    asked = Selection(("pleural",), ("leaflet",))
    (job,) = plan(gather([folder], asked), asked, dt.date(2026, 3, 2))
    return finish(job.handout(), Printer(job.assets), NAME, prove=False)


def told(folder: Path) -> list[str]:
    """What is said of the clinic's leaflet, which is refused although nobody asked for a proof."""
    with pytest.raises(DocumentFailed) as caught:
        made(folder)
    own = f"{folder.as_posix()}/"
    return [str(problem).replace(own, "clinic/").removeprefix(f"{NAME}: ") for problem in caught.value.problems]


def shipped(name: str) -> str:
    """A file of the package."""
    return (bundled_root() / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", STYLES)
def test_a_style_that_hides_is_refused_and_named(clinic: Path, name: str) -> None:
    style, fault = STYLES[name]
    write(clinic / STYLE, style)
    found = told(clinic)
    assert fault in {problem.removesuffix(" (clinic/styles/own.css)") for problem in found}, found


@pytest.mark.parametrize("name", ADDED)
def test_a_style_that_adds_is_refused_with_its_line(clinic: Path, name: str) -> None:
    style, fault = ADDED[name]
    write(clinic / STYLE, f"/* Ours. */\n{style}")
    assert f"{fault} (clinic/styles/own.css:2)" in told(clinic)


def test_the_number_of_a_page_stands_in_its_margin_and_nowhere_else(clinic: Path) -> None:
    """Or `Take one` could become `Take 2 one`."""
    write(clinic / STYLE, ".section p::before { content: counter(page) }")
    fault = f"says '1' on page 1, where '{WORDS}' is composed; {ADDS} (clinic/styles/own.css)"
    assert fault in told(clinic)


@pytest.mark.parametrize(
    ("file", "text", "fault"),
    [
        (
            LAYOUT,
            INSIDE.replace("SAID", "<p>Take twice.</p>"),
            f"says 'Take twice.', {NOT_COMPOSED} (clinic/{LAYOUT}:1)",
        ),
        (
            LAYOUT,
            INSIDE.replace("SAID", '<svg role="img" aria-label="Take twice." width="9" height="9"></svg>'),
            f"says 'Take twice.', {NOT_COMPOSED} (clinic/{LAYOUT}:1)",
        ),
        (
            LAYOUT,
            INSIDE.replace("SAID", "{{ labels.foot.approved }}"),
            f"says 'Approved', {NOT_COMPOSED} (clinic/{LAYOUT}:1)",
        ),
        (
            LAYOUT,
            INSIDE.replace("SAID", "<p>{{ handout.document.sections[0].heading }}</p>"),
            f"says 'The only part', {NOT_COMPOSED} (clinic/{LAYOUT})",
        ),
        (
            LAYOUT,
            EXTENDS + "{% block opening %}{% endblock %}",
            f"is without 'Rest when you can.', which its document says; {AT_TEMPLATE} (clinic/{LAYOUT})",
        ),
        (
            LAYOUT,
            EXTENDS + '{% block opening %}<div style="color: #fff">{{ super() }}</div>{% endblock %}',
            f"has 'Rest when you can.' on page 1 so that it cannot be seen; {COVERS} (clinic/{LAYOUT})",
        ),
        (
            "templates/blocks/paragraph.html.j2",
            "<p>Do not: {{ inline(block.text) }}</p>",
            f"says 'Do not: {WORDS}', {NOT_COMPOSED} (clinic/templates/blocks/paragraph.html.j2)",
        ),
        (
            ABOUT,
            shipped(ABOUT).replace(STANDING, '<span aria-label="{{ handout.document.title }}">' + STANDING + "</span>"),
            f"is without {UNHEARD}, which its document says; {AT_TEMPLATE} (clinic/{ABOUT})",
        ),
        (
            LAYOUT,
            EXTENDS + '{% block opening %}<div role="img" aria-label="A walk">{{ super() }}</div>{% endblock %}',
            f"says 'A walk', {NOT_COMPOSED} (clinic/{LAYOUT}:1)",
        ),
        (
            "templates/blocks/paragraph.html.j2",
            "<p><abbr title='Do not call'>{{ inline(block.text) }}</abbr></p>",
            f"says 'Do not call', {NOT_COMPOSED} (clinic/templates/blocks/paragraph.html.j2:1)",
        ),
        (
            "templates/blocks/paragraph.html.j2",
            "<p><a href='tel:0900555555'>{{ inline(block.text) }}</a></p>",
            f"has a link to 'tel:0900555555', {NOT_COMPOSED} (clinic/templates/blocks/paragraph.html.j2:1)",
        ),
        (BASE, shipped(BASE).replace(FOOT, ""), f"{NO_FOOT} (clinic/{BASE})"),
        (
            BASE,
            shipped(BASE).replace(FOOT, "<p>Approved.</p>"),
            f"page 1 has 'Approved.' outside its margins; give it room, or set it smaller (clinic/{BASE}:16)",
        ),
        (
            BASE,
            shipped(BASE).replace("<title>", "<title>Approved "),
            f"says 'Approved Resting well | Signing Clinic', {NOT_COMPOSED} (clinic/{BASE})",
        ),
        (
            ABOUT,
            shipped(ABOUT).replace('<p class="closing__formats">', '<p>Approved by Dr. Nobody.</p><p class="x">'),
            f"says 'Approved by Dr. Nobody.', {NOT_COMPOSED} (clinic/{ABOUT}:4)",
        ),
    ],
)
def test_a_template_that_adds_or_leaves_out_is_refused(clinic: Path, file: str, text: str, fault: str) -> None:
    write(clinic / file, text)
    assert fault in told(clinic)


KNOWN = "templates/blocks/known-unknown.html.j2"


@pytest.mark.parametrize(
    ("before", "after"),
    [("{{ labels.page[side] }}", ""), ('("known", block.known), ("unknown"', '("unknown", block.known), ("known"')],
)
def test_a_heading_of_a_block_stands_above_what_is_its_own(clinic: Path, before: str, after: str) -> None:
    blocks = "- {block: known-unknown, known: [It is rare.], unknown: [Why it is.], unsourced: a test}"
    write(document(clinic), DOCUMENT + ONE + f"      {blocks}\n" + TIERS)
    assert before in shipped(KNOWN)
    write(clinic / KNOWN, shipped(KNOWN).replace(before, after))
    fault = f"does not have 'What doctors know' above 'It is rare.'; {AT_TEMPLATE} (clinic/{KNOWN})"
    assert fault in told(clinic)


@pytest.mark.parametrize(
    ("file", "text"),
    [
        (STYLE, "h2 { color: #333; letter-spacing: .2mm } .section p { text-transform: uppercase; color: #555 }"),
        (STYLE, ".section { border: 1mm solid #333; padding: 3mm; background: #eee }"),
        (LAYOUT, INSIDE.replace("SAID", "<p>{{ handout.brand.name }}</p><p>{{ handout.kind_label }}</p>")),
        (
            "templates/blocks/paragraph.html.j2",
            "<div class='own'><p>{{ inline(block.text[:7]) }}<b>{{ inline(block.text[7:]) }}</b></p></div>",
        ),
        ("content/en/labels.yaml", "kinds: {leaflet: Leaflet}\npage: {about: Who made this}\n"),
    ],
)
def test_what_only_looks_otherwise_passes_as_approved(clinic: Path, file: str, text: str) -> None:
    write(clinic / file, text)
    sign(clinic)
    assert all("Approved Mar 1, 2026." in page for page in inspect(made(clinic).pdf).text)


def test_what_is_printed_is_what_was_signed(clinic: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A style is exchanged between the look at the sign-off and the look at the style."""
    write(clinic / STYLE, "h2 { color: #333 }")
    sign(clinic)
    signed = made(clinic).pdf
    load = batch_gather.load_catalogue

    def load_and_swap(*arguments: object) -> object:
        found = load(*arguments)
        write(clinic / STYLE, "h2 { color: #555 }")
        return found

    monkeypatch.setattr(batch_gather, "load_catalogue", load_and_swap)
    assert made(clinic).pdf == signed


def test_a_foot_that_stands_in_the_text_is_refused_as_often_as_asked(clinic: Path) -> None:
    """A worker keeps layouts and puts each clinic's own into them: such a foot has no place in a margin."""
    write(clinic / STYLE, ".foot { position: static }")
    first = told(clinic)
    assert any(problem.startswith("page 1 lacks its foot, or a part of it; ") for problem in first)
    assert told(clinic) == first
