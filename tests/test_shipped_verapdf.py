"""veraPDF finds nothing in any file that the command makes of what ships: PDF/UA-1 and PDF/A-3a."""

from __future__ import annotations

from pathlib import Path

import pytest

from shipped import CASES, COVER, PRODUCT, clinics
from verapdf import validate

pytestmark = [pytest.mark.product, pytest.mark.verapdf]


@pytest.mark.parametrize("flavour", ["ua1", "3a"])
@pytest.mark.parametrize("clinic", list(clinics()))
def test_verapdf_finds_nothing(clinic: str, flavour: str, built: Path) -> None:
    files = [built / case for case in sorted(PRODUCT - set(COVER)) if CASES[case][0] == clinic]
    assert len(files) > len(PRODUCT) // len(clinics()) // 2
    faults = {file.relative_to(built).as_posix(): found for file, found in validate(files, flavour).items() if found}
    assert faults == {}
