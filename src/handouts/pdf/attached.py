"""The files that go into a PDF."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence

from weasyprint import Attachment

Attached = tuple[str, str, bytes, dt.date]
"""A file to go into a PDF: its name, whose ending tells its media type, what it is, its content, its day."""
SUPPLEMENT = {"relationship": "Supplement"}


def attachments(attached: Sequence[Attached]) -> list[Attachment]:
    """Files as WeasyPrint puts them into a PDF."""
    return [
        Attachment(file_obj=io.BytesIO(data), name=name, description=what, created=day, modified=day, **SUPPLEMENT)
        for name, what, data, day in attached
    ]
