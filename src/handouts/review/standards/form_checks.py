"""Checks of the form: chunks, headings, lists, tables, the main message, actions and tools."""

from __future__ import annotations

import re
from itertools import groupby

from lxml import html

from handouts.content.blocks import Contacts, ListBlock, RedFlags, TickList
from handouts.content.texts import Text
from handouts.review.readability import split_sentences
from handouts.review.standards.language import is_order
from handouts.review.standards.registry import NotApplicable, Outcome, check
from handouts.review.standards.sheet import Subject
from handouts.source.inline import plain_text

BARE_WORDS = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
CUES = re.compile(r"background(-color)?|border(-[a-z]+)?|font-weight|font-size")


@check("short-chunks")
def short_chunks(subject: Subject) -> Outcome:
    """No passage and no section is longer than its limit."""
    limits = subject.standards.file.limits
    found = [
        text.problem(f"has {length} words without a break, at most {limits.paragraph_words}; split it")
        for text in subject.texts
        if (length := _length(text)) > limits.paragraph_words
    ]
    for number, group in groupby(subject.texts, key=lambda text: text.section):
        words = sum(map(_length, group))
        if number >= 0 and words > limits.section_words:
            message = f"has {words} words under one heading, at most {limits.section_words}; make it two sections"
            found.append(subject.problem(message, "sections", number, "heading"))
    return found


@check("headings")
def headings(subject: Subject) -> Outcome:
    """Every section's heading says something of its own, once."""
    found = []
    seen: set[str] = set()
    for number, section in enumerate(subject.loaded.document.sections):
        words = section.heading.strip(" .:?!").lower()
        if words in subject.words.generic_headings:
            found.append(subject.problem("could head any section; say what is in it", "sections", number, "heading"))
        if words in seen:
            found.append(subject.problem("heads two sections; give each its own", "sections", number, "heading"))
        seen.add(words)
    return found


@check("lists")
def lists(subject: Subject) -> Outcome:
    """Has lists, and none that is longer than seven entries unbroken. References are no list to read."""
    printed = [entry for entry in subject.page.iter("ul", "ol") if "sources" not in entry.get("class", "")]
    most = 7
    found = [
        subject.problem(f"has a list of {len(entries)} entries, at most {most}; break it into groups", "sections")
        for entry in printed
        if len(entries := entry.findall("li")) > most
    ]
    if not printed and not subject.has("list"):
        found.append(subject.problem("has no list; set what can be counted as one", "sections"))
    return found


@check("captions")
def captions(subject: Subject) -> Outcome:
    """Every drawing and every table of facts has its caption."""
    shown = [*subject.page.iter("figure"), *subject.page.find_class("table")]
    if not shown:
        return NotApplicable("has no drawing and no table of facts")
    bare = [entry for entry in shown if not any(_words(c) for c in entry.iter("figcaption", "caption"))]
    message = "has a drawing or table without a caption; write what to see in it"
    return [subject.problem(message, "sections")] if bare else []


@check("simple-tables")
def simple_tables(subject: Subject) -> Outcome:
    """Every table has heads for its columns and rows, and they are short."""
    limits = subject.standards.file.limits
    tables = list(subject.page.iter("table"))
    if not tables:
        return NotApplicable("has no table")
    found = []
    for table in tables:
        heads = [head for head in table.iter("th") if head.get("scope")]
        if not any(head.get("scope") == "col" for head in heads):
            found.append(subject.problem("has a table without heads for its columns; add them", "sections"))
        for head in heads:
            most = limits.head_words if head.get("scope") == "col" else limits.row_head_words
            if len(_words(head).split()) > most:
                message = f"has a table whose head “{_words(head)}” is over {most} words"
                found.append(subject.problem(message, "sections"))
    return found


@check("main-message")
def main_message(subject: Subject) -> Outcome:
    """One main message of one to three sentences, and short."""
    message = subject.loaded.document.key_message
    limit = subject.standards.file.limits.key_message_words
    length, sentences = len(message.split()), len(split_sentences(message))
    if length <= limit and 1 <= sentences <= 3:
        return []
    wrong = f"has {length} words in {sentences} sentences, at most {limit} in 3; keep the one thing to remember"
    return [subject.problem(wrong, "key_message")]


@check("message-first")
def message_first(subject: Subject) -> Outcome:
    """On the page as printed, the key message stands before the first section."""
    order = [entry.get("class", "") for entry in subject.page.iter("section")]
    first = next((place for place, name in enumerate(order) if "section" in name.split()), len(order))
    if any("key-message" in name.split() for name in order[:first]):
        return []
    return [subject.problem("does not open with its key message; put it before the first section", "key_message")]


@check("visual-cue")
def visual_cue(subject: Subject) -> Outcome:
    """The style sheets set the key message apart."""
    styled = {d.name for d in subject.standards.styles if ".key-message" in d.selector and CUES.fullmatch(d.name)}
    if styled:
        return []
    return [subject.problem("has no style that sets the key message apart; give it a box", "key_message")]


@check("action")
def action(subject: Subject) -> Outcome:
    """There is something to do: to tick, to ask, to call about, or steps."""
    asks = any(getattr(part, "part", "") == "ask" for block in subject.blocks for part in getattr(block, "parts", ()))
    if asks or subject.has("action") or _orders(subject):
        return []
    return [subject.problem("asks for nothing; say what the reader can do", "sections")]


@check("call-to-action")
def call_to_action(subject: Subject) -> Outcome:
    """The key message says what to do."""
    message = next(text for text in subject.texts if text.keys == ("key_message",))
    if any(is_order(sentence, subject.words) for sentence in split_sentences(message.plain)):
        return []
    return [message.problem("does not say what to do; add it (Call us ..., Ask ..., Show ...)")]


@check("steps")
def steps(subject: Subject) -> Outcome:
    """What to do is broken into entries that each begin with something to do, or rows to work through."""
    if subject.has("steps") or _orders(subject):
        return []
    return [subject.problem("does not break what to do into steps; add a numbered list or a tick-list", "sections")]


@check("tool")
def tool(subject: Subject) -> Outcome:
    """There is something to tick, fill in or write on."""
    if subject.has("tool"):
        return []
    return [subject.problem("has nothing to tick or to write on; add a tick-list, questions or lines", "sections")]


@check("directions")
def directions(subject: Subject) -> Outcome:
    """Says whom to call and when."""
    when = any(isinstance(b, RedFlags) or (isinstance(b, Contacts) and b.intro) for b in subject.blocks)
    if when:
        return []
    return [subject.problem("does not say whom to call and when; add a contacts block with an intro", "sections")]


def _orders(subject: Subject) -> bool:
    """Whether most entries of a numbered list or of a tick-list say something to do."""
    found = [b for b in subject.blocks if isinstance(b, TickList) or (isinstance(b, ListBlock) and b.style == "steps")]
    return any(_mostly_orders(subject, block) for block in found)


def _mostly_orders(subject: Subject, block: ListBlock | TickList) -> bool:
    entries = [split_sentences(plain_text(item.text or "")) for item in block.items]
    return 2 * sum(any(is_order(sentence, subject.words) for sentence in entry) for entry in entries) >= len(entries)


def _length(text: Text) -> int:
    return len(BARE_WORDS.findall(text.plain))


def _words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())
