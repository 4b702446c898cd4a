"""The areas of a laid-out page that lead somewhere when they are tapped."""

from __future__ import annotations

from weasyprint.document import Page
from weasyprint.formatting_structure import boxes


def keep_real_links(page: Page) -> None:
    """One annotation for each `<a>`, one stop for the Tab key; what lies inside it only widens the area to tap.

    Where it breaks over lines, its box has the area of each of them as `link_areas`.
    """
    kept: list[tuple[str, str, tuple[float, ...], boxes.Box]] = []
    areas: dict[boxes.Box, list[tuple[float, ...]]] = {}
    margins = (box for box in page._page_box.children if isinstance(box, boxes.MarginBox))
    in_margins = {inner for margin in margins for inner in margin.descendants()}
    for kind, target, area, box in page.links:
        if box in in_margins or box.element is None:
            continue
        if box.element_tag == "a":
            if not (kept and kept[-1][3].element is box.element):
                kept.append((kind, target, area, box))
            elif not _holds(kept[-1][2], area):
                areas.setdefault(kept[-1][3], [kept[-1][2]]).append(area)
                kept[-1] = (kind, target, _wider(kept[-1][2], area), kept[-1][3])
        elif isinstance(box, boxes.ReplacedBox) and kept and kept[-1][1] == target:
            kept[-1] = (kind, target, _wider(kept[-1][2], area), kept[-1][3])
    page.links[:] = kept
    for *_, box in kept:
        box.link_areas = areas.get(box, [])


def _holds(outer: tuple[float, ...], inner: tuple[float, ...]) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]


def _wider(one: tuple[float, ...], other: tuple[float, ...]) -> tuple[float, ...]:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])
