"""The full list of a document's sources, fact by fact: what is attached to its PDF and printed on request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from handouts.content.catalogue import Catalogue, DocumentId
from handouts.content.documents import Claim, Document, Source
from handouts.content.evidence import claims_of
from handouts.source.inline import plain_text

NAME = "sources.txt"
DESCRIPTION = "Where the facts of this sheet come from, fact by fact"
GRADES = {
    "A": "a government body, a guideline or a register",
    "B": "a charity, a hospital or a research paper",
    "C": "a company, an advocate or text written by a machine",
}
_WIDTH = 88


@dataclass(frozen=True)
class Fact:
    """A claim with its sources; `also_in` are the headings of later sections that say it again."""

    claim: Claim
    sources: tuple[Source, ...]
    also_in: tuple[str, ...]


@dataclass(frozen=True)
class SectionFacts:
    """The facts that a section is the first to say, in printed order."""

    heading: str
    facts: tuple[Fact, ...]


def fact_list(catalogue: Catalogue, document: Document) -> tuple[SectionFacts, ...]:
    """Each claim of a document once, under the section that says it first; a section that adds none is left out."""
    places: dict[str, list[str]] = {}
    for section in document.sections:
        for name in dict.fromkeys(claims_of(section.blocks)):
            places.setdefault(name, []).append(section.id)
    headings = {section.id: plain_text(section.heading) for section in document.sections}
    facts: dict[str, list[Fact]] = {}
    for name, (first, *later) in places.items():
        claim = catalogue.claims[name]
        sources = tuple(catalogue.sources[source] for source in claim.sources)
        facts.setdefault(first, []).append(Fact(claim, sources, tuple(headings[place] for place in later)))
    return tuple(SectionFacts(headings[place], tuple(found)) for place, found in facts.items())


def fact_text(catalogue: Catalogue, name: DocumentId, document: Document) -> str:
    """The list as plain text, in lines of at most 88 letters save for addresses; empty for a document without facts."""
    sections = fact_list(catalogue, document)
    return "\n".join([*_opening(name, document), *_body(sections)]) + "\n" if sections else ""


def _opening(name: DocumentId, document: Document) -> Iterator[str]:
    title = f"{document.title}: where the facts come from"
    yield from _filled(title)
    yield "=" * min(len(title), _WIDTH)
    yield ""
    yield f"Sheet: {name.type}/{name.kind} ({name.lang}). Checked: {document.review.last_reviewed}."
    yield from _filled(
        "Under each heading of the sheet: the facts that it rests on, and the sources of each. A fact that several"
        " parts of the sheet rest on stands under the first of them. The sources have grades."
    )
    yield from (f"{grade}: {meaning}." for grade, meaning in GRADES.items())


def _body(sections: tuple[SectionFacts, ...]) -> Iterator[str]:
    number = 0
    for section in sections:
        yield from ("", "", *_filled(section.heading), "-" * min(len(section.heading), _WIDTH))
        for fact in section.facts:
            number += 1
            yield ""
            yield from _filled(fact.claim.statement, f"{number}. ", "   ")
            if fact.also_in:
                yield from _filled(f"Also in: {'; '.join(fact.also_in)}.", "   ")
            if fact.claim.conflict:
                yield from _filled(f"Sources do not agree: {fact.claim.conflict}", "   ")
            for source in fact.sources:
                yield from _source(source)


def _source(source: Source) -> Iterator[str]:
    words = f"{source.publisher}: {source.title}. {source.date or 'No date'}. Grade {source.grade}."
    yield from _filled(words, "   - ", "     ")
    if source.address:
        yield f"     {source.address}"


def _filled(text: str, first: str = "", later: str | None = None) -> list[str]:
    """Lines as full as the width allows. Not by `textwrap`, which takes ten times as long."""
    lines, line = [], first
    for word in text.split():
        if len(line) + len(word) > _WIDTH and line.strip():
            lines.append(line.rstrip())
            line = first if later is None else later
        line += f"{word} "
    return [*lines, line.rstrip()]
