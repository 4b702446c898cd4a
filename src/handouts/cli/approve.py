"""`handouts approve`: record that a clinician has approved the exact words of documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from handouts.cli import _completion, _documents, _options
from handouts.cli._documents import shown
from handouts.errors import InputInvalid, Problem

if TYPE_CHECKING:
    from handouts.content.catalogue import Catalogue, DocumentId
    from handouts.signoff.approvals import Approval

PACK = click.Path(path_type=Path)


@click.command("approve")
@click.argument("documents", nargs=-1, metavar="[TYPE/KIND]...", shell_complete=_completion.documents)
@_options.clinic(required=True)
@click.option("--pack", type=PACK, metavar="FILE", help="All documents of this signed review pack.")
@click.option("--by", metavar="NAME", required=True, help="The clinician who has read the words.")
@click.option("--role", metavar="ROLE", required=True, help="That person's role, such as 'oncology nurse'.")
@_options.lang()
@_options.day("--on", help="The day of the approval.  [default: today]")
@_options.day("--review-by", help="Valid until this day.  [default: the document's own date]")
def approve(
    documents: tuple[str, ...], clinic: Path, pack: Path | None, lang: str, on: dt.date | None, **given: Any
) -> None:
    """Record that a clinician has approved the exact words of documents.

    TYPE/KIND is a document, such as pleural/overview; several may be named, or a signed review pack. Where one of them
    cannot be approved, none is. An approval stands in approvals.yaml in the clinic's folder. It holds until one word or
    one of the clinic's own files around it changes or its date has passed, and replaces an older one.
    """
    from handouts.signoff import record as signoff

    today = dt.date.today()
    signed_on = on or today
    if signed_on > today:
        raise click.BadParameter(f"{signed_on} is still to come; give the day it was signed", param_hint="--on")
    if bool(documents) == bool(pack):
        raise click.UsageError("name the documents (TYPE/KIND) or a review pack (--pack FILE), one of the two")
    wanted, catalogue = _from_pack(pack, clinic) if pack else _named(documents, clinic, lang)
    approvals = _approvals(catalogue, wanted, signed_on, given)
    replaced = signoff.approve(clinic, catalogue, approvals)
    for identity in wanted:
        _note_basis(clinic, catalogue, identity)
    _tell(approvals, replaced, clinic)


def _named(names: Sequence[str], clinic: Path, lang: str) -> tuple[list[DocumentId], Catalogue]:
    """The documents of these names. Raises BadParameter with each that is none."""
    wanted, unknown = [], []
    for name in dict.fromkeys(names):
        try:
            wanted.append(_documents.find(clinic, name, lang))
        except click.BadParameter as error:
            if error.param_hint == "--lang":
                raise
            unknown.append(error.message)
    if unknown:
        raise click.BadParameter("\n".join(unknown), param_hint="TYPE/KIND")
    return wanted, _documents.catalogue_of(clinic, lambda found: found in wanted)


def _from_pack(pack: Path, clinic: Path) -> tuple[list[DocumentId], Catalogue]:
    """The documents of a review pack. Raises InputInvalid with each that is not as it was when the pack was made."""
    from handouts.clinic.load import load_clinic
    from handouts.review.review_pack import read_pack
    from handouts.signoff.words import words_digest

    owner, digests = read_pack(pack)
    if owner != (own := load_clinic(clinic).brand.id):
        message = f"is the review pack of {owner!r}, and this clinic is {own!r}; name the folder that it was made for"
        raise InputInvalid([Problem(pack.as_posix(), 0, 0, "", message)])
    catalogue = _documents.catalogue_of(clinic, lambda found: found in digests)
    problems = []
    for identity, digest in digests.items():
        loaded = catalogue.documents.get(identity)
        now = words_digest(catalogue, loaded) if loaded else None
        if now != digest:
            what = f"was version {digest[:8]} in this pack and is {now[:8]} now" if now else "is not there any more"
            message = f"{what}; make the pack again and have it read again"
            problems.append(Problem(pack.as_posix(), 0, 0, shown(identity), message))
    if problems:
        raise InputInvalid(problems)
    return list(digests), catalogue


def _approvals(
    catalogue: Catalogue, wanted: Sequence[DocumentId], on: dt.date, given: dict[str, Any]
) -> list[Approval]:
    """An approval of each. Raises BadParameter with every document that must be gone through before `--review-by`."""
    asked = given["review_by"]
    own = {identity: catalogue.documents[identity].document.review.review_by for identity in wanted}
    if late := [identity for identity in wanted if asked and asked > own[identity]]:
        message = (
            "{} is later than {}, by when the words of {} must be gone through again; give that day or an earlier one"
        )
        raise click.BadParameter(
            "\n".join(message.format(asked, own[identity], shown(identity)) for identity in late),
            param_hint="--review-by",
        )
    return [_approval(catalogue, identity, on, asked or own[identity], given) for identity in wanted]


def _approval(
    catalogue: Catalogue, identity: DocumentId, on: dt.date, until: dt.date, given: dict[str, Any]
) -> Approval:
    from pydantic import ValidationError

    from handouts.signoff.approvals import Approval
    from handouts.signoff.words import words_digest
    from handouts.source.model import message_of

    try:
        return Approval(
            document=f"{identity.type}/{identity.kind}",
            lang=identity.lang,
            words_sha256=words_digest(catalogue, catalogue.documents[identity]),
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


def _tell(approvals: Sequence[Approval], replaced: Sequence[Approval], clinic: Path) -> None:
    """What was recorded, and what comes next."""
    old = {approval.id: approval for approval in replaced}
    for approval in approvals:
        version = approval.words_sha256[:8]
        click.echo(f"{shown(approval.id)}, version {version}, is approved until {approval.review_by}.")
        if before := old.get(approval.id):
            click.echo(f"This takes the place of the approval by {before.by} of {before.on}.")
    types, kinds, langs = (
        dict.fromkeys(getattr(approval.id, part) for approval in approvals) for part in ("type", "kind", "lang")
    )
    options = [*(f"--kind {kind}" for kind in kinds), f"--clinic {_options.quoted(clinic)}"]
    options += [f"--lang {lang}" for lang in langs if [*langs] != ["en"]]
    click.echo(f"Next:  handouts build {' '.join([*types, *options])}")


def _note_basis(clinic: Path, catalogue: Catalogue, identity: DocumentId) -> None:
    """Note what a clinic's own document rests on where that is not known yet."""
    from handouts.signoff import record as signoff
    from handouts.signoff.records import load_bases

    if not catalogue.documents[identity].adapted or identity in load_bases(clinic).by_id:
        return
    shipped = _documents.catalogue_of(None, lambda found: found == identity)
    if identity in shipped.documents:
        signoff.record_basis(clinic, shipped, identity)
