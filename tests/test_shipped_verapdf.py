"""veraPDF finds nothing in any file that the command makes of what ships, by each standard that it declares."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from shipped import AS_OF, CASES, COVER, EXAMPLES, PRODUCT, catalogue, clinics
from verapdf import validate

pytestmark = [pytest.mark.product, pytest.mark.verapdf]


@pytest.mark.parametrize("flavour", ["ua1", "3a"])
@pytest.mark.parametrize("clinic", list(clinics()))
def test_verapdf_finds_nothing(clinic: str, flavour: str, built: Path) -> None:
    files = [built / case for case in sorted(PRODUCT - set(COVER)) if CASES[case][0] == clinic]
    assert len(files) > len(PRODUCT) // len(clinics()) // 2
    faults = {file.relative_to(built).as_posix(): found for file, found in validate(files, flavour).items() if found}
    assert faults == {}


@pytest.fixture(scope="module")
def as_ua2(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Each document once by the other standard, all that it can hold: a clinic's own words, and fields to fill in."""
    output = tmp_path_factory.mktemp("ua2")
    asked = ["--pdf", "ua2", "--clinic", str(EXAMPLES[0]), "--as-of", AS_OF, "--output", str(output)]
    for edition in ("standard", "fillable"):
        subprocess.run(
            [sys.executable, "-m", "handouts", "build", "--edition", edition, *asked], check=True, timeout=900
        )
    files = sorted(output.rglob("*.ua2.pdf"))
    assert len(files) == 2 * len(catalogue().documents)
    return files


@pytest.mark.parametrize("flavour", ["ua2", "4f", "wt1a", "wt1r"])
def test_verapdf_finds_nothing_by_the_other_standard(flavour: str, as_ua2: list[Path]) -> None:
    assert {file.name: found for file, found in validate(as_ua2, flavour).items() if found} == {}
