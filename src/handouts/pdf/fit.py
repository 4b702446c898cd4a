"""Whether laid-out pages can be read: every word on the paper, seen, in its own font and over no other, no page empty.

Read from the boxes, before anything is drawn: some milliseconds for a page. What a style sheet of a clinic hides, moves
off the paper or prints one over the other is told here, and the document is not made.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from weasyprint.document import Page
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from handouts.pdf.tagger import is_field

MM_PER_PX = 25.4 / 96
LOST_MM = 6.0
"""The edge of the paper that office printers leave white."""
FOOT = "data-foot"
"""Marks what stands at the foot of every page."""
_SLACK = 2.0
"""CSS pixels, half a millimetre: what letters may lean over an edge."""
_UP, _DOWN, _OVER = 0.7, 0.2, 0.15
"""Of the type's size: a capital above its line, a tail below it; how far two words may touch."""
_LEAST_ADVANCE = 0.15
"""Of the type's size: letters that follow one another more closely than this stand over each other."""
_INVISIBLE = str.maketrans("", "", " \t\r\n\f\u00a0\u00ad\u200b\u2060")
_MOST = 8
"""Faults of one page that are told, of three pages at most: the others often go when these are mended."""

Rect = tuple[float, float, float, float]
"""Left, top, right and bottom in CSS pixels from the upper left corner of the paper."""


@dataclass(frozen=True)
class _Words:
    """A line's piece of words, where its letters stand, and where they may; `around` are the boxes that it lies in."""

    box: boxes.TextBox
    ink: Rect
    room: Rect
    around: tuple[int, ...]

    @property
    def size(self) -> float:
        return float(self.box.style["font_size"])

    @property
    def told(self) -> str:
        """The first words, for a message."""
        words = " ".join(self.box.text.split())
        return repr(words if len(words) <= 40 else f"{words[:40].rsplit(' ', 1)[0]} ...")


@dataclass(frozen=True)
class _Cover:
    """A picture, or a painted box that is taken out of the flow: words must not lie under or over it."""

    ink: Rect
    around: tuple[int, ...]


def fit_faults(
    root: Element, pages: Sequence[Page], letters: Mapping[str, Set[int]], marks: Set[Element] = frozenset()
) -> list[str]:
    """What cannot be read on the pages of the document `root`; `letters` has those of each declared font family.

    `marks` stand in the places of words that are not there yet.
    """
    faults: list[str] = []
    seen: Counter[Element] = Counter()
    foot = next((element for element in root.iter() if element.get(FOOT) is not None), None)
    in_foot = set() if foot is None else set(foot.iter())
    for number, page in enumerate(pages, start=1):
        reader = _Reader(page, marks)
        seen += reader.printed()
        found = [*reader.outside(), *reader.overprinted(), *reader.without_letters(letters)]
        if not reader.holds_anything:
            found.append("is empty; delete the page break or the room before what follows")
        standing = Counter({element: reader.in_margins[element] for element in in_foot})
        if foot is not None and any(
            standing[element] < count for element, count in _words_of(foot) if element not in marks
        ):
            found.append("lacks its foot, or a part of it; leave the foot as it is, or give it more room (foot-room)")
        faults += [f"page {number} {fault}" for fault in found[:_MOST]]
    return faults[: 3 * _MOST] + _hidden(root, seen, marks)


def own_faults(
    root: Element, pages: Sequence[Page], letters: Mapping[str, Set[int]], parts: Sequence[tuple[int, boxes.Box]]
) -> list[str]:
    """The same of a clinic's own parts, each on a page behind the first and no larger than its box."""
    readers = [_Reader(page) for page in pages]
    seen = sum((reader.printed() for reader in readers), Counter[Element]())
    found = [[*each.outside(), *each.overprinted(), *each.without_letters(letters)] for each in readers[1:]]
    found += [[*readers[page].beyond(box)] for page, box in parts]
    return [*dict.fromkeys(fault for faults in found for fault in faults)][:_MOST] + _hidden(root, seen)


def _hidden(root: Element, seen: Counter[Element], marks: Set[Element] = frozenset()) -> list[str]:
    """Words of the page that are printed nowhere."""
    body = root.find("body")
    wanted = ((element, count) for element, count in _words_of(root if body is None else body) if element not in marks)
    lost = [element for element, count in wanted if seen[element] < count]
    said = (" ".join("".join(_own_text(element)).split())[:40] for element in lost[:_MOST])
    return [f"hides the words {words!r}; show them, or take them out of the text" for words in said]


def _words_of(element: Element) -> Iterator[tuple[Element, int]]:
    """Each element below with words of its own, and how many letters these have; drawings have their own check."""
    if not isinstance(element.tag, str) or element.tag.startswith("{") or element.tag in ("script", "style"):
        return
    if count := len("".join(_own_text(element)).translate(_INVISIBLE)):
        yield element, count
    for child in element:
        yield from _words_of(child)


def _own_text(element: Element) -> Iterator[str]:
    yield element.text or ""
    yield from (child.tail or "" for child in element)


class _Reader:
    """What stands on one page."""

    def __init__(self, page: Page, marks: Set[Element] = frozenset()) -> None:
        self.holds_anything = False
        self._marks = marks
        self.in_margins: Counter[Element] = Counter()
        self._words: list[_Words] = []
        self._covers: list[_Cover] = []
        edge = LOST_MM / MM_PER_PX
        paper = (edge, edge, page.width - edge, page.height - edge)
        body = page._page_box
        left, top = body.content_box_x(), body.content_box_y()
        column = _within(paper, (left, top, left + body.width, top + body.height))
        for box in body.children:
            if isinstance(box, boxes.MarginBox):
                self._walk(box, _within(paper, _border_box(box)), (), margin=True)
            else:
                self._walk(box, column, ())

    def _walk(self, box: boxes.Box, room: Rect, around: tuple[int, ...], margin: bool = False) -> None:
        if isinstance(box, AbsolutePlaceholder):
            box = box._box
        style = box.style
        if style["visibility"] == "visible":
            if isinstance(box, boxes.TextBox):
                self._meet(box, room, around, margin)
                return
            self._note(box, around, margin)
        if style["overflow"] != "visible" and not isinstance(box, boxes.LineBox):
            room = _within(room, _padding_box(box))
        if style["clip"] or style["transform"] or style["opacity"] == 0:
            room = (0.0, 0.0, 0.0, 0.0)  # nobody can tell where, or whether, its words are seen
        around = (*around, id(box))
        for child in getattr(box, "children", ()):
            self._walk(child, room, around, margin)

    def _meet(self, box: boxes.TextBox, room: Rect, around: tuple[int, ...], margin: bool) -> None:
        count, size = len(box.text.translate(_INVISIBLE)), box.style["font_size"]
        if not count or not box.style["color"].alpha:
            return
        if box.element in self._marks:
            self.holds_anything |= not margin
            return
        line = box.position_y + box.baseline
        ink = (box.position_x, line - _UP * size, box.position_x + box.width, line + _DOWN * size)
        self._words.append(_Words(box, ink, room, around))
        self.holds_anything |= not margin
        if margin and box.element is not None:
            self.in_margins[box.element] += count

    def _note(self, box: boxes.Box, around: tuple[int, ...], margin: bool) -> None:
        picture = isinstance(box, boxes.ReplacedBox)
        self.holds_anything |= not margin and (picture or is_field(box) or bool(box.border_bottom_width))
        style = box.style
        apart = style["position"] in ("absolute", "relative", "fixed") or style["float"] != "none"
        if picture or (apart and style["background_color"].alpha):
            self._covers.append(_Cover(_border_box(box), (*around, id(box))))

    def printed(self) -> Counter[Element]:
        """How many letters of each element's own words stand on the page."""
        found: Counter[Element] = Counter()
        for words in self._words:
            if words.box.element is not None and "::" not in (words.box.element_tag or ""):
                found[words.box.element] += len(words.box.text.translate(_INVISIBLE))
        return found

    def outside(self) -> Iterator[str]:
        """Words that leave the room that they have."""
        for words in self._words:
            (left, top, right, bottom), room = words.ink, words.room
            if room[2] <= room[0]:
                yield f"clips, turns or hides {words.told}; take clip, transform and opacity off it"
            elif left < room[0] - _SLACK or right > room[2] + _SLACK:
                yield f"has no room for {words.told}, which runs off at the side; let it wrap, or set it smaller"
            elif top < room[1] - _SLACK or bottom > room[3] + _SLACK:
                yield f"has {words.told} outside its margins; give it room, or set it smaller"

    def beyond(self, box: boxes.Box) -> Iterator[str]:
        """Words that lie in a box and leave it."""
        left, top, right, bottom = _border_box(box)
        for words in self._words:
            ink, tail = words.ink, _DOWN * words.size  # figures have no tails
            aside = max(left - ink[0], ink[2] - right) > _SLACK
            if id(box) in words.around and (aside or max(top - ink[1], ink[3] - tail - bottom) > _SLACK):
                yield f"has no room for {words.told}; set it smaller, or say it in fewer words"

    def overprinted(self) -> Iterator[str]:
        """Words that stand over others, over themselves, or with a picture or a box."""
        ordered = sorted(self._words, key=lambda words: words.ink[1])
        for index, words in enumerate(ordered):
            text = words.box.text.strip()
            if len(text) > 3 and words.box.width < len(text) * words.size * _LEAST_ADVANCE:
                yield f"prints the letters of {words.told} over each other; mend letter-spacing"
            for other in ordered[index + 1 :]:
                if other.ink[1] >= words.ink[3]:
                    break
                if _meet(words.ink, other.ink, _OVER * min(words.size, other.size)):
                    yield f"prints {words.told} over {other.told}; move one of them away"
            for cover in self._covers:
                if cover.around[-1] not in words.around and _meet(words.ink, cover.ink, _OVER * words.size):
                    yield f"has a picture or a box over or under {words.told}; move one of them away"

    def without_letters(self, letters: Mapping[str, Set[int]]) -> Iterator[str]:
        """Letters that no font has which the words ask for: another one would stand in for it."""
        asked: dict[tuple[str, ...], set[str]] = {}
        for words in self._words:
            families = tuple(family.lower() for family in words.box.style["font_family"])
            asked.setdefault(families, set()).update(words.box.text)
        for families, used in asked.items():
            known = set().union(*(letters.get(family, ()) for family in families))
            missing = sorted(char for char in used if char.isprintable() and char != " " and ord(char) not in known)
            missing = [char for char in missing if char.translate(_INVISIBLE)]
            if missing and known:
                letters_ = " ".join(missing[:20])
                yield f"asks {', '.join(families)} for {letters_}, which it lacks; use a font that has them"


def _within(outer: Rect, inner: Rect) -> Rect:
    return max(outer[0], inner[0]), max(outer[1], inner[1]), min(outer[2], inner[2]), min(outer[3], inner[3])


def _border_box(box: boxes.Box) -> Rect:
    x, y = box.border_box_x(), box.border_box_y()
    return x, y, x + box.border_width(), y + box.border_height()


def _padding_box(box: boxes.Box) -> Rect:
    x, y = box.padding_box_x(), box.padding_box_y()
    return x, y, x + box.padding_width(), y + box.padding_height()


def _meet(one: Rect, other: Rect, slack: float) -> bool:
    wide = min(one[2], other[2]) - max(one[0], other[0])
    high = min(one[3], other[3]) - max(one[1], other[1])
    return wide > slack and high > slack
