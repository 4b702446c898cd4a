"""The bookmarks of a PDF (ISO 32000-1, 12.3.3), made from its headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from handouts.press.plate import Bookmark
from handouts.press.template import number, reference, text_string

_POINTS = 0.75


@dataclass(eq=False)
class _Entry:
    bookmark: Bookmark | None
    number: int
    inner: list[_Entry] = field(default_factory=list)

    @property
    def count(self) -> int:
        """All entries below it."""
        return sum(1 + entry.count for entry in self.inner)


def outline(bookmarks: Sequence[Bookmark], first: int, pages: Sequence[int], height: float) -> list[tuple[int, bytes]]:
    """The objects of the bookmarks from the number `first` on, which is that of their root."""
    root = _Entry(None, first)
    around = [(0, root)]
    entries = []
    for index, bookmark in enumerate(bookmarks, start=first + 1):
        while around[-1][0] >= bookmark.level:
            around.pop()
        entry = _Entry(bookmark, index)
        around[-1][1].inner.append(entry)
        around.append((bookmark.level, entry))
        entries.append(entry)
    written = [(first, b"<<%s>>" % _below(root))]
    beside = {}
    for parent in (root, *entries):
        for before, entry, after in zip([None, *parent.inner], parent.inner, [*parent.inner[1:], None], strict=False):
            beside[entry.number] = (parent, before, after)
    return written + [(entry.number, _written(entry, beside[entry.number], pages, height)) for entry in entries]


def _below(entry: _Entry) -> bytes:
    said = b"/Count %d" % entry.count
    if entry.inner:
        said += b"/First %s/Last %s" % (reference(entry.inner[0].number), reference(entry.inner[-1].number))
    return said


def _written(
    entry: _Entry, beside: tuple[_Entry, _Entry | None, _Entry | None], pages: Sequence[int], height: float
) -> bytes:
    mark = entry.bookmark
    assert mark is not None
    place = (reference(pages[mark.page]), number(mark.x * _POINTS), number(height - mark.y * _POINTS))
    said = b"<</Title %s/Dest [%s /XYZ %s %s 0]%s" % (text_string(mark.label), *place, _below(entry))
    parent, before, after = beside
    said += b"/Parent %s" % reference(parent.number)
    said += b"/Prev %s" % reference(before.number) if before else b""
    said += b"/Next %s" % reference(after.number) if after else b""
    return said + b">>"
