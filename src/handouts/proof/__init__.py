"""What a finished PDF really holds, and the faults that shows.

Read back with other libraries than it is made with. Uses no other room and, of others' libraries, pypdf,
pypdfium2 and Pillow; pypdf is used nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from handouts.proof.facts import AttachedFile, Font, Link, Proof
from handouts.proof.tree import Tag

__all__ = [
    "NEAR_EMPTY",
    "PAPERS_MM",
    "AttachedFile",
    "Font",
    "Link",
    "Proof",
    "Tag",
    "attachment_problems",
    "inspect",
    "problems",
]

PAPERS_MM = {"letter": (215.9, 279.4), "a4": (210.0, 297.0)}
NEAR_EMPTY = 0.15
"""A last page that uses less of its height than this is wasted paper."""
_TOLERANCE_PT = 0.05
_TOLERANCE_MM = 0.3


def inspect(pdf: bytes) -> Proof:
    """Return the facts of a PDF; each is read when first asked for, and a broken file raises pypdf's error then."""
    return Proof(pdf)


def problems(proof: Proof, *, max_pages: int, min_type_pt: float, paper: str) -> list[str]:
    """Return what is wrong with a PDF, in words; `min_type_pt` is in points, `paper` a key of `PAPERS_MM` in any case.

    Raises KeyError for another paper, and what `inspect` tells of for a broken file.
    """
    return [*_layout(proof, max_pages, min_type_pt, paper), *_access(proof), *attachment_problems(proof, {})]


def _layout(proof: Proof, max_pages: int, min_type_pt: float, paper: str) -> Iterator[str]:
    if proof.pages > max_pages:
        yield f"it has {proof.pages} pages and may have {max_pages}; shorten the text"
    wanted = PAPERS_MM[paper.lower()]
    for number, size in enumerate(proof.paper_mm, start=1):
        if any(abs(is_ - want) > _TOLERANCE_MM for is_, want in zip(size, wanted, strict=True)):
            yield f"page {number} is {size[0]} x {size[1]} mm, not {paper}; correct the page size"
    if proof.smallest_type_pt < min_type_pt - _TOLERANCE_PT:
        yield f"the smallest type is {proof.smallest_type_pt:g} pt, below {min_type_pt:g} pt; make it larger"
    for number in proof.headings_at_foot:
        yield f"a heading stands alone at the foot of page {number}; keep it with what follows"
    if proof.pages > 1 and proof.last_page_fill < NEAR_EMPTY:
        yield f"the last page is only {proof.last_page_fill:.0%} full; shorten the text or spread it"


def _access(proof: Proof) -> Iterator[str]:
    if not proof.title:
        yield "no title is shown; set one"
    if not proof.language:
        yield "no language is named; set one"
    if proof.tags is None:
        yield "it is not tagged, so it cannot be read aloud; make it again with handouts"
    for font in proof.fonts:
        if not (font.embedded and font.to_unicode):
            yield f"the font {font.name} is not wholly in the file; embed it with its character map"
    if proof.uncovered:
        page, what = proof.uncovered[0]
        yield f"{len(proof.uncovered)} pieces are not tagged, the first on page {page}: {what[:40]!r}; tag or hide them"
    for link in proof.links:
        if not link.contents:
            yield f"the link to {link.target} on page {link.page} has no words; give it some"


def attachment_problems(proof: Proof, expected: Mapping[str, bytes]) -> Iterator[str]:
    """Where the files inside a PDF are not the expected ones, by name, in words."""
    found = {file.name: file for file in proof.attachments}
    for file in proof.attachments:
        if file.name not in expected:
            yield f"it carries the file {file.name!r}, which is not composed; remove it"
    for name, content in expected.items():
        if name not in found:
            yield f"it does not carry the file {name}; make it again"
        elif found[name].content != content:
            yield f"its file {name} is not as composed; make it again"
        elif found[name].relationship != "Supplement":
            yield f"its file {name} is not associated with it, so that viewers may not show it; make it again"
