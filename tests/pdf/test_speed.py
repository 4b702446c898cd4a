"""The quicker stand-ins for functions of WeasyPrint change no byte."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

# The second time, what was kept from the first is used.
FEATURES = """
import hashlib
from handouts.pdf import to_pdf
from pdf_pages import FEATURES, assets, page
for _ in range(2):
    for name, body in FEATURES.items():
        pdf = to_pdf(page("<h1>Title</h1>" + body), assets=assets(), identifier=name)
        print(name, hashlib.sha256(pdf).hexdigest())
"""
SHIPPED = """
import datetime as dt, hashlib
from handouts.batch.jobs import Selection, gather, plan
from handouts.batch.run import fingerprinted
from handouts.page.html import to_html
from handouts.pdf import to_pdf
day, asked = dt.date(2026, 6, 1), Selection(("pericardial",), editions=("standard", "large-print"))
ready = gather([], asked)
for planned in fingerprinted(ready, plan(ready, asked), day)[::3]:
    for fit in (0, 3, 0):
        page = to_html(planned.handout(day), planned.assets, fit)
        pdf = to_pdf(page.html, assets=page.assets, identifier="x")
        print(planned.job.target, fit, hashlib.sha256(pdf).hexdigest())
"""
# Stands in the place of the module whose `install` puts the stand-ins in.
WITHOUT = "import sys, types; sys.modules['handouts.pdf.speed'] = types.SimpleNamespace(install=lambda: None)\n"
TOLD = "from weasyprint.layout import percent; print(percent.percentage.__module__)\n"


def run(program: str) -> list[str]:
    """What a program prints in a fresh process."""
    tests = Path(__file__).resolve().parents[1]
    done = subprocess.run([sys.executable, "-c", program + TOLD], cwd=tests, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


@pytest.mark.parametrize("program", [FEATURES, pytest.param(SHIPPED, marks=pytest.mark.slow)], ids=["tiny", "shipped"])
def test_same_bytes_with_and_without(program: str) -> None:
    quick, plain = run(program), run(WITHOUT + program)
    assert (quick.pop(), plain.pop()) == ("handouts.pdf.speed.style", "weasyprint.layout.percent")
    assert quick == plain
    assert len(quick) > 10
