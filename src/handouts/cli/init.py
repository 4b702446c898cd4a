"""`handouts init`: a clinic's folder that builds at once."""

from __future__ import annotations

from pathlib import Path

import click

from handouts.cli import _options


@click.command("init")
@click.argument("folder", metavar="DIR", type=_options.FOLDER)
@click.option("--id", "id_", metavar="ID", help="A short name for files, such as river-clinic.  [default: from DIR]")
@click.option("--name", metavar="NAME", help="The clinic's name as patients know it.  [default: from DIR]")
@click.option("--country", metavar="CODE", default="US", show_default=True, help="Two letters: US, GB, CA ...")
@click.option(
    "--paper", type=click.Choice(["letter", "a4"]), help="The paper in the printer.  [default: by the country]"
)
def init(folder: Path, id_: str | None, name: str | None, country: str, paper: str | None) -> None:
    """Make a folder for a clinic, ready to fill in and to build.

    DIR must not exist yet, or be empty. Phone numbers and the fever threshold begin as blanks to write on, so that no
    wrong number can be printed.
    """
    from handouts.scaffold.clinic import BLANKS, describe, make_clinic

    clinic = describe(folder, id_, name, country, paper)
    names = make_clinic(folder, clinic)
    shown = _options.quoted(folder)
    click.echo(f"{folder.as_posix()} is ready for {clinic.name} ({', '.join(names)}).")
    click.echo(f"Still blank, to be written on each sheet by hand: {', '.join(BLANKS.values())}.")
    click.echo(f"The logo is a sample. To change all this, open {(folder / 'brand.yaml').as_posix()} in a text editor.")
    click.echo(f"Next:  handouts build --clinic {shown}")
