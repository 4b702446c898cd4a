"""What comes before a sign-off is recorded, whoever asks for it: who has signed what, and whether it is still so."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from handouts.clinic.load import load_clinic
from handouts.content.catalogue import Catalogue, DocumentId
from handouts.content.load import load_catalogue
from handouts.errors import InputInvalid, Problem
from handouts.review.review_pack import pack_of
from handouts.signoff import record
from handouts.signoff.approvals import Approval
from handouts.signoff.records import load_bases
from handouts.signoff.words import words_digest
from handouts.source.layers import layers_of
from handouts.source.model import message_of


class NotSigned(Exception):
    """A part of a signature that is wrong: `part` is `by`, `role`, `on` or `review_by`, the message says what to do."""

    def __init__(self, part: str, message: str) -> None:
        super().__init__(message)
        self.part = part


@dataclass(frozen=True)
class Signature:
    """Who has read the words, and when; valid until `review_by`, or until each document's own date where it is None."""

    by: str
    role: str
    on: dt.date
    review_by: dt.date | None = None


@dataclass(frozen=True)
class Signed:
    """What was recorded, and the older approvals whose place it took."""

    approvals: Sequence[Approval]
    replaced: Sequence[Approval]


def shown(identity: DocumentId) -> str:
    """A document as messages name it."""
    return f"{identity.type}/{identity.kind} ({identity.lang})"


def sign(
    clinic: Path, catalogue: Catalogue, wanted: Sequence[DocumentId], signature: Signature, today: dt.date
) -> Signed:
    """Record that the exact words of these documents are approved, of all or of none.

    Raises NotSigned, InputInvalid with every document that is not fit to be approved, and EnvironmentFault.
    """
    if signature.on > today:
        raise NotSigned("on", f"{signature.on} is still to come; give the day it was signed")
    _refuse_late(catalogue, wanted, signature)
    approvals = [_approval(catalogue, identity, signature) for identity in wanted]
    replaced = record.approve(clinic, catalogue, approvals)
    for identity in wanted:
        _note_basis(clinic, catalogue, identity)
    return Signed(approvals, replaced)


def of_pack(data: bytes, name: str, clinic: Path) -> tuple[list[DocumentId], Catalogue]:
    """The documents of a review pack's file. Raises InputInvalid with each that is not as it was in the pack."""
    owner, digests = pack_of(data, name)
    if owner != (own := load_clinic(clinic).brand.id):
        message = f"is the review pack of {owner!r}, and this clinic is {own!r}; name the folder that it was made for"
        raise InputInvalid([Problem(name, 0, 0, "", message)])
    catalogue = load_catalogue(layers_of(clinic), lambda found: found in digests)
    refuse_changed(catalogue, digests, name, "in this pack", "make the pack again and have it read again")
    return list(digests), catalogue


def refuse_changed(catalogue: Catalogue, digests: Mapping[DocumentId, str], name: str, where: str, advice: str) -> None:
    """Raises InputInvalid with each document whose words are not those of its digest, as they were read somewhere."""
    problems = []
    for identity, digest in digests.items():
        loaded = catalogue.documents.get(identity)
        now = words_digest(catalogue, loaded) if loaded else None
        if now != digest:
            what = f"was version {digest[:8]} {where} and is {now[:8]} now" if now else "is not there any more"
            problems.append(Problem(name, 0, 0, shown(identity), f"{what}; {advice}"))
    if problems:
        raise InputInvalid(problems)


def _refuse_late(catalogue: Catalogue, wanted: Collection[DocumentId], signature: Signature) -> None:
    """Raises NotSigned with every document that must be gone through before the day that is asked for."""
    asked = signature.review_by
    own = {identity: catalogue.documents[identity].document.review.review_by for identity in wanted}
    message = "{} is later than {}, by when the words of {} must be gone through again; give that day or an earlier one"
    if late := [identity for identity in wanted if asked and asked > own[identity]]:
        raise NotSigned("review_by", "\n".join(message.format(asked, own[found], shown(found)) for found in late))


def _approval(catalogue: Catalogue, identity: DocumentId, signature: Signature) -> Approval:
    loaded = catalogue.documents[identity]
    until = signature.review_by or loaded.document.review.review_by
    try:
        return Approval(
            document=f"{identity.type}/{identity.kind}",
            lang=identity.lang,
            words_sha256=words_digest(catalogue, loaded),
            by=signature.by,
            role=signature.role,
            on=signature.on,
            # A document that is past its date is refused with its line; so this date need not be refused too.
            review_by=until if signature.review_by or until > signature.on else signature.on + dt.timedelta(days=1),
        )
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        raise NotSigned(str(fault["loc"][0]) if fault["loc"] else "review_by", message_of(fault)) from error


def _note_basis(clinic: Path, catalogue: Catalogue, identity: DocumentId) -> None:
    """Note what a clinic's own document rests on where that is not known yet."""
    if not catalogue.documents[identity].adapted or identity in load_bases(clinic).by_id:
        return
    shipped = load_catalogue(layers_of(None), lambda found: found == identity)
    if identity in shipped.documents:
        record.record_basis(clinic, shipped, identity)
