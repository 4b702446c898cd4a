"""The facts of one PDF, each read when first asked for."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import pypdf
from pypdf.generic import DictionaryObject

from handouts.proof.drawn import Drawn, PageInk, read_ink
from handouts.proof.tree import Place, Tag, TreeReader

MM_PER_PT = 25.4 / 72
_HEADING = re.compile(r"H[1-6]")
_SUBSET = re.compile(r"^/?(?:[A-Z]{6}\+)?")


@dataclass(frozen=True, order=True)
class Font:
    """One font of the file, by its name without the subset's prefix."""

    name: str
    embedded: bool
    to_unicode: bool


@dataclass(frozen=True)
class Link:
    """A link's area: `page` counts from 1; `target` is what `TreeReader.target` says."""

    page: int
    target: str
    contents: str


@dataclass(frozen=True)
class AttachedFile:
    """A file inside the file; `relationship` is empty where it is not associated with the document as PDF/A-3 asks."""

    name: str
    description: str
    media_type: str
    relationship: str
    content: bytes


@dataclass(frozen=True)
class Proof:
    """Facts of one PDF; page numbers count from 1, paper is in mm, type in points."""

    pdf: bytes

    @cached_property
    def pages(self) -> int:
        """Number of pages."""
        return len(self._reader.pages)

    @cached_property
    def title(self) -> str:
        """The title, if the viewer is told to show it."""
        if not (self._catalog.get("/ViewerPreferences") or {}).get("/DisplayDocTitle", False):
            return ""
        if title := (self._reader.metadata or {}).get("/Title"):
            return str(title)
        titles = getattr(self._reader.xmp_metadata, "dc_title", {})  # PDF 2.0 has it nowhere else
        return next(iter(titles.values()), "")

    @cached_property
    def language(self) -> str:
        """The document's language tag."""
        return str(self._catalog.get("/Lang", ""))

    @cached_property
    def paper_mm(self) -> tuple[tuple[float, float], ...]:
        """Width and height of each page."""
        boxes = [page.mediabox for page in self._reader.pages]
        return tuple((round(float(b.width) * MM_PER_PT, 1), round(float(b.height) * MM_PER_PT, 1)) for b in boxes)

    @cached_property
    def fonts(self) -> tuple[Font, ...]:
        """Every font that is in the file."""
        fonts = (item for item in self._objects() if item.get("/Type") == "/Font")
        return tuple(sorted({_font(item) for item in fonts if "/CIDSystemInfo" not in item}))

    @cached_property
    def smallest_type_pt(self) -> float:
        """The smallest type really painted, in figures too; 0 where nothing is written."""
        return min((piece.size_pt for page in self._ink for piece in page.pieces if piece.size_pt), default=0.0)

    @cached_property
    def text(self) -> tuple[str, ...]:
        """The words of each page, white space made single."""
        return tuple(" ".join(page.text.split()) for page in self._ink)

    @cached_property
    def bookmarks(self) -> tuple[tuple[int, str, int], ...]:
        """Level (from 1), words and page of each bookmark, in order."""
        return tuple(self._outline(self._reader.outline, 1))

    @cached_property
    def page_labels(self) -> tuple[str, ...]:
        """What a viewer calls each page; empty where the file does not say."""
        return tuple(self._reader.page_labels) if "/PageLabels" in self._catalog else ()

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Every link's area, page by page."""
        found = []
        for number, page in enumerate(self._reader.pages, start=1):
            for annotation in (entry.get_object() for entry in page.get("/Annots") or ()):
                if annotation.get("/Subtype") == "/Link":
                    found.append(Link(number, self._tree.target(annotation), str(annotation.get("/Contents", ""))))
        return tuple(found)

    @cached_property
    def attachments(self) -> tuple[AttachedFile, ...]:
        """The files in it, wherever they hang."""
        associated = [entry.get_object() for entry in self._catalog.get("/AF") or ()]
        return tuple(_attached(item, item in associated) for item in self._objects() if "/EF" in item)

    @cached_property
    def tags(self) -> Tag | None:
        """The tag tree from its Document element down; None in an untagged file."""
        return self._tree.top

    @cached_property
    def reading_order(self) -> str:
        """All words in the order in which a screen reader speaks them."""
        return self.tags.text if self.tags else ""

    @cached_property
    def uncovered(self) -> tuple[tuple[int, str], ...]:
        """Page, and words or kind, of what is painted but is neither an artifact nor in the tag tree."""
        return tuple(
            (number + 1, piece.text or piece.kind)
            for number, page in enumerate(self._ink)
            for piece in page.pieces
            if not piece.artifact and (piece.mcid is None or (number, piece.mcid) not in self._roles)
        )

    @cached_property
    def headings_at_foot(self) -> tuple[int, ...]:
        """Pages whose lowest content is a heading, with no words after it in its line."""
        found = []
        for number, body in enumerate(self._bodies):
            lowest = min(body, key=lambda piece: piece.bottom, default=None)
            if lowest and self._heads(number, lowest):
                after = (piece for piece in body if _goes_on(lowest, piece) and not self._heads(number, piece))
                found += [] if any(after) else [number + 1]
        return tuple(found)

    def _heads(self, number: int, piece: Drawn) -> bool:
        return bool(_HEADING.fullmatch(self._roles.get((number, piece.mcid or 0), "")))

    @cached_property
    def page_fills(self) -> tuple[float, ...]:
        """Share (0 to 1) that each page uses of the height from the highest content to the running foot.

        Without a running foot, a margin as wide as that at the side is left below.
        """
        everything = [piece for body in self._bodies for piece in body]
        if not everything:
            return (0.0,) * self.pages
        top, side = max(piece.top for piece in everything), min(piece.left for piece in everything)
        fills = []
        for page in self._ink:
            floor = _foot_top(page, top) or side
            # The rules of a table to write in are artifacts too, and fill a page as words do.
            used = top - min((piece.bottom for piece in page.pieces if piece.bottom >= floor), default=top)
            fills.append(round(min(1.0, max(0.0, used / max(top - floor, 1.0))), 3))
        return tuple(fills)

    @cached_property
    def margin_mm(self) -> float:
        """The smallest distance of any words from the edge of their paper; below 0 where they are cut."""
        words = [(piece, size) for page, size in zip(self._ink, self.paper_mm, strict=True) for piece in page.pieces]
        gaps = [
            min(piece.left, piece.bottom, size[0] / MM_PER_PT - piece.right, size[1] / MM_PER_PT - piece.top)
            for piece, size in words
            if piece.kind == "text" and piece.text.strip()
        ]
        return round(min(gaps, default=0.0) * MM_PER_PT, 1)

    @property
    def last_page_fill(self) -> float:
        """The last of `page_fills`."""
        return self.page_fills[-1]

    @cached_property
    def _reader(self) -> pypdf.PdfReader:
        return pypdf.PdfReader(io.BytesIO(self.pdf))

    @cached_property
    def _catalog(self) -> DictionaryObject:
        return self._reader.root_object

    @cached_property
    def _ink(self) -> list[PageInk]:
        return read_ink(self.pdf)

    @cached_property
    def _roles(self) -> dict[Place, str]:
        """The structure type that directly holds each piece of content."""
        steps = ((number, step) for number, page in enumerate(self._ink) for step in page.steps)
        return {(number, step.mcid): step.role for number, step in steps if step.mcid is not None}

    @cached_property
    def _bodies(self) -> list[list[Drawn]]:
        return [[piece for piece in page.pieces if piece.mcid is not None and not piece.artifact] for page in self._ink]

    @cached_property
    def _tree(self) -> TreeReader:
        numbers = {page.indirect_reference.idnum: number for number, page in enumerate(self._reader.pages)}
        return TreeReader(self._catalog, numbers, [page.pieces for page in self._ink])

    def _objects(self) -> Iterator[DictionaryObject]:
        """Every dictionary of the file, streams' included."""
        numbers = {*self._reader.xref_objStm, *(number for table in self._reader.xref.values() for number in table)}
        for number in sorted(numbers):
            item = self._reader.get_object(number)
            if isinstance(item, DictionaryObject):
                yield item

    def _outline(self, items: Sequence[object], level: int) -> Iterator[tuple[int, str, int]]:
        for item in items:
            if isinstance(item, list):
                yield from self._outline(item, level + 1)
            else:
                yield level, str(item.title), (self._reader.get_destination_page_number(item) or 0) + 1


def _goes_on(before: Drawn, piece: Drawn) -> bool:
    """Whether a piece stands right behind another, in its line."""
    same_line = min(before.top, piece.top) > max(before.bottom, piece.bottom)
    return same_line and -before.size_pt < piece.left - before.right < before.size_pt


def _attached(specification: DictionaryObject, associated: bool) -> AttachedFile:
    file = specification["/EF"]["/F"]
    return AttachedFile(
        str(specification.get("/UF", specification.get("/F", ""))),
        str(specification.get("/Desc", "")),
        str(file.get("/Subtype", ""))[1:],
        str(specification.get("/AFRelationship", ""))[1:] if associated else "",
        file.get_data(),
    )


def _font(font: DictionaryObject) -> Font:
    inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
    descriptor = inner.get("/FontDescriptor") or {}
    embedded = font.get("/Subtype") == "/Type3" or any(key.startswith("/FontFile") for key in descriptor)
    return Font(_SUBSET.sub("", str(font.get("/BaseFont", "/Type3"))), embedded, "/ToUnicode" in font)


def _foot_top(page: PageInk, top: float) -> float | None:
    """The upper edge of the running foot: of the artifacts around the words that stand, untagged, low on a page."""
    artifacts = [piece for piece in page.pieces if piece.artifact]
    words = max((piece.top for piece in artifacts if piece.kind == "text" and piece.top < top / 3), default=None)
    return None if words is None else max(piece.top for piece in artifacts if piece.bottom < words)
