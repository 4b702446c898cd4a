"""A handout's plate, its clinic's boxes, and what is printed of the two."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from handouts.clinic.colors import Palette
from handouts.page.handout import Handout
from handouts.page.html import Printer, palette_of
from handouts.page.render import attached, finish_of, fitted
from handouts.press.plate import Box, Plate
from handouts.press.printing import Own, printed

if TYPE_CHECKING:
    from handouts.pdf.places import Source

ROLES = ("primary", "primary_text", "accent", "tint", "line", "faint")
LETTERS = frozenset((*range(0x20, 0x7F), *map(ord, "ÁÉÍÑÓÚÜáéíñóúü¡¿–—‘’“”")))
"""Letters that every plate has: English and Spanish. A clinic with others needs a plate of its own."""
TYPES = (
    ("styles/fonts/HandoutsSans-Regular.ttf", "font-family:'Handouts Sans';font-weight:400"),
    ("styles/fonts/HandoutsSans-Bold.ttf", "font-family:'Handouts Sans';font-weight:700"),
    ("styles/fonts/HandoutsNumbers-Bold.ttf", "font-family:'Handouts Numbers';font-weight:700"),
)


@dataclass(frozen=True)
class Fit:
    """How a page is set: how tightly, with how many more lines for notes, and how much room for the foot in mm."""

    tightness: int = 0
    lines: int = 0
    foot_room_mm: float = 0


class _StandIns(Palette):
    line = f"#{5:02x}{34:02x}{200:02x}"
    faint = f"#{5:02x}{35:02x}{200:02x}"


_COLORS = [(5, 30 + number, 200) for number in range(len(ROLES))]
STAND_INS = _StandIns(*("#{:02x}{:02x}{:02x}".format(*color) for color in _COLORS[:4]))


def fit_of(handout: Handout, printer: Printer, name: str) -> Fit:
    """How a handout fits its pages best."""
    best = fitted(handout, printer, name)
    return Fit(best.tightness, best.lines, best.foot_room_mm)


def boxes_of(
    handout: Handout, printer: Printer, fit: Fit, name: str = "", kept: MutableMapping[str, Box] | None = None
) -> tuple[Box, ...]:
    """The clinic's boxes for a sheet; those that `kept` has not are laid out, and kept there."""
    source = _source(handout, printer, fit, name)
    from handouts.pdf.boxes import make_boxes

    return make_boxes(source, {} if kept is None else kept)


def plate_of(
    handout: Handout, printer: Printer, fit: Fit, boxes: tuple[Box, ...], name: str = "", every_letter: bool = False
) -> Plate:
    """The plate of a sheet, with room for such boxes; `every_letter`: with all that its type has."""
    source = _source(handout, printer, fit, name, STAND_INS)
    from handouts.pdf.plates import Shared, make_plate

    shared = Shared(_COLORS, _alphabet(handout, printer, every_letter))
    return make_plate(source, boxes, shared, attached(handout), finish_of(handout, printer))


def _alphabet(handout: Handout, printer: Printer, every_letter: bool) -> list[tuple[str, str]]:
    """Letters for a clinic's own words, in each type; none on a sheet of no clinic, whose words are known."""
    from handouts.pdf.letters import letters_of

    if not handout.brand.named:  # its words are known
        return [(look, "") for _, look in TYPES[:2]]
    known = ((look, letters_of(printer.assets.find(font)[1])[0]) for font, look in TYPES)
    return [(look, "".join(map(chr, sorted(all_ if every_letter else all_ & LETTERS)))) for look, all_ in known]


def print_of(handout: Handout, plate: Plate, boxes: tuple[Box, ...], name: str) -> bytes:
    """A clinic's PDF, printed from a plate."""
    return printed(plate, boxes, own_of(handout, name))


def own_of(handout: Handout, name: str) -> Own:
    """What of a handout is its clinic's, beside the boxes; `name` names the PDF."""
    palette = palette_of(handout)
    colors = tuple(str(getattr(palette, role))[1:] for role in ROLES)
    brand = handout.brand
    title = f"{handout.document.title} | {brand.name}" if brand.named else handout.document.title
    return Own(title, brand.name or handout.labels.page["generic_clinic"], colors, name)


def _source(handout: Handout, printer: Printer, fit: Fit, name: str, palette: Palette | None = None) -> Source:
    from handouts.pdf.engine import load

    load()  # first, because WeasyPrint reads its fonts' configuration when it is imported
    from handouts.pdf.places import Source

    page = printer.page(handout, fit.tightness, fit.lines, fit.foot_room_mm, palette)
    return Source(page.html, page.assets, name or str(handout.request.document))
