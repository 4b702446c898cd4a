"""Lines of text that are shaped once for the same words in the same type and width: see `quick`.

What is kept lies with the fonts (`Fonts`), which lie with the style sheets: it serves the other fits of a document and
the other documents of a batch, and goes when they go.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from weasyprint.text import line_break
from weasyprint.text.constants import PANGO_DIRECTION
from weasyprint.text.ffi import ffi, gobject, pango

_WORD = re.compile(r"\w+")
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
    kept, key = kept_with(style, "_quick_types"), (tuple(style["font_family"]), *[style[name] for name in _TYPE])
    found: int = kept.setdefault(key, len(kept))
    return found


def breaking(style: Any) -> int:
    """A number for all that decides where a line breaks, its type aside."""
    kept, key = kept_with(style, "_quick_breakings"), tuple([style[name] for name in _BREAKING])
    found: int = kept.setdefault(key, len(kept))
    return found


def font_description(original: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """`get_font_description`, one for each type."""

    def get_font_description(style: Any) -> Any:
        kept, key = kept_with(style, "_quick_descriptions"), type_of(style)
        if key not in kept:
            kept[key] = original(style)
        return kept[key]

    return get_font_description


def setup(original: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
    """`Layout.setup`, one Pango context for each direction and language; unusual type is left to `original`."""

    def _setup(self: Any, style: Any) -> None:
        unusual = style["text_decoration_line"] != "none" or style["font_language_override"] != "normal"
        if unusual or not style["lang"]:
            original(self, style)
            return
        self.style, self.first_line_direction = style, 0
        self.ascent = self.underline_position = self.strikethrough_position = None
        context, self.language = _context(style)
        self.layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
        pango.pango_layout_set_auto_dir(self.layout, False)
        pango.pango_layout_set_font_description(self.layout, line_break.get_font_description(style))
        _set_features(self.layout, style)

    return _setup


def _context(style: Any) -> tuple[Any, Any]:
    kept, key = kept_with(style, "_quick_contexts"), (style["direction"], style["lang"])
    if key not in kept:
        context = ffi.gc(pango.pango_font_map_create_context(style.font_config.font_map), gobject.g_object_unref)
        pango.pango_context_set_round_glyph_positions(context, False)
        pango.pango_context_set_base_dir(context, PANGO_DIRECTION[style["direction"]])
        language = pango.pango_language_from_string(ffi.new("char[]", style["lang"].encode()))
        pango.pango_context_set_language(context, language)
        kept[key] = context, language
    found: tuple[Any, Any] = kept[key]
    return found


def _set_features(layout: Any, style: Any) -> None:
    kept, key = kept_with(style, "_quick_features"), type_of(style)
    if key not in kept:
        features = line_break.font_features(
            style["font_kerning"], style["font_variant_ligatures"], style["font_variant_position"],
            style["font_variant_caps"], style["font_variant_numeric"], style["font_variant_alternates"],
            style["font_variant_east_asian"], style["font_feature_settings"],
        )  # fmt: skip
        kept[key] = ",".join(f"{name} {value}" for name, value in features.items()).encode()
    features = kept[key]
    if features:
        shared = style.font_config.font_features
        if features not in shared:
            shared[features] = pango.pango_attr_font_features_new(features)
        attributes = pango.pango_attr_list_new()
        pango.pango_attr_list_insert(attributes, shared[features])
        pango.pango_layout_set_attributes(layout, attributes)


def parse(original: Callable[[Any, str], Any]) -> Callable[[Any, str], Any]:
    """`cffi.cparser.Parser._parse`, which reads all known names of types anew to understand one, such as `char[]`."""

    def _parse(self: Any, csource: str) -> Any:
        known, names = self._declarations, {f"typedef {word}" for word in _WORD.findall(csource)}
        self._declarations = {name: known[name] for name in names if name in known}
        try:
            return original(self, csource)
        finally:
            self._declarations = known

    return _parse


def first_line(original: Callable[..., Line]) -> Callable[..., Line]:
    """`split_first_line`, each line once: the same words in the same type and width break in the same place."""

    def split_first_line(
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
        kept = kept_with(style, "_quick_lines")
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

    return split_first_line


def strut(original: Callable[[Any], tuple[float, float]]) -> Callable[[Any], tuple[float, float]]:
    """`strut`, by a key of values instead of their written form."""

    def _strut(style: Any) -> tuple[float, float]:
        kept, key = kept_with(style, "_quick_struts"), (type_of(style), style["line_height"])
        if key not in kept:
            kept[key] = original(style)
        found: tuple[float, float] = kept[key]
        return found

    return _strut
