"""Where a drawing lies on its own page: a logo left outside it prints as nothing, one in a corner prints tiny."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from fontTools.misc.transform import Identity, Transform
from fontTools.pens.boundsPen import BoundsPen
from fontTools.svgLib.path import parse_path
from lxml import etree

MIN_SHARE = 0.4  # of the page's width, or of its height: designers leave clear space, but not this much
Bounds = tuple[float, float, float, float]
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_PLAIN = re.compile(r"\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?:px)?\s*")
_STEP = re.compile(r"\s*,?\s*(matrix|translate|scale|rotate|skewX|skewY)\s*\(([^)]*)\)")
_SKIPPED = frozenset(["defs", "symbol", "clipPath", "mask", "pattern", "linearGradient", "radialGradient", "stop"])


class _Unknown(Exception):
    """A drawing that these few lines cannot measure; nothing is said of it."""


def page_fault(drawn: Bounds | None, page: Bounds) -> str | None:
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


def drawn_bounds(root: etree._Element, ids: Mapping[str, etree._Element | None]) -> Bounds | None:
    """What the shapes of a checked drawing cover, in its viewBox's units, strokes apart; None where it is unknown."""
    corners: list[tuple[float, float]] = []
    try:
        for child in root:
            _collect(child, Identity, ids, corners)
    except (_Unknown, ValueError, IndexError, OverflowError):
        return None
    if not corners or not all(map(math.isfinite, sum(corners, ()))):
        return None
    xs, ys = zip(*corners, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def _collect(
    element: etree._Element,
    above: Transform,
    ids: Mapping[str, etree._Element | None],
    corners: list[tuple[float, float]],
) -> None:
    name = etree.QName(element).localname
    if name in _SKIPPED or element.get("display") == "none":
        return
    here = above.transform(_matrix(element.get("transform", "")))
    if name == "g":
        for child in element:
            _collect(child, here, ids, corners)
    elif name == "use":
        target = ids.get(element.get("href", "")[1:])
        if target is None or etree.QName(target).localname in {"symbol", "svg"}:
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
        numbers = [float(number) for number in _NUMBER.findall(element.get("points", ""))]
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
        numbers = [float(number) for number in _NUMBER.findall(match[2])]
        if match.start() != end or not numbers:
            raise _Unknown
        out, end = _step(out, match[1], numbers), match.end()
    if text[end:].strip():
        raise _Unknown
    return out


def _step(out: Transform, kind: str, numbers: list[float]) -> Transform:
    if kind == "matrix":
        return out.transform(numbers)
    if kind == "translate":
        return out.translate(*(numbers if len(numbers) > 1 else [numbers[0], 0]))
    if kind == "scale":
        return out.scale(*(numbers if len(numbers) > 1 else numbers * 2))
    angle = math.radians(numbers[0])
    if kind == "rotate":
        x, y = numbers[1:3] if len(numbers) == 3 else (0.0, 0.0)
        return out.translate(x, y).rotate(angle).translate(-x, -y)
    return out.skew(angle, 0) if kind == "skewX" else out.skew(0, angle)
