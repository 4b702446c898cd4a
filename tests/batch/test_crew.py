"""What becomes of a document when its worker dies, swells or meets a fault of ours; and how signals are taken."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import building
from handouts.batch import pool
from handouts.batch.crew import drive
from handouts.batch.signals import Interrupted, Stop
from handouts.errors import DocumentFailed, EnvironmentFault
from handouts.page.assets import Assets


def outcomes(folder: Path, *names: str) -> dict[str, str]:
    """What came of documents of these names, whatever they hold."""
    crew = pool.Pool(2, 20, str(folder))
    found = {}
    try:
        for name, outcome in drive(crew, [(None, Assets(()), name) for name in names], Stop()):
            assert isinstance(outcome, DocumentFailed)
            found[name] = str(outcome)
    finally:
        crew.end()
    return found


@pytest.mark.process
@pytest.mark.parametrize(
    ("does", "message"),
    [
        (building.die, "its worker died twice (exit 9); see whether memory runs out"),
        (building.go_wrong, "handouts has a fault of its own (TypeError: what nobody foresaw); please report it"),
        (building.swell, "needs more than 1400 MB; look for a huge picture or table"),
    ],
)
def test_each_document_fails_for_itself(does: Callable, message: str, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(pool.worker, "make", does)
    assert outcomes(tmp_path, "a.pdf", "b.pdf") == {name: f"{name}: {message}" for name in ("a.pdf", "b.pdf")}


@pytest.mark.process
def test_workers_that_cannot_live_are_told_once(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(pool.worker, "start", building.die)
    with pytest.raises(EnvironmentFault, match="the workers die as soon as they start; see whether memory is short"):
        outcomes(tmp_path, "a.pdf", "b.pdf")


def test_a_signal_waits_in_a_polite_stretch() -> None:
    stop = Stop()
    with stop.polite():
        stop(signal.SIGTERM)
        with pytest.raises(Interrupted) as caught:
            stop.check()
    assert caught.value.exit_code == 143


SWALLOWS = """
import os, signal
from handouts.batch.signals import caught
with caught() as stop, stop.polite(), stop.impolite():
    while True:
        try:
            print("ready", flush=True)
            while True:
                signal.pause()
        except BaseException:
            pass
"""


@pytest.mark.process
def test_a_library_that_swallows_the_interrupt_cannot_hold_the_process() -> None:
    process = subprocess.Popen([sys.executable, "-c", SWALLOWS], stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "ready\n"
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    assert process.wait(10) == 130
    assert time.monotonic() - began < 2
    process.stdout.close()
