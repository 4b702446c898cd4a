"""What all tests share."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from building import BRAND, PAGE, SHEET, WAITS, TinyClinic, start, write


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write what was found as what is expected")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with everything that ships in it, built once for all test processes of a run."""
    import shipped

    own = tmp_path_factory.getbasetemp()
    # The folder above a worker's is this run's; above that of a run without workers, all runs'.
    root = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "shipped"
    root.mkdir(exist_ok=True)
    with FileLock(root / "lock"):
        if not (root / "done").exists():
            shipped.build(root / "output")
            (root / "done").touch()
    return root / "output"


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
