"""What can go wrong, said so that the reader can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of the command line."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    SOME_FAILED = 3
    INPUT_INVALID = 4
    ENVIRONMENT = 5
    INTERRUPTED = 130
    TERMINATED = 143


@dataclass(frozen=True, order=True)
class Problem:
    """One fault in one place.

    `path` is shown as the user gave it; `line` and `column` count from 1, 0 where there is none.
    `message` says what is wrong and, after a semicolon, what to do.
    """

    path: str
    line: int
    column: int
    field: str
    message: str

    def __str__(self) -> str:
        place = self.path
        if self.line:
            place += f":{self.line}:{self.column}"
        return f"{place}: {self.field}: {self.message}" if self.field else f"{place}: {self.message}"

    def as_dict(self) -> dict[str, str | int]:
        """The fields as plain data, for `--format json`."""
        return asdict(self)


class HandoutsError(Exception):
    """A failure that carries every problem found, sorted by place, and the exit code it leads to."""

    exit_code = Exit.INPUT_INVALID

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[HandoutsError], tuple[tuple[Problem, ...]]]:
        return type(self), (self.problems,)


class InputInvalid(HandoutsError):
    """Content, a brand or a table breaks a rule: exit 4, nothing written."""


class DocumentFailed(HandoutsError):
    """One document could not be made: exit 3, the others are."""

    exit_code = Exit.SOME_FAILED


class EnvironmentFault(HandoutsError):
    """The machine is at fault (a missing library, a full disk, no write access): exit 5."""

    exit_code = Exit.ENVIRONMENT
