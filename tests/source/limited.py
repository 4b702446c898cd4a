"""What a stranger's file may do to a process: each is called in a worker by tests/source/test_limited_worker.py."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from pathlib import Path


def work(value: int) -> int:
    """Nothing harmful."""
    return value + 1


def fail() -> None:
    """Refuse."""
    raise ValueError("is a broken file")


def hang() -> None:
    """Take for ever."""
    while True:
        time.sleep(0.1)


def hang_in_a_library() -> int:
    """Take half a minute in C, where Python can handle no signal."""
    return sum(range(10**10)) if sys.maxsize else 0


def swell() -> int:
    """Take more memory than there may be."""
    return len(bytearray(4 * 1024**3))


def crash() -> None:
    """Die as a fault in C does."""
    os.kill(os.getpid(), signal.SIGSEGV)


def crash_once(flag: str) -> str:
    """Die the first time only, as when memory was short."""
    if not Path(flag).exists():
        Path(flag).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


def speak() -> str:
    """Say what nobody wants to hear, through Python and beside it."""
    print("out", flush=True)
    print("err", file=sys.stderr, flush=True)
    os.write(2, b"beside\n")
    return "said"


def where() -> tuple[int, str, list[str]]:
    """The process, where its temporary files go, and where it looks for code."""
    return os.getpid(), tempfile.mkdtemp(), sys.path


def fill_the_disk() -> None:
    """Write a file without end."""
    with tempfile.TemporaryFile() as file:
        while True:
            file.write(bytes(10_000_000))


def core() -> tuple[int, int]:
    """How large a dump of this process may be."""
    import resource

    return resource.getrlimit(resource.RLIMIT_CORE)
