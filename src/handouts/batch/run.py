"""The loop of a build: what is unchanged is left, the rest is made, proven where asked, written and noted."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from handouts.batch.crew import Crew, Order, ThisProcess, drive
from handouts.batch.gather import THUMBS
from handouts.batch.index import INDEX, index_page
from handouts.batch.jobs import Composer, Job, in_layout_order
from handouts.batch.lock import locked
from handouts.batch.manifest import Entry, Manifest, entry_of
from handouts.batch.prune import remove, remove_pictures
from handouts.batch.report import Reporter, Summary
from handouts.batch.signals import Interrupted, Stop
from handouts.errors import EnvironmentFault, HandoutsError
from handouts.page.handout import Handout
from handouts.press.store import Store
from handouts.source.files import sweep, write_atomic

READERS = 4
"""Threads that compare files with the manifest: digests are made outside of Python's own lock."""


@dataclass(frozen=True)
class Options:
    """How to build; times in seconds. `wait` is how long for another build that writes to the same folder."""

    output: Path
    jobs: int = 1
    timeout: float = 60.0
    wait: float = 10.0
    force: bool = False
    prove: bool = False
    """Whether to read each PDF back before it is written, and make anew what was never proven."""
    prune: bool = False
    """Whether to remove the files that belong to nothing any more."""
    scheduler: str | None = None
    """The address of a Dask scheduler whose workers make the documents; None for processes of this computer."""
    apart: bool = False
    """Whether even a single document is made in a process of its own: this one has something else to do."""
    cache: Path | None = None
    """The folder that keeps plates and boxes for later builds; None for a store that ends with this one."""


def split_unchanged(jobs: Sequence[Job], manifest: Manifest, options: Options) -> tuple[list[Job], list[Job]]:
    """What is to be made, and what is unchanged."""
    if options.force or not manifest.entries:
        return list(jobs), []
    with ThreadPoolExecutor(READERS) as readers:
        same = [*readers.map(lambda job: manifest.unchanged(job.target, job.fingerprint, options.prove), jobs)]
    pairs = [*zip(jobs, same, strict=True)]
    return [job for job, kept in pairs if not kept], [job for job, kept in pairs if kept]


def build(
    jobs: Sequence[Job],
    options: Options,
    reporter: Reporter,
    stop: Stop | None = None,
    find_orphans: Callable[[Iterable[Entry]], list[Entry]] = lambda _: [],
    crew: Crew | None = None,
) -> Summary:
    """Make what is not there yet. A document that fails costs only itself, and its old file stays.

    `find_orphans` chooses the entries that belong to nothing any more. `crew` makes the documents; None for the one
    that the options ask for. Raises EnvironmentFault for a lock that is held, a full disk or a folder that cannot be
    written to; what was finished before stays, and is in the manifest.
    """
    stop = stop or Stop()
    with locked(options.output, options.wait) as scratch, stop.polite():
        sweep(options.output, {"", THUMBS, *(job.target.rpartition("/")[0] for job in jobs)})
        manifest = Manifest.read(options.output)
        reporter.dropped(manifest.dropped)
        to_make, unchanged = split_unchanged(jobs, manifest, options)
        summary = Summary(skipped=unchanged)
        reporter.begin(len(to_make), len(unchanged))
        try:
            if to_make:
                crew = crew or _with_kept(to_make, options, lambda: _crew(to_make, options, scratch, stop, reporter))
                _make_all(in_layout_order(to_make), crew, manifest, options, summary, reporter, stop)
        except Interrupted as error:
            summary.interrupted = error.exit_code
        except EnvironmentFault:
            with contextlib.suppress(EnvironmentFault):
                _conclude(manifest)
            raise
        finally:
            reporter.end()
        summary.orphans = find_orphans(manifest.entries.values())
        if options.prune and summary.interrupted is None:
            summary.removed = [entry for entry in summary.orphans if remove(manifest, entry)]
        _conclude(manifest)
        return summary


def _with_kept(to_make: Sequence[Job], options: Options, others: Callable[[], Crew]) -> Crew:
    """What is kept is printed here, where nobody has to prove it."""
    if options.scheduler or options.prove or options.cache is None:
        return others()
    from handouts.batch.kept import FromKept
    from handouts.press.store import Store

    return FromKept(Store(options.cache), {job.target: job.words for job in to_make if job.clinic.shipped_only}, others)


def _crew(to_make: Sequence[Job], options: Options, scratch: Path, stop: Stop, reporter: Reporter) -> Crew:
    """Whoever the options and the number of documents ask for; imported where it is used, for some builds need none."""
    if options.scheduler:
        from handouts.batch.checked import Checked, Checker
        from handouts.batch.cluster import Cluster

        # What comes back is proven here in any case, so nobody there needs to.
        cluster = Cluster(options.scheduler, options.timeout, False, stop)
        return Checked(cluster, Checker(_workers(to_make, options), options.timeout, str(scratch)))
    if (
        len(to_make) == 1
        and not options.apart
        and to_make[0].clinic.shipped_only
        and to_make[0].clinic.clinic.logo is None
    ):
        return ThisProcess(options.prove, stop, options.cache)
    from handouts.batch.pool import Pool

    workers = _workers(to_make, options)
    return Pool(workers, options.timeout, str(scratch), options.prove, reporter.retried, options.cache)


def _workers(to_make: Sequence[Job], options: Options) -> int:
    return max(1, min(options.jobs, len(to_make)))


def _make_all(
    to_make: Sequence[Job],
    crew: Crew,
    manifest: Manifest,
    options: Options,
    summary: Summary,
    reporter: Reporter,
    stop: Stop,
) -> None:
    by_target = {job.target: job for job in to_make}
    handouts: dict[str, Handout] = {}  # of what is being made
    try:
        for target, outcome in drive(crew, _orders(to_make, handouts), stop):
            job, handout = by_target[target], handouts.pop(target)
            if isinstance(outcome, HandoutsError):
                summary.failed.append((job, outcome.problems))
                reporter.failed(job, outcome.problems)
                continue
            write_atomic(options.output, target, outcome.pdf)
            entry = entry_of(job, handout, outcome, options.prove or job.assets.overlaid)
            if not (options.output / entry.thumbnail).is_file():  # many sheets share one
                write_atomic(options.output, entry.thumbnail, outcome.thumbnail)
            manifest.record(entry)
            summary.made.append(entry)
            reporter.made(entry)
    finally:
        crew.end()  # at once, so that no worker outlives a fault of ours
        Store(options.cache).trim()


def _orders(to_make: Iterable[Job], handouts: dict[str, Handout]) -> Iterator[Order]:
    """What a crew is given, composed when it asks."""
    composer = Composer()
    for job in to_make:
        handouts[job.target] = handout = composer.handout(job)
        yield handout, job.assets, job.target


def _conclude(manifest: Manifest) -> None:
    if manifest.save() or not (manifest.output / INDEX).is_file():
        write_atomic(manifest.output, INDEX, index_page(manifest.entries.values()))
    remove_pictures(manifest)  # now that nothing names them
