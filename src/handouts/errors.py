"""What can go wrong, said so that the reader can mend it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from enum import IntEnum

MOST_PROBLEMS = 500
"""A file made to do harm could hold a million faults; nobody mends more than these at once."""


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

    def __post_init__(self) -> None:
        for name in ("path", "field", "message"):
            object.__setattr__(self, name, printable(getattr(self, name)))

    def __str__(self) -> str:
        place = self.path
        if self.line:
            place += f":{self.line}:{self.column}"
        return f"{place}: {self.field}: {self.message}" if self.field else f"{place}: {self.message}"

    def as_dict(self) -> dict[str, str | int]:
        """The fields as plain data, for `--format json`."""
        return asdict(self)


def printable(text: str) -> str:
    """Text in which nothing can steer a terminal or fail to be written: controls and surrogates become escapes."""
    if text.isprintable():
        return text
    return "".join(char.encode("unicode_escape").decode() if _steers(char) else char for char in text)


def _steers(char: str) -> bool:
    return char != "\n" and (unicodedata.category(char)[0] == "C" or char in "\u2028\u2029")


class Problems(list[Problem]):
    """Problems as they are found; raises InputInvalid with all of them once there are more than MOST_PROBLEMS."""

    def __init__(self, problems: Iterable[Problem] = ()) -> None:
        super().__init__()
        self.extend(problems)

    def append(self, problem: Problem) -> None:
        """Note one more."""
        super().append(problem)
        if len(self) > MOST_PROBLEMS:
            message = f"stopped at {MOST_PROBLEMS} problems; mend these first, then check again"
            raise InputInvalid([*self, Problem(problem.path, 0, 0, "", message)])

    def extend(self, problems: Iterable[Problem]) -> None:
        """Note several, one by one."""
        for problem in problems:
            self.append(problem)

    def __iadd__(self, problems: Iterable[Problem]) -> Problems:  # type: ignore[override]
        self.extend(problems)
        return self


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


def did_you_mean(given: str, known: Iterable[str]) -> str:
    """` did you mean 'x'?` with a leading space, or nothing where no known word is close."""
    close = get_close_matches(given.lower(), list(known), n=1, cutoff=0.6)
    return f" did you mean {close[0]!r}?" if close else ""
