"""Each finished PDF read back before it is written: whether it has the words, pages, fonts and tags that it should."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from handouts.errors import DocumentFailed, Problem
from handouts.page.assets import Assets
from handouts.page.extras import attached, thumbnail
from handouts.page.fit import TIGHTNESSES
from handouts.page.handout import Handout
from handouts.page.render import Made, make_pdf
from handouts.proof.composed import links, spoken_labels
from handouts.proof.foreign import strange

if TYPE_CHECKING:
    from handouts.page.html import Printer

NAMED = 3
LEAST_PT = 12.0
LAID_OUT = ("page ", "hides ")
"""How what `handouts.pdf.fit` finds begins."""
_STYLES, _TEMPLATES = (".css",), (".j2",)
_SAID = re.compile(r"'(.+?)(?:\.\.\.)?'")


def finish(handout: Handout, printer: Printer, name: str, prove: bool) -> Made:
    """Make one document and prove it: where asked, and always where a clinic lays files over the package's.

    Raises DocumentFailed as `make_pdf` does, or as unproven.
    """
    try:
        made = make_pdf(handout, printer, name)
    except DocumentFailed as failure:
        raise DocumentFailed(_with_files(problem, printer.assets) for problem in failure.problems) from failure
    if prove or printer.assets.overlaid:
        refuse_unproven(made, handout, printer, name)
    return made


def refuse_forged(made: Made, handout: Handout, printer: Printer, name: str) -> Made:
    """What somebody else has made of a handout; the picture of its first page is taken anew.

    Raises DocumentFailed where it does not say just what was composed, or holds what no PDF of ours has.
    """
    if made.tightness not in TIGHTNESSES:
        raise _forged(name, ["is set in a way that there is not"])
    page = printer.page(handout, made.tightness, made.lines)
    pictures = any(_has_pixels(data) for data in page.assets.values())
    names = [*spoken_labels(page.html)] if handout.edition.fillable else None
    if faults := strange(made.pdf, pictures, links(page.html), names):
        raise _forged(name, faults)
    try:
        refuse_unproven(made, handout, printer, name)
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


def refuse_unproven(made: Made, handout: Handout, printer: Printer, name: str) -> None:
    """Raises DocumentFailed where the PDF is not what was composed and laid out; see `handouts.proof.prove`.

    It is compared with the page of HTML as composed anew. Beyond that, the words of the document must be in it, it must
    say how far it is approved, aloud and on each page, and each page whom to call, whatever its template leaves out.
    Where a clinic lays files over the package's, the page may say nothing else, and each letter must be plain to see.
    """
    from handouts.page.reference import calls_of
    from handouts.proof.prove import families, unproven

    page, assets = printer.page(handout, made.tightness, made.lines), printer.assets
    own = [*_overlay_faults(made, page.html, handout, printer)] if assets.overlaid else []
    faults = unproven(
        made.pdf,
        page.html,
        pages=made.pages,
        fonts=families(data.decode() for asset, data in page.assets.items() if asset.endswith(".css")),
        words=[*handout.words(), handout.standing_words],
        each_page=(handout.state_words, *calls_of(handout)),
        inside={file: content for file, _, content, _ in attached(handout)},
        least_pt=(handout.edition.least_pt or LEAST_PT) if assets.overlaid else 0,
    )
    if faults := [*own, *faults]:
        raise DocumentFailed(Problem(name, 0, 0, "", f"{fault}{_where(fault, assets)}") for fault in faults)


def _overlay_faults(made: Made, html: str, handout: Handout, printer: Printer) -> Iterator[str]:
    """What a clinic's templates and styles have done to a sheet that nobody who reads it could know."""
    from handouts.page.reference import headings_of, names_of, reference_page
    from handouts.proof.added import added_links, added_words, without
    from handouts.proof.legible import illegible
    from handouts.proof.order import misplaced
    from handouts.proof.prove import quoted

    reference = reference_page(handout, printer, made.tightness, made.lines).html
    for said in added_words(html, reference, names_of(handout))[:1]:
        yield f"says {quoted(said)}, which is not composed; look at its template"
    for target in added_links(html, reference)[:1]:
        yield f"has a link to {quoted(target)}, which is not composed; look at its template"
    for heading, first in without(html, reference, headings_of(handout))[:1]:
        yield f"does not have {quoted(heading)} above {quoted(first)}; look at its template"
    for moved in misplaced(made.pdf)[:1]:
        what = f"has {quoted(moved.text)} {moved.where} {quoted(moved.heading)} on page {moved.page}"
        yield f"{what}; look for a style that moves it"
    told = set()
    for letter in illegible(made.pdf):
        if (letter.page, letter.why) not in told:
            told.add((letter.page, letter.why))
            yield f"has {quoted(letter.text)} on page {letter.page} {letter.why}; look for a style that {letter.how}"


def _with_files(problem: Problem, assets: Assets) -> Problem:
    """A fault of the layout with the clinic's files that may have made it."""
    if not problem.message.startswith(LAID_OUT):
        return problem
    return replace(problem, message=problem.message + _places(problem.message, assets))


def _where(fault: str, assets: Assets) -> str:
    return _places(fault, assets) if "; look " in fault else ""


def _places(fault: str, assets: Assets) -> str:
    """The clinic's files that may be at fault: those with the very words, or else all of that sort."""
    own = [
        (layer.show(name), data) for layer in assets.layers if not layer.bundled for name, data in _texts(layer.files)
    ]
    said = _SAID.search(fault)
    places = [place for shown, data in own for place in _lines(shown, data, said[1])] if said else []
    if not places:
        wanted = _TEMPLATES if "template" in fault else _STYLES
        places = [shown for shown, _ in own if shown.endswith(wanted)] or [shown for shown, _ in own]
    more = f" and {len(places) - NAMED} more" if len(places) > NAMED else ""
    return f" ({', '.join(places[:NAMED])}{more})" if places else ""


def _texts(files: Mapping[str, bytes]) -> list[tuple[str, bytes]]:
    return [(name, data) for name, data in sorted(files.items()) if name.endswith(_STYLES + _TEMPLATES)]


def _lines(shown: str, data: bytes, said: str) -> Iterator[str]:
    """Where a file has these words."""
    from handouts.proof.composed import letters

    for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
        if letters(said) in letters(line):
            yield f"{shown}:{number}"
