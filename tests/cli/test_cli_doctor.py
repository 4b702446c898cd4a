from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from handouts.cli import _doctor
from handouts.source.layers import bundled_root

STYLES = bundled_root() / "styles"
FONTS = sorted(path.name for path in (STYLES / "fonts").glob("*.ttf"))


@pytest.mark.slow
def test_a_computer_that_has_all(run) -> None:
    result = run("doctor", "--json")
    assert result.exit_code == 0
    checks = {check["name"]: check for check in json.loads(result.stdout)}
    assert list(checks) == [
        *("Python 3.11 or newer", "WeasyPrint 70", "Pango", "Pango with FreeType", "HarfBuzz subset"),
        *("WeasyPrint starts", *(f"font {name}" for name in FONTS)),
        *("workers can share a lock", "may write to output", "cache for later builds", "veraPDF (to prove PDFs)"),
    ]
    assert {check["state"] for name, check in checks.items() if "veraPDF" not in name} == {"ok"}


@pytest.mark.slow
def test_in_words(run) -> None:
    result = run("doctor")
    assert result.stdout.splitlines()[0].split() == ["ok", "Python", "3.11", "or", "newer", sys.version.split()[0]]
    assert result.stderr == "All that is needed is there.\n"


@pytest.mark.slow
def test_verapdf_may_be_missing(run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_doctor.shutil, "which", lambda _: None)
    result = run("doctor")
    assert result.exit_code == 0
    assert "optional  veraPDF (to prove PDFs)" in result.stdout
    assert "install-verapdf.sh" in result.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("apt", "platform", "fix"),
    [
        ("/usr/bin/apt-get", "linux", "sudo apt-get install libharfbuzz-subset0"),
        (None, "darwin", "brew install pango"),
        (None, "linux", "install Pango 1.44 or newer and HarfBuzz with the system's package manager"),
    ],
)
def test_a_missing_library_stands_with_the_line_that_brings_it(
    run, monkeypatch: pytest.MonkeyPatch, apt: str | None, platform: str, fix: str
) -> None:
    monkeypatch.setattr(_doctor, "_load", lambda soname: "subset" not in soname)
    monkeypatch.setattr(_doctor, "_load_mac", lambda name: "subset" not in name)
    monkeypatch.setattr(_doctor.shutil, "which", lambda name: apt if name == "apt-get" else None)
    monkeypatch.setattr(_doctor, "_is_mac", lambda: platform == "darwin")
    result = run("doctor")
    assert result.exit_code == 5
    assert f"          mend it with:  {fix}" in result.stdout
    assert result.stderr == "1 of 13 missing; no PDF can be made until they are there\n"


@pytest.mark.slow
def test_another_version_of_weasyprint(run, monkeypatch: pytest.MonkeyPatch) -> None:
    real = metadata.version
    monkeypatch.setattr(_doctor.metadata, "version", lambda name: "1.0" if name == "weasyprint" else real(name))
    result = run("doctor")
    assert result.exit_code == 5
    assert f"mend it with:  {sys.executable} -m pip install weasyprint~=70.0" in result.stdout


@pytest.mark.slow
def test_a_later_weasyprint_of_the_same_line_will_do(run, monkeypatch: pytest.MonkeyPatch) -> None:
    real = metadata.version
    monkeypatch.setattr(_doctor.metadata, "version", lambda name: "70.1" if name == "weasyprint" else real(name))
    checks = {check["name"]: check for check in json.loads(run("doctor", "--json").stdout)}
    assert checks["WeasyPrint 70"]["state"] == "ok"
    assert checks["WeasyPrint 70"]["found"] == "70.1 (slower than 70.0)"


@pytest.mark.slow
def test_a_font_that_is_gone_or_broken(run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fonts = tmp_path / "root/styles/fonts"
    fonts.mkdir(parents=True)
    (fonts / "HandoutsSans-Bold.ttf").write_bytes(b"not a font")
    shutil.copy(STYLES / "handout.css", fonts.parent)
    monkeypatch.setattr(_doctor, "bundled_root", lambda: tmp_path / "root")
    result = run("doctor", "--json")
    assert result.exit_code == 5
    states = {check["name"]: check["state"] for check in json.loads(result.stdout)}
    assert {states[f"font {name}"] for name in FONTS} == {"missing"}


def test_styles_that_are_gone_are_fonts_that_are_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_doctor, "bundled_root", lambda: tmp_path)
    [check] = _doctor._fonts()
    assert (check.state, check.found) == ("missing", "no style sheet declares one")


def test_where_nothing_can_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(dir: Path) -> None:
        raise PermissionError(13, "Permission denied", str(dir))

    monkeypatch.setattr(_doctor.tempfile, "TemporaryFile", refuse)
    check = _doctor._output(Path("out put"))
    assert not check.ok
    assert check.fix.startswith("sudo chown -R $(id -un) ")


def test_an_output_folder_that_is_not_there_yet_is_fine(here: Path) -> None:
    check = _doctor._output(Path("not/yet"))
    assert (check.ok, check.found) == (True, here.as_posix())
    assert list(here.iterdir()) == []


@pytest.mark.process
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="locks lie in /dev/shm on Linux")
def test_a_dev_shm_that_cannot_be_written_is_told() -> None:
    """Really: in a room of its own where it is mounted for reading."""
    command = shlex.join([sys.executable, "-m", "handouts", "doctor", "--json"])
    inside = f"mount -t tmpfs -o ro tmpfs /dev/shm && exec {command}"
    mount = ["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", "/dev/shm"]
    if not shutil.which("unshare") or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount")
    found = subprocess.run(["unshare", "--mount", "sh", "-c", inside], capture_output=True, text=True, check=False)
    (check,) = [check for check in json.loads(found.stdout) if check["name"] == "workers can share a lock"]
    assert (found.returncode, check["state"], check["found"]) == (5, "missing", "/dev/shm: Read-only file system")
    assert check["fix"].startswith("sudo mount -o remount,rw")
