"""Ends what a template loops over for ever while its line is still known: a killed worker could not tell it."""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator
from types import FrameType

SECONDS = 15.0
"""Of the processor's time: all templates of the longest sheet take a hundredth of it."""


class TooLong(Exception):
    """It took more than its time."""


@contextlib.contextmanager
def limited() -> Iterator[None]:
    """Raises TooLong from whatever line is reached after SECONDS of the processor's time.

    Only a process's main thread can be interrupted so, and not on Windows: there the document's own limit stands.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGPROF, _end)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _end(_number: int, _frame: FrameType | None) -> None:
    raise TooLong(f"takes more than {SECONDS:g} s; look for a loop, and end it")
