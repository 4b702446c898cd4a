"""What a page of HTML says beyond the page that it is held against; where the words stand is not asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import pairwise

from handouts.proof.composed import letters, links, passages, spoken_labels

ENOUGH = 20
"""Letters by which words are known to be those."""


def added_words(html: str, reference: str, names: Iterable[str] = ()) -> list[str]:
    """The passages of a page that `reference` does not have, or not as often, in their order.

    A passage may be several of the reference's in one, or a part of one whose rest follows at once. `names` may stand
    once more each. What is only heard, for pictures and fields or as the document's title, must be heard there too.
    """
    left = Counter(filter(None, map(letters, (*spoken_labels(reference), *names))))
    unheard = [label for label in spoken_labels(html) if letters(label) and not _take(left, [letters(label)])]
    left += Counter(passage.letters for passage in passages(reference))
    said = [*passages(html)]
    found, place = [], 0
    while place < len(said):
        taken = _take(left, [passage.letters for passage in said[place:]])
        if not taken:
            found.append(said[place].text)
        place += taken or 1
    return [*found, *unheard]


def added_links(html: str, reference: str) -> list[str]:
    """Where a page's links lead that are not in `reference`, or not as often, in their order."""
    left = Counter(links(reference))
    left.subtract(links(html))
    return [target for target in dict.fromkeys(links(html)) if left[target] < 0]


def _take(left: Counter[str], said: Sequence[str]) -> int:
    """How many of the next passages are words that are left, which are then no longer; 0 where they are not."""
    first = said[0]
    for parts in ([first], _tiles(first, tuple(sorted(text for text in left if left[text] > 0 and text in first)))):
        if parts is not None and not Counter(parts) - left:
            left.subtract(parts)
            return 1
    for whole in [text for text in left if left[text] > 0 and text.startswith(first)]:
        joined, count = "", 0
        while count < len(said) and len(joined) < len(whole):
            joined, count = joined + said[count], count + 1
        if joined == whole:
            left.subtract([whole])
            return count
    return 0


def _tiles(text: str, known: tuple[str, ...]) -> list[str] | None:
    """The known texts that one after the other make up a text, with nothing but punctuation between them."""

    @cache
    def rest(place: int) -> tuple[str, ...] | None:
        if place == len(text):
            return ()
        for piece in known:
            if text.startswith(piece, place) and (more := rest(place + len(piece))) is not None:
                return (piece, *more)
        return rest(place + 1) if not text[place].isalnum() else None

    found = rest(0)
    return None if found is None else [*found]


def without(html: str, reference: str, headings: Iterable[str]) -> list[tuple[str, str]]:
    """The headings that do not stand before the same words as in `reference`, each with these words."""
    wanted, composed = {*map(letters, headings)}, passages(reference)
    said = [passage.letters for passage in passages(html)]
    after = [(head, "".join(said[place + 1 : place + 1 + ENOUGH])) for place, head in enumerate(said)]
    return [
        (head.text, first.text)
        for head, first in pairwise(composed)
        if head.letters in wanted
        and not any(text == head.letters and rest.startswith(first.letters[:ENOUGH]) for text, rest in after)
    ]
