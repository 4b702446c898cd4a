"""Every document that ships, in each edition, on each paper, for no clinic and for each example clinic.

All are built once by the command itself, then each file is held against what it promises. New content tests itself.
"""

from __future__ import annotations

import datetime as dt
import json
from itertools import product
from pathlib import Path

import pytest

from handouts.compose import Handout, compose
from handouts.proof import Proof, inspect
from shipped import AS_OF, CASES, EXAMPLES, catalogue, clinics

LEAST_FILL = 0.2
# What an office printer can reach.
LEAST_MARGIN_MM = 8


def handout(case: str) -> Handout:
    clinic, wanted = CASES[case]
    return compose(catalogue(), clinics()[clinic], wanted, dt.date.fromisoformat(AS_OF))


def squeezed(text: str) -> str:
    """The letters alone: a space is not drawn where a line ends."""
    return "".join(text.split())


def test_all_types_have_all_kinds() -> None:
    documents = {(x.type, x.kind) for x in catalogue().documents if x.lang == "en"}
    assert documents == set(product(catalogue().types, catalogue().kinds))
    assert len(catalogue().types) == 4
    assert len(CASES) == len(documents) * 2 * 2 * (1 + len(EXAMPLES))


@pytest.mark.parametrize("case", CASES)
def test_each_file_keeps_its_promises(case: str, built: Path) -> None:
    file = built / case
    assert file.exists(), (built / "said.txt").read_text(encoding="utf-8")
    made, proof = handout(case), inspect(file.read_bytes())
    check_page(made, proof)
    check_type(made, proof)
    check_words(made, proof)
    check_feet(made, proof)


def check_page(made: Handout, proof: Proof) -> None:
    """Pages enough and no more, on the right paper, none near empty, no heading left alone, all of it tagged."""
    assert proof.pages <= made.kind.max_pages[made.edition_id]
    assert all(abs(width - made.paper.width_mm) < 0.2 for width, _ in proof.paper_mm)
    assert all(abs(height - made.paper.height_mm) < 0.2 for _, height in proof.paper_mm)
    assert proof.headings_at_foot == ()
    assert proof.pages == 1 or min(proof.page_fills) >= LEAST_FILL
    assert proof.uncovered == ()
    assert proof.attachments == 0
    assert proof.margin_mm >= LEAST_MARGIN_MM
    assert len(proof.page_labels) == proof.pages


def check_type(made: Handout, proof: Proof) -> None:
    """Our own font alone, embedded, nowhere smaller than the edition allows, in lines that are not too long."""
    assert {font.name for font in proof.fonts} <= {"Handouts-Sans", "Handouts-Sans-Bold", "Handouts-Numbers-Bold"}
    assert all(font.embedded and font.to_unicode for font in proof.fonts)
    assert proof.smallest_type_pt >= made.edition.least_pt


def check_words(made: Handout, proof: Proof) -> None:
    """Every string of the content is in the tagged text, sections in their order, under the title."""
    assert made.document.title in proof.title
    assert proof.language == made.lang
    assert next(title for _, title, _ in proof.bookmarks) == made.document.title
    read = squeezed(proof.reading_order)
    assert [words for words in made.words() if squeezed(words) not in read] == []
    headings = [section.heading for section in made.document.sections if not section.is_when_to_call]
    places = [read.index(squeezed(heading)) for heading in headings]
    assert places == sorted(places)


def check_feet(made: Handout, proof: Proof) -> None:
    """Each page says whom to call and what it is: its number, its state, when it was checked, its version."""
    for number, text in enumerate(proof.text, 1):
        foot = squeezed(text)
        numbers = [phone.printed for phone in made.foot_lines]
        wanted = [f"Page {number} of {proof.pages}", made.labels.foot["draft"], made.version, *numbers]
        assert [words for words in (*wanted, made.brand.emergency_number or "") if squeezed(words) not in foot] == []


def test_the_manifest_lists_every_file(built: Path) -> None:
    manifest = json.loads((built / "manifest.json").read_text(encoding="utf-8"))
    assert {entry["path"] for entry in manifest["files"]} == set(CASES)
    assert all((built / entry["path"]).stat().st_size == entry["bytes"] for entry in manifest["files"])
