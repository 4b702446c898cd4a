"""Builds that were begun from a screen: the same as `handouts build`, in a thread, with its progress to look at."""

from __future__ import annotations

import secrets
import signal
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from handouts.batch import run
from handouts.batch.jobs import Job
from handouts.batch.manifest import Entry, Manifest
from handouts.batch.signals import Stop
from handouts.errors import HandoutsError, Problem

MOST_KEPT = 20
"""Builds whose outcome can still be looked at."""

SECONDS_TO_END = 5.0


@dataclass
class Build:
    """A build, as far as it is; it hears of its own progress."""

    id: str
    clinic: str
    wanted: Sequence[Job]
    options: run.Options
    left_out: Sequence[Problem] = ()
    state: Literal["running", "done", "stopped", "failed"] = "running"
    total: int = 0
    done: int = 0
    failures: list[tuple[Job, tuple[Problem, ...]]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    files: list[Entry] = field(default_factory=list)
    stop: Stop = field(default_factory=Stop)

    def run(self) -> None:
        """Make it all; whatever comes, there is an outcome to look at."""
        try:
            summary = run.build(self.wanted, self.options, self, self.stop)
            entries = Manifest.read(self.options.output).entries
            failed = {job.target for job, _ in summary.failed}
            targets = (job.target for job in self.wanted if job.target not in failed)
            self.files = [entries[target] for target in targets if target in entries]
            self.state = "stopped" if summary.interrupted else "done"
        except HandoutsError as error:
            self.problems, self.state = [*error.problems], "failed"
        except Exception as error:
            said = " ".join(str(error).split())
            message = f"has a fault of its own ({type(error).__name__}: {said}); please report these words"
            self.problems, self.state = [Problem("handouts", 0, 0, "", message)], "failed"

    def dropped(self, problems: Sequence[Problem]) -> None:
        """What lists of the output folder say is made again: nobody has to know."""

    def begin(self, to_make: int, unchanged: int) -> None:
        """So much is to be made; what is unchanged counts as done."""
        self.total, self.done = to_make + unchanged, unchanged

    def made(self, entry: Entry) -> None:  # noqa: ARG002
        """One more."""
        self.done += 1

    def failed(self, job: Job, problems: Sequence[Problem]) -> None:
        """One more, though badly."""
        self.done += 1
        self.failures.append((job, tuple(problems)))

    def retried(self, target: str) -> None:
        """It costs no document."""

    def end(self) -> None:
        """The state tells it."""


class Builds:
    """The builds of this page, one at a time."""

    def __init__(self, output: Path, jobs: int, cache: Path | None = None) -> None:
        self.options = run.Options(output, jobs, wait=5.0, apart=True, cache=cache)
        self._kept: dict[str, Build] = {}
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def start(self, clinic: str, wanted: Sequence[Job], left_out: Sequence[Problem] = ()) -> Build | None:
        """Begin a build; None where another is at work."""
        with self._lock:
            if self.running():
                return None
            build = Build(secrets.token_urlsafe(16), clinic, wanted, self.options, left_out, total=len(wanted))
            self._kept[build.id] = build
            for name in [*self._kept][:-MOST_KEPT]:
                del self._kept[name]
        self._thread = threading.Thread(target=build.run, name="build")
        self._thread.start()
        return build

    def get(self, name: str) -> Build | None:
        """The build of an id."""
        return self._kept.get(name)

    def running(self) -> Build | None:
        """The one that is at work."""
        return next((build for build in self._kept.values() if build.state == "running"), None)

    def last(self) -> Build | None:
        """The one that was begun last."""
        return next(reversed(self._kept.values()), None)

    def stop(self) -> None:
        """End what is at work at the next document; what is finished stays."""
        if build := self.running():
            build.stop.number = signal.SIGTERM

    def close(self) -> None:
        """End what is at work, and wait until it has put its things away."""
        self.stop()
        if self._thread is not None:
            self._thread.join(SECONDS_TO_END)
