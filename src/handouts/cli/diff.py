"""`handouts diff`: what a clinic has changed, and what the package has changed under it since."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from handouts.cli import _documents, _options
from handouts.cli._output import echo_json

if TYPE_CHECKING:
    from handouts.content.catalogue import Catalogue
    from handouts.signoff.changes import LocalChanges, LocalDocument

BASIS = {
    "same": "The package's words are those that it was made from.",
    "moved": "The package has changed these words since it was made; see whether yours must change too:",
    "unknown": "It is not noted which of the package's words it was made from; `handouts diff --accept` notes it.",
    "none": "",
}


@click.command("diff")
@_options.clinic(required=True)
@click.option("--accept", is_flag=True, help="Note that you have looked at the package's words as they are now.")
@_options.as_json()
def diff(clinic: Path, accept: bool, as_json: bool) -> None:
    """Show what a clinic has changed against the package's words.

    It also shows which of the clinic's own documents rest on words that the package has changed since. [-Words in these
    brackets-] went, {+words in these+} came.
    """
    from handouts.signoff.changes import local_changes

    shipped = _documents.catalogue_of(None)
    found = local_changes(clinic, _documents.catalogue_of(clinic), shipped)
    if as_json:
        echo_json(_data(found))
    else:
        _echo(found)
    if accept:
        _accept(clinic, shipped, found)


def _echo(found: LocalChanges) -> None:
    for document in found.documents:
        _echo_document(document)
    for title, names in (("Kinds", found.kinds), ("Files", found.files)):
        _echo_names(title, names)
    if found.labels:
        click.echo("Fixed words:")
    for key, change in found.labels.items():
        click.echo(f"  {key}: {change.marked}")
    if not (found.documents or found.files):
        click.echo("Nothing: every word is the package's own.")


def _echo_document(document: LocalDocument) -> None:
    click.echo(f"{document.id.type}/{document.id.kind} ({document.id.lang}): {document.what}")
    for change in document.changed:
        click.echo(f"  {change.marked}")
    if BASIS[document.basis]:
        click.echo(f"  {BASIS[document.basis]}")
    for change in document.since:
        click.echo(f"    {change.marked}")
    click.echo()


def _echo_names(title: str, names: Mapping[str, str]) -> None:
    if names:
        click.echo(f"{title}:")
    for name, what in names.items():
        click.echo(f"  {name}: {what}")


def _accept(clinic: Path, shipped: Catalogue, found: LocalChanges) -> None:
    from handouts.signoff.record import record_basis

    names = [document.id for document in found.documents if document.basis in {"moved", "unknown"}]
    for identity in names:
        record_basis(clinic, shipped, identity)
    noted = ", ".join(f"{name.type}/{name.kind} ({name.lang})" for name in names)
    click.echo(f"Noted for: {noted}." if names else "Nothing to note.", err=True)


def _data(found: LocalChanges) -> dict[str, Any]:
    return {
        "documents": [
            {
                "type": document.id.type,
                "kind": document.id.kind,
                "lang": document.id.lang,
                "what": document.what,
                "changes": [change.as_dict() for change in document.changed],
                "basis": document.basis,
                "shipped_changes": [change.as_dict() for change in document.since],
            }
            for document in found.documents
        ],
        "kinds": dict(found.kinds),
        "labels": {key: change.as_dict() for key, change in found.labels.items()},
        "files": dict(found.files),
    }
