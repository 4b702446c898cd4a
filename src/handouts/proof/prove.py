"""Whether a finished PDF says what its page of HTML says, and nothing more.

The HTML is read by a parser of its own, the PDF by PDFium and pypdf; neither asks the program that laid the page out,
nor what it kept from other pages. Texts are compared letter by letter (`composed.letters`):

- What is read aloud must be the HTML's passages in the HTML's order, without exception. A number or a bullet before a
  list's entry may stand between them, and a hyphen where a line ends.
- What else is seen, in the margins above all, must be whole passages of the HTML too: those that are not read aloud,
  each once a page, or the head of a table again, beside the page's number, the number of pages and quotation marks.
  Such a passage that stands on two pages must stand on all.

So words that a style sheet hides, adds or changes are found, and words of another clinic. Words count as there if they
are drawn at 1 pt or larger and not off the paper. What this cannot see: words under a box or in the paper's own color.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence

from handouts.proof.composed import Passage, letters, passages
from handouts.proof.facts import Proof, Said

MOST_QUOTED = 60
HIDES = "look for a style that hides or moves words"
ADDS = "look for a style that adds or changes words"
_FAMILY = re.compile(r"@font-face\s*\{[^}]*?font-family:\s*([^;}]+)")
_MARKER = re.compile(r"\W+|\w{1,5}\W", re.ASCII)


def family_names(styles: Iterable[str]) -> frozenset[str]:
    """The names of the fonts that style sheets declare."""
    return frozenset(name.strip(" \"'\n") for text in styles for name in _FAMILY.findall(text))


def font_problems(proof: Proof, declared: Collection[str]) -> list[str]:
    """The fonts of a PDF that belong to no declared family, in words."""
    names = tuple(name.replace(" ", "-") for name in declared)
    undeclared = [font.name for font in proof.fonts if not font.name.startswith(names)]
    return [f"has the font {name}, which no style sheet declares; declare it by @font-face" for name in undeclared]


def word_problems(proof: Proof, html: str) -> list[str]:
    """Where the words of a PDF and those of the page of HTML that it was made from go apart; empty where nowhere."""
    found = passages(html)
    read = [passage for passage in found if not passage.hidden]
    said = [piece for piece in proof.tagged if letters(piece.text)]
    place, unread, last = 0, [], -1
    for number, passage in enumerate(read):
        end = _match(passage.letters, said, place)
        if end is None:
            unread.append(number)
        else:
            place, last = end, number
    left = [read[number] for number in unread]
    shown, faults = _unread_words(proof, [*left, *(passage for passage in found if passage.hidden)], found)
    missing = [number for number in unread if read[number] not in shown]
    if place < len(said):
        return [_stray(said[place], [read[number].text for number in missing if number > last])]
    if missing:
        faults.append(f"is without {_some([read[number].text for number in missing])}; {HIDES}")
    return faults


def missing(texts: Iterable[str], said: str) -> str:
    """Those of the texts that are not in what is said, in words; empty where all are."""
    spoken = letters(said)
    left_out = [text for text in texts if letters(text) not in spoken]
    return _some(left_out) if left_out else ""


def _stray(said: Said, expected: Sequence[str]) -> str:
    """What is said at the place where the two go apart."""
    instead = f"where {_quoted(expected[0])} is composed" if expected else "where nothing more is composed"
    return f"says {_quoted(said.text)} on page {said.page}, {instead}; {ADDS}"


def _unread_words(proof: Proof, unread: Sequence[Passage], found: Sequence[Passage]) -> tuple[set[Passage], list[str]]:
    """The passages that are seen and not read aloud, and what is wrong with these."""
    again, faults = [passage for passage in found if passage.repeats], []
    pages: list[set[Passage]] = []
    for page in range(1, proof.pages + 1):
        said = [piece for piece in proof.untagged if piece.page == page and letters(piece.text)]
        shown, stray = _whole_passages(said, unread, again, {str(page), str(proof.pages)})
        pages.append(shown)
        if stray:
            faults.append(f"shows {_quoted(stray.text)} on page {page}, which is not composed there; {ADDS}")
    for page, shown in enumerate(pages, 1):
        lost = [p for p in unread if p not in shown and sum(p in other for other in pages) > 1]
        if lost:
            faults.append(f"is without {_some([passage.text for passage in lost])} on page {page}; {HIDES}")
    return set().union(*pages), faults


def _whole_passages(
    said: Sequence[Said], once: Sequence[Passage], again: Sequence[Passage], numbers: Collection[str]
) -> tuple[set[Passage], Said | None]:
    """The passages that a page's pieces make up, and the first piece that belongs to none."""
    left, shown, place = list(once), set[Passage](), 0
    while place < len(said):
        ends = ((passage, _match(passage.letters, said, place)) for passage in (*left, *again))
        passage, end = next(((passage, end) for passage, end in ends if end is not None), (None, place + 1))
        if passage in left:
            left.remove(passage)
            shown.add(passage)
        elif passage is None and not _is_no_word(said[place].text.strip(), numbers):
            return shown, said[place]
        place = end
    return shown, None


def _is_no_word(text: str, numbers: Collection[str]) -> bool:
    """Whether this is only the number of a page, such as `1 / 4`, or a quotation mark or bullet that CSS sets."""
    if found := re.findall(r"\d+", text):
        return {*found} <= {*numbers} and not any(char.isalpha() for char in text)
    return all(unicodedata.category(char) in ("Pi", "Pf") or char in "\"'•" for char in text)


def _match(wanted: str, said: Sequence[Said], place: int) -> int | None:
    """The place behind the pieces that together say what is wanted; None where they say something else."""
    left = wanted
    while left:
        if place == len(said):
            return None
        piece = letters(said[place].text)
        if left.startswith(piece):
            left = left[len(piece) :]
        elif piece.endswith("-") and left.startswith(piece[:-1]):
            left = left[len(piece) - 1 :]
        elif not (left == wanted and said[place].role == "Lbl" and _MARKER.fullmatch(piece)):
            return None
        place += 1
    return place


def _some(texts: Sequence[str]) -> str:
    more = len(texts) - 1
    return _quoted(texts[0]) + (f" and {more} more {'passage' if more == 1 else 'passages'}" if more else "")


def _quoted(text: str) -> str:
    text = text.strip()
    return repr(text if len(text) <= MOST_QUOTED else f"{text[:MOST_QUOTED].rstrip()}...")
