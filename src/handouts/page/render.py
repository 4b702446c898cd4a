"""One handout becomes one PDF."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handouts.errors import DocumentFailed, HandoutsError
from handouts.page.handout import Handout
from handouts.page.made import Made

if TYPE_CHECKING:
    from handouts.page.html import Printer


def make_pdf(handout: Handout, printer: Printer, name: str = "") -> Made:
    """Print a handout, laid out as far as it must be; `name` stands first in every problem.

    Raises DocumentFailed where the page cannot be made, where it cannot be read (`handouts.pdf.fit`), and where nothing
    keeps it to the kind's `max_pages`, a clinic's sheet to a leaf more.
    """
    from handouts.page.press import Press

    name = name or str(handout.request.document)
    try:
        return Press(handout, printer, name).made()
    except DocumentFailed as failure:
        from handouts.page.faults import in_files

        raise in_files(failure, printer) from failure
    except (HandoutsError, MemoryError):
        raise
    except Exception as error:  # WeasyPrint stumbles over a style sheet in a hundred ways
        from handouts.page.faults import clinic_fault

        raise clinic_fault(error, handout, printer, name) or error from error


def kept_pdf(handout: Handout, printer: Printer, name: str, words: str) -> Made | None:
    """The same without a layout, where all that it takes is kept; `words` is their digest (`Fingerprints.words`)."""
    from handouts.page.press import Press

    return Press(handout, printer, name, words).kept()
