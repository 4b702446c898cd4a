"""Whether documents read easily enough: their grades against the limits, with their hardest sentences."""

from __future__ import annotations

from handouts.content.catalogue import Loaded
from handouts.content.wordlists import ReadingLimits
from handouts.errors import Problem
from handouts.review.readability import Grade
from handouts.review.standards.sheet import Standards


def reading_problems(standards: Standards) -> list[Problem]:
    """The documents of a catalogue that are above a limit. Raises InputInvalid where the limits' file is at fault."""
    limits = standards.file.reading
    graded = [(loaded, standards.grade(loaded.id)) for loaded in standards.catalogue.in_order()]
    return [problem for loaded, grade in graded for problem in grade_problems(loaded, grade, limits)]


def grade_problems(loaded: Loaded, grade: Grade, limits: ReadingLimits) -> list[Problem]:
    """One problem for a document above any limit; it names each grade that is, and the three hardest sentences."""
    measured = (
        ("SMOG", grade.smog, limits.smog),
        ("Flesch-Kincaid", grade.flesch_kincaid, limits.flesch_kincaid),
        ("raw SMOG", grade.smog_raw, limits.smog_raw),
    )
    above = [f"{name} is {value:.2f}, at most {limit:.1f}" for name, value, limit in measured if value > limit]
    if not above:
        return []
    hardest = "; ".join(f"{sentence.path}:{sentence.line}: “{sentence.text}”" for sentence in grade.hardest)
    return [loaded.source.problem(("title",), f"{', '.join(above)}; find shorter words, first in {hardest}")]
