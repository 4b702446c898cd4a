"""The last touches on a drawn and tagged PDF: what it declares itself to be, fields to type into, PDF/UA-2.

What a handout is, is not known here, nor how a page is laid out. May use fontTools and pydyf.
"""

from __future__ import annotations

from dataclasses import dataclass
from xml.etree.ElementTree import Element

import pydyf

from handouts.finishing.tree import Tags, Unfinished

__all__ = ["Finish", "Tags", "Unfinished", "draw_as_they_are", "finish"]


@dataclass(frozen=True)
class Finish:
    """How a PDF is finished: as PDF/UA-2 or, without `ua2`, as PDF/UA-1.

    `field_font` is a TrueType file; with it, blanks become fields to type into, in type of `field_pt` points at most.
    """

    ua2: bool = False
    field_font: bytes | None = None
    field_pt: float = 12.0

    @property
    def variant(self) -> str:
        """WeasyPrint's name for the PDF/A that goes with it."""
        return "pdf/a-4f" if self.ua2 else "pdf/a-3a"

    @property
    def version(self) -> str:
        """The version of PDF that it is written in."""
        return "2.0" if self.ua2 else "1.7"


def finish(pdf: pydyf.PDF, root: Element, tags: Tags, wish: Finish) -> None:
    """Finish the PDF made from the page `root`; number its pages 1, 2, 3, and let nobody smooth its pictures.

    Raises Unfinished where the page does not allow what is wished.
    """
    # Imported where they are used: most sheets need neither.
    from handouts.finishing import declare

    if wish.field_font is not None:
        from handouts.finishing.fields import add_fields

        add_fields(pdf, root, tags, wish.field_font, wish.field_pt)
    if wish.ua2:
        from handouts.finishing import ua2

        ua2.convert(pdf, root, tags)
        declare.pdfua_2(pdf)
    else:
        declare.pdfua_1(pdf)
    draw_as_they_are(pdf)
    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": pydyf.Array([0, pydyf.Dictionary({"S": "/D"})])})


def draw_as_they_are(pdf: pydyf.PDF) -> None:
    """Let nobody smooth the pictures of a PDF: PDF/A wants it so (ISO 19005-3, 6.2.8)."""
    for image in (each for each in pdf.objects if "Interpolate" in getattr(each, "extra", ())):
        image.extra["Interpolate"] = "false"
