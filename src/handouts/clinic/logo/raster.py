"""PNG and JPEG pictures, decoded in full before anything is printed and written anew as plain PNG."""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from PIL import Image, ImageCms, ImageFile, ImageOps

MAX_PIXELS = 40_000_000
MAX_SCANS = 64  # a progressive JPEG has about 10; a small file can ask for thousands, each over the whole picture
MAX_SIDE = 1500  # 60 mm at 600 dots an inch, and a little more
MIN_SIDE = 200


class Raster(NamedTuple):
    """A picture, and how many pixels it had before it was made smaller."""

    image: Image.Image
    decoded: int


def clean_raster(data: bytes, inside_svg: bool = False, most_pixels: int = MAX_PIXELS) -> Raster:
    """Decode a PNG or JPEG strictly, to RGB, or to RGBA where it is transparent anywhere.

    Raises ValueError with what is wrong and what to do.
    """
    with _strict_pillow():
        try:
            image = _decode(data, most_pixels)
        except ValueError:
            raise
        except Image.DecompressionBombError as error:
            raise ValueError(_too_many_pixels()) from error
        except MemoryError:
            raise
        except Exception as error:  # Pillow raises what its decoders raise: SyntaxError, OSError, struct.error, ...
            raise ValueError("is damaged or cut short; save it again from the program that made it") from error
    pixels = image.width * image.height
    if not inside_svg and max(image.size) < MIN_SIDE:
        advice = f"use one of at least {MIN_SIDE} pixels, better 1,000, or an SVG"
        raise ValueError(f"is only {image.width} x {image.height} pixels and would print blurred; {advice}")
    image = _plain(image)
    image.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    return Raster(image, pixels)


def png_bytes(image: Image.Image) -> bytes:
    """A picture as a PNG without metadata."""
    image.info.clear()
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=9)
    return out.getvalue()


@contextmanager
def _strict_pillow() -> Iterator[None]:
    """Refuse cut files, whatever another library set: WeasyPrint tells Pillow to forgive them."""
    before = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = before


def _decode(data: bytes, most_pixels: int) -> Image.Image:
    with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as image:
        if image.width * image.height > most_pixels:
            raise ValueError(_too_many_pixels())
        # A camera's JPEG may carry a second, smaller view (MPO); the first is the picture.
        if getattr(image, "is_animated", False) and image.format != "MPO":
            raise ValueError("is animated; save a single picture")
        if image.format == "PNG":
            image.verify()  # checks each part's sum, which loading does not
        elif data.count(b"\xff\xda") > MAX_SCANS:
            raise ValueError("is a JPEG in too many layers; save it again, not progressive")
    image = Image.open(io.BytesIO(data), formats=("PNG", "JPEG"))
    image.load()
    return ImageOps.exif_transpose(image)


def _plain(image: Image.Image) -> Image.Image:
    """8-bit RGB; RGBA where transparency is to stay."""
    if image.mode.startswith("I"):  # 16 bits of gray
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in {"CMYK", "RGB"} and (profile := image.info.get("icc_profile")):
        image = _from_profile(image, profile)
    if image.has_transparency_data:
        return image.convert("RGBA")
    return image.convert("RGB")


def _from_profile(image: Image.Image, profile: bytes) -> Image.Image:
    """The colors as the file's own profile means them; as they are where the profile is unusable."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB") or image
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image


def _too_many_pixels() -> str:
    return f"has over {MAX_PIXELS:,} pixels; make it {MAX_SIDE:,} pixels wide"
