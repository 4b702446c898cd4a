"""`handouts evidence`: where the facts of one sheet come from, to print for a reader who asks."""

from __future__ import annotations

from pathlib import Path

import click

from handouts.cli import _completion, _documents, _options


@click.command("evidence")
@click.argument("document", metavar="TYPE/KIND", shell_complete=_completion.documents)
@_options.clinic()
@_options.lang()
@_options.output(metavar="FILE", default=None, show_default=False, help="The PDF to write.  [default: in output/]")
def evidence(document: str, clinic: Path | None, lang: str, output: Path | None) -> None:
    """Make one PDF that says where a handout's facts come from, fact by fact.

    It holds what is attached to the handout's own PDF: each fact with its sources, their dates, grades and addresses,
    and where they do not agree. Print it for a reader who asks.
    """
    from handouts.batch.gather import GENERIC
    from handouts.clinic.load import load_clinic, unbranded
    from handouts.review.evidence_sheet import evidence_pdf
    from handouts.source.files import write_atomic

    name = _documents.find(clinic, document, lang)
    catalogue = _documents.catalogue_of(clinic, lambda found: found == name)
    loaded = load_clinic(clinic) if clinic else unbranded()
    pdf = evidence_pdf(catalogue, catalogue.documents[name], loaded)
    if pdf is None:
        raise click.UsageError(f"{document} states no facts, so there is nothing to list; name another document")
    folder = _options.DEFAULT_OUTPUT / (loaded.brand.id if clinic else GENERIC) / lang / name.type
    target = output or folder / f"{name.kind}.evidence.pdf"
    target.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(target.parent, target.name, pdf)
    click.echo(f"{target.as_posix()} is written.")
