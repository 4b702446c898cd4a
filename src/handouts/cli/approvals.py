"""`handouts approvals`: each document with its sign-off, and what has changed since."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from handouts.cli import _documents, _options
from handouts.cli._output import echo_json, echo_table

if TYPE_CHECKING:
    from handouts.signoff.record import Signed

HEAD = ("document", "lang", "sign-off", "by", "on", "until")
WORDS = {"approved": "approved", "changed": "changed since", "expired": "expired", "never": "never approved"}


@click.command("approvals")
@_options.clinic(required=True)
@_options.as_of()
@click.option("--diff", "show_diff", is_flag=True, help="Show the words that have changed since they were approved.")
@_options.as_json()
def approvals(clinic: Path, as_of: dt.date | None, show_diff: bool, as_json: bool) -> None:
    """Show which documents a clinician has approved.

    Each document is approved, changed since, expired (past its review date or the approval's) or never approved.
    """
    from handouts.signoff.approvals import load_approvals
    from handouts.signoff.record import statuses

    catalogue = _documents.catalogue_of(clinic)
    known = load_approvals(clinic)
    found = statuses(catalogue, known, _options.today(as_of), clinic)
    gone = sorted(str(identity) for identity in known.by_id.keys() - catalogue.documents.keys())
    if as_json:
        echo_json({"documents": [_data(entry) for entry in found], "without_document": gone})
        return
    echo_table(HEAD, [_cells(entry) for entry in found])
    for entry in found if show_diff else ():
        _echo_changes(entry)
    for name in gone:
        click.echo(f"{name}: an approval of a document that is not there any more; delete its entry", err=True)


def _cells(entry: Signed) -> tuple[str, ...]:
    identity, status = entry.loaded.id, entry.status
    given = status.approval
    who = (given.by, str(given.on)) if given else ("-", "-")
    until = str(status.review_by) if status.signed else "-"
    return (f"{identity.type}/{identity.kind}", identity.lang, WORDS[status.state], *who, until)


def _echo_changes(entry: Signed) -> None:
    if entry.status.state != "changed":
        return
    identity, given = entry.loaded.id, entry.status.approval
    click.echo(f"\n{identity.type}/{identity.kind} ({identity.lang}), since {given.by} approved it on {given.on}:")
    for change in entry.changed:
        click.echo(f"  {change.marked}")


def _data(entry: Signed) -> dict[str, Any]:
    identity, status = entry.loaded.id, entry.status
    return {
        "type": identity.type,
        "kind": identity.kind,
        "lang": identity.lang,
        "state": status.state,
        "overdue": status.overdue,
        "review_by": status.review_by.isoformat(),
        "approval": status.approval.model_dump(mode="json") if status.approval else None,
        "changes": [change.as_dict() for change in entry.changed],
    }
