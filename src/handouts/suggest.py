"""Did you mean ...?"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


def did_you_mean(given: str, known: Iterable[str]) -> str:
    """` did you mean 'x'?` with a leading space, or nothing where no known word is close."""
    close = get_close_matches(given.lower(), list(known), n=1, cutoff=0.6)
    return f" did you mean {close[0]!r}?" if close else ""
