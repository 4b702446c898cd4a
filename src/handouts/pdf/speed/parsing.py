"""Numbers of SVG and runs of HTML's characters, each expression compiled once."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Any

from weasyprint.svg import utils

_PAIR = re.compile("(.*?) (.*?)(?: |$)")

size = lru_cache(maxsize=20_000)(utils.size)
normalize = lru_cache(maxsize=2_000)(utils.normalize)


def point(svg: Any, string: str, font_size: float) -> tuple[float, float, str]:
    """`weasyprint.svg.utils.point`, by one expression that is compiled once."""
    match = _PAIR.match(string)
    if not match:
        raise utils.PointError
    x, y = match.group(1, 2)
    return (*svg.point(x, y, font_size), string[match.end() :])


class Expressions(dict[tuple[Collection[str], bool], re.Pattern[str]]):
    """The expressions that tinyhtml5 means to keep, and makes anew each time because it keeps them by a wrong key."""

    def __missing__(self, key: tuple[Collection[str], bool]) -> re.Pattern[str]:
        characters, opposite = key
        inside = "".join(f"\\x{ord(character):02x}" for character in characters)
        found = self[key] = re.compile(f"[{'' if opposite else '^'}{inside}]+")
        return found
