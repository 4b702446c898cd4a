"""What is told while a build runs: a bar at a terminal, lines of JSON for machines, elsewhere only what failed."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from handouts.batch.jobs import Job
from handouts.batch.manifest import Entry
from handouts.batch.report import Reporter
from handouts.cli._output import unheard
from handouts.errors import Problem

if TYPE_CHECKING:
    from rich.progress import ProgressColumn


MOST_DROPPED = 20


class Lines:
    """Tells each failure on standard error as it happens."""

    def dropped(self, problems: Sequence[Problem]) -> None:
        """Tell it, up to a few."""
        for problem in problems[:MOST_DROPPED]:
            self.tell(str(problem))
        if len(problems) > MOST_DROPPED:
            self.tell(f"and {len(problems) - MOST_DROPPED} more like these")

    def begin(self, to_make: int, unchanged: int) -> None:
        """Say nothing yet."""

    def made(self, entry: Entry) -> None:
        """Say nothing of what went well."""

    def failed(self, job: Job, problems: Sequence[Problem]) -> None:  # noqa: ARG002
        """Tell what is wrong."""
        for problem in problems:
            self.tell(str(problem))

    def retried(self, target: str) -> None:
        """Say nothing: it costs no document."""

    def end(self) -> None:
        """Nothing to put away."""

    def tell(self, line: str) -> None:
        """One line on standard error."""
        with unheard():
            print(line, file=sys.stderr, flush=True)


class Bar(Lines):
    """A progress bar on standard error: done, failed, unchanged, rate, time left. NO_COLOR is honoured."""

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

        words = TextColumn("making"), TextColumn("{task.fields[failed]} failed, {task.fields[unchanged]} unchanged")
        rate, left = _rate_column(), TimeRemainingColumn(compact=True)
        columns = (words[0], BarColumn(), MofNCompleteColumn(), words[1], rate, left)
        self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
        self._progress.start()
        self._task = self._progress.add_task("", total=to_make, failed=0, unchanged=unchanged)

    def made(self, entry: Entry) -> None:  # noqa: ARG002
        """One more done."""
        self._progress.advance(self._task)

    def failed(self, job: Job, problems: Sequence[Problem]) -> None:
        """One more done, though badly."""
        super().failed(job, problems)
        self._failed += 1
        self._progress.update(self._task, advance=1, failed=self._failed)

    def end(self) -> None:
        """Take the bar away."""
        if self._progress:
            self._progress.stop()

    def tell(self, line: str) -> None:
        """One line above the bar."""
        if self._progress:
            self._progress.console.print(line, markup=False, highlight=False, soft_wrap=True)
        else:
            super().tell(line)


def _rate_column() -> ProgressColumn:
    from rich.progress import ProgressColumn, Task
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{60 * task.speed:.0f} a minute" if task.speed else "")

    return Rate()


class JsonLines:
    """One JSON object a line on standard error; `seconds` count from the start of the command, by no calendar."""

    def __init__(self, again: Callable[[Job], str] = lambda job: job.target) -> None:
        self.again = again
        self._start = time.monotonic()
        self._began = self._start
        self._total = self._done = 0

    def tell(self, event: str, **facts: Any) -> None:
        """One event."""
        line = {"event": event, "seconds": round(time.monotonic() - self._start, 3), **facts}
        with unheard():
            print(json.dumps(line, ensure_ascii=False, default=str), file=sys.stderr, flush=True)

    def dropped(self, problems: Sequence[Problem]) -> None:
        """`dropped`, for each."""
        for problem in problems:
            self.tell("dropped", problem=problem.as_dict())

    def begin(self, to_make: int, unchanged: int) -> None:
        """`begin` and `unchanged`, with how many."""
        self._total, self._began = to_make, time.monotonic()
        self.tell("begin", to_make=to_make)
        self.tell("unchanged", count=unchanged)

    def made(self, entry: Entry) -> None:
        """`made`, with the file, its pages and how the build goes on."""
        self.tell("made", path=entry.path, pages=entry.pages, bytes=entry.bytes, **self._one_more())

    def failed(self, job: Job, problems: Sequence[Problem]) -> None:
        """`failed`, with the reasons and the command that tries just this one."""
        reasons = [problem.as_dict() for problem in problems]
        self.tell("failed", path=job.target, problems=reasons, again=self.again(job), **self._one_more())

    def retried(self, target: str) -> None:
        """`retried`, with the file."""
        self.tell("retried", path=target)

    def end(self) -> None:
        """Say nothing: the command ends with what came of it all."""

    def _one_more(self) -> dict[str, float]:
        """How many are done, how many are left, documents a second, and the seconds that the rest will take."""
        self._done += 1
        left, spent = self._total - self._done, max(time.monotonic() - self._began, 1e-3)
        return {
            "done": self._done,
            "left": left,
            "rate": round(self._done / spent, 3),
            "seconds_left": round(left * spent / self._done, 1),
        }


def reporter(quiet: bool) -> Reporter:
    """A bar where standard error is a terminal and something may be said."""
    return Bar() if sys.stderr.isatty() and not quiet else Lines()
