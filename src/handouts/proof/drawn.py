"""What is painted on each page, piece by piece, as PDFium sees it."""

from __future__ import annotations

import ctypes
import math
import threading
from collections.abc import Iterable, Iterator
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
PDFIUM = threading.Lock()  # PDFium must not be entered twice in one process
# Filled by PDFium, under its lock: to make room anew for each of a thousand pieces costs more than the answers.
_ROOM = ctypes.create_string_buffer(4096)
_SHORTS = ctypes.cast(_ROOM, ctypes.POINTER(ctypes.c_ushort))
_EDGES = [ctypes.c_float() for _ in range(4)]
_EDGE_PLACES = [ctypes.byref(edge) for edge in _EDGES]


@dataclass(frozen=True)
class Drawn:
    """One painted piece: edges and size in points from the page's lower left.

    `artifact` tells content from what only decorates or repeats.
    `size_pt` is the type size as painted, 0 for anything but visible words.
    """

    kind: str
    mcid: int | None
    artifact: bool
    text: str
    size_pt: float
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True)
class Step:
    """A step in the reading of a page: its marked content `mcid` of a structure type, or the words for a picture."""

    mcid: int | None
    role: str
    alt: str = ""


@dataclass(frozen=True)
class PageInk:
    """The words of a page as PDFium extracts them, all that is painted on it, and the tags in the order of reading.

    `fonts` are the names of those that paint words, and whether each is in the file; width and height are in points.
    """

    text: str
    pieces: tuple[Drawn, ...]
    steps: tuple[Step, ...]
    fonts: frozenset[tuple[str, bool]]
    width: float
    height: float


def attachments(pdf: bytes) -> dict[str, bytes]:
    """The files inside a PDF by their names. Raises ValueError where it is none."""
    with PDFIUM:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError as error:
            raise ValueError("is no PDF that can be read; give the file as it was made") from error
        try:
            found = [document.get_attachment(number) for number in range(document.count_attachments())]
            return {file.get_name(): bytes(file.get_data()) for file in found}
        finally:
            document.close()


def bookmarks(pdf: bytes) -> list[str]:
    """The titles in a PDF's outline."""
    with PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return [entry.get_title() for entry in document.get_toc()]
        finally:
            document.close()


def read_ink(pdf: bytes) -> list[PageInk]:
    """Return the words and the painted pieces of each page."""
    with PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return [_page(page) for page in document]
        finally:
            document.close()


def _page(page: pypdfium2.PdfPage) -> PageInk:
    words = page.get_textpage()
    items = [raw.FPDFPage_GetObject(page, index) for index in range(raw.FPDFPage_CountObjects(page))]
    pieces = tuple(piece for item in items for piece in _pieces(item, words, 1.0))
    return PageInk(words.get_text_range(), pieces, tuple(_steps(page)), _fonts(items), *page.get_size())


def _fonts(items: Iterable[object]) -> frozenset[tuple[str, bool]]:
    """Name and presence of every font of the pieces, those inside forms included."""
    found, known = set(), set()
    for item in items:
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_FORM:
            inner = (raw.FPDFFormObj_GetObject(item, index) for index in range(raw.FPDFFormObj_CountObjects(item)))
            found |= _fonts(inner)
        elif kind == raw.FPDF_PAGEOBJ_TEXT:
            font = raw.FPDFTextObj_GetFont(item)
            if (address := ctypes.addressof(font.contents)) not in known:
                known.add(address)
                length = raw.FPDFFont_GetBaseFontName(font, None, 0)
                name = ctypes.create_string_buffer(length)
                raw.FPDFFont_GetBaseFontName(font, name, length)
                found.add((name.value.decode(), raw.FPDFFont_GetIsEmbedded(font) == 1))
    return frozenset(found)


def texts_of(page: pypdfium2.PdfPage) -> Iterator[object]:
    """Every piece of text of a page, those inside forms included, as PDFium's own objects."""
    items = [raw.FPDFPage_GetObject(page, index) for index in range(raw.FPDFPage_CountObjects(page))]
    while items:
        item = items.pop()
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_TEXT:
            yield item
        elif kind == raw.FPDF_PAGEOBJ_FORM:
            items += [raw.FPDFFormObj_GetObject(item, index) for index in range(raw.FPDFFormObj_CountObjects(item))]


def _steps(page: pypdfium2.PdfPage) -> Iterator[Step]:
    """The tags of a page, in the order in which a screen reader meets its content."""
    tree = raw.FPDF_StructTree_GetForPage(page)
    if not tree:
        return
    try:
        for index in range(raw.FPDF_StructTree_CountChildren(tree)):
            yield from _steps_below(raw.FPDF_StructTree_GetChildAtIndex(tree, index))
    finally:
        raw.FPDF_StructTree_Close(tree)


def _steps_below(element: object) -> Iterator[Step]:
    role = _utf16_of(raw.FPDF_StructElement_GetType, element)
    if alt := _utf16_of(raw.FPDF_StructElement_GetAltText, element):
        yield Step(None, role, alt)
    for index in range(raw.FPDF_StructElement_CountChildren(element)):
        mcid = raw.FPDF_StructElement_GetChildMarkedContentID(element, index)
        if mcid >= 0:
            yield Step(mcid, role)
        elif child := raw.FPDF_StructElement_GetChildAtIndex(element, index):
            yield from _steps_below(child)


def _utf16_of(function: object, element: object) -> str:
    """The answer of a PDFium function that tells how many bytes of a text there are."""
    length = function(element, _ROOM, len(_ROOM))
    if length > len(_ROOM):
        buffer = ctypes.create_string_buffer(length)
        function(element, buffer, length)
        return buffer.raw[: length - 2].decode("utf-16-le")
    return _ROOM[: max(0, length - 2)].decode("utf-16-le")


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


def _marks(item: object) -> tuple[int | None, bool]:
    mcid, marks = raw.FPDFPageObj_GetMarkedContentID(item), raw.FPDFPageObj_CountMarks(item)
    # A single mark with a number is that of content.
    wanted = range(0 if mcid >= 0 and marks == 1 else marks)
    artifact = any(_name(raw.FPDFPageObj_GetMark(item, index)) == "Artifact" for index in wanted)
    return (mcid if mcid >= 0 else None), artifact


def _name(mark: object) -> str:
    length = ctypes.c_ulong()
    raw.FPDFPageObjMark_GetName(mark, _SHORTS, len(_ROOM), ctypes.byref(length))
    return _ROOM[: length.value].decode("utf-16-le").rstrip("\0")


def _text(item: object, words: pypdfium2.PdfTextPage) -> str:
    length = raw.FPDFTextObj_GetText(item, words, _SHORTS, len(_ROOM))
    text = _ROOM[:length]
    if length > len(_ROOM):
        buffer = ctypes.create_string_buffer(length)
        raw.FPDFTextObj_GetText(item, words, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
        text = buffer.raw
    # PDFium gives a hyphen at a line's end as a control character.
    return text.decode("utf-16-le").rstrip("\0").replace("\x02", "-")


def _size(item: object) -> float:
    size = ctypes.c_float()
    raw.FPDFTextObj_GetFontSize(item, ctypes.byref(size))
    return size.value * _matrix_scale(item)


def _matrix_scale(item: object) -> float:
    """How much the piece's matrix stretches type, in the direction in which it does so less."""
    matrix = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(item, ctypes.byref(matrix))
    return min(math.hypot(matrix.a, matrix.b), math.hypot(matrix.c, matrix.d))


def _bounds(item: object) -> tuple[float, float, float, float]:
    raw.FPDFPageObj_GetBounds(item, *_EDGE_PLACES)
    return tuple(round(edge.value, 2) for edge in _EDGES)  # type: ignore[return-value]
