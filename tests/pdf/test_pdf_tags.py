"""What a screen reader is told, feature by feature."""

import io
import re

import pikepdf
import pytest

from pdf_pages import FEATURES, feature, feature_pdf


def roles(name):
    """The nested roles under Document, without the h1 that every page begins with."""
    return feature(name).tags.outline()[2:]


def texts(name, role):
    return [tag.text for tag in feature(name).tags.find(role)]


def elements(name, role):
    """The structure elements of one role in the order of the file, as plain data."""
    with pikepdf.open(io.BytesIO(feature_pdf(name))) as pdf:
        found = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and item.get("/S") == f"/{role}"]
        return [plain(item) for item in found]


def plain(item):
    """The text entries of a structure element, and its attributes by owner."""
    attributes = item.get("/A", pikepdf.Array())
    owned = attributes if isinstance(attributes, pikepdf.Array) else [attributes]
    entries = {key: str(item[key]) for key in ("/Alt", "/Lang", "/E", "/ID") if key in item}
    return entries | {str(one["/O"]): {key: value(one[key]) for key in one if key != "/O"} for one in owned}


def value(entry):
    return [float(number) for number in entry] if isinstance(entry, pikepdf.Array) else str(entry)


def test_list_over_a_page_break_is_one_list():
    assert feature("list").pages > 1
    assert roles("list") == (("L", *[("LI", ("Lbl",), ("LBody",))] * 30),)
    assert texts("list", "LBody") == [f"Point {number}" for number in range(1, 31)]
    assert elements("list", "L")[0]["/List"] == {"/ListNumbering": "/Disc"}


def test_nested_list_lies_in_its_item():
    inner = ("L", ("LI", ("Lbl",), ("LBody",)))
    outer = ("L", ("LI", ("Lbl",), ("LBody", inner)), ("LI", ("Lbl",), ("LBody", ("P",))))
    assert roles("nested list") == (outer,)
    assert texts("nested list", "Lbl") == ["1.", "•", "2."]


def test_list_without_marks_has_no_labels():
    assert roles("bare list") == (("L", ("LI", ("LBody",))),)
    assert elements("bare list", "L")[0]["/List"] == {"/ListNumbering": "/None"}


def test_marks_inside_the_line_are_labels():
    assert texts("inside list", "Lbl") == ["•", "•"]
    assert texts("inside list", "LBody") == ["Inside", "Block"]


def test_marks_that_a_style_sheet_writes_are_labels():
    assert roles("written marks") == (("L", ("LI", ("Lbl",), ("LBody",))),) * 2
    assert texts("written marks", "Lbl") == ["Step 1:", "Step 1:"]
    assert texts("written marks", "LBody") == ["Wash", "Dry"]


def test_mark_of_no_list_is_read_with_its_words():
    assert roles("marked paragraph") == (("P",),)


def test_list_for_the_eye_only_is_none():
    assert roles("bare marks") == (("P",),) * 4
    assert texts("bare marks", "P") == ["• One", "• Two", "Pain", "It hurts."]


def test_table_for_the_eye_only_is_none():
    assert roles("bare table") == (("P",),) * 5
    assert texts("bare table", "P") == ["Grid", "A", "B", "C", "D"]


def test_link_stays_one_whatever_its_role():
    assert texts("bare link", "Link") == ["the guide"]
    assert [link.contents for link in feature("bare link").links] == ["the guide"]


def test_footnote_is_a_note_behind_its_paragraph_and_its_number_leads_there():
    assert roles("footnote") == (("P", ("Reference",), ("Note", ("Lbl",))), ("P",))
    assert feature("footnote").reading_order == "Title Words 1 go on. 1. A note here. More."
    assert texts("footnote", "Reference") == ["1"]
    assert texts("footnote", "Lbl") == ["1."]
    assert len(elements("footnote", "Note")[0]["/ID"]) > 1


def test_cells_name_their_heads():
    assert [cell.get("/ID") for cell in elements("named heads", "TH")] == ["a", "b", None]
    with pikepdf.open(io.BytesIO(feature_pdf("named heads"))) as pdf:
        found = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and item.get("/S") == "/TD"]
        assert [[str(head) for head in cell.A.Headers] for cell in found if "/A" in cell] == [["a"], ["a", "b"]]


def test_term_and_its_meanings_are_one_item():
    two, one = ("LI", ("Lbl",), ("Lbl",), ("LBody",), ("LBody",)), ("LI", ("Lbl",), ("LBody",))
    assert roles("terms") == (("L", two, one),)


def test_table_heads_have_a_scope():
    head, body = ("THead", ("TR", ("TH",), ("TH",))), ("TBody", ("TR", ("TH",), ("TD",), ("TD",)))
    assert roles("table") == (("Table", ("Caption",), head, body),)
    assert [cell["/Table"] for cell in elements("table", "TH")] == [
        {"/Scope": "/Column"},
        {"/ColSpan": "2", "/Scope": "/Column"},
        {"/Scope": "/Row"},
    ]
    assert elements("spans", "TD")[0]["/Table"] == {"/RowSpan": "2"}


def test_table_over_pages_is_one_table_whose_head_is_read_once():
    proof = feature("long table")
    assert proof.pages > 1
    assert all("Morning" in text for text in proof.text)
    assert len(proof.tags.find("Table")) == 1
    assert proof.reading_order.count("Morning") == 1
    assert proof.reading_order.count("Day 30") == 1


def test_link_is_named_by_its_words():
    proof = feature("link")
    assert [(link.target, link.contents) for link in proof.links] == [
        ("https://example.org/a?b=c", "the long guide"),
        ("#end", "the end"),
    ]
    assert texts("link", "Link") == ["the long guide", "the end"]
    assert proof.tags.find("P")[0].text == "See the long guide or the end."


def test_link_over_two_lines_is_one_stop_of_two_areas():
    assert len(feature("broken link").links) == 1
    with pikepdf.open(io.BytesIO(feature_pdf("broken link"))) as pdf:
        [link] = pdf.pages[0].Annots
        corners = [float(value) for value in link.QuadPoints]
        edges = [float(value) for value in link.Rect]
    (left, right), (bottom, top) = sorted(edges[::2]), sorted(edges[1::2])
    xs, ys = corners[::2], corners[1::2]
    assert len(corners) == 16
    assert (min(xs), min(ys), max(xs), max(ys)) == pytest.approx((left, bottom, right, top), abs=0.01)
    upper, lower = ys[:4], ys[4:]
    assert max(lower) <= min(upper) + 1
    assert corners[:2] == [min(xs[:4]), min(upper)], "each begins at its lower left"
    assert texts("broken link", "Link") == ["a guide that breaks over two lines"]


def test_words_that_name_a_field_are_read_as_its_name_alone():
    assert roles("named fields") == (("P", ("Form",), ("Form",)),)
    assert feature("named fields").reading_order == "Title Ask: Why? Your name"
    assert feature("named fields").uncovered == ()


def test_words_with_a_link_or_a_field_in_them_stay_words_beside_their_field():
    assert roles("fields among words") == (("P", ("Link",), ("Form",), ("Form",), ("Form",)),)
    spoken = "Title Call 911? Call 911? At Temperature or more Fever"
    assert feature("fields among words").reading_order == spoken


def test_a_field_among_words_without_a_paragraph_lies_in_theirs():
    assert roles("field among loose words") == (("P", ("Form",)),)
    assert feature("field among loose words").reading_order == "Title Call Number at once."


def test_the_language_of_a_term_is_not_that_of_its_meaning():
    item = feature("term in another language").tags.find("LI")[0]
    assert [(part.role, part.lang) for part in item.kids] == [("Lbl", "es"), ("LBody", "en")]


def test_words_may_be_said_otherwise_than_they_are_written():
    assert elements("said", "Span") == [{"/Alt": "Say: ploor uh"}]
    assert feature("said").reading_order == "Title Pleura Say: ploor uh"


def test_a_heading_may_run_in_with_its_words():
    assert roles("run in") == (("H2",), ("P",))
    assert feature("run in").headings_at_foot == ()


def test_linked_picture_is_one_area_with_the_pictures_words():
    assert [(link.target, link.contents) for link in feature("picture link").links] == [("tel:+15550100", "Call us")]
    assert len(feature("block link").links) == 1


def test_figures_have_words_and_a_place_on_the_page():
    figure = elements("figure", "Figure")[0]
    assert figure["/Alt"] == "A lung"
    left, bottom, right, top = figure["/Layout"]["/BBox"]
    assert right - left == pytest.approx(30) == top - bottom
    assert 0 < bottom < top < 100 / 25.4 * 72
    assert texts("figure", "Caption") == ["Fig. 1"]
    assert texts("titled svg", "Figure") == ["A dot"]


def test_element_that_is_a_picture_is_read_by_its_label_alone():
    assert feature("drawn figure").reading_order == "Title Two boxes"


def test_decoration_is_printed_and_never_read():
    assert "Never read." in feature("decoration").text[0]
    assert "Never" not in feature("decoration").reading_order
    assert "Words" in feature("decoration").reading_order
    assert not feature("decoration").tags.find("Figure")


def test_words_of_a_style_sheet_are_read_and_its_glyphs_are_not():
    assert "• Note: Words. (1)" in feature("generated").text[0]
    assert feature("generated").reading_order == "Title Note: Words. (1)"
    assert texts("generated", "P") == ["Note: Words. (1)"]


@pytest.mark.parametrize(
    ("name", "label", "field"),
    [("checkbox", "Box", {"/Role": "/cb", "/checked": "/off"}), ("lines", "Your name", {"/Role": "/tv"})],
)
def test_paper_fields_are_form_elements(name, label, field):
    form = elements(name, "Form")[0]
    assert form["/Alt"] == label
    assert form["/PrintField"] == {**field, "/Desc": label}
    tag = feature(name).tags.find("P")[0]
    assert "Form" in [kid.role for kid in tag.kids if not isinstance(kid, str)]
    left, bottom, right, top = form["/Layout"]["/BBox"]
    assert right > left
    assert top > bottom


def drawn(page):
    """The operators of a page, in however many pieces they are."""
    page.contents_coalesce()
    return page.Contents.read_bytes()


def test_frame_of_a_field_is_its_content():
    with pikepdf.open(io.BytesIO(feature_pdf("checkbox"))) as pdf:
        form = next(o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/S") == "/Form")
        mcid = int(form["/K"][0])
        content = drawn(pdf.pages[0]).decode("latin-1")
    marked = re.search(rf"/Form\s*<<\s*/MCID {mcid}\s*>>\s*BDC(.*?)EMC", content, re.DOTALL)
    assert marked
    assert re.search(r"\bre\b", marked[1])


def test_languages_are_kept():
    tree = feature("language").tags
    assert [(tag.text, tag.lang) for tag in tree.find("Span")] == [("hola", "es")]
    assert [(tag.text, tag.lang) for tag in tree.find("P")] == [("Say hola.", "en"), ("Bonjour.", "fr")]


def test_short_form_carries_its_expansion():
    assert elements("short form", "Span") == [{"/E": "computed tomography"}]


def test_note_has_an_identifier():
    assert elements("note", "Note") == [{"/ID": "n1"}]


def test_sections_and_loose_words():
    assert roles("section") == (("Sect", ("H2",), ("P",), ("P",)),)
    assert texts("section", "P") == ["First.", "Loose words here."]


def test_margins_and_running_parts_are_not_read():
    proof = feature("running")
    assert "Clinic" in proof.text[0]
    assert "Page 1" in proof.text[0]
    assert "Masthead" in proof.text[1]
    assert proof.reading_order == "Title Words."
    assert proof.links == ()


def test_margin_boxes_are_pagination():
    with pikepdf.open(io.BytesIO(feature_pdf("paragraph"))) as pdf:
        content = drawn(pdf.pages[0]).decode("latin-1")
    assert set(re.findall(r"/Subtype (/\w+)", content)) == {"/Header", "/Footer"}


def test_fixed_words_are_read_once():
    proof = feature("fixed")
    assert all("Stamp" in text for text in proof.text)
    assert proof.reading_order.count("Stamp") == 1


@pytest.mark.parametrize("name", FEATURES)
def test_everything_painted_is_tagged_or_an_artifact(name):
    assert feature(name).uncovered == ()


OUT_OF_SOURCE = {
    "decoration",
    "running",
    "invisible",
    "drawn figure",
    "footnote",
    "named fields",
    "said",
    "fields among words",
}


def source_order(body):
    """Every word of a body in the order of its source, tags taken out."""
    return re.findall(r"[\w']+", re.sub(r"<(title)>.*?</\1>|<[^>]+>", " ", body))


@pytest.mark.parametrize("name", sorted(set(FEATURES) - OUT_OF_SOURCE))
def test_reading_order_is_source_order(name):
    spoken = re.findall(r"[\w']+", feature(name).reading_order)
    written = ["Title", *source_order(FEATURES[name])]
    assert [word for word in spoken if word in written] == written


def test_marks_are_numbered_without_gaps_and_every_one_has_a_parent():
    with pikepdf.open(io.BytesIO(feature_pdf("long table"))) as pdf:
        numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
        parents = {int(numbers[i]): numbers[i + 1] for i in range(0, len(numbers), 2)}
        for page in pdf.pages:
            used = [int(n) for n in re.findall(rb"/MCID (\d+)", drawn(page))]
            assert used == list(range(len(used)))
            assert len(parents[int(page.StructParents)]) == len(used)
        assert [int(page.StructParents) for page in pdf.pages] == list(range(len(pdf.pages)))
