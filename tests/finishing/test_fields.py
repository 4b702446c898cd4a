"""The edition to fill in on a screen: its fields, and that what is typed is there when the file is read back."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from sheets import (
    KINDS,
    MISSING,
    ONE_OF_SEVERAL,
    POLISH,
    READ_ONLY,
    SEVERAL_LINES,
    Browser,
    drawn,
    fields,
    font_of,
    handout,
    opened,
    saved,
    sheet,
    tick,
    value,
    write,
)

from handouts.finishing import Finish
from handouts.pdf import lay_out
from handouts.proof import inspect
from handouts.proof.composed import spoken_labels
from handouts.proof.foreign import strange
from handouts.source.font import text_width_mm
from pdf_pages import assets, page
from shipped import printer
from verapdf import validate

PROJECT = Path(__file__).resolve().parents[2]
MM_PER_PT = 25.4 / 72
LONG_AGO = "about 3 weeks before Easter"


def widgets(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    return [area for each in pdf.pages for area in each.get("/Annots", []) if area.Subtype == pikepdf.Name.Widget]


def test_a_row_of_the_checklist_is_one_choice() -> None:
    row = fields(opened(sheet("symptom-checklist")))["Breathless when I move"]
    assert pikepdf.Name.Btn == row.FT and int(row.Ff) == ONE_OF_SEVERAL and value(row) == "/Off"
    assert [str(state) for box in row.Kids for state in box.AP.N if state != "/Off"] == ["/none", "/some", "/a-lot"]
    assert [str(box.TU) for box in row.Kids] == [
        f"Breathless when I move: {word}" for word in ("None", "Some", "A lot")
    ]


def test_the_scale_of_distress_is_one_choice_of_eleven() -> None:
    choices = [
        field for field in fields(opened(sheet("symptom-checklist"))).values() if len(field.get("/Kids", [])) == 11
    ]
    assert len(choices) == 1
    assert [state for box in choices[0].Kids for state in box.AP.N if state != "/Off"] == [f"/{n}" for n in range(11)]


def test_a_tick_alone_is_a_box_of_its_own() -> None:
    found = fields(opened(sheet("question-sheet")))
    boxes = [name for name, field in found.items() if pikepdf.Name.Btn == field.FT]
    assert len(boxes) > 25
    assert all("/Kids" not in found[name] for name in boxes)


@pytest.mark.parametrize("kind", ["symptom-checklist", "symptom-diary", "question-sheet"])
def test_notes_are_one_field_of_several_lines(kind: str) -> None:
    found = [field for field in fields(opened(sheet(kind))).values() if int(field.get("/Ff", 0)) == SEVERAL_LINES]
    assert len(found) == 1
    _, bottom, _, top = map(float, found[0].Rect)
    assert top - bottom > 50


def test_since_when_is_wide_enough() -> None:
    made = handout("symptom-checklist")
    since = made.labels.page["since"]
    found = [field for name, field in fields(opened(sheet("symptom-checklist"))).items() if name.endswith(f": {since}")]
    assert len(found) > 20
    wanted = text_width_mm(LONG_AGO, made.edition.least_pt)
    assert min(float(field.Rect[2] - field.Rect[0]) * MM_PER_PT for field in found) > wanted + 1


@pytest.mark.parametrize("kind", KINDS)
def test_every_field_has_names_of_its_own(kind: str) -> None:
    pdf = opened(sheet(kind))
    for key in ("/T", "/TU"):
        names = [str(field[key]) for field in pdf.Root.AcroForm.Fields]
        assert len(set(names)) == len(names) and all(names)
    heard = [str(area.TU) for area in widgets(pdf)]
    assert len(set(heard)) == len(heard)
    assert not any("." in str(field.T) for field in pdf.Root.AcroForm.Fields)


@pytest.mark.parametrize("kind", KINDS)
def test_the_tabulator_goes_as_the_sheet_is_read(kind: str) -> None:
    pdf = opened(sheet(kind))
    read: list[tuple[int, int]] = []

    def walk(element: pikepdf.Object) -> None:
        for kid in element.K if isinstance(element.K, pikepdf.Array) else [element.K]:
            if isinstance(kid, pikepdf.Dictionary) and "/Obj" in kid:
                read.append(kid.Obj.objgen)
            elif isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                walk(kid)

    walk(pdf.Root.StructTreeRoot)
    assert [area.objgen for each in pdf.pages for area in each.get("/Annots", [])] == read
    assert all(each.Tabs == pikepdf.Name.S for each in pdf.pages)


@pytest.mark.parametrize("kind", KINDS)
def test_each_field_is_the_one_content_of_its_tag_and_its_frame_is_an_artifact(kind: str) -> None:
    pdf, proof = opened(sheet(kind)), inspect(sheet(kind))
    forms = proof.tags.find("Form")
    assert len(forms) == len(widgets(pdf)) > 0
    assert proof.uncovered == ()
    framed = [
        mark for each in pdf.pages for mark in pikepdf.parse_content_stream(each) if mark.operands[:1] == ["/Form"]
    ]
    assert framed == []


def test_the_scale_is_still_heard_with_its_numbers() -> None:
    spoken = inspect(sheet("symptom-checklist")).reading_order
    label = next(block.fields[0] for section in handout("symptom-checklist").document.sections
                 for block in section.blocks if block.block == "fill-in" and block.scale)  # fmt: skip
    assert f"{label} 0 {label}: 0 1 {label}: 1" in spoken


@pytest.mark.parametrize("kind", KINDS)
def test_a_clinics_blanks_cannot_be_typed_in(kind: str) -> None:
    found = fields(opened(sheet(kind)))
    locked = {name for name, field in found.items() if int(field.get("/Ff", 0)) & READ_ONLY}
    assert {name for name in found if "filled in by the clinic" in name or name == "Clinic"} == locked != set()


def test_a_clinic_with_its_own_numbers_has_no_such_blanks() -> None:
    found = fields(opened(sheet("symptom-checklist", clinic="us-example")))
    assert [name for name, field in found.items() if int(field.get("/Ff", 0)) & READ_ONLY] == []


@pytest.mark.parametrize(("kind", "said"), [("symptom-checklist", 1), ("question-sheet", 1), ("at-a-glance", 1)])
def test_the_sheet_says_once_where_the_words_stay(kind: str, said: int) -> None:
    line = handout(kind).labels.foot["typed"]
    assert inspect(sheet(kind)).reading_order.count(line) == said
    assert line not in inspect(sheet("symptom-checklist", "standard")).reading_order


def test_a_paper_sheet_has_no_fields() -> None:
    assert "/AcroForm" not in opened(sheet("symptom-checklist", "standard")).Root


def test_the_whole_type_is_inside_and_nothing_waits_for_the_viewer() -> None:
    pdf = opened(sheet("symptom-checklist"))
    _, font = font_of(pdf)
    assert {*map(ord, POLISH), *map(ord, "ÀÿŒœßŞğőű")} <= font.getBestCmap().keys()
    assert "/NeedAppearances" not in pdf.Root.AcroForm
    assert all("/N" in area.AP for area in widgets(pdf))


def test_the_same_input_gives_the_same_bytes() -> None:
    first = sheet("symptom-checklist")
    sheet.cache_clear()
    assert sheet("symptom-checklist") == first


def test_only_a_sheet_with_fields_may_come_back_with_some() -> None:
    data = sheet("question-sheet")
    assert strange(data, pictures=False, fields=heard("question-sheet")) == []
    assert "holds AcroForm, which acts or hides" in strange(data, pictures=False)
    pdf = opened(data)
    pdf.Root.AcroForm.Fields[0].AA = pikepdf.Dictionary(K=pikepdf.Dictionary(S=pikepdf.Name.JavaScript))
    assert strange(saved(pdf), pictures=False, fields=heard("question-sheet")) == [
        "holds AA, which acts or hides",
        "holds an action (JavaScript)",
    ]


def heard(kind: str) -> list[str]:
    """What is said for the fields of a sheet, as it is composed."""
    return spoken_labels(printer().page(handout(kind)).html)


def show(pdf: pikepdf.Pdf, words: bytes) -> pikepdf.Stream:
    look = pdf.make_stream(words)
    look.Subtype, look.BBox = pikepdf.Name.Form, pikepdf.Array([0, 0, 200, 20])
    return look


def showing(area: pikepdf.Object, pdf: pikepdf.Pdf) -> None:
    area.AP = pikepdf.Dictionary(N=show(pdf, b"/Tx BMC BT /Wingdings 12 Tf (0900 555 555) Tj ET EMC"))


def over_it(area: pikepdf.Object, pdf: pikepdf.Pdf) -> None:
    area.AP.D = show(pdf, b"0 0 200 20 re f")


def having(key: str, words: str) -> Callable[[pikepdf.Object, pikepdf.Pdf], None]:
    return lambda area, _: setattr(area, key, words)


FORGED = {
    "value": (having("V", "0900 555 555"), "holds a field that is filled in"),
    "look": (showing, "holds a field that shows what nobody has typed"),
    "second look": (over_it, "holds a field that shows what nobody has typed"),
    "name": (
        lambda area, _: area.__setattr__("TU", "Do not call 911"),
        "holds a field with a name that is not composed",
    ),
    "white letters": (
        lambda area, _: area.__setattr__("DA", "/Wingdings 12 Tf 1 g"),
        "holds a field with a look of its own",
    ),
}


@pytest.mark.parametrize("name", FORGED)
def test_a_field_that_somebody_has_changed_is_told(name: str) -> None:
    change, said = FORGED[name]
    pdf = opened(sheet("symptom-checklist"))
    change(next(area for area in widgets(pdf) if int(area.get("/Ff", 0)) & READ_ONLY), pdf)
    assert strange(saved(pdf), pictures=False, fields=heard("symptom-checklist")) == [said]


def filled(kind: str) -> bytes:
    """A sheet filled in by a program."""
    pdf = opened(sheet(kind))
    for field in fields(pdf).values():
        if pikepdf.Name.Tx == field.FT:
            write(pdf, field, POLISH)
        else:
            box = field.get("/Kids", [field])[-1]
            tick(field, next(state for state in box.AP.N if state != "/Off").lstrip("/"))
    return saved(pdf)


def test_what_a_program_fills_in_is_read_back() -> None:
    found = fields(opened(filled("symptom-checklist")))
    assert value(found["My name"]) == POLISH
    assert value(found["Breathless when I move"]) == "/a-lot"
    assert [str(box.AS) for box in found["Breathless when I move"].Kids] == ["/Off", "/Off", "/a-lot"]


def typed(kind: str) -> bytes:
    """A sheet filled in and saved as in Chromium."""
    browser = Browser(sheet(kind))
    assert browser.fill(POLISH) == len(widgets(opened(sheet(kind))))
    return browser.save()


def test_what_is_typed_in_chromiums_viewer_is_read_back_and_embedded() -> None:
    pdf = opened(typed("symptom-checklist"))
    found = fields(pdf)
    assert value(found["My name"]) == POLISH
    assert value(found["Breathless when I move"]) == "/a-lot"
    assert value(found["In the day, to be filled in by the clinic"]) == ""
    assert drawn(pdf, found["My name"]) == POLISH


def test_a_letter_that_the_type_lacks_is_shown_as_a_box_and_never_as_another() -> None:
    browser = Browser(sheet("question-sheet"))
    browser.fill("Nguyễn Ōdō")
    pdf = opened(browser.save())
    found = fields(pdf)["Question 1"]
    assert value(found) == "Nguyễn Ōdō"
    assert drawn(pdf, found) == f"Nguy{MISSING}n {MISSING}d{MISSING}"


def test_the_manual_names_each_letter_that_the_type_lacks() -> None:
    _, font = font_of(opened(sheet("question-sheet")))
    latin = [chr(code) for code in range(0xA1, 0x180) if unicodedata.category(chr(code)).startswith("L")]
    lacks = [letter for letter in latin if ord(letter) not in font.getBestCmap()]
    manual = " ".join((PROJECT / "docs" / "cli.md").read_text(encoding="utf-8").split())
    assert f"It lacks {' '.join(lacks)}" in manual


@pytest.mark.verapdf
@pytest.mark.parametrize("flavour", ["ua1", "3a"])
def test_verapdf_finds_nothing_in_empty_or_filled_sheets(flavour: str, tmp_path: Path) -> None:
    files = {}
    for kind in KINDS:
        for how, make in (("empty", sheet), ("filled", filled), ("typed", typed)):
            path = tmp_path / f"{kind}.{how}.pdf"
            path.write_bytes(make(kind))
            files[path] = []
    assert validate(files, flavour) == files


def test_fields_of_one_page() -> None:
    """Two blanks of one name are told apart; a box without a choice around it stands alone."""
    box = "<span class=box data-form=checkbox aria-label='Cough'></span>"
    body = f"<h1>T</h1><p>{box} Cough {box} <span class=line data-form=text aria-label='Name'></span>"
    font = assets()["fonts/HandoutsSans-Regular.ttf"]
    pdf = opened(lay_out(page(body), assets=assets(), identifier="t").write(wish=Finish(field_font=font)))
    assert [str(field.TU) for field in pdf.Root.AcroForm.Fields] == ["Cough", "Cough (2)", "Name"]
    assert [str(field.T) for field in pdf.Root.AcroForm.Fields] == ["cough", "cough-2", "name"]
