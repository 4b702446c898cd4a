"""The facts read back from a PDF, and the faults they show."""

import datetime as dt
import io

import pikepdf
import pytest

from handouts.pdf import lay_out, to_pdf
from handouts.proof import Proof, Tag, attachment_problems, inspect, problems
from pdf_pages import assets, feature, page

pytestmark = pytest.mark.slow
WORDS = "<p>" + "word " * 60
CONTENT = "38.0 °C\n".encode()
NOTES = ("notes.txt", "Some notes", CONTENT, dt.date(2026, 1, 2))
A4 = "@page { size: A4; margin: 20mm }"


def make(body="<p>Words.", style=A4):
    return inspect(to_pdf(page(f"<h1>Title</h1>{body}", style=style), assets=assets()))


def changed(proof, change):
    """The same PDF after `change` has spoiled it."""
    with pikepdf.open(io.BytesIO(proof.pdf)) as pdf:
        change(pdf)
        out = io.BytesIO()
        pdf.save(out)
    return inspect(out.getvalue())


def found(proof, max_pages=9, min_type_pt=12, paper="a4"):
    return problems(proof, max_pages=max_pages, min_type_pt=min_type_pt, paper=paper)


def test_sound_file_has_no_problems():
    assert found(make()) == []


@pytest.mark.parametrize(("size", "paper"), [("A4", "a4"), ("letter", "letter"), ("letter", "Letter")])
def test_paper(size, paper):
    assert found(make(style=f"@page {{ size: {size} }}"), paper=paper) == []


def test_wrong_paper_is_named_page_by_page():
    assert found(make(), paper="letter") == ["page 1 is 210.0 x 297.0 mm, not letter; correct the page size"]


def test_too_many_pages():
    proof = make(f"<p>Words.<div style='break-before: page'>{WORDS * 9}</div>")
    assert found(proof, max_pages=2) == []
    assert found(proof, max_pages=1) == ["it has 2 pages and may have 1; shorten the text"]


@pytest.mark.parametrize(
    "body",
    [
        "<p style='font-size: 9pt'>Small.",
        "<svg role=img aria-label=x width=200 height=40><text y=30 font-size='9pt' font-family='Handouts Sans'>S</svg>",
        "<svg role=img aria-label=x width=100 height=20 viewBox='0 0 200 40'>"
        "<text y=30 font-size='18pt' font-family='Handouts Sans'>S</text></svg>",
        "<p style='transform: scale(.75)'>Shrunk.",
    ],
    ids=["text", "drawing", "shrunk drawing", "shrunk text"],
)
def test_smallest_type_is_what_is_painted(body):
    assert make(body).smallest_type_pt == pytest.approx(9, abs=0.02)
    assert found(make(body)) == ["the smallest type is 9 pt, below 12 pt; make it larger"]


def test_heading_at_the_foot():
    proof = make(f"<p>Words.<h2>Alone</h2><div style='break-before: page'>{WORDS * 9}</div>")
    assert proof.headings_at_foot == (1,)
    assert found(proof) == ["a heading stands alone at the foot of page 1; keep it with what follows"]


def test_last_page_fill_does_not_count_the_running_foot():
    half = "<p>Words.<div style='break-before: page; height: 120mm'>Words.</div><p>Half of 257 mm is used."
    assert 0.4 < make(half).last_page_fill < 0.6
    proof = make("<p>Words.<p style='break-before: page'>Words.")
    assert "Page 2" in proof.text[1]
    assert proof.last_page_fill == proof.page_fills[1] < 0.1
    assert found(proof) == [f"the last page is only {proof.last_page_fill:.0%} full; shorten the text or spread it"]


def test_full_last_page():
    proof = make("".join(f"<p>Line {n}" for n in range(24)))
    assert proof.pages == 1
    assert 0.8 < proof.last_page_fill <= 1


def test_untagged_file():
    def untag(pdf):
        del pdf.Root.StructTreeRoot

    proof = changed(make(), untag)
    assert proof.tags is None
    assert proof.reading_order == ""
    assert "it is not tagged, so it cannot be read aloud; make it again with handouts" in found(proof)


def test_content_outside_the_tags():
    def scribble(pdf):
        pdf.pages[0].contents_add(b"0 0 10 10 re f", prepend=True)

    assert changed(make(), scribble).uncovered == ((1, "path"),)
    assert found(changed(make(), scribble)) == [
        "1 pieces are not tagged, the first on page 1: 'path'; tag or hide them"
    ]


def test_font_that_is_not_in_the_file():
    def unembed(pdf):
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and "/FontFile2" in item:
                del item.FontFile2

    assert "the font Handouts-Sans is not wholly in the file; embed it with its character map" in found(
        changed(make(), unembed)
    )


def test_title_and_language():
    def forget(pdf):
        del pdf.docinfo["/Title"]
        with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as said:
            del said["dc:title"]
        del pdf.Root.Lang

    assert found(changed(make(), forget)) == ["no title is shown; set one", "no language is named; set one"]


def test_link_without_words():
    def hush(pdf):
        del pdf.pages[0].Annots[0].Contents

    assert found(changed(make("<a href='tel:1'>Call</a>"), hush)) == [
        "the link to tel:1 on page 1 has no words; give it some"
    ]


def test_attached_file_on_an_annotation_is_found():
    def attach(pdf):
        pdf.pages[0].Annots = pdf.make_indirect(
            pikepdf.Array(
                [
                    pikepdf.Dictionary(
                        Type=pikepdf.Name.Annot,
                        Subtype=pikepdf.Name.FileAttachment,
                        Rect=[0, 0, 1, 1],
                        FS=pdf.make_indirect(pikepdf.Dictionary(EF=pikepdf.Dictionary(F=pdf.make_stream(b"secret")))),
                    )
                ]
            )
        )

    proof = changed(make(), attach)
    assert [file.content for file in proof.attachments] == [b"secret"]
    assert found(proof) == ["it carries the file '', which is not composed; remove it"]


def with_files(*files) -> Proof:
    return inspect(lay_out(page("<h1>Title</h1>"), assets=assets()).write(files))


def test_a_file_inside_is_read_back():
    [file] = with_files(NOTES).attachments
    assert (file.name, file.description, file.media_type) == ("notes.txt", "Some notes", "text/plain")
    assert (file.relationship, file.content) == ("Supplement", CONTENT)


@pytest.mark.parametrize(
    ("expected", "told"),
    [
        ({"notes.txt": CONTENT}, []),
        ({}, ["it carries the file 'notes.txt', which is not composed; remove it"]),
        ({"notes.txt": b"other"}, ["its file notes.txt is not as composed; make it again"]),
        ({"notes.txt": CONTENT, "more.txt": b""}, ["it does not carry the file more.txt; make it again"]),
    ],
)
def test_files_inside_are_held_against_what_was_composed(expected: dict[str, bytes], told: list[str]):
    assert list(attachment_problems(with_files(NOTES), expected)) == told


def test_a_file_that_is_not_associated_is_found():
    def forget(pdf):
        del pdf.Root.AF

    proof = changed(with_files(NOTES), forget)
    assert list(attachment_problems(proof, {"notes.txt": CONTENT})) == [
        "its file notes.txt is not associated with it, so that viewers may not show it; make it again"
    ]


def test_tags_speak_in_nested_order():
    paragraph = feature("link").tags.find("P")[0]
    see, link, *_ = paragraph.kids
    assert (see.strip(), link.role, link.text) == ("See", "Link", "the long guide")
    assert paragraph.text == "See the long guide or the end."
    assert feature("link").reading_order == "Title See the long guide or the end. End."
    assert Tag("Figure", ("ink",), "words").text == "words"


def test_facts_are_frozen_and_read_once():
    proof = make()
    assert proof == Proof(proof.pdf)
    assert proof.text is proof.text
    with pytest.raises(AttributeError):
        proof.pdf = b""
