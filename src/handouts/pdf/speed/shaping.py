"""Lines of text that are shaped once for the same words in the same type and width.

What is kept lies with the fonts (`Fonts`), which lie with the style sheets: it serves the other fits of a document and
the other documents of a batch, and goes when they go.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from weasyprint.text.line_break import Layout

Line = tuple[Any, ...]
MOST_LINES = 60_000
"""Shaped lines kept for one set of fonts: those of some fifty long documents, about 40 MB."""
_TYPE = (
    "font_style", "font_stretch", "font_weight", "font_variant_ligatures", "font_variant_position", "font_variant_caps",
    "font_variant_numeric", "font_variant_alternates", "font_variant_east_asian", "font_feature_settings",
    "font_variation_settings", "font_language_override", "lang", "font_kerning", "font_size", "direction",
)  # fmt: skip
_BREAKING = (
    "white_space", "hyphens", "hyphenate_character", "hyphenate_limit_chars", "hyphenate_limit_zone", "overflow_wrap",
    "word_break", "word_spacing", "letter_spacing", "tab_size",
)  # fmt: skip


def kept_with(style: Any, name: str) -> dict[Any, Any]:
    """A cache of this name with the style's fonts."""
    found: dict[Any, Any] = style.font_config.__dict__.setdefault(name, {})
    return found


def type_of(style: Any) -> int:
    """A number for all that decides the shapes of letters."""
    kept, key = kept_with(style, "_handouts_types"), (tuple(style["font_family"]), *[style[name] for name in _TYPE])
    found: int = kept.setdefault(key, len(kept))
    return found


def breaking(style: Any) -> int:
    """A number for all that decides where a line breaks, its type aside."""
    kept, key = kept_with(style, "_handouts_breakings"), tuple([style[name] for name in _BREAKING])
    found: int = kept.setdefault(key, len(kept))
    return found


def split_first_line(original: Callable[..., Line]) -> Callable[..., Line]:
    """`split_first_line`, each line once: the same words in the same type and width break in the same place."""

    def _split(
        text: str,
        style: Any,
        context: Any,
        max_width: float | None,
        justification_spacing: float,
        is_line_start: bool = True,
        minimum: bool = False,
    ) -> Line:
        if style["text_decoration_line"] != "none":  # its layout knows where the line goes
            return original(text, style, context, max_width, justification_spacing, is_line_start, minimum)
        kept = kept_with(style, "_handouts_lines")
        key = (text, max_width, justification_spacing, is_line_start, minimum, type_of(style), breaking(style))
        if key not in kept:
            if len(kept) >= MOST_LINES:
                kept.clear()
            kept[key] = original(text, style, context, max_width, justification_spacing, is_line_start, minimum)
        layout, *rest = kept[key]
        # A page may put an ellipsis into its layout: each has its own.
        own = object.__new__(type(layout))
        own.__dict__.update(layout.__dict__)
        return (own, *rest)

    return _split


def wake_layouts_late() -> None:
    """Let `Layout.reactivate` wait until somebody asks for the Pango layout."""
    reactivate = Layout.reactivate

    def _reactivate(self: Any, style: Any) -> None:
        self.__dict__["_waiting"] = style

    def _deactivate(self: Any) -> None:
        for name in ("layout", "language", "style", "_waiting"):
            self.__dict__.pop(name, None)

    def _getattr(self: Any, name: str) -> Any:
        if name in ("layout", "language", "style") and "_waiting" in self.__dict__:
            reactivate(self, self.__dict__.pop("_waiting"))
            return self.__dict__[name]
        raise AttributeError(name)

    Layout.reactivate, Layout.deactivate, Layout.__getattr__ = _reactivate, _deactivate, _getattr
