"""Whether each letter of a PDF can be seen: large enough, on the paper, on an even ground of another lightness.

Each page is painted twice, with its letters and without; a letter's ink is where the two differ. So whatever hides a
letter is found in one way: a cover, a clip, its color, transparency, or that it is not painted at all.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as raw
from PIL import Image, ImageChops

from handouts.proof.drawn import PDFIUM, texts_of

SCALE = 2.0
"""Pixels for a point: 144 an inch."""
LEAST_CONTRAST = 90
"""How much lighter or darker, of 255, a letter's ink must be than its ground."""
LEAST_INK = 0.12
"""The share of a letter's box that must be ink; of the sheets that ship it is 0.23 or more."""
MOST_TURNED = 0.02
"""How far a letter may be turned, in radians."""
MOST_UNEVEN = 60
"""How much a letter's ground may vary, of 255: more is a line through it, or a drawing."""
OFF, UNSEEN, STRUCK, TURNED = "off the paper", "so that it cannot be seen", "over a line or a drawing", "turned"
CAUSES = {
    OFF: "moves it",
    UNSEEN: "covers it, cuts it off or makes it nearly the color of its ground",
    STRUCK: "strikes it through or moves it",
    TURNED: "turns it",
}
_EDGES = [ctypes.c_double() for _ in range(4)]


@dataclass(frozen=True)
class Letter:
    """Letters that cannot be read as they should, one after the other: on which page (from 1) and why."""

    page: int
    why: str
    text: str

    @property
    def how(self) -> str:
        """What a style may have done to them."""
        return CAUSES[self.why]


@dataclass(frozen=True)
class _Place:
    """A letter and its box in points from the page's lower left."""

    text: str
    turned: bool
    left: float
    bottom: float
    right: float
    top: float


def illegible(pdf: bytes) -> list[Letter]:
    """The letters that are off the paper, unseen or struck through; those that follow each other stand in one."""
    with PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            return [letter for number, page in enumerate(document, 1) for letter in _joined(number, page)]
        finally:
            document.close()


def _joined(number: int, page: pypdfium2.PdfPage) -> Iterator[Letter]:
    run, last = "", None
    for text, why in _judged(page):
        if why != last and run and last:
            yield Letter(number, last, run.strip())
        run = run + text if why == last else text
        last = why
    if run and last:
        yield Letter(number, last, run.strip())


def _judged(page: pypdfium2.PdfPage) -> Iterator[tuple[str, str | None]]:
    """Each letter and what is wrong with it, in the order of the file; white space has nothing wrong with it."""
    places = list(_places(page))
    width, height = page.get_size()
    painted = _painted(page)
    for text in texts_of(page):
        raw.FPDFTextObj_SetTextRenderMode(text, raw.FPDF_TEXTRENDERMODE_INVISIBLE)
    ground = _painted(page)
    ink = ImageChops.difference(painted, ground)
    last: str | None = None
    for place in places:
        if not place.text.isspace():
            last = _fault(place, width, height, ink, ground)
        yield place.text, last


def _painted(page: pypdfium2.PdfPage) -> Image.Image:
    return page.render(scale=SCALE).to_pil().convert("L")


def _places(page: pypdfium2.PdfPage) -> Iterator[_Place]:
    words = page.get_textpage()
    for index in range(words.count_chars()):
        code = raw.FPDFText_GetUnicode(words, index)
        text = chr(code) if code else " "
        raw.FPDFText_GetCharBox(words, index, *_EDGES)
        left, right, bottom, top = (edge.value for edge in _EDGES)
        if text.isspace() or raw.FPDFText_IsGenerated(words, index) == 1 or right <= left or top <= bottom:
            yield _Place(" ", False, 0, 0, 0, 0)
        else:
            turned = abs(raw.FPDFText_GetCharAngle(words, index)) > MOST_TURNED
            yield _Place("-" if text == "\x02" else text, turned, left, bottom, right, top)


def _fault(place: _Place, width: float, height: float, ink: Image.Image, ground: Image.Image) -> str | None:
    if place.left < 0 or place.bottom < 0 or place.right > width or place.top > height:
        return OFF
    if place.turned:
        return TURNED
    left, right = int(place.left * SCALE), int(place.right * SCALE) + 1
    top, bottom = int((height - place.top) * SCALE), int((height - place.bottom) * SCALE) + 1
    inked = ink.crop((left, top, right, bottom)).histogram()
    if sum(inked[LEAST_CONTRAST:]) < LEAST_INK * (right - left) * (bottom - top):
        return UNSEEN
    quarter = (bottom - top) // 4
    low, high = ground.crop((left, top + quarter, right, bottom - quarter)).getextrema()
    return STRUCK if high - low > MOST_UNEVEN else None
