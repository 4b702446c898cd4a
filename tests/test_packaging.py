"""The wheel that `pipx install .` makes works by itself: outside the checkout, without the network."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.process]
PROJECT = Path(__file__).resolve().parent.parent
BUNDLED = ("content", "templates", "styles")
LARGEST = 2_000_000


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    options = ["--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", str(folder)]
    _run(sys.executable, "-m", "pip", "wheel", *options, str(PROJECT))
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel in it, that borrows the packages it needs from this one."""
    root = tmp_path_factory.mktemp("clean") / "venv"
    venv.create(root, symlinks=True)
    options = ["--quiet", "--no-deps", "--no-index", "--disable-pip-version-check"]
    _run(sys.executable, "-m", "pip", "--python", str(root), "install", *options, str(wheel))
    (packages,) = root.glob("lib/python*/site-packages")
    # A path file of the borrowed folder is not read from here, so this checkout's own one has no effect.
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return root / "bin"


def test_wheel_is_small(wheel: Path) -> None:
    assert wheel.stat().st_size < LARGEST


def test_wheel_carries_all_data_and_nothing_else(wheel: Path) -> None:
    names = {name for name in zipfile.ZipFile(wheel).namelist() if not name.endswith("/")}
    bundled = {name.removeprefix("handouts/_bundled/") for name in names if name.startswith("handouts/_bundled/")}
    assert bundled == _committed(*BUNDLED)
    code = {f"src/{name}" for name in names if name.startswith("handouts/")} - {
        f"src/handouts/_bundled/{name}" for name in bundled
    }
    assert code == _committed("src/handouts")


def test_wheel_carries_the_licenses(wheel: Path) -> None:
    names = {name.partition(".dist-info/licenses/")[2] for name in zipfile.ZipFile(wheel).namelist()}
    assert {"LICENSE", "LICENSE-CONTENT", "NOTICE", "styles/fonts/OFL.txt"} <= names


def test_installed_command_lists_and_builds(installed: Path, tmp_path: Path) -> None:
    where = _run(str(installed / "python"), "-c", "import handouts; print(handouts.__file__)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(installed.parent)
    rows = json.loads(_run(*_offline(), str(installed / "handouts"), "list", "--json", cwd=tmp_path))
    assert {"pleural", "peritoneal", "pericardial", "testicular"} <= {row["type"] for row in rows}
    _run(*_offline(), str(installed / "handouts"), "build", "pleural", "--kind", "overview", cwd=tmp_path)
    (made,) = (tmp_path / "output").rglob("*.pdf")
    assert made.read_bytes().startswith(b"%PDF-")


def _run(*command: str, cwd: Path | None = None) -> str:
    env = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _offline() -> list[str]:
    """A command that cuts what follows it off the network, where the system lets us."""
    cut = ["unshare", "--map-root-user", "--net"]
    if not shutil.which(cut[0]):
        return []
    return cut if subprocess.run([*cut, "true"], capture_output=True, check=False).returncode == 0 else []


def _committed(*folders: str) -> set[str]:
    """What a build of a clean checkout would find: everything that is no cache and no editor's file."""
    files = (path for folder in folders for path in (PROJECT / folder).rglob("*") if path.is_file())
    names = (path.relative_to(PROJECT) for path in files)
    return {name.as_posix() for name in names if "__pycache__" not in name.parts and not name.name.startswith(".")}
