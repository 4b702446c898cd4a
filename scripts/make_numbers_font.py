"""Make the face of dialled numbers: our bold digits with a plain zero, for 000 must not look like letters.

The type's own zero has a slash and no OpenType feature to take it off. Run it again when the type changes.
"""

from __future__ import annotations

from pathlib import Path

from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parents[1] / "styles" / "fonts"
FAMILY = "Handouts Numbers"
CHARACTERS = "0123456789 \u00a0()+-./*#"
# The inside of the zero as the type's own would be without its slash, in units of the font, from its lowest point on.
INSIDE = (
    ((373, 94), (435, 143), (468, 250), (468, 335)),
    ((468, 420), (435, 526), (373, 575), (330, 575)),
    ((287, 575), (225, 526), (192, 420), (192, 335)),
    ((192, 250), (225, 143), (287, 94), (330, 94)),
)


def plain_zero(font: TTFont) -> None:
    """Put a zero without a slash in the place of the font's own: its outer contour, and one inside."""
    glyphs = font["glyf"]
    coordinates, ends, flags = glyphs["zero"].getCoordinates(glyphs)
    pen = TTGlyphPen(None)
    _draw(pen, list(zip(coordinates, flags, strict=True))[: ends[0] + 1])
    pen.moveTo((330, 94))
    for curve in INSIDE:
        pen.qCurveTo(*curve)
    pen.closePath()
    glyphs["zero"] = pen.glyph()


def _draw(pen: TTGlyphPen, points: list[tuple[tuple[int, int], int]]) -> None:
    start = next(place for place, (_, on) in enumerate(points) if on)
    points = points[start:] + points[: start + 1]
    pen.moveTo(points[0][0])
    waiting: list[tuple[int, int]] = []
    for point, on in points[1:]:
        waiting.append(point)
        if on:
            (pen.qCurveTo if len(waiting) > 1 else pen.lineTo)(*waiting)
            waiting = []
    pen.closePath()


def main() -> None:
    """Write `HandoutsNumbers-Bold.ttf` beside the face that it is made from."""
    font = TTFont(FONTS / "HandoutsSans-Bold.ttf", recalcTimestamp=False)
    subsetter = Subsetter(Options(layout_features=[], name_IDs="*", notdef_outline=True))
    subsetter.populate(text=CHARACTERS)
    subsetter.subset(font)
    plain_zero(font)
    for record in font["name"].names:
        text = str(record).replace("HandoutsSans", "HandoutsNumbers").replace("Handouts Sans", FAMILY)
        font["name"].setName(text, record.nameID, record.platformID, record.platEncID, record.langID)
    font.save(FONTS / "HandoutsNumbers-Bold.ttf")


if __name__ == "__main__":
    main()
