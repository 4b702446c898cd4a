"""The inline markup: bold, terms, placeholders, and nothing else."""

from __future__ import annotations

import re

import pytest

from handouts.source import inline
from handouts.source.inline import Run, parse_inline, plain_text, term_id, terms_in


@pytest.mark.parametrize("text", ["", "plain", " a", "a ", "a  b", "a\u00a0", "It's 5 mm; no?", "café (so-so)!"])
def test_what_has_no_markup_is_not_parsed_and_the_same(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    parse = parse_inline.__wrapped__
    quick = parse(text)
    monkeypatch.setattr(inline, "_MARKUP", re.compile(""))
    assert parse(text) == quick


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("plain", (Run("plain"),)),
        ("a **b** c", (Run("a "), Run("b", strong=True), Run(" c"))),
        ("[[Lymph nodes]] drain", (Run("Lymph nodes", term="lymph-nodes"), Run(" drain"))),
        ("[[nodes|lymph-nodes]]", (Run("nodes", term="lymph-nodes"),)),
        ("**[[x]]**", (Run("x", strong=True, term="x"),)),
        ("at {fever} or more", (Run("at "), Run("", placeholder="fever"), Run(" or more"))),
        ("a < b & c", (Run("a < b & c"),)),
        ("<b>no</b>", (Run("<b>no</b>"),)),
    ],
)
def test_runs(text: str, runs: tuple[Run, ...]) -> None:
    found = parse_inline(text)
    assert "".join(run.text for run in found) == "".join(run.text for run in runs)
    assert [(r.strong, r.term, r.placeholder) for r in found if r.strong or r.term or r.placeholder] == [
        (r.strong, r.term, r.placeholder) for r in runs if r.strong or r.term or r.placeholder
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("*soft*", "has italics (*); use **bold**, and only for what must not be missed"),
        ("**open", "has a stray **; close every ** or drop it"),
        ("[[open", "has a stray [[; write [[term]] or [[words|term-id]]"),
        ("{phone}", "has a stray brace; the placeholders are {fever}, {emergency}, {clinic}, {crisis}"),
    ],
)
def test_faults(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=r"\w") as caught:
        parse_inline(text)
    assert str(caught.value) == message


def test_plain_text_fills_what_it_is_given() -> None:
    assert plain_text("Call **{clinic}** at {fever}", {"clinic": "us"}) == "Call us at {fever}"


def test_terms() -> None:
    assert terms_in("[[TNM]] and [[lymph nodes|lymph-node]]") == {"tnm", "lymph-node"}
    assert term_id("Extrapleural pneumonectomy (EPP)") == "extrapleural-pneumonectomy-epp"
