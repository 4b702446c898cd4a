"""`handouts review-pack`: one PDF with what a clinician needs for a sign-off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handouts.cli import _completion, _documents, _options
from handouts.cli._group import count
from handouts.errors import did_you_mean

if TYPE_CHECKING:
    from handouts.content.catalogue import Catalogue, DocumentId


@click.command("review-pack")
@click.argument("disease", metavar="TYPE", shell_complete=_completion.names("types"))
@_options.clinic(required=True)
@_options.kinds()
@_options.lang()
@_options.as_of()
@_options.output(metavar="FILE", default=None, show_default=False, help="The PDF to write.  [default: in output/]")
def review_pack(
    disease: str, clinic: Path, kinds: tuple[str, ...], lang: str, as_of: dt.date | None, output: Path | None
) -> None:
    """Make one PDF with what a clinician needs for a sign-off.

    For each document of the disease TYPE: the words, each with its evidence beside it, how hard they are to read, and a
    page to sign.
    """
    from handouts.clinic.load import load_clinic
    from handouts.review.review_pack import review_pack as gather
    from handouts.review.review_pack import review_pdf
    from handouts.signoff.approvals import load_approvals
    from handouts.source.files import write_atomic
    from handouts.source.layers import layers_of

    catalogue = _documents.catalogue_of(clinic, _asked(disease, kinds, lang))
    _refuse_unknown(catalogue, disease, kinds, lang)
    wanted = [entry.id for entry in catalogue.in_order()]
    if not wanted:
        raise click.UsageError(f"there is no such document of {disease} in {lang!r}; `handouts list` shows all")
    loaded = load_clinic(clinic)
    pack = gather(catalogue, loaded, load_approvals(clinic), wanted, _options.today(as_of))
    pdf = review_pdf(pack, layers_of(clinic), _options.quoted(clinic))
    target = output or _options.DEFAULT_OUTPUT / loaded.brand.id / lang / disease / "review-pack.pdf"
    target.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(target.parent, target.name, pdf)
    click.echo(f"{target.as_posix()} is written: {count(len(wanted), 'document')} to read and sign.")


def _asked(disease: str, kinds: tuple[str, ...], lang: str) -> Callable[[DocumentId], bool]:
    return lambda found: (found.type, found.lang) == (disease, lang) and (not kinds or found.kind in kinds)


def _refuse_unknown(catalogue: Catalogue, disease: str, kinds: tuple[str, ...], lang: str) -> None:
    for option, what, names, known in (
        ("TYPE", "disease type", (disease,), catalogue.types),
        ("--kind", "kind", kinds, catalogue.kinds),
        ("--lang", "language here", (lang,), catalogue.labels),
    ):
        for name in names:
            if name not in known:
                message = f"{name!r} is not a {what};{did_you_mean(name, known)} known: {', '.join(sorted(known))}"
                raise click.BadParameter(message, param_hint=option)
