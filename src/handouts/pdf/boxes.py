"""Lays out a clinic's own, each part of it on a page of its own, as boxes for its places in all sheets."""

from __future__ import annotations

import copy
import hashlib
import re
from collections.abc import Mapping, MutableMapping, Sequence
from xml.etree.ElementTree import Element, SubElement, tostring

import pydyf
from weasyprint import HTML
from weasyprint.document import Document
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder

from handouts.finishing import Finish, draw_as_they_are
from handouts.pdf.fetch import AssetFetcher
from handouts.pdf.patch import tagging
from handouts.pdf.places import RUNS, Source, add_style, drawn, found_in, name_of, own_parts, with_root
from handouts.pdf.render import laid_out, raising_faults
from handouts.press.cut_boxes import Part, cut_boxes
from handouts.press.plate import Bookmark, Box

_UNSEEN = "background:none;border-color:transparent;break-before:auto;break-after:auto"
_ASSET = re.compile(r"asset:([\w./%-]+)")


def make_boxes(source: Source, kept: MutableMapping[str, Box]) -> tuple[Box, ...]:
    """The boxes of what is a clinic's own on a page; those that are not kept yet are laid out, and kept.

    Raises DocumentFailed with every fault found.
    """
    fetcher = AssetFetcher(source.assets)
    with raising_faults(fetcher, source.name) as faults:
        page = HTML(string=source.html, url_fetcher=fetcher)
        apart = _Apart(page.etree_element, source.assets)
        new = [key for key in apart.parts if key not in kept]
        if new:
            root, document = laid_out(with_root(page, apart.root(new)), fetcher, source.assets, faults)
            found = found_in(document, [apart.parts[key][1] for key in new])
            parts = [_part(element, *found[element][0], document) for element in found]

            def cut(pdf: pydyf.PDF) -> tuple[Box, ...]:
                draw_as_they_are(pdf)
                return cut_boxes(pdf, parts)

            with tagging(root, document.pages, {}):
                made = drawn(document, cut, pdf_variant=Finish().variant)
            kept.update(zip(new, made, strict=True))
    return tuple(kept[key] for key in apart.keys)


class _Apart:
    """The parts of a clinic's own in copies of the elements that they lie in, by the digest of all that decides them.

    `parts` has the outermost copy and the part itself; `keys` are all of a page's, in its order.
    """

    def __init__(self, root: Element, assets: Mapping[str, bytes]) -> None:
        self._parents = {child: parent for parent in root.iter() for child in parent}
        self._body = root.find("body")
        self._html = Element("html", root.attrib)
        self._html.append(copy.deepcopy(root.find("head")))
        self._html.find("head/title").text = "x"
        for meta in self._html.findall("head/meta"):
            self._html[0].remove(meta)
        self._shared = hashlib.sha256(tostring(self._html) + repr(self._body.attrib).encode())
        for name in sorted(assets):
            if name.endswith((".css", ".ttf", ".otf", ".woff", ".woff2")):
                self._shared.update(repr(name).encode() + hashlib.sha256(assets[name]).digest())
        self.parts: dict[str, tuple[Element, Element]] = {}
        self.keys = []
        for element in own_parts(root):
            shell, part = self._copied(element)
            self.keys.append(self._key(shell, assets))
            self.parts[self.keys[-1]] = shell, part

    def root(self, wanted: Sequence[str]) -> Element:
        """A page for each of the parts wanted, after one with headings."""
        body = SubElement(self._html, "body", self._body.attrib)
        for heading in ("h1", "h2"):  # the first of the parts may begin with a lesser one
            SubElement(body, heading).text = "x"
        # What runs in the margin, runs on all pages behind it.
        for key in sorted(wanted, key=lambda key: self.parts[key][1].get(RUNS) is not None):
            SubElement(body, "div", {"style": "break-before:page"})
            body.append(self.parts[key][0])
        return self._html

    def _copied(self, element: Element) -> tuple[Element, Element]:
        part = shell = copy.deepcopy(element)
        part.tail = None
        add_style(part, _UNSEEN)
        around = self._parents[element]
        while around is not self._body:
            inner, shell = shell, Element(around.tag, {key: value for key, value in around.items() if key != "id"})
            shell.set("role", "presentation")
            add_style(shell, _UNSEEN)
            shell.append(inner)
            around = self._parents[around]
        return shell, part

    def _key(self, shell: Element, assets: Mapping[str, bytes]) -> str:
        digest, said = self._shared.copy(), tostring(shell)
        digest.update(said)
        for name in sorted(set(_ASSET.findall(said.decode()))):
            digest.update(repr(name).encode() + hashlib.sha256(assets.get(name, b"")).digest())
        return digest.hexdigest()


def _part(element: Element, page: int, box: boxes.Box, document: Document) -> Part:
    bookmarks = tuple(Bookmark(level, label, 0, x, y) for level, label, (x, y), _ in document.pages[page].bookmarks)
    place = box.border_box_x(), box.border_box_y()
    # Rounded, so that a plate is the same whichever clinic's boxes it was made for.
    room = (round(value, 4) for value in (box.border_width(), box.border_height(), _margin(box)))
    return Part(name_of(element), page, *place, *room, bookmarks)


def _margin(box: boxes.Box) -> float:
    """The margin above that its children may add to a box's own."""
    margin = 0.0
    while inner := [each for each in getattr(box, "children", ()) if _in_flow(each)]:
        box = inner[0]
        if not isinstance(box, boxes.BlockLevelBox):
            break
        margin = max(margin, box.margin_top)
        if box.padding_top or box.border_top_width:
            break
    return margin


def _in_flow(box: boxes.Box) -> bool:
    return not isinstance(box, AbsolutePlaceholder) and box.is_in_normal_flow()
