"""The inline markup of our texts: `**strong**`, `[[term]]` or `[[words shown|term-id]]`, and `{placeholders}`.

Nothing else is markup: no italics, no links, no HTML. A placeholder stands for what only the clinic can say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

PLACEHOLDERS = ("fever", "emergency", "clinic", "crisis")
TERM = re.compile(r"\[\[([^\[\]|]+)(?:\|([a-z0-9-]+))?\]\]")
_MARKUP = re.compile(r"[^\w .,;:?!()'’-]")  # what may be more than itself; most texts have none of it
PLACEHOLDER = re.compile(r"\{([a-z_]*)\}")


@dataclass(frozen=True)
class Run:
    """A stretch of text of one look: words, perhaps a term by its glossary id, or one of PLACEHOLDERS without words."""

    text: str
    strong: bool = False
    term: str | None = None
    placeholder: str | None = None


@lru_cache(maxsize=8192)
def parse_inline(text: str) -> tuple[Run, ...]:
    """The runs of a text. Raises ValueError with what is wrong and what to do."""
    if not _MARKUP.search(text):
        return (Run(text),) if text else ()
    tokens = _parser().parseInline(text)[0].children or []
    runs = tuple(_runs(tokens))
    leftover = "".join(run.text for run in runs)
    for mark, advice in (("**", "close every ** or drop it"), ("[[", "write [[term]] or [[words|term-id]]")):
        if mark in leftover:
            raise ValueError(f"has a stray {mark}; {advice}")
    if "{" in leftover or "}" in leftover:
        known = ", ".join(f"{{{name}}}" for name in PLACEHOLDERS)
        raise ValueError(f"has a stray brace; the placeholders are {known}")
    return runs


def plain_text(text: str, fill: Mapping[str, str] | None = None) -> str:
    """The words alone; placeholders are filled from `fill`, or stay as written."""
    fill = {} if fill is None else fill  # asking whether it is empty would read all of it
    runs = parse_inline(text)
    return "".join(fill.get(run.placeholder, f"{{{run.placeholder}}}") if run.placeholder else run.text for run in runs)


def terms_in(text: str) -> frozenset[str]:
    """The glossary ids that a text marks."""
    return frozenset(run.term for run in parse_inline(text) if run.term)


def term_id(words: str) -> str:
    """The glossary id of a term as it is shown: `Lymph nodes` is `lymph-nodes`."""
    return re.sub(r"[^a-z0-9]+", "-", words.lower()).strip("-")


def _runs(tokens: list[Token]) -> Iterator[Run]:
    strong = False
    for token in tokens:
        if token.type in {"strong_open", "strong_close"}:
            strong = token.type == "strong_open"
        elif token.type in {"em_open", "em_close"}:
            raise ValueError("has italics (*); use **bold**, and only for what must not be missed")
        elif token.type == "term":
            yield Run(token.content, strong, term=token.meta["id"])
        elif token.type == "placeholder":
            yield Run("", strong, placeholder=token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            yield Run(" ", strong)
        elif token.content:
            yield Run(token.content, strong)


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero").enable(["emphasis", "newline"])
    parser.inline.ruler.before("emphasis", "term", _term_rule)
    parser.inline.ruler.before("emphasis", "placeholder", _placeholder_rule)
    # The text rule stops only at characters it knows; `{` and `[` are among them.
    return parser


def _term_rule(state: StateInline, silent: bool) -> bool:
    match = TERM.match(state.src, state.pos)
    if not match:
        return False
    if not silent:
        token = state.push("term", "", 0)
        token.content = match[1]
        token.meta = {"id": match[2] or term_id(match[1])}
    state.pos = match.end()
    return True


def _placeholder_rule(state: StateInline, silent: bool) -> bool:
    match = PLACEHOLDER.match(state.src, state.pos)
    if not match or match[1] not in PLACEHOLDERS:
        return False
    if not silent:
        state.push("placeholder", "", 0).content = match[1]
    state.pos = match.end()
    return True
