"""Checks of the print, decided from editions, style sheets, colors and the type itself.

What only a finished PDF shows (the smallest type painted, the foot of each page, words that are cut) is proved by the
tests over all shipped files.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from coloraide import Color

from handouts.clinic.colors import make_palette
from handouts.errors import Problem
from handouts.review.standards.registry import Outcome, check
from handouts.review.standards.sheet import Declaration, Subject
from handouts.source.font import wrap

BLACK, WHITE = "#000000", "#ffffff"
VARIABLE = re.compile(r"var\(--([a-z-]+)\)")
SHOUTING = re.compile(r"\b[A-Z]{3,}\s+[A-Z]{3,}\b")
FORBIDDEN = {
    "text-transform": re.compile("uppercase"),
    "font-variant": re.compile("small-caps"),
    "font-style": re.compile("italic|oblique"),
    "text-decoration": re.compile("underline"),
}
SPLITTING = {"text-align": re.compile("justify"), "hyphens": re.compile("auto")}
WRAPPING = {
    "float": re.compile("left|right"),
    "writing-mode": re.compile("vertical|sideways"),
    "shape-outside": re.compile("."),
    "background-image": re.compile("url"),
    "background": re.compile("url"),
}
# The number in the running foot floats in its own line; no text of the page wraps around it.
FOOT = ".foot__page"


@check("type-size")
def type_size(subject: Subject) -> Outcome:
    """No edition sets its body, or anything at all, in less than the least size."""
    least = subject.standards.file.limits.body_pt
    return [
        _edition_problem(subject, name, f"has type of {size:g} pt, at least {least:g} pt is asked for; set it larger")
        for name, edition in subject.standards.catalogue.editions.items()
        for size in (edition.body_pt or 0, edition.least_pt or 0)
        if size < least
    ]


@check("x-height")
def x_height(subject: Subject) -> Outcome:
    """The smallest type of every edition has letters that are tall enough, measured in the font itself."""
    least, type_ = subject.standards.file.limits.x_height_mm, subject.standards.letters
    return [
        _edition_problem(subject, name, f"has an x-height of {tall:.1f} mm, at least {least:g} mm; set it larger")
        for name, edition in subject.standards.catalogue.editions.items()
        if (tall := type_.x_height_mm(edition.least_pt or 0)) < least
    ]


@check("large-print")
def large_print(subject: Subject) -> Outcome:
    """There is an edition in large print."""
    limits = subject.standards.file.limits
    if any(
        (edition.body_pt or 0) >= limits.large_body_pt and (edition.least_pt or 0) >= limits.large_least_pt
        for edition in subject.standards.catalogue.editions.values()
    ):
        return []
    wrong = f"no edition has a body of {limits.large_body_pt:g} pt and at least {limits.large_least_pt:g} pt throughout"
    return [Problem("content/editions", 0, 0, "", f"{wrong}; add one")]


@check("contrast")
def contrast(subject: Subject) -> Outcome:
    """Words on their ground in every rule of the style sheets, with the colors of this brand."""
    least = subject.standards.file.limits.contrast
    found = []
    for words, ground, where in _pairs(subject):
        ratio = Color(words).contrast(Color(ground), method="wcag21")
        if ratio < least:
            found.append(where.problem(f"has a contrast of {ratio:.1f}:1, at least {least:g}:1; darken the words"))
    return found


@check("no-capitals")
def no_capitals(subject: Subject) -> Outcome:
    """No italics, underline or capitals, neither by style nor typed."""
    shouted = [text for text in subject.texts if SHOUTING.search(text.plain)]
    return _forbidden(subject, FORBIDDEN) + [p.problem("is in capitals; write it in small letters") for p in shouted]


@check("leading")
def leading(subject: Subject) -> Outcome:
    """Room between the lines of each edition as designed, and no light weight."""
    least, type_ = subject.standards.file.limits.word_spaces_between_lines, subject.standards.letters
    found = [
        _edition_problem(subject, name, f"leaves {room:.2f} word spaces between lines, at least {least:g}; add leading")
        for name, edition in subject.standards.catalogue.editions.items()
        if (room := type_.word_spaces_between(float(edition.tokens.get("leading", "1")))) < least
    ]
    weights = [d for d in subject.standards.styles if d.name == "font-weight" and d.value.isdigit()]
    return found + [d.problem("is a light weight; use 400 or 700") for d in weights if int(d.value) < 400]


@check("left-aligned")
def left_aligned(subject: Subject) -> Outcome:
    """Nothing is justified, and no word is split."""
    return _forbidden(subject, SPLITTING)


@check("line-length")
def line_length(subject: Subject) -> Outcome:
    """The lines that this very text fills in the first edition hold a fair number of characters, on the mean."""
    low, high = subject.standards.file.limits.line_characters
    edition = subject.handout.edition
    texts = [text.plain for text in subject.texts if not text.is_heading]
    full = [len(line) for text in texts for line in wrap(text, edition.measure_mm or 0, edition.body_pt or 0)[:-1]]
    mean = round(sum(full) / len(full)) if full else low
    if low <= mean <= high:
        return []
    return [subject.problem(f"has {mean} characters to a line, not {low} to {high}; change the size or the column")]


@check("no-wrap")
def no_wrap(subject: Subject) -> Outcome:
    """No words around, over or along pictures."""
    return [problem for problem in _forbidden(subject, WRAPPING) if problem.field != FOOT]


@check("same-place")
def same_place(subject: Subject) -> Outcome:
    """A running foot with the page's number, and space between paragraphs."""
    found = []
    running = any(d.name == "position" and d.value.startswith("running(") for d in subject.standards.styles)
    if not running or not subject.page.find_class("foot__number"):
        found.append(subject.problem("has no running foot with the page's number; put it back"))
    if not any("* + *" in d.selector and d.name == "margin-top" for d in subject.standards.styles):
        found.append(subject.problem("has no rule for space between paragraphs; put it back"))
    return found


@check("other-formats")
def other_formats(subject: Subject) -> Outcome:
    """The page says that there are other formats and how to ask, in large print."""
    said = subject.handout.labels.page["formats"]
    holders = [entry for entry in subject.page.iter("p") if said in " ".join(entry.text_content().split())]
    if not holders:
        return [subject.problem("does not say that there are other formats; print the label `formats`")]
    least = subject.standards.file.limits.large_least_pt
    if any(_size_pt(subject, name) >= least for entry in holders for name in entry.get("class", "").split()):
        return []
    return [subject.problem(f"offers other formats in small print; set it in {least:g} pt at least")]


def _size_pt(subject: Subject, name: str) -> float:
    sizes = [d.value for d in subject.standards.styles if d.selector == f".{name}" and d.name == "font-size"]
    resolved = (VARIABLE.sub(lambda m: subject.handout.edition.tokens.get(m[1], ""), size) for size in sizes)
    return max((float(size[:-2]) for size in resolved if re.fullmatch(r"\d+(\.\d+)?pt", size)), default=0.0)


def _forbidden(subject: Subject, rules: dict[str, re.Pattern[str]]) -> list[Problem]:
    return [
        d.problem(f"is {d.name}: {d.value}, which is hard to read; delete it")
        for d in subject.standards.styles
        if d.name in rules and rules[d.name].search(d.value)
    ]


def _pairs(subject: Subject) -> Iterator[tuple[str, str, Declaration]]:
    """Words and ground of each rule that sets either; what a rule leaves open is black on white."""
    rules: dict[tuple[str, str], dict[str, Declaration]] = defaultdict(dict)
    for d in subject.standards.styles:
        if d.name in {"color", "background", "background-color"}:
            rules[d.path, d.selector]["color" if d.name == "color" else "background"] = d
    for rule in rules.values():
        words = _color(subject, rule["color"].value) if "color" in rule else BLACK
        ground = _color(subject, rule["background"].value) if "background" in rule else WHITE
        if words and ground:
            yield words, ground, next(iter(rule.values()))


def _color(subject: Subject, value: str) -> str | None:
    colors = subject.standards.clinic.brand.colors
    palette = make_palette(colors.primary, colors.accent)
    if found := VARIABLE.fullmatch(value):
        return getattr(palette, found[1].replace("-", "_"), None)
    return Color(value).to_string(hex=True) if Color.match(value) else None


def _edition_problem(subject: Subject, name: str, message: str) -> Problem:
    source, at = subject.standards.catalogue.places["editions", name]
    return source.problem(at, message)
