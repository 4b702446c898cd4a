"""The figure of the steps by which a cancer spreads: six numbered panels, their words and a key. Pure; all in mm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from handouts.clinic.colors import OWN, Palette
from handouts.content.drawings import Canvas, CellPart, StepsFigure
from handouts.errors import InputInvalid, Problem
from handouts.page.figures.body import BASELINE, LINE_HEIGHT, height_limit_mm
from handouts.page.figures.labels import label_lines
from handouts.source.font import MM_PER_PT, text_width_mm

COLUMNS = 3
LEAST_GUTTER = 4.0
LABEL_GAP = 2.2  # between a panel and its words
ROW_GAP = 6.0  # between the words of a row and the next row
KEY_GAP = 5.5  # above the key
KEY_ROW = 1.6  # of the type size
KEY_SPACE = 7.0  # between two items of the key
ICON = 5.6  # the width of a picture in the key
CORNER = 2.5
BADGE = 0.92  # the radius of a number's disc, of the type size

Pen = tuple[str, str, float]  # fill, stroke, width in mm
# Round pens round the corners: a cell is a polygon with few corners, drawn first wide, then less wide.
_PENS: dict[str, tuple[Pen, ...]] = {
    "cell": (("none", "line", 2.04), ("paper", "paper", 1.52)),
    "nucleus": (("none", "faint", 2.1),),
    "cancer": (("paper", "paper", 1.9), ("primary_text", "primary_text", 1.2)),
    "core": (("faint", "faint", 0.9),),
    "lumen": (("paper", "none", 0),),
    "wall": (("none", "primary_text", 1.0), ("tint", "tint", 0.4)),
    "wall-nucleus": (("none", "line", 0.7),),
    "blood": (("none", "line", 3.0), ("none", "paper", 2.5), ("none", "faint", 1.0)),
    "guard": (("none", "primary_text", 1.5), ("paper", "paper", 0.7)),
    "guard-core": (("none", "line", 2.2),),
    "piece": (("primary_text", "primary_text", 0.5),),
    "sprout": (("none", "primary_text", 2.9),),
    "sprout-lumen": (("none", "paper", 2.0),),
    "halo": (("none", "paper", 2.0),),
    "arrow": (("none", "primary_text", 0.8),),
    "head": (("primary_text", "primary_text", 0.3),),
}


def steps_figure(
    figure_data: StepsFigure,
    labels: Mapping[str, str],
    type_pt: float,
    width_mm: float,
    *,
    alt: str,
    palette: Palette = OWN,
) -> dict[str, Any]:
    """Everything that `figures/steps.svg.j2` needs, in mm.

    `labels` holds the words of each panel as `step_1`, `step_2` and on, and those of the key as `step_key_<name>`.
    Raises InputInvalid for words that are missing or too long, and when the panels do not fit.
    """
    _check_words(figure_data, labels)
    size = type_pt * MM_PER_PT
    scale = _scale(figure_data.canvas.width, width_mm)
    canvas = Canvas(width=figure_data.canvas.width * scale, height=figure_data.canvas.height * scale)
    panels, foot = _panels(canvas, len(figure_data.panels), labels, type_pt, width_mm)
    for panel, drawn in zip(panels, figure_data.panels, strict=True):
        panel["strokes"] = _strokes(drawn.drawing, palette)
    key, height = _key(figure_data, labels, type_pt, width_mm, foot)
    if height > height_limit_mm(type_pt):
        message = f"the figure of the steps is {height:.0f} mm tall at {type_pt:g} pt; use fewer words below its panels"
        raise InputInvalid([Problem("figure", 0, 0, "labels", message)])
    return {
        "width": width_mm,
        "height": round(height, 2),
        "alt": alt,
        "palette": palette,
        "font_size": round(size, 3),
        "panel": {"width": canvas.width, "height": canvas.height, "corner": CORNER, "scale": scale},
        "badge": {"radius": round(size * BADGE, 2), "drop": round(size * BASELINE, 2)},
        "panels": panels,
        "key": [item | {"strokes": _strokes(figure_data.key[item["id"]], palette)} for item in key],
    }


def _check_words(data: StepsFigure, labels: Mapping[str, str]) -> None:
    wanted = [f"step_{number}" for number in range(1, len(data.panels) + 1)]
    wanted += [f"step_key_{name}" for name in data.key]
    faults = [f"'{word}' has no label; add one" for word in wanted if not labels.get(word, "").strip()]
    if faults:
        raise InputInvalid(Problem("figure", 0, 0, "labels", fault) for fault in faults)


def _scale(panel: float, width: float) -> float:
    """How much smaller the panels are drawn where a column is too narrow for a row of them and the gaps between."""
    return min(1.0, round((width - (COLUMNS - 1) * LEAST_GUTTER) / (COLUMNS * panel), 4))


def _panels(
    canvas: Canvas, count: int, labels: Mapping[str, str], type_pt: float, width: float
) -> tuple[list[dict[str, Any]], float]:
    """Each panel's place, number and lines of words, row by row; and where the last row ends."""
    size = type_pt * MM_PER_PT
    gutter = (width - COLUMNS * canvas.width) / (COLUMNS - 1)
    step = size * LINE_HEIGHT
    panels: list[dict[str, Any]] = []
    top = foot = 0.0
    for first in range(0, count, COLUMNS):
        numbers = range(first + 1, min(first + COLUMNS, count) + 1)
        lines = {number: label_lines(labels[f"step_{number}"], canvas.width, type_pt) for number in numbers}
        words = top + canvas.height + LABEL_GAP + step / 2 + BASELINE * size
        for column, (number, rows) in enumerate(lines.items()):
            panels.append(
                {
                    "number": number,
                    "x": round(column * (canvas.width + gutter), 2),
                    "y": round(top, 2),
                    "lines": [(line, round(words + row * step, 2)) for row, line in enumerate(rows)],
                }
            )
        foot = top + canvas.height + LABEL_GAP + step * max(map(len, lines.values()))
        top = foot + ROW_GAP
    return panels, foot


def _key(
    data: StepsFigure, labels: Mapping[str, str], type_pt: float, width: float, top: float
) -> tuple[list[dict[str, Any]], float]:
    """The items of the key from the left in rows below `top`, and the height of the whole figure.

    Raises InputInvalid when an item is wider than the figure.
    """
    row_height = type_pt * MM_PER_PT * KEY_ROW
    items: list[dict[str, Any]] = []
    x, y = 0.0, top + KEY_GAP + row_height / 2
    for name in data.key:
        text = labels[f"step_key_{name}"]
        wide = ICON + 1.8 + text_width_mm(text, type_pt)
        if wide > width:
            message = f"'{text}' is too long for the key of the figure; use fewer words"
            raise InputInvalid([Problem("figure", 0, 0, "labels", message)])
        if x and x + wide > width:
            x, y = 0.0, y + row_height
        items.append({"id": name, "text": text, "x": round(x + ICON / 2, 2), "y": round(y, 2)})
        items[-1]["text_x"] = round(x + ICON + 1.8, 2)
        items[-1]["baseline"] = round(y + BASELINE * type_pt * MM_PER_PT, 2)
        x += wide + KEY_SPACE
    return items, y + row_height / 2


def _strokes(drawing: Sequence[CellPart], palette: Palette) -> list[dict[str, Any]]:
    """The paths to draw, in order: one for each pen of each part."""
    return [
        {
            "class": f"step-{part.role}",
            "d": part.d,
            "fill": getattr(palette, fill, "none"),
            "stroke": getattr(palette, stroke, "none"),
            "width": width,
        }
        for part in drawing
        for fill, stroke, width in _PENS[part.role]
    ]
