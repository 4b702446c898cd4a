from __future__ import annotations

from dataclasses import replace

import pytest

import shipped
from handouts.content.catalogue import Catalogue, DocumentId
from handouts.content.evidence import coverage_problems, usage


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return shipped.catalogue()


def changed(catalogue: Catalogue, name: str, **values: object) -> Catalogue:
    """The catalogue with one claim changed."""
    claim = catalogue.claims[name].model_copy(update=values)
    return replace(catalogue, claims={**catalogue.claims, name: claim})


def of(catalogue: Catalogue, name: str) -> list[str]:
    return [problem.message for problem in coverage_problems(catalogue) if f"'{name}'" in problem.message]


def test_a_claim_is_found_in_blocks_and_in_list_entries(catalogue: Catalogue) -> None:
    used = usage(catalogue)
    assert DocumentId("en", "pleural", "overview") in used["pleural-origin"]
    assert DocumentId("en", "pleural", "symptom-checklist") in used["flag-fever"]
    assert all(identity.type == "pleural" for identity in used["pleural-fluid"])


def test_every_claim_has_a_row(catalogue: Catalogue) -> None:
    assert usage(catalogue).keys() == catalogue.claims.keys()


def test_a_claim_in_no_document_of_its_type_is_told_at_its_types(catalogue: Catalogue) -> None:
    silent = {**usage(catalogue), "meso-what": (DocumentId("en", "pleural", "overview"),)}
    found = [p for p in coverage_problems(catalogue, silent) if "'meso-what'" in p.message]
    wanted = {"peritoneal", "pericardial", "testicular"}
    assert {problem.message.split(" about ")[1].split(";")[0] for problem in found} == wanted
    assert {problem.path for problem in found} == {"content/claims/basics.yaml"}
    assert all(problem.line > 1 and problem.field.endswith(".types") for problem in found)


def test_a_claim_of_one_type_is_not_missed_in_others(catalogue: Catalogue) -> None:
    assert of(catalogue, "pleural-origin") == []


def test_a_claim_kept_out_of_print_is_not_missed(catalogue: Catalogue) -> None:
    kept = changed(catalogue, "meso-what", printed=False, reason="for a test")
    silent = {**usage(kept), "meso-what": ()}
    assert [p for p in coverage_problems(kept, silent) if "'meso-what'" in p.message] == []


def test_a_claim_on_weak_sources_alone_wants_a_reason(catalogue: Catalogue) -> None:
    weak = next(name for name, source in catalogue.sources.items() if source.grade == "C")
    [message] = of(changed(catalogue, "meso-what", sources=(weak,), reason=None), "meso-what")
    assert message == "'meso-what' rests on grade C alone; name a better source, or a `reason:` why there is none"
    assert of(changed(catalogue, "meso-what", sources=(weak,), reason="No other source says so."), "meso-what") == []


def test_a_better_source_beside_a_weak_one_is_enough(catalogue: Catalogue) -> None:
    grades = {grade: name for name, source in catalogue.sources.items() for grade in [source.grade]}
    assert of(changed(catalogue, "meso-what", sources=(grades["C"], grades["A"]), reason=None), "meso-what") == []


def test_every_shipped_claim_reaches_each_type_that_it_holds_for(catalogue: Catalogue) -> None:
    assert [str(problem) for problem in coverage_problems(catalogue)] == []
