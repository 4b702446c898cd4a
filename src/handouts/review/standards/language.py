"""Small tools on sentences: phrases, estimates of the passive voice, orders."""

from __future__ import annotations

import re
from functools import lru_cache

from handouts.content.wordlists import StandardsWords

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
BETWEEN_AT_MOST = 2
LEADING = re.compile(r"^\W*(?:(?:so|then|and|but|or|please)\s+)+", re.I)


@lru_cache(maxsize=64)
def phrases(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the phrases, whole and in either case."""
    longest_first = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.compile(rf"(?<![\w-])(?:{longest_first})(?![\w-])", re.I)


def is_passive(sentence: str, words: StandardsWords) -> bool:
    """Whether a form of be or get is followed, within two small words, by what looks like a past participle."""
    tokens = [word.lower().replace("’", "'") for word in WORD.findall(sentence)]
    places = (place for place, token in enumerate(tokens) if token in words.be)
    return any(_participle_after(tokens[place + 1 :], words) for place in places)


def _participle_after(tokens: list[str], words: StandardsWords) -> bool:
    for token in tokens[: BETWEEN_AT_MOST + 1]:
        if _is_participle(token, words):
            return True
        if token not in words.between and not token.endswith("ly"):
            return False
    return False


def _is_participle(token: str, words: StandardsWords) -> bool:
    return token not in words.not_passive and (token in words.participles or (token.endswith("ed") and len(token) > 4))


def is_order(sentence: str, words: StandardsWords) -> bool:
    """Whether a sentence, or a part of it after a comma or a colon, begins with something to do."""
    parts = re.split(r"[,:;]\s+|\s+and\s+", sentence)
    firsts = (WORD.search(LEADING.sub("", part)) for part in parts)
    return any(first[0].lower() in words.actions for first in firsts if first)
