"""Which sources a sheet prints."""

from __future__ import annotations

from handouts.content.documents import Claim, Source
from handouts.content.evidence import choose_sources, publishers


def source(name: str, grade: str, publisher: str = "P") -> Source:
    return Source(id=name, title=name, publisher=publisher, grade=grade, kind="charity", read="whole")


def claim(name: str, *sources: str) -> Claim:
    return Claim(id=name, statement="S.", types=("all",), sources=sources)


GRADES = {"a": "A", "b": "B", "b2": "B", "c": "C", "c2": "C"}
SOURCES = {name: source(name, grade) for name, grade in GRADES.items()}


def chosen(*claims: Claim) -> list[str]:
    return [s.id for s in choose_sources(claims, SOURCES)]


def test_one_source_that_serves_all_claims_stands_alone() -> None:
    assert chosen(claim("x", "b", "a"), claim("y", "b2", "a"), claim("z", "a")) == ["a"]


def test_a_tie_goes_to_the_better_grade() -> None:
    assert chosen(claim("x", "b", "a")) == ["a"]


def test_a_weak_source_is_not_named_beside_a_better_one() -> None:
    assert chosen(claim("x", "c", "b")) == ["b"]


def test_a_weak_source_that_one_claim_needs_is_not_taken_for_another() -> None:
    assert chosen(claim("x", "c"), claim("y", "c", "b"), claim("z", "c", "b2")) == ["c", "b", "b2"]


def test_weak_sources_stand_where_there_is_no_better() -> None:
    assert chosen(claim("x", "c"), claim("y", "c2")) == ["c", "c2"]


def test_every_claim_keeps_a_source_and_order_is_of_first_mention() -> None:
    assert chosen(claim("x", "b2"), claim("y", "a"), claim("z", "b")) == ["b2", "a", "b"]


def test_publishers_stand_once_and_best_grade_first() -> None:
    sources = (source("b", "B", "Charity"), source("a", "A", "Institute"), source("b2", "B", "Charity"))
    assert publishers(sources) == ("Institute", "Charity")


def test_publishers_of_a_grade_keep_the_order_of_first_mention() -> None:
    sources = (source("c", "C", "Z"), source("b", "B", "Y"), source("b2", "B", "X"))
    assert publishers(sources) == ("Y", "X", "Z")


def test_a_publisher_stands_by_its_best_source() -> None:
    sources = (source("b", "B", "Charity"), source("c", "C", "Both"), source("a", "A", "Both"))
    assert publishers(sources) == ("Both", "Charity")


def test_no_sources_no_publishers() -> None:
    assert publishers(()) == ()
