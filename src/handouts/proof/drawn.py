"""What is painted on each page, piece by piece, as PDFium sees it."""

from __future__ import annotations

import ctypes
import math
import threading
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as raw

_KINDS = {
    raw.FPDF_PAGEOBJ_TEXT: "text",
    raw.FPDF_PAGEOBJ_PATH: "path",
    raw.FPDF_PAGEOBJ_IMAGE: "image",
    raw.FPDF_PAGEOBJ_SHADING: "shading",
    raw.FPDF_PAGEOBJ_FORM: "form",
}
_pdfium = threading.Lock()  # PDFium must not be entered twice in one process


@dataclass(frozen=True)
class Drawn:
    """One painted piece: edges and size in points from the page's lower left.

    `artifact` is "" for content, else "Artifact", or its kind where PDFium tells it.
    `size_pt` is the type size as painted, 0 for anything but visible words.
    """

    kind: str
    mcid: int | None
    artifact: str
    text: str
    size_pt: float
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True)
class PageInk:
    """The words of a page as PDFium extracts them, and all that is painted on it."""

    text: str
    pieces: tuple[Drawn, ...]


def read_ink(pdf: bytes) -> list[PageInk]:
    """Return the words and the painted pieces of each page."""
    with _pdfium:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return [_page(page) for page in document]
        finally:
            document.close()


def _page(page: pypdfium2.PdfPage) -> PageInk:
    words = page.get_textpage()
    count = raw.FPDFPage_CountObjects(page)
    pieces = (raw.FPDFPage_GetObject(page, index) for index in range(count))
    return PageInk(words.get_text_range(), tuple(piece for item in pieces for piece in _pieces(item, words, 1.0)))


def _pieces(item: object, words: pypdfium2.PdfTextPage, scale: float) -> Iterator[Drawn]:
    """The piece itself, then the words inside a form, whose size the form's own matrix scales."""
    kind = _KINDS.get(raw.FPDFPageObj_GetType(item), "unknown")
    mcid, artifact = _marks(item)
    text = _text(item, words) if kind == "text" else ""
    visible = text.strip() and raw.FPDFTextObj_GetTextRenderMode(item) != raw.FPDF_TEXTRENDERMODE_INVISIBLE
    size = _size(item) * scale if visible else 0.0
    yield Drawn(kind, mcid, artifact, text, round(size, 2), *_bounds(item))
    if kind == "form":
        inner = scale * _matrix_scale(item)
        for index in range(raw.FPDFFormObj_CountObjects(item)):
            for piece in _pieces(raw.FPDFFormObj_GetObject(item, index), words, inner):
                # Where a form stands in the reading is decided by the marks around it.
                own = piece if piece.mcid is not None or piece.artifact else None
                yield own or Drawn(piece.kind, mcid, artifact, piece.text, piece.size_pt, *_bounds(item))


def _marks(item: object) -> tuple[int | None, str]:
    mcid, artifact = raw.FPDFPageObj_GetMarkedContentID(item), ""
    for index in range(raw.FPDFPageObj_CountMarks(item)):
        mark = raw.FPDFPageObj_GetMark(item, index)
        if _utf16(raw.FPDFPageObjMark_GetName, mark) == "Artifact":
            artifact = _param(mark, b"Subtype") or _param(mark, b"Type") or "Artifact"
            artifact = "Artifact" if artifact == "Layout" else artifact
    return (mcid if mcid >= 0 else None), artifact


def _param(mark: object, key: bytes) -> str:
    return _utf16(raw.FPDFPageObjMark_GetParamStringValue, mark, key)


def _utf16(function: object, *arguments: object) -> str:
    """The answer of a PDFium function that fills a buffer of bytes and tells its length."""
    buffer, length = ctypes.create_string_buffer(256), ctypes.c_ulong()
    pointer = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
    if not function(*arguments, pointer, len(buffer), ctypes.byref(length)):
        return ""
    return buffer.raw[: length.value].decode("utf-16-le").rstrip("\0")


def _text(item: object, words: pypdfium2.PdfTextPage) -> str:
    length = raw.FPDFTextObj_GetText(item, words, None, 0)
    buffer = ctypes.create_string_buffer(length)
    raw.FPDFTextObj_GetText(item, words, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
    # PDFium gives a hyphen at a line's end as a control character.
    return buffer.raw.decode("utf-16-le").rstrip("\0").replace("\x02", "-")


def _size(item: object) -> float:
    size = ctypes.c_float()
    raw.FPDFTextObj_GetFontSize(item, ctypes.byref(size))
    return size.value * _matrix_scale(item)


def _matrix_scale(item: object) -> float:
    """How much the piece's matrix stretches upright type."""
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, ctypes.byref(matrix))
    return math.hypot(matrix.c, matrix.d)


def _bounds(item: object) -> tuple[float, float, float, float]:
    edges = [ctypes.c_float() for _ in range(4)]
    raw.FPDFPageObj_GetBounds(item, *(ctypes.byref(edge) for edge in edges))
    return tuple(round(edge.value, 2) for edge in edges)  # type: ignore[return-value]
