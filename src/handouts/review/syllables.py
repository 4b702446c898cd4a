"""How many syllables a word has when it is read aloud."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

import syllapy

NO_CORRECTIONS: Mapping[str, int] = MappingProxyType({})

_RUNS = re.compile(r"[0-9]+(?:[.,][0-9]+)*|[^\W0-9_']+(?:'[^\W0-9_]+)*")
_SMALL = (2, 1, 1, 1, 1, 1, 1, 2, 1, 1, 1, 3, 1, 2, 2, 2, 2, 3, 2, 2)
_TENS = (0, 1, 2, 2, 2, 2, 2, 3, 2, 2)
_LONG_LETTERS = {"w": 3}
# Endings and what the stem may have had in their place.
_ENDINGS = (
    ("'s", ("",)),
    ("'", ("",)),
    ("ies", ("y",)),
    ("s", ("",)),
    ("es", ("",)),
    ("ied", ("y",)),
    ("ed", ("e", "")),
    ("ing", ("e", "")),
    ("er", ("", "e")),
    ("est", ("", "e")),
    ("ly", ("", "le")),
    ("ness", ("",)),
    ("less", ("",)),
    ("ful", ("",)),
    ("ment", ("",)),
)
_DOUBLING = frozenset(("ed", "ing", "er", "est"))
_SIBILANTS = ("s", "x", "z", "ch", "sh", "ce", "ge", "se", "ze")


def count_syllables(word: str, domain: Mapping[str, int] = NO_CORRECTIONS) -> int:
    """Syllables of one word as it is spoken: letters of an abbreviation one by one, figures as numbers.

    `domain` is asked first, then syllapy's dictionary; for a word in neither, its stem in either of them and the
    ending ("becomes" from "become"), and last syllapy's estimate from the spelling. A hyphenated word is one word.
    """
    word = word.replace("’", "'")
    singular = re.sub("'?s$", "", word)
    capitals = singular if singular.isupper() else word
    for written in (word, capitals, word.lower()):
        if written in domain:
            return domain[written]
    if _is_spelled_out(singular):
        return sum(_LONG_LETTERS.get(letter, 1) for letter in re.findall(r"\w", singular.lower()))
    if "-" in word:
        return sum(count_syllables(part, domain) for part in word.split("-") if part)
    if re.search("[0-9]", word):
        return sum(_run_syllables(run, domain) for run in _RUNS.findall(word))
    return _known(word.lower(), domain) or _estimate(word.lower()) or 1


def _is_spelled_out(word: str) -> bool:
    if re.fullmatch(r"(?:\w\.)+\w?", word):
        return True
    if not re.fullmatch("[A-Z]{2,5}", word):
        return False
    return word.lower() not in syllapy.WORD_DICT or not re.search("[AEIOUY]", word)


def _known(word: str, domain: Mapping[str, int]) -> int:
    # syllapy's dictionary drops many endings ("including": 2), never adds one, so the larger count is the better.
    return domain.get(word) or max(syllapy.WORD_DICT.get(word, 0), _from_stem(word, domain))


def _from_stem(word: str, domain: Mapping[str, int]) -> int:
    """Syllables of an inflected word whose stem is known, else 0."""
    for ending, replacements in _ENDINGS:
        if not word.endswith(ending) or len(word) - len(ending) < 3 or (ending == "s" and word.endswith("ss")):
            continue
        start = word.removesuffix(ending)
        stems = [start + replacement for replacement in replacements]
        if ending in _DOUBLING and start[-1] == start[-2]:
            stems.append(start[:-1])
        for stem in stems:
            known = _known(stem, domain)
            if known:
                return known + _spoken_ending(stem, ending)
    return 0


def _estimate(word: str) -> int:
    # syllapy takes the silent "e" of "inflamed" and "intestines" for a syllable, but not that of "inflame".
    if re.search("[^aeiouy]e[sd]$", word):
        stem = word[:-2] if word.endswith(("ches", "shes", "xes", "sses")) else word[:-1]
        return syllapy.count(stem) + _spoken_ending(stem, word[-2:])
    return syllapy.count(word)


def _spoken_ending(stem: str, ending: str) -> int:
    if ending in {"s", "es", "'s"}:
        return int(stem.endswith(_SIBILANTS))
    if ending == "ed":
        return int(stem.endswith(("t", "d", "te", "de")))
    # "handle" has given its second syllable to "handling"; "smile" had none to give.
    return int(ending not in {"'", "ies", "ied"} and not re.search("[^aeiouyl]le$", stem))


def _run_syllables(run: str, domain: Mapping[str, int]) -> int:
    if not re.match("[0-9]", run):
        # "1st", "2nd", "80s": the ending adds nothing to the number.
        return 0 if run in {"st", "nd", "rd", "th", "s"} else count_syllables(run, domain)
    whole, _, decimals = run.replace(",", "").partition(".")
    spoken = _year_syllables(int(run)) if re.fullmatch("1[1-9][0-9]{2}|20[1-9][0-9]", run) else _number_syllables(whole)
    return spoken + (1 + _digit_syllables(decimals) if decimals else 0)


def _digit_syllables(digits: str) -> int:
    return sum(_SMALL[int(digit)] for digit in re.findall("[0-9]", digits))


def _year_syllables(year: int) -> int:
    # "Nineteen seventy-two", "nineteen hundred", "nineteen oh five".
    century, rest = divmod(year, 100)
    return _below_thousand(century) + (_below_thousand(rest) + (rest < 10) if rest else 2)


def _number_syllables(digits: str) -> int:
    if len(digits) > 6 or (digits[0] == "0" and len(digits) > 1):
        return _digit_syllables(digits)
    thousands, rest = divmod(int(digits), 1000)
    spoken = _below_thousand(thousands) + 2 if thousands else 0
    return spoken + (_below_thousand(rest) if rest or not thousands else 0)


def _below_thousand(number: int) -> int:
    hundreds, rest = divmod(number, 100)
    spoken = _SMALL[hundreds] + 2 if hundreds else 0
    if rest >= 20:
        tens, ones = divmod(rest, 10)
        return spoken + _TENS[tens] + (_SMALL[ones] if ones else 0)
    return spoken + (_SMALL[rest] if rest or not hundreds else 0)
