"""Many finished sheets as one file: to download together, or to print in one go."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

from pypdf import PdfReader, PdfWriter

BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The only day that every computer takes for a file in an archive: the same files make the same bytes."""


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """An archive of files by their names; PDFs are packed already."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files:
            archive.writestr(zipfile.ZipInfo(name, BEGINNING), data)
    return out.getvalue()


def for_printing(files: Iterable[bytes], title: str) -> bytes:
    """One PDF of many, each beginning on a leaf of its own where both sides are printed.

    For the printer only: what makes a sheet readable aloud is lost in it.
    """
    writer = PdfWriter()
    for data in files:
        if len(writer.pages) % 2:
            last = writer.pages[-1].mediabox
            writer.add_blank_page(last.width, last.height)
        writer.append(PdfReader(io.BytesIO(data)), import_outline=False)
    writer.add_metadata({"/Title": title})
    writer.compress_identical_objects()
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
