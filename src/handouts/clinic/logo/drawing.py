"""Whether a cleaned drawing draws something, not without end, and on its own page: references, inks, bounds.

A logo left outside its page prints as nothing, one in a corner prints tiny. Bounds are in units of the viewBox.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from itertools import chain

import tinycss2.color3
from coloraide import Color
from fontTools.misc.transform import Identity, Transform
from fontTools.pens.boundsPen import BoundsPen
from fontTools.svgLib.path import parse_path
from lxml import etree

from handouts.clinic.colors import contrast
from handouts.clinic.logo.raster import MIN_SHARE

Bounds = tuple[float, float, float, float]
Ids = Mapping[str, etree._Element | None]
"""Elements by id; None for an id that stands twice."""

MAX_DRAWN = 20_000
PATH_UNIT = 20  # characters of a path that weigh as much as one more part
MAX_CHAIN = 100
MIN_CONTRAST = 1.15  # paler than this vanishes on white paper
_URL = re.compile(r"url\(\s*['\"]?#([^'\")\s]+)['\"]?\s*\)", re.IGNORECASE)
_PAINT_SERVERS = frozenset({"linearGradient", "radialGradient", "pattern"})
_GROUPS = frozenset({"svg", "g", "symbol"})
_DRAWABLE = _GROUPS | {"use", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "image"}
_TARGETS = {
    "fill": _PAINT_SERVERS,
    "stroke": _PAINT_SERVERS,
    "clip-path": frozenset({"clipPath"}),
    "mask": frozenset({"mask"}),
}
_INHERITED = ("fill", "stroke", "color", "visibility", "fill-opacity", "stroke-opacity")
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_PLAIN = re.compile(rf"\s*{NUMBER.pattern}(?:px)?\s*")
_STEP = re.compile(r"\s*,?\s*(matrix|translate|scale|rotate|skewX|skewY)\s*\(([^)]*)\)")
_COUNTS = {"matrix": (6,), "translate": (1, 2), "scale": (1, 2), "rotate": (1, 3), "skewX": (1,), "skewY": (1,)}
"""How many numbers each transform takes (SVG 1.1, section 7.6)."""
_SKIPPED = frozenset(["defs", "symbol", "clipPath", "mask", "pattern", "linearGradient", "radialGradient", "stop"])
_SIDES = {"rect": ("width", "height"), "image": ("width", "height"), "circle": ("r",), "path": ("d",)}


def check_drawing(root: etree._Element, page: Bounds) -> None:
    """Raises ValueError when references lead nowhere, in a circle or to too much, or when no ink would be seen.

    `page` is what the viewBox shows, as left, top, right, bottom.
    """
    ids = _ids(root)
    if _cost(root, ids, {}, 0) > MAX_DRAWN:
        raise ValueError(f"repeats its parts over {MAX_DRAWN:,} times; simplify the drawing")
    paints = list(_paints(root, ids, {"fill": "black", "stroke": "none", "color": "black"}, used=False))
    if not paints:
        raise ValueError("draws nothing; open it to see whether it is the right file")
    if not any(map(_visible, paints)):
        raise ValueError("is white, or nearly, and would not be seen on paper; use the logo for light backgrounds")
    if fault := _page_fault(_drawn_bounds(root, ids), page):
        raise ValueError(fault)


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname


def _ids(root: etree._Element) -> Ids:
    ids: dict[str, etree._Element | None] = {}
    for element in root.iter():
        if key := element.get("id"):
            ids[key] = None if key in ids else element
    return ids


def _references(element: etree._Element, ids: Ids) -> Iterator[etree._Element]:
    href = element.get("href", "")
    if href.startswith("#"):
        name = _name(element)
        yield _target(href[1:], ids, _DRAWABLE if name == "use" else _PAINT_SERVERS)
    for attribute, wanted in _TARGETS.items():
        for key in _URL.findall(element.get(attribute, "")):
            target = _target(key, ids, wanted)
            if _name(target) in _PAINT_SERVERS and not _paints_something(target):
                raise ValueError(f"has an empty gradient or pattern #{key}; draw it with plain colors")
            yield target


def _paints_something(server: etree._Element) -> bool:
    """Whether a gradient has a color, or a pattern a size and a shape; one that builds on another may have it there."""
    if server.get("href"):
        return True
    sized = _name(server) != "pattern" or not any(_zero(server.get(side, "0")) for side in ("width", "height"))
    return sized and len(server) > 0


def _target(key: str, ids: Ids, wanted: frozenset[str]) -> etree._Element:
    if key not in ids:
        raise ValueError(f"refers to a part #{key} that is not in it; save it again as plain SVG")
    target = ids[key]
    if target is None:
        raise ValueError(f"has two parts named #{key}; save it again as plain SVG")
    if _name(target) not in wanted:
        raise ValueError(f"refers to #{key} as what it is not, a <{_name(target)}>; save it again as plain SVG")
    return target


def _cost(element: etree._Element, ids: Ids, known: dict[etree._Element, int | None], depth: int) -> int:
    """How many parts are drawn for an element; `known` holds None while one is being counted."""
    if element in known:
        if (cost := known[element]) is None:
            raise ValueError("has a part that contains itself; save it again as plain SVG")
        return cost
    if depth > MAX_CHAIN:
        raise ValueError("has parts that refer to each other in too long a chain; simplify the drawing")
    known[element] = None
    parts = (*element, *_references(element, ids))
    own = 1 + (len(element.get("d", "")) + len(element.get("points", ""))) // PATH_UNIT
    known[element] = own + sum(_cost(part, ids, known, depth + 1) for part in parts)
    return known[element] or 1


def _paints(element: etree._Element, ids: Ids, above: Mapping[str, str], used: bool) -> Iterator[str]:
    """The colors that shapes are drawn in: a color, `url(...)`, or `image`. Symbols count only where they are used."""
    name = _name(element)
    if name not in _DRAWABLE or (name == "symbol" and not used) or element.get("display") == "none":
        return
    own = {key: element.get(key, "inherit") for key in _INHERITED}
    style = {**above, **{key: value for key, value in own.items() if value != "inherit"}}
    if _zero(element.get("opacity")):
        return
    if name == "use":
        for target in _references(element, ids):
            if _name(target) in _DRAWABLE:
                yield from _paints(target, ids, style, used=True)
    elif name in _GROUPS:
        for child in element:
            yield from _paints(child, ids, style, used=False)
    elif style.get("visibility") not in {"hidden", "collapse"} and _has_size(element):
        yield from _shape_paints(element, style)


def _shape_paints(element: etree._Element, style: Mapping[str, str]) -> Iterator[str]:
    if _name(element) == "image":
        yield "image"
        return
    for kind in ("fill", "stroke"):
        paint = style[kind]
        if kind == "fill" and _name(element) == "line":
            continue
        if paint not in {"none", "transparent"} and not _zero(style.get(f"{kind}-opacity")):
            yield style["color"] if paint.lower() == "currentcolor" else paint


def _has_size(element: etree._Element) -> bool:
    sides = (element.get(side, "").strip() for side in _SIDES.get(_name(element), ()))
    return all(side and not _zero(side) for side in sides)


def _zero(value: str | None) -> bool:
    try:
        return value is not None and float(value.rstrip("%")) == 0
    except ValueError:
        return False


def _visible(paint: str) -> bool:
    color = tinycss2.color3.parse_color(paint)
    if color is None or isinstance(color, str):  # a gradient, a pattern, a picture
        return True
    return color.alpha > 0 and contrast(Color("srgb", [color.red, color.green, color.blue])) >= MIN_CONTRAST


class _Unknown(Exception):
    """A drawing that these few lines cannot measure; nothing is said of it."""


def _page_fault(drawn: Bounds | None, page: Bounds) -> str | None:
    """Why a drawing lies badly on its page (both as left, top, right, bottom), or None."""
    if drawn is None:
        return None
    advice = "fit the page to the drawing (Inkscape: Resize to content; Illustrator: Fit artboard) and save it again"
    if drawn[0] >= page[2] or drawn[2] <= page[0] or drawn[1] >= page[3] or drawn[3] <= page[1]:
        return f"draws outside its own page; {advice}"
    width, height = min(drawn[2], page[2]) - max(drawn[0], page[0]), min(drawn[3], page[3]) - max(drawn[1], page[1])
    if width < MIN_SHARE * (page[2] - page[0]) and height < MIN_SHARE * (page[3] - page[1]):
        return f"fills only a small part of its own page and would print tiny; {advice}"
    return None


def _drawn_bounds(root: etree._Element, ids: Ids) -> Bounds | None:
    """What the shapes of a checked drawing cover, in its viewBox's units, strokes apart; None where it is unknown."""
    corners: list[tuple[float, float]] = []
    try:
        for child in root:
            _collect(child, Identity, ids, corners)
    except (_Unknown, ValueError, IndexError, OverflowError):
        return None
    if not corners or not all(map(math.isfinite, chain.from_iterable(corners))):
        return None
    xs, ys = zip(*corners, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _collect(element: etree._Element, above: Transform, ids: Ids, corners: list[tuple[float, float]]) -> None:
    name = _name(element)
    if name in _SKIPPED or element.get("display") == "none":
        return
    here = above.transform(_matrix(element.get("transform", "")))
    if name == "g":
        for child in element:
            _collect(child, here, ids, corners)
    elif name == "use":
        target = ids.get(element.get("href", "")[1:])
        if target is None or _name(target) in {"symbol", "svg"}:
            raise _Unknown
        _collect(target, here.translate(_size(element, "x"), _size(element, "y")), ids, corners)
    elif box := _box(element, name):
        left, top, right, bottom = box
        corners.extend(map(here.transformPoint, ((left, top), (right, top), (right, bottom), (left, bottom))))


def _box(element: etree._Element, name: str) -> Bounds | None:
    if name == "path":
        pen = BoundsPen(None)
        parse_path(element.get("d", ""), pen)
        return pen.bounds
    if name in {"rect", "image"}:
        x, y = _size(element, "x"), _size(element, "y")
        return x, y, x + _size(element, "width"), y + _size(element, "height")
    if name in {"circle", "ellipse"}:
        x, y = _size(element, "cx"), _size(element, "cy")
        across, down = (_size(element, key) for key in (("r", "r") if name == "circle" else ("rx", "ry")))
        return x - across, y - down, x + across, y + down
    if name == "line":
        xs, ys = [_size(element, key) for key in ("x1", "x2")], [_size(element, key) for key in ("y1", "y2")]
        return min(xs), min(ys), max(xs), max(ys)
    if name in {"polyline", "polygon"}:
        numbers = [float(number) for number in NUMBER.findall(element.get("points", ""))]
        return min(numbers[::2]), min(numbers[1::2]), max(numbers[::2]), max(numbers[1::2])
    raise _Unknown


def _size(element: etree._Element, name: str) -> float:
    value = element.get(name, "0")
    if not _PLAIN.fullmatch(value):  # a percentage, or a unit
        raise _Unknown
    return float(value.strip().removesuffix("px"))


def _matrix(text: str) -> Transform:
    """The product of an SVG transform list (SVG 1.1, section 7.6)."""
    out, end = Identity, 0
    for match in _STEP.finditer(text):
        numbers = [float(number) for number in NUMBER.findall(match[2])]
        if match.start() != end or len(numbers) not in _COUNTS[match[1]]:
            raise _Unknown
        out, end = _step(out, match[1], numbers), match.end()
    if text[end:].strip():
        raise _Unknown
    return out


def _step(out: Transform, kind: str, numbers: list[float]) -> Transform:
    if kind == "matrix":
        return out.transform(numbers)
    if kind == "translate":
        return out.translate(*numbers)
    if kind == "scale":
        return out.scale(*numbers)
    angle = math.radians(numbers[0])
    if kind == "rotate":
        x, y = numbers[1:] or (0.0, 0.0)
        return out.translate(x, y).rotate(angle).translate(-x, -y)
    return out.skew(angle, 0) if kind == "skewX" else out.skew(0, angle)
