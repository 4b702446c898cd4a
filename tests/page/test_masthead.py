"""A clinic's name and logo in the tab of the masthead: no sliver of a logo, no name that is cut."""

from __future__ import annotations

import pytest

from handouts.clinic.boxes import Box, Boxes, box_fault
from handouts.clinic.logo import Logo
from handouts.page.masthead import GAP_MM, LINE_MM, ROOM_MM, Tab, clinic_tab

SHORT = "River Clinic"
LONG = "Example Regional University Medical Center for Chest Cancer"


def logo(width: float, height: float) -> Logo:
    return Logo(b"", "image/svg+xml", width, height, "a logo")


def test_long_is_a_name_of_three_lines() -> None:
    box = Boxes.NAME
    assert box_fault(LONG, box) is None
    assert box_fault(LONG, Box(box.width_mm, box.size_pt, box.bold, 2)) is not None


@pytest.mark.parametrize("name", [SHORT, LONG])
@pytest.mark.parametrize(("width", "height"), [(8, 18), (18, 18), (40, 18), (60, 12), (60, 6)])
def test_logo_and_name_share_the_room(name: str, width: float, height: float) -> None:
    tab = clinic_tab(name, logo(width, height))
    assert tab.width_mm / tab.height_mm == pytest.approx(width / height, rel=0.05)
    assert 0 < tab.width_mm <= ROOM_MM[0]
    assert 0 < tab.height_mm <= ROOM_MM[1]
    room = ROOM_MM[0] - GAP_MM[0] - tab.width_mm if tab.beside else ROOM_MM[0]
    left = ROOM_MM[1] if tab.beside else ROOM_MM[1] - GAP_MM[1] - tab.height_mm
    assert box_fault(name, Box(room, Boxes.NAME.size_pt, bold=True, lines=int(left / LINE_MM + 0.001))) is None


def test_a_tall_logo_stands_beside_the_name_in_full_height() -> None:
    tab = clinic_tab(LONG, logo(8, 18))
    assert tab.beside
    assert tab.height_mm > 15


def test_large_print_has_a_larger_tab() -> None:
    small, large = clinic_tab(LONG, logo(18, 18)), clinic_tab(LONG, logo(18, 18), 4 / 3)
    assert large.height_mm == pytest.approx(small.height_mm * 4 / 3, abs=0.01)
    assert large.beside == small.beside


def test_without_a_logo_there_is_nothing_to_set() -> None:
    assert clinic_tab(SHORT, None) == Tab()
