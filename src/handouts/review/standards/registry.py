"""The checks by name: each looks at a sheet and gives problems, or says why it does not apply."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from handouts.errors import Problem
from handouts.review.standards.sheet import Subject


@dataclass(frozen=True)
class NotApplicable:
    """Why an item does not apply to a document."""

    reason: str


Outcome = list[Problem] | NotApplicable
Check = Callable[[Subject], Outcome]
CHECKS: dict[str, Check] = {}


def check(name: str) -> Callable[[Check], Check]:
    """Put a function under a name that `content/standards.yaml` can use."""

    def put(function: Check) -> Check:
        assert name not in CHECKS, f"two checks are called {name}"
        CHECKS[name] = function
        return function

    return put
