"""The page that a clinic's own page is held against: the same words, set with the package's own templates alone."""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatchcase

from handouts.page.handout import Handout
from handouts.page.html import Page, Printer

LAYOUT = "handout"
"""Stands in for a layout that only the clinic has."""
MARK = "circle"


def reference_page(handout: Handout, printer: Printer, tightness: int = 0, more_lines: int = 0) -> Page:
    """The page as the package would set it. A clinic's own drawings may say nothing."""
    package = printer.assets.layers[0]
    layout, mark = handout.kind.layout, handout.disease.mark
    layout = layout if f"templates/{layout}.html.j2" in package.files else LAYOUT
    mark = mark if f"templates/marks/{mark}.svg.j2" in package.files else MARK
    plain = replace(
        handout,
        kind=handout.kind.model_copy(update={"layout": layout, "drawing": None}),
        disease=handout.disease.model_copy(update={"mark": mark}),
    )
    return printer.package.page(plain, tightness, more_lines)


def names_of(handout: Handout) -> list[str]:
    """What a clinic's template may say once more: whose sheet it is, which, and how far it is approved."""
    names = (handout.brand.name, handout.document.title, handout.type_labels.name, handout.kind_label)
    return [name for name in (*names, handout.standing_words, handout.labels.editions.get(handout.edition_id)) if name]


def headings_of(handout: Handout) -> list[str]:
    """The headings of the document, and the fixed words that its blocks print above and beside their own."""
    blocks = [block for section in handout.document.sections for block in section.blocks]
    wanted = {label for block in blocks for label in block.own_labels()}
    page = handout.labels.page
    fixed = [page[name] for name in sorted(page) if any(fnmatchcase(name, label) for label in wanted)]
    return [*(section.heading for section in handout.document.sections), *fixed]


def calls_of(handout: Handout) -> list[str]:
    """What each page's foot says of whom to call, as far as the numbers are known."""
    foot, emergency = handout.labels.foot, handout.fill.get("emergency")
    lines = [f"{foot[f'call_{phone.use}']} {phone.printed}" for phone in handout.foot_lines]
    return [*lines, *([f"{foot['call_emergency']} {emergency}"] if emergency else ())]
