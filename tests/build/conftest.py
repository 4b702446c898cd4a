"""Fixtures of the builds."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from building import BRAND, PAGE, SHEET, WAITS, TinyClinic, start, write


@pytest.fixture
def make_clinic(tmp_path: Path) -> Callable[..., TinyClinic]:
    def make(*kinds: str, id: str = "tiny", folder: str = "tiny-clinic", name: str = "Tiny Clinic") -> TinyClinic:
        clinic = TinyClinic(tmp_path / folder)
        write(clinic.folder / "brand.yaml", BRAND.format(id=id, name=name))
        write(clinic.folder / "styles/tiny.css", SHEET)
        for layout, wait in WAITS.items():
            write(clinic.folder / f"templates/{layout}.html.j2", PAGE.replace("WAIT", wait))
        if kinds:
            clinic.add(*kinds)
        return clinic

    return make


@pytest.fixture
def output(tmp_path: Path) -> Path:
    return tmp_path / "output"


@pytest.fixture
def handouts() -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts `handouts` and sees to it that nothing is left when the test ends."""
    started: list[subprocess.Popen[str]] = []

    def go(*arguments: str, **options: object) -> subprocess.Popen[str]:
        started.append(start(*arguments, **options))
        return started[-1]

    yield go
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
