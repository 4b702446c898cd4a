"""A sheet that was filled in and saved by pdf.js, which is what Firefox shows PDFs with."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pikepdf
import pytest
from sheets import KINDS, POLISH, READ_ONLY, drawn, fields, opened, sheet, value

import pdfjs
from verapdf import validate


@cache
def typed(kind: str, pdf: str = "ua1") -> bytes:
    """A sheet filled in and saved as in Firefox."""
    return pdfjs.fill(sheet(kind, pdf=pdf), POLISH)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_typed_is_read_back_and_shown_in_the_type_that_is_inside(kind: str) -> None:
    pdf = opened(typed(kind))
    lines = [field for field in fields(pdf).values() if pikepdf.Name.Tx == field.FT]
    own = [field for field in lines if not int(field.Ff) & READ_ONLY]
    assert {value(field) for field in own} <= {POLISH}
    assert [drawn(pdf, field) for field in own] == [POLISH] * len(own)
    assert {value(field) for field in lines if int(field.Ff) & READ_ONLY} <= {""}
    assert "/NeedAppearances" not in pdf.Root.AcroForm


def test_one_of_a_choice_is_ticked() -> None:
    row = fields(opened(typed("symptom-checklist")))["Breathless when I move"]
    assert value(row) == "/a-lot"
    assert [str(box.AS) for box in row.Kids] == ["/Off", "/Off", "/a-lot"]


def test_boxes_that_stand_alone_are_ticked() -> None:
    boxes = [field for field in fields(opened(typed("question-sheet"))).values() if pikepdf.Name.Btn == field.FT]
    assert len(boxes) > 25
    assert {(value(box), str(box.AS)) for box in boxes} == {("/Yes", "/Yes")}


@pytest.mark.verapdf
@pytest.mark.parametrize(("pdf", "flavour"), [("ua1", "ua1"), ("ua1", "3a"), ("ua2", "ua2"), ("ua2", "4f")])
def test_verapdf_finds_nothing(pdf: str, flavour: str, tmp_path: Path) -> None:
    files = {}
    for kind in KINDS:
        path = tmp_path / f"{kind}.pdf"
        path.write_bytes(typed(kind, pdf))
        files[path] = []
    assert validate(files, flavour) == files
