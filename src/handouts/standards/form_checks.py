"""Checks of the form: chunks, headings, lists, tables, the main message, actions and tools."""

from __future__ import annotations

import re
from itertools import groupby

from lxml import html

from handouts.blocks import Contacts, ListBlock, RedFlags, TickList
from handouts.inline import plain_text
from handouts.readability import split_sentences
from handouts.standards.language import is_order
from handouts.standards.registry import NotApplicable, Outcome, check
from handouts.standards.sheet import Sheet

ACTION_BLOCKS = ("tick-list", "red-flags", "questions", "contacts", "checklist", "diary")
TOOL_BLOCKS = ("checklist", "tick-list", "questions", "top-three", "notes", "fill-in", "diary")
CUES = re.compile(r"background(-color)?|border(-[a-z]+)?|font-weight|font-size")


@check("short-chunks")
def short_chunks(sheet: Sheet) -> Outcome:
    """No passage and no section is longer than its limit."""
    limits = sheet.bench.file.limits
    found = [
        passage.problem(f"has {passage.length} words without a break, at most {limits.paragraph_words}; split it")
        for passage in sheet.passages
        if passage.length > limits.paragraph_words
    ]
    for number, group in groupby(sheet.passages, key=lambda passage: passage.section):
        words = sum(passage.length for passage in group)
        if number >= 0 and words > limits.section_words:
            message = f"has {words} words under one heading, at most {limits.section_words}; make it two sections"
            found.append(sheet.problem(message, "sections", number, "heading"))
    return found


@check("headings")
def headings(sheet: Sheet) -> Outcome:
    """Every section's heading says something of its own, once."""
    found = []
    seen: set[str] = set()
    for number, section in enumerate(sheet.loaded.document.sections):
        words = section.heading.strip(" .:?!").lower()
        if words in sheet.words.generic_headings:
            found.append(sheet.problem("could head any section; say what is in it", "sections", number, "heading"))
        if words in seen:
            found.append(sheet.problem("heads two sections; give each its own", "sections", number, "heading"))
        seen.add(words)
    return found


@check("lists")
def lists(sheet: Sheet) -> Outcome:
    """Has lists, and none that is longer than seven entries unbroken. References are no list to read."""
    printed = [entry for entry in sheet.page.iter("ul", "ol") if "sources" not in entry.get("class", "")]
    most = 7
    found = [
        sheet.problem(f"has a list of {len(entries)} entries, at most {most}; break it into groups", "sections")
        for entry in printed
        if len(entries := entry.findall("li")) > most
    ]
    if not printed and not sheet.has("checklist", "terms", "card", "glossary", "diary"):
        found.append(sheet.problem("has no list; set what can be counted as one", "sections"))
    return found


@check("captions")
def captions(sheet: Sheet) -> Outcome:
    """Every drawing and every table of facts has its caption."""
    shown = [*sheet.page.iter("figure"), *sheet.page.find_class("table")]
    if not shown:
        return NotApplicable("has no drawing and no table of facts")
    bare = [entry for entry in shown if not any(_words(c) for c in entry.iter("figcaption", "caption"))]
    return [sheet.problem("has a drawing or table without a caption; write what to see in it", "sections")] * bool(bare)


@check("simple-tables")
def simple_tables(sheet: Sheet) -> Outcome:
    """Every table has heads for its columns and rows, and they are short."""
    limits = sheet.bench.file.limits
    tables = list(sheet.page.iter("table"))
    if not tables:
        return NotApplicable("has no table")
    found = []
    for table in tables:
        heads = [head for head in table.iter("th") if head.get("scope")]
        if not any(head.get("scope") == "col" for head in heads):
            found.append(sheet.problem("has a table without heads for its columns; add them", "sections"))
        for head in heads:
            most = limits.head_words if head.get("scope") == "col" else limits.row_head_words
            if len(_words(head).split()) > most:
                found.append(sheet.problem(f"has a table whose head “{_words(head)}” is over {most} words", "sections"))
    return found


@check("main-message")
def main_message(sheet: Sheet) -> Outcome:
    """One main message of one to three sentences, and short."""
    message = sheet.loaded.document.key_message
    limit = sheet.bench.file.limits.key_message_words
    length, sentences = len(message.split()), len(split_sentences(message))
    if length <= limit and 1 <= sentences <= 3:
        return []
    wrong = f"has {length} words in {sentences} sentences, at most {limit} in 3; keep the one thing to remember"
    return [sheet.problem(wrong, "key_message")]


@check("message-first")
def message_first(sheet: Sheet) -> Outcome:
    """On the page as printed, the key message stands before the first section."""
    order = [entry.get("class", "") for entry in sheet.page.iter("section")]
    first = next((place for place, name in enumerate(order) if "section" in name.split()), len(order))
    if any("key-message" in name.split() for name in order[:first]):
        return []
    return [sheet.problem("does not open with its key message; put it before the first section", "key_message")]


@check("visual-cue")
def visual_cue(sheet: Sheet) -> Outcome:
    """The style sheets set the key message apart."""
    styled = {d.name for d in sheet.bench.styles if ".key-message" in d.selector and CUES.fullmatch(d.name)}
    if styled:
        return []
    return [sheet.problem("has no style that sets the key message apart; give it a box", "key_message")]


@check("action")
def action(sheet: Sheet) -> Outcome:
    """There is something to do: to tick, to ask, to call about, or steps."""
    asks = any(getattr(part, "part", "") == "ask" for block in sheet.blocks for part in getattr(block, "parts", ()))
    if asks or sheet.has(*ACTION_BLOCKS) or _orders(sheet):
        return []
    return [sheet.problem("asks for nothing; say what the reader can do", "sections")]


@check("call-to-action")
def call_to_action(sheet: Sheet) -> Outcome:
    """The key message says what to do."""
    message = next(passage for passage in sheet.passages if passage.keys == ("key_message",))
    if any(is_order(sentence, sheet.words) for sentence in message.sentences):
        return []
    return [message.problem("does not say what to do; add it (Call us ..., Ask ..., Show ...)")]


@check("steps")
def steps(sheet: Sheet) -> Outcome:
    """What to do is broken into entries that each begin with something to do, or rows to work through."""
    if sheet.has("checklist", "questions", "diary", "red-flags") or _orders(sheet):
        return []
    return [sheet.problem("does not break what to do into steps; add a numbered list or a tick-list", "sections")]


@check("tool")
def tool(sheet: Sheet) -> Outcome:
    """There is something to tick, fill in or write on."""
    if sheet.has(*TOOL_BLOCKS):
        return []
    return [sheet.problem("has nothing to tick or to write on; add a tick-list, questions or lines", "sections")]


@check("directions")
def directions(sheet: Sheet) -> Outcome:
    """Says whom to call and when."""
    when = any(isinstance(b, RedFlags) or (isinstance(b, Contacts) and b.intro) for b in sheet.blocks)
    if when:
        return []
    return [sheet.problem("does not say whom to call and when; add a contacts block with an intro", "sections")]


def _orders(sheet: Sheet) -> bool:
    """Whether most entries of a numbered list or of a tick-list say something to do."""
    found = [b for b in sheet.blocks if isinstance(b, TickList) or (isinstance(b, ListBlock) and b.style == "steps")]
    return any(_mostly_orders(sheet, block) for block in found)


def _mostly_orders(sheet: Sheet, block: ListBlock | TickList) -> bool:
    entries = [split_sentences(plain_text(item.text or "")) for item in block.items]
    return 2 * sum(any(is_order(sentence, sheet.words) for sentence in entry) for entry in entries) >= len(entries)


def _words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())
