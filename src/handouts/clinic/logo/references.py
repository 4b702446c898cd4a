"""Whether the parts of a drawing refer to one another without end: to what is there, in no circle, to not too much."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from lxml import etree

from handouts.clinic.logo.vocabulary import words

Ids = Mapping[str, etree._Element | None]
"""Elements by id; None for an id that stands twice."""

MAX_DRAWN = 20_000
PATH_UNIT = 20  # characters of a path that weigh as much as one more part
MAX_CHAIN = 100
_URL = re.compile(r"url\(\s*['\"]?#([^'\")\s]+)['\"]?\s*\)", re.IGNORECASE)
_PAINT_SERVERS = words("linearGradient radialGradient pattern")
_DRAWABLE = words("svg g symbol use path rect circle ellipse line polyline polygon image")
_TARGETS = {
    "fill": _PAINT_SERVERS,
    "stroke": _PAINT_SERVERS,
    "clip-path": frozenset({"clipPath"}),
    "mask": frozenset({"mask"}),
    "filter": frozenset({"filter"}),
    **dict.fromkeys(("marker", "marker-start", "marker-mid", "marker-end"), frozenset({"marker"})),
}


def check_references(root: etree._Element) -> None:
    """Raises ValueError when references lead nowhere, in a circle or to too much."""
    ids: dict[str, etree._Element | None] = {}
    for element in root.iter():
        if key := element.get("id"):
            ids[key] = None if key in ids else element
    if _cost(root, ids, {}, 0) > MAX_DRAWN:
        raise ValueError(f"repeats its parts over {MAX_DRAWN:,} times; simplify the drawing")


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname


def _references(element: etree._Element, ids: Ids) -> Iterator[etree._Element]:
    href = element.get("href", "")
    if href.startswith("#"):
        yield _target(href[1:], ids, _PAINT_SERVERS if _name(element) in _PAINT_SERVERS else _DRAWABLE)
    for attribute, wanted in _TARGETS.items():
        for key in _URL.findall(element.get(attribute, "")):
            yield _target(key, ids, wanted)


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
