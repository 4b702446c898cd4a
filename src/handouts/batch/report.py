"""What a build tells while it runs, and what it has done at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from handouts.batch.jobs import Job
from handouts.batch.manifest import Entry
from handouts.errors import Exit, Problem


class Reporter(Protocol):
    """Hears of each document as it is done."""

    def dropped(self, problems: Sequence[Problem]) -> None:
        """These entries of the output folder's own lists are absurd; the build goes on without them."""

    def begin(self, to_make: int, unchanged: int) -> None:
        """All is checked; this much is to be made."""

    def made(self, entry: Entry) -> None:
        """A file is written and in the manifest."""

    def failed(self, job: Job, problems: Sequence[Problem]) -> None:
        """A document could not be made."""

    def retried(self, target: str) -> None:
        """The worker that made this file died; it is given to another."""

    def end(self) -> None:
        """No more will be made, whatever the reason."""


@dataclass
class Summary:
    """What came of each job; `exit_code` is that of a signal that ended the build early.

    `orphans` are files whose document or clinic is no more, `removed` those of them that were removed. `refused` has
    what is wrong with the clinics that were left out.
    """

    made: list[Entry] = field(default_factory=list)
    skipped: list[Job] = field(default_factory=list)
    failed: list[tuple[Job, tuple[Problem, ...]]] = field(default_factory=list)
    orphans: list[Entry] = field(default_factory=list)
    removed: list[Entry] = field(default_factory=list)
    refused: Sequence[Problem] = ()
    interrupted: int | None = None

    @property
    def exit_code(self) -> int:
        """The exit code of the command line."""
        if self.interrupted is not None:
            return self.interrupted
        return Exit.SOME_FAILED if self.failed or self.refused else Exit.OK
