"""Engines asked in turn, document by document, so that whatever else the machine does falls on all alike."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from benchmarks.world import Sheet

ENGINES = Path(__file__).with_name("engines.py")
MIB = 1024 * 1024


@dataclass(frozen=True)
class Cost:
    """What one run cost, in seconds."""

    cpu: float
    wall: float


@dataclass
class Runner:
    """An engine: where it runs, what it is told at its start, and what it took."""

    name: str
    python: str
    place: str = "-"
    costs: dict[int, Cost] = field(default_factory=dict)
    fault: str = ""
    refused: list[str] = field(default_factory=list)

    def start(self, folder: Path) -> None:
        """Start its process and wait until it is warm."""
        self.folder = folder / self.name
        self.folder.mkdir()
        self.log = (self.folder / "log").open("w+")
        command = [self.python, str(ENGINES), self.name, self.place]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=self.log, text=True)
        self._answer()

    def make(self, sheet: Sheet, keep: bool) -> None:
        """Make one document; only what is to be kept counts."""
        pdf = self.folder / f"{sheet.number}.pdf"
        if self.fault:
            return
        asked = {"number": str(sheet.number), "html": str(sheet.html), "typst": str(sheet.typst), "pdf": str(pdf)}
        try:
            self.process.stdin.write(json.dumps(asked) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass
        answer = self._answer()
        if "fault" in answer:
            self.refused.append(f"{sheet.name}: {answer['fault']}")
        elif answer and keep:
            self.costs[sheet.number] = Cost(answer["cpu"], answer["wall"])

    def stop(self) -> None:
        """End its process."""
        with contextlib.suppress(BrokenPipeError):  # it has ended already
            self.process.stdin.close()
        self.process.terminate()
        self.process.wait()
        self.log.close()

    def _answer(self) -> dict[str, Any]:
        line = self.process.stdout.readline()
        if line:
            return json.loads(line)
        self.log.seek(0)
        self.fault = (self.log.read().strip().splitlines() or ["ended without a word"])[-1][:200]
        return {}


def race(runners: Sequence[Runner], sheets: Sequence[Sheet], folder: Path, told: Callable[[str], None]) -> None:
    """Every document by every engine; the first once more before, and not counted."""
    for runner in runners:
        runner.start(folder)
    try:
        for turn, sheet in enumerate([sheets[0], *sheets]):
            # Whoever comes first finds the caches as the last has left them: each in its turn.
            for index in range(len(runners)):
                runners[(turn + index) % len(runners)].make(sheet, keep=turn > 0)
            if turn % 20 == 0:
                told(f"{turn} of {len(sheets)} documents by {len(runners)} engines")
    finally:
        for runner in runners:
            runner.stop()


def run(command: Sequence[str], cwd: Path | None = None) -> Cost:
    """A command's cost, with all the processes that it waited for. Raises CalledProcessError."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd=cwd)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Cost(usage.ru_utime + usage.ru_stime, time.perf_counter() - began)


def cold(commands: dict[str, Callable[[Path], Sequence[str]]], rounds: int) -> dict[str, list[Cost]]:
    """Commands run from nothing, in turn; each is given a fresh folder."""
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for turn in range(rounds + 1):
        for name, command in commands.items():
            with tempfile.TemporaryDirectory() as folder:
                cost = run(command(Path(folder)))
            if turn:  # the first round fills the caches of the file system
                costs[name].append(cost)
    return costs


@dataclass(frozen=True)
class Peaks:
    """A build with the most memory that its parent, and any one of its workers, ever held, in MiB."""

    cost: Cost
    parent: float
    worker: float


def peaks(command: Sequence[str]) -> Peaks:
    """Run a build and watch the memory of its processes."""
    began, most = time.perf_counter(), {"parent": 0.0, "worker": 0.0}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            break
        for name, found in _memory(process.pid):
            most[name] = max(most[name], found)
        time.sleep(0.1)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Peaks(Cost(usage.ru_utime + usage.ru_stime, time.perf_counter() - began), most["parent"], most["worker"])


def _memory(pid: int) -> list[tuple[str, float]]:
    found = [("parent", _peak(pid))]
    children = Path(f"/proc/{pid}/task/{pid}/children")
    tasks = list(children.parent.parent.glob("*/children")) if children.exists() else []
    for task in tasks:
        try:
            found += [("worker", _peak(int(child))) for child in task.read_text().split()]
        except OSError:
            continue
    return found


def _peak(pid: int) -> float:
    """VmHWM: the most that a process ever held in memory, in MiB; 0 where the system does not tell."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    line = next((line for line in status.splitlines() if line.startswith("VmHWM")), "VmHWM: 0 kB")
    return int(line.split()[1]) * 1024 / MIB


def spread(values: Sequence[float]) -> str:
    """The median, and in brackets the middle half."""
    if len(values) < 4:
        return f"{median(values):.2f}"
    low, _, high = quantiles(values, n=4)
    return f"{median(values):.2f} ({low:.2f}-{high:.2f})"


def python_of(folder: Path) -> str:
    """The Python of the peers' virtual environment, or our own."""
    inner = folder / "bin" / "python"
    return str(inner) if inner.exists() else sys.executable
