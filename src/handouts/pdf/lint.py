"""What a listener would stumble over, on a page of HTML and in a tree of tags; and links that lead astray."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from handouts.pdf.fetch import borrowed
from handouts.pdf.roles import SVG, Hidden, text_of
from handouts.pdf.structure import Node

LINK_SCHEMES = ("https:", "mailto:", "tel:")
# Hebrew, Arabic and their kin, and what turns other words round (Unicode's bidirectional classes R and AL).
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


def page_faults(root: Element) -> Iterator[str]:
    """What must hold before anything is laid out."""
    if not (root.get("lang") or "").strip():
        yield "the page names no language; set <html lang>"
    title = root.find("head/title")
    if title is None or not (title.text or "").strip():
        yield "the page has no title; set <title>"
    yield from _unheard(root)
    for element in root.iter():
        rel = (element.get("rel") or "").lower().split()
        if "attachment" in rel or element.tag == "base":
            yield f"<{element.tag}> would reach outside the page; remove it"
        if element.tag == SVG:
            yield from (f"a drawing borrows from {address[:80]}; put it into the page" for address in borrowed(element))
        href = (element.get("href") or "").strip()
        if element.tag in ("a", "area") and href and not href.lower().startswith(("#", *LINK_SCHEMES)):
            yield f"the link {href[:80]!r} is not one of #, {', '.join(LINK_SCHEMES)}; correct the address"


def _unheard(root: Element) -> Iterator[str]:
    """What a listener would not get, or not in its order."""
    for word in dict.fromkeys("".join(root.find("body").itertext()).split()):
        if _RIGHT_TO_LEFT.search(word):
            yield f"{word!r} is written from right to left, and would be read aloud backwards; leave it out"
    hidden = Hidden({child: parent for parent in root.iter() for child in parent})
    for element in root.iter("a"):
        if element.get("href") and (hidden(element) or not text_of(element)):
            yield f"the link {element.get('href')[:80]!r} says nothing to a listener; give it words, and no aria-hidden"


def lint(document: Node) -> list[str]:
    """The faults of a finished structure, each with what to do."""
    faults, level = [], 0
    heads = {node.identifier for node in document.walk() if node.role == "TH"}
    for node in document.walk():
        for head in node.attributes.get("Table", {}).get("Headers", ()):
            if head.string not in heads:
                faults.append(f"a cell has headers={head.string!r}, which no th has for its id; correct it")
        if node.role[0] == "H" and node.role[1:].isdecimal():
            now = int(node.role[1:])
            if now > level + 1:
                before = f"h{level}" if level else "the start of the page"
                faults.append(f"heading h{now} follows {before}; use h{level + 1}, or add the level between")
            level = now
        if node.role == "Figure" and not node.alt:
            faults.append("a picture has no words; give it alt or aria-label, or aria-hidden='true'")
        if node.role == "Form" and not node.alt:
            faults.append("a form field has no words; give it aria-label")
    return faults
