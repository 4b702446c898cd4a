"""The tables that `handouts check` can add: reading grades, standards, coverage of the evidence, wording."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from handouts.content.evidence import coverage_problems, usage
from handouts.errors import Problem
from handouts.review.standards.scoring import Score, score_all
from handouts.review.standards.sheet import Standards
from handouts.review.standards.wording import differences

NONE = "-"


@dataclass(frozen=True)
class Table:
    """Rows under a head; `numbers` are the columns that stand to the right."""

    title: str
    head: tuple[str, ...]
    rows: list[tuple[str, ...]]
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Report:
    """What one option adds: tables and notes for people, data for programs, and problems that make the check fail."""

    name: str
    tables: list[Table]
    notes: list[str]
    data: Any
    problems: list[Problem]


def reading(standards: Standards) -> Report:
    """The grades of each document, and its hardest sentences."""
    limits = standards.file.reading
    graded = [(loaded, standards.grade(loaded.id)) for loaded in standards.catalogue.in_order()]
    rows, data = [], []
    for loaded, grade in graded:
        few = grade.sentences < limits.least_sentences
        figures = (grade.smog, grade.flesch_kincaid, grade.smog_raw)
        sentences = f"{grade.sentences}{' (few)' if few else ''}"
        rows.append((str(loaded.id), *(f"{figure:.2f}" for figure in figures), sentences))
        hardest = [{"path": s.path, "line": s.line, "text": s.text} for s in grade.hardest]
        names = ("smog", "flesch_kincaid", "smog_raw")
        row = {"document": str(loaded.id), **dict(zip(names, figures, strict=True)), "sentences": grade.sentences}
        data.append(row | {"unsteady": few, "hardest": hardest})
    limit = f"{limits.smog:.1f}, {limits.flesch_kincaid:.1f} and {limits.smog_raw:.1f}"
    note = f"At most {limit}. (few): under {limits.least_sentences} sentences a word more or less moves SMOG."
    head = ("document", "SMOG", "FK", "raw SMOG", "sentences")
    return Report("reading", [Table("Reading grades", head, rows, frozenset({1, 2, 3, 4}))], [note], data, [])


def standards(standards: Standards) -> Report:
    """Each document against each standard, what only a person can judge, and what to mend."""
    scores = score_all(standards.catalogue, standards.clinic)
    rows = [_score_row(score) for score in scores]
    head = ("document", "standard", "score", "met", "to mend", "not applicable")
    people = [
        (standard.id, item.id, item.text if item.decided_by == "person" else f"also: {item.person_too}")
        for standard in standards.file.standards
        for item in standard.items
        if item.decided_by == "person" or item.person_too
    ]
    tables = [
        Table("Items that software can decide", head, rows),
        Table("For a person to judge; never counted", ("standard", "item", "what"), people),
    ]
    notes = ["Scores are of the items that software can decide alone, and so not the full score of any standard."]
    problems = list(dict.fromkeys(problem for score in scores for problem in score.problems))
    return Report("standards", tables, notes, [_score_data(score) for score in scores], problems)


def _score_row(score: Score) -> tuple[str, ...]:
    cells = (" ".join(score.ids(verdict)) or NONE for verdict in ("met", "not met", "not applicable"))
    return (str(score.document), score.name, f"{score.percent:.0f} % ({score.met} of {score.possible})", *cells)


def _score_data(score: Score) -> dict[str, Any]:
    items = [
        {
            "id": row.item.id,
            "text": row.item.text,
            "verdict": row.verdict,
            "reason": row.reason,
            "person_too": row.item.person_too,
            "problems": [problem.as_dict() for problem in row.problems],
        }
        for row in score.decided
    ]
    head = {"document": str(score.document), "standard": score.standard.id, "part": score.part}
    return head | {"percent": round(score.percent, 1), "met": score.met, "possible": score.possible, "items": items}


def coverage(standards: Standards) -> Report:
    """Claims by documents, grouped by the claims' files."""
    catalogue = standards.catalogue
    used = usage(catalogue)
    kinds = sorted(catalogue.kinds, key=lambda name: (catalogue.kinds[name].order, name))
    types = sorted(catalogue.types, key=lambda name: (catalogue.types[name].order, name))
    topics: dict[str, list[tuple[str, ...]]] = {}
    data = []
    for name, claim in catalogue.claims.items():
        topic = Path(catalogue.places["claims", name][0].path).stem
        reached = {t: [k for k in kinds if any((d.type, d.kind) == (t, k) for d in used[name])] for t in types}
        cells = (_cell(claim.printed, claim.holds_for(t), [str(kinds.index(k) + 1) for k in reached[t]]) for t in types)
        topics.setdefault(topic, []).append((name, *cells))
        row = {"claim": name, "topic": topic, "print": claim.printed, "reason": claim.reason}
        data.append(row | {"documents": [str(document) for document in used[name]]})
    tables = [Table(topic, ("claim", *types), rows) for topic, rows in sorted(topics.items())]
    legend = ", ".join(f"{number} {kind}" for number, kind in enumerate(kinds, 1))
    note = f"{legend}. {NONE}: not about this type; kept out: of print, for a stated reason; MISSING: in no document."
    return Report("coverage", tables, [note], data, coverage_problems(catalogue, used))


def _cell(printed: bool, holds: bool, kinds: Sequence[str]) -> str:
    if not printed:
        return "kept out"
    return " ".join(kinds) or ("MISSING" if holds else NONE)


def wording(standards: Standards) -> Report:
    """Texts that rest on the same claims in other words: notices, and findings where figures or denials differ."""
    found = differences(standards)
    notices = [str(row.problem) for row in found if row.finding is None]
    findings = [row.problem for row in found if row.finding]
    data = [{"finding": row.finding, **row.problem.as_dict()} for row in found]
    notes = [*notices, f"Notices, for an editor to look at: {len(notices)}."]
    return Report("wording", [], notes, data, findings)


MAKERS: dict[str, Callable[[Standards], Report]] = {
    "reading": reading,
    "standards": standards,
    "coverage": coverage,
    "wording": wording,
}


def make(names: Iterable[str], standards: Standards, clinic: str = "") -> list[Report]:
    """The reports of these names, in the order of the options; titles and names say whose they are."""
    made = [MAKERS[name](standards) for name in MAKERS if name in set(names)]
    return [_named(report, clinic) for report in made] if clinic else made


def _named(report: Report, clinic: str) -> Report:
    tables = [replace(table, title=f"{clinic}: {table.title}") for table in report.tables]
    return replace(report, name=f"{report.name} of {clinic}", tables=tables)
