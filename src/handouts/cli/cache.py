"""`handouts cache`: what is kept for later builds, where, and how to be rid of it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handouts.cli import _options
from handouts.cli._group import count
from handouts.cli._output import echo_json, echo_table
from handouts.errors import EnvironmentFault

if TYPE_CHECKING:
    from handouts.press.store import Held

KINDS = {
    "plate": "plates", "picture": "pictures", "box": "boxes", "sheet": "sheets", "parts": "parts", "fit": "fits",
}  # fmt: skip


@click.command()
@_options.cache_dir(help=f"The folder to look at.  [default: {_options.CACHE}, or your own folder for caches]")
@click.option("--clear", is_flag=True, help="Remove all that is kept; builds make it again.")
@_options.as_json()
def cache(cache: Path, clear: bool, as_json: bool) -> None:
    """Show, or empty, what is kept for later builds.

    It is never needed: without it the first sheet of a kind takes longer, and the bytes are the same.
    """
    from handouts.press.store import Held, Store

    folder = cache.absolute()
    if problem := _options.cache_fault(folder):
        raise EnvironmentFault([problem])
    store = Store(folder)
    if clear:
        _tell_cleared(folder, store.clear(), as_json)
        return
    held = dict.fromkeys(KINDS, Held()) | store.held()
    whole = sum(held.values(), Held())
    if as_json:
        parts = {kind: vars(held[kind]) for kind in sorted(held)}
        echo_json({"folder": str(folder), **vars(whole), "most_bytes": store.most_bytes, "kinds": parts})
        return
    click.echo(f"{folder} holds at most {megabytes(store.most_bytes)}:")
    _table(held, whole)


def _table(held: Mapping[str, Held], whole: Held) -> None:
    named = [(KINDS.get(kind, kind or "others"), part) for kind, part in held.items()]
    rows = [(name, f"{part.files:,}", megabytes(part.bytes)) for name, part in (*named, ("in all", whole))]
    echo_table(("kept", "files", "size"), rows, frozenset({1, 2}))


def _tell_cleared(folder: Path, gone: Held, as_json: bool) -> None:
    if as_json:
        echo_json({"folder": str(folder), "removed": vars(gone)})
    else:
        click.echo(f"{folder}: {count(gone.files, 'file')} removed, {megabytes(gone.bytes)}")


def megabytes(size: int) -> str:
    """A size for people."""
    return f"{size / 2**20:.1f} MB"
