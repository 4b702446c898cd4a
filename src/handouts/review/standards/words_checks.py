"""Checks of the words: purpose, everyday language, terms, voice, numbers, whom they speak to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from handouts.content.texts import Text, explained
from handouts.errors import Problem
from handouts.review.banned import hits
from handouts.review.readability import split_sentences
from handouts.review.standards.language import is_passive, phrases
from handouts.review.standards.reading import grade_problems
from handouts.review.standards.registry import NotApplicable, Outcome, check
from handouts.review.standards.sheet import Subject

LETTERS = re.compile(r"(?<![\w/])(?:[A-Z]{2,}s?|[A-Za-z]{1,2}[A-Z]{2,}s?|[A-Z]/[A-Z])(?![\w/])")
PERCENT = re.compile(r"\d\s?%|(?<![\d/])\d+/\d+(?![\d/])")
CHANCE = re.compile(r"\b\d[\d,]* (?:in|out of)(?: every)? \d")
DECIMAL = re.compile(r"\d\.\d")
NUMBER = re.compile(r"\d+")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@check("purpose-stated")
def purpose_stated(subject: Subject) -> Outcome:
    """A title that is not a bare word for a sheet, and a lead that says what the sheet is for."""
    lead = subject.texts[1]
    found = []
    if subject.loaded.document.title.lower() in subject.words.generic_headings:
        found.append(subject.problem("the title says nothing of its own; name the subject", "title"))
    if not phrases(subject.words.this_sheet).search(lead.plain):
        found.append(lead.problem("the lead does not say what this sheet is for; write “This sheet helps you ...”"))
    return found


@check("everyday-words")
def everyday_words(subject: Subject) -> Outcome:
    """Reading grades within their limits, and no banned word."""
    marked = {word.lower() for word in explained(subject.texts)}
    whole = "\n".join(text.plain for text in subject.texts)
    entries = [entry for entry in subject.standards.banned(subject.loaded.id.lang) if entry.pattern.search(whole)]
    found = grade_problems(subject.loaded, subject.grade, subject.standards.file.reading)
    for text in subject.texts:
        for entry in entries:
            for word in dict.fromkeys(hits(text.plain, entry)):
                if not (entry.explained and word.lower() in marked):
                    found.append(text.problem(f"{word!r} is not for a handout; {entry.say}"))
    return found


@check("terms-explained")
def terms_explained(subject: Subject) -> Outcome:
    """Each term that the sheet marks is marked where it first stands; headings, and the labels of drawings, aside."""
    first: dict[str, tuple[str, int]] = {}
    for place, text in enumerate(subject.texts):
        for run in text.runs:
            if run.term:
                first.setdefault(run.text.lower(), (run.text, place))
    if not first:
        return NotApplicable("marks no medical term")
    return [problem for words, at in first.values() for problem in _used_before(subject, words, at)]


def _used_before(subject: Subject, words: str, at: int) -> Iterator[Problem]:
    pattern = phrases((words,))
    for text in subject.texts[1:at]:
        bare = "".join(run.text for run in text.runs if not run.term)
        if not text.is_heading and text.sort != "alt" and pattern.search(bare):
            yield text.problem(f"{words!r} stands here and is explained only later; mark and explain it here")
            return


@check("letters-explained")
def letters_explained(subject: Subject) -> Outcome:
    """Letters that stand for a name are marked as a term, and so explained, where they first stand, or are listed with
    their meaning."""
    listed = (word for text in subject.texts if text.sort == "term" for word in LETTERS.findall(text.plain))
    seen: set[str] = {*subject.words.known_letters, *listed}
    found = []
    for text in subject.texts[1:]:
        marked = {word for run in text.runs if run.term for word in LETTERS.findall(run.text)}
        seen |= marked if not text.is_heading else set()
        for letters in dict.fromkeys(LETTERS.findall(text.plain)):
            if letters.removesuffix("s") not in seen and letters not in seen and not _beside_a_name(text, letters):
                found.append(text.problem(f"{letters!r} is not spelled out; mark it and say what it stands for"))
            seen.add(letters)
    return found


def _beside_a_name(text: Text, letters: str) -> bool:
    """Whether the letters stand in a heading or name: there the next words explain them."""
    return text.is_heading or f"({letters})" in text.plain


@check("active-voice")
def active_voice(subject: Subject) -> Outcome:
    """At least the share of sentences that the standard asks for has no passive."""
    rows = [(text, s) for text in subject.texts if not text.is_heading for s in split_sentences(text.plain)]
    passive = [(text, sentence) for text, sentence in rows if is_passive(sentence, subject.words)]
    least = subject.standards.file.limits.active_share
    if not rows or 1 - len(passive) / len(rows) >= least:
        return []
    share = f"{1 - len(passive) / len(rows):.0%} of the sentences are active, at least {least:.0%} are asked for"
    return [text.problem(f"{share}; turn “{sentence}” round, if it is passive") for text, sentence in passive[:3]]


@check("active-message")
def active_message(subject: Subject) -> Outcome:
    """The key message, and entries that are steps, are active."""
    wanted = [text for text in subject.texts if text.keys == ("key_message",)]
    return [
        text.problem(f"“{sentence}” looks passive; say who does what")
        for text in wanted
        for sentence in split_sentences(text.plain)
        if is_passive(sentence, subject.words)
    ]


@check("plain-numbers")
def plain_numbers(subject: Subject) -> Outcome:
    """Whole numbers only: no percentages, fractions, decimals or chances. Dates do not count."""
    fractions = phrases(subject.words.fractions)
    found = []
    for text in subject.texts:
        for pattern in (PERCENT, CHANCE, DECIMAL, fractions):
            if hit := pattern.search(text.plain):
                message = f"{hit.group()!r} is hard to picture; write most, some or few, or a whole number"
                found.append(text.problem(message))
    if not found and not any(NUMBER.search(YEAR.sub("", text.plain)) for text in subject.texts):
        return NotApplicable("has no numbers but dates")
    return found


@check("chances")
def chances(subject: Subject) -> Outcome:
    """A chance in figures stands in words too; our sheets give none."""
    found = [
        text.problem("gives a chance in figures; say it in words, or ask the reader to ask")
        for text in subject.texts
        if CHANCE.search(text.plain) or PERCENT.search(text.plain)
    ]
    return found or NotApplicable("gives no chance in figures")


@check("no-sums")
def no_sums(subject: Subject) -> Outcome:
    """Nothing for the reader to add up or work out."""
    pattern = phrases(subject.words.sums)
    return [
        text.problem(f"{hit.group()!r} asks for a sum; do it for the reader, or drop it")
        for text in subject.texts
        if (hit := pattern.search(text.plain))
    ]


@check("sums-explained")
def sums_explained(subject: Subject) -> Outcome:
    """Where there is a sum to do, it wants an example; our sheets ask for none."""
    return no_sums(subject) or NotApplicable("asks for no sum")


@check("speaks-to-you")
def speaks_to_you(subject: Subject) -> Outcome:
    """Speaks to the reader, or in the reader's own voice, and never of patients."""
    third, second = phrases(subject.words.third_person), phrases(subject.words.second_person)
    found = [
        text.problem(f"{hit.group()!r} speaks about the reader; write you")
        for text in subject.texts
        if (hit := third.search(text.plain))
    ]
    if not any(second.search(text.plain) for text in subject.texts[1:]):
        found.append(subject.problem("speaks to nobody; write you"))
    return found


@check("known-and-unknown")
def known_and_unknown(subject: Subject) -> Outcome:
    """Says what is known and what is not: a block of its own, or words that admit it."""
    pattern = phrases(subject.words.uncertain)
    admitted = any(pattern.search(text.plain) for text in subject.texts)
    uncertain = any(getattr(block, "tone", "") == "uncertain" for block in subject.blocks)
    if admitted or uncertain or subject.has("unknown"):
        return []
    message = "does not say what is unknown; add a known-unknown block, or a sentence on what doctors do not know"
    return [subject.problem(message, "sections")]
