"""One handout becomes one PDF: the only step that lays anything out."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from handouts.content.fact_list import DESCRIPTION, NAME
from handouts.errors import DocumentFailed, HandoutsError, Problem
from handouts.page.handout import Handout
from handouts.page.measures import measures

if TYPE_CHECKING:
    from handouts.finishing import Finish
    from handouts.page.html import Printer
    from handouts.pdf.attached import Attached
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
THUMBNAIL_WIDTH = 320
FIELD_FONT, FIELD_PT = "styles/fonts/HandoutsSans-Regular.ttf", 12.0
"""What is typed into a sheet is set in this, as large as the edition's smallest type."""


@dataclass(frozen=True)
class Made:
    """A finished PDF and how it was set; `thumbnail` shows the first page (PNG), `lines` were added to write on."""

    pdf: bytes
    pages: int
    tightness: int
    thumbnail: bytes
    lines: int = 0


@dataclass(frozen=True)
class Try:
    """One way to set a handout, and how its pages came out."""

    tightness: int
    laid_out: LaidOut
    pages: int
    headings_at_foot: int
    thin_pages: int
    more_lines: int = 0
    leaf_lines: int = 0
    lines: int = 0
    foot_room_mm: float = 0

    def rank(self, most: int) -> tuple[int, int, int, int, int]:
        """Sorts the best first: within its pages, no heading left alone, no near-empty page, whole leaves, as designed.

        A leaf has two pages; a lone page, such as a note of a clinic's own, needs no other.
        """
        half_leaf = self.pages % 2 if self.pages > 1 else 0
        return max(0, self.pages - most), self.headings_at_foot, self.thin_pages, half_leaf, self.tightness


def make_pdf(handout: Handout, printer: Printer, name: str = "") -> Made:
    """Lay out a handout, more tightly as far as it must; `name` stands first in every problem.

    Raises DocumentFailed where the page cannot be made, where it cannot be read (`handouts.pdf.fit`), and where nothing
    keeps it to the kind's `max_pages`, a clinic's sheet to a leaf more.
    """
    name = name or str(handout.request.document)
    try:
        return _made(handout, printer, name)
    except DocumentFailed as failure:
        from handouts.page.faults import in_files

        raise in_files(failure, printer) from failure
    except (HandoutsError, MemoryError):
        raise
    except Exception as error:  # WeasyPrint stumbles over a style sheet in a hundred ways
        from handouts.page.faults import clinic_fault

        raise clinic_fault(error, handout, printer, name) or error from error


def _made(handout: Handout, printer: Printer, name: str) -> Made:
    best = fitted(handout, printer, name)
    best.laid_out.check()
    pdf = best.laid_out.write(attached(handout), finish_of(handout, printer))
    return Made(pdf, best.pages, best.tightness, thumbnail(pdf), best.lines)


def fitted(handout: Handout, printer: Printer, name: str) -> Try:
    """A handout laid out as it fits its pages best; raises DocumentFailed where nothing keeps it to them."""
    most = _most_pages(handout)
    limit = most + LEAF if handout.brand.named else most
    tries: list[Try] = []
    for tightness in TIGHTNESSES:
        tries.append(_attempt(handout, printer, name, tightness))
        if not any(tries[-1].rank(most)[:4]):
            break
    best = min(tries, key=lambda entry: entry.rank(most))
    if best.pages > limit:
        fewest = min(entry.pages for entry in tries)
        message = f"has {fewest} pages at its tightest, at most {limit}; shorten the text or raise max_pages"
        raise DocumentFailed([Problem(name, 0, 0, "", message)])
    return _with_lines(handout, printer, name, best, limit)


def _most_pages(handout: Handout) -> int:
    """The kind's limit; none for an edition that it does not name, nor on a paper smaller than limits are made for."""
    small = measures(handout.edition, handout.paper).small
    return 10_000 if small else handout.kind.max_pages.get(handout.edition_id, 10_000)


def _with_lines(handout: Handout, printer: Printer, name: str, best: Try, limit: int) -> Try:
    """The same with lines to write on wherever there is room: to the end of a page, or of its leaf."""
    # On a screen there are no leaves to fill.
    half_leaf = best.pages % 2 and 1 < best.pages < limit and not handout.edition.fillable
    wanted = [(best.leaf_lines, best.pages + 1)] if half_leaf else []
    for lines, pages in (*wanted, (best.more_lines, best.pages)):
        grown = _attempt(handout, printer, name, best.tightness, lines) if lines else best
        if grown.pages == pages and not grown.headings_at_foot and grown.thin_pages <= best.thin_pages:
            return grown
    return best


def attached(handout: Handout) -> tuple[Attached, ...]:
    """The files inside a handout's PDF: where its facts come from, if it states any."""
    if not handout.facts:
        return ()
    return ((NAME, DESCRIPTION, handout.facts.encode(), handout.document.review.last_reviewed),)


def finish_of(handout: Handout, printer: Printer) -> Finish:
    """How a handout's PDF is finished."""
    from handouts.finishing import Finish

    edition = handout.edition
    font = printer.assets.find(FIELD_FONT)[1] if edition.fillable else None
    return Finish(handout.request.ua2, font, edition.least_pt or FIELD_PT)


def _attempt(handout: Handout, printer: Printer, name: str, tightness: int, more_lines: int = 0) -> Try:
    # Imported where they are used: a build that changes nothing never pays for them.
    from handouts.pdf import lay_out

    page = printer.page(handout, tightness, more_lines)
    laid_out = lay_out(page.html, assets=page.assets, identifier=name)
    foot_room = 0.0
    if laid_out.look.foot_mm > laid_out.look.foot_room_mm:
        foot_room = round(laid_out.look.foot_mm + FOOT_AIR_MM, 1)
        page = printer.page(handout, tightness, more_lines, foot_room)
        laid_out = lay_out(page.html, assets=page.assets, identifier=name)
    look = laid_out.look
    thin = sum(
        fill < (INNER_FILL if number < look.pages else LEAST_FILL)
        for number, fill in enumerate(look.page_fills, start=1)
        if number != look.grows_on and look.pages > 1
    )
    more, leaf = (_lines(look.step_mm, room - SPARE_MM) for room in (look.room_mm, look.last_room_mm + look.page_mm))
    return Try(tightness, laid_out, look.pages, len(look.headings_at_foot), thin, more, leaf, more_lines, foot_room)


def _lines(step_mm: float, room_mm: float) -> int:
    return max(0, int(room_mm / step_mm)) if step_mm else 0


def thumbnail(pdf: bytes) -> bytes:
    """The first page as a small PNG, in the same bytes each time."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        picture = page.render(scale=THUMBNAIL_WIDTH / page.get_width()).to_pil()
    finally:
        document.close()
    out = io.BytesIO()
    picture.quantize(64).save(out, "PNG")
    return out.getvalue()
