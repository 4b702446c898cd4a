"""`make bench` runs and shows every engine, here or not; what it measures is never a test."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SAID = ("handouts", "WeasyPrint loop, plain", "PlutoPrint", "Fullbleed", "Chromium", "Typst")


@pytest.mark.slow
def test_a_quick_run_shows_every_engine() -> None:
    page = ROOT / "docs" / "performance.md"
    before = page.read_bytes()
    command = [sys.executable, "-m", "benchmarks", "--quick", "--documents", "1", "--clinics", "1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert [name for name in SAID if f"| {name}" not in done.stdout] == []
    assert re.search(r"\| `handouts build --no-cache` \| \d+\.\d\d \| ", done.stdout)
    assert "goal 1: " in done.stdout
    assert "goal 0.6: " in done.stdout
    assert "goal 0.3: " in done.stdout
    assert "goal 0.08: " in done.stdout
    assert "goal 0.005: " in done.stdout
    assert re.search(r"^\| 1 \| 1\.0 \| \d+ ms \|", done.stdout, re.MULTILINE)
    assert page.read_bytes() == before, "a quick run writes nothing"
