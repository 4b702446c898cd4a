"""What a night does to a batch: killed workers and parents, hangs, full disks, interrupts, two builds at once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from building import alive, listed, pdfs, run, unfinished, until, workers_of

pytestmark = pytest.mark.process
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at processes in /proc")
SLOW = ("s-one", "s-two", "s-three", "s-four", "s-five")
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def slow(make_clinic):
    clinic = make_clinic()
    clinic.add(*SLOW, wait="slow")
    return clinic


@linux
def test_a_killed_worker_costs_no_document(slow, output: Path, handouts: Start) -> None:
    process = handouts(*slow.arguments(output, *SLOW), "--log-json")
    until(lambda: pdfs(output))
    victim = workers_of(process.pid)[0]
    os.kill(victim, signal.SIGKILL)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (0, "")
    told = Counter(json.loads(line)["event"] for line in err.splitlines())
    assert told == {"begin": 1, "unchanged": 1, "made": len(SLOW), "retried": 1, "end": 1}
    assert len(listed(output)) == len(pdfs(output)) == len(SLOW)
    assert not alive(victim)


def test_a_hanging_document_costs_only_itself(make_clinic, output: Path) -> None:
    clinic = make_clinic("before", "behind")
    clinic.add("hangs", wait="endless")
    result = run(*clinic.arguments(output, "before", "behind", "hangs"), "--timeout", "3")
    assert result.returncode == 3
    assert result.stdout.startswith("2 made, 0 unchanged, 1 failed")
    name = "tiny/en/pleural/hangs.standard.letter.pdf"
    told, again = result.stderr.splitlines()
    assert told == f"{name}: took more than 3 s; look for a loop, or give it more by --timeout"
    assert again == (
        f"{name} was not made; try it alone: handouts build pleural --kind hangs --clinic {clinic.folder} "
        f"--output {output} --paper letter"
    )
    assert [Path(path).name.split(".")[0] for path in listed(output)] == ["before", "behind"]


def test_a_document_that_fails_is_named_and_not_tried_again(make_clinic, output: Path) -> None:
    clinic = make_clinic("fine", "whole")
    clinic.add("bad", wait="broken")
    result = run(*clinic.arguments(output, "fine", "whole", "bad"))
    assert (result.returncode, result.stdout.split(";")[0]) == (3, "2 made, 0 unchanged, 1 failed")
    assert result.stderr.count("has no attribute 'nothing'") == 1


@linux
def test_a_killed_parent_leaves_no_orphan_and_the_next_run_makes_the_rest(
    slow, output: Path, handouts: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    process = handouts(*slow.arguments(output, *SLOW))
    until(lambda: pdfs(output))
    workers = workers_of(process.pid)
    assert len(workers) == 2
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    until(lambda: not any(map(alive, workers)), 3)
    finished = pdfs(output)
    assert 1 <= len(finished) < len(SLOW)
    (output / "tiny/en/pleural/.handouts-x.part").write_bytes(b"what the kill left")
    (scratch,) = output.glob(".handouts-build-*")
    assert not [*tmp_path.glob("temporary/*")], "what a kill leaves behind lies in the output folder"

    result = run(*slow.arguments(output, *SLOW))
    assert result.returncode == 0
    # A kill between the file and the journal's line costs that one document's time, nothing else.
    made, unchanged = (int(part.split()[0]) for part in result.stdout.split(",")[:2])
    assert made + unchanged == len(SLOW)
    assert unchanged in (len(finished), len(finished) - 1)
    assert not unfinished(output)
    assert not scratch.exists()
    assert pdfs(output).items() >= finished.items()
    assert len(listed(output)) == len(SLOW)


@linux
def test_a_killed_build_of_one_sheet_is_cleared_away_by_the_next(
    output: Path, handouts: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One of the package's own is made without a worker, with a folder where the system keeps such."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    arguments = ["build", "pleural", "--kind", "question-sheet", "--output", str(output)]
    process = handouts(*arguments)
    until(lambda: [*tmp_path.glob("temporary/handouts-*/.lock")])
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    (left,) = tmp_path.glob("temporary/*")
    (tmp_path / "temporary/handouts-of-another").mkdir()
    assert run(*arguments).returncode == 0
    assert [path.name for path in tmp_path.glob("temporary/*")] == ["handouts-of-another"]
    assert not left.exists()


@linux
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupt_ends_the_batch_and_keeps_what_is_done(
    number: int, code: int, slow, output: Path, handouts: Start
) -> None:
    process = handouts(*slow.arguments(output, *SLOW))
    until(lambda: pdfs(output))
    workers = workers_of(process.pid)
    began = time.monotonic()
    # Ctrl-C goes to the whole group, SIGTERM to the process alone.
    os.killpg(process.pid, number) if number == signal.SIGINT else process.send_signal(number)
    _, err = process.communicate(timeout=20)
    assert time.monotonic() - began < 2
    assert process.returncode == code
    assert err == "stopped; what is finished stays, run the same command again to make the rest\n"
    assert not any(map(alive, workers))
    assert 1 <= len(pdfs(output)) < len(SLOW)
    assert listed(output) == sorted(pdfs(output))
    assert not unfinished(output)
    assert (output / "index.html").is_file()


@linux
def test_a_hang_ends_at_once_on_ctrl_c(make_clinic, output: Path, handouts: Start) -> None:
    clinic = make_clinic("quick")
    clinic.add("hangs", wait="endless")
    process = handouts(*clinic.arguments(output, "quick", "hangs"))
    until(lambda: pdfs(output))
    began = time.monotonic()
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=20)
    assert time.monotonic() - began < 2
    assert process.returncode == 130


def test_two_builds_at_once(slow, output: Path, handouts: Start) -> None:
    first = handouts(*slow.arguments(output, *SLOW))
    until(lambda: (output / ".lock-holder.json").exists())
    second = run(*slow.arguments(output, *SLOW), "--wait", "0")
    assert second.returncode == 5
    assert f"another build is at work here (process {first.pid}, since 20" in second.stderr
    third = handouts(*slow.arguments(output, *SLOW), "--wait", "30")
    first.communicate(timeout=60)
    out, _ = third.communicate(timeout=60)
    assert (first.returncode, third.returncode) == (0, 0)
    assert out.startswith(f"0 made, {len(SLOW)} unchanged")


@pytest.fixture
def small_disk(tmp_path: Path):
    """A folder on a disk of 4 MB; needs the right to mount."""
    folder = tmp_path / "small-disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4000k", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_named_and_the_old_files_are_whole(make_clinic, small_disk: Path) -> None:
    clinic = make_clinic("one", "two")
    assert run(*clinic.arguments(small_disk, "one", "two")).returncode == 0
    old = pdfs(small_disk)
    filler = small_disk / "filler"
    handle = os.open(filler, os.O_WRONLY | os.O_CREAT)
    with pytest.raises(OSError, match="No space left"):
        while True:
            os.write(handle, b"0" * 512)
    os.close(handle)
    result = run(*clinic.arguments(small_disk, "one", "two"), "--force")
    assert result.returncode == 5
    assert f"{small_disk}" in result.stderr
    assert "cannot be written (No space left on device); free some space or choose another --output" in result.stderr
    assert pdfs(small_disk) == old
    assert not unfinished(small_disk)

    filler.unlink()
    assert run(*clinic.arguments(small_disk, "one", "two")).stdout.startswith("0 made, 2 unchanged")
