"""Makes, and throws away, a sheet of each kind for a clinic that changes how pages look: so `check` finds what a build
would."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from handouts.batch.crew import drive
from handouts.batch.gather import PreparedClinic, Selection, gather_folders
from handouts.batch.jobs import Job, in_layout_order, plan
from handouts.batch.pool import Pool
from handouts.batch.signals import Stop
from handouts.errors import HandoutsError, InputInvalid, Problem
from handouts.page.html import Printer
from handouts.page.variables import unknown_variables, unused_templates

MOST_WORKERS = 4
LOOKS = ("templates/", "styles/")
"""What a clinic changes pages by, besides papers, editions and labels."""
_DATA = ("papers", "editions")


def rehearse(
    folders: Iterable[Path], as_of: dt.date, stop: Stop, timeout: float = 60.0, cache: Path | None = None
) -> list[Problem]:
    """Every problem that printing finds in the clinics of `folders` that overlay templates, styles, papers or editions.

    A sheet of each kind is made on the clinic's own paper, and on each paper and in each edition that it adds. A
    clinic whose files have mistakes of form is passed over. `cache` is as a build's. Raises Interrupted, and
    EnvironmentFault.
    """
    jobs: list[Job] = []
    problems: list[Problem] = []
    for folder in folders:
        planned = _jobs(folder, as_of)
        unknown, unused = _in_templates(planned[0]) if planned else ([], [])
        problems += unknown or unused
        jobs += [] if unknown else planned
    return problems + (_printed(jobs, stop, timeout, cache) if jobs else [])


def _in_templates(job: Job) -> tuple[list[Problem], list[Problem]]:
    """What a clinic's templates ask for in vain, and those that are not used."""
    printer = Printer(job.assets)
    layouts = (kind.layout for kind in job.clinic.catalogue.kinds.values())
    return unknown_variables(printer, job.handout()), unused_templates(printer, layouts)


def _printed(jobs: Sequence[Job], stop: Stop, timeout: float, cache: Path | None) -> list[Problem]:
    """What making these sheets finds."""
    problems: list[Problem] = []
    with tempfile.TemporaryDirectory(prefix="handouts-") as scratch:
        crew = Pool(min(MOST_WORKERS, os.cpu_count() or 1, len(jobs)), timeout, scratch, cache=cache)
        try:
            orders = ((job.handout(), job.assets, job.target) for job in in_layout_order(jobs))
            for _, outcome in drive(crew, orders, stop):
                problems += outcome.problems if isinstance(outcome, HandoutsError) else ()
        finally:
            crew.end()
    return problems


def _jobs(folder: Path, as_of: dt.date) -> list[Job]:
    found = gather_folders([folder], Selection())
    if found.problems:
        return []
    wanted = [
        job for entry in found.ready for selection in _selections(entry) for job in _planned(entry, selection, as_of)
    ]
    firsts: dict[tuple[str, str, str], Job] = {}
    for job in wanted:
        firsts.setdefault((job.request.document.kind, job.request.edition, job.request.paper), job)
    return [*firsts.values()]


def _planned(entry: PreparedClinic, selection: Selection, as_of: dt.date) -> Sequence[Job]:
    try:
        return plan([entry], selection, as_of)
    except InputInvalid:
        return ()


def _selections(entry: PreparedClinic) -> Iterator[Selection]:
    """What is to be tried of a clinic."""
    own = [layer for layer in entry.assets.layers if not layer.bundled]
    if any(name.startswith(LOOKS) for layer in own for name in layer.files):
        yield Selection()
    papers, editions = (tuple(_added(entry, what)) for what in _DATA)
    if papers:
        yield Selection(papers=papers)
    if editions:
        yield Selection(editions=editions)


def _added(entry: PreparedClinic, what: str) -> Iterator[str]:
    """The names of the papers or editions that are the clinic's own."""
    for found in entry.layers.all(f"content/{what}/*.yaml"):
        if not found.layer.bundled:
            yield found.stem
