"""Each finished PDF read back before it is written: whether it has the words, pages, fonts and tags that it should."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handouts.errors import DocumentFailed, Problem
from handouts.page.handout import Handout
from handouts.page.render import Made, attached, make_pdf

if TYPE_CHECKING:
    from handouts.page.html import Page, Printer


def finish(handout: Handout, printer: Printer, name: str, prove: bool) -> Made:
    """Make one document and, where asked, prove it. Raises DocumentFailed as `make_pdf` does, or as unproven."""
    made = make_pdf(handout, printer, name)
    if prove:
        refuse_unproven(made, printer.page(handout, made.tightness, made.lines), handout, name)
    return made


def refuse_unproven(made: Made, page: Page, handout: Handout, name: str) -> None:
    """Raises DocumentFailed where the PDF is not what was composed and laid out; see `handouts.proof.prove`.

    It is compared with the page of HTML as composed anew. Beyond that, the words of the document must be in it, and
    each page must say how far the sheet is approved, whatever its template leaves out.
    """
    from handouts.proof.prove import families, unproven

    faults = unproven(
        made.pdf,
        page.html,
        pages=made.pages,
        fonts=families(data.decode() for asset, data in page.assets.items() if asset.endswith(".css")),
        words=handout.words(),
        each_page=handout.state_words,
        inside={file: content for file, _, content, _ in attached(handout)},
    )
    if faults:
        raise DocumentFailed(Problem(name, 0, 0, "", fault) for fault in faults)
