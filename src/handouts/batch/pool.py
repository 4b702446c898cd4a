"""Makes documents in worker processes that may hang, swell or be killed without harm to the others."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import time
import weakref
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.context import SpawnContext, SpawnProcess
from pathlib import Path
from typing import Any

from pebble import ProcessExpired, ProcessPool

from handouts.batch import worker
from handouts.batch.crew import Order, Outcome, Task, failed, own_fault
from handouts.errors import EnvironmentFault, HandoutsError, Problem
from handouts.page.render import Made
from handouts.source.limits import MEMORY, blocked, keep_out_current_folder

TASKS_PER_WORKER = 100
AHEAD = 2
"""Documents handed out for each worker: the next one waits beside the one being made, and memory stays flat."""
STALL = 30.0
"""Seconds over the time-out without any result, after which the pool itself is taken for dead."""
GRACE = 20.0
"""The same after a worker died: it may have held the lock by which the others are given work, and then all wait."""
MOST_BREAKS = 3
TICK = 0.2
PLATES = "plates"
"""The folder in a build's own that its workers share where they are to keep nothing beyond it."""


def _unheard(_name: str) -> None:
    """Nobody wants to know."""


class _Spawn(SpawnContext):
    """Starts fresh processes and remembers them: a pool kills its own workers and no others'."""

    def __init__(self) -> None:
        self.started: weakref.WeakSet[SpawnProcess] = weakref.WeakSet()

    def Process(self, *arguments: Any, **named: Any) -> SpawnProcess:
        """A process that is known from now on."""
        process = SpawnProcess(*arguments, **named)
        self.started.add(process)
        return process


class Pool:
    """A crew of processes: what they are at, and what they could not finish.

    `timeout` in seconds for each document. Workers keep their temporary files in `scratch`, for a killed one cannot
    clear up after itself. `cache` is the folder of the store that they share, None for one in `scratch`. A document's
    own error is its outcome and never tried again; one whose worker died is, once, and `retried` hears its name.
    """

    def __init__(
        self,
        workers: int,
        timeout: float,
        scratch: str,
        prove: bool = False,
        retried: Callable[[str], None] = _unheard,
        cache: Path | None = None,
    ) -> None:
        self.workers, self.timeout, self.scratch, self.prove, self.retried = workers, timeout, scratch, prove, retried
        self.cache = str(cache or Path(scratch, PLATES))
        self.orders: Iterator[Order] = iter(())
        self.again: deque[Order] = deque()
        self.dead: set[str] = set()  # names of documents whose worker died once
        self.running: dict[Future[Made], Order] = {}
        self.breaks = 0
        self.suspected = 0  # results still to come until a death is known to have left the others at work
        self.last_result = time.monotonic()
        self._started: Iterable[SpawnProcess] = ()
        self.pool = self._new_pool()

    def take(self, orders: Iterable[Order]) -> None:
        """Go on with these."""
        gc.enable()
        self.orders, self.last_result = iter(orders), time.monotonic()
        self.dead.clear()

    def fill(self) -> bool:
        """Hand out work up to the limit; whether anything is still to come."""
        while len(self.running) < self.workers * AHEAD:
            order = self.again.popleft() if self.again else next(self.orders, None)
            if order is None:
                break
            if not self.running:  # it has had nothing to do, which is no reason to take it for dead
                self.last_result = time.monotonic()
            task, arguments = self.task(order)
            try:
                future = self.pool.schedule(task, args=arguments, timeout=self.timeout)
            except RuntimeError:  # the pool has broken since
                self.again.appendleft(order)
                self._renew()
                continue
            self.running[future] = order
        return bool(self.running)

    def task(self, order: Order) -> Task:
        """The function that a worker runs for an order, and what it is given."""
        handout, assets, name = order
        spooled = tuple(worker.spool(layer, self.scratch) for layer in assets.layers)
        return worker.make, (handout, self.scratch, spooled, name, self.prove, self.cache)

    def finished(self) -> Iterator[tuple[str, Outcome]]:
        """What is done within a moment, if anything. Raises EnvironmentFault where no worker can live."""
        done, _ = wait(self.running, timeout=TICK, return_when=FIRST_COMPLETED)
        for future in done:
            # A broken pool is renewed within this loop, and then all its futures are gone.
            if (order := self.running.pop(future, None)) is None:
                continue
            outcome = self._outcome(future, order)
            if outcome is not None:
                self.last_result, self.breaks = time.monotonic(), 0
                self.suspected = max(0, self.suspected - 1)
                yield order[-1], outcome
        if time.monotonic() - self.last_result > (GRACE if self.suspected else self.timeout + STALL):
            self._renew()

    def _outcome(self, future: Future[Made], order: Order) -> Outcome | None:
        """What came of an order; None where it is to be tried again."""
        name = order[-1]
        try:
            return future.result()
        except EnvironmentFault:
            raise
        except HandoutsError as error:
            return error
        except TimeoutError:
            return failed(name, f"took more than {self.timeout:g} s; look for a loop, or give it more by --timeout")
        except ProcessExpired as error:
            # What the others were at when it died may still come, even where nobody is given anything new.
            self.suspected, self.last_result = self.workers + 1, time.monotonic()
            if name not in self.dead:
                self.dead.add(name)
                self.again.append(order)
                self.retried(name)
                return None
            return failed(name, f"its worker died twice (exit {error.exitcode}); see whether memory runs out")
        except BrokenProcessPool:
            self.again.append(order)
            self._renew()
            return None
        except MemoryError:
            return failed(name, f"needs more than {MEMORY // 1024**2} MB; look for a huge picture or table")
        except Exception as error:
            return own_fault(name, error)

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
        keep_out_current_folder()
        context = _Spawn()
        self._started = context.started
        pool = ProcessPool(
            max_workers=self.workers,
            max_tasks=TASKS_PER_WORKER,
            initializer=worker.start,
            initargs=(os.getpid(), self.scratch),
            context=context,
        )
        # Ctrl-C reaches the whole group. Workers inherit the mask of the thread that starts them, and so stay silent.
        with blocked(signal.SIGINT):
            pool.active  # noqa: B018 (asking starts its threads and workers)
        return pool

    def end(self) -> None:
        """Kill every worker: they hold nothing that is not in the parent's hands already."""
        self.pool.stop()
        for process in [*self._started]:
            with contextlib.suppress(ValueError, AttributeError):  # its pool has closed it, or not begun it
                process.kill()
        with contextlib.suppress(RuntimeError):
            self.pool.join()
