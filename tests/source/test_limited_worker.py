"""What touches a stranger's file may hang, swell, crash or speak, and nobody else is harmed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from handouts.source.limits import LimitedWorker, LimitReached
from source import limited

pytestmark = pytest.mark.process
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux holds a process to its memory")


@pytest.fixture(scope="module")
def worker() -> Iterator[LimitedWorker]:
    worker = LimitedWorker()
    with worker.kept():
        yield worker


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def gone(pid: int, seconds: float = 5) -> bool:
    """Whether a process ends within this time."""
    end = time.monotonic() + seconds
    while alive(pid) and time.monotonic() < end:
        time.sleep(0.05)
    return not alive(pid)


def test_results_and_errors_come_back_as_they_are(worker: LimitedWorker) -> None:
    assert worker.run(20, limited.work, 1) == 2
    with pytest.raises(ValueError, match=r"^is a broken file$"):
        worker.run(20, limited.fail)


@pytest.mark.parametrize("harm", [limited.hang, limited.hang_in_a_library])
def test_what_hangs_is_ended_in_time_and_the_next_call_works(worker: LimitedWorker, harm) -> None:
    start = time.monotonic()
    with pytest.raises(LimitReached, match=r"^takes over 0\.5 s$"):
        worker.run(0.5, harm)
    assert worker.run(20, limited.work, 1) == 2
    assert time.monotonic() - start < 15


@linux
def test_what_swells_is_stopped(worker: LimitedWorker) -> None:
    with pytest.raises(LimitReached, match=r"^needs over 1,400 MB of memory$"):
        worker.run(20, limited.swell)
    assert worker.run(20, limited.work, 1) == 2


def test_what_crashes_is_told_after_a_second_try(worker: LimitedWorker) -> None:
    with pytest.raises(LimitReached, match=r"^crashes what draws it$"):
        worker.run(20, limited.crash)
    assert worker.run(20, limited.work, 1) == 2


def test_a_death_by_anothers_hand_is_made_good(worker: LimitedWorker, tmp_path: Path) -> None:
    assert worker.run(20, limited.crash_once, str(tmp_path / "flag")) == "done"


@linux
def test_no_large_file_is_written(worker: LimitedWorker) -> None:
    with pytest.raises(OSError, match="File too large"):
        worker.run(20, limited.fill_the_disk)


def test_a_pool_that_was_ended_is_made_anew() -> None:
    worker = LimitedWorker()
    with worker.kept():
        assert worker.run(20, limited.work, 1) == 2
        assert worker._pool is not None
        worker._pool.stop()
        assert worker.run(20, limited.work, 1) == 2


@linux
def test_no_core_is_dumped(worker: LimitedWorker) -> None:
    assert worker.run(20, limited.core)[0] == 0


def test_nothing_it_says_is_heard(worker: LimitedWorker, capfd: pytest.CaptureFixture[str]) -> None:
    assert worker.run(20, limited.speak) == "said"
    assert capfd.readouterr() == ("", "")


def test_the_outermost_block_keeps_one_process_and_clears_up_after_it() -> None:
    worker = LimitedWorker()
    with worker.kept():
        pid, folder, path = worker.run(20, limited.where)
        with worker.kept():
            assert worker.run(20, limited.where)[0] == pid
        assert worker.run(20, limited.where)[0] == pid
        assert Path(folder).is_dir() and "" not in path
    assert gone(pid)
    assert not Path(folder).parent.exists()


def test_a_call_alone_leaves_no_process_behind() -> None:
    pid, folder, _ = LimitedWorker().run(20, limited.where)
    assert gone(pid)
    assert not Path(folder).parent.exists()


def test_a_block_without_a_call_starts_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pebble.ProcessPool", lambda *_, **__: pytest.fail("started"))
    with LimitedWorker().kept():
        pass


PARENT = """
import sys
from handouts.source.limits import LimitedWorker
from source import limited
worker = LimitedWorker()
with worker.kept():
    print(worker.run(20, limited.where)[0], flush=True)
    worker.run(60, limited.hang_in_a_library)
"""


@pytest.mark.skipif(os.name == "nt", reason="signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL, signal.SIGINT])
def test_it_dies_with_its_parent_whatever_it_is_at(number: signal.Signals) -> None:
    path = os.pathsep.join(
        str(Path(module.__file__).parents[up]) for module, up in ((limited, 1), (sys.modules["handouts"], 1))
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=os.environ | {"PYTHONPATH": path},
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    time.sleep(0.5)
    parent.send_signal(number)
    assert parent.wait(10) != 0
    assert gone(pid)
