"""Checks of the print, decided from editions, style sheets, colors and the type itself.

What only a finished PDF shows (the smallest type painted, the foot of each page, words that are cut) is proved by the
tests over all shipped files.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from coloraide import Color

from handouts.errors import Problem
from handouts.metrics import text_width_mm
from handouts.palette import make_palette
from handouts.standards.letters import Letters, letters
from handouts.standards.registry import Outcome, check
from handouts.standards.sheet import Declaration, Sheet

FONT = "styles/fonts/HandoutsSans-Regular.ttf"
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
def type_size(sheet: Sheet) -> Outcome:
    """No edition sets its body, or anything at all, in less than the least size."""
    least = sheet.bench.file.limits.body_pt
    return [
        _edition_problem(sheet, name, f"has type of {size:g} pt, at least {least:g} pt is asked for; set it larger")
        for name, edition in sheet.bench.catalogue.editions.items()
        for size in (edition.body_pt or 0, edition.least_pt or 0)
        if size < least
    ]


@check("x-height")
def x_height(sheet: Sheet) -> Outcome:
    """The smallest type of every edition has letters that are tall enough, measured in the font itself."""
    least, type_ = sheet.bench.file.limits.x_height_mm, _letters(sheet)
    return [
        _edition_problem(sheet, name, f"has an x-height of {tall:.1f} mm, at least {least:g} mm; set it larger")
        for name, edition in sheet.bench.catalogue.editions.items()
        if (tall := type_.x_height_mm(edition.least_pt or 0)) < least
    ]


@check("large-print")
def large_print(sheet: Sheet) -> Outcome:
    """There is an edition in large print."""
    limits = sheet.bench.file.limits
    if any(
        (edition.body_pt or 0) >= limits.large_body_pt and (edition.least_pt or 0) >= limits.large_least_pt
        for edition in sheet.bench.catalogue.editions.values()
    ):
        return []
    wrong = f"no edition has a body of {limits.large_body_pt:g} pt and at least {limits.large_least_pt:g} pt throughout"
    return [Problem("content/editions", 0, 0, "", f"{wrong}; add one")]


@check("contrast")
def contrast(sheet: Sheet) -> Outcome:
    """Words on their ground in every rule of the style sheets, with the colors of this brand."""
    least = sheet.bench.file.limits.contrast
    found = []
    for words, ground, where in _pairs(sheet):
        ratio = Color(words).contrast(Color(ground), method="wcag21")
        if ratio < least:
            found.append(where.problem(f"has a contrast of {ratio:.1f}:1, at least {least:g}:1; darken the words"))
    return found


@check("no-capitals")
def no_capitals(sheet: Sheet) -> Outcome:
    """No italics, underline or capitals, neither by style nor typed."""
    shouted = [passage for passage in sheet.passages if SHOUTING.search(passage.words)]
    return _forbidden(sheet, FORBIDDEN) + [p.problem("is in capitals; write it in small letters") for p in shouted]


@check("leading")
def leading(sheet: Sheet) -> Outcome:
    """Room between the lines of each edition as designed, and no light weight."""
    least, type_ = sheet.bench.file.limits.word_spaces_between_lines, _letters(sheet)
    found = [
        _edition_problem(sheet, name, f"leaves {room:.2f} word spaces between lines, at least {least:g}; add leading")
        for name, edition in sheet.bench.catalogue.editions.items()
        if (room := type_.word_spaces_between(float(edition.tokens.get("leading", "1")))) < least
    ]
    light = [d for d in sheet.bench.styles if d.name == "font-weight" and d.value.isdigit() and int(d.value) < 400]
    return found + [d.problem("is a light weight; use 400 or 700") for d in light]


@check("left-aligned")
def left_aligned(sheet: Sheet) -> Outcome:
    """Nothing is justified, and no word is split."""
    return _forbidden(sheet, SPLITTING)


@check("line-length")
def line_length(sheet: Sheet) -> Outcome:
    """The lines that this very text fills in the first edition hold a fair number of characters, on the mean."""
    low, high = sheet.bench.file.limits.line_characters
    edition = sheet.handout.edition
    texts = [passage.words for passage in sheet.passages if not passage.is_heading]
    full = [len(line) for text in texts for line in _lines(text, edition.measure_mm or 0, edition.body_pt or 0)[:-1]]
    mean = round(sum(full) / len(full)) if full else low
    if low <= mean <= high:
        return []
    return [sheet.problem(f"has {mean} characters to a line, not {low} to {high}; change the size or the column")]


def _lines(text: str, width_mm: float, size_pt: float) -> list[str]:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if text_width_mm(longer, size_pt) > width_mm and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


@check("no-wrap")
def no_wrap(sheet: Sheet) -> Outcome:
    """No words around, over or along pictures."""
    return [problem for problem in _forbidden(sheet, WRAPPING) if problem.field != FOOT]


@check("same-place")
def same_place(sheet: Sheet) -> Outcome:
    """A running foot with the page's number, and space between paragraphs."""
    found = []
    running = any(d.name == "position" and d.value.startswith("running(") for d in sheet.bench.styles)
    if not running or not sheet.page.find_class("foot__number"):
        found.append(sheet.problem("has no running foot with the page's number; put it back"))
    if not any("* + *" in d.selector and d.name == "margin-top" for d in sheet.bench.styles):
        found.append(sheet.problem("has no rule for space between paragraphs; put it back"))
    return found


@check("other-formats")
def other_formats(sheet: Sheet) -> Outcome:
    """The page says that there are other formats and how to ask, in large print."""
    said = sheet.handout.labels.page["formats"]
    holders = [entry for entry in sheet.page.iter("p") if said in " ".join(entry.text_content().split())]
    if not holders:
        return [sheet.problem("does not say that there are other formats; print the label `formats`")]
    least = sheet.bench.file.limits.large_least_pt
    if any(_size_pt(sheet, name) >= least for entry in holders for name in entry.get("class", "").split()):
        return []
    return [sheet.problem(f"offers other formats in small print; set it in {least:g} pt at least")]


def _size_pt(sheet: Sheet, name: str) -> float:
    sizes = [d.value for d in sheet.bench.styles if d.selector == f".{name}" and d.name == "font-size"]
    resolved = (VARIABLE.sub(lambda m: sheet.handout.edition.tokens.get(m[1], ""), size) for size in sizes)
    return max((float(size[:-2]) for size in resolved if re.fullmatch(r"\d+(\.\d+)?pt", size)), default=0.0)


def _forbidden(sheet: Sheet, rules: dict[str, re.Pattern[str]]) -> list[Problem]:
    return [
        d.problem(f"is {d.name}: {d.value}, which is hard to read; delete it")
        for d in sheet.bench.styles
        if d.name in rules and rules[d.name].search(d.value)
    ]


def _pairs(sheet: Sheet) -> Iterator[tuple[str, str, Declaration]]:
    """Words and ground of each rule that sets either; what a rule leaves open is black on white."""
    rules: dict[tuple[str, str], dict[str, Declaration]] = defaultdict(dict)
    for d in sheet.bench.styles:
        if d.name in {"color", "background", "background-color"}:
            rules[d.path, d.selector]["color" if d.name == "color" else "background"] = d
    for rule in rules.values():
        words = _color(sheet, rule["color"].value) if "color" in rule else BLACK
        ground = _color(sheet, rule["background"].value) if "background" in rule else WHITE
        if words and ground:
            yield words, ground, next(iter(rule.values()))


def _color(sheet: Sheet, value: str) -> str | None:
    colors = sheet.bench.clinic.brand.colors
    palette = make_palette(colors.primary, colors.accent)
    if found := VARIABLE.fullmatch(value):
        return getattr(palette, found[1].replace("-", "_"), None)
    return Color(value).to_string(hex=True) if Color.match(value) else None


def _letters(sheet: Sheet) -> Letters:
    found = sheet.bench.catalogue.layers.find(FONT)
    assert found, f"the package has lost {FONT}"
    return letters(found.path)


def _edition_problem(sheet: Sheet, name: str, message: str) -> Problem:
    source, at = sheet.bench.catalogue.places["editions", name]
    return source.problem(at, message)
