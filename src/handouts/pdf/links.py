"""The areas of a laid-out page that lead somewhere when they are tapped."""

from __future__ import annotations

from weasyprint.document import Page
from weasyprint.formatting_structure import boxes


def keep_real_links(page: Page) -> None:
    """One annotation for each line of an `<a>`; what lies inside it only widens the area to tap."""
    kept: list[tuple[str, str, tuple[float, ...], boxes.Box]] = []
    margins = (box for box in page._page_box.children if isinstance(box, boxes.MarginBox))
    in_margins = {inner for margin in margins for inner in margin.descendants()}
    for kind, target, area, box in page.links:
        if box in in_margins or box.element is None:
            continue
        if box.element_tag == "a":
            if not (kept and kept[-1][3].element is box.element and _holds(kept[-1][2], area)):
                kept.append((kind, target, area, box))
        elif isinstance(box, boxes.ReplacedBox) and kept and kept[-1][1] == target:
            old = kept[-1][2]
            wider = (min(old[0], area[0]), min(old[1], area[1]), max(old[2], area[2]), max(old[3], area[3]))
            kept[-1] = (kind, target, wider, kept[-1][3])
    page.links[:] = kept


def _holds(outer: tuple[float, ...], inner: tuple[float, ...]) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]
