"""What printing a handout gives."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Made:
    """A finished PDF and how it was set; `thumbnail` shows the first page (PNG), `lines` were added to write on."""

    pdf: bytes
    pages: int
    tightness: int
    thumbnail: bytes
    lines: int = 0
