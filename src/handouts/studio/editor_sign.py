"""Sign-offs from the screen for editors, by the functions of `handouts approve` and with its refusals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from handouts.content.catalogue import DocumentId
from handouts.content.load import load_catalogue
from handouts.errors import InputInvalid, Problem
from handouts.review.approving import NotSigned, Signature, Signed, of_pack, refuse_changed, sign
from handouts.source.layers import layers_of
from handouts.source.reading import MAX_BYTES

PAGE, PACK = "this page", "the review pack"


@dataclass(frozen=True)
class Asked:
    """What the form says; `documents` are the ticked ones, each with the digest of the words that were shown."""

    by: str = ""
    role: str = ""
    on: str = ""
    review_by: str = ""
    documents: Mapping[str, str] = field(default_factory=dict)

    def signature(self, today: dt.date) -> Signature:
        """Who has signed, and when. Raises NotSigned for a day that is none."""
        on, until = (_day(name, getattr(self, name)) for name in ("on", "review_by"))
        return Signature(self.by, self.role, on or today, until)


def _day(part: str, text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text) if text else None
    except ValueError as error:
        raise NotSigned(part, f"{text!r} is not a date; write it as 2026-01-31") from error


def sign_named(clinic: Path, asked: Asked, today: dt.date) -> Signed:
    """Record that the ticked documents are approved, if their words are still those that were shown.

    Raises NotSigned, InputInvalid and EnvironmentFault.
    """
    if not asked.documents:
        raise NotSigned("documents", "no sheet is ticked; tick those whose words you have read")
    signature = asked.signature(today)
    catalogue = load_catalogue(layers_of(clinic), lambda found: str(found) in asked.documents)
    known = {str(identity): identity for identity in catalogue.documents}
    gone = [Problem(PAGE, 0, 0, name[:100], "is not there any more") for name in asked.documents if name not in known]
    if gone:
        raise InputInvalid(gone)
    shown: dict[DocumentId, str] = {known[name]: digest for name, digest in asked.documents.items()}
    refuse_changed(catalogue, shown, PAGE, "when this page was opened", "read the new words, then approve them")
    return sign(clinic, catalogue, [*shown], signature, today)


def sign_pack(clinic: Path, data: bytes, asked: Asked, today: dt.date) -> Signed:
    """Record that all documents of a signed review pack are approved. Raises what `sign_named` raises."""
    signature = asked.signature(today)
    if len(data) > MAX_BYTES:
        raise InputInvalid([Problem(PACK, 0, 0, "", f"is over {MAX_BYTES:,} bytes; choose the pack itself")])
    wanted, catalogue = of_pack(data, PACK, clinic)
    return sign(clinic, catalogue, wanted, signature, today)
