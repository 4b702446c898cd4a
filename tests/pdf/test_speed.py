"""The quicker stand-ins for functions of WeasyPrint change no byte, and are left out with another version of it."""

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
from handouts.batch.gather import Selection, gather
from handouts.batch.jobs import plan
from handouts.page.html import to_html
from handouts.pdf import to_pdf
day, asked = dt.date(2026, 6, 1), Selection(("pericardial",), editions=("standard", "large-print", "mono"))
for planned in plan(gather([], asked), asked, day)[::STEP]:
    for tightness in (0, 3):
        page = to_html(planned.handout(), planned.assets, tightness)
        pdf = to_pdf(page.html, assets=page.assets, identifier="x")
        print(planned.target, tightness, hashlib.sha256(pdf).hexdigest())
"""
LOADED = "from handouts.pdf import engine; engine.load()\n"
# The fonts' configuration is read when WeasyPrint is imported: it must be there before a version is put in.
ANOTHER = """
import os
from handouts.pdf import engine
os.environ["FONTCONFIG_FILE"] = str(engine._private_folder() / "fonts.conf")
import {0}; {0}.VERSION = "{1}"
"""
REPLACED = """
import weasyprint.text.line_break as lines, tinyhtml5.inputstream as html
from weasyprint.css import ComputedStyle
places = {"style": ComputedStyle.__missing__, "lines": lines.split_first_line,
          "html": type(html.characters_until_regex)}
print(" ".join(name for name, what in places.items() if what.__module__.startswith("handouts.pdf.speed.")))
"""
ALL = "style lines html"


def run(program: str) -> list[str]:
    """What a program prints in a fresh process; its last line names what was replaced."""
    tests = Path(__file__).resolve().parents[1]
    command = [sys.executable, "-c", program + REPLACED]
    done = subprocess.run(command, cwd=tests, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


@pytest.mark.slow
@pytest.mark.parametrize(
    "program",
    [
        pytest.param(FEATURES, id="features"),
        pytest.param(SHIPPED.replace("STEP", "7"), id="shipped"),
        pytest.param(SHIPPED.replace("STEP", "1"), id="all-shipped", marks=pytest.mark.product),
    ],
)
def test_same_bytes_with_and_without(program: str) -> None:
    quick, plain = run(program), run(ANOTHER.format("weasyprint", "70.9") + program)
    assert (quick.pop(), plain.pop()) == (ALL, "")
    assert quick == plain
    assert len(quick) >= 6


@pytest.mark.parametrize(
    ("other", "replaced"),
    [("", ALL), ("weasyprint", ""), ("tinyhtml5", "style lines")],
)
def test_only_functions_of_the_known_versions_are_replaced(other: str, replaced: str) -> None:
    assert run((ANOTHER.format(other, "70.9") if other else "") + LOADED) == [replaced]
