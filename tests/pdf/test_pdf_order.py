"""What is painted comes in the order of the tags, with a space wherever one was written."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from functools import cache
from itertools import product
from xml.etree.ElementTree import Element

import pypdf
import pypdfium2
import pytest

import pdfjs
import shipped
from handouts.pdf import to_pdf
from handouts.proof import inspect
from pdf_pages import FEATURES, assets, feature_pdf, page
from unlaid import painted, tagged

KINDS = sorted({case.document.kind for _, case in shipped.CASES.values()})
EDITIONS = tuple(shipped.catalogue().editions)
# Each kind in each edition, with types and clinics in turn.
SHEETS = [
    next(
        name
        for name, (_, wanted) in list(shipped.CASES.items())[number * 23 :] + list(shipped.CASES.items())
        if (wanted.document.kind, wanted.edition) == both
    )
    for number, both in enumerate(product(KINDS, EDITIONS))
]
_BLOCKS = {"p", "li", "td", "th", "dt", "dd", "h1", "h2", "h3", "h4", "caption", "figcaption"}
_MARKS = {"b", "strong", "em", "i", "a", "wbr"}


@cache
def sheet(name: str) -> bytes:
    """The PDF of a sheet as it ships."""
    return shipped.finish(shipped.handout(name), shipped.printer(), name, prove=False).pdf


def words_in_order(pdf: bytes) -> list[list[str]]:
    """The words of each page as the tags have them, each piece's own."""
    pieces, pages = painted(pdf), [[] for _ in pypdf.PdfReader(io.BytesIO(pdf)).pages]
    for place in tagged(pdf):
        pages[place[0]] += pieces[place].split()
    return pages


def assert_in_order(read: list[str], pages: list[list[str]]) -> None:
    """Each page's tagged words come in their order in what was read; a foot may stand between them."""
    for text, words in zip(read, pages, strict=True):
        letters = re.sub(r"\s|\x02|-", "", text)
        at = 0
        for word in words:
            found = letters.find(re.sub("-", "", word), at)
            assert found >= 0, f"{word!r} comes too early, after {letters[max(0, at - 60) : at]!r}"
            at = found + len(re.sub("-", "", word))


@pytest.mark.parametrize("name", SHEETS)
def test_pieces_of_a_sheet_are_painted_as_tagged(name: str) -> None:
    assert list(painted(sheet(name))) == tagged(sheet(name))


@pytest.mark.parametrize("name", FEATURES)
def test_pieces_of_a_feature_are_painted_as_tagged(name: str) -> None:
    assert list(painted(feature_pdf(name))) == tagged(feature_pdf(name))


@pytest.mark.parametrize("name", SHEETS)
def test_pdfium_reads_a_sheet_in_the_order_of_its_tags(name: str) -> None:
    assert_in_order(list(inspect(sheet(name)).text), words_in_order(sheet(name)))


@pytest.mark.parametrize("name", SHEETS)
def test_pypdf_reads_a_sheet_in_the_order_of_its_tags(name: str) -> None:
    read = [each.extract_text() for each in pypdf.PdfReader(io.BytesIO(sheet(name))).pages]
    assert_in_order(read, words_in_order(sheet(name)))


@pytest.mark.parametrize("name", SHEETS)
def test_poppler_reads_a_sheet_in_the_order_of_its_tags(name: str) -> None:
    if shutil.which("pdftotext") is None:
        reason = "poppler's pdftotext is not installed (Debian: poppler-utils; Homebrew: poppler)"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    command = ["pdftotext", "-raw", "-", "-"]
    done = subprocess.run(command, input=sheet(name), capture_output=True, check=True)
    assert_in_order(done.stdout.decode().split("\f")[:-1], words_in_order(sheet(name)))


@pytest.mark.parametrize("name", SHEETS)
def test_firefox_reads_a_sheet_in_the_order_of_its_tags(name: str) -> None:
    assert_in_order(pdfjs.text(sheet(name)), words_in_order(sheet(name)))


@pytest.mark.parametrize("name", SHEETS)
def test_words_of_a_sheet_are_apart_with_no_layout(name: str) -> None:
    """Each paragraph stands in what is painted, letter by letter and space by space."""
    from weasyprint import HTML

    pieces = painted(sheet(name))
    read = "".join(pieces[place] or "\ufffc" for place in tagged(sheet(name)))  # a frame or a picture is no letter
    if not shipped.handout(name).edition.fillable:  # where a field stands between two spaces
        assert "  " not in read
    made = shipped.finish(shipped.handout(name), shipped.printer(), name, prove=False)
    html = shipped.printer().page(shipped.handout(name), made.tightness, made.lines).html
    paragraphs = [text for text in map(written, HTML(string=html).etree_element.iter()) if text]
    assert len(paragraphs) > 10
    assert [text for text in paragraphs if text not in read.replace("\u00a0", " ")] == []


def written(element: Element) -> str:
    """The words of an element with none but words and their marks in it."""
    marks = all(inner.tag in _MARKS for inner in element.iter() if inner is not element)
    if element.tag not in _BLOCKS or not marks or element.get("aria-hidden"):
        return ""
    return re.sub("[ \u00a0\t\n]+", " ", "".join(element.itertext())).strip()


@pytest.mark.parametrize(
    ("body", "read"),
    [
        (f"<p>{'word ' * 60}", " ".join(["word"] * 60)),
        (f"<p>{'<b>word</b> ' * 60}", " ".join(["word"] * 60)),
        (f"<p>{'<b>word </b><i> word</i> ' * 30}", " ".join(["word"] * 60)),
        ("<p>One<br>two <br> three", "One two three"),
        (f"<p>{'well-known-' * 30}end", f"{'well-known-' * 30}end"),
        (f"<p style='overflow-wrap: anywhere'>{'letters' * 40} end", f"{'letters' * 40} end"),
        (f"<p style='text-transform: uppercase'>{'word ' * 60}", " ".join(["WORD"] * 60)),
        (f"<p style='white-space: pre-wrap'>{'word ' * 60}end", f"{'word ' * 60}end"),
        ("<p>A<wbr>B<span hidden> </span>C<!-- no word --><b>D</b>", "ABCD"),
        ("<p><span style='display: inline-block'>One</span> <span style='display: inline-block'>two</span>", "One two"),
        (f"<p style='text-align: justify'>{'some words ' * 40}", " ".join(["some words"] * 40)),
        (f"<p>{'word ' * 400}", " ".join(["word"] * 400)),
    ],
)
def test_spaces_are_those_that_were_written(body: str, read: str) -> None:
    pdf = to_pdf(page(body), assets=assets())
    pieces = painted(pdf)
    assert "".join(pieces[place] for place in tagged(pdf)).rstrip() == read


LIFTED = {
    "absolute": "<div style='position: relative'><p style='position: absolute; top: 20mm'>One<p>Two</div>",
    "negative": "<p>One<p style='position: relative; z-index: -1'>Two<p>Three",
    "nested": "<div style='position: relative; background: #eee'><h2>One</h2><ul><li>Two<li>Three</ul></div><p>Four",
    "float": "<p><span style='float: left'>One</span>Two<p>Three",
    "turned and clipped": "<div style='transform: rotate(3deg); overflow: hidden'><p>One</div><p>Two"
    "<div style='transform: translate(3mm)'><ul style='position: relative'><li>Three<li>Four</ul></div><p>Five",
    "hidden": "<p style='position: relative'>One<p aria-hidden=true>not read<p>Two",
    "field": "<p style='position: relative'><span class=box data-form=checkbox aria-label=Box></span> One<p>Two",
}


@pytest.mark.parametrize("name", LIFTED)
def test_what_is_lifted_out_of_the_flow_is_painted_in_its_turn(name: str) -> None:
    pdf = to_pdf(page(f"<h1>Title</h1>{LIFTED[name]}"), assets=assets(), identifier=name)
    pieces = painted(pdf)
    assert list(pieces) == tagged(pdf)
    numbers = ["One", "Two", "Three", "Four", "Five"]
    wanted = [number for number in numbers if number in LIFTED[name]]
    assert [text.strip() for text in pieces.values() if text.strip() in numbers] == wanted
    assert_in_order(list(inspect(pdf).text), words_in_order(pdf))


def test_words_that_are_not_read_stay_beside_those_that_are() -> None:
    pdf = to_pdf(page("<p>One<p aria-hidden=true>not read<p>Two"), assets=assets())
    assert inspect(pdf).text[0].startswith("One not read Two")


@pytest.mark.parametrize("name", LIFTED)
def test_nothing_that_is_seen_moves(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same page with the pieces in WeasyPrint's order looks the same."""
    from handouts.pdf import painting

    made = page(f"<h1>Title</h1>{LIFTED[name]}")
    ours = picture(to_pdf(made, assets=assets()))
    monkeypatch.setattr(painting, "in_reading_order", lambda operators, _: list(operators))
    assert picture(to_pdf(made, assets=assets())) == ours


def picture(pdf: bytes) -> list[bytes]:
    """The pixels of each page."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [each.render(scale=1.5).to_pil().tobytes() for each in document]
