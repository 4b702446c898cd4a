"""`handouts doctor`: what this computer lacks, and the command that brings it."""

from __future__ import annotations

from pathlib import Path

import click

from handouts.cli import _options
from handouts.cli._output import echo_json
from handouts.errors import Exit


@click.command("doctor")
@_options.output(help="The folder that PDFs will go to.")
@_options.as_json()
def doctor(output: Path, as_json: bool) -> None:
    """Check that this computer has what is needed, and say how to mend it.

    Exit code 0 where all that is needed is there, 5 where something is missing.
    """
    from handouts.cli._doctor import examine

    checks = examine(output)
    if as_json:
        echo_json([{**vars(check), "state": check.state, "fix": "" if check.ok else check.fix} for check in checks])
    else:
        width = max(len(check.name) for check in checks)
        for check in checks:
            click.echo(f"{check.state:<8}  {check.name:<{width}}  {check.found}")
            if not check.ok:
                click.echo(f"{'':<8}  mend it with:  {check.fix}")
    missing = [check for check in checks if check.required and not check.ok]
    if missing:
        click.echo(f"{len(missing)} of {len(checks)} missing; no PDF can be made until they are there", err=True)
        raise click.exceptions.Exit(Exit.ENVIRONMENT)
    if not as_json:
        click.echo("All that is needed is there.", err=True)
