"""What a paper and an edition decide together: how wide the column is, and whether it is a narrow one."""

from __future__ import annotations

from dataclasses import dataclass

from handouts.content.documents import Edition, Paper

LEAST_SIDE_MM = 12.0
"""Left white at each side: office printers lose the outer 6 mm, and a hand holds the sheet."""
LEAST_EMS = 27.0
"""Widths of a letter's height: a column that holds fewer is narrow, and what stands side by side goes one below
the other."""
_MM_PER_PT = 25.4 / 72
_DEFAULT = Edition(body_pt=14, least_pt=12, column_mm=180, measure_mm=156)


@dataclass(frozen=True)
class Measures:
    """Widths in mm; `fit` is the share that the column has of what the edition asks for; `narrow` as told above.

    `small` is a paper that cannot hold the edition's column: limits of pages are not made for it.
    """

    column_mm: float
    side_mm: float
    measure_mm: float
    fit: float
    narrow: bool
    small: bool


def measures(edition: Edition, paper: Paper) -> Measures:
    """The widths of an edition on a paper."""
    wanted = edition.column_mm or _DEFAULT.column_mm or 0
    column = min(wanted, paper.width_mm - 2 * LEAST_SIDE_MM)
    return Measures(
        column_mm=column,
        side_mm=(paper.width_mm - column) / 2,
        measure_mm=min(edition.measure_mm or column, column),
        fit=round(column / wanted, 3),
        narrow=column < LEAST_EMS * (edition.body_pt or 0) * _MM_PER_PT,
        small=column < wanted,
    )
