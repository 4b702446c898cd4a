"""A line that ends in a space, set as WeasyPrint 70.0 would but for a fault.

Words before a bold one end in a space. Where they fit the line without that space, and no longer with it, WeasyPrint
takes them for words that cannot be broken, and leaves the first of them alone on its line.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Line = tuple[Any, int, int | None, float, float, float]


def mend(original: Callable[..., Line]) -> Callable[..., Line]:
    """`split_first_line`, which keeps such words together: their space may hang over the end of the line."""

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
