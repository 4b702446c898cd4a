"""The figure of the body: which parts show, and the marks, leaders and words on it. Pure; all lengths in mm."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handouts.clinic.colors import OWN, Palette
from handouts.content.drawings import BodyFigure, Canvas, Part, Site
from handouts.errors import InputInvalid, Problem
from handouts.page.figures.labels import LABEL_GAP, Placed, label_lines, place_labels
from handouts.source.font import MM_PER_PT, text_width_mm

LINE_HEIGHT = 1.18  # of the type size; labels are short, so they stand closer than running text
BASELINE = 0.34  # of the type size, from the middle of a line: where this font's small letters look centered
LEADER_ROOM = 8.0  # between a label and the body, where a leader may slant
KEY_GAP = 3.0  # above the key
KEY_ROW = 1.5  # of the type size
KEY_SPACE = 9.0  # between two items of the key
ROLES = ("origin", "near", "far")
DASH = {"hidden": "0.9 0.8"}  # what lies behind something else


@dataclass(frozen=True)
class _Sheet:
    """The measures that everything on one figure shares."""

    type_pt: float
    width: float
    body_width: float

    @property
    def size(self) -> float:
        return self.type_pt * MM_PER_PT

    @property
    def column(self) -> float:
        return (self.width - self.body_width) / 2

    @property
    def radius(self) -> float:
        """Of a mark; larger in large print, yet small enough that no leader beside it touches it."""
        return min(2.05, 1.75 * self.type_pt / 12)


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
    scale: float = 1.0,
    palette: Palette = OWN,
) -> dict[str, Any]:
    """Everything that `figures/body.svg.j2` needs, in mm.

    `labels` holds the words of each shown site by its id, and those of the key as `key-origin`, `key-near`, `key-far`;
    `scale` makes the body smaller, never its labels.
    Raises InputInvalid for a site or a word that is missing, and when the labels do not fit.
    """
    figure_data = _scaled(figure_data, scale)
    role_of = _roles(figure_data, origin, near, far, labels)
    sheet = _Sheet(type_pt, width_mm, figure_data.canvas.width)
    lines = {name: label_lines(labels[name], sheet.column - LEADER_ROOM, type_pt, name == origin) for name in role_of}
    heights = {name: len(rows) * sheet.size * LINE_HEIGHT for name, rows in lines.items()}
    key, key_height = _key([role for role in ROLES if role in role_of.values()], labels, sheet)
    sites, canvas = _fit_height(figure_data, role_of, heights, height_limit_mm(type_pt) - key_height)
    placed = place_labels(sites, canvas, heights)
    strokes, gradients = _strokes(figure_data, role_of, palette)
    return {
        "width": width_mm,
        "height": round(canvas.height + key_height, 2),
        "alt": alt,
        "palette": palette,
        "font_size": round(sheet.size, 3),
        "baseline": BASELINE,
        "radius": round(sheet.radius, 2),
        "scale": scale,
        "shift": (round(sheet.column, 2), round((canvas.height - figure_data.canvas.height) / 2, 2)),
        "gradients": gradients,
        "strokes": strokes,
        "labels": [_label(place, role_of[place.id], lines[place.id], sheet) for place in placed],
        "key": [item | {"y": round(canvas.height + item["y"], 2)} for item in key],
    }


def _scaled(data: BodyFigure, scale: float) -> BodyFigure:
    """The figure with its sites as in a drawing of this scale; the drawing itself is scaled by the page."""
    sites = {
        name: site.model_copy(update={"x": site.x * scale, "y": site.y * scale}) for name, site in data.sites.items()
    }
    canvas = Canvas(width=data.canvas.width * scale, height=data.canvas.height * scale)
    return data.model_copy(update={"sites": sites, "canvas": canvas})


def _roles(
    data: BodyFigure, origin: str, near: Iterable[str], far: Iterable[str], labels: Mapping[str, str]
) -> dict[str, str]:
    """Role by site, in the order given. Raises InputInvalid naming every fault."""
    named = [(origin, "origin"), *((site, "near") for site in near), *((site, "far") for site in far)]
    times = Counter(site for site, _ in named)
    known = ", ".join(sorted(data.sites))
    faults = [f"'{site}' is no site of the figure; use one of {known}" for site in times if site not in data.sites]
    faults += [f"'{site}' is named {count} times; name it once" for site, count in times.items() if count > 1]
    words = [*times, *(f"key-{role}" for role in dict(named).values())]
    faults += [f"'{word}' has no label; add one" for word in words if not labels.get(word, "").strip()]
    if faults:
        raise InputInvalid(Problem("figure", 0, 0, "sites", fault) for fault in faults)
    return dict(named)


def _fit_height(
    data: BodyFigure, role_of: Mapping[str, str], heights: Mapping[str, float], limit: float
) -> tuple[dict[str, Site], Canvas]:
    """A canvas that grows, up to `limit`, where a column needs more than the body's height; the body stays centered."""
    need = {"left": 0.0, "right": 0.0}
    for name in role_of:
        need[data.sites[name].side] += heights[name] + LABEL_GAP
    height = max(data.canvas.height, min(max(need.values()), limit))
    drop = (height - data.canvas.height) / 2
    sites = {name: data.sites[name].model_copy(update={"y": data.sites[name].y + drop}) for name in role_of}
    return sites, Canvas(width=data.canvas.width, height=height)


def _label(place: Placed, role: str, lines: Sequence[str], sheet: _Sheet) -> dict[str, Any]:
    """The lines of one label with their baselines, its mark, its leader, and its box for whoever must keep clear."""
    left = place.side == "left"
    inward = 1 if left else -1
    knee = sheet.column if left else sheet.width - sheet.column
    x = knee - inward * LEADER_ROOM
    mark_x = place.x + sheet.column
    leader = [
        (x + inward * 1.4, place.label_y),
        (x + inward * 2.8, place.label_y),
        (knee, place.y),
        (mark_x - inward * sheet.radius, place.y),
    ]
    step = sheet.size * LINE_HEIGHT
    first = place.label_y - (len(lines) - 1) / 2 * step + BASELINE * sheet.size
    tall = place.height / 2
    wide = max(text_width_mm(line, sheet.type_pt, role == "origin") for line in lines)
    return {
        "id": place.id,
        "role": role,
        "lines": [(line, round(first + number * step, 2)) for number, line in enumerate(lines)],
        "x": round(x, 2),
        "anchor": "end" if left else "start",
        "mark": (round(mark_x, 2), round(place.y, 2)),
        "leader": [(round(px, 2), round(py, 2)) for px, py in leader],
        "box": (x - wide * left, place.label_y - tall, x + wide * (not left), place.label_y + tall),
    }


def _key(roles: Sequence[str], labels: Mapping[str, str], sheet: _Sheet) -> tuple[list[dict[str, Any]], float]:
    """The items of the key in centered rows (`y` counts from the foot of the drawing), and the height of all.

    Raises InputInvalid when an item is wider than the figure.
    """
    rows: list[dict[str, float]] = [{}]
    for role in roles:
        wide = 2 * sheet.radius + 2 + text_width_mm(labels[f"key-{role}"], sheet.type_pt, role == "origin")
        if wide > sheet.width:
            message = f"'{labels[f'key-{role}']}' is too long for the key of the figure; use fewer words"
            raise InputInvalid([Problem("figure", 0, 0, "labels", message)])
        if rows[-1] and sum(rows[-1].values()) + KEY_SPACE * len(rows[-1]) + wide > sheet.width:
            rows.append({})
        rows[-1][role] = wide
    items: list[dict[str, Any]] = []
    for number, row in enumerate(rows):
        x = (sheet.width - sum(row.values()) - KEY_SPACE * (len(row) - 1)) / 2 + sheet.radius
        y = KEY_GAP + (number + 0.75) * sheet.size * KEY_ROW
        for role, wide in row.items():
            items.append({"role": role, "text": labels[f"key-{role}"], "x": round(x, 2), "y": y})
            x += wide + KEY_SPACE
    return items, KEY_GAP + len(rows) * sheet.size * KEY_ROW


# fill, stroke, width in mm
_STYLE: dict[str, tuple[str, str, float]] = {
    "skin": ("tint", "none", 0),
    "face": ("tint", "primary_text", 0.45),
    "outline": ("none", "primary_text", 0.45),
    "cover": ("none", "paper", 0.5),  # hides the hairline that viewers draw where a fade ends
    "taper": ("primary_text", "none", 0),
    "organ": ("paper", "line", 0.28),
    "edge": ("none", "line", 0.42),
    "detail": ("none", "faint", 0.25),
    "faint": ("none", "faint", 0.25),
    "hidden": ("none", "line", 0.3),
    "node": ("line", "none", 0),
    "lining": ("none", "primary_text", 1.3),
}


def _strokes(
    data: BodyFigure, role_of: Mapping[str, str], palette: Palette
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The paths to draw, in order, and the gradients that those which fade refer to."""
    shapes = {data.sites[name].shape: role for name, role in reversed(role_of.items())}  # the origin wins
    strokes: list[dict[str, Any]] = []
    gradients: dict[str, dict[str, Any]] = {}
    for part in data.drawing:
        if part.id is not None and part.id not in shapes:
            continue
        for fill, stroke, width in _pens(part, shapes.get(part.id) == "origin"):
            paint = {"fill": getattr(palette, fill, "none"), "stroke": getattr(palette, stroke, "none")}
            for use in ("fill", "stroke"):
                if part.fade and paint[use] != "none":
                    name = f"body-fade-{paint[use].lstrip('#')}-{part.fade[0]:g}"
                    gradients[name] = {"id": name, "color": paint[use], "from": part.fade[0], "to": part.fade[1]}
                    paint[use] = f"url(#{name})"
            dash = DASH.get(part.role)
            strokes.append({"class": f"body-{part.role}", "d": part.d, "width": width, "dash": dash, **paint})
    return strokes, list(gradients.values())


def _pens(part: Part, strong: bool) -> list[tuple[str, str, float]]:
    """Fill, stroke and width of each pass; a lining is `strong` where the cancer starts, otherwise an edge.

    A tube is a wide line with a narrower one of paper on it.
    """
    if part.role == "tube":
        width = part.width or 2
        return [("none", "line", width), ("none", "paper", width - 0.56)]
    if part.role == "lining" and not strong:
        return [_STYLE["edge"]]
    fill, stroke, width = _STYLE[part.role]
    return [(fill, stroke, part.width or width)]
