"""Holds one PDF against another, as a reader and a listener would find them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import pypdfium2
from PIL import Image, ImageChops

from handouts.proof import Proof, inspect
from handouts.proof.tree import Tag

DPI = 100
FILL = 0.006
"""Of a page's height: how full it is, is read from letters, and those of another subset may stand a little higher."""
FACTS = (
    "pages", "title", "language", "paper_mm", "fonts", "smallest_type_pt", "text", "bookmarks", "page_labels", "links",
    "attachments", "page_fills", "headings_at_foot", "uncovered",
)  # fmt: skip


def differences(one: bytes, other: bytes, level: int = 0) -> list[str]:
    """What differs between two PDFs, in words; pixels may differ by `level` of 255."""
    first, second = inspect(one), inspect(other)
    facts = [
        f"{name}: {_short(first, name)} not {_short(second, name)}"
        for name in FACTS
        if getattr(first, name) != getattr(second, name) and not (name == "page_fills" and _filled(first, second))
    ]
    return [*facts, *_metadata(first, second), *_tags(first, second), *_pixels(one, other, level)]


def _filled(first: Proof, second: Proof) -> bool:
    pairs = zip(first.page_fills, second.page_fills, strict=False)
    return first.pages == second.pages and all(abs(fill - other) < FILL for fill, other in pairs)


def _short(proof: Proof, name: str) -> str:
    return repr(getattr(proof, name))[:400]


def _metadata(first: Proof, second: Proof) -> Iterator[str]:
    readers = first._reader, second._reader
    info, more = (dict(reader.metadata or {}) for reader in readers)
    if info != more:
        yield f"information: {info} not {more}"
    xmp, other = (reader.trailer["/Root"]["/Metadata"].get_object().get_data() for reader in readers)
    if xmp != other:
        yield f"XMP: {xmp!r} not {other!r}"


def _tags(first: Proof, second: Proof) -> Iterator[str]:
    said, other = (list(_told(proof.tags, 0)) if proof.tags else [] for proof in (first, second))
    for line, instead in zip(chain(said, [None] * len(other)), chain(other, [None] * len(said)), strict=True):
        if line != instead:
            yield f"tags: {line!r} not {instead!r}"
            return


def _told(tag: Tag, depth: int) -> Iterator[tuple[object, ...]]:
    own = [getattr(tag, name) for name in tag.__dataclass_fields__ if name != "kids"]
    yield (depth, *own)
    for kid in tag.kids:
        if isinstance(kid, Tag):
            yield from _told(kid, depth + 1)
        else:
            yield (depth, kid)


def _pixels(one: bytes, other: bytes, level: int) -> Iterator[str]:
    for number, (first, second) in enumerate(zip(_pictures(one), _pictures(other), strict=False), start=1):
        difference = ImageChops.difference(first, second)
        most = max(high for _, high in difference.getextrema())
        if most > level:
            yield f"page {number}: pixels differ by {most} of 255 within {difference.getbbox()}"


def _pictures(pdf: bytes) -> Iterator[Image.Image]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        for page in document:
            yield page.render(scale=DPI / 72).to_pil().convert("RGB")
    finally:
        document.close()
