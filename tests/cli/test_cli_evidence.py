"""`handouts evidence`: the full list of a sheet's sources, to print."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts.content.catalogue import DocumentId
from handouts.content.fact_list import fact_list
from handouts.proof import inspect
from shipped import catalogue
from verapdf import validate

OVERVIEW = DocumentId("en", "pleural", "overview")


def squeezed(text: str) -> str:
    return "".join(text.replace("\x02", "-").split())


@pytest.mark.slow
@pytest.mark.verapdf
def test_it_lists_every_fact_with_every_source(run, here: Path) -> None:
    result = run("evidence", "pleural/overview")
    assert (result.exit_code, result.stdout) == (0, "output/generic/en/pleural/overview.evidence.pdf is written.\n")
    file = here / "output/generic/en/pleural/overview.evidence.pdf"
    proof = inspect(file.read_bytes())
    text = squeezed(proof.reading_order)
    facts = [fact for part in fact_list(catalogue(), catalogue().documents[OVERVIEW].document) for fact in part.facts]
    wanted = [words for fact in facts for words in (fact.claim.statement, fact.claim.conflict or "")]
    wanted += [words for fact in facts for x in fact.sources for words in (x.publisher, x.title, x.address or "")]
    assert len(facts) > 10
    assert [words for words in wanted if squeezed(words) not in text] == []
    assert proof.smallest_type_pt >= 12
    assert not proof.uncovered
    assert not proof.headings_at_foot
    assert validate([file], "ua1") == {file: []}
    assert validate([file], "3a") == {file: []}


@pytest.mark.slow
def test_it_bears_the_clinics_name_and_goes_where_it_is_asked_to(run, clinic: Path, here: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        assert run("evidence", "pleural/symptom-diary", "--clinic", clinic.name, "--output", name).exit_code == 0
    assert "Our Clinic" in inspect((here / "a.pdf").read_bytes()).title
    assert (here / "a.pdf").read_bytes() == (here / "b.pdf").read_bytes()


def test_a_slip_is_told(run, here: Path) -> None:
    result = run("evidence", "pleural/overveiw")
    assert result.exit_code == 2
    assert "did you mean 'pleural/overview'?" in result.stderr
    assert not (here / "output").exists()
