"""A clinic's logo, made safe to print: a picture that is lost in silence would cost a thousand sheets."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

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
    """A checked picture, written anew, and the size in mm at which it fits its box."""

    data: bytes
    media_type: str
    width_mm: float
    height_mm: float
    alt: str


def check_logo(data: bytes, name: str, alt: str, box_mm: tuple[float, float], min_mm: float) -> Logo:
    """Check a picture, clean it and scale it into a box (mm), no side under `min_mm`.

    Raises ValueError with the file's name, what is wrong and what to do.
    """
    try:
        kind = _kind(data, name)
        # Imported where they are used: a build without a logo never pays for them.
        if kind == "SVG":
            from handouts.clinic.logo.svg import clean_svg

            svg = clean_svg(data)
            width_mm, height_mm = _scale(svg.width, svg.height, box_mm, min_mm)
            return Logo(svg.sized(width_mm, height_mm), "image/svg+xml", width_mm, height_mm, alt)
        from handouts.clinic.logo.raster import clean_raster

        raster = clean_raster(data)
        return Logo(raster.png, "image/png", *_scale(raster.width, raster.height, box_mm, min_mm), alt)
    except ValueError as error:
        raise ValueError(f"{name!r} {error}") from error


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


def _scale(width: float, height: float, box_mm: tuple[float, float], min_mm: float) -> tuple[float, float]:
    """The largest size in the box that keeps the shape, in mm."""
    factor = min(box_mm[0] / width, box_mm[1] / height)
    fitted = (round(width * factor, 2), round(height * factor, 2))
    if min(fitted) < min_mm:
        side = "high" if fitted[1] < fitted[0] else "wide"
        raise ValueError(
            f"would be only {min(fitted):.1f} mm {side} in its box of {box_mm[0]:g} x {box_mm[1]:g} mm; "
            "use a form of the logo that is less long and thin"
        )
    return fitted
