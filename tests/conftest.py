"""What all tests share."""

from __future__ import annotations

import multiprocessing.process
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import NoReturn

import pytest
from filelock import FileLock

from building import BRAND, PAGE, SHEET, WAITS, TinyClinic, start, write


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write what was found as what is expected")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Hold `make quick` to what it promises: without a mark, no test and no fixture of it may do what takes long."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONSAFEPATH", "")  # a build sets it for good, and here more than one thing is started
        if not {mark.name for mark in item.iter_markers()} & {"slow", "process", "verapdf", "product"}:
            patch.setattr("handouts.pdf.engine.load", _refuse("lays out a page; mark it `slow`"))
            patch.setitem(sys.modules, "weasyprint", _Refused("weasyprint"))
            starts = [(subprocess.Popen, "__init__"), (multiprocessing.process.BaseProcess, "start"), (os, "fork")]
            for owner, name in starts:
                patch.setattr(owner, name, _refuse("starts a process; mark it `process`"))
        return (yield)


class _Refused(ModuleType):
    """A module that is loaded already, and fails the test that uses it."""

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__") and name != "__path__":  # what those ask for who look through all modules
            raise AttributeError(name)
        pytest.fail(f"this test uses {self.__name__}; mark it `slow`")


def _refuse(what: str) -> Callable[..., NoReturn]:
    def refuse(*_: object, **__: object) -> NoReturn:
        pytest.fail(f"this test {what}")

    return refuse


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder that builds keep plates in, for this process of tests and all that it starts: never the user's."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("cache") / "handouts"
        patch.setenv("HANDOUTS_CACHE", str(folder))
        yield folder


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


@pytest.fixture(scope="session")
def small_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package's own folder with one document."""
    import small

    return small.make_package(tmp_path_factory.mktemp("package"))


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
def terminal() -> tuple[int, int]:
    """Both ends of a pseudo-terminal, ours and the program's; skips the test where the machine has none."""
    try:
        return os.openpty()
    except (AttributeError, OSError) as error:
        pytest.skip(f"needs a pseudo-terminal: {error}")


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
