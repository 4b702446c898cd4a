"""Holds documents against the standards and scores them as each standard scores, over what software can decide."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from handouts.clinic.load import Clinic, unbranded
from handouts.content.catalogue import Catalogue, DocumentId
from handouts.content.wordlists import STANDARDS, ItemOfStandard, Standard
from handouts.errors import InputInvalid, Problem
from handouts.review.standards import form_checks, print_checks, words_checks  # noqa: F401 - they register their checks
from handouts.review.standards.registry import CHECKS, NotApplicable
from handouts.review.standards.sheet import Standards, Subject

Verdict = Literal["met", "not met", "not applicable", "for a person"]


@dataclass(frozen=True)
class Decided:
    """One item for one document."""

    item: ItemOfStandard
    verdict: Verdict
    problems: tuple[Problem, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Score:
    """One standard, or one part of it, for one document. Items that do not apply, or that a person decides, are not
    counted."""

    standard: Standard
    part: str | None
    document: DocumentId
    decided: tuple[Decided, ...]

    @property
    def name(self) -> str:
        """The standard and its part, in words."""
        return f"{self.standard.id} {self.standard.parts[self.part].lower()}" if self.part else self.standard.id

    def ids(self, verdict: Verdict) -> list[str]:
        """The numbers of the items with a verdict."""
        return [row.item.id for row in self.decided if row.verdict == verdict]

    @property
    def met(self) -> int:
        """Items that are met."""
        return len(self.ids("met"))

    @property
    def possible(self) -> int:
        """Items that count."""
        return self.met + len(self.ids("not met"))

    @property
    def percent(self) -> float:
        """Points in a hundred: those met of those possible, as PEMAT and the Index score; 100 where none counts."""
        return 100 * self.met / self.possible if self.possible else 100.0

    @property
    def problems(self) -> list[Problem]:
        """What is to mend, each with the standard and the item's number."""
        return [
            Problem(p.path, p.line, p.column, p.field, f"{self.standard.id} {row.item.id}: {p.message}")
            for row in self.decided
            for p in row.problems
        ]


def score_all(catalogue: Catalogue, clinic: Clinic | None = None) -> list[Score]:
    """Every document against every standard; languages without word lists are left out.

    Raises InputInvalid where the data of the standards are at fault.
    """
    standards = Standards(catalogue, clinic or unbranded())
    _known_checks(standards)
    found = []
    for loaded in catalogue.in_order():
        words = standards.words(loaded.id.lang)
        if words is not None:
            subject = Subject(loaded, standards, words)
            found += [score for standard in standards.file.standards for score in _scores(subject, standard)]
    return found


def _scores(subject: Subject, standard: Standard) -> list[Score]:
    decided = [decide(subject, item) for item in standard.items]
    return [
        Score(standard, part, subject.loaded.id, tuple(row for row in decided if row.item.part == part))
        for part in standard.parts or (None,)
    ]


def decide(subject: Subject, item: ItemOfStandard) -> Decided:
    """One item for one document."""
    if item.check is None:
        return Decided(item, "for a person")
    outcome = subject.outcome(item.check, CHECKS[item.check])
    if isinstance(outcome, NotApplicable):
        return Decided(item, "not applicable", reason=outcome.reason)
    return Decided(item, "not met" if outcome else "met", tuple(dict.fromkeys(outcome)))


def _known_checks(standards: Standards) -> None:
    named = [item.check for standard in standards.file.standards for item in standard.items if item.check is not None]
    if unknown := [name for name in named if name not in CHECKS]:
        known = ", ".join(sorted(CHECKS))
        raise InputInvalid([Problem(STANDARDS, 0, 0, "", f"{name!r} is no check; known: {known}") for name in unknown])
