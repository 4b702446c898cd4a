"""A paper and an edition that are only data: the page follows them, and nothing runs off it."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from pathlib import Path

import pytest

from building import write
from handouts.batch.gather import Selection, gather
from handouts.batch.jobs import plan
from handouts.content.documents import Edition, Paper
from handouts.page.html import Printer
from handouts.page.measures import LEAST_SIDE_MM, measures
from handouts.page.render import make_pdf
from handouts.proof import inspect
from handouts.source.layers import bundled_root
from shipped import catalogue

DEMO = Path(__file__).parents[1] / "demo_clinic"
PAPER, EDITION = ("a5", "standard"), ("letter", "huge")
KINDS = sorted(catalogue().kinds)


@pytest.fixture(scope="module")
def clinic(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clinic that adds a paper and an edition as docs/papers.md says."""
    folder = tmp_path_factory.mktemp("clinic")
    for name in ("brand.yaml", "logo.svg"):
        shutil.copy(DEMO / name, folder / name)
    write(folder / "content/papers/a5.yaml", "width_mm: 148\nheight_mm: 210\n")
    write(folder / "content/editions/huge.yaml", "extends: large-print\norder: 4\nbody_pt: 22\n")
    write(folder / "content/en/labels.yaml", "editions: {huge: Huge print}\n")
    return folder


def made(clinic: Path, kind: str, paper: str, edition: str):
    asked = Selection(("testicular",), (kind,), editions=(edition,), papers=(paper,))
    [job] = plan(gather([clinic], asked), asked, dt.date(2026, 6, 1))
    return job.handout(), make_pdf(job.handout(), Printer(job.assets))


QUICK = ("symptom-checklist", "symptom-diary")


def own_edition(clinic: Path, folder: Path, extended: str) -> str:
    """The page of a sheet in an edition of the clinic's own that extends one of the package."""
    shutil.copytree(clinic, folder)
    write(folder / "content/editions/ours.yaml", f"extends: {extended}\norder: 5\n")
    write(folder / "content/en/labels.yaml", "editions: {huge: Huge print, ours: Ours}\n")
    asked = Selection(("testicular",), ("symptom-checklist",), editions=("ours",), papers=("letter",))
    [job] = plan(gather([folder], asked), asked, dt.date(2026, 6, 1))
    return Printer(job.assets).page(job.handout()).html


@pytest.mark.process
@pytest.mark.parametrize(("extended", "look"), [("fillable", "fillable"), ("mono", "grey"), ("standard", "")])
def test_an_edition_looks_like_the_one_that_it_extends(clinic: Path, tmp_path: Path, extended: str, look: str) -> None:
    classes = re.search('<html [^>]*class="([^"]*)"', own_edition(clinic, tmp_path / "own", extended))
    assert classes and classes[1].split() == ["edition-ours", "tightness-0", *look.split()]
    named = [path for path in (bundled_root() / "styles").rglob("*.css") if ".edition-" in path.read_text()]
    assert named == [], "an edition that extends another has a name of its own"


@pytest.mark.slow
@pytest.mark.parametrize(("paper", "edition"), [PAPER, EDITION])
@pytest.mark.parametrize("kind", [k if k in QUICK else pytest.param(k, marks=pytest.mark.product) for k in KINDS])
def test_every_kind_fits(clinic: Path, kind: str, paper: str, edition: str) -> None:
    handout, done = made(clinic, kind, paper, edition)
    proof = inspect(done.pdf)
    sizes = {(148.0, 210.0)} if paper == "a5" else {(215.9, 279.4)}
    assert set(proof.paper_mm) == sizes
    assert proof.margin_mm >= 6
    assert proof.smallest_type_pt >= handout.edition.least_pt - 0.01
    assert proof.headings_at_foot == ()
    assert all(f"Page {number} of {proof.pages}" in text for number, text in enumerate(proof.text, 1))
    assert all("911" in text for text in proof.text)


def test_the_column_follows_the_paper() -> None:
    standard = catalogue().editions["standard"]
    for name in ("letter", "a4"):
        found = measures(standard, catalogue().papers[name])
        assert (found.column_mm, found.fit, found.narrow, found.small) == (180, 1, False, False)
    small = measures(standard, Paper(width_mm=148, height_mm=210))
    assert (small.column_mm, small.side_mm) == (148 - 2 * LEAST_SIDE_MM, LEAST_SIDE_MM)
    assert small.narrow
    assert small.small
    assert measures(catalogue().editions["large-print"], catalogue().papers["a4"]).narrow is False


def test_lengths_grow_with_the_type() -> None:
    base = Edition(body_pt=16, least_pt=12, tokens={"row": "8mm", "leading": "1.3", "day": "calc(1mm)", "head": "20pt"})
    grown = Edition(extends="base", body_pt=24, tokens={"head": "21pt"}).over(base)
    assert (grown.body_pt, grown.least_pt, grown.extends) == (24, 18, None)
    assert grown.tokens == {"row": "12mm", "leading": "1.3", "day": "calc(1mm)", "head": "21pt"}
