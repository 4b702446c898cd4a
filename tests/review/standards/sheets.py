"""Tiny documents as the checks see them."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from handouts.clinic.load import Clinic
from handouts.content.catalogue import DocumentId, Loaded
from handouts.content.documents import Document
from handouts.review.standards.registry import CHECKS, NotApplicable
from handouts.review.standards.scoring import score_all  # noqa: F401 - registers the checks
from handouts.review.standards.sheet import Standards, Subject
from handouts.source.model import validate
from handouts.source.yaml import parse_yaml
from shipped import catalogue

DEFAULTS = {
    "title": "What you can do",
    "lead": "This sheet helps you.",
    "key_message": "Call us when you feel worse.",
    "heading": "What helps",
    "blocks": "- {block: paragraph, text: Call us.}",
}


@lru_cache(maxsize=1)
def standards() -> Standards:
    return Standards(catalogue())


def on(made: Subject, clinic: Clinic | None = None, **changes: object) -> Subject:
    """The same document, where the catalogue or the clinic is changed."""
    changed = Standards(replace(made.standards.catalogue, **changes), clinic or made.standards.clinic)
    return replace(made, standards=changed)


def sheet(blocks: str | None = None, **given: str) -> Subject:
    """A document of one section; `blocks` are YAML lines, each block from its dash."""
    words = {**DEFAULTS, **given} | ({"blocks": blocks} if blocks else {})
    indented = "\n".join(f"      {line}" for line in words["blocks"].splitlines())
    text = (
        "".join(f'{name}: "{words[name]}"\n' for name in ("title", "lead", "key_message"))
        + "purpose: {audience: You, needs: Words, objective: Calm}\n"
        + "review: {last_reviewed: 2026-01-01, review_by: 2027-01-01}\n"
        + f"sections:\n  - id: one\n    heading: {words['heading']}\n    blocks:\n{indented}\n"
    )
    source = parse_yaml(text, "doc.yaml")
    loaded = Loaded(DocumentId("en", "pleural", "overview"), validate(Document, source), source, adapted=False)
    lists = standards().words("en")
    assert lists
    return Subject(loaded, Standards(replace(catalogue(), documents={loaded.id: loaded})), lists)


def found(name: str, made: Subject) -> list[str]:
    """The messages of a check; fails where it does not apply."""
    outcome = CHECKS[name](made)
    assert not isinstance(outcome, NotApplicable), outcome
    return [problem.message for problem in outcome]


def reason(name: str, made: Subject) -> str:
    """Why a check does not apply."""
    outcome = CHECKS[name](made)
    assert isinstance(outcome, NotApplicable), outcome
    return outcome.reason
