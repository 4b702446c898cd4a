"""Which versions of WeasyPrint the tagger works with: those of one line in which all that it leans on is as it was."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Iterator
from typing import Any

LINE, TESTED = "70", "70.0"
REQUIREMENT = f"weasyprint~={TESTED}"
"""As `pyproject.toml` has it: any 70."""

# What is replaced or called by place: the first parameters in their order; all further ones can be left out.
CALLS = {
    "weasyprint.pdf:add_tags": "pdf document pdf_version page_streams",
    "weasyprint.draw:draw_border": "stream box",
    "weasyprint.pdf.stream:Stream.marked": "self box tag",
    "weasyprint.document:Document": "pages metadata url_fetcher font_config color_profiles output_intent",
    "weasyprint.document:Page": "page_box",
    "weasyprint.layout.background:layout_box_backgrounds": "page box get_image_from_uri",
    "weasyprint.css.media_queries:evaluate_media_query": "query_list device_media_type",
    "weasyprint.text.line_break:split_first_line": "text style context max_width justification_spacing is_line_start"
    " minimum",
    "weasyprint.formatting_structure.build:marker_to_box": "element state parent_style style_for get_image_from_uri"
    " target_collector counter_style",
    "weasyprint.urls:URLFetcherResponse": "url body headers",
    "weasyprint.text.fonts:FontConfiguration.add_font_face": "self rule_descriptors url_fetcher",
    "weasyprint.formatting_structure.boxes:Box.translate": "self dx dy",
    "weasyprint.formatting_structure.boxes:Box.copy": "self",
}
# Names that a function's code must have: what is replaced is called from there, what is read is set there.
MENTIONS = {
    "weasyprint.formatting_structure.build:element_to_box": "marker_to_box footnote_call",
    "weasyprint.pdf:generate_pdf": "add_tags page_streams",
    "weasyprint.draw:draw_stacking_context": "draw_border",
    "weasyprint.draw:draw_inline_level": "draw_border marked TextBox",
    "weasyprint.draw:draw_block_level": "marked ReplacedBox",
    "weasyprint.pdf.stream:Stream.__init__": "_tags _current_color _current_color_stroke _current_alpha"
    " _current_alpha_stroke",
    "weasyprint.draw.text:draw_text": "pango_layout reactivate",
    "weasyprint.layout.inline:split_text_box": "split_first_line pango_layout justification_spacing",
    "weasyprint.layout.preferred:inline_line_widths": "split_first_line",
    "weasyprint.document:Page.__init__": "_page_box links bookmarks width height",
    "weasyprint:HTML.__init__": "wrapper_element etree_element",
    "weasyprint.document:Document.write_pdf": "finisher",
    "weasyprint.pdf.fonts:Font.__init__": "hash to_unicode",
    "weasyprint.layout.absolute:AbsolutePlaceholder.__init__": "_box",
    "weasyprint:HTML.render": "font_config counter_style color_profiles options",
    "weasyprint:CSS.__init__": "string url url_fetcher font_config counter_style color_profiles"
    " layers matcher page_rules _check_mime_type",
    "weasyprint.urls:URLFetcher.__init__": "allowed_protocols allow_redirects",
}
NAMES = (
    "weasyprint.css.counters:CounterStyle", "weasyprint.logger:LOGGER",
    "weasyprint.layout.inline:split_first_line", "weasyprint.layout.preferred:split_first_line",
    *(f"weasyprint.formatting_structure.boxes:{name}" for name in (
        "BlockLevelBox", "LineBox", "MarginBox", "PageBox", "ParentBox", "ReplacedBox", "TableRowGroupBox", "TextBox",
    )),
)  # fmt: skip


def refusal(version: str) -> str:
    """Why the tagger cannot work with the WeasyPrint that is here, and what to install; empty where it can."""
    if version.partition(".")[0] != LINE:
        return f"WeasyPrint is {version}; install {REQUIREMENT}"
    if changed := ", ".join(_changed()):
        return f"WeasyPrint {version} has changed what the tags lean on: {changed}; install weasyprint=={TESTED}"
    return ""


def _changed() -> Iterator[str]:
    for name in NAMES:
        if _find(name) is None:
            yield _spoken(name)
    for name, wanted in CALLS.items():
        if not _takes(_find(name), wanted.split()):
            yield f"{_spoken(name)}({wanted.replace(' ', ', ')})"
    for name, wanted in MENTIONS.items():
        if missing := [word for word in wanted.split() if word not in _words(_find(name))]:
            yield f"{_spoken(name)} ({', '.join(missing)})"


def _spoken(name: str) -> str:
    return name.replace(":", ".")


def _find(name: str) -> Any:
    """What goes by the name `MODULE:NAME.NAME`, or None."""
    module, _, names = name.partition(":")
    try:
        found = importlib.import_module(module)
        for part in names.split("."):
            found = getattr(found, part)
    except (ImportError, AttributeError):
        return None
    return found


def _takes(function: Any, wanted: list[str]) -> bool:
    if not callable(function):
        return False
    parameters = list(inspect.signature(function).parameters.values())
    free = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    rest = parameters[len(wanted) :]
    return [parameter.name for parameter in parameters[: len(wanted)]] == wanted and all(
        parameter.default is not inspect.Parameter.empty or parameter.kind in free for parameter in rest
    )


def _words(function: Any) -> set[object]:
    """Names and constants in a function's code."""
    code = getattr(inspect.unwrap(function), "__code__", None) if callable(function) else None
    return {*code.co_names, *code.co_consts, *code.co_varnames} if code else set()
