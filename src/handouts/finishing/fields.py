"""Paper blanks become fields to type into and to tick (ISO 32000-1, 12.7): each looks as it did, and has a name.

A page says with attributes what a blank becomes. `data-form="checkbox"` is a box to tick, or within an element that has
`data-choice="NAME"` one of several of which one holds, with its `data-value`. `data-form="text"` is a line, with
`data-lines` a box of several lines. With `data-by="clinic"` nobody can type there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import pydyf

from handouts.finishing.tree import StructureTree, Tags, at
from handouts.finishing.typeface import embed

FONT = "Wingdings"
"""The font's name within the file, which nobody sees. PDFium, and so Chromium, asks a font for any letter only where it
is called so, or else takes letters such as the Polish ones from the computer's own fonts, which are not embedded."""
READ_ONLY, SEVERAL_LINES, ONE_OF_SEVERAL = 1, 1 << 12, 1 << 15
PRINTED = 1 << 2
_ROOM = 1.5
"""The least height of a line to type on, as a factor of the type's size."""
_MOST_OF_NAME = 60


def add_fields(pdf: pydyf.PDF, root: Element, tags: Tags, font: bytes, size_pt: float) -> None:
    """Put a field in the place of every blank of the page `root`; what is typed is set in `font`."""
    parents = {child: parent for parent in root.iter() for child in parent}
    blanks = [element for element in root.iter() if element in tags and element.get("data-form")]
    if not blanks:
        return
    form = _Form(pdf, font, size_pt)
    for blank in blanks:
        form.add(blank, tags[blank], _choice(blank, parents))
    form.close()


def _choice(blank: Element, parents: dict[Element, Element]) -> Element | None:
    """What a box to tick lies in where only one of several holds."""
    around: Element | None = blank if blank.get("data-form") == "checkbox" else None
    while around is not None and around.get("data-choice") is None:
        around = parents.get(around)
    return around


class _Form:
    """The fields of one file."""

    def __init__(self, pdf: pydyf.PDF, font: bytes, size_pt: float) -> None:
        self.pdf, self.size_pt = pdf, size_pt
        self.tree = StructureTree(pdf)
        self.fields = pydyf.Array()
        self.resources = pydyf.Dictionary({"Font": pydyf.Dictionary({FONT: embed(pdf, font)})})
        self.look = pydyf.String(f"/{FONT} {size_pt:g} Tf 0 g")
        self._choices: dict[Element, pydyf.Dictionary] = {}
        self._names: set[str] = set()
        self._labels: set[str] = set()

    def add(self, blank: Element, element: pydyf.Dictionary, choice: Element | None) -> None:
        """A field in the place of a blank, whose printed frame is no longer content."""
        label = self._unique(" ".join((blank.get("aria-label") or "").split()), self._labels, " ({})")
        widget = self._widget(blank, element)
        if choice is not None:
            self._choose(widget, blank, choice)
        else:
            widget["T"] = self._name(label)
            widget |= self._box("Yes", widget) if blank.get("data-form") == "checkbox" else self._line(blank, widget)
            self.fields.append(widget.reference)
        widget |= {"TU": pydyf.String(label), "Contents": pydyf.String(label)}
        self.tree.bare(element)
        self.tree.adopt(widget, element)
        # A printed field's attributes are for what nobody can fill in.
        element |= {"A": _layout(element), "Alt": pydyf.String(label)}

    def close(self) -> None:
        """Tell the file of its fields, and let the tabulator go through them as they are read."""
        form = {"Fields": self.fields, "DA": self.look, "DR": self.resources}
        self.pdf.catalog["AcroForm"] = pydyf.Dictionary(form)
        at(self.pdf, self.pdf.catalog["Metadata"]).compress = False  # PDFium, when it saves, spoils it otherwise
        order = {reference: number for number, reference in enumerate(self.tree.annotations())}
        for page in (at(self.pdf, reference) for reference in self.pdf.page_references):
            if "Annots" in page:
                page["Annots"].sort(key=order.__getitem__)

    def _widget(self, blank: Element, element: pydyf.Dictionary) -> pydyf.Dictionary:
        left, bottom, right, top = _frame(element)
        if blank.get("data-form") == "text":
            top = max(top, round(bottom + _ROOM * self.size_pt, 2))
        place = {"Rect": pydyf.Array([left, bottom, right, top]), "P": element["Pg"], "F": PRINTED}
        widget = pydyf.Dictionary({"Type": "/Annot", "Subtype": "/Widget", **place})
        self.pdf.add_object(widget)
        at(self.pdf, element["Pg"]).setdefault("Annots", pydyf.Array()).append(widget.reference)
        return widget

    def _line(self, blank: Element, widget: pydyf.Dictionary) -> dict[str, object]:
        flags = READ_ONLY if blank.get("data-by") == "clinic" else 0
        flags |= SEVERAL_LINES if blank.get("data-lines") is not None else 0
        empty = self._drawing(widget, b"/Tx BMC EMC", self.resources)
        appearance = pydyf.Dictionary({"N": empty})
        return {"FT": "/Tx", "Ff": flags, "V": pydyf.String(""), "DA": self.look, "AP": appearance}

    def _box(self, state: str, widget: pydyf.Dictionary) -> dict[str, object]:
        left, bottom, right, top = widget["Rect"]
        width, height = right - left, top - bottom
        points = ((0.2, 0.5, "m"), (0.42, 0.24, "l"), (0.82, 0.78, "l"))
        tick = " ".join(f"{x * width:.2f} {y * height:.2f} {operator}" for x, y, operator in points)
        drawn = {state: self._drawing(widget, f"q 1.8 w 1 J 1 j 0 G {tick} S Q".encode())}
        states = pydyf.Dictionary(drawn | {"Off": self._drawing(widget, b"")})
        return {"FT": "/Btn", "V": "/Off", "AS": "/Off", "AP": pydyf.Dictionary({"N": states})}

    def _choose(self, widget: pydyf.Dictionary, blank: Element, choice: Element) -> None:
        if choice not in self._choices:
            label = self._unique(choice.get("data-choice") or "", self._labels, " ({})")
            group = {"FT": "/Btn", "Ff": ONE_OF_SEVERAL, "V": "/Off", "T": self._name(label)}
            self._choices[choice] = field = pydyf.Dictionary(group | {"TU": pydyf.String(label), "Kids": pydyf.Array()})
            self.pdf.add_object(field)
            self.fields.append(field.reference)
        group = self._choices[choice]
        box = self._box(_plain(blank.get("data-value") or f"choice-{len(group['Kids']) + 1}"), widget)
        widget |= {"Parent": group.reference, "AS": box["AS"], "AP": box["AP"]}
        group["Kids"].append(widget.reference)

    def _drawing(self, widget: pydyf.Dictionary, operators: bytes, resources: object = None) -> bytes:
        left, bottom, right, top = widget["Rect"]
        size = pydyf.Array([0, 0, round(right - left, 2), round(top - bottom, 2)])
        extra = {"Type": "/XObject", "Subtype": "/Form", "BBox": size, "Resources": resources or pydyf.Dictionary()}
        drawing = pydyf.Stream([operators], pydyf.Dictionary(extra))
        self.pdf.add_object(drawing)
        return drawing.reference

    def _name(self, label: str) -> pydyf.String:
        return pydyf.String(self._unique(_plain(label)[:_MOST_OF_NAME], self._names, "-{}"))

    def _unique(self, words: str, taken: set[str], more: str) -> str:
        number, found = 1, words
        while found in taken:
            number += 1
            found = words + more.format(number)
        taken.add(found)
        return found


def _attributes(element: pydyf.Dictionary) -> Iterator[pydyf.Dictionary]:
    given = element["A"]
    yield from given if isinstance(given, list) else [given]


def _layout(element: pydyf.Dictionary) -> pydyf.Dictionary:
    return next(each for each in _attributes(element) if each["O"] == "/Layout")


def _frame(element: pydyf.Dictionary) -> list[float]:
    """Left, bottom, right and top of a printed field in points."""
    return _layout(element)["BBox"]


def _plain(words: str) -> str:
    """Words as a name that programs bear: letters without accents, digits and hyphens."""
    letters = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-") or "field"
