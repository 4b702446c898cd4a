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
        refuse_unproven(made, printer.page(handout, made.tightness), handout, name)
    return made


def refuse_unproven(made: Made, page: Page, handout: Handout, name: str) -> None:
    """Raises DocumentFailed where the PDF is not what was composed and laid out; see `handouts.proof.prove`.

    What is compared is the page of HTML as composed anew. Beyond that, the words of the content must be in it whatever
    its template leaves out, and each page must say how far the sheet is approved.
    """
    from handouts.proof import access_problems, attachment_problems, inspect
    from handouts.proof.prove import family_names, font_problems, missing, word_problems

    proof = inspect(made.pdf)
    found = []
    if proof.pages != made.pages:
        found.append(f"has {proof.pages} pages, but {made.pages} were laid out; make it again")
    sheets = (data.decode() for asset, data in page.assets.items() if asset.endswith(".css"))
    found += attachment_problems(proof, {file: content for file, _, content, _ in attached(handout)})
    found += [*font_problems(proof, family_names(sheets)), *access_problems(proof), *word_problems(proof, page.html)]
    if not found and (left_out := missing(handout.words(), proof.reading_order)):
        found.append(f"is without {left_out}, which its document says; look at its template")
    for number, text in enumerate(proof.text, 1):
        if state := missing([handout.state_words], text):
            found.append(f"does not say {state} on page {number}; each page must tell whether it is approved")
    if found:
        raise DocumentFailed(Problem(name, 0, 0, "", message) for message in found)
