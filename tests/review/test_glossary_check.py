from __future__ import annotations

from pathlib import Path

import pytest

from handouts.content.catalogue import Catalogue, DocumentId, Loaded
from handouts.content.documents import Document
from handouts.review.glossary_check import glossary_problems
from handouts.source.layers import Layer, Layers
from handouts.source.model import validate
from handouts.source.yaml import parse_yaml
from shipped import catalogue as catalogue_that_ships
from small import OPENING

HEAD = (
    OPENING
    + """\
  - id: one
    heading: One
    blocks:
"""
)
GLOSSARY = "      - block: glossary\n        groups:\n          - {{id: a, title: A, terms: [{terms}]}}\n"


@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return catalogue_that_ships()


def catalogue(root: Path, shipped: Catalogue, text: str, terms: str | None, list_: str = "[ascites]") -> Catalogue:
    """A catalogue of an overview with `text` and, where `terms` are given, a glossary document."""
    (root / "content").mkdir(exist_ok=True)
    (root / "content/glossary-terms.yaml").write_text(f"terms: {list_}\n", encoding="utf-8")
    made = Catalogue(Layers((Layer(root, "", bundled=True),)), types=shipped.types, kinds=shipped.kinds)
    blocks = {"overview": f"      - {{block: paragraph, text: '{text}'}}\n"}
    blocks |= {"glossary": GLOSSARY.format(terms=terms)} if terms else {}
    for kind, words in blocks.items():
        source = parse_yaml(HEAD + words, f"{kind}.yaml")
        identity = DocumentId("en", "pleural", kind)
        made.documents[identity] = Loaded(identity, validate(Document, source), source, adapted=False)
    return made


def said(made: Catalogue) -> list[str]:
    return [str(problem) for problem in glossary_problems(made)]


def test_a_type_without_a_glossary_is_passed_over(tmp_path: Path, shipped: Catalogue) -> None:
    assert said(catalogue(tmp_path, shipped, "A [[biopsy]].", None)) == []


def test_all_terms_in_the_glossary_pass(tmp_path: Path, shipped: Catalogue) -> None:
    assert said(catalogue(tmp_path, shipped, "A [[biopsy]], [[two words|ct]].", "biopsy, ct")) == []


def test_a_term_that_the_glossary_lacks_is_told(tmp_path: Path, shipped: Catalogue) -> None:
    assert said(catalogue(tmp_path, shipped, "A [[biopsy]] and a [[CT]].", "biopsy")) == [
        "glossary.yaml:6:1: sections: [[ct]] of overview.yaml is not among its words; list it in a group"
    ]


def test_an_entry_that_nothing_marks_is_told_at_its_place(tmp_path: Path, shipped: Catalogue) -> None:
    [problem] = said(catalogue(tmp_path, shipped, "A [[biopsy]].", "biopsy, jaundice"))
    assert problem.startswith("glossary.yaml:12:")
    assert "'jaundice' is marked in no document of this type" in problem


def test_a_word_of_the_ledgers_list_may_stand_unmarked(tmp_path: Path, shipped: Catalogue) -> None:
    assert said(catalogue(tmp_path, shipped, "A [[biopsy]].", "biopsy, ascites")) == []


def test_a_word_that_a_kind_explains_itself_needs_no_entry(tmp_path: Path, shipped: Catalogue) -> None:
    for kind, problems in (("overview", 0), ("tests-guide", 1)):
        told = catalogue(tmp_path, shipped, "A [[biopsy]] and [[VEGF]].", "biopsy")
        listed = tmp_path / "content/glossary-terms.yaml"
        listed.write_text(f"terms: [ascites]\nexplained: {{{kind}: [vegf]}}\n", encoding="utf-8")
        assert len(said(told)) == problems


def test_shipped_glossaries_hold_what_their_types_mark(shipped: Catalogue) -> None:
    assert said(shipped) == []


def test_the_ledgers_list_names_entries_that_are_there(shipped: Catalogue) -> None:
    from handouts.content.wordlists import GLOSSARY_TERMS, GlossaryTerms
    from handouts.source.yaml import yaml_of

    found = shipped.layers.find(GLOSSARY_TERMS)
    assert found
    listed = validate(GlossaryTerms, yaml_of(found)).terms
    assert len(set(listed)) == len(listed)
    assert set(listed) <= shipped.glossaries["en"].keys()
