"""Which sources a sheet prints."""

from __future__ import annotations

from handouts.content import Claim, Source
from handouts.references import choose_sources, publishers


def source(name: str, grade: str) -> Source:
    return Source(id=name, title=name, publisher="P", grade=grade, kind="charity", read="whole")


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


def test_a_weak_source_is_named_beside_a_better_one() -> None:
    assert chosen(claim("x", "c", "b")) == ["c", "b"]


def test_weak_sources_stand_where_there_is_no_better() -> None:
    assert chosen(claim("x", "c"), claim("y", "c2")) == ["c", "c2"]


def test_every_claim_keeps_a_source_and_order_is_of_first_mention() -> None:
    assert chosen(claim("x", "b2"), claim("y", "a"), claim("z", "b")) == ["b2", "a", "b"]


def test_publishers_are_named_once_and_the_best_first() -> None:
    given = [source("c", "C"), source("b", "B"), source("a", "A"), source("b2", "B")]
    named = [entry.model_copy(update={"publisher": name}) for entry, name in zip(given, "WXYX", strict=True)]
    assert publishers(named) == ("Y", "X")
    assert publishers(named[:1]) == ("W",)
    assert publishers([]) == ()
