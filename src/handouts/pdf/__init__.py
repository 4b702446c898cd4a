"""A page of HTML and its assets become one tagged PDF (PDF/UA-1 and PDF/A-3a)."""

from __future__ import annotations

from collections.abc import Mapping

Assets = Mapping[str, bytes]
"""The files a page may use: `asset:NAME` in the page is the value of the key NAME."""

__all__ = ["Assets", "to_pdf"]


def to_pdf(html: str, *, assets: Assets, identifier: str = "") -> bytes:
    """Lay out a complete page and return its PDF; the same input gives the same bytes.

    `identifier` names the document: it goes into the PDF's permanent ID and stands first in every problem.
    Raises `DocumentFailed` for anything lost or doubtful (a missing file or glyph, an address outside `assets`,
    any warning of WeasyPrint, a skipped heading level, a picture without words) and `EnvironmentFault` where
    WeasyPrint or its libraries are missing or of another version.
    """
    from .engine import load

    load()  # first, because WeasyPrint reads its fonts' configuration when it is imported
    from .render import render

    return render(html, assets, identifier)
