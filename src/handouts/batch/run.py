"""The loop of a build: what is unchanged is left, the rest is made, written and noted."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from handouts.batch.index import INDEX, index_page
from handouts.batch.jobs import Job, Ready, bare
from handouts.batch.lock import locked
from handouts.batch.manifest import Entry, Manifest, entry_of
from handouts.batch.prune import remove
from handouts.batch.report import Reporter, Summary
from handouts.batch.signals import Interrupted, Stop
from handouts.errors import EnvironmentFault, HandoutsError
from handouts.page.assets import AssetReader, Assets
from handouts.page.fingerprint import Fingerprints
from handouts.page.handout import Handout, Request, compose
from handouts.source.files import sweep, write_atomic

TIMEOUT = 60.0
LOCK_WAIT = 10.0
READERS = 4
"""Threads that compare files with the manifest: digests are made outside of Python's own lock."""


@dataclass(frozen=True)
class Options:
    """How to build. `as_of` is the day by which review dates are judged; times in seconds."""

    output: Path
    as_of: dt.date
    jobs: int = 1
    timeout: float = TIMEOUT
    lock_wait: float = LOCK_WAIT
    force: bool = False
    prune: bool = False
    """Whether to remove the files that belong to nothing any more."""
    scheduler: str | None = None
    """The address of a Dask scheduler whose workers make the documents; None for processes of this computer."""


@dataclass(frozen=True)
class Planned:
    """A job with its clinic and the fingerprint of what it is made from."""

    job: Job
    ready: Ready
    assets: Assets
    fingerprint: str

    def handout(self, as_of: dt.date) -> Handout:
        """The words of the job."""
        handout = _composed(self.ready, self.job, as_of)
        return replace(handout, clinic=bare(handout.clinic))


def fingerprinted(ready: Iterable[Ready], jobs: Iterable[Job], as_of: dt.date) -> list[Planned]:
    """The jobs with what decides them; nothing is laid out."""
    by_id = {entry.id: entry for entry in ready}
    prints, reader = Fingerprints(), AssetReader()
    words: dict[tuple[object, ...], str] = {}
    planned = []
    for job in jobs:
        entry = by_id[job.clinic]
        # Hundreds of clinics hand out the same words: they are composed and digested once.
        key = (id(entry.catalogue), job.request, entry.approvals.by_id.get(job.request.document))
        if key not in words:
            words[key] = prints.words(_composed(entry, job, as_of))
        assets = reader.read(entry.layers)
        planned.append(Planned(job, entry, assets, prints.joined(words[key], entry.clinic, assets)))
    return planned


def _composed(ready: Ready, job: Job, as_of: dt.date) -> Handout:
    approval = ready.approvals.by_id.get(job.request.document)
    return compose(ready.catalogue, ready.clinic, job.request, as_of, approval)


def together(planned: Iterable[Planned]) -> list[Planned]:
    """The same sheet of all clinics in a row, and in it those whose own takes the same room.

    A worker lays out once what they share, and keeps only the last few layouts.
    """
    groups: dict[Request, list[Planned]] = {}
    for plan in planned:
        groups.setdefault(plan.job.request, []).append(plan)
    return [plan for group in groups.values() for plan in sorted(group, key=_room)]


def _room(plan: Planned) -> tuple[object, ...]:
    """What decides how much room a clinic's own takes, and which words stand around it."""
    brand = plan.ready.clinic.brand
    lines = len(brand.phones or ()), len(brand.address or ()), bool(brand.web), len(brand.language_notice or "")
    return plan.ready.shipped_only, str(brand.fever_words), str(brand.emergency_number), *lines


def divide(planned: Iterable[Planned], manifest: Manifest, force: bool) -> tuple[list[Planned], list[Job]]:
    """What is to be made, and what is unchanged."""
    planned = list(planned)
    if force or not manifest.entries:
        return planned, []
    to_make, unchanged = [], []
    with ThreadPoolExecutor(READERS) as readers:
        same = readers.map(lambda plan: manifest.unchanged(plan.job.target, plan.fingerprint), planned)
        for plan, kept in zip(planned, same, strict=True):
            if kept:
                unchanged.append(plan.job)
            else:
                to_make.append(plan)
    return to_make, unchanged


Judge = Callable[[Iterable[Entry]], list[Entry]]
"""Chooses the entries that belong to nothing any more."""


def build(
    planned: Sequence[Planned],
    options: Options,
    reporter: Reporter,
    stop: Stop | None = None,
    orphans: Judge = lambda _: [],
) -> Summary:
    """Make what is not there yet. A document that fails costs only itself.

    Raises EnvironmentFault for a lock that is held, a full disk or a folder that cannot be written to; what was
    finished before stays, and is in the manifest.
    """
    stop = stop or Stop()
    with locked(options.output, options.lock_wait) as scratch, stop.polite():
        files = (file for plan in planned for file in (plan.job.target, plan.job.thumbnail, INDEX))
        sweep(options.output, {file.rpartition("/")[0] for file in files})
        manifest = Manifest.read(options.output)
        to_make, unchanged = divide(planned, manifest, options.force)
        summary = Summary(skipped=unchanged)
        reporter.begin(len(to_make), len(unchanged))
        try:
            _make_all(together(to_make), options, manifest, summary, reporter, scratch, stop)
        except Interrupted as error:
            summary.interrupted = error.exit_code
        except EnvironmentFault:
            with contextlib.suppress(EnvironmentFault):
                _conclude(manifest)
            raise
        finally:
            reporter.end()
        summary.orphans = orphans(manifest.entries.values())
        if options.prune and summary.interrupted is None:
            summary.removed = [entry for entry in summary.orphans if remove(manifest, entry)]
        _conclude(manifest)
        return summary


def _make_all(
    to_make: Sequence[Planned],
    options: Options,
    manifest: Manifest,
    summary: Summary,
    reporter: Reporter,
    scratch: Path,
    stop: Stop,
) -> None:
    by_target = {plan.job.target: plan for plan in to_make}
    outcomes = _outcomes(to_make, options, scratch, stop, reporter)
    # Closed at once on the way out, so that no worker outlives a fault of ours.
    with contextlib.closing(outcomes):
        for target, handout, outcome in outcomes:
            plan = by_target[target]
            if isinstance(outcome, HandoutsError):
                summary.failed.append((plan.job, outcome.problems))
                reporter.failed(plan.job, outcome.problems)
                continue
            write_atomic(options.output, plan.job.target, outcome.pdf)
            write_atomic(options.output, plan.job.thumbnail, outcome.thumbnail)
            entry = entry_of(plan.job, handout, outcome, plan.fingerprint)
            manifest.record(entry)
            summary.made.append(entry)
            reporter.made(entry)


def _outcomes(
    to_make: Sequence[Planned], options: Options, scratch: Path, stop: Stop, reporter: Reporter
) -> Iterator[tuple[str, Handout, object]]:
    """Target, words and outcome of each document, as they are done."""
    if not to_make:
        return
    if len(to_make) == 1 and to_make[0].ready.shipped_only and not options.scheduler:
        yield _here(to_make[0], options, stop)
        return
    from handouts.batch.pool import Work, rendered

    works = (Work(plan.job.target, plan.handout(options.as_of), plan.assets) for plan in to_make)
    if options.scheduler:
        from handouts.batch import cluster

        done = cluster.rendered(works, options.scheduler, options.timeout, stop)
    else:
        workers = max(1, min(options.jobs, len(to_make)))
        done = rendered(works, workers, options.timeout, scratch, stop, reporter.retried)
    with contextlib.closing(done):
        for work, outcome in done:
            yield work.name, work.handout, outcome


def _here(plan: Planned, options: Options, stop: Stop) -> tuple[str, Handout, object]:
    """A single document of the package's own templates, made in this process: a worker would take longer to start.

    Nothing of it can loop, so it needs no time-out.
    """
    from handouts.page.html import Printer
    from handouts.page.render import make_pdf, own_fault

    handout = plan.handout(options.as_of)
    with stop.impolite():
        try:
            return plan.job.target, handout, make_pdf(handout, Printer(plan.assets), plan.job.target)
        except EnvironmentFault:
            raise
        except HandoutsError as error:
            return plan.job.target, handout, error
        except Exception as error:
            return plan.job.target, handout, own_fault(plan.job.target, error)


def _conclude(manifest: Manifest) -> None:
    if manifest.save() or not (manifest.output / INDEX).is_file():
        write_atomic(manifest.output, INDEX, index_page(manifest.entries.values()))
