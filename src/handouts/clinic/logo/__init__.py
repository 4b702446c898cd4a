"""A clinic's logo, as it is printed: a picture that is lost in silence would cost a thousand sheets."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING

from handouts.source.limits import LIMITED, LimitReached

if TYPE_CHECKING:
    from handouts.clinic.logo.judge import Printed

SECONDS = 20.0
"""Time for one logo, from reading to judging its print; of 2,303 real ones most take a twentieth, the slowest 3."""
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"RIFF", "WebP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"BM", "BMP"),
    (b"%PDF", "PDF"),
    (b"%!PS", "EPS"),
    (b"\x1f\x8b", "compressed SVG (svgz)"),
    (b"PK\x03\x04", "ZIP or Office"),
)
_SUFFIXES = {".svg": "SVG", ".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG"}


@dataclass(frozen=True)
class Logo:
    """A picture as it goes into the PDF, the size in mm at which it fits its box, and the words read aloud for it."""

    data: bytes
    media_type: str
    width_mm: float
    height_mm: float
    alt: str


_judged: dict[tuple[object, ...], Printed | str] = {}
"""What came of each picture of this process, by its content: many clinics of a table may share one."""


def check_logo(data: bytes, name: str, alt: str, box_mm: tuple[float, float], min_mm: float) -> Logo:
    """What is printed of a picture in a box (mm), no side under `min_mm`: an SVG of our own making, or a PNG.

    It is read and drawn in a process of its own. Raises ValueError with the file's name, what is wrong and what to do.
    """
    try:
        kind = _kind(data, name)
        key = (hashlib.sha256(data).digest(), kind, box_mm, min_mm)
        if key not in _judged:
            _judged[key] = _judge(data, kind, box_mm, min_mm)
        if isinstance(found := _judged[key], str):
            raise ValueError(found)
    except ValueError as error:
        raise ValueError(f"{name!r} {error}") from error
    return Logo(*found, alt)


def _judge(data: bytes, kind: str, box_mm: tuple[float, float], min_mm: float) -> Printed | str:
    from handouts.clinic.logo.judge import printed  # a build without a logo never pays for it

    try:
        return LIMITED.run(SECONDS, printed, data, kind, box_mm, min_mm)
    except LimitReached as error:
        return f"{error} to draw; simplify the drawing, or save it as a PNG, 1,500 pixels wide"
    except ValueError as error:
        return str(error)


def _kind(data: bytes, name: str) -> str:
    """SVG, PNG or JPEG, as the bytes say and as the name must say too."""
    if not data.strip():
        raise ValueError("is empty; put the logo there again")
    kind = next((kind for magic, kind in _MAGIC if data.startswith(magic)), "SVG")
    if kind not in _SUFFIXES.values():
        raise ValueError(f"is a {kind} file; save it as SVG, or as PNG")
    suffix = PurePath(name).suffix.lower()
    if suffix not in _SUFFIXES:
        raise ValueError("does not end in .svg, .png or .jpg; save the logo as one of these")
    if kind == "SVG" and _SUFFIXES[suffix] != "SVG":
        raise ValueError(f"is not a {_SUFFIXES[suffix]} picture; save it again from the program that made it")
    if _SUFFIXES[suffix] != kind:
        ending = next(suffix for suffix, named in _SUFFIXES.items() if named == kind)
        raise ValueError(f"is a {kind} picture under another ending; rename it to end in {ending}")
    return kind
