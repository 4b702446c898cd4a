"""What a PDF of ours never holds, looked for in one that a stranger may have made: programs, forms, hidden layers."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, PdfObject

NEVER = frozenset(
    (
        *("/AA", "/AcroForm", "/AP", "/Collection", "/Encrypt", "/JS", "/JavaScript", "/Launch", "/Movie", "/OC"),
        *("/OCGs", "/OCProperties", "/OpenAction", "/Perms", "/RichMedia", "/Sound", "/URLS", "/XFA"),
    )
)
"""Keys by which a file acts, asks for input, hides and shows, or draws over its pages."""
FORM = frozenset(("/AcroForm", "/AP"))
"""What of these a sheet has whose blanks are fields."""
ACTIONS = frozenset(
    (
        *("/GoTo3DView", "/GoToE", "/GoToR", "/Hide", "/ImportData", "/JavaScript", "/Launch", "/Named", "/Rendition"),
        *("/ResetForm", "/SetOCGState", "/SubmitForm", "/Thread", "/Trans"),
    )
)
SCHEMES = ("https:", "mailto:", "tel:")
_ONCE = (b"%PDF-", b"startxref", b"%%EOF")


def strange(pdf: bytes, pictures: bool, fields: bool = False) -> list[str]:
    """What no PDF of ours has, in words; empty where there is nothing.

    `pictures`: whether pixels may be in it; `fields`: whether it may ask for input, in fields that do nothing.
    """
    if not pdf.startswith(_ONCE[0]) or [pdf.count(mark) for mark in _ONCE] != [1, 1, 1]:
        return ["is not one whole PDF"]
    try:
        return [*dict.fromkeys(_strange(pypdf.PdfReader(io.BytesIO(pdf), strict=True), pictures, fields))]
    except Exception as error:  # a file made to do harm fails in any way
        return [f"cannot be read as a PDF ({type(error).__name__})"]


def _strange(reader: pypdf.PdfReader, pictures: bool, fields: bool) -> Iterator[str]:
    never, areas = (NEVER - FORM, ("/Link", "/Widget")) if fields else (NEVER, ("/Link",))
    if reader.is_encrypted:
        yield "is encrypted"
    numbers = {number for table in reader.xref.values() for number in table} | {*reader.xref_objStm}
    for item in (item for number in sorted(numbers) for item in _dictionaries(reader.get_object(number))):
        yield from (f"holds {key[1:]}, which acts or hides" for key in sorted(never & item.keys()))
        if item.get("/S") in ACTIONS:
            yield f"holds an action ({item['/S'][1:]})"
        if "/URI" in item and not str(item["/URI"]).startswith(SCHEMES):
            yield "holds a link to what is no page of the web, no letter and no call"
        if item.get("/Subtype") == "/Image" and not pictures:
            yield "holds a picture, where none is composed"
        if "/Rect" in item and item.get("/Subtype") not in areas:
            yield "holds a note"


def _dictionaries(item: PdfObject | None) -> Iterator[DictionaryObject]:
    """The dictionaries in an object; what it refers to is another object's."""
    left = [item]
    while left:
        here = left.pop()
        if isinstance(here, DictionaryObject):
            yield here
            left += [here.raw_get(key) for key in here]
        elif isinstance(here, ArrayObject):
            left += [*here]
