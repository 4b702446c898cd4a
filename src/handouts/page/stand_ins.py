"""What stands in a sheet that is set for many clinics where each has its own: words, colors, letters, empty boxes."""

from __future__ import annotations

from handouts.clinic.colors import Palette
from handouts.page.assets import Assets
from handouts.press.plate import Box, Plate

TITLE, AUTHOR = "@@title@@", "@@author@@"
"""Stand for a clinic's own words where a page has open places."""
LETTERS = frozenset((*range(0x20, 0x7F), *map(ord, "ÁÉÍÑÓÚÜáéíñóúü¡¿–—‘’“”")))
"""Letters that every plate has: English and Spanish. A clinic with others needs a plate with all letters."""
TYPES = (
    ("styles/fonts/HandoutsSans-Regular.ttf", "font-family:'Handouts Sans';font-weight:400"),
    ("styles/fonts/HandoutsSans-Bold.ttf", "font-family:'Handouts Sans';font-weight:700"),
    ("styles/fonts/HandoutsNumbers-Bold.ttf", "font-family:'Handouts Numbers';font-weight:700"),
)


class _StandIns(Palette):
    line = f"#{5:02x}{34:02x}{200:02x}"
    faint = f"#{5:02x}{35:02x}{200:02x}"


ROLES = ("primary", "primary_text", "accent", "tint", "line", "faint")
ROLE_COLORS = tuple((5, 30 + number, 200) for number in range(len(ROLES)))
STAND_INS = _StandIns(*("#{:02x}{:02x}{:02x}".format(*color) for color in ROLE_COLORS[:4]))
"""Stand for a brand's colors where a page has open places: nobody paints with them."""


def blank_boxes(plate: Plate) -> tuple[Box, ...]:
    """Boxes with nothing in them, for a picture that shows no clinic."""
    return tuple(Box(place.room, 0, 0, (), (), (), (), (), (), {}, (), {}) for place in plate.places)


def alphabet(assets: Assets, every_letter: bool) -> list[tuple[str, str]]:
    """Letters for a clinic's own words, in each type."""
    from handouts.pdf.engine import load

    load()
    from handouts.pdf.letters import letters_of

    known = ((look, letters_of(assets.find(font)[1])[0]) for font, look in TYPES)
    return [(look, "".join(map(chr, sorted(all_ if every_letter else all_ & LETTERS)))) for look, all_ in known]
