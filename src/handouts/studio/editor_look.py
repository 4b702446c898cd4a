"""What an editor wants to know of all documents at once: mistakes, grades part by part, evidence, sign-offs.

The same as `handouts check` and `handouts approvals` tell.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from handouts.batch.rehearse import rehearse
from handouts.batch.signals import Stop
from handouts.content.catalogue import Catalogue, DocumentId, Loaded
from handouts.content.evidence import claims_of
from handouts.content.wordlists import ReadingLimits
from handouts.errors import InputInvalid, Problem
from handouts.review.check import examine, with_brands
from handouts.review.readability import Grade
from handouts.review.reports import Report, coverage
from handouts.review.standards.sheet import Standards
from handouts.signoff.approvals import load_approvals
from handouts.signoff.record import Signed, statuses
from handouts.signoff.words import words_digest


@dataclass(frozen=True)
class Part:
    """A section as it reads, and the claims that its facts rest on."""

    heading: str
    grade: Grade
    claims: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """A document: how it reads, what is wrong in its file, and what its sign-off is worth; None of no clinic."""

    loaded: Loaded
    name: str
    digest: str
    grade: Grade
    parts: tuple[Part, ...]
    problems: tuple[Problem, ...]
    signed: Signed | None

    @property
    def id(self) -> DocumentId:
        """Which document."""
        return self.loaded.id

    @property
    def claims(self) -> int:
        """How many claims reach it."""
        return len({name for part in self.parts for name in part.claims})

    @property
    def hardest(self) -> Part:
        """The part that reads hardest."""
        return max(self.parts, key=lambda part: part.grade.flesch_kincaid)


@dataclass(frozen=True)
class Look:
    """All of it; no rows where content has mistakes of form."""

    files: int
    problems: tuple[Problem, ...]
    rows: tuple[Row, ...] = ()
    coverage: Report | None = None
    limits: ReadingLimits | None = None


def look(folder: Path | None, as_of: dt.date) -> Look:
    """Read and check everything now. `as_of` is the day to judge sign-offs and review dates by."""
    folders = [folder] if folder else []
    found = examine(folders)
    problems = found.problems | set(rehearse(folders, as_of, Stop()))
    standards = next(known for _, known in with_brands(folders, found))
    if standards is None:
        return Look(len(found.files), tuple(sorted(problems)))
    covered = coverage(standards)
    problems |= {*covered.problems}
    rows = tuple(_rows(standards, sorted(problems), _signed(standards.catalogue, folder, as_of)))
    return Look(len(found.files), tuple(sorted(problems)), rows, covered, standards.file.reading)


def _signed(catalogue: Catalogue, folder: Path | None, as_of: dt.date) -> dict[DocumentId, Signed]:
    if folder is None:
        return {}
    try:
        found = statuses(catalogue, load_approvals(folder), as_of, folder)
    except InputInvalid:  # told with all other mistakes
        return {}
    return {entry.loaded.id: entry for entry in found}


def _rows(standards: Standards, problems: Sequence[Problem], signed: dict[DocumentId, Signed]) -> list[Row]:
    catalogue = standards.catalogue
    return [
        Row(
            loaded,
            name_of(catalogue, loaded.id),
            words_digest(catalogue, loaded),
            standards.grade(loaded.id),
            parts(standards, loaded),
            tuple(problem for problem in problems if problem.path == loaded.source.path),
            signed.get(loaded.id),
        )
        for loaded in catalogue.in_order()
    ]


def parts(standards: Standards, loaded: Loaded) -> tuple[Part, ...]:
    """The sections of a document that say anything, each with its grade and its claims."""
    graded = zip(loaded.document.sections, standards.grader.sections(loaded.id), strict=True)
    return tuple(
        Part(section.heading, grade, tuple(dict.fromkeys(claims_of(section.blocks))))
        for section, grade in graded
        if grade.sentences
    )


def name_of(catalogue: Catalogue, identity: DocumentId) -> str:
    """A document's type and kind, in its own language."""
    labels = catalogue.labels[identity.lang]
    return f"{labels.types[identity.type].name}: {labels.kinds[identity.kind]}"
