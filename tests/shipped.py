"""Every document that ships, in each edition, on each paper, for no clinic and each example clinic: built once."""

from __future__ import annotations

import subprocess
import sys
from functools import lru_cache
from itertools import product
from pathlib import Path

from handouts.catalogue import Catalogue, load_catalogue
from handouts.clinic import Clinic, load_clinic, unbranded
from handouts.compose import Request
from handouts.layers import make_layers

AS_OF = "2026-11-21"
EXAMPLES = sorted((Path(__file__).parents[1] / "examples" / "clinics").iterdir())


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    return load_catalogue(make_layers())


@lru_cache(maxsize=1)
def clinics() -> dict[str, Clinic]:
    return {"generic": unbranded()} | {folder.name: load_clinic(folder) for folder in EXAMPLES}


def name_of(clinic: str, wanted: Request) -> str:
    doc = wanted.document
    return f"{clinic}/{doc.lang}/{doc.type}/{doc.kind}.{wanted.edition}.{wanted.paper}.pdf"


CASES = {
    name_of(clinic, wanted): (clinic, wanted)
    for clinic in clinics()
    for identity, edition, paper in product(catalogue().documents, ("standard", "large-print"), catalogue().papers)
    for wanted in (Request(identity, edition, paper),)
}


def build(output: Path) -> None:
    """Build all of them by the command itself; what it says of failures lies in `said.txt`."""
    everything = ["--edition", "standard", "--edition", "large-print", "--paper", "letter", "--paper", "a4"]
    command = [sys.executable, "-m", "handouts", "build", *everything, "--as-of", AS_OF, "--output", str(output)]
    said = []
    for folder in (None, *EXAMPLES):
        clinic = ["--clinic", str(folder)] if folder else []
        done = subprocess.run([*command, *clinic], capture_output=True, text=True, check=False, timeout=1500)
        said.append(done.stderr)
    (output / "said.txt").write_text("".join(said), encoding="utf-8")
