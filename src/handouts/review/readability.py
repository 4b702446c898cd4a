"""How hard a text is to read: SMOG and Flesch-Kincaid grades on sentence-completed text.

A list item, a heading or a table cell comes in as a passage of its own and counts as a sentence, as if a full stop
stood at its end; so does an intro line that ends in a colon. Fragments of that kind lower the words per sentence,
which is why `measure` leaves bare labels out unless told otherwise. SMOG was set up for 30 sentences or more; below
that the formula still gives a figure, but one word more or less moves it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Protocol

from handouts.review.syllables import NO_CORRECTIONS, count_syllables

__all__ = ["Grade", "Passage", "Sentence", "count_syllables", "flesch_kincaid", "measure", "smog", "split_sentences"]

POLYSYLLABLE = 3
LABEL_WORDS = 4
"""An unpunctuated passage of fewer words than this is a label, not a sentence."""

# Addresses and telephone numbers are looked up or dialled, not read as prose.
_NOT_PROSE = re.compile(
    r"\b(?:https?://|www\.)\S*[^\s.,;:!?)]|\b[\w.+-]+@[\w-]+\.[\w.-]*\w|(?<![\w.])\+?\(?\d[\d() .-]{5,}\d\b(?!,\d)"
)
_SPOKEN = (
    ("%", " percent "),
    ("°F", " degrees Fahrenheit "),
    ("°C", " degrees Celsius "),
    ("&", " and "),
    ("’", "'"),
    ("\u2011", "-"),
    ("\u00ad", ""),
)
_WORD = re.compile(r"[^\W_]+(?:(?:['.-]|(?<=\d),(?=\d{3}))[^\W_]+)*")

# Where only the meaning could tell ("U.S. Army"), no sentence ends: a longer one grades harder, never easier.
_NEVER_LAST = frozenset(
    ("dr", "mr", "mrs", "ms", "prof", "st", "jr", "sr", "e.g", "i.e", "vs", "approx", "no", "nos", "fig", "dept", "ext")
) | {"u.s", "u.k", "inc", "ltd", "co", "m.d", "ph.d"}
_SOMETIMES_LAST = frozenset(("a.m", "p.m", "etc"))
_NAMES_OF_DAYS = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:jan|febr)uary|march|april|may \d|june|july|august"
    r"|(?:septem|octo|novem|decem)ber",
    re.IGNORECASE,
)
_NUMBERED = frozenset(["stage", "vitamin", "type", "hepatitis", "part", "phase", "plan", "step", "grade", "group"])
_END = re.compile(r"[.!?…]+[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9])")
_TERMINAL = re.compile(r"[.!?…][\"'”’)\]]*$")


class Passage(Protocol):
    """A run of text and where it stands."""

    @property
    def text(self) -> str: ...
    @property
    def path(self) -> str: ...
    @property
    def line(self) -> int: ...


@dataclass(frozen=True)
class Sentence:
    """A sentence, or a passage of several, and its place: `line` counts from 1, 0 where there is none."""

    text: str
    path: str = ""
    line: int = 0


@dataclass(frozen=True)
class Grade:
    """School grades (US years) of a text; the `_raw` ones count the explained terms too, as do `words` and
    `words_per_sentence`, since a reader meets every word. All are 0 when there was no sentence to measure.
    """

    smog: float
    flesch_kincaid: float
    smog_raw: float
    flesch_kincaid_raw: float
    sentences: int
    words: int
    words_per_sentence: float
    hardest: tuple[Sentence, ...]


@dataclass(frozen=True)
class _Tally:
    sentences: int = 0
    words: int = 0
    syllables: int = 0
    polysyllables: int = 0

    def __add__(self, other: _Tally) -> _Tally:
        return self._combined(other, 1)

    def __sub__(self, other: _Tally) -> _Tally:
        return self._combined(other, -1)

    def _combined(self, other: _Tally, sign: int) -> _Tally:
        return _Tally(
            self.sentences + sign * other.sentences,
            self.words + sign * other.words,
            self.syllables + sign * other.syllables,
            self.polysyllables + sign * other.polysyllables,
        )

    @property
    def smog(self) -> float:
        return smog(self.polysyllables, self.sentences) if self.words else 0.0

    @property
    def flesch_kincaid(self) -> float:
        return flesch_kincaid(self.words, self.sentences, self.syllables) if self.words else 0.0


def smog(polysyllables: int, sentences: int) -> float:
    """SMOG grade in US school years (McLaughlin, "SMOG grading: a new readability formula", J Read 1969;12:639-46)."""
    return 3.1291 + 1.0430 * sqrt(polysyllables * 30 / sentences)


def flesch_kincaid(words: int, sentences: int, syllables: int) -> float:
    """Flesch-Kincaid grade in US school years (Kincaid et al., Research Branch Report 8-75, US Navy, 1975)."""
    return 0.39 * words / sentences + 11.8 * syllables / words - 15.59


def measure(
    passages: Iterable[Passage],
    *,
    explained_terms: frozenset[str] = frozenset(),
    syllables: Mapping[str, int] = NO_CORRECTIONS,
    leave_out_labels: bool = True,
) -> Grade:
    """Grades of the passages with the explained terms taken out of the text before counting, and with them in it.

    A term counts in singular and plural; a sentence that holds nothing else is then no sentence. `syllables` corrects
    the dictionary. With `leave_out_labels` an unpunctuated passage of fewer than four words (a heading, a cell) is
    not counted: as a "sentence" it would flatter the figure.
    """
    terms = _term_forms(explained_terms)
    rows: list[tuple[Sentence, _Tally, _Tally]] = []
    for sentence in _sentences(passages, leave_out_labels):
        words = _words(sentence.text)
        if words:
            rows.append((sentence, _tally(_without(words, terms), syllables), _tally(words, syllables)))
    adjusted = sum((row[1] for row in rows), _Tally())
    raw = sum((row[2] for row in rows), _Tally())
    return Grade(
        smog=adjusted.smog,
        flesch_kincaid=adjusted.flesch_kincaid,
        smog_raw=raw.smog,
        flesch_kincaid_raw=raw.flesch_kincaid,
        sentences=raw.sentences,
        words=raw.words,
        words_per_sentence=raw.words / raw.sentences if raw.sentences else 0.0,
        hardest=_hardest([row[:2] for row in rows], adjusted),
    )


def split_sentences(text: str) -> list[str]:
    """The sentences of a passage; decimals, initials and abbreviations such as "Dr." and "9 a.m." do not end one."""
    sentences = []
    for paragraph in re.split(r"\n\s*\n", text):
        line = " ".join(paragraph.split())
        start = 0
        for end in _END.finditer(line):
            if _ends_sentence(line[start : end.start()], end.group(), line[end.end() :]):
                sentences.append(line[start : end.end()].strip())
                start = end.end()
        sentences.append(line[start:].strip())
    return [sentence for sentence in sentences if sentence]


def _ends_sentence(before: str, mark: str, after: str) -> bool:
    if mark.strip() != ".":
        return True
    words = re.findall(r"[^\s(\"'“‘]+", before)
    last = words[-1].lower() if words else ""
    if last in _NEVER_LAST:
        # "No." and a number; "no." as a word ends its sentence.
        return last in {"no", "nos", "fig"} and not after[0].isdigit()
    if last in _SOMETIMES_LAST:
        return not _NAMES_OF_DAYS.match(after)
    if last.isdigit() and len(words) == 1:
        return False
    if len(last) == 1 and words[-1].isupper() and words[-1] != "I":
        previous = words[-2] if len(words) > 1 else ""
        return previous[:1].islower() or previous.lower() in _NUMBERED
    return True


def _sentences(passages: Iterable[Passage], leave_out_labels: bool) -> Iterator[Sentence]:
    for passage in passages:
        text = passage.text.strip()
        is_label = not _TERMINAL.search(text) and len(_words(text)) < LABEL_WORDS
        if leave_out_labels and is_label:
            continue
        for sentence in split_sentences(text):
            yield Sentence(sentence, passage.path, passage.line)


def _words(text: str) -> list[str]:
    text = _NOT_PROSE.sub(" ", text)
    for mark, spoken in _SPOKEN:
        text = text.replace(mark, spoken)
    return _WORD.findall(text)


def _tally(words: list[str], domain: Mapping[str, int]) -> _Tally:
    counts = [count_syllables(word, domain) for word in words]
    return _Tally(1 if words else 0, len(words), sum(counts), sum(count >= POLYSYLLABLE for count in counts))


def _term_forms(terms: frozenset[str]) -> dict[str, list[tuple[frozenset[str], ...]]]:
    """Each term as one set of accepted forms per word; only the last word has a plural.

    Under each form of a first word stand the terms that begin with it, the longest first.
    """
    forms = []
    for term in terms:
        words = [word.lower() for word in _words(term)]
        if words:
            forms.append((*(frozenset({word}) for word in words[:-1]), _number_forms(words[-1])))
    by_first: dict[str, list[tuple[frozenset[str], ...]]] = {}
    for term in sorted(forms, key=len, reverse=True):
        for word in term[0]:
            by_first.setdefault(word, []).append(term)
    return by_first


def _number_forms(word: str) -> frozenset[str]:
    pairs = (("", "s"), ("", "es"), ("y", "ies"), ("sis", "ses"), ("um", "a"), ("us", "i"), ("a", "ae"), ("a", "ata"))
    forms = {word, f"{word}'s", f"{word}s'"}
    for one, many in pairs:
        if word.endswith(one):
            forms.add(word.removesuffix(one) + many)
        if word.endswith(many):
            forms.add(word.removesuffix(many) + one)
    return frozenset(forms)


def _without(words: list[str], terms: Mapping[str, list[tuple[frozenset[str], ...]]]) -> list[str]:
    kept: list[str] = []
    lower = [word.lower() for word in words]
    position = 0
    while position < len(words):
        begun = terms.get(lower[position], ())
        length = next((len(term) for term in begun if _stands_at(term, lower, position)), 0)
        if not length:
            kept.append(words[position])
        position += length or 1
    return kept


def _stands_at(term: tuple[frozenset[str], ...], words: list[str], position: int) -> bool:
    here = words[position : position + len(term)]
    return len(here) == len(term) and all(word in forms for word, forms in zip(here, term, strict=True))


def _hardest(rows: list[tuple[Sentence, _Tally]], total: _Tally) -> tuple[Sentence, ...]:
    """The three sentences without which the two grades would fall most; the earlier one where two are equal."""

    def relief(row: tuple[Sentence, _Tally]) -> float:
        rest = total - row[1]
        return (total.smog - rest.smog) + (total.flesch_kincaid - rest.flesch_kincaid)

    return tuple(sentence for sentence, _ in sorted(rows, key=relief, reverse=True)[:3])
