"""What WeasyPrint 70.0 would do but for a fault."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import Any

from weasyprint.formatting_structure import boxes

Line = tuple[Any, int, int | None, float, float, float]


def markers(original: Callable[..., Iterator[boxes.Box]]) -> Callable[..., Iterator[boxes.Box]]:
    """`marker_to_box`, whose boxes of `::marker { content }` have a style of their own.

    They would share that of the marker, be lifted out of the flow with it, and stop the layout.
    """

    @functools.wraps(original)
    def _markers(*given: Any) -> Iterator[boxes.Box]:
        for marker in original(*given):
            for box in marker.children:
                box.style = box.style.copy()
                box.style["position"] = "static"
            yield marker

    return _markers


def line_ends(original: Callable[..., Line]) -> Callable[..., Line]:
    """`split_first_line`, which keeps words before a bold one together: their space may hang over the end of the line.

    Where they fit the line without that space, and no longer with it, WeasyPrint takes them for words that cannot be
    broken, and leaves the first of them alone on its line.
    """

    def _split(text: str, style: Any, context: Any, max_width: float | None, *more: Any, **named: Any) -> Line:
        line = original(text, style, context, max_width, *more, **named)
        first = text.encode()[: line[2] or 0].rstrip()
        if max_width is None or not text.endswith(" ") or not first or b" " in first:
            return line
        bare = original(text.rstrip(" "), style, context, None, *more, **named)
        if bare[2] is not None or bare[3] > max_width:
            return line
        return original(text, style, context, None, *more, **named)

    return _split
