"""What `handouts read` prints: each role once, in order, and why some files cannot be read."""

import io
from collections.abc import Callable
from itertools import pairwise
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


def changed(pdf: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    """The file after a change."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        change(file)
        out = io.BytesIO()
        file.save(out)
    return out.getvalue()


def untagged(pdf: bytes) -> bytes:
    def cut(file: pikepdf.Pdf) -> None:
        del file.Root.StructTreeRoot

    return changed(pdf, cut)


def in_a_circle(pdf: bytes) -> bytes:
    """A structure tree that holds itself."""

    def close(file: pikepdf.Pdf) -> None:
        file.Root.StructTreeRoot.K[0].K = pikepdf.Array([file.Root.StructTreeRoot.K[0]])

    return changed(pdf, close)


def renamed(file: pikepdf.Pdf, *names: str) -> pikepdf.Object:
    """The element below the heading, called by the first of these names, each of which stands for the next."""
    element = file.Root.StructTreeRoot.K[0].K[1]
    element.S = pikepdf.Name(names[0])
    file.Root.StructTreeRoot.RoleMap = pikepdf.Dictionary({one: pikepdf.Name(other) for one, other in pairwise(names)})
    return element


def by_its_namespace(file: pikepdf.Pdf) -> None:
    own = pikepdf.Dictionary(NS="urn:own", RoleMapNS=pikepdf.Dictionary(Ours=pikepdf.Array([pikepdf.Name.P, 1])))
    renamed(file, "/Ours").NS = file.make_indirect(own)


@pytest.mark.parametrize(
    ("rename", "said"),
    [
        (lambda file: renamed(file, "/Ours", "/P"), "paragraph: One bold word."),
        (lambda file: renamed(file, "/Ours", "/Theirs", "/H2"), "heading 2: One bold word."),
        (lambda file: renamed(file, "/Ours", "/Theirs", "/Ours"), "words: One|words: bold|words: word."),
        (by_its_namespace, "paragraph: One bold word."),
    ],
    ids=["once", "twice", "circle", "namespace"],
)
def test_a_role_of_the_files_own_is_said_as_the_one_it_stands_for(rename, said: str) -> None:
    assert lines(changed(feature_pdf("paragraph"), rename)) == said.split("|")


def aimed(file: pikepdf.Pdf, **action: object) -> None:
    """The link within the file gets an action in the place of its name."""
    area = file.pages[0].Annots[1]
    del area.Dest
    area.A = pikepdf.Dictionary(S=pikepdf.Name.GoTo, **action)


def to_the_end(file: pikepdf.Pdf) -> None:
    place = pikepdf.Array([file.pages[0].obj, pikepdf.Name.Fit])
    aimed(file, D=place, SD=pikepdf.Array([file.Root.StructTreeRoot.K[0].K[2], pikepdf.Name.Fit]))


@pytest.mark.parametrize(
    ("aim", "target"),
    [
        (to_the_end, "End."),
        (lambda file: aimed(file, D=pikepdf.Array([file.pages[0].obj, pikepdf.Name.Fit])), "page 1"),
        (lambda file: aimed(file, D=pikepdf.Array([7, pikepdf.Name.Fit])), "another page"),
        (lambda file: aimed(file, D=pikepdf.String("end")), "#end"),
        (lambda file: aimed(file, D=pikepdf.Name("/end")), "#end"),
    ],
    ids=["element", "page", "elsewhere", "name", "old name"],
)
def test_a_link_says_where_its_action_leads(aim, target: str) -> None:
    assert lines(changed(feature_pdf("link"), aim)) == [
        f"paragraph: See [link: the long guide, to https://example.org/a?b=c] or [link: the end, to {target}].",
        "paragraph: End.",
    ]


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
