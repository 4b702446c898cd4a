"""One handout becomes one PDF: the only step that lays anything out."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from handouts.errors import DocumentFailed, Problem
from handouts.page.handout import Handout

if TYPE_CHECKING:
    from handouts.page.html import Printer
    from handouts.pdf.render import LaidOut

TIGHTNESSES = range(7)
"""How a page is set: 0 as designed, then the ways that `.tightness-N` in the style sheets names, most like it first."""
LEAST_FILL = 0.25
"""A page that uses less of its height than this is near empty: the handout is set anew in another way."""
THUMBNAIL_WIDTH = 320


@dataclass(frozen=True)
class Made:
    """A finished PDF and what the manifest says of it; `thumbnail` is a PNG of the first page."""

    pdf: bytes
    pages: int
    tightness: int
    thumbnail: bytes


@dataclass(frozen=True)
class _Try:
    tightness: int
    laid_out: LaidOut
    pages: int
    headings_at_foot: int
    thin_pages: int

    def rank(self, most: int) -> tuple[bool, int, int, int]:
        """Sorts the best first: within its pages, no heading left alone, no near-empty page, as designed."""
        return self.pages > most, self.headings_at_foot, self.thin_pages, self.tightness


def make_pdf(handout: Handout, printer: Printer, name: str = "") -> Made:
    """Lay out a handout, more tightly as far as it must; `name` stands first in every problem.

    Raises DocumentFailed where the page cannot be made or nothing keeps it to the kind's `max_pages`.
    """
    name = name or str(handout.request.document)
    most = handout.kind.max_pages.get(handout.edition_id, 10_000)
    tries: list[_Try] = []
    for tightness in TIGHTNESSES:
        tries.append(_attempt(handout, printer, name, tightness))
        if not any(tries[-1].rank(most)[:3]):
            break
    best = min(tries, key=lambda entry: entry.rank(most))
    if best.pages > most:
        fewest = min(entry.pages for entry in tries)
        message = f"has {fewest} pages at its tightest, at most {most}; shorten the text or raise max_pages"
        raise DocumentFailed([Problem(name, 0, 0, "", message)])
    pdf = best.laid_out.write()
    return Made(pdf, best.pages, best.tightness, thumbnail(pdf))


def _attempt(handout: Handout, printer: Printer, name: str, tightness: int) -> _Try:
    # Imported where they are used: a build that changes nothing never pays for them.
    from handouts.pdf import lay_out

    page = printer.page(handout, tightness)
    laid_out = lay_out(page.html, assets=page.assets, identifier=name)
    look = laid_out.look
    thin = sum(fill < LEAST_FILL for fill in look.page_fills) if look.pages > 1 else 0
    return _Try(tightness, laid_out, look.pages, len(look.headings_at_foot), thin)


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
