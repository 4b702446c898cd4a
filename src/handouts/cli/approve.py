"""`handouts approve`: record that a clinician has approved the exact words of a document."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from handouts.cli import _documents, _options

if TYPE_CHECKING:
    from handouts.content.catalogue import Catalogue, DocumentId
    from handouts.signoff.approvals import Approval


@click.command("approve")
@click.argument("document", metavar="TYPE/KIND")
@_options.clinic(required=True)
@click.option("--by", metavar="NAME", required=True, help="The clinician who has read the words.")
@click.option("--role", metavar="ROLE", required=True, help="That person's role, such as 'oncology nurse'.")
@_options.lang()
@click.option("--on", type=_documents.DAY, help="The day of the approval.  [default: today]")
@click.option("--review-by", type=_documents.DAY, help="Valid until this day.  [default: the document's own date]")
def approve(document: str, clinic: Path, lang: str, on: dt.datetime | None, **given: Any) -> None:
    """Record that a clinician has approved a document's exact words.

    TYPE/KIND is the document, such as pleural/overview. The approval stands in approvals.yaml in the clinic's folder.
    It holds until one word changes or its date has passed, and replaces an older one of the same document.
    """
    from handouts.signoff import record as signoff

    today = dt.date.today()
    signed_on = on.date() if on else today
    if signed_on > today:
        raise click.BadParameter(f"{signed_on} is still to come; give the day it was signed", param_hint="--on")
    identity = _documents.find(clinic, document, lang)
    catalogue = _documents.catalogue_of(clinic, lambda found: found == identity)
    approval = _approval(catalogue, identity, signed_on, given)
    replaced = signoff.approve(clinic, catalogue, approval)
    _note_basis(clinic, catalogue, identity)
    click.echo(f"{document} ({lang}), version {approval.words_sha256[:8]}, is approved until {approval.review_by}.")
    if replaced:
        click.echo(f"This takes the place of the approval by {replaced.by} of {replaced.on}.")
    again = f"handouts build {identity.type} --kind {identity.kind} --clinic {_options.quoted(clinic)}"
    click.echo(f"Next:  {again}{'' if lang == 'en' else f' --lang {lang}'}")


def _approval(catalogue: Catalogue, identity: DocumentId, on: dt.date, given: dict[str, Any]) -> Approval:
    from pydantic import ValidationError

    from handouts.signoff.approvals import Approval
    from handouts.signoff.words import words_digest
    from handouts.source.model import message_of

    loaded = catalogue.documents[identity]
    until = given["review_by"].date() if given["review_by"] else loaded.document.review.review_by
    try:
        return Approval(
            document=f"{identity.type}/{identity.kind}",
            lang=identity.lang,
            words_sha256=words_digest(catalogue, loaded),
            by=given["by"],
            role=given["role"],
            on=on,
            # A document that is past its date is refused with its line; so this date need not be refused too.
            review_by=until if given["review_by"] or until > on else on + dt.timedelta(days=1),
        )
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        option = f"--{str(fault['loc'][0]).replace('_', '-')}" if fault["loc"] else "--review-by"
        raise click.BadParameter(message_of(fault), param_hint=option) from error


def _note_basis(clinic: Path, catalogue: Catalogue, identity: DocumentId) -> None:
    """Note what a clinic's own document rests on where that is not known yet."""
    from handouts.signoff import record as signoff
    from handouts.signoff.records import load_bases

    if not catalogue.documents[identity].adapted or identity in load_bases(clinic).by_id:
        return
    shipped = _documents.catalogue_of(None, lambda found: found == identity)
    if identity in shipped.documents:
        signoff.record_basis(clinic, shipped, identity)
