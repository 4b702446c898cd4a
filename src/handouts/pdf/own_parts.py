"""Tells what of a page of HTML is a clinic's own: its marked parts and its colors."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from tinycss2.color5 import Color, parse_color

_OWN = re.compile(r"<!--imprint-->(.*?)<!--/imprint-->", re.DOTALL)
_TAGS = re.compile(r"<(?!wbr|img)([a-z][a-z0-9]*)")
_ROOT = re.compile(r'<html\b[^>]*\bstyle="([^"]*)"')
_BODY = re.compile(r"<body\b[^>]*>")
_COLOR = re.compile(r"(--[\w-]+): (#[0-9a-fA-F]{6})(?=;|$)")

Colors = Mapping[tuple[float, ...], Color]
"""Stand-ins by their channels, and the brand's colors that are painted in their place."""


@dataclass(frozen=True)
class Parts:
    """A page of HTML: `head` is all up to its body, `own` what is the clinic's in the body, `key` all the rest."""

    html: str
    head: str
    own: tuple[str, ...]
    key: bytes
    colors: Colors


def split_own_parts(html: str, assets: Mapping[str, bytes]) -> Parts | None:
    """Tell a clinic's own from the rest; None of a page that does not say which is which, or mixes its colors."""
    body = _BODY.search(html)
    if body is None or not _OWN.search(html, body.end()) or _mixes(assets):
        return None
    painted, colors = _with_stand_ins(html)
    body = _BODY.search(painted)
    assert body
    own = tuple(_OWN.findall(painted, body.end()))
    rest, shape = _OWN.sub("<!---->", painted), [_TAGS.findall(part) for part in own]
    digest = hashlib.sha256(repr((rest, shape)).encode())
    for name in sorted(assets):
        if f"asset:{name}" in rest:
            digest.update(hashlib.sha256(assets[name]).digest())
    return Parts(painted, painted[: body.end()], own, digest.digest(), colors)


def _mixes(assets: Mapping[str, bytes]) -> bool:
    """Whether a style sheet paints in a way that knows no single color."""
    return any(b"gradient(" in data or b"color-mix(" in data for name, data in assets.items() if name.endswith(".css"))


def _with_stand_ins(html: str) -> tuple[str, Colors]:
    root = _ROOT.search(html)
    if root is None:
        return html, {}
    colors: dict[tuple[float, ...], Color] = {}

    def stand_in(match: re.Match[str]) -> str:
        text, channels = _stand_in(match[1])
        colors[channels] = parse_color(match[2])
        return f"{match[1]}: {text}"

    start, end = root.span(1)
    return html[:start] + _COLOR.sub(stand_in, root[1]) + html[end:], colors


@lru_cache(maxsize=32)
def _stand_in(name: str) -> tuple[str, tuple[float, ...]]:
    """A color that nobody paints with, for it lies between those of eight bits."""
    digest = hashlib.sha256(name.encode()).digest()
    text = "rgb({})".format(" ".join(f"{value * 100 / 255 + 0.1234:.4f}%" for value in digest[:3]))
    return text, tuple(parse_color(text))[:3]
