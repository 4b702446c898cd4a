"""What a PDF of ours never holds, looked for in one that a stranger may have made: programs, forms, hidden layers."""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Iterator
from urllib.parse import unquote

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, PdfObject, StreamObject

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
EMPTY = re.compile(rb"\s*(/Tx\s+BMC\s+EMC)?\s*")
TICK = re.compile(rb"q 1\.8 w 1 J 1 j 0 G ([\d.]+ [\d.]+ [ml] ){3}S Q\s*")
"""What a field of ours shows: nothing, or a tick where its state is chosen."""
LOOK = re.compile(r"/Wingdings [\d.]+ Tf 0 g")
_AGAIN = re.compile(r" \(\d+\)$")
_ONCE = (b"%PDF-", b"startxref", b"%%EOF")


def strange(
    pdf: bytes, pictures: bool, links: Collection[str] | None = None, fields: Collection[str] | None = None
) -> list[str]:
    """What no PDF of ours has, in words; empty where there is nothing.

    `pictures`: whether pixels may be in it; `links`: where it may lead, if that is known; `fields`: the names of its
    fields to fill in, which must be empty, where it may have any.
    """
    if not pdf.startswith(_ONCE[0]) or [pdf.count(mark) for mark in _ONCE] != [1, 1, 1]:
        return ["is not one whole PDF"]
    try:
        return [*dict.fromkeys(_strange(pypdf.PdfReader(io.BytesIO(pdf), strict=True), pictures, links, fields))]
    except Exception as error:  # a file made to do harm fails in any way
        return [f"cannot be read as a PDF ({type(error).__name__})"]


def _strange(
    reader: pypdf.PdfReader, pictures: bool, links: Collection[str] | None, fields: Collection[str] | None
) -> Iterator[str]:
    never, areas = (NEVER, ("/Link",)) if fields is None else (NEVER - FORM, ("/Link", "/Widget"))
    known = None if links is None else {unquote(target) for target in links}
    if reader.is_encrypted:
        yield "is encrypted"
    numbers = {number for table in reader.xref.values() for number in table} | {*reader.xref_objStm}
    for item in (item for number in sorted(numbers) for item in _dictionaries(reader.get_object(number))):
        yield from (f"holds {key[1:]}, which acts or hides" for key in sorted(never & item.keys()))
        if item.get("/S") in ACTIONS:
            yield f"holds an action ({item['/S'][1:]})"
        if "/URI" in item and not str(item["/URI"]).startswith(SCHEMES):
            yield "holds a link to what is no page of the web, no letter and no call"
        elif "/URI" in item and known is not None and unquote(str(item["/URI"])) not in known:
            yield "holds a link that is not composed"
        if item.get("/Subtype") == "/Image" and not pictures:
            yield "holds a picture, where none is composed"
        if "/Rect" in item and item.get("/Subtype") not in areas:
            yield "holds a note"
        if fields is not None:
            yield from _field_faults(item, fields)


def _field_faults(item: DictionaryObject, names: Collection[str]) -> Iterator[str]:
    """What no field of ours has, which nobody has filled in yet (ISO 32000-1, 12.7.3)."""
    if "/TU" in item and not {str(item["/TU"]), _AGAIN.sub("", str(item["/TU"]))} & {*names}:
        yield "holds a field with a name that is not composed"
    values = (str(item[key]) for key in ("/V", "/DV", "/AS") if key in item) if _is_field(item) else ()
    if any(value not in ("", "/Off") for value in values):
        yield "holds a field that is filled in"
    if "/DA" in item and not LOOK.fullmatch(str(item["/DA"])):
        yield "holds a field with a look of its own"
    if "/AP" in item and not (item.get("/Subtype") == "/Widget" and _is_plain(item["/AP"])):
        yield "holds a field that shows what nobody has typed"


def _is_field(item: DictionaryObject) -> bool:
    return "/FT" in item or item.get("/Subtype") == "/Widget"


def _is_plain(appearance: PdfObject) -> bool:
    """Whether a field shows nothing, or has a tick for each state in which it holds."""
    if not isinstance(appearance, DictionaryObject) or {*appearance} != {"/N"}:
        return False
    normal = appearance["/N"]
    if isinstance(normal, StreamObject):
        return EMPTY.fullmatch(normal.get_data()) is not None
    states = normal.items() if isinstance(normal, DictionaryObject) else [("", None)]
    return all((EMPTY if state == "/Off" else TICK).fullmatch(look.get_object().get_data()) for state, look in states)


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
