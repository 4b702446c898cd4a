"""How a handout's page is set: tried in one way after the other until it fits its pages well."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from handouts.errors import DocumentFailed, Problem
from handouts.page.handout import Handout
from handouts.page.measures import measures

if TYPE_CHECKING:
    from handouts.pdf.render import LaidOut

TIGHTNESSES = range(4)
"""How a page is set: 0 as designed, then the ways that `.tightness-N` in the style sheets names, most like it first."""
LEAST_FILL = 0.25
"""A last page that uses less of its height than this is near empty: the handout is set anew in another way."""
INNER_FILL = 0.55
"""The same of a page that others follow: none is to be half empty, by whatever measure."""
LEAF = 2
"""Pages that a clinic's own words and numbers may take over the kind's `max_pages`: a long notice is no fault."""
SPARE_MM = 1.0
"""Left free below the lines for notes that fill a page."""
FOOT_AIR_MM = 2.0
"""Left free above a foot that needs more room than its edition says."""


@dataclass(frozen=True)
class Fit:
    """How a page is set: how tightly, with how many more lines for notes, and how much room for the foot in mm."""

    tightness: int = 0
    lines: int = 0
    foot_room_mm: float = 0.0


LayOut = Callable[[Fit], "LaidOut"]


@dataclass(frozen=True)
class Try:
    """One way to set a handout, and how its pages came out; so many lines more would fill the page, or the leaf."""

    fit: Fit
    laid_out: LaidOut
    pages: int
    headings_at_foot: int
    thin_pages: int
    more_lines: int = 0
    leaf_lines: int = 0

    def rank(self, most: int) -> tuple[int, int, int, int, int]:
        """Sorts the best first: within its pages, no heading left alone, no near-empty page, whole leaves, as designed.

        A leaf has two pages; a lone page, such as a note of a clinic's own, needs no other.
        """
        half_leaf = self.pages % 2 if self.pages > 1 else 0
        return max(0, self.pages - most), self.headings_at_foot, self.thin_pages, half_leaf, self.fit.tightness


def fitted(handout: Handout, lay_out: LayOut, name: str) -> Try:
    """A handout laid out as it fits its pages best; raises DocumentFailed where nothing keeps it to them."""
    most = _most_pages(handout)
    limit = most + LEAF if handout.brand.named else most
    tries: list[Try] = []
    for tightness in TIGHTNESSES:
        tries.append(_attempt(lay_out, Fit(tightness)))
        if not any(tries[-1].rank(most)[:4]):
            break
    best = min(tries, key=lambda entry: entry.rank(most))
    if best.pages > limit:
        fewest = min(entry.pages for entry in tries)
        message = f"has {fewest} pages at its tightest, at most {limit}; shorten the text or raise max_pages"
        raise DocumentFailed([Problem(name, 0, 0, "", message)])
    return _with_lines(handout, lay_out, best, limit)


def _most_pages(handout: Handout) -> int:
    """The kind's limit; none for an edition that it does not name, nor on a paper smaller than limits are made for."""
    small = measures(handout.edition, handout.paper).small
    return 10_000 if small else handout.kind.max_pages.get(handout.edition_id, 10_000)


def _with_lines(handout: Handout, lay_out: LayOut, best: Try, limit: int) -> Try:
    """The same with lines to write on wherever there is room: to the end of a page, or of its leaf."""
    # On a screen there are no leaves to fill.
    half_leaf = best.pages % 2 and 1 < best.pages < limit and not handout.edition.fillable
    wanted = [(best.leaf_lines, best.pages + 1)] if half_leaf else []
    for lines, pages in (*wanted, (best.more_lines, best.pages)):
        grown = _attempt(lay_out, Fit(best.fit.tightness, lines)) if lines else best
        if grown.pages == pages and not grown.headings_at_foot and grown.thin_pages <= best.thin_pages:
            return grown
    return best


def _attempt(lay_out: LayOut, fit: Fit) -> Try:
    laid_out = lay_out(fit)
    if laid_out.look.foot_mm > laid_out.look.foot_room_mm:
        fit = replace(fit, foot_room_mm=round(laid_out.look.foot_mm + FOOT_AIR_MM, 1))
        laid_out = lay_out(fit)
    look = laid_out.look
    thin = sum(
        fill < (INNER_FILL if number < look.pages else LEAST_FILL)
        for number, fill in enumerate(look.page_fills, start=1)
        if number != look.grows_on and look.pages > 1
    )
    more, leaf = (_lines(look.step_mm, room - SPARE_MM) for room in (look.room_mm, look.last_room_mm + look.page_mm))
    return Try(fit, laid_out, look.pages, len(look.headings_at_foot), thin, more, leaf)


def _lines(step_mm: float, room_mm: float) -> int:
    return max(0, int(room_mm / step_mm)) if step_mm else 0
