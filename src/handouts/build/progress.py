"""A bar for people at a terminal; elsewhere only what failed is told."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from handouts.build.jobs import Job
from handouts.build.manifest import Entry
from handouts.build.report import Reporter
from handouts.errors import Problem


class Lines:
    """Tells each failure on standard error as it happens."""

    def begin(self, to_make: int, unchanged: int) -> None:
        """Say nothing yet."""

    def made(self, entry: Entry) -> None:
        """Say nothing of what went well."""

    def failed(self, job: Job, problems: Sequence[Problem]) -> None:  # noqa: ARG002
        """Tell what is wrong."""
        for problem in problems:
            self.tell(str(problem))

    def end(self) -> None:
        """Nothing to put away."""

    def tell(self, line: str) -> None:
        """One line on standard error."""
        print(line, file=sys.stderr, flush=True)


class Bar(Lines):
    """A progress bar on standard error: done, failed, time left. NO_COLOR is honoured."""

    def __init__(self) -> None:
        self._progress: Any = None
        self._task: Any = None
        self._failed = 0

    def begin(self, to_make: int, unchanged: int) -> None:
        """Show the bar, where there is anything to wait for."""
        if not to_make:
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        text = TextColumn("{task.description}")
        columns = (text, BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(compact=True))
        self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
        self._progress.start()
        words = f"making ({unchanged} unchanged)" if unchanged else "making"
        self._task = self._progress.add_task(words, total=to_make)

    def made(self, entry: Entry) -> None:  # noqa: ARG002
        """One more done."""
        self._progress.advance(self._task)

    def failed(self, job: Job, problems: Sequence[Problem]) -> None:
        """One more done, though badly."""
        super().failed(job, problems)
        self._failed += 1
        self._progress.update(self._task, advance=1, description=f"making, {self._failed} failed")

    def end(self) -> None:
        """Take the bar away."""
        if self._progress:
            self._progress.stop()

    def tell(self, line: str) -> None:
        """One line above the bar."""
        self._progress.console.print(line, markup=False, highlight=False, soft_wrap=True)


def reporter(quiet: bool) -> Reporter:
    """A bar where standard error is a terminal and something may be said."""
    return Bar() if sys.stderr.isatty() and not quiet else Lines()
