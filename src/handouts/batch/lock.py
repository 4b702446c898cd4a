"""One build at a time in one output folder."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from handouts.errors import EnvironmentFault, Problem
from handouts.source.files import faults, write_atomic
from handouts.source.reading import Unread, read_own

LOCK, HOLDER = ".lock", ".lock-holder.json"
SCRATCH_PREFIX = ".handouts-build-"


@contextlib.contextmanager
def locked(output: Path, wait: float) -> Iterator[Path]:
    """Hold the folder's lock, waiting at most `wait` seconds for another build; gives a folder for temporary files.

    The system frees the lock of a process that dies, and what such a one left behind is cleared away. Raises
    EnvironmentFault that says who holds the lock.
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
        _clear_after_the_dead(output)
        since = dt.datetime.now().astimezone().isoformat(timespec="seconds")
        write_atomic(output, HOLDER, json.dumps({"pid": os.getpid(), "since": since}).encode())
        with faults(output):
            # Here, not in the system's own place: a killed build cannot clear up, and the next one looks here.
            scratch = Path(tempfile.mkdtemp(prefix=SCRATCH_PREFIX, dir=output.resolve()))
        yield scratch
    finally:
        _clear_after_the_dead(output)
        with contextlib.suppress(OSError):
            (output / HOLDER).unlink()
        lock.release()


def _clear_after_the_dead(output: Path) -> None:
    """Remove the temporary folders of all builds here: nobody else is at work while we hold the lock."""
    for folder in output.glob(f"{SCRATCH_PREFIX}*"):
        if folder.is_dir() and not folder.is_symlink():
            shutil.rmtree(folder, ignore_errors=True)


def _holder(output: Path) -> str:
    """Who holds the lock, as far as is known: a text for people, never relied upon."""
    try:
        holder = json.loads(read_own(output / HOLDER))
        return f"process {int(holder['pid'])}, since {str(holder['since'])[:25]}"
    except (Unread, ValueError, ArithmeticError, KeyError, TypeError, RecursionError):
        return "it has just begun"
