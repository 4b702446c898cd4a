"""Every document that ships, in each edition, on each paper, for no clinic and each example clinic; and a choice.

The choice, `COVER`, is what `make test` makes; `make test-all` makes them all, by the command itself.
"""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from itertools import combinations, product
from pathlib import Path

from handouts.batch.prove import finish
from handouts.clinic.load import Clinic, load_clinic, unbranded
from handouts.content.catalogue import Catalogue
from handouts.content.load import load_catalogue
from handouts.page.assets import read_assets
from handouts.page.handout import Handout, Request, compose
from handouts.page.html import Printer
from handouts.source.layers import make_layers

AS_OF = "2026-11-21"
EXAMPLES = sorted((Path(__file__).parents[1] / "examples" / "clinics").iterdir())
Case = tuple[str, Request]
"""Whose sheet, and which."""


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    return load_catalogue(make_layers())


@lru_cache(maxsize=1)
def clinics() -> dict[str, Clinic]:
    return {"generic": unbranded()} | {folder.name: load_clinic(folder) for folder in EXAMPLES}


@lru_cache(maxsize=1)
def printer() -> Printer:
    return Printer(read_assets(make_layers()))


def name_of(clinic: str, wanted: Request) -> str:
    doc = wanted.document
    return f"{clinic}/{doc.lang}/{doc.type}/{doc.kind}.{wanted.edition}.{wanted.paper}.pdf"


def parts_of(case: Case) -> tuple[str, ...]:
    """What tells a sheet from others: clinic, kind, type, edition, paper."""
    clinic, wanted = case
    return clinic, wanted.document.kind, wanted.document.type, wanted.edition, wanted.paper


def cover(cases: Mapping[str, Case]) -> list[str]:
    """The names of a few sheets in which any two parts that meet in some sheet meet too; the same ones each time.

    Each sheet taken has the most meetings that are still to come; of those with as many, the parts seen least so far.
    """
    parts = {name: set(enumerate(parts_of(case))) for name, case in cases.items()}
    meetings = {name: set(combinations(sorted(found), 2)) for name, found in parts.items()}
    missing, seen = set().union(*meetings.values()), Counter()
    chosen = []
    while missing:
        best = max(cases, key=lambda name: (len(missing & meetings[name]), -sum(seen[part] for part in parts[name])))
        chosen.append(best)
        missing -= meetings[best]
        seen.update(parts[best])
    return chosen


CASES = {
    name_of(clinic, wanted): (clinic, wanted)
    for clinic in clinics()
    for identity, edition, paper in product(catalogue().documents, catalogue().editions, catalogue().papers)
    for wanted in (Request(identity, edition, paper),)
}
COVER = cover(CASES)
VARIANTS_FOR = "us-example", "letter"
"""For whom, and on which paper, the product has the editions that are laid out as standard print is."""


def is_variant(edition: str) -> bool:
    """Whether an edition has the layout of standard print: the one without colors, the one to fill in on a screen."""
    return catalogue().editions[edition].grey or catalogue().editions[edition].fillable


PRODUCT = {
    name
    for name, (clinic, wanted) in CASES.items()
    if not is_variant(wanted.edition) or (clinic, wanted.paper) == VARIANTS_FOR
}


def handout(name: str) -> Handout:
    """All words of a sheet."""
    clinic, wanted = CASES[name]
    return compose(catalogue(), clinics()[clinic], wanted, dt.date.fromisoformat(AS_OF))


def sheet(name: str) -> bytes:
    """The PDF of one sheet, made and proven here."""
    return finish(handout(name), printer(), name, prove=True).pdf


def build(output: Path) -> None:
    """Build the product by the command itself; what it says of failures lies in `said.txt`."""
    command = [sys.executable, "-m", "handouts", "build", "--prove", "--as-of", AS_OF, "--output", str(output)]
    said = []
    for clinic, variant in product(clinics(), (False, True)):
        folder = [f"--clinic={folder}" for folder in EXAMPLES if folder.name == clinic]
        editions = [f"--edition={name}" for name in catalogue().editions if is_variant(name) == variant]
        papers = [f"--paper={name}" for name in catalogue().papers if not variant or (clinic, name) == VARIANTS_FOR]
        if papers:
            asked = [*command, *folder, *editions, *papers]
            said.append(subprocess.run(asked, capture_output=True, text=True, check=False, timeout=1500).stderr)
    (output / "said.txt").write_text("".join(said), encoding="utf-8")
