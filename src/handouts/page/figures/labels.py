"""Where the labels of a figure stand. Pure; all lengths in mm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from handouts.content.drawings import MARK_GAP, Canvas, Side, Site
from handouts.errors import InputInvalid, Problem
from handouts.source.font import text_width_mm, wrap

LINES = 4
LABEL_GAP = 2.4


@dataclass(frozen=True)
class Placed:
    """A site with its label's place: `label_y` is the label's middle, `height` its height."""

    id: str
    x: float
    y: float
    side: Side
    label_y: float
    height: float


def place_labels(
    sites: Mapping[str, Site], canvas: Canvas, label_height_mm: Mapping[str, float], gap_mm: float = LABEL_GAP
) -> list[Placed]:
    """Stand each label in the left or right column as near to its mark's height as the others let it.

    Within a column labels keep the order of their marks, so that leaders which slant outside the body and run level
    inside it cannot cross. Raises InputInvalid when the labels do not fit into the canvas.
    """
    wanted = [Placed(k, s.x, s.y, s.side, s.y, label_height_mm[k]) for k, s in sites.items()]
    placed: list[Placed] = []
    for column in _balanced(wanted, canvas, gap_mm):
        ordered = sorted(column, key=lambda item: (item.y, item.id))
        placed += _spread(ordered, canvas.height, gap_mm)
    return placed


def _need(column: Sequence[Placed], gap: float) -> float:
    return sum(item.height for item in column) + gap * max(0, len(column) - 1)


def _balanced(items: Sequence[Placed], canvas: Canvas, gap: float) -> tuple[list[Placed], list[Placed]]:
    """The two columns; from one that is too full, labels whose marks are nearest to the midline change sides."""
    columns: dict[Side, list[Placed]] = {side: [i for i in items if i.side == side] for side in ("left", "right")}
    for full, other in (("left", "right"), ("right", "left")):
        movable = sorted(columns[full], key=lambda item: (abs(item.x - canvas.width / 2), item.id))
        for item in movable:
            if _need(columns[full], gap) <= canvas.height:
                break
            clear = all(abs(item.y - there.y) >= MARK_GAP for there in columns[other])
            if clear and _need([*columns[other], item], gap) <= canvas.height:
                columns[full].remove(item)
                columns[other].append(replace(item, side=other))
    if any(_need(column, gap) > canvas.height for column in columns.values()):
        message = f"{len(items)} labels do not fit beside the figure; name fewer sites or use shorter labels"
        raise InputInvalid([Problem("figure", 0, 0, "sites", message)])
    return columns["left"], columns["right"]


def _spread(column: Sequence[Placed], height: float, gap: float) -> list[Placed]:
    """Least-squares shift that removes every overlap: pool adjacent violators, then clamp to the canvas."""
    if not column:
        return []
    offsets = [0.0]
    for above, below in pairwise(column):
        offsets.append(offsets[-1] + (above.height + below.height) / 2 + gap)
    pools: list[tuple[float, int]] = []
    for item, offset in zip(column, offsets, strict=True):
        pool = (item.y - offset, 1)
        while pools and pools[-1][0] > pool[0]:
            mean, size = pools.pop()
            pool = ((mean * size + pool[0] * pool[1]) / (size + pool[1]), size + pool[1])
        pools.append(pool)
    low, high = column[0].height / 2, height - column[-1].height / 2 - offsets[-1]
    starts = [min(max(mean, low), high) for mean, size in pools for _ in range(size)]
    return [replace(i, label_y=start + o) for i, start, o in zip(column, starts, offsets, strict=True)]


def label_lines(text: str, width_mm: float, size_pt: float, bold: bool = False) -> list[str]:
    """Break `text` into the fewest lines that `width_mm` allows, as even as can be.

    Raises InputInvalid when a word is wider than the line or more than four lines are needed.
    """
    lines = wrap(text, width_mm, size_pt, bold)
    if len(lines) > LINES or any(text_width_mm(line, size_pt, bold) > width_mm for line in lines):
        message = f"'{text}' is too long for a label of the figure at {size_pt:g} pt; use fewer or shorter words"
        raise InputInvalid([Problem("figure", 0, 0, "labels", message)])
    narrow = text_width_mm(text, size_pt, bold) / len(lines)
    while narrow < width_mm:
        even = wrap(text, narrow, size_pt, bold)
        if len(even) == len(lines):
            return even
        narrow += 0.5
    return lines
