"""Finished sheets for the screens: made when they are looked at, or ahead of it, and kept while there is room."""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future

from handouts.batch.jobs import Job
from handouts.errors import HandoutsError
from handouts.page.assets import Assets
from handouts.page.handout import Handout
from handouts.page.render import Made

MOST_MADE, MOST_KNOWN = 300, 5_000
"""Sheets that are kept in memory (some 150 kB each), and those that can be made anew by their id."""


class Previews:
    """Sheets by an id that tells nothing: a digest of all that decides them. `make` makes one."""

    def __init__(self, make: Callable[[Handout, Assets, str], Made]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._known: OrderedDict[str, Job] = OrderedDict()
        self._made: OrderedDict[str, Future[Made]] = OrderedDict()
        self._ahead: deque[str] = deque()
        self._worker: threading.Thread | None = None

    def id_of(self, job: Job) -> str:
        """The id of a sheet, by which it can be asked for from now on."""
        name = hashlib.sha256(f"{job.target}\0{job.fingerprint}\0{job.as_of}".encode()).hexdigest()[:40]
        with self._lock:
            self._known[name] = job
            self._known.move_to_end(name)
            while len(self._known) > MOST_KNOWN:
                self._known.popitem(last=False)
        return name

    def job(self, name: str) -> Job | None:
        """What the sheet of an id is."""
        return self._known.get(name)

    def made(self, name: str) -> Made | None:
        """The sheet, if it is made already."""
        future = self._made.get(name)
        return future.result() if future and future.done() and not future.exception() else None

    def failed(self, name: str) -> bool:
        """Whether it could not be made."""
        future = self._made.get(name)
        return bool(future and future.done() and future.exception())

    def sheet(self, name: str) -> Made:
        """The sheet, once it is made. Raises KeyError where there is no such id, and what its making raises."""
        with self._lock:
            job = self._known[name]
            future = self._made.get(name)
            mine = future is None
            if future is None:
                self._made[name] = future = Future()
                self._forget_old()
        if mine:
            self._fulfil(name, job, future)
        return future.result()

    def ahead(self, names: Iterable[str]) -> None:
        """Make these while nobody waits, instead of whatever else was to be made so."""
        with self._lock:
            self._ahead = deque(names)
            if self._worker is None or not self._worker.is_alive():
                self._worker = threading.Thread(target=self._work_ahead, name="ahead", daemon=True)
                self._worker.start()

    def _work_ahead(self) -> None:
        while True:
            with self._lock:
                if not self._ahead:
                    self._worker = None
                    return
                name = self._ahead.popleft()
            with contextlib.suppress(Exception):  # whoever looks at it is told
                self.sheet(name)

    def _fulfil(self, name: str, job: Job, future: Future[Made]) -> None:
        try:
            future.set_result(self._make(job.handout(), job.assets, job.target))
        except BaseException as error:
            future.set_exception(error)
            if not isinstance(error, HandoutsError):
                with self._lock:
                    self._made.pop(name, None)  # it may go well the next time

    def _forget_old(self) -> None:
        done = [name for name, future in self._made.items() if future.done()]
        for name in done[: max(0, len(self._made) - MOST_MADE)]:
            del self._made[name]
