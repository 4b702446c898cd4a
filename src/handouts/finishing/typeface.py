"""A whole font put into a PDF, so that letters which nobody has typed yet will be there (ISO 32000-1, 9.7)."""

from __future__ import annotations

import io
from collections.abc import Iterable

import pydyf
from fontTools.ttLib import TTFont

_MOST_PAIRS = 100
"""Lines of one section of a character map (Adobe Technical Note 5014)."""
_MAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
{sections}endcmap
CMapName currentdict /CMap defineresource pop
end
end"""


def embed(pdf: pydyf.PDF, data: bytes) -> bytes:
    """Put the TrueType file `data` into the PDF, glyph for glyph, and return the reference of its font.

    Codes have two bytes and are those of Unicode: unlike a font of one byte, it has every letter that the file has.
    PDFium writes a letter that is missing with its Unicode too; were codes glyph numbers, it would show another letter.
    """
    with TTFont(io.BytesIO(data), lazy=True) as font:
        letters = {code: font.getGlyphID(glyph) for code, glyph in sorted(font.getBestCmap().items())}
        inner, descriptor = _inner(font, letters), _descriptor(font)
    descriptor["FontFile2"] = _added(pdf, pydyf.Stream([data], pydyf.Dictionary({"Length1": len(data)}), compress=True))
    inner["CIDToGIDMap"] = _added(pdf, pydyf.Stream([_glyphs(letters)], compress=True))
    inner["FontDescriptor"] = _added(pdf, descriptor)
    outer = {
        "Type": "/Font",
        "Subtype": "/Type0",
        "BaseFont": inner["BaseFont"],
        "Encoding": "/Identity-H",
        "DescendantFonts": pydyf.Array([_added(pdf, inner)]),
        "ToUnicode": _added(pdf, pydyf.Stream([_character_map(letters).encode()], compress=True)),
    }
    return _added(pdf, pydyf.Dictionary(outer))


def _name(font: TTFont) -> str:
    return f"/{font['name'].getDebugName(1).replace(' ', '-')}"


def _scale(font: TTFont) -> float:
    """What makes thousandths of the type's size of its units."""
    return 1000 / font["head"].unitsPerEm


def _inner(font: TTFont, letters: dict[int, int]) -> pydyf.Dictionary:
    """What each code's glyph is as wide as, still without the glyphs."""

    def width(glyph: int) -> int:
        return round(font["hmtx"][font.getGlyphName(glyph)][0] * _scale(font))

    system = {"Registry": pydyf.String("Adobe"), "Ordering": pydyf.String("Identity"), "Supplement": 0}
    widths = (part for code, glyph in letters.items() for part in (code, pydyf.Array([width(glyph)])))
    return pydyf.Dictionary(
        {
            "Type": "/Font",
            "Subtype": "/CIDFontType2",
            "BaseFont": _name(font),
            "CIDSystemInfo": pydyf.Dictionary(system),
            "DW": width(0),
            "W": pydyf.Array(widths),
        }
    )


def _descriptor(font: TTFont) -> pydyf.Dictionary:
    head, lines, shape, scale = font["head"], font["hhea"], font["OS/2"], _scale(font)
    box = (head.xMin, head.yMin, head.xMax, head.yMax)
    return pydyf.Dictionary(
        {
            "Type": "/FontDescriptor",
            "FontName": _name(font),
            "Flags": 4,
            "FontBBox": pydyf.Array([round(value * scale) for value in box]),
            "ItalicAngle": 0,
            "Ascent": round(lines.ascent * scale),
            "Descent": round(lines.descent * scale),
            "CapHeight": round(shape.sCapHeight * scale),
            "StemV": 80,
        }
    )


def _glyphs(letters: dict[int, int]) -> bytes:
    """The number of the glyph for each code; 0, which shows a box, for those without one."""
    return b"".join(letters.get(code, 0).to_bytes(2, "big") for code in range(max(letters) + 1))


def _character_map(letters: Iterable[int]) -> str:
    """Which codes stand for a letter: those that the type has, each for itself."""
    lines = [f"<{code:04x}> <{code:04x}>\n" for code in letters]
    parts = [lines[start : start + _MOST_PAIRS] for start in range(0, len(lines), _MOST_PAIRS)]
    sections = "".join(f"{len(part)} beginbfchar\n{''.join(part)}endbfchar\n" for part in parts)
    return _MAP.format(sections=sections)


def _added(pdf: pydyf.PDF, item: pydyf.Object) -> bytes:
    pdf.add_object(item)
    return item.reference
