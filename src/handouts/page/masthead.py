"""How a clinic's name and logo share the tab of the masthead, which has one size for all clinics."""

from __future__ import annotations

from dataclasses import dataclass

from handouts.clinic.boxes import Box, Boxes, box_fault
from handouts.clinic.logo import Logo

ROOM_MM = (57.0, 19.2)
"""What the tab holds, below the edge that printers lose; for type of the least size of standard print."""
LINE_MM = 4.8
GAP_MM = (3.0, 1.0)
"""Between logo and name: beside each other, and above each other."""
_STEP_MM = 0.4


@dataclass(frozen=True)
class Tab:
    """The logo's size in mm, and whether the name stands beside it or below."""

    beside: bool = False
    width_mm: float = 0.0
    height_mm: float = 0.0


def clinic_tab(name: str, logo: Logo | None, scale: float = 1.0) -> Tab:
    """Set the logo as large as the name leaves room for. `scale` enlarges the tab, as large print does."""
    if logo is None or not name:
        return Tab()
    shape = logo.width_mm / logo.height_mm
    best = max(_beside(name, shape), _below(name, shape), key=lambda size: size[0] * size[1])
    return Tab(best == _beside(name, shape), *(round(side * scale, 2) for side in best))


def _below(name: str, shape: float) -> tuple[float, float]:
    lines = _lines(name, ROOM_MM[0]) or Boxes.NAME.lines
    return _inside(shape, ROOM_MM[0], ROOM_MM[1] - GAP_MM[1] - lines * LINE_MM)


def _beside(name: str, shape: float) -> tuple[float, float]:
    """The largest logo that leaves the name a line for each of the tab; nothing where there is none."""
    height = ROOM_MM[1]
    while height > 0:
        if _lines(name, ROOM_MM[0] - GAP_MM[0] - height * shape, int(ROOM_MM[1] / LINE_MM)):
            return height * shape, height
        height = round(height - _STEP_MM, 2)
    return 0.0, 0.0


def _inside(shape: float, width: float, height: float) -> tuple[float, float]:
    return (width, width / shape) if width / shape <= height else (height * shape, height)


def _lines(name: str, width_mm: float, most: int = Boxes.NAME.lines) -> int | None:
    """The lines that a name takes; None where it needs more than there are."""
    box = Boxes.NAME
    fits = (n for n in range(1, most + 1) if not box_fault(name, Box(width_mm, box.size_pt, box.bold, n)))
    return next(fits, None)
