"""`handouts approve`: record that a clinician has approved the exact words of documents."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handouts.cli import _completion, _documents, _options
from handouts.errors import InputInvalid, Problem

if TYPE_CHECKING:
    from handouts.content.catalogue import Catalogue, DocumentId
    from handouts.review.approving import Signed

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
    documents: tuple[str, ...],
    clinic: Path,
    pack: Path | None,
    lang: str,
    on: dt.date | None,
    review_by: dt.date | None,
    **who: str,
) -> None:
    """Record that a clinician has approved the exact words of documents.

    TYPE/KIND is a document, such as pleural/overview; several may be named, or a signed review pack. Where one of them
    cannot be approved, none is. An approval stands in approvals.yaml in the clinic's folder. It holds until one word or
    one of the clinic's own files around it changes or its date has passed, and replaces an older one.
    """
    from handouts.review.approving import NotSigned, Signature, of_pack, sign

    today = dt.date.today()
    signature = Signature(on=on or today, review_by=review_by, **who)
    if bool(documents) == bool(pack):
        raise click.UsageError("name the documents (TYPE/KIND) or a review pack (--pack FILE), one of the two")
    wanted, catalogue = of_pack(_read(pack), pack.as_posix(), clinic) if pack else _named(documents, clinic, lang)
    try:
        signed = sign(clinic, catalogue, wanted, signature, today)
    except NotSigned as error:
        raise click.BadParameter(str(error), param_hint=f"--{error.part.replace('_', '-')}") from error
    _tell(signed, clinic)


def _read(pack: Path) -> bytes:
    from handouts.source.reading import MAX_BYTES, Unread, read_named

    try:
        return read_named(pack, MAX_BYTES)
    except Unread as error:
        raise InputInvalid([Problem(pack.as_posix(), 0, 0, "", error.message())]) from error


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


def _tell(signed: Signed, clinic: Path) -> None:
    """What was recorded, and what comes next."""
    from handouts.review.approving import shown

    approvals, old = signed.approvals, {approval.id: approval for approval in signed.replaced}
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
