"""What a shipped sheet names as its sources: nothing weak where something better says the same, and nobody unfit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from handouts.content.catalogue import Catalogue, DocumentId
from handouts.content.documents import Claim, Source
from handouts.content.evidence import claims_of, document_sources, publishers
from shipped import catalogue

UNFIT_KINDS = frozenset({"company", "ai-service", "web-guide"})
# Who writes for readers in general to sell, and what stands where a publisher's name was not found out.
UNFIT_NAMES = (
    "A.D.A.M.",
    "asbestos.com",
    "HealthCentral",
    "Medscape",
    "Navis AI",
    "Paper in PubMed Central",
    "Publisher not named",
    "Sharecare",
    "Systematic review",
    "Trial report",
    "WebMD",
)
# What a hospital or a company tries its pages out on: no address for a reader.
TEST_HOSTS = ("//dev.", "//qa.", "//staging.", "//test.", "-dev.", "-test.")


def claims(ledger: Catalogue, identity: DocumentId) -> list[Claim]:
    document = ledger.documents[identity].document
    return [ledger.claims[name] for section in document.sections for name in claims_of(section.blocks)]


def needless(ledger: Catalogue, of: Iterable[Claim], printed: Iterable[Source]) -> list[str]:
    """The printed sources of grade C that no claim rests on for want of a better one."""
    poor = [claim for claim in of if {ledger.sources[name].grade for name in claim.sources} == {"C"}]
    return [s.id for s in printed if s.grade == "C" and not any(s.id in claim.sources for claim in poor)]


def unfit(printed: Iterable[Source]) -> list[str]:
    """The printed sources that a clinic would not want its name beside."""
    return [s.id for s in printed if s.kind in UNFIT_KINDS or s.publisher.startswith(UNFIT_NAMES)]


def resting_on(*names: str) -> Catalogue:
    """The shipped ledger with the claim that says what metastasis is resting on these sources."""
    claim = catalogue().claims["met-definition"].model_copy(update={"sources": names})
    return replace(catalogue(), claims={**catalogue().claims, "met-definition": claim})


@pytest.mark.parametrize("identity", catalogue().documents, ids=str)
def test_no_weak_source_is_printed_where_a_better_one_says_the_same(identity: DocumentId) -> None:
    printed = document_sources(catalogue(), catalogue().documents[identity].document)
    assert needless(catalogue(), claims(catalogue(), identity), printed) == []


@pytest.mark.parametrize("identity", catalogue().documents, ids=str)
def test_no_unfit_publisher_is_printed(identity: DocumentId) -> None:
    printed = document_sources(catalogue(), catalogue().documents[identity].document)
    assert unfit(printed) == []
    assert not set(publishers(printed)) & set(UNFIT_NAMES)


def test_no_printed_claim_names_a_weak_source_beside_a_better_one() -> None:
    grades = {name: {catalogue().sources[x].grade for x in c.sources} for name, c in catalogue().claims.items()}
    assert [name for name, found in grades.items() if catalogue().claims[name].printed and {"C"} < found] == []


def test_no_address_leads_to_a_test_copy() -> None:
    addresses = {source.id: source.address or "" for source in catalogue().sources.values()}
    assert [name for name, address in addresses.items() if any(host in address for host in TEST_HOSTS)] == []


def test_a_publisher_has_one_name_whatever_the_volume() -> None:
    """A volume in the name would print a journal twice."""
    papers = [source for source in catalogue().sources.values() if source.kind == "paper"]
    assert [source.id for source in papers if any(map(str.isdigit, source.publisher))] == []


def test_a_weak_source_that_is_printed_without_need_is_found() -> None:
    ledger = resting_on("nci-how-cancer-spreads", "seed-s1")
    printed = [ledger.sources["nci-how-cancer-spreads"], ledger.sources["seed-s1"]]
    assert needless(ledger, [ledger.claims["met-definition"]], printed) == ["seed-s1"]


def test_an_unfit_source_that_a_claim_rests_on_alone_is_found_on_its_sheets() -> None:
    ledger = resting_on("seed-s1")
    sheet = next(x for x in ledger.documents if ledger.claims["met-definition"] in claims(ledger, x))
    printed = document_sources(ledger, ledger.documents[sheet].document)
    assert needless(ledger, claims(ledger, sheet), printed) == []
    assert unfit(printed) == ["seed-s1"]


@pytest.mark.parametrize("name", UNFIT_NAMES)
def test_each_unfit_name_is_found(name: str) -> None:
    source = Source(id="x", title="T", publisher=f"{name}, on a page", grade="B", kind="paper", read="whole")
    assert unfit([source]) == ["x"]
