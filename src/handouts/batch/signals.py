"""Ctrl-C and SIGTERM, taken at a moment when nothing is half done."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from types import FrameType

CAUGHT = (signal.SIGINT, signal.SIGTERM)
GRACE = 1.0
"""Seconds after which a process ends even where a library swallows the interrupt."""


class Interrupted(BaseException):
    """The user or the system asked us to end; `exit_code` is the shell's custom for the signal."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = 128 + number


class Stop:
    """Whether a signal has come. In a `polite` stretch it is only noted, for the loop to look at; else it raises."""

    def __init__(self) -> None:
        self.number: int | None = None
        self._polite = 0

    def __call__(self, number: int, _frame: FrameType | None = None) -> None:
        """The handler."""
        self.number = self.number or number
        if not self._polite:
            self._end_for_sure(number)
            raise Interrupted(number)

    def check(self) -> None:
        """Raise Interrupted if a signal has come."""
        if self.number is not None:
            raise Interrupted(self.number)

    @contextlib.contextmanager
    def polite(self) -> Iterator[None]:
        """A stretch in which a signal waits for `check`."""
        self._polite += 1
        try:
            yield
        finally:
            self._polite -= 1

    @contextlib.contextmanager
    def impolite(self) -> Iterator[None]:
        """A stretch within a polite one in which a signal raises at once: nothing is being written."""
        before, self._polite = self._polite, 0
        try:
            self.check()
            yield
        finally:
            self._polite = before

    def _end_for_sure(self, number: int) -> None:
        # WeasyPrint's drawing of SVG catches whatever a handler raises.
        timer = threading.Timer(GRACE, os._exit, (128 + number,))
        timer.daemon = True
        timer.start()


@contextlib.contextmanager
def caught() -> Iterator[Stop]:
    """Handle both signals until the end of the block; outside the main thread nothing is changed."""
    stop = Stop()
    if threading.current_thread() is not threading.main_thread():
        yield stop
        return
    before = {number: signal.signal(number, stop) for number in CAUGHT}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
