"""Renders documents in worker processes that may hang, swell or be killed without harm to the others."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from pebble import ProcessExpired, ProcessPool

from handouts.batch import worker
from handouts.batch.signals import Stop
from handouts.errors import DocumentFailed, EnvironmentFault, HandoutsError, Problem
from handouts.page.assets import Assets
from handouts.page.handout import Handout
from handouts.page.render import Made, own_fault

TASKS_PER_WORKER = 100
AHEAD = 2
"""Documents handed out for each worker: the next one waits beside the one being made, and memory stays flat."""
STALL = 30.0
"""Seconds over the time-out without any result, after which the pool itself is taken for dead."""
GRACE = 20.0
"""The same after a worker died: it may have held the lock by which the others are given work, and then all wait."""
MOST_BREAKS = 3
TICK = 0.2
_WORKER_NAME = "pebble_pool_worker"


@dataclass(frozen=True)
class Work:
    """A document to make; `name` stands first in its problems."""

    name: str
    handout: Handout
    assets: Assets
    deaths: int = 0


Outcome = Made | HandoutsError


def _unheard(_name: str) -> None:
    """Nobody wants to know."""


def rendered(
    works: Iterable[Work],
    workers: int,
    timeout: float,
    scratch: Path,
    stop: Stop,
    retried: Callable[[str], None] = _unheard,
) -> Iterator[tuple[Work, Outcome]]:
    """Each work with what came of it, in the order they are done; `timeout` in seconds for each document.

    Workers keep their temporary files in `scratch`, for a killed one cannot clear up after itself.

    A document's own error is its outcome and never tried again; one whose worker died is, once, and `retried` hears its
    name. Raises EnvironmentFault where no worker can live and Interrupted as soon as `stop` says so, with no worker
    left alive.
    """
    crew = Pool(workers, timeout, str(scratch), retried)
    try:
        yield from drive(crew, works, stop)
    finally:
        crew.end()


class Crew(Protocol):
    """Whoever makes documents: the processes of this computer, or a cluster."""

    def take(self, works: Iterable[Work]) -> None:
        """Accept what is to be made; nothing is begun yet."""

    def fill(self) -> bool:
        """Hand out as much as keeps everyone at work; whether anything is still to come."""

    def finished(self) -> Iterator[tuple[Work, Outcome]]:
        """What is done within a moment, if anything."""


def drive(crew: Crew, works: Iterable[Work], stop: Stop) -> Iterator[tuple[Work, Outcome]]:
    """Each work with what came of it, until all is done. Raises Interrupted as soon as `stop` says so."""
    gc.enable()
    crew.take(works)
    while crew.fill():
        stop.check()
        yield from crew.finished()


class Pool:
    """A pool of workers, what they are at, and what they could not finish."""

    def __init__(
        self, workers: int, timeout: float, scratch: str, retried: Callable[[str], None] = _unheard
    ) -> None:
        self.workers, self.timeout, self.scratch, self.retried = workers, timeout, scratch, retried
        self.works: Iterator[Work] = iter(())
        self.again: deque[Work] = deque()
        self.running: dict[Future[Made], Work] = {}
        self.breaks = 0
        self.suspected = 0  # results still to come until a death is known to have left the others at work
        self.last_result = time.monotonic()
        self.pool = self._new_pool()

    def take(self, works: Iterable[Work]) -> None:
        """Go on with these works."""
        self.works, self.last_result = iter(works), time.monotonic()

    def fill(self) -> bool:
        """Hand out work up to the limit; whether anything is still to come."""
        while len(self.running) < self.workers * AHEAD:
            work = self.again.popleft() if self.again else next(self.works, None)
            if work is None:
                break
            digests = tuple(worker.spool(layer, self.scratch) for layer in work.assets.layers)
            order = (work.handout, self.scratch, digests, work.name)
            try:
                future = self.pool.schedule(worker.make, args=order, timeout=self.timeout)
            except RuntimeError:  # the pool has broken since
                self.again.appendleft(work)
                self._renew()
                continue
            self.running[future] = work
        return bool(self.running)

    def finished(self) -> Iterator[tuple[Work, Outcome]]:
        """What is done within a moment, if anything."""
        done, _ = wait(self.running, timeout=TICK, return_when=FIRST_COMPLETED)
        for future in done:
            # A broken pool is renewed within this loop, and then all its futures are gone.
            if (work := self.running.pop(future, None)) is None:
                continue
            outcome = self._outcome(future, work)
            if outcome is not None:
                self.last_result, self.breaks = time.monotonic(), 0
                self.suspected = max(0, self.suspected - 1)
                yield work, outcome
        if time.monotonic() - self.last_result > (GRACE if self.suspected else self.timeout + STALL):
            self._renew()

    def _outcome(self, future: Future[Made], work: Work) -> Outcome | None:
        """What came of a work; None where it is to be tried again."""
        try:
            return future.result()
        except EnvironmentFault:
            raise
        except HandoutsError as error:
            return error
        except TimeoutError:
            return failed(work, f"took more than {self.timeout:g} s; look for a loop, or give it more by --timeout")
        except ProcessExpired as error:
            # What the others were at when it died may still come, even where nobody is given anything new.
            self.suspected, self.last_result = self.workers + 1, time.monotonic()
            if not work.deaths:
                self.again.append(replace(work, deaths=1))
                self.retried(work.name)
                return None
            return failed(work, f"its worker died twice (exit {error.exitcode}); see whether memory runs out")
        except BrokenProcessPool:
            self.again.append(work)
            self._renew()
            return None
        except MemoryError:
            return failed(work, f"needs more than {worker.MEMORY // 1024**2} MB; look for a huge picture or table")
        except Exception as error:
            return own_fault(work.name, error)

    def _renew(self) -> None:
        """Begin again with fresh workers for what was under way."""
        self.breaks += 1
        if self.breaks > MOST_BREAKS:
            message = "the workers die as soon as they start; see whether memory is short, and run handouts doctor"
            raise EnvironmentFault([Problem("handouts", 0, 0, "", message)])
        self.again.extend(self.running.values())
        self.running.clear()
        self.end()
        self.suspected, self.last_result = 0, time.monotonic()
        self.pool = self._new_pool()

    def _new_pool(self) -> ProcessPool:
        pool = ProcessPool(
            max_workers=self.workers,
            max_tasks=TASKS_PER_WORKER,
            initializer=worker.start,
            initargs=(os.getpid(), self.scratch),
            context=multiprocessing.get_context("spawn"),
        )
        # Ctrl-C reaches the whole group. Workers inherit the mask of the thread that starts them, and so stay silent.
        with _blocked(signal.SIGINT):
            pool.active  # noqa: B018 (asking starts its threads and workers)
        return pool

    def end(self) -> None:
        """Kill every worker: they hold nothing that is not in the parent's hands already."""
        self.pool.stop()
        for process in multiprocessing.active_children():
            if process.name == _WORKER_NAME:
                process.kill()
        with contextlib.suppress(RuntimeError):
            self.pool.join()


@contextlib.contextmanager
def _blocked(number: signal.Signals) -> Iterator[None]:
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {number})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def failed(work: Work, message: str) -> DocumentFailed:
    """The failure of one document, in words."""
    return DocumentFailed([Problem(work.name, 0, 0, "", message)])
