"""Each finished PDF read back before it is written: whether it has the words, pages, fonts and tags that it should."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from handouts.errors import DocumentFailed, Problem
from handouts.page.handout import Handout
from handouts.page.render import TIGHTNESSES, Made, attached, make_pdf, thumbnail
from handouts.proof.foreign import strange

if TYPE_CHECKING:
    from handouts.page.html import Page, Printer


def finish(handout: Handout, printer: Printer, name: str, prove: bool) -> Made:
    """Make one document and, where asked, prove it. Raises DocumentFailed as `make_pdf` does, or as unproven."""
    made = make_pdf(handout, printer, name)
    if prove:
        refuse_unproven(made, printer.page(handout, made.tightness, made.lines), handout, name)
    return made


def refuse_forged(made: Made, handout: Handout, printer: Printer, name: str) -> Made:
    """What somebody else has made of a handout; the picture of its first page is taken anew.

    Raises DocumentFailed where it does not say just what was composed, or holds what no PDF of ours has.
    """
    if made.tightness not in TIGHTNESSES:
        raise _forged(name, ["is set in a way that there is not"])
    page = printer.page(handout, made.tightness, made.lines)
    pictures = any(_has_pixels(data) for data in page.assets.values())
    if faults := strange(made.pdf, pictures, handout.edition.fillable):
        raise _forged(name, faults)
    try:
        refuse_unproven(made, page, handout, name)
        return replace(made, thumbnail=thumbnail(made.pdf))
    except DocumentFailed as error:
        raise _forged(name, [problem.message.partition(";")[0] for problem in error.problems]) from error
    except Exception as error:  # a file made to do harm fails in any way
        raise _forged(name, [f"cannot be read as a PDF ({type(error).__name__})"]) from error


def _has_pixels(asset: bytes) -> bool:
    return asset.startswith((b"\x89PNG", b"\xff\xd8")) or b"<image" in asset


def _forged(name: str, faults: Iterable[str]) -> DocumentFailed:
    advice = "see who can reach the cluster (docs/cluster.md), then make it again"
    return DocumentFailed(Problem(name, 0, 0, "", f"what a worker gave back {fault}; {advice}") for fault in faults)


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
        # PDFium tells of no field among the words of a page.
        words=handout.words(name_blanks=not handout.edition.fillable),
        each_page=handout.state_words,
        inside={file: content for file, _, content, _ in attached(handout)},
    )
    if faults:
        raise DocumentFailed(Problem(name, 0, 0, "", fault) for fault in faults)
