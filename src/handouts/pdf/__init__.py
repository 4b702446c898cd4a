"""A page of HTML and its assets become one tagged PDF (PDF/UA-1 and PDF/A-3a, or PDF/UA-2 and PDF/A-4).

What a handout is, is not known here. May use `errors`, `finishing`, pydyf, tinycss2, cssselect2, tinyhtml5 and, alone
of all rooms, weasyprint.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from handouts.pdf.render import LaidOut, Shared
    from handouts.press.plate import Room

Assets = Mapping[str, bytes]
"""The files a page may use: `asset:NAME` in the page is the value of the key NAME."""

__all__ = ["Assets", "lay_out", "to_pdf"]


def to_pdf(html: str, *, assets: Assets, identifier: str = "") -> bytes:
    """Lay out a complete page and return its PDF; the same input gives the same bytes.

    `identifier` names the document: it goes into the PDF's permanent ID and stands first in every problem.
    Raises `DocumentFailed` for anything lost or doubtful (a missing file or glyph, an address outside `assets`,
    any warning of WeasyPrint, a skipped heading level, a picture without words) and `EnvironmentFault` where
    WeasyPrint or its libraries are missing or of another version.
    """
    return lay_out(html, assets=assets, identifier=identifier).write()


def lay_out(
    html: str, *, assets: Assets, identifier: str = "", rooms: Sequence[Room] = (), shared: Shared | None = None
) -> LaidOut:
    """The first half of `to_pdf`: `.look` tells how the pages came out, `.write()` is the other half.

    With `rooms` for the empty places of a clinic's own, `.plate()` is the other half, which `shared` says more about.

    Raises what `to_pdf` raises, save for what only drawing finds: a missing glyph, a picture without words.
    """
    from handouts.pdf.engine import load

    load()  # first, because WeasyPrint reads its fonts' configuration when it is imported
    from handouts.pdf import render

    return render.lay_out(html, assets, identifier, rooms, shared or render.Shared())
