"""The full list of sources: each fact once, under the heading that says it first, with all of its sources."""

from __future__ import annotations

import re

import pytest

from handouts.content.catalogue import DocumentId
from handouts.content.documents import SENTENCE_END, Claim
from handouts.content.evidence import claims_of
from handouts.content.fact_list import fact_list, fact_text
from shipped import catalogue

OVERVIEW = DocumentId("en", "pleural", "overview")


@pytest.mark.parametrize("identity", catalogue().documents, ids=str)
def test_each_claim_stands_once_under_the_first_section_that_says_it(identity: DocumentId) -> None:
    document = catalogue().documents[identity].document
    sections = fact_list(catalogue(), document)
    listed = [fact.claim.id for part in sections for fact in part.facts]
    assert listed == list(dict.fromkeys(name for section in document.sections for name in claims_of(section.blocks)))
    for part in sections:
        section = next(section for section in document.sections if section.heading == part.heading)
        assert {fact.claim.id for fact in part.facts} <= set(claims_of(section.blocks))
        assert all([source.id for source in fact.sources] == list(fact.claim.sources) for fact in part.facts)


def test_a_fact_that_is_said_again_names_where() -> None:
    document = catalogue().documents[OVERVIEW].document
    said = next(section for section in document.sections if claims_of(section.blocks))
    renamed = said.model_copy(update={"id": "again", "heading": "Once more"})
    again = document.model_copy(update={"sections": (*document.sections, renamed)})
    named = set(claims_of(renamed.blocks))
    facts = [fact for part in fact_list(catalogue(), again) for fact in part.facts]
    assert named
    assert {fact.claim.id for fact in facts if "Once more" in fact.also_in} == named


def test_the_text_is_plain_and_narrow() -> None:
    document = catalogue().documents[OVERVIEW].document
    text = fact_text(catalogue(), OVERVIEW, document)
    lines = text.splitlines()
    assert lines[0].startswith(document.title)
    assert f"Checked: {document.review.last_reviewed}." in text
    assert all(len(line) <= 88 or line.strip().startswith("http") for line in lines)
    assert not {char for char in text if char != "\n" and not char.isprintable()}


def test_it_says_which_sources_do_not_agree() -> None:
    document = catalogue().documents[OVERVIEW].document
    named = [claim for part in fact_list(catalogue(), document) for claim in (fact.claim for fact in part.facts)]
    text = " ".join(fact_text(catalogue(), OVERVIEW, document).split())
    conflicts = [claim.conflict for claim in named if claim.conflict]
    notes = [claim.note for claim in named if claim.note]
    assert conflicts and notes
    assert [words for words in conflicts if f"Sources do not agree: {words}" not in text] == []
    assert [words for words in notes if words in text] == []


@pytest.mark.parametrize("claim", [x for x in catalogue().claims.values() if x.conflict], ids=lambda x: x.id)
def test_a_conflict_is_one_sentence_for_any_reader(claim: Claim) -> None:
    """It says which sources say what; ids of the ledger and orders to the writer stand in the note."""
    assert len(SENTENCE_END.findall(claim.conflict)) == 1 and claim.conflict.endswith(".")
    names = {name for name in (*catalogue().claims, *catalogue().sources) if "-" in name}
    assert set(re.findall(r"[\w-]+", claim.conflict.lower())).isdisjoint({"print", "printed", "clinician", *names})


def test_a_document_without_facts_has_no_list() -> None:
    document = catalogue().documents[OVERVIEW].document
    bare = document.model_copy(update={"sections": ()})
    assert fact_list(catalogue(), bare) == ()
    assert fact_text(catalogue(), OVERVIEW, bare) == ""
