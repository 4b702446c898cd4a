"""`handouts schema`: the JSON Schemas of the content files."""

from __future__ import annotations

from pathlib import Path

import click

from handouts.cli import _options
from handouts.cli._output import echo_json


@click.command("schema")
@click.option("--write", "folder", metavar="DIR", type=_options.FOLDER, help="Write them to DIR, a file each.")
def schema(folder: Path | None) -> None:
    """Show or write the JSON Schemas of the content files.

    A text editor that knows YAML uses them to complete words and to mark mistakes while you type.
    """
    from handouts.cli._schemas import SCHEMAS, file_name, schema_of, schema_text

    if folder is None:
        echo_json({name: schema_of(name) for name in SCHEMAS})
        return
    folder.mkdir(parents=True, exist_ok=True)
    for name in SCHEMAS:
        (folder / file_name(name)).write_text(schema_text(name), encoding="utf-8", newline="\n")
    click.echo(f"{len(SCHEMAS)} schemas written to {folder.as_posix()}")
