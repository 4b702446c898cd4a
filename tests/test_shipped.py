"""Every document that ships, in each edition, on each paper, for no clinic and for each example clinic.

All are built once by the command itself, then each file is held against what it promises. New content tests itself.
"""

from __future__ import annotations

import json
import subprocess
import sys
from functools import lru_cache
from itertools import product
from pathlib import Path

import pytest
from filelock import FileLock

from handouts.catalogue import Catalogue, load_catalogue
from handouts.clinic import Clinic, load_clinic, unbranded
from handouts.compose import Handout, Request, compose
from handouts.layers import make_layers
from handouts.proof import Proof, inspect
from verapdf import validate

AS_OF = "2026-11-21"
EXAMPLES = sorted((Path(__file__).parents[1] / "examples" / "clinics").iterdir())
LEAST_FILL = 0.2


@lru_cache(maxsize=1)
def catalogue() -> Catalogue:
    return load_catalogue(make_layers())


@lru_cache(maxsize=1)
def clinics() -> dict[str, Clinic]:
    return {"generic": unbranded()} | {folder.name: load_clinic(folder) for folder in EXAMPLES}


def name_of(clinic: str, handout: Request) -> str:
    doc = handout.document
    return f"{clinic}/{doc.lang}/{doc.type}/{doc.kind}.{handout.edition}.{handout.paper}.pdf"


CASES = {
    name_of(clinic, request): (clinic, request)
    for clinic in clinics()
    for identity, edition, paper in product(catalogue().documents, catalogue().editions, catalogue().papers)
    for request in (Request(identity, edition, paper),)
}


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with everything in it, built once for all test processes."""
    root = tmp_path_factory.getbasetemp().parent / f"shipped-{tmp_path_factory.getbasetemp().parent.name}"
    root.mkdir(exist_ok=True)
    with FileLock(root / "lock"):
        if not (root / "done").exists():
            _build(root / "output")
            (root / "done").touch()
    return root / "output"


def _build(output: Path) -> None:
    everything = ["--edition", "standard", "--edition", "large-print", "--paper", "letter", "--paper", "a4"]
    command = [sys.executable, "-m", "handouts", "build", *everything, "--as-of", AS_OF, "--output", str(output), "--quiet"]
    for folder in (None, *EXAMPLES):
        clinic = ["--clinic", str(folder)] if folder else []
        done = subprocess.run([*command, *clinic], capture_output=True, text=True, check=False, timeout=1500)
        assert done.returncode == 0, done.stderr


@pytest.fixture
def proof(request: pytest.FixtureRequest, built: Path) -> Proof:
    return inspect((built / request.param).read_bytes())


def handout(case: str) -> Handout:
    import datetime as dt

    clinic, wanted = CASES[case]
    return compose(catalogue(), clinics()[clinic], wanted, dt.date.fromisoformat(AS_OF))


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_all_types_have_all_kinds() -> None:
    documents = {(x.type, x.kind) for x in catalogue().documents if x.lang == "en"}
    assert documents == set(product(catalogue().types, catalogue().kinds))
    assert len(catalogue().types) == 4
    assert len(CASES) == len(documents) * 2 * 2 * (1 + len(EXAMPLES))


@pytest.mark.parametrize(("case", "proof"), [(case, case) for case in CASES], ids=list(CASES), indirect=["proof"])
def test_each_file_keeps_its_promises(case: str, proof: Proof) -> None:
    made = handout(case)
    assert proof.pages <= made.kind.max_pages[made.edition_id]
    assert made.document.title in proof.title
    assert proof.language == made.lang
    width, height = made.paper.width_mm, made.paper.height_mm
    assert all(abs(w - width) < 0.2 and abs(h - height) < 0.2 for w, h in proof.paper_mm)
    assert {font.name for font in proof.fonts} <= {"HandoutsSans-Regular", "HandoutsSans-Bold"}
    assert all(font.embedded and font.to_unicode for font in proof.fonts)
    assert proof.smallest_type_pt >= made.edition.least_pt
    assert proof.headings_at_foot == ()
    assert proof.pages == 1 or proof.last_page_fill >= LEAST_FILL
    assert proof.uncovered == ()
    assert proof.attachments == 0
    assert len(proof.page_labels) == proof.pages
    assert [title for _, title, _ in proof.bookmarks][0] == made.document.title


@pytest.mark.parametrize(("case", "proof"), [(case, case) for case in CASES], ids=list(CASES), indirect=["proof"])
def test_every_word_is_printed_and_read_in_order(case: str, proof: Proof) -> None:
    made = handout(case)
    read = squeezed(proof.reading_order)
    missing = [words for words in made.words() if squeezed(words) not in read]
    assert missing == []
    headings = [squeezed(section.heading) for section in made.document.sections]
    places = [read.index(heading) for heading in headings]
    assert places == sorted(places)


@pytest.mark.parametrize(("case", "proof"), [(case, case) for case in CASES], ids=list(CASES), indirect=["proof"])
def test_each_page_says_what_it_is(case: str, proof: Proof) -> None:
    made = handout(case)
    for number, text in enumerate(proof.text, 1):
        foot = squeezed(text)
        assert squeezed(f"Page {number} of {proof.pages}") in foot
        assert squeezed(made.labels.foot["draft"]) in foot
        assert squeezed(made.document.title) in foot
        assert made.version in foot
        assert squeezed(made.brand.name) in foot


@pytest.mark.verapdf
@pytest.mark.parametrize("flavour", ["ua1", "3a"])
@pytest.mark.parametrize("clinic", list(clinics()))
@pytest.mark.parametrize("kind", list(catalogue().kinds))
def test_verapdf_finds_nothing(kind: str, clinic: str, flavour: str, built: Path) -> None:
    files = [built / case for case, (owner, wanted) in CASES.items() if owner == clinic and wanted.document.kind == kind]
    assert len(files) == len(catalogue().types) * len(catalogue().editions) * len(catalogue().papers)
    faults = {file.relative_to(built).as_posix(): found for file, found in validate(files, flavour).items() if found}
    assert faults == {}


def test_the_manifest_lists_every_file(built: Path) -> None:
    manifest = json.loads((built / "manifest.json").read_text(encoding="utf-8"))
    assert {entry["path"] for entry in manifest["files"]} == set(CASES)
    assert all((built / entry["path"]).stat().st_size == entry["bytes"] for entry in manifest["files"])
