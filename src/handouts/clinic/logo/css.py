"""The styles inside an SVG, resolved onto its elements, so that the cleaned picture needs no style sheet."""

from __future__ import annotations

import re
from collections.abc import Iterator

import cssselect2
import tinycss2
from lxml import etree

MAX_TESTS = 500_000
_SIMPLE_SELECTOR = re.compile(r"[\w\s.,#*>:-]+")

# important, from a style attribute, specificity, order
Rank = tuple[bool, bool, tuple[int, ...], int]
# a selector, what it declares, how many steps up the drawing it may take
Rule = tuple[object, list[tinycss2.ast.Declaration], int]


def resolve_styles(root: etree._Element, style_tag: str) -> dict[etree._Element, dict[str, str]]:
    """The declared properties of each element, by the cascade. Raises ValueError with what is wrong and what to do."""
    rules = list(_rules(root, style_tag))
    wrapper = cssselect2.ElementWrapper.from_xml_root(root)
    elements = list(wrapper.iter_subtree())
    # Each space of a selector tries every element above anew: ten of them in a deep drawing take for ever.
    deep = max(sum(1 for _ in element.etree_element.iterancestors()) for element in elements) + 1
    if sum(deep**spaces for _, _, spaces in rules) * len(elements) > MAX_TESTS:
        raise ValueError("has too many style rules; simplify the drawing")
    return {element.etree_element: _declared(element, rules) for element in elements}


def _declared(element: cssselect2.ElementWrapper, rules: list[Rule]) -> dict[str, str]:
    ranked: list[tuple[Rank, str, str]] = []
    for order, (selector, declarations, _) in enumerate(rules):
        if selector.test(element):
            ranked.extend(((d.important, False, selector.specificity, order), *_pair(d)) for d in declarations)
    own = _declarations(element.etree_element.get("style", ""))
    ranked.extend(((d.important, True, (), 0), *_pair(d)) for d in own)
    # Sorting keeps the order within one block, so that its last declaration wins.
    return {name: value for _, name, value in sorted(ranked, key=lambda row: row[0])}


def _pair(declaration: tinycss2.ast.Declaration) -> tuple[str, str]:
    return declaration.lower_name, tinycss2.serialize(declaration.value).strip()


def _rules(root: etree._Element, style_tag: str) -> Iterator[Rule]:
    for style in root.iter(style_tag):
        for rule in tinycss2.parse_stylesheet("".join(style.itertext()), skip_comments=True, skip_whitespace=True):
            if rule.type == "at-rule":
                raise ValueError(f"has the style rule @{rule.lower_at_keyword}; save it with plain fills and strokes")
            if rule.type == "error":
                raise ValueError("has a style sheet that cannot be read; save it again as plain SVG")
            prelude = tinycss2.serialize(rule.prelude)
            if not _SIMPLE_SELECTOR.fullmatch(prelude):
                raise ValueError(f"has the style selector {prelude.strip()!r}; save it with plain fills and strokes")
            try:
                selectors = cssselect2.compile_selector_list(rule.prelude)
            except cssselect2.SelectorError as error:
                raise ValueError(f"has the style selector {prelude.strip()!r}; save it as plain SVG") from error
            declarations = _declarations(rule.content)
            spaces = max(len(one.split()) - 1 for one in prelude.replace(">", " ").split(","))
            yield from ((selector, declarations, spaces) for selector in selectors if not selector.pseudo_element)


def _declarations(content: object) -> list[tinycss2.ast.Declaration]:
    found = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    if any(item.type in {"at-rule", "qualified-rule"} for item in found):
        raise ValueError("has style rules within rules; save it with plain fills and strokes")
    return [item for item in found if item.type == "declaration"]
