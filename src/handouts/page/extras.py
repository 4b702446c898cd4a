"""What a handout's PDF has beside its pages: files, how it is finished, and the picture of its first page."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from handouts.content.fact_list import DESCRIPTION, NAME
from handouts.page.handout import Handout

if TYPE_CHECKING:
    from handouts.finishing import Finish
    from handouts.page.html import Printer
    from handouts.pdf.attached import Attached

THUMBNAIL_WIDTH = 320
FIELD_FONT, FIELD_PT = "styles/fonts/HandoutsSans-Regular.ttf", 12.0
"""What is typed into a sheet is set in this, as large as the edition's smallest type."""


def attached(handout: Handout) -> tuple[Attached, ...]:
    """The files inside a handout's PDF: where its facts come from, if it states any."""
    if not handout.facts:
        return ()
    return ((NAME, DESCRIPTION, handout.facts.encode(), handout.document.review.last_reviewed),)


def finish_of(handout: Handout, printer: Printer) -> Finish:
    """How a handout's PDF is finished."""
    from handouts.finishing import Finish

    edition = handout.edition
    font = printer.assets.find(FIELD_FONT)[1] if edition.fillable else None
    return Finish(handout.request.ua2, font, edition.least_pt or FIELD_PT)


def thumbnail(pdf: bytes) -> bytes:
    """The first page as a small PNG, in the same bytes each time."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        picture = page.render(scale=THUMBNAIL_WIDTH / page.get_width()).to_pil()
    finally:
        document.close()
    out = io.BytesIO()
    picture.quantize(64).save(out, "PNG")
    return out.getvalue()
