"""A process of its own for what touches a stranger's file: it may hang, swell or crash, and nobody else is harmed."""

from __future__ import annotations

import contextlib
import ctypes
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from handouts.errors import EnvironmentFault, Problem
from handouts.source.files import to_nobody

if TYPE_CHECKING:
    from filelock import FileLock
    from pebble import ProcessPool

MEMORY = 1400 * 1024**2
"""Bytes of address space that a worker may have."""
FILE_BYTES = 100 * 1024**2
"""The largest file that the process for strangers' files may write; it has reason to write none."""
STALL = 60.0
"""Seconds over its time after which a worker that has not even begun is given up."""
MOST_CALLS = 200
"""Calls after which a worker makes room for a fresh one."""
_PR_SET_PDEATHSIG = 1
_MARK = ".lock"
_in_use: dict[Path, FileLock] = {}
_Given, _Result = ParamSpec("_Given"), TypeVar("_Result")


class LimitReached(Exception):
    """What a call in a worker has exceeded, in words that follow a file's name: "takes over 20 s"."""


class LimitedWorker:
    """One process for calls on strangers' files. It starts with the first call and ends with the block that keeps it.

    A call's own error is raised here as it was there.
    """

    def __init__(self) -> None:
        self._keepers = 0
        self._pool: ProcessPool | None = None
        self._scratch = Path()

    @contextlib.contextmanager
    def kept(self) -> Iterator[None]:
        """Let all calls until the end of the outermost such block share a process."""
        self._keepers += 1
        try:
            yield
        finally:
            self._keepers -= 1
            if not self._keepers:
                self._end()

    def run(self, seconds: float, function: Callable[_Given, _Result], *args: _Given.args) -> _Result:
        """The result of a call, made within this time and MEMORY. Raises LimitReached where it was not."""
        from concurrent.futures.process import BrokenProcessPool  # where nothing is to run, nothing is loaded

        from pebble import ProcessExpired

        with self.kept():
            for _ in range(2):  # a worker may die by another's hand, as where memory is short
                try:
                    return self._started().schedule(function, args=args, timeout=seconds).result(seconds + STALL)
                except TimeoutError as error:
                    raise LimitReached(f"takes over {seconds:g} s") from error
                except MemoryError as error:
                    raise LimitReached(f"needs over {MEMORY // 1024**2:,} MB of memory") from error
                except (ProcessExpired, BrokenProcessPool):
                    self._end()
        raise LimitReached("crashes what draws it")

    def _started(self) -> ProcessPool:
        if self._pool is not None and not self._pool.active:
            self._end()
        if self._pool is None:
            import multiprocessing

            from pebble import ProcessPool

            keep_out_current_folder()
            self._scratch = Path(tempfile.mkdtemp(prefix="handouts-"))
            keep_while_alive(self._scratch)
            context = multiprocessing.get_context("spawn")
            arguments = (os.getpid(), str(self._scratch))
            self._pool = ProcessPool(1, MOST_CALLS, initializer=_start, initargs=arguments, context=context)
            # Ctrl-C reaches the whole group. Workers inherit the mask of the thread that starts them.
            with blocked(signal.SIGINT):
                self._pool.active  # noqa: B018 (asking starts its threads and its worker)
        return self._pool

    def _end(self) -> None:
        if self._pool is not None:
            self._pool.stop()
            self._pool.join()
            self._pool = None
            _in_use.pop(self._scratch).release()
            shutil.rmtree(self._scratch, ignore_errors=True)


LIMITED = LimitedWorker()
"""The one of this process."""


def _start(parent: int, scratch: str) -> None:
    end_with(parent)
    limit_memory()
    _limit("RLIMIT_CORE", 0)
    _limit("RLIMIT_FSIZE", FILE_BYTES)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)  # at once, even amid a library's own loops
    tempfile.tempdir = scratch  # a killed worker cannot clear up after itself; the parent does
    for stream in (1, 2):
        to_nobody(stream)  # what libraries say of a stranger's file is for nobody


def end_with(parent: int) -> None:
    """Let this process die when its parent does, however that dies."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    else:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    if os.getppid() != parent:  # it died before we asked
        os._exit(1)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def limit_memory() -> None:
    """Hold this process to MEMORY, where the system can."""
    _limit("RLIMIT_AS", MEMORY)


def _limit(name: str, most: int) -> None:
    if sys.platform.startswith("linux"):
        import resource

        kind = getattr(resource, name)
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def keep_while_alive(folder: Path) -> None:
    """Mark a temporary folder as in use until this process ends, however that is; remove those that nobody uses.

    For a folder that cannot lie in the output folder: there the next build clears what a kill has left.
    """
    from filelock import FileLock

    if folder in _in_use:
        return
    for mark in folder.parent.glob(f"{folder.name.partition('-')[0]}-*/{_MARK}"):
        # An error is another process at work there, or another user's folder.
        with contextlib.suppress(OSError), FileLock(mark, timeout=0):
            shutil.rmtree(mark.parent)
    _in_use[folder] = FileLock(folder / _MARK, timeout=0)
    _in_use[folder].acquire()


def keep_out_current_folder() -> None:
    """See that Python does not put it before its own library in workers: a `pickle.py` that lies there would run.

    Raises EnvironmentFault where Python was told to listen to no variable, and so cannot be asked.
    """
    os.environ["PYTHONSAFEPATH"] = "1"
    if sys.flags.ignore_environment and not sys.flags.safe_path:
        message = "was started with -E, by which workers would run code of the current folder; use -I instead"
        raise EnvironmentFault([Problem("python", 0, 0, "", message)])


@contextlib.contextmanager
def blocked(number: signal.Signals) -> Iterator[None]:
    """Keep a signal from this thread, and from the processes that it starts, until the end of the block."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {number})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
