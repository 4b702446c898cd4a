"""The structure tree of a PDF that is not written yet, and how to get about in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element

import pydyf

Tags = Mapping[Element, pydyf.Dictionary]
"""The structure element of each HTML element that has one of its own."""


class Unfinished(Exception):
    """The PDF cannot be finished as it stands; `faults` says why."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


def at(pdf: pydyf.PDF, reference: bytes) -> pydyf.Object:
    """The object of a reference, `12 0 R`."""
    return pdf.objects[int(reference.split()[0])]


class StructureTree:
    """A file's structure tree: its elements in reading order, and the numbers by which content finds its element."""

    def __init__(self, pdf: pydyf.PDF) -> None:
        self.pdf = pdf
        self.root: pydyf.Dictionary = at(pdf, pdf.catalog["StructTreeRoot"])
        self._numbers: pydyf.Array = at(pdf, self.root["ParentTree"])["Nums"]

    def walk(self, element: pydyf.Dictionary | None = None) -> Iterator[pydyf.Dictionary]:
        """All structure elements at and below one, or below the root, in reading order."""
        if element is not None:
            yield element
        for kid in self.kids(self.root if element is None else element):
            yield from self.walk(kid)

    def kids(self, element: pydyf.Dictionary) -> Iterator[pydyf.Dictionary]:
        """The structure elements right below one."""
        return (at(self.pdf, kid) for kid in element["K"] if isinstance(kid, bytes))

    def annotations(self) -> Iterator[bytes]:
        """References to the annotations that the tree speaks of, in reading order."""
        for element in self.walk():
            yield from (kid["Obj"] for kid in element["K"] if isinstance(kid, dict) and "Obj" in kid)

    def name(self, element: pydyf.Dictionary, name: str) -> None:
        """Give an element a name in the file, unless it has one."""
        if "ID" in element:
            return
        element["ID"] = pydyf.String(name)
        listed = self.root.setdefault("IDTree", pydyf.Dictionary({"Names": pydyf.Array()}))["Names"]
        pairs = [*zip(listed[::2], listed[1::2], strict=True), (element["ID"], element.reference)]
        listed[:] = [part for pair in sorted(pairs, key=lambda pair: pair[0].string) for part in pair]

    def adopt(self, annotation: pydyf.Dictionary, element: pydyf.Dictionary) -> None:
        """Make an annotation the only content of an element; its painted content was taken from it."""
        key = self.root["ParentTreeNextKey"]
        self.root["ParentTreeNextKey"] = key + 1
        annotation["StructParent"] = key
        self._numbers.extend((key, element.reference))
        here = {"Type": "/OBJR", "Obj": annotation.reference, "Pg": annotation["P"]}
        element["K"] = pydyf.Array([pydyf.Dictionary(here)])
        element["Pg"] = annotation["P"]

    def bare(self, element: pydyf.Dictionary) -> None:
        """Take the painted content from a field's element: its frame becomes an artifact, words go before it."""
        words = [kid for kid in element["K"] if not self._unframed(element, kid)]
        if not words:
            return
        span = pydyf.Dictionary({"Type": "/StructElem", "S": "/Span", "P": element["P"], "Pg": element["Pg"]})
        span["K"] = pydyf.Array(words)
        self.pdf.add_object(span)
        around = at(self.pdf, element["P"])["K"]
        around.insert(around.index(element.reference), span.reference)
        for kid in words:
            parents, mcid, _ = self._content(element, kid)
            parents[mcid] = span.reference

    def _unframed(self, element: pydyf.Dictionary, kid: object) -> bool:
        """Turn a piece of content into an artifact, if it is the frame of a field."""
        parents, mcid, page = self._content(element, kid)
        operators = at(self.pdf, at(self.pdf, page)["Contents"]).stream
        marks = (number for number, operator in enumerate(operators) if operator == b"BDC")
        mark = next(number for number in marks if operators[number - 1] == {"MCID": mcid})
        if operators[mark - 2] != "/Form":
            return False
        operators[mark - 2], operators[mark - 1] = "/Artifact", pydyf.Dictionary({"Type": "/Layout"})
        parents[mcid] = "null"
        return True

    def _content(self, element: pydyf.Dictionary, kid: object) -> tuple[pydyf.Array, int, bytes]:
        """By which list content finds its element, its number there, and its page."""
        page, mcid = (kid["Pg"], kid["MCID"]) if isinstance(kid, dict) else (element["Pg"], kid)
        return self._numbers[2 * self.pdf.page_references.index(page) + 1], mcid, page
