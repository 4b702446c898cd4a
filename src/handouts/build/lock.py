"""One build at a time in one output folder."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from handouts.build.write import faults, write_atomic
from handouts.errors import EnvironmentFault, Problem

LOCK, HOLDER = ".lock", ".lock-holder.json"


@contextlib.contextmanager
def locked(output: Path, wait: float) -> Iterator[None]:
    """Hold the folder's lock, waiting at most `wait` seconds for another build.

    The system frees the lock of a process that dies. Raises EnvironmentFault that says who holds it.
    """
    with faults(output):
        output.mkdir(parents=True, exist_ok=True)
        lock = FileLock(output / LOCK)
        try:
            lock.acquire(timeout=wait)
        except Timeout as error:
            message = f"another build is at work here ({_holder(output)}); wait for it or choose another --output"
            raise EnvironmentFault([Problem(str(output), 0, 0, "", message)]) from error
    try:
        since = dt.datetime.now().astimezone().isoformat(timespec="seconds")
        write_atomic(output, HOLDER, json.dumps({"pid": os.getpid(), "since": since}).encode())
        yield
    finally:
        with contextlib.suppress(OSError):
            (output / HOLDER).unlink()
        lock.release()


def _holder(output: Path) -> str:
    """Who holds the lock, as far as is known: a text for people, never relied upon."""
    try:
        holder = json.loads((output / HOLDER).read_text(encoding="utf-8"))
        return f"process {int(holder['pid'])}, since {str(holder['since'])[:25]}"
    except (OSError, ValueError, KeyError, TypeError):
        return "it has just begun"
