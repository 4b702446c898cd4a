"""Judges the print of a logo: our own is held against an independent renderer's, and its ink is looked for.

Our print goes through WeasyPrint, which leaves out parts of SVG without a word. Where the two visibly differ, the other
one's picture is printed instead. To be run in a process with limits.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import NamedTuple

from PIL import Image, ImageChops, ImageFilter

from handouts.clinic.logo.ink import check_ink, on_white
from handouts.clinic.logo.raster import clean_raster, png_bytes
from handouts.clinic.logo.svg import CleanSvg, clean_svg
from handouts.errors import EnvironmentFault, Problem
from handouts.source.layers import bundled_root

EYE_DPI = 200
"""Dots an inch that an eye tells apart at reading distance."""
PRINT_FACTOR = 3
"""A printer's dots for each of these, on a side: 600 an inch."""
MOST_DIFFERENCE = 32
"""Of 255, in any color anywhere: more is a part that is lost, moved or of another color. Two renderers that agree come
to 30 at most, on edges that they smooth otherwise; a real loss seldom to less than 50."""
MM_PER_INCH = 25.4
_FONT = "HandoutsNumbers-Bold.ttf"
"""Pango wants one, even for a page without words."""
_CROP = "crop it to the drawing and save it again"
_FIT = "fit its page to the drawing (Inkscape: Resize to content; Illustrator: Fit artboard) and save it again"


class Printed(NamedTuple):
    """A picture as it goes into the PDF, and its size in mm."""

    data: bytes
    media_type: str
    width_mm: float
    height_mm: float


def printed(data: bytes, kind: str, box_mm: tuple[float, float], min_mm: float) -> Printed:
    """What is printed of a file of a kind ("SVG", "PNG", "JPEG") in a box. Raises ValueError with what is wrong."""
    if kind == "SVG":
        svg = clean_svg(data)
        return _printed_svg(svg, scale(svg.width, svg.height, box_mm, min_mm))
    picture = clean_raster(data).image.convert("RGBA")
    size = scale(*picture.size, box_mm, min_mm)
    check_ink(picture.resize(_dots(size), Image.Resampling.BOX), _CROP)
    return Printed(png_bytes(on_white(picture)), "image/png", *size)


def scale(width: float, height: float, box_mm: tuple[float, float], min_mm: float) -> tuple[float, float]:
    """The largest size in the box that keeps the shape, in mm. Raises ValueError where a side is under `min_mm`."""
    factor = min(box_mm[0] / width, box_mm[1] / height)
    fitted = (round(width * factor, 2), round(height * factor, 2))
    if min(fitted) < min_mm:
        side = "high" if fitted[1] < fitted[0] else "wide"
        raise ValueError(
            f"would be only {min(fitted):.1f} mm {side} in its box of {box_mm[0]:g} x {box_mm[1]:g} mm; "
            "use a form of the logo that is less long and thin"
        )
    return fitted


def _printed_svg(svg: CleanSvg, size: tuple[float, float]) -> Printed:
    dots = _dots(size)
    original = _drawn(svg.original(*dots))
    check_ink(original, _FIT)
    own = _own_print(svg.sized(*size), size)
    if own is None or not alike(own, on_white(original)):
        picture = _drawn(svg.original(*(side * PRINT_FACTOR for side in dots)))
        # resvg sets tiles of patterns on whole dots: the finer the dots, the less they are displaced.
        if own is None or not alike(own, on_white(picture.reduce(PRINT_FACTOR))):
            return Printed(png_bytes(picture), "image/png", *size)
    check_ink(own.convert("RGBA"), _FIT)
    return Printed(svg.sized(*size), "image/svg+xml", *size)


def _dots(size_mm: tuple[float, float]) -> tuple[int, int]:
    width, height = (max(1, round(side / MM_PER_INCH * EYE_DPI)) for side in size_mm)
    return width, height


def _drawn(svg: str) -> Image.Image:
    """The picture that resvg makes of an SVG, in the SVG's own size, with transparency."""
    try:
        import resvg_py
    except ImportError as error:
        message = f"cannot be loaded ({error}); install handouts again, with all that it needs"
        raise EnvironmentFault([Problem("resvg-py", 0, 0, "", message)]) from error
    try:
        png = resvg_py.svg_to_bytes(svg_string=svg, skip_system_fonts=True, dpi=96)  # dpi: 0 makes mm vanish
    except (KeyboardInterrupt, SystemExit, MemoryError):
        raise
    except BaseException as error:  # a fault in Rust is no Exception
        raise ValueError("cannot be drawn; save it again as plain SVG, or as a PNG, 1,500 pixels wide") from error
    picture = Image.open(io.BytesIO(png), formats=("PNG",))
    picture.load()
    return picture.convert("RGBA")


def _own_print(svg: bytes, size_mm: tuple[float, float]) -> Image.Image | None:
    """Our print of an SVG as the eye sees it; None where the PDF's maker complains or stumbles."""
    import pypdfium2

    from handouts.pdf import to_pdf

    width, height = size_mm
    page = (
        '<!DOCTYPE html><html lang="en"><head><title>-</title><style>'
        f"@font-face {{ font-family: unused; src: url(asset:{_FONT}) }} body {{ margin: 0 }}"
        f" @page {{ size: {width}mm {height}mm; margin: 0 }}"
        f" img {{ display: block; width: {width}mm; height: {height}mm }}"
        '</style></head><body><img src="asset:logo.svg" alt="-"></body></html>'
    )
    font = (bundled_root() / "styles" / "fonts" / _FONT).read_bytes()
    try:
        pdf = to_pdf(page, assets={"logo.svg": svg, _FONT: font})
    except (EnvironmentFault, MemoryError):
        raise
    except Exception:  # whatever a drawing makes it stumble over, it would on a sheet
        return None
    dots = _dots(size_mm)
    document = pypdfium2.PdfDocument(pdf)
    try:
        # Drawn as finely as a printer does: at fewer dots pdfium makes thin lines thicker.
        picture = document[0].render(scale=PRINT_FACTOR * EYE_DPI / 72).to_pil().convert("RGB")
    finally:
        document.close()
    return picture.resize(dots, Image.Resampling.BOX)


def alike(one: Image.Image, other: Image.Image) -> bool:
    """Whether two pictures of the same size look the same."""
    return difference(one, other) <= MOST_DIFFERENCE


def difference(one: Image.Image, other: Image.Image) -> int:
    """The largest difference, 0 to 255, between two pictures of the same size as the eye sees them.

    A dot differs by as much as no dot beside it in the other picture has, so that an edge may lie between two dots.
    """
    one, other = (picture.filter(ImageFilter.GaussianBlur(1)) for picture in (one, other))
    return max(_beyond(one, other), _beyond(other, one))


def _beyond(one: Image.Image, other: Image.Image) -> int:
    """How far a dot of the one lies outside what the other has there and beside it."""
    under = ImageChops.subtract(_spread(other, ImageChops.darker), one)
    over = ImageChops.subtract(one, _spread(other, ImageChops.lighter))
    return max(most for picture in (under, over) for _, most in picture.getextrema())


def _spread(picture: Image.Image, choose: Callable[[Image.Image, Image.Image], Image.Image]) -> Image.Image:
    """Each dot as the darker or lighter one of itself and those beside it; Pillow's own filters take ten times longer.

    At the edges the other side counts as beside it.
    """
    for x, y in ((1, 0), (0, 1)):
        beside = choose(ImageChops.offset(picture, x, y), ImageChops.offset(picture, -x, -y))
        picture = choose(picture, beside)
    return picture
