"""Checks of the words: purpose, everyday language, terms, voice, numbers, whom they speak to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handouts.errors import Problem
from handouts.review.banned import hits
from handouts.review.standards.language import is_passive, phrases
from handouts.review.standards.reading import grade_problems
from handouts.review.standards.registry import NotApplicable, Outcome, check
from handouts.review.standards.sheet import Passage, Sheet

LETTERS = re.compile(r"(?<![\w/])(?:[A-Z]{2,}s?|[A-Za-z]{1,2}[A-Z]{2,}s?|[A-Z]/[A-Z])(?![\w/])")
PERCENT = re.compile(r"\d\s?%|(?<![\d/])\d+/\d+(?![\d/])")
CHANCE = re.compile(r"\b\d[\d,]* (?:in|out of)(?: every)? \d")
DECIMAL = re.compile(r"\d\.\d")
NUMBER = re.compile(r"\d+")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@check("purpose-stated")
def purpose_stated(sheet: Sheet) -> Outcome:
    """A title that is not a bare word for a sheet, and a lead that says what the sheet is for."""
    lead = sheet.passages[1]
    found = []
    if sheet.loaded.document.title.lower() in sheet.words.generic_headings:
        found.append(sheet.problem("the title says nothing of its own; name the subject", "title"))
    if not phrases(sheet.words.this_sheet).search(lead.words):
        found.append(lead.problem("the lead does not say what this sheet is for; write “This sheet helps you ...”"))
    return found


@check("everyday-words")
def everyday_words(sheet: Sheet) -> Outcome:
    """Reading grades within their limits, and no banned word."""
    marked = {run.text.lower() for passage in sheet.passages for run in passage.runs if run.term}
    marked |= {passage.words.lower() for passage in sheet.passages if passage.keys[-1] == "term"}
    whole = "\n".join(passage.words for passage in sheet.passages)
    entries = [entry for entry in sheet.bench.banned(sheet.loaded.id.lang) if entry.pattern.search(whole)]
    found = grade_problems(sheet.loaded, sheet.grade, sheet.bench.file.reading)
    for passage in sheet.passages:
        for entry in entries:
            for word in dict.fromkeys(hits(passage.words, entry)):
                if not (entry.explained and word.lower() in marked):
                    found.append(passage.problem(f"{word!r} is not for a handout; {entry.say}"))
    return found


@check("terms-explained")
def terms_explained(sheet: Sheet) -> Outcome:
    """Each term that the sheet marks is marked where it first stands; headings, and the labels of drawings, aside."""
    first: dict[str, tuple[str, int]] = {}
    for place, passage in enumerate(sheet.passages):
        for run in passage.runs:
            if run.term:
                first.setdefault(run.text.lower(), (run.text, place))
    if not first:
        return NotApplicable("marks no medical term")
    return [problem for words, at in first.values() for problem in _used_before(sheet, words, at)]


def _used_before(sheet: Sheet, words: str, at: int) -> Iterator[Problem]:
    pattern = phrases((words,))
    for passage in sheet.passages[1:at]:
        bare = "".join(run.text for run in passage.runs if not run.term)
        if not passage.is_heading and passage.keys[-1] != "alt" and pattern.search(bare):
            yield passage.problem(f"{words!r} stands here and is explained only later; mark and explain it here")
            return


@check("letters-explained")
def letters_explained(sheet: Sheet) -> Outcome:
    """Letters that stand for a name are marked as a term, and so explained, where they first stand, or are listed with
    their meaning."""
    listed = (
        word for passage in sheet.passages if passage.keys[-1] == "term" for word in LETTERS.findall(passage.words)
    )
    seen: set[str] = {*sheet.words.known_letters, *listed}
    found = []
    for passage in sheet.passages[1:]:
        marked = {word for run in passage.runs if run.term for word in LETTERS.findall(run.text)}
        seen |= marked if not passage.is_heading else set()
        for letters in dict.fromkeys(LETTERS.findall(passage.words)):
            if letters.removesuffix("s") not in seen and letters not in seen and not _beside_a_name(passage, letters):
                found.append(passage.problem(f"{letters!r} is not spelled out; mark it and say what it stands for"))
            seen.add(letters)
    return found


def _beside_a_name(passage: Passage, letters: str) -> bool:
    """Whether the letters stand in a heading or name: there the next words explain them."""
    return passage.is_heading or f"({letters})" in passage.words


@check("active-voice")
def active_voice(sheet: Sheet) -> Outcome:
    """At least the share of sentences that the standard asks for has no passive."""
    rows = [(passage, s) for passage in sheet.passages if not passage.is_heading for s in passage.sentences]
    passive = [(passage, sentence) for passage, sentence in rows if is_passive(sentence, sheet.words)]
    least = sheet.bench.file.limits.active_share
    if not rows or 1 - len(passive) / len(rows) >= least:
        return []
    share = f"{1 - len(passive) / len(rows):.0%} of the sentences are active, at least {least:.0%} are asked for"
    return [passage.problem(f"{share}; turn “{sentence}” round, if it is passive") for passage, sentence in passive[:3]]


@check("active-message")
def active_message(sheet: Sheet) -> Outcome:
    """The key message, and entries that are steps, are active."""
    wanted = [passage for passage in sheet.passages if passage.keys == ("key_message",)]
    return [
        passage.problem(f"“{sentence}” looks passive; say who does what")
        for passage in wanted
        for sentence in passage.sentences
        if is_passive(sentence, sheet.words)
    ]


@check("plain-numbers")
def plain_numbers(sheet: Sheet) -> Outcome:
    """Whole numbers only: no percentages, fractions, decimals or chances. Dates do not count."""
    fractions = phrases(sheet.words.fractions)
    found = []
    for passage in sheet.passages:
        for pattern in (PERCENT, CHANCE, DECIMAL, fractions):
            if hit := pattern.search(passage.words):
                message = f"{hit.group()!r} is hard to picture; write most, some or few, or a whole number"
                found.append(passage.problem(message))
    if not found and not any(NUMBER.search(YEAR.sub("", passage.words)) for passage in sheet.passages):
        return NotApplicable("has no numbers but dates")
    return found


@check("chances")
def chances(sheet: Sheet) -> Outcome:
    """A chance in figures stands in words too; our sheets give none."""
    found = [
        passage.problem("gives a chance in figures; say it in words, or ask the reader to ask")
        for passage in sheet.passages
        if CHANCE.search(passage.words) or PERCENT.search(passage.words)
    ]
    return found or NotApplicable("gives no chance in figures")


@check("no-sums")
def no_sums(sheet: Sheet) -> Outcome:
    """Nothing for the reader to add up or work out."""
    pattern = phrases(sheet.words.sums)
    return [
        passage.problem(f"{hit.group()!r} asks for a sum; do it for the reader, or drop it")
        for passage in sheet.passages
        if (hit := pattern.search(passage.words))
    ]


@check("sums-explained")
def sums_explained(sheet: Sheet) -> Outcome:
    """Where there is a sum to do, it wants an example; our sheets ask for none."""
    return no_sums(sheet) or NotApplicable("asks for no sum")


@check("speaks-to-you")
def speaks_to_you(sheet: Sheet) -> Outcome:
    """Speaks to the reader, or in the reader's own voice, and never of patients."""
    third, second = phrases(sheet.words.third_person), phrases(sheet.words.second_person)
    found = [
        passage.problem(f"{hit.group()!r} speaks about the reader; write you")
        for passage in sheet.passages
        if (hit := third.search(passage.words))
    ]
    if not any(second.search(passage.words) for passage in sheet.passages[1:]):
        found.append(sheet.problem("speaks to nobody; write you"))
    return found


@check("known-and-unknown")
def known_and_unknown(sheet: Sheet) -> Outcome:
    """Says what is known and what is not: a block of its own, or words that admit it."""
    pattern = phrases(sheet.words.uncertain)
    admitted = any(pattern.search(passage.words) for passage in sheet.passages)
    uncertain = any(getattr(block, "tone", "") == "uncertain" for block in sheet.blocks)
    if admitted or uncertain or sheet.has("known-unknown"):
        return []
    message = "does not say what is unknown; add a known-unknown block, or a sentence on what doctors do not know"
    return [sheet.problem(message, "sections")]
