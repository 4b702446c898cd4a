"""What cannot be read is its clinic's fault: it is named, nothing stands in for it, and the others' sheets are made."""

from __future__ import annotations

import ctypes
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hostile_clinic import BRAND, add, make_clinic, write

from building import MAIN
from handouts.source.layers import OVERLAYS

pytestmark = pytest.mark.process
STYLE, WORDS, FORM = "styles/plain.css", "content/en/pleural/plain.yaml", "templates/plain.html.j2"
LABELS, KIND, KEPT = "content/en/labels.yaml", "content/kinds/plain.yaml", "approved/en.pleural.plain.txt"


def dangling(path: Path) -> None:
    path.symlink_to(path.with_name("nothing"))


def folder(path: Path) -> None:
    path.mkdir()


def closed(path: Path) -> None:
    path.write_bytes(b"x")
    path.chmod(0)


def closed_folder(path: Path) -> None:
    (path / "within").mkdir(parents=True)
    path.chmod(0)


def unsearchable(path: Path) -> None:
    write(path / "a.yaml", "a: b")
    path.chmod(0o644)


def large(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(20_000_001)


def plain_file(path: Path) -> None:
    path.write_bytes(b"x")


Make = Callable[[Path], None]
DENIED = "cannot be read (Permission denied); "
# What is in the place of what, and what is said of it; a folder's name ends in a slash.
WAYS: dict[str, tuple[str, Make, str]] = {
    **{
        f"{name}-{make.__name__}": (name, make, said)
        for make, said in (
            (dangling, "is a link; put the file itself there"),
            (os.mkfifo, "is not a regular file; "),
            (closed, DENIED),
            (large, "bytes; "),
        )
        for name in ("brand.yaml", "logo.svg", "approvals.yaml", STYLE, WORDS, FORM, LABELS, KIND, KEPT)
    },
    **{
        f"{name}-folder": (name, folder, "is not a regular file; ")
        for name in ("brand.yaml", "logo.svg", "approvals.yaml", KEPT)
    },
    **{
        f"{name}-{make.__name__}": (name, make, said)
        for make, said in (
            (dangling, "is a link; put the file itself there"),
            (plain_file, "is not a folder; put a folder there, or delete it"),
            (closed_folder, DENIED),
            (unsearchable, DENIED),
        )
        for name in OVERLAYS
    },
    "itself-closed": ("", lambda path: path.chmod(0), DENIED),
    "itself-unsearchable": ("", lambda path: path.chmod(0o644), DENIED),
    "approved-closed": ("approved", closed_folder, DENIED),
}
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 18"><rect width="9" height="9"/></svg>'
DIGEST = "0" * 64
SIGNED = f"""\
approvals:
  - {{document: pleural/plain, lang: en, by: A. Person, role: Nurse, on: 2026-01-02, review_by: 2026-12-01,
     words_sha256: "{DIGEST}"}}
"""


def break_one(where: Path, name: str, make: Make) -> None:
    """A clinic in which one thing cannot be read."""
    make_clinic(where)
    add(where, "plain")
    write(where / "brand.yaml", BRAND.format(id=where.name) + "logo: {file: logo.svg, alt: Hostile}\n")
    write(
        where / "logo.svg",
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 18"><rect width="9" height="9"/></svg>',
    )
    if name.startswith("approved"):
        write(where / "approvals.yaml", SIGNED)
        (where / "approved").mkdir()
    target = where / name if name else where
    if name and target.is_dir():
        target.rename(where / "moved")
    elif name:
        target.parent.mkdir(exist_ok=True, parents=True)
        target.unlink(missing_ok=True)
    make(target)


@pytest.fixture(scope="module")
def clinics(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of clinics, one for each way, and one that is well among them."""
    root = tmp_path_factory.mktemp("unreadable")
    for number, (name, make, _) in enumerate(WAYS.values()):
        break_one(root / f"clinics/c{number}", name, make)
    well = make_clinic(root / "clinics/cc-well", "cc-well")
    add(well, "plain")
    return root


def bound_by_permissions() -> None:
    """Give up what lets a super-user read everything; the program that follows cannot have it back."""
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        assert ctypes.CDLL(None).prctl(24, capability, 0, 0, 0) == 0  # PR_CAPBSET_DROP


def build(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """`handouts build` by one whom permissions bind."""
    if os.getuid() == 0 and not sys.platform.startswith("linux"):
        pytest.skip("permissions do not bind a super-user here")
    command = [sys.executable, "-c", MAIN, "build", "pleural", "--kind", "plain", *arguments]
    limit = bound_by_permissions if os.getuid() == 0 else None
    try:
        subprocess.run([sys.executable, "-c", ""], preexec_fn=limit, check=True)
    except subprocess.SubprocessError:
        pytest.skip("a super-user who may not give anything up is bound by nothing")
    options = {"capture_output": True, "text": True, "timeout": 120, "check": False, "preexec_fn": limit}
    return subprocess.run(command, cwd=folder, **options)


@pytest.fixture(scope="module")
def night(clinics: Path) -> subprocess.CompletedProcess[str]:
    """All of them in one night."""
    return build("--clinics", "clinics", "--keep-going", "--json", folder=clinics)


def test_the_one_that_is_well_is_made(night: subprocess.CompletedProcess[str]) -> None:
    assert night.returncode == 3, night.stderr
    assert [made["clinic"] for made in json.loads(night.stdout)["made"]] == ["cc-well"]


@pytest.mark.parametrize("way", WAYS)
def test_each_other_is_named_with_what_it_is(way: str, night: subprocess.CompletedProcess[str]) -> None:
    number, (name, _, said) = [*WAYS].index(way), WAYS[way]
    lines = [
        line for line in night.stderr.splitlines() if line.startswith((f"clinics/c{number}/", f"clinics/c{number}:"))
    ]
    assert any(said in line and name.partition("/")[0] in line for line in lines), lines


def test_they_are_named_alone_too(clinics: Path) -> None:
    """With --clinic, and where the folder above may not be looked into."""
    hidden = clinics / "hidden"
    make_clinic(hidden / "clinic")
    hidden.chmod(0)
    number = [*WAYS].index("itself-closed")
    names = ("hidden/clinic", f"clinics/c{number}", "clinics/cc-well")
    arguments = [word for name in names for word in ("--clinic", name)]
    found = build(*arguments, "--keep-going", "--output", "output/alone", folder=clinics)
    hidden.chmod(0o755)
    assert found.returncode == 3, found.stderr
    assert found.stdout.startswith("1 made, 0 unchanged, 0 failed, 2 problems in clinics left out")
    for name in names[:2]:
        assert f"{name}: cannot be read (Permission denied); see who may read it\n" in found.stderr
