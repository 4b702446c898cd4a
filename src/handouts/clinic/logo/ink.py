"""Whether a logo would be seen on white paper: any of it, all of it, and large enough."""

from __future__ import annotations

from collections.abc import Iterator

from PIL import Image, ImageChops

MIN_INK = 32
"""Of 255, in any color: an eighth. Less vanishes on paper."""
MIN_ALPHA = 64
"""Of 255: what is more transparent was not meant to be seen."""
MAX_LOST = 0.2
"""Of what is drawn, that may stand alone in white: an outline, a highlight; letters are more."""
MIN_SHARE = 0.4
"""Of the width, or of the height, that has ink: designers leave clear space, but not this much."""
_USE = "use the logo for light backgrounds"


def on_white(picture: Image.Image) -> Image.Image:
    """A picture with transparency as it looks on paper."""
    return Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")


def check_ink(picture: Image.Image, fit: str) -> None:
    """Look at a picture (RGBA) in as many dots as the eye sees; `fit` says how to be rid of the space around it.

    Raises ValueError where it draws nothing, where paper would swallow it or much of it, or where it fills little of
    its page.
    """
    if picture.getchannel("A").getbbox() is None:
        raise ValueError(f"draws nothing on its page; see whether it is the right file, or {fit}")
    left, top, right, bottom = _ink(picture).getbbox() or (0, 0, 0, 0)
    if right == 0:
        raise ValueError(f"is white, or nearly, and would not be seen on paper; {_USE}")
    if _lost(picture.reduce(2)) > MAX_LOST:
        raise ValueError(f"has white parts, perhaps letters, that would not be seen on paper; {_USE}, or delete them")
    if right - left < MIN_SHARE * picture.width and bottom - top < MIN_SHARE * picture.height:
        raise ValueError(f"fills only a small part of its own page and would print tiny; {fit}")


def _ink(picture: Image.Image) -> Image.Image:
    """255 where paper shows a color, 0 elsewhere."""
    red, green, blue = on_white(picture).split()
    darkest = ImageChops.darker(ImageChops.darker(red, green), blue)
    return darkest.point(lambda value: 255 if value <= 255 - MIN_INK else 0)


def _lost(picture: Image.Image) -> float:
    """The share of what is drawn that belongs to shapes without any ink. White on a color is part of the color's."""
    opaque = bytearray(picture.getchannel("A").point(lambda value: value >= MIN_ALPHA and 255).tobytes())
    drawn, ink = len(opaque) - opaque.count(0), _ink(picture).tobytes()
    lost = sum(len(shape) for shape in _shapes(opaque, picture.width) if not any(ink[dot] for dot in shape))
    return lost / max(drawn, 1)


def _shapes(opaque: bytearray, width: int) -> Iterator[list[int]]:
    """The dots of each group that hangs together; they are wiped out on the way."""
    start = opaque.find(255)
    while start >= 0:
        opaque[start] = 0
        shape = [start]
        for dot in shape:  # grows while it is walked through
            column = dot % width
            beside = (dot - width, dot + width, dot - 1 if column else -1, dot + 1 if column < width - 1 else -1)
            for other in beside:
                if 0 <= other < len(opaque) and opaque[other]:
                    opaque[other] = 0
                    shape.append(other)
        yield shape
        start = opaque.find(255, start)
