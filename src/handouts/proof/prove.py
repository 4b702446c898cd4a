"""Whether a finished PDF says what its page of HTML says, and nothing more.

The HTML is read by a parser of its own, the PDF by PDFium; neither asks the program that laid the page out,
nor what it kept from other pages. Texts are compared letter by letter (`composed.letters`):

- What is read aloud must be the HTML's passages in the HTML's order, without exception. A number or a bullet before a
  list's entry may stand between them, and a hyphen where a line ends.
- What else is seen, in the margins above all, must be whole passages of the HTML too: those that are not read aloud,
  each once a page, or the head of a table again, beside the page's number, the number of pages and quotation marks.
  Such a passage that stands on two pages must stand on all.

So words that a style sheet hides, adds or changes are found, and words of another clinic. Words count as there if they
are drawn at 1 pt or larger and not off the paper; `legible` tells those under a box or in the paper's own color.
What is not tagged at all, and fonts that are not in the file or that no style sheet declares, are told too.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from handouts.proof.composed import Passage, letters, passages
from handouts.proof.drawn import Drawn, PageInk, attachments, bookmarks, read_ink
from handouts.proof.facts import Proof

SEEN_PT = 1.0
"""Words smaller than this are not seen."""
MOST_QUOTED = 60
HIDES = "look for a style that hides or moves words"
ADDS = "look for a style that adds or changes words"
_FAMILY = re.compile(r"@font-face\s*\{[^}]*?font-family:\s*([^;}]+)")
_SUBSET = re.compile(r"^[A-Z]{6}\+")
_MARKER = re.compile(r"\W+|(\d{1,3}|[a-z]|[ivxlcdm]{2,5})\W", re.ASCII)
MARGIN_PT = 72.0
"""The number of a page stands nearer than this to the paper's upper or lower edge."""
_ROUNDED_PT = 0.05


@dataclass(frozen=True)
class Said:
    """Words that are drawn in one go, or stand for a picture; `page` counts from 1, `role` is their structure type.

    `in_margin`: whether they stand where the number of a page may.
    """

    page: int
    text: str
    role: str = ""
    in_margin: bool = False

    @cached_property
    def letters(self) -> str:
        """What is compared: see `composed.letters`."""
        return letters(self.text)


def families(styles: Iterable[str]) -> frozenset[str]:
    """The names of the fonts that style sheets declare."""
    return frozenset(name.strip(" \"'\n") for text in styles for name in _FAMILY.findall(text))


def unproven(
    pdf: bytes,
    html: str,
    *,
    pages: int,
    fonts: Collection[str],
    words: Iterable[str] = (),
    each_page: Iterable[str] = (),
    inside: Mapping[str, bytes] | None = None,
    least_pt: float = 0.0,
) -> list[str]:
    """What keeps a PDF from being proven, in words; empty where nothing does.

    `html` is the page that it was made from, `pages` how many were laid out, `fonts` the families that its style sheets
    declare. `words` must be read aloud and `each_page` seen on each page, whatever the page's template leaves out.
    `inside` are the files that the PDF must carry, by name, and no other. No word may be smaller than `least_pt`.
    """
    found = read_ink(pdf)
    faults = [] if len(found) == pages else [f"has {len(found)} pages, but {pages} were laid out; make it again"]
    faults += [*_font_faults(found, fonts), *_tag_faults(found), *_word_faults(found, passages(html))]
    if attachments(pdf) != dict(inside or {}):
        faults.append("does not carry just the files that were composed; make it again")
    composed = letters(" ".join(passage.text for passage in passages(html)))
    named = [title for title in bookmarks(pdf) if letters(title) not in composed]
    faults += [f"has the bookmark {quoted(title)}, which is not composed; {ADDS}" for title in named[:1]]
    heard = "" if faults else _plain(Proof(pdf).reading_order)
    if not faults and (left_out := [text for text in words if _plain(text) not in heard]):
        faults.append(f"is without {_some(left_out)}, which its document says; look at its template")
    return [*faults, *_page_faults(found, each_page), *_size_faults(found, least_pt)]


def _plain(text: str) -> str:
    """Letters alone: how to say a word is heard without its hyphens."""
    return letters(text).replace("-", "")


def _page_faults(found: Sequence[PageInk], each_page: Iterable[str]) -> Iterator[str]:
    for said in each_page:
        for number, page in enumerate(found, 1):
            if letters(said) not in letters(page.text):
                yield f"does not say {quoted(said)} on page {number}, as each page must; look at its template"


def _size_faults(found: Sequence[PageInk], least_pt: float) -> Iterator[str]:
    """The first word of each page that is too small."""
    for number, page in enumerate(found, 1):
        small = (piece for piece in page.pieces if piece.text.strip() and 0 < piece.size_pt < least_pt - _ROUNDED_PT)
        if piece := next(small, None):
            what = f"prints {quoted(piece.text)} on page {number} in {piece.size_pt:g} pt"
            yield f"{what}, where {least_pt:g} pt is the least; look for a style that makes it small"


def _font_faults(found: Sequence[PageInk], declared: Collection[str]) -> list[str]:
    names = tuple(name.replace(" ", "-") for name in declared)
    fonts = sorted({(_SUBSET.sub("", name), embedded) for page in found for name, embedded in page.fonts})
    return [
        f"has the font {name}, which no style sheet declares; declare it by @font-face"
        if embedded
        else f"lacks the font {name}; declare it by @font-face"
        for name, embedded in fonts
        if not (embedded and name.startswith(names))
    ]


def _tag_faults(found: Sequence[PageInk]) -> list[str]:
    if not any(page.steps for page in found):
        return ["is not tagged, so it cannot be read aloud; make it again"]
    read = [{step.mcid for step in page.steps} for page in found]
    untagged = [
        (number, piece.text or piece.kind)
        for number, (page, known) in enumerate(zip(found, read, strict=True), 1)
        for piece in page.pieces
        if not piece.artifact and piece.mcid not in known - {None}
    ]
    return [f"has {quoted(what)} on page {number} without a tag; tag or hide it" for number, what in untagged[:1]]


def _tagged(found: Sequence[PageInk]) -> list[Said]:
    """All words that are seen and read aloud, as they are read."""
    said = []
    for number, page in enumerate(found, 1):
        pieces: dict[int | None, list[Drawn]] = {}
        for piece in page.pieces:
            if not piece.artifact and _is_seen(piece, page):
                pieces.setdefault(piece.mcid, []).append(piece)
        for step in page.steps:
            seen = [piece.text for piece in pieces.get(step.mcid, ())] if step.mcid is not None else []
            said += [Said(number, text, step.role) for text in seen]
    return [piece for piece in said if piece.letters]


def _untagged(page: PageInk, number: int) -> list[Said]:
    """All words of a page that are seen and not read aloud, as they are painted."""
    said = [
        Said(number, piece.text, in_margin=piece.top < MARGIN_PT or piece.bottom > page.height - MARGIN_PT)
        for piece in page.pieces
        if piece.artifact and _is_seen(piece, page)
    ]
    return [piece for piece in said if piece.letters]


def _is_seen(piece: Drawn, page: PageInk) -> bool:
    """Whether these are words, large enough to be any, and at least in part on the paper."""
    inside = piece.right > 0 and piece.left < page.width and piece.top > 0 and piece.bottom < page.height
    return inside and piece.size_pt >= SEEN_PT


def _word_faults(found: Sequence[PageInk], composed: Sequence[Passage]) -> list[str]:
    """Where the words of a PDF and the passages of its page go apart; empty where nowhere."""
    read = [passage for passage in composed if not passage.hidden]
    said = _tagged(found)
    place, unread, last = 0, [], -1
    for number, passage in enumerate(read):
        end = _match(passage.letters, said, place)
        if end is None:
            unread.append(number)
        else:
            place, last = end, number
    left = [read[number] for number in unread]
    shown, faults = _unread_words(found, [*left, *(x for x in composed if x.hidden)], composed)
    missing = [number for number in unread if read[number] not in shown]
    if place < len(said):
        return [_stray(said[place], [read[number].text for number in missing if number > last])]
    if missing:
        faults.append(f"is without {_some([read[number].text for number in missing])}; {HIDES}")
    return faults


def _stray(said: Said, expected: Sequence[str]) -> str:
    """What is said at the place where the two go apart."""
    instead = f"where {quoted(expected[0])} is composed" if expected else "where nothing more is composed"
    return f"says {quoted(said.text)} on page {said.page}, {instead}; {ADDS}"


def _unread_words(
    found: Sequence[PageInk], unread: Sequence[Passage], composed: Sequence[Passage]
) -> tuple[set[Passage], list[str]]:
    """The passages that are seen and not read aloud, and what is wrong with these."""
    again, faults = [passage for passage in composed if passage.repeats], []
    pages: list[set[Passage]] = []
    for number, page in enumerate(found, 1):
        shown, stray = _whole_passages(_untagged(page, number), unread, again, {str(number), str(len(found))})
        pages.append(shown)
        if stray:
            faults.append(f"shows {quoted(stray.text)} on page {number}, which is not composed there; {ADDS}")
    for number, shown in enumerate(pages, 1):
        lost = [p for p in unread if p not in shown and sum(p in other for other in pages) > 1]
        if lost:
            faults.append(f"is without {_some([passage.text for passage in lost])} on page {number}; {HIDES}")
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
        elif passage is None and not _is_no_word(said[place], numbers):
            return shown, said[place]
        place = end
    return shown, None


def _is_no_word(said: Said, numbers: Collection[str]) -> bool:
    """Whether this is only the number of a page, such as `1 / 4`, or a quotation mark or bullet that CSS sets."""
    text = said.text.strip()
    if found := re.findall(r"\d+", text):
        return said.in_margin and {*found} <= {*numbers} and not any(char.isalpha() for char in text)
    return all(unicodedata.category(char) in ("Pi", "Pf") or char in "\"'•" for char in text)


def _match(wanted: str, said: Sequence[Said], place: int) -> int | None:
    """The place behind the pieces that together say what is wanted; None where they say something else."""
    left = wanted
    while left:
        if place == len(said):
            return None
        piece = said[place].letters
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
    return quoted(texts[0]) + (f" and {more} more {'passage' if more == 1 else 'passages'}" if more else "")


def quoted(text: str) -> str:
    """Words as a message gives them: not too many."""
    text = text.strip()
    return repr(text if len(text) <= MOST_QUOTED else f"{text[:MOST_QUOTED].rstrip()}...")
