"""What `handouts read` prints: each role once, in order, and why some files cannot be read."""

import io
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner

from handouts.cli import main
from handouts.pdf import to_pdf
from handouts.proof.aloud import Unreadable, read_aloud
from pdf_pages import assets, feature_pdf, page

pytestmark = pytest.mark.slow
FORM = """<table><thead><tr><th>Sign<th>Some<tbody><tr><th scope=row>Cough<td>
<span class=box data-form=checkbox aria-label='Cough: Some'></span></table>
<p class=line data-form=text aria-label='My notes, line 1 of 2'></p>"""


def lines(pdf: bytes) -> list[str]:
    """All utterances but those of the title and of the h1 that every feature begins with."""
    first, _, *said = read_aloud(pdf)
    return [utterance.line(first.lang) for utterance in said]


@pytest.mark.parametrize(
    ("feature", "said"),
    [
        ("terms", ["list: 2 entries", "entry: Pleura: Lining: A thin skin. It is wet.", "entry: Pain: It hurts."]),
        ("short form", ["paragraph: computed tomography (CT) scan"]),
        ("language", ["paragraph: Say [es: hola].", "paragraph [fr]: Bonjour."]),
        (
            "link",
            [
                "paragraph: See [link: the long guide, to https://example.org/a?b=c] or [link: the end, to #end].",
                "paragraph: End.",
            ],
        ),
        ("figure", ["picture: A lung", "caption: Fig. 1"]),
        ("lines", ["paragraph: Name [blank: Your name]"]),
        ("note", ["paragraph: Words.", "note: A note."]),
        ("running", ["paragraph: Words."]),
        (
            "nested list",
            ["list: 2 entries", "entry: 1. Outer", "list: 1 entry", "entry: • Inner", "entry: 2. Second"],
        ),
    ],
)
def test_a_feature_is_said(feature: str, said: list[str]) -> None:
    assert lines(feature_pdf(feature)) == said


def test_a_cell_is_said_after_the_heading_of_its_column() -> None:
    assert lines(to_pdf(page(f"<h1>T</h1>{FORM}"), assets=assets())) == [
        "table: 2 rows, 2 columns",
        "column heading: Sign",
        "column heading: Some",
        "row heading: Cough",
        "cell, Some: [check box: Cough: Some]",
        "blank: My notes, line 1 of 2",
    ]


def test_a_word_that_is_broken_at_its_hyphen_is_one() -> None:
    body = "<h1>T</h1><p style='width: 20mm'>A fast-growing-cell-by-cell thing"
    assert lines(to_pdf(page(body), assets=assets())) == ["paragraph: A fast-growing-cell-by-cell thing"]


def test_words_that_are_broken_at_a_slash_are_one() -> None:
    body = "<h1>T</h1><p style='width: 30mm'>P/D (pleurectomy/decortication/pleurectomy)"
    assert lines(to_pdf(page(body), assets=assets())) == ["paragraph: P/D (pleurectomy/decortication/pleurectomy)"]


def untagged(pdf: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as file:
        del file.Root.StructTreeRoot
        out = io.BytesIO()
        file.save(out)
    return out.getvalue()


def in_a_circle(pdf: bytes) -> bytes:
    """A structure tree that holds itself."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        file.Root.StructTreeRoot.K[0].K = pikepdf.Array([file.Root.StructTreeRoot.K[0]])
        out = io.BytesIO()
        file.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (untagged, "is not tagged, so it cannot be read aloud; make it again with handouts"),
        (lambda _: b"No PDF at all.", "cannot be read as a PDF (PdfStreamError); name another file"),
        (lambda _: b"", "cannot be read as a PDF (EmptyFileError); name another file"),
        (lambda pdf: pdf[:2000], "cannot be read as a PDF ("),
        (in_a_circle, "cannot be read as a PDF (RecursionError); name another file"),
    ],
    ids=["untagged", "text", "empty", "cut", "circle"],
)
def test_what_cannot_be_read_is_told(spoil, fault: str, tmp_path: Path) -> None:
    spoiled = spoil(feature_pdf("list"))
    with pytest.raises(Unreadable) as caught:
        read_aloud(spoiled)
    assert str(caught.value).startswith(fault)
    file = tmp_path / "sheet.pdf"
    file.write_bytes(spoiled)
    result = CliRunner().invoke(main, ["read", str(file)])
    assert (result.exit_code, result.stdout) == (4, "")
    assert result.stderr.splitlines()[0].startswith(f"{file.as_posix()}: {fault}")


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["read", str(tmp_path / "none.pdf")])
    assert result.exit_code == 4
    assert result.stderr.splitlines()[0] == f"{(tmp_path / 'none.pdf').as_posix()}: is not there; name a PDF"
    assert "is not a regular file; name a PDF" in CliRunner().invoke(main, ["read", str(tmp_path)]).stderr


def test_the_command_prints_one_utterance_a_line(tmp_path: Path) -> None:
    file = tmp_path / "sheet.pdf"
    file.write_bytes(feature_pdf("language"))
    result = CliRunner().invoke(main, ["read", str(file)])
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "language: en",
        "title: Test",
        "heading 1: Title",
        "paragraph: Say [es: hola].",
        "paragraph [fr]: Bonjour.",
    ]
