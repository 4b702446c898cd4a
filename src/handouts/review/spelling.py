"""Words that no dictionary has, each at its line: a general dictionary, and the language's own list of words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from handouts.content.texts import Text, languages, texts_of_files
from handouts.content.wordlists import SPELLING, SpellingFile
from handouts.errors import Problem, Problems
from handouts.source.layers import Layers
from handouts.source.model import validate
from handouts.source.yaml import yaml_of

if TYPE_CHECKING:
    from spellchecker import SpellChecker

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
LEAST_LETTERS = 2
LEAST_HINTED = 4


def spelling_problems(layers: Layers) -> list[Problem]:
    """Misspelled words of every language that has a dictionary and a list. Raises InputInvalid for a list at fault."""
    found: list[Problem] = Problems()
    for lang in languages(layers):
        lists = layers.every(f"content/{lang}/{SPELLING}")
        dictionary = _dictionary(lang) if lists else None
        if dictionary is None:
            continue
        files = [validate(SpellingFile, yaml_of(file)) for file in lists]
        own = frozenset(word.lower() for file in files for word in file.words)
        for text in chain.from_iterable(texts_of_files(layers, lang)):
            found += misspelled(text, dictionary, own)
    return found


def misspelled(text: Text, dictionary: SpellChecker, own: frozenset[str]) -> Iterable[Problem]:
    """The words of one text that neither dictionary has, each once."""
    wanted = {word: _stem(word) for word in WORD.findall(text.plain) if len(word) >= LEAST_LETTERS}
    unknown = dictionary.unknown(stem for stem in wanted.values() if stem not in own)
    for word, stem in wanted.items():
        if stem in unknown:
            near = dictionary.correction(stem) if len(stem) >= LEAST_HINTED else None
            hint = f"did you mean {near!r}? Mend it" if near and near != stem else "mend it"
            yield text.problem_at(word, f"{word!r} is in no dictionary; {hint}, or add it to {SPELLING} if it is right")


def _stem(word: str) -> str:
    word = word.replace("’", "'").lower()
    return word.removesuffix("'s").removesuffix("'")


@cache
def _dictionary(lang: str) -> SpellChecker | None:
    from spellchecker import SpellChecker

    return SpellChecker(language=lang, distance=1) if lang in SpellChecker.languages() else None
