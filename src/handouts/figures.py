"""The figure of the body: which parts show, where each label stands, and how its leader runs. Pure; all lengths in mm."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Annotated, Any, Literal

from coloraide import Color
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from handouts.errors import InputInvalid, Problem
from handouts.metrics import MM_PER_PT, text_width_mm

Side = Literal["left", "right"]
Role = Literal["skin", "outline", "face", "organ", "edge", "tube", "detail", "faint", "node", "lining"]
PathData = Annotated[str, StringConstraints(pattern=r"^[MLCZ][MLCZ0-9 .\-]*$")]

DATA = "content/figures/body.yaml"
LINE_HEIGHT = 1.18  # of the type size; labels are short, so they stand closer than running text
LINES = 3
LABEL_GAP = 2.4
LEADER_ROOM = 8.0  # between a label and the body, where a leader may slant
KEY_GAP = 5.0
MARK_RADIUS = 1.75
ROLES = ("origin", "near", "far")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Canvas(_Strict):
    """The size of the drawing without labels, in mm."""

    width: float = Field(gt=0)
    height: float = Field(gt=0)


class Site(_Strict):
    """A place in the body: where its mark is (mm from the top left of the drawing) and where its label prefers to be."""

    x: float
    y: float
    side: Side
    shape: str | None = None


class Part(_Strict):
    """One path of the drawing. With an `id` it shows only with a site whose `shape` names it."""

    role: Role
    d: PathData
    id: str | None = None
    width: float | None = Field(default=None, gt=0)
    fade: tuple[float, float] | None = None


class BodyFigure(_Strict):
    """The base drawing and its sites: `content/figures/body.yaml`."""

    canvas: Canvas
    sites: dict[str, Site]
    drawing: tuple[Part, ...]

    @model_validator(mode="after")
    def _holds_together(self) -> BodyFigure:
        shapes = {part.id for part in self.drawing if part.id}
        for name, site in self.sites.items():
            if not (0 <= site.x <= self.canvas.width and 0 <= site.y <= self.canvas.height):
                raise ValueError(f"site '{name}' lies outside the canvas; move it inside")
            if site.shape and site.shape not in shapes:
                raise ValueError(f"site '{name}' names the shape '{site.shape}', which no part has; draw it or drop it")
        return self


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
            if _need([*columns[other], item], gap) <= canvas.height:
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


def wrap(text: str, width_mm: float, size_pt: float, bold: bool = False) -> list[str]:
    """Break `text` into the fewest lines that `width_mm` allows, as even as can be.

    Raises InputInvalid when a word is wider than the line or more than three lines are needed.
    """
    lines = _greedy(text, width_mm, size_pt, bold)
    if len(lines) > LINES or any(text_width_mm(line, size_pt, bold) > width_mm for line in lines):
        message = f"'{text}' is too long for a label of the figure at {size_pt:g} pt; use fewer or shorter words"
        raise InputInvalid([Problem("figure", 0, 0, "labels", message)])
    narrow = text_width_mm(text, size_pt, bold) / len(lines)
    while narrow < width_mm:
        even = _greedy(text, narrow, size_pt, bold)
        if len(even) == len(lines):
            return even
        narrow += 0.5
    return lines


def _greedy(text: str, width: float, size: float, bold: bool) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and text_width_mm(f"{lines[-1]} {word}", size, bold) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def height_limit_mm(type_pt: float) -> float:
    """The tallest that a figure may be: 150 mm with 12 pt labels, 185 mm with 16 pt."""
    return 150 + (type_pt - 12) * 35 / 4


def body_figure(
    figure_data: BodyFigure,
    origin: str,
    near: Sequence[str],
    far: Sequence[str],
    labels: Mapping[str, str],
    type_pt: float,
    width_mm: float,
    *,
    alt: str,
    ink: str = "#1b3a4b",
    tint: str = "#eef3f5",
) -> dict[str, Any]:
    """Everything that `figures/body.svg.j2` needs, in mm.

    `labels` holds the words of each shown site by its id, and those of the key as `key-origin`, `key-near`, `key-far`.
    Raises InputInvalid for a site or a word that is missing, and when the labels do not fit.
    """
    role_of = _roles(figure_data, origin, near, far, labels)
    size = type_pt * MM_PER_PT
    column = (width_mm - figure_data.canvas.width) / 2
    lines = {name: wrap(labels[name], column - LEADER_ROOM, type_pt, name == origin) for name in role_of}
    heights = {name: len(rows) * size * LINE_HEIGHT for name, rows in lines.items()}
    key = _key([r for r in ROLES if r in role_of.values()], labels, type_pt, width_mm)
    key_height = KEY_GAP + max(item["row"] + 1 for item in key) * size * 1.5
    sites, canvas = _fit_height(figure_data, role_of, heights, height_limit_mm(type_pt) - key_height)
    placed = place_labels(sites, canvas, heights)
    colours = palette(ink, tint)
    strokes, gradients = _strokes(figure_data, role_of, colours)
    return {
        "width": width_mm,
        "height": round(canvas.height + key_height, 2),
        "alt": alt,
        "colours": colours,
        "font_size": round(size, 3),
        "shift": (round(column, 2), round((canvas.height - figure_data.canvas.height) / 2, 2)),
        "gradients": gradients,
        "strokes": strokes,
        "labels": [_label(p, role_of[p.id], lines[p.id], size, column, width_mm) for p in placed],
        "key": [item | {"y": round(canvas.height + KEY_GAP + (item["row"] + 0.75) * size * 1.5, 2)} for item in key],
        "radius": MARK_RADIUS,
    }


def _roles(
    data: BodyFigure, origin: str, near: Iterable[str], far: Iterable[str], labels: Mapping[str, str]
) -> dict[str, str]:
    """Role by site, in the order given. Raises InputInvalid naming every fault."""
    named = [(origin, "origin"), *((s, "near") for s in near), *((s, "far") for s in far)]
    roles = dict(reversed(named))
    known = ", ".join(sorted(data.sites))
    faults = [f"'{s}' is no site of the figure; use one of {known}" for s, _ in named if s not in data.sites]
    faults += [f"'{s}' is named twice; name it once" for s in roles if sum(s == n for n, _ in named) > 1]
    words = [*roles, *(f"key-{role}" for role in set(roles.values()))]
    faults += [f"'{w}' has no label; add one" for w in words if not labels.get(w, "").strip()]
    if faults:
        raise InputInvalid(Problem("figure", 0, 0, "sites", fault) for fault in faults)
    return dict(named)


def _fit_height(
    data: BodyFigure, role_of: Mapping[str, str], heights: Mapping[str, float], limit: float
) -> tuple[dict[str, Site], Canvas]:
    """The canvas grows, up to `limit`, where a column needs more than the body's height; the body stays in its middle."""
    need = max(
        sum(heights[name] + LABEL_GAP for name in role_of if data.sites[name].side == side) for side in ("left", "right")
    )
    height = max(data.canvas.height, min(need, limit))
    drop = (height - data.canvas.height) / 2
    sites = {name: data.sites[name].model_copy(update={"y": data.sites[name].y + drop}) for name in role_of}
    return sites, Canvas(width=data.canvas.width, height=height)


def _label(
    place: Placed, role: str, lines: Sequence[str], size: float, column: float, width: float
) -> dict[str, Any]:
    """The lines of one label with their baselines, its mark, and the points of its leader."""
    left = place.side == "left"
    text_x = column - LEADER_ROOM if left else width - column + LEADER_ROOM
    inward = 1 if left else -1
    mark_x = place.x + column
    knee = column if left else width - column
    points = [
        (text_x + inward * 1.4, place.label_y),
        (text_x + inward * 2.8, place.label_y),
        (knee, place.y),
        (mark_x - inward * MARK_RADIUS, place.y),
    ]
    # 0.36 em below a line's middle is where this font's baseline makes small letters look centred
    top = place.label_y - (len(lines) - 1) / 2 * size * LINE_HEIGHT + 0.34 * size
    return {
        "id": place.id,
        "role": role,
        "lines": [(line, round(top + n * size * LINE_HEIGHT, 2)) for n, line in enumerate(lines)],
        "x": round(text_x, 2),
        "anchor": "end" if left else "start",
        "mark": (round(mark_x, 2), round(place.y, 2)),
        "leader": [(round(x, 2), round(y, 2)) for x, y in points],
        "box": _box(text_x, place, lines, size, role == "origin"),
    }


def _box(x: float, place: Placed, lines: Sequence[str], size: float, bold: bool) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a label."""
    wide = max(text_width_mm(line, size / MM_PER_PT, bold) for line in lines)
    left = x - wide if place.side == "left" else x
    return left, place.label_y - place.height / 2, left + wide, place.label_y + place.height / 2


def _key(roles: Sequence[str], labels: Mapping[str, str], type_pt: float, width: float) -> list[dict[str, Any]]:
    """The items of the key in centred rows: role, words, `row` from 0, `x` of the mark's middle."""
    rows: list[list[tuple[str, float]]] = [[]]
    for role in roles:
        item = (role, 2 * MARK_RADIUS + 2 + text_width_mm(labels[f"key-{role}"], type_pt, role == "origin"))
        if rows[-1] and sum(w for _, w in rows[-1]) + item[1] + 9 * len(rows[-1]) > width:
            rows.append([])
        rows[-1].append(item)
    items: list[dict[str, Any]] = []
    for number, row in enumerate(rows):
        x = (width - sum(w for _, w in row) - 9 * (len(row) - 1)) / 2 + MARK_RADIUS
        for role, wide in row:
            items.append({"role": role, "text": labels[f"key-{role}"], "row": number, "x": round(x, 2)})
            x += wide + 9
    return items


def palette(ink: str, tint: str) -> dict[str, str]:
    """The colours of the drawing, mixed from the brand's dark `ink` and pale `tint`."""

    def toward_white(share: float) -> str:
        return Color(ink).mix("white", share, space="srgb").to_string(hex=True)

    return {"ink": ink, "tint": tint, "line": toward_white(0.38), "faint": toward_white(0.68), "paper": "#ffffff"}


# fill, stroke, width in mm
_STYLE: dict[str, tuple[str, str, float]] = {
    "skin": ("tint", "none", 0),
    "face": ("tint", "ink", 0.45),
    "outline": ("none", "ink", 0.45),
    "organ": ("paper", "line", 0.28),
    "edge": ("none", "line", 0.42),
    "detail": ("none", "faint", 0.25),
    "faint": ("none", "faint", 0.25),
    "node": ("line", "none", 0),
    "lining": ("none", "ink", 1.3),
}


def _strokes(
    data: BodyFigure, role_of: Mapping[str, str], colours: Mapping[str, str]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The paths to draw, in order, and the gradients that those which fade refer to."""
    shapes = {data.sites[name].shape: role for name, role in role_of.items()}
    strokes: list[dict[str, Any]] = []
    gradients: dict[str, dict[str, Any]] = {}
    for part in data.drawing:
        hidden = part.id is not None and part.id not in shapes
        if hidden or (part.role == "lining" and shapes.get(part.id) != "origin"):
            continue
        for fill, stroke, width in _pens(part):
            paint = {"fill": colours.get(fill, "none"), "stroke": colours.get(stroke, "none")}
            for use in ("fill", "stroke"):
                if part.fade and paint[use] != "none":
                    name = f"body-fade-{paint[use].lstrip('#')}-{part.fade[0]:g}"
                    gradients[name] = {"id": name, "colour": paint[use], "from": part.fade[0], "to": part.fade[1]}
                    paint[use] = f"url(#{name})"
            strokes.append({"class": f"body-{part.role}", "d": part.d, "width": width, **paint})
    return strokes, list(gradients.values())


def _pens(part: Part) -> list[tuple[str, str, float]]:
    """Fill, stroke and width of each pass; a tube is a wide line with a narrower one of paper on it."""
    if part.role != "tube":
        fill, stroke, width = _STYLE[part.role]
        return [(fill, stroke, part.width or width)]
    width = part.width or 2
    return [("none", "line", width), ("none", "paper", width - 0.56)]
