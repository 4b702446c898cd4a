"""A build that is started in a folder of hostile Python files: none of them ever runs, in no process of it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import handouts
from building import pdfs

pytestmark = pytest.mark.process
SITE = ("sitecustomize", "usercustomize")
OTHERS = ("weasyprint", "click", "pydantic", "yaml", "pebble", "lxml", "jinja2", "PIL", "pydyf", "fontTools", "tests")
SCRIPT = Path(sys.executable).with_name("handouts")
WAYS = {"module": [sys.executable, "-m", "handouts"], "command": [str(SCRIPT)]}


@pytest.fixture
def trap(tmp_path: Path) -> Path:
    """A folder with a file for every module of Python's own library, and for others: each leaves a mark and ends."""
    folder = tmp_path / "trap"
    folder.mkdir()
    for name in {*sys.stdlib_module_names, *SITE, *OTHERS}:
        harm = f"open({str(tmp_path / 'ran')!r}, 'a').write('{name}\\n'); raise SystemExit(99)\n"
        (folder / f"{name}.py").write_text(harm)
    return folder


def start(way: str, *arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    if not Path(WAYS[way][0]).exists():
        pytest.skip(f"{WAYS[way][0]} is not installed")
    for name in loaded_before(folder.parent) if way == "module" else ():
        (folder / f"{name}.py").unlink(missing_ok=True)
    path = {"PYTHONPATH": str(Path(handouts.__file__).parents[1])}
    options = {"capture_output": True, "text": True, "timeout": 90, "check": False}
    return subprocess.run([*WAYS[way], *arguments], cwd=folder, env=os.environ | path, **options)


def loaded_before(folder: Path) -> list[str]:
    """What Python itself has loaded when any `-m` begins; nothing of ours can come before that."""
    (folder / "first.py").write_text("import sys\nprint(*sys.modules)\n")
    command = [sys.executable, "-m", "first"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout.split()


@pytest.mark.parametrize("way", WAYS)
def test_no_process_of_a_build_runs_it(way: str, make_clinic, trap: Path, tmp_path: Path) -> None:
    """Two documents, so that workers make them, and --prove, so that the readers of PDFs are there too."""
    clinic, output = make_clinic("one", "two"), tmp_path / "output"
    found = start(way, *clinic.arguments(output, "one", "two"), "--prove", folder=trap)
    assert not (tmp_path / "ran").exists(), (tmp_path / "ran").read_text()
    assert (found.returncode, found.stderr, len(pdfs(output))) == (0, "", 2)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "arguments", [["doctor"], ["list"], ["check", "--help"], ["init", "clinic"]], ids=lambda a: a[0]
)
def test_no_other_command_does(way: str, arguments: list[str], trap: Path, tmp_path: Path) -> None:
    found = start(way, *arguments, folder=trap)
    assert not (tmp_path / "ran").exists(), (tmp_path / "ran").read_text()
    assert found.returncode == 0, found.stderr


def test_the_trap_works(trap: Path, tmp_path: Path) -> None:
    """Without what keeps the folder out, a worker does run a file of it."""
    code = "import multiprocessing as m; p = m.get_context('spawn').Process(target=print); p.start(); p.join()"
    head = f"import sys; sys.path.remove(''); {code}"
    subprocess.run([sys.executable, "-c", head], cwd=trap, capture_output=True, timeout=30, check=False)
    assert (tmp_path / "ran").read_text()


def test_where_python_cannot_be_told_nothing_is_made(trap: Path, make_clinic, tmp_path: Path) -> None:
    """Under -E no variable counts, and each worker would look into the folder first."""
    clinic, output = make_clinic("one", "two"), tmp_path / "output"
    head = (
        f"import sys; sys.path[0] = {str(Path(handouts.__file__).parents[1])!r}; from handouts.cli import main; main()"
    )
    command = [sys.executable, "-E", "-c", head, *clinic.arguments(output, "one", "two")]
    found = subprocess.run(command, cwd=trap, capture_output=True, text=True, timeout=60, check=False)
    assert not (tmp_path / "ran").exists()
    assert found.returncode == 5
    assert "python: was started with -E, by which workers would run code of the current folder; use -I instead\n" in (
        found.stderr
    )
    assert not pdfs(output)
