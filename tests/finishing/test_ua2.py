"""A sheet as PDF 2.0 with PDF/UA-2, PDF/A-4 and Well-Tagged PDF: what is in it, and what veraPDF says."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from sheets import handout, opened, sheet

from handouts.errors import DocumentFailed
from handouts.finishing import Finish
from handouts.finishing.ua2 import PDF_1, PDF_2
from handouts.page.html import says_all
from handouts.pdf import lay_out
from handouts.proof import inspect
from handouts.proof.aloud import read_aloud
from handouts.proof.foreign import strange
from pdf_pages import FEATURES, assets, feature_pdf, page
from verapdf import validate

KINDS = ("overview", "symptom-checklist", "glossary", "treatment-guide")
FLAVOURS = ("ua2", "wt1a", "wt1r")


def made(body: str) -> bytes:
    """A page of one feature, without a file inside."""
    html = page(f"<h1>Title</h1>{body}")
    return lay_out(html, assets=assets(), identifier="ua2").write(wish=Finish(ua2=True))


def elements(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    """All structure elements in reading order."""
    found: list[pikepdf.Object] = []

    def walk(element: pikepdf.Object) -> None:
        found.append(element)
        for kid in element.K if isinstance(element.K, pikepdf.Array) else [element.K]:
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                walk(kid)

    walk(pdf.Root.StructTreeRoot.K[0])
    return found


def words(pdf: pikepdf.Pdf, element: pikepdf.Object) -> str:
    """The words that lie right in an element."""
    here = [int(kid) for kid in element.K if isinstance(kid, int)]
    number = next(n for n, each in enumerate(pdf.pages) if each.objgen == element.Pg.objgen)
    ink = inspect(_bytes[id(pdf)])._ink[number]
    return "".join(piece.text for piece in ink.pieces if piece.mcid in here)


_bytes: dict[int, bytes] = {}


def read(data: bytes) -> pikepdf.Pdf:
    pdf = opened(data)
    _bytes[id(pdf)] = data
    return pdf


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_pdf_2_in_the_namespaces_of_pdf_2(kind: str) -> None:
    pdf = read(sheet(kind, "standard", "ua2"))
    assert pdf.pdf_version == "2.0"
    assert "/Info" not in pdf.trailer
    assert [str(space.NS) for space in pdf.Root.StructTreeRoot.Namespaces] == [PDF_2, PDF_1]
    assert {str(element.NS.NS) for element in elements(pdf)} == {PDF_2}


@pytest.mark.parametrize("kind", KINDS)
def test_every_bookmark_leads_to_its_heading(kind: str) -> None:
    pdf = read(sheet(kind, "standard", "ua2"))
    with pdf.open_outline() as outline:
        left, bookmarks = list(outline.root), []
        while left:
            item = left.pop(0)
            bookmarks.append(item)
            left = [*item.children, *left]
    assert len(bookmarks) > 3
    for item in bookmarks:
        aim = item.obj.A.SD[0]
        assert str(aim.S)[:2] == "/H"
        below = [*elements_below(aim)]
        said = "".join(words(pdf, each) for each in below if "/Pg" in each)
        assert sorted("".join(said.split()).casefold()) == sorted("".join(item.title.split()).casefold())
        assert item.obj.A.D[0].objgen == next(each for each in below if "/Pg" in each).Pg.objgen
    assert all("/Dest" not in item.obj for item in bookmarks)


def elements_below(element: pikepdf.Object) -> list[pikepdf.Object]:
    kids = element.K if isinstance(element.K, pikepdf.Array) else [element.K]
    inner = [kid for kid in kids if isinstance(kid, pikepdf.Dictionary) and "/S" in kid]
    return [element, *(each for kid in inner for each in elements_below(kid))]


def test_a_link_within_the_file_leads_to_what_it_names() -> None:
    body = '<p>See <a href="#far">the end</a> or <a href="#list">a list</a>.<div id=list><ul><li>One</ul></div>'
    pdf = read(made(f'{body}<p style="break-before: page" id=far>Far away.'))
    links = [area for area in pdf.pages[0].Annots if area.Subtype == pikepdf.Name.Link]
    far, near = (area.A for area in links)
    assert str(far.SD[0].S) == "/P" and words(pdf, far.SD[0]) == "Far away."
    assert far.D[0].objgen == pdf.pages[1].objgen and far.D[1:] == far.SD[1:]
    assert str(near.SD[0].S) == "/L"
    assert "/Names" not in pdf.Root
    assert all("/Dest" not in area for area in links)


def test_a_caption_lies_in_its_figure() -> None:
    figure = next(element for element in elements(read(made(FEATURES["figure"]))) if str(element.S) == "/Figure")
    assert [str(kid.S) for kid in figure.K if isinstance(kid, pikepdf.Dictionary)] == ["/Caption"]
    assert figure.K[-1].P.objgen == figure.objgen


def test_a_note_and_its_reference_refer_to_each_other() -> None:
    pdf = read(made('<p>Words<a href="#n1">1</a>.<p role=doc-footnote id=n1>A note.'))
    note = next(element for element in elements(pdf) if str(element.S) == "/FENote")
    link = next(element for element in elements(pdf) if str(element.S) == "/Link")
    assert [each.objgen for each in note.Ref] == [link.objgen]
    assert [each.objgen for each in link.Ref] == [note.objgen]
    assert str(link.P.S) == "/Reference" and str(link.P.NS.NS) == PDF_1


def test_old_roles_keep_their_old_namespace() -> None:
    found = {str(element.S): str(element.NS.NS) for element in elements(read(made(FEATURES["quote"])))}
    assert found["/BlockQuote"] == found["/Code"] == found["/Quote"] == PDF_1
    assert found["/Document"] == found["/P"] == PDF_2


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (FEATURES["terms"], "/Description"),
        (FEATURES["list"], "/Disc"),
        ("<ul style='list-style-type: \"- \"'><li>One</ul>", "/Unordered"),
    ],
)
def test_a_list_with_labels_says_of_what_kind_they_are(body: str, kind: str) -> None:
    lists = [element for element in elements(read(made(body))) if str(element.S) == "/L"]
    assert [str(element.A.ListNumbering) for element in lists] == [kind]


def test_how_a_word_is_said_stands_with_the_word() -> None:
    pdf = read(sheet("glossary", "standard", "ua2"))
    entries = {
        "".join(entry.term.split()): entry.say
        for section in handout("glossary").document.sections
        for block in section.blocks
        for group in getattr(block, "groups", ())
        for entry in getattr(group, "entries", ())
        if says_all(entry.term, entry.say)
    }
    found = {
        "".join(words(pdf, element).split()): str(element.Phoneme) for element in elements(pdf) if "/Phoneme" in element
    }
    assert len(entries) > 10
    assert found == entries
    assert "Indwellingpleuralcatheter" not in found, "its `say` is of its last word alone"
    alphabets = {str(element.PhoneticAlphabet) for element in elements(pdf) if "/Phoneme" in element}
    assert alphabets == {"/x-en-respelling"}
    assert not [element for element in elements(read(sheet("glossary", "standard"))) if "/Phoneme" in element]


def test_it_is_a_4_with_no_file_in_it_and_a_4f_with_one() -> None:
    bare, full = (
        read(data).Root.Metadata.read_bytes() for data in (made("<p>x"), sheet("overview", "standard", "ua2"))
    )
    assert b'pdfaid:part="4"' in bare and b"conformance" not in bare.replace(b"conformsTo", b"")
    assert b'pdfaid:conformance="F"' in full
    for data in (bare, full):
        assert b'pdfuaid:part="2"' in data and b'pdfuaid:rev="2024"' in data
        assert b"wtpdf#accessibility1.0" in data and b"wtpdf#reuse1.0" in data
    paper = read(sheet("overview", "standard")).Root.Metadata.read_bytes()
    assert b'pdfuaid:part="1"' in paper and b"wtpdf" not in paper


def bookmarked(pdf: pikepdf.Pdf) -> list[tuple[str, str]]:
    """Each bookmark and the words that it leads to."""
    with pdf.open_outline() as outline:
        found, left = [], list(outline.root)
        while left:
            item = left.pop(0)
            found.append((item.title, words(pdf, item.obj.A.SD[0])))
            left = [*item.children, *left]
    return found


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("<h2 style='bookmark-level: none'>Unlisted</h2><p>x<h2>Listed</h2>", ["Title", "Listed"]),
        (
            "<h2 style='bookmark-level: none'>Twice</h2><p>x<h2 style='break-before: page'>Twice</h2>",
            ["Title", "Twice"],
        ),
        ("<h2>One</h2><p class=listed>Words", ["Title", "One", "Words"]),
        (
            "<h2 style='bookmark-level: none'>One</h2><p class=listed>Words",
            ["Title", "Words"],
        ),
        ("<h2 style='text-transform: uppercase'>Straße</h2>", ["Title", "STRASSE"]),
    ],
)
def test_a_bookmark_leads_to_the_words_that_it_says(body: str, found: list[str]) -> None:
    pdf = read(made(f"<style>.listed {{ bookmark-level: 2; bookmark-label: content(text) }}</style>{body}"))
    assert [said for _, said in bookmarked(pdf)] == found
    with pdf.open_outline() as outline:
        last = [*outline.root[0].children][-1].obj
    assert last.A.SD[0].Pg.objgen == last.A.D[0].objgen


def test_a_bookmark_that_a_style_sheet_words_leads_to_its_heading() -> None:
    assert bookmarked(read(made("<h2 style='bookmark-label: \"Other\"'>Heading</h2>"))) == [
        ("Title", "Title"),
        ("Other", "Heading"),
    ]


def test_a_heading_that_is_hidden_is_refused_in_words() -> None:
    with pytest.raises(DocumentFailed) as caught:
        made("<h2 aria-hidden=true>Unheard</h2><p>x")
    (problem,) = caught.value.problems
    assert str(problem) == (
        "ua2: has the bookmark 'Unheard', but no such words that are read aloud; "
        "let it say those of its heading, or give it bookmark-level: none"
    )


@pytest.mark.parametrize(
    ("target", "role", "said"),
    [
        ("<p>Far, <b id=x>away</b>.", "/P", "Far, away."),
        ("<ul><li>One <i><b id=x>two</b></i></ul>", "/LBody", "One two"),
        ("<p><b id=x></b>Far.", "/P", "Far."),
    ],
)
def test_a_link_to_words_without_a_tag_leads_to_what_they_lie_in(target: str, role: str, said: str) -> None:
    data = made(f'<p>See <a href="#x">there</a>.{target}')
    pdf = read(data)
    (area,) = (area for area in pdf.pages[0].Annots if area.Subtype == pikepdf.Name.Link)
    below = [each for each in elements_below(area.A.SD[0]) if "/Pg" in each]
    assert str(area.A.SD[0].S) == role or role in [str(each.S) for each in below]
    assert said in "".join(words(pdf, each) for each in below)
    assert str(pdf.Root.StructTreeRoot.IDTree.Names[0]) == "x"
    assert "paragraph: See [link: there, to #x]." in aloud(data)


def test_it_may_come_back_from_others() -> None:
    assert strange(sheet("overview", "standard", "ua2"), pictures=False) == []


def test_the_same_words_are_read() -> None:
    paper, new = (inspect(sheet("overview", "standard", pdf)) for pdf in ("ua1", "ua2"))
    assert "".join(new.reading_order.split()) == "".join(paper.reading_order.split())
    assert [title for _, title, _ in new.bookmarks] == [title for _, title, _ in paper.bookmarks]
    assert [number for *_, number in new.bookmarks] == [number for *_, number in paper.bookmarks]


def aloud(data: bytes) -> list[str]:
    """The lines of `handouts read`."""
    said = read_aloud(data)
    return [utterance.line(said[0].lang) for utterance in said]


@pytest.mark.parametrize("edition", ["standard", "fillable"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_sheet_says_the_same(kind: str, edition: str) -> None:
    paper, new = (aloud(sheet(kind, edition, pdf, "us-example")) for pdf in ("ua1", "ua2"))
    assert new == paper
    assert paper[0] != "title: "


@pytest.mark.parametrize("name", FEATURES)
def test_a_feature_says_the_same(name: str) -> None:
    assert aloud(made(FEATURES[name])) == aloud(feature_pdf(name))


@pytest.mark.verapdf
@pytest.mark.parametrize("flavour", [*FLAVOURS, "4f"])
def test_verapdf_finds_nothing_in_sheets(flavour: str, tmp_path: Path) -> None:
    files = {}
    for kind in KINDS:
        for edition in ("standard", "fillable"):
            path = tmp_path / f"{kind}.{edition}.pdf"
            path.write_bytes(sheet(kind, edition, "ua2"))
            files[path] = []
    assert validate(files, flavour) == files


@pytest.mark.verapdf
@pytest.mark.parametrize("flavour", [*FLAVOURS, "4"])
def test_verapdf_finds_nothing_in_any_feature(flavour: str, tmp_path: Path) -> None:
    files = {}
    for number, (name, body) in enumerate(FEATURES.items()):
        path = tmp_path / f"{number}-{name.replace(' ', '-')}.pdf"
        path.write_bytes(made(body))
        files[path] = []
    assert validate(files, flavour) == files
