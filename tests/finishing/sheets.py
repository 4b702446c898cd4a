"""Sheets that are finished in other ways than for paper, and what a person types into them."""

from __future__ import annotations

import ctypes
import datetime as dt
import io
from functools import cache

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
from fontTools.ttLib import TTFont

from handouts.batch.prove import finish
from handouts.content.catalogue import DocumentId
from handouts.page.handout import Handout, Request, compose
from shipped import AS_OF, catalogue, clinics, printer

_open: list[pikepdf.Pdf] = []
KINDS = ("symptom-checklist", "symptom-diary", "question-sheet", "overview")
POLISH = "Łódź, żółć"
MISSING = "\ufffd"
"""What stands for the box that is shown for a letter that the type lacks."""
SEVERAL_LINES, READ_ONLY, ONE_OF_SEVERAL = 1 << 12, 1, 1 << 15


def handout(kind: str, edition: str = "fillable", pdf: str = "ua1", clinic: str = "generic") -> Handout:
    """The words of a pleural sheet."""
    wanted = Request(DocumentId("en", "pleural", kind), edition, "letter", pdf)
    return compose(catalogue(), clinics()[clinic], wanted, dt.date.fromisoformat(AS_OF))


@cache
def sheet(kind: str, edition: str = "fillable", pdf: str = "ua1", clinic: str = "generic") -> bytes:
    """Its PDF, proven."""
    return finish(handout(kind, edition, pdf, clinic), printer(), kind, prove=True).pdf


def opened(data: bytes) -> pikepdf.Pdf:
    """The file for pikepdf, open for as long as anything of it may be asked."""
    _open.append(pikepdf.open(io.BytesIO(data)))
    return _open[-1]


def saved(pdf: pikepdf.Pdf) -> bytes:
    """The file from pikepdf."""
    out = io.BytesIO()
    pdf.save(out, deterministic_id=True)
    return out.getvalue()


def fields(pdf: pikepdf.Pdf) -> dict[str, pikepdf.Object]:
    """The form's fields by the names that are heard."""
    return {str(field.TU): field for field in pdf.Root.AcroForm.Fields}


def value(field: pikepdf.Object) -> str:
    """What a field holds."""
    return str(field.V)


def font_of(pdf: pikepdf.Pdf) -> tuple[pikepdf.Name, TTFont]:
    """The font for what is typed: its name, and the whole file that lies in the PDF."""
    ((name, font),) = pdf.Root.AcroForm.DR.Font.items()
    data = font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()
    return pikepdf.Name(name), TTFont(io.BytesIO(data))


def drawn(pdf: pikepdf.Pdf, field: pikepdf.Object) -> str:
    """The letters that a line shows, all set in the form's own font."""
    name, font = font_of(pdf)
    operators = [(args, str(operator)) for args, operator in pikepdf.parse_content_stream(field.AP.N)]
    assert {args[0] for args, operator in operators if operator == "Tf"} == {name}
    codes = b"".join(bytes(args[0]) for args, operator in operators if operator == "Tj")
    glyphs = pdf.Root.AcroForm.DR.Font[name].DescendantFonts[0].CIDToGIDMap.read_bytes()
    letters = {font.getGlyphID(glyph): chr(code) for code, glyph in font.getBestCmap().items()}
    return "".join(
        letters.get(int.from_bytes(glyphs[2 * code : 2 * code + 2]), MISSING)
        for code in (256 * high + low for high, low in zip(codes[::2], codes[1::2], strict=True))
    )


def write(pdf: pikepdf.Pdf, field: pikepdf.Object, words: str) -> None:
    """Fill a line as a program does that knows the standard: the value, and how it looks in the form's own font."""
    look = f"/Tx BMC q BT {field.DA} 2 5 Td <{words.encode('utf-16-be').hex()}> Tj ET Q EMC"
    drawing = pikepdf.Stream(pdf, look.encode(), field.AP.N.stream_dict)
    field.V, field.AP.N = pikepdf.String(words), pdf.make_indirect(drawing)


def tick(field: pikepdf.Object, state: str) -> None:
    """Tick a box, or of a choice the one that is called so."""
    field.V = pikepdf.Name(f"/{state}")
    for box in field.get("/Kids", [field]):
        box.AS = field.V if field.V in box.AP.N else pikepdf.Name.Off


class Browser:
    """PDFium, which is what Chromium shows PDFs with, and its keys and mouse."""

    def __init__(self, data: bytes) -> None:
        self.file = pypdfium2.PdfDocument(data)
        self.file.init_forms()
        self.form = self.file.formenv

    def fill(self, words: str) -> int:
        """Type these words into all lines and click each box once; how many there are."""
        return sum(self._fill_page(page, words) for page in self.file)

    def _fill_page(self, page: pypdfium2.PdfPage, words: str) -> int:
        pdfium.FORM_OnAfterLoadPage(page, self.form)
        found = 0
        for number in range(pdfium.FPDFPage_GetAnnotCount(page)):
            area = pdfium.FPDFPage_GetAnnot(page, number)
            if pdfium.FPDFAnnot_GetSubtype(area) == pdfium.FPDF_ANNOT_WIDGET:
                self._click(page, area)
                if pdfium.FPDFAnnot_GetFormFieldType(self.form, area) == pdfium.FPDF_FORMFIELD_TEXTFIELD:
                    keys = ctypes.create_string_buffer(f"{words}\0".encode("utf-16-le"))
                    pdfium.FORM_ReplaceSelection(self.form, page, ctypes.cast(keys, pdfium.FPDF_WIDESTRING))
                pdfium.FORM_ForceToKillFocus(self.form)
                found += 1
            pdfium.FPDFPage_CloseAnnot(area)
        return found

    def _click(self, page: pypdfium2.PdfPage, area: object) -> None:
        edges = pdfium.FS_RECTF()
        pdfium.FPDFAnnot_GetRect(area, edges)
        middle = (edges.left + edges.right) / 2, (edges.bottom + edges.top) / 2
        pdfium.FORM_OnLButtonDown(self.form, page, 0, *middle)
        pdfium.FORM_OnLButtonUp(self.form, page, 0, *middle)

    def save(self) -> bytes:
        """The file as it is saved."""
        out = io.BytesIO()
        self.file.save(out)
        return out.getvalue()
