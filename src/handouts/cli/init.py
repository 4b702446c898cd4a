"""`handouts init`: a clinic's folder that builds at once, or a table of many clinics."""

from __future__ import annotations

from pathlib import Path

import click
from click.core import ParameterSource

from handouts.cli import _options


@click.command("init")
@click.argument("folder", metavar="[DIR]", type=_options.FOLDER, required=False)
@click.option(
    "--clinics",
    "table",
    metavar="[FILE]",
    type=_options.FOLDER,
    is_flag=False,
    flag_value="clinics.csv",
    help="Write a table with a row for each clinic instead, clinics.csv if no FILE is given.",
)
@click.option("--id", "id_", metavar="ID", help="A short name for files, such as river-clinic.  [default: from DIR]")
@click.option("--name", metavar="NAME", help="The clinic's name as patients know it.  [default: from DIR]")
@click.option("--country", metavar="CODE", default="US", show_default=True, help="Two letters: US, GB, CA ...")
@click.option(
    "--paper", type=click.Choice(["letter", "a4"]), help="The paper in the printer.  [default: by the country]"
)
@click.pass_context
def init(
    context: click.Context,
    folder: Path | None,
    table: Path | None,
    id_: str | None,
    name: str | None,
    country: str,
    paper: str | None,
) -> None:
    """Make a folder for a clinic, ready to fill in and to build; or, by --clinics, a table for many.

    DIR must not exist yet, or be empty. Phone numbers and the fever threshold begin as blanks to write on, so that no
    wrong number can be printed.
    """
    if table:
        given = {param for param in context.params if _typed(context, param)} - {"table"}
        if given:
            raise click.UsageError("--clinics goes with no other option and with no DIR; edit the table instead")
        _table(table)
    elif folder:
        _folder(folder, id_, name, country, paper)
    else:
        raise click.UsageError("name a folder for the clinic, or give --clinics for a table of many")


def _typed(context: click.Context, param: str) -> bool:
    return context.get_parameter_source(param) is ParameterSource.COMMANDLINE and context.params[param] is not None


def _table(path: Path) -> None:
    from handouts.clinic.new_table import make_table

    shown = _options.quoted(path)
    guide = make_table(path)
    click.echo(f"{path.as_posix()} has two made-up clinics as examples; {guide.as_posix()} explains each column.")
    click.echo("Open it in a spreadsheet, put your clinics in place of the examples, and save it as CSV UTF-8.")
    click.echo(f"Next:  handouts build --clinics {shown} --dry-run")


def _folder(folder: Path, id_: str | None, name: str | None, country: str, paper: str | None) -> None:
    from handouts.clinic.new import BLANKS, brand_schema, describe, make_clinic

    clinic = describe(folder, id_, name, country, paper)
    names = make_clinic(folder, clinic, brand_schema())
    shown = _options.quoted(folder)
    click.echo(f"{folder.as_posix()} is ready for {clinic.name} ({', '.join(names)}).")
    click.echo(f"Still blank, to be written on each sheet by hand: {', '.join(BLANKS.values())}.")
    click.echo(f"The logo is a sample. To change all this, open {(folder / 'brand.yaml').as_posix()} in a text editor.")
    click.echo(f"Next:  handouts build --clinic {shown}")
