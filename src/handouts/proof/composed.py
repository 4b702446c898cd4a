"""The words of a page of HTML, passage by passage, as its reader would say them; style sheets are not asked."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cached_property
from html.parser import HTMLParser
from typing import NamedTuple

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
NO_WORDS = {"defs", "desc", "head", "metadata", "script", "style", "template", "title"}
SPOKEN = {"alt", "aria-label", "aria-description", "aria-roledescription", "placeholder", "value", "content"}
SPOKEN |= {"title", "data-choice", "data-say"}
"""Attributes whose words a reader hears or a viewer shows; `content` is that of `meta`, `title` that of `abbr`."""
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))
_UNSEEN |= dict.fromkeys(map(ord, "\u2010\u2011"), "-")


@dataclass(frozen=True, eq=False)
class Passage:
    """The words between two tags.

    `hidden` are those that only decorate (`aria-hidden`) and are not read aloud; `repeats` are those of a table's head
    or foot, which stand on each of its pages and are read once.
    """

    text: str
    hidden: bool = False
    repeats: bool = False

    @cached_property
    def letters(self) -> str:
        """What is compared: see `letters`."""
        return letters(self.text)


def letters(text: str) -> str:
    """A text without white space and marks that are never seen, in one case, ligatures and hyphens in plain writing.

    Lines may be broken anywhere, capitals may come from a style sheet, and an `fi` may be drawn as one glyph: none of
    them is another word.
    """
    return "".join(unicodedata.normalize("NFKC", text).translate(_UNSEEN).casefold().split())


def passages(html: str) -> list[Passage]:
    """Every passage of the page that has letters, in its order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.end_passage()
    return [passage for passage in reader.found if passage.letters]


def spoken_labels(html: str) -> list[str]:
    """What is said for pictures and fields, where links lead, and the title of the document, in their order."""
    reader = _read(html)
    return reader.found


def links(html: str) -> list[str]:
    """Where the links lead that leave the document, in their order."""
    return _read(html).links


def _read(html: str) -> _Labels:
    reader = _Labels()
    reader.feed(html)
    reader.close()
    return reader


class _Labels(HTMLParser):
    """Collects the attributes that are read aloud, and the words of `title`."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.links: list[str] = []
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attrs if name in SPOKEN and value]
        if tag in ("a", "area"):
            self.links += [value for name, value in attrs if name.endswith("href") and value and value[0] != "#"]
        self._in_title = tag in ("title", "desc")

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.found.append(data)


class _Open(NamedTuple):
    """An element that is not closed yet, and what holds for the words in it."""

    tag: str
    printed: bool
    hidden: bool
    repeats: bool


class _Reader(HTMLParser):
    """Collects text; elements whose words are not printed or not read are followed to their end."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Passage] = []
        self._text: list[str] = []
        self._open = [_Open("", True, False, False)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        self.end_passage()
        given, around = dict(attrs), self._open[-1]
        decorates = given.get("aria-hidden") == "true"
        decorates |= tag == "svg" and given.get("role") in ("presentation", "none")
        printed, repeats = around.printed and tag not in NO_WORDS, around.repeats or tag in ("thead", "tfoot")
        self._open.append(_Open(tag, printed, around.hidden or decorates, repeats))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element without words."""

    def handle_endtag(self, tag: str) -> None:
        self.end_passage()
        if any(tag == element.tag for element in self._open):
            while self._open.pop().tag != tag:
                continue

    def handle_data(self, data: str) -> None:
        self._text.append(data)

    def end_passage(self) -> None:
        """What was read since the last tag is one passage."""
        around = self._open[-1]
        if around.printed and self._text:
            self.found.append(Passage(" ".join("".join(self._text).split()), around.hidden, around.repeats))
        self._text.clear()
