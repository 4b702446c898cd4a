"""What is painted comes in the order of the tags, with a space wherever one was written."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from functools import cache
from itertools import product
from xml.etree.ElementTree import Element

import pypdf
import pytest

import shipped
from handouts.proof import inspect
from pdf_pages import FEATURES, feature_pdf
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


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler's pdftotext is not installed")
@pytest.mark.parametrize("name", SHEETS)
def test_poppler_reads_a_sheet_in_the_order_of_its_tags(name: str) -> None:
    command = ["pdftotext", "-raw", "-", "-"]
    done = subprocess.run(command, input=sheet(name), capture_output=True, check=True)
    assert_in_order(done.stdout.decode().split("\f")[:-1], words_in_order(sheet(name)))


@pytest.mark.parametrize("name", SHEETS)
def test_words_of_a_sheet_are_apart_with_no_layout(name: str) -> None:
    """Each paragraph stands in what is painted, letter by letter and space by space."""
    from weasyprint import HTML

    pieces = painted(sheet(name))
    read = "".join(pieces[place] for place in tagged(sheet(name)))
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
