"""What a screen reader says of a PDF, in its order: words with their roles, names, languages and where links lead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from handouts.proof.facts import Proof
from handouts.proof.tree import Tag

_ROLES = {f"H{level}": f"heading {level}" for level in range(1, 7)}
_ROLES |= {"P": "paragraph", "LI": "entry", "Caption": "caption", "Note": "note", "FENote": "note"}
_INSIDE = frozenset({"Lbl", "LBody"})
"""What only tells the parts of an entry from each other."""
_INLINE = frozenset({"Span", "Link", "Code", "Quote", "Em", "Strong", "Reference"})
_BEFORE_STOP = re.compile(r"(?<=\]) (?=[.,;:!?)])| (?=: )")
_FIELDS = {"cb": "check box", "rb": "radio button", "tv": "blank"}


class Unreadable(ValueError):
    """A file that cannot be read aloud, with what is wrong and what to do."""


@dataclass(frozen=True)
class Utterance:
    """What is said in one go: its role in a listener's words, the words, and their language as a tag."""

    role: str
    words: str
    lang: str

    def line(self, around: str) -> str:
        """The utterance as a line of text; its language is told where that is not the one of the document."""
        lang = f" [{self.lang}]" if self.lang != around else ""
        return f"{self.role}{lang}: {self.words}"


def read_aloud(pdf: bytes) -> list[Utterance]:
    """All that is said; the first utterance is the title. Raises Unreadable for what is no PDF, or not tagged."""
    try:
        proof = Proof(pdf)
        tags, title, lang = proof.tags, proof.title, proof.language
        said = [*_group(tags)] if tags else []
    except Exception as error:  # a broken file fails in any way
        raise Unreadable(f"cannot be read as a PDF ({type(error).__name__}); name another file") from error
    if tags is None:
        raise Unreadable("is not tagged, so it cannot be read aloud; make it again with handouts")
    return [Utterance("title", title, lang), *said]


def _group(tag: Tag) -> Iterator[Utterance]:
    """What stands in a part of the document, one after the other."""
    for kid in tag.kids:
        if isinstance(kid, str):
            yield from _spoken("words", kid, tag.lang)
        elif kid.role == "Table":
            yield from _table(kid)
        elif kid.role == "L":
            entries = sum(inner.role == "LI" for inner in kid.kids if isinstance(inner, Tag))
            yield Utterance("list", "1 entry" if entries == 1 else f"{entries} entries", kid.lang)
            yield from _group(kid)
        elif kid.role == "Figure":
            yield Utterance("picture", kid.alt, kid.lang)
            yield from _group(Tag("Div", tuple(_captions(kid))))
        elif kid.role == "Form":
            yield Utterance(_FIELDS.get(kid.field, "field"), kid.alt, kid.lang)
        elif kid.role in _INLINE:
            yield from _spoken("words", _inline(kid, tag.lang), tag.lang)
        elif kid.role in _ROLES:
            yield from _block(kid, _ROLES[kid.role])
        else:
            yield from _group(kid)


def _captions(figure: Tag) -> Iterator[Tag]:
    """What is said beside the words that stand for a picture; in PDF 2.0 it lies within."""
    return (kid for kid in figure.kids if isinstance(kid, Tag) and kid.role == "Caption")


def _block(tag: Tag, role: str) -> Iterator[Utterance]:
    """The words of an element in one go, broken off only where another element stands among them."""
    words: list[str] = []
    for kid in _parts(tag):
        if isinstance(kid, str) or kid.role in _INLINE or kid.role in ("Form", "Figure"):
            words.append(_inline(kid, tag.lang))
        elif kid.role == "P":
            words += [f" {_inline(part, tag.lang)}" for part in kid.kids]
        else:
            yield from _spoken(role, "".join(words), tag.lang)
            words.clear()
            yield from _group(Tag("Div", (kid,), lang=tag.lang))
    yield from _spoken(role, "".join(words), tag.lang)


def _parts(tag: Tag) -> Iterator[Tag | str]:
    for kid in tag.kids:
        if isinstance(kid, Tag) and kid.role in _INSIDE and not kid.alt:
            *parts, last = "", *_parts(kid)
            term = kid.role == "Lbl" and any(char.isalpha() for char in kid.text)
            yield " "
            yield from parts
            yield f"{last.rstrip()}: " if term and isinstance(last, str) else last
            yield ": " if term and not isinstance(last, str) else " "
        else:
            yield kid


def _inline(kid: Tag | str, around: str) -> str:
    """Words within others; what is more than words stands in brackets."""
    if isinstance(kid, str):
        return kid
    if kid.role in ("Form", "Figure"):
        return f" [{_FIELDS.get(kid.field, 'picture')}: {kid.alt}] "
    stands_in = kid.alt or kid.instead
    words = f" {stands_in} " if stands_in else "".join(_inline(inner, kid.lang) for inner in kid.kids)
    if kid.expansion:
        words = _within(f"{kid.expansion} (", words, ")")
    if kid.role == "Link":
        name = f", named {kid.name!r}" if kid.name != " ".join(words.split()) else ""
        return _within("[link: ", words, f"{name}, to {kid.target}]")
    return _within(f"[{kid.lang}: ", words, "]") if kid.lang != around else words


def _within(before: str, words: str, after: str) -> str:
    """Words between others; the spaces at their ends stay without."""
    bare = words.strip()
    start, _, end = words.partition(bare)
    return f"{start}{before}{bare}{after}{end}"


def _spoken(role: str, words: str, lang: str) -> Iterator[Utterance]:
    if words := _BEFORE_STOP.sub("", " ".join(words.split())):
        yield Utterance(role, words, lang)


def _table(table: Tag) -> Iterator[Utterance]:
    """Cell by cell, each after the heading of its column."""
    rows = table.find("TR")
    widths = [sum(cell.span for cell in row.kids if isinstance(cell, Tag)) for row in rows]
    yield Utterance("table", f"{len(rows)} rows, {max(widths, default=0)} columns", table.lang)
    heads: dict[int, str] = {}
    for part in (kid for kid in table.kids if isinstance(kid, Tag)):
        if part.role == "Caption":
            yield from _block(part, "caption")
        for row in part.find("TR"):
            yield from _row(row, heads)


def _row(row: Tag, heads: dict[int, str]) -> Iterator[Utterance]:
    column = 0
    for cell in (kid for kid in row.kids if isinstance(kid, Tag)):
        if cell.role == "TH" and cell.scope != "Row":
            heads[column] = cell.text
            yield from _block(cell, "column heading")
        else:
            head = f"cell, {heads[column]}" if heads.get(column) else "cell"
            yield from _block(cell, "row heading" if cell.role == "TH" else head)
        column += cell.span
