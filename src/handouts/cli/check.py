"""`handouts check`: every mistake in all content and in the clinics' folders, at once; nothing is made."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handouts.cli import _options
from handouts.cli._output import unheard
from handouts.errors import Exit, Problem

if TYPE_CHECKING:
    from handouts.review.check import Examined
    from handouts.review.reports import Report

FORMATS = ("text", "json", "junit", "github")


@click.command("check")
@_options.clinics()
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="How to tell them: for people, for a program, for a build server, for GitHub.",
)
@click.option("--reading", is_flag=True, help="Show the reading grades of each document.")
@click.option("--standards", is_flag=True, help="Hold each document against PEMAT-P, the CDC Index and Clear Print.")
@click.option("--coverage", is_flag=True, help="Show which claim is in which document; a claim in none is a mistake.")
@click.option("--wording", is_flag=True, help="Show where documents say the same evidence in other words.")
def check(clinic: Sequence[Path], form: str, **reports: bool) -> None:
    """Find every mistake in the content and in clinics' folders; make nothing.

    For a clinic that overlays templates, styles, papers or editions, a sheet of each kind is made and thrown away.

    Each mistake is told as `path:line:column: field: what is wrong; what to do`. Exit code 0 where there is none,
    1 where there is any. What each check does, and what software cannot decide: docs/checks.md
    """
    from handouts.review.check import examine

    found = examine(clinic)
    found.problems |= _rehearsed(clinic)
    made = _reports(clinic, [name for name, wanted in reports.items() if wanted], found)
    files, problems = sorted(found.files), sorted(found.problems.union(*(report.problems for report in made)))
    with unheard():
        _tell(form, files, problems, made)
        click.echo(_closing(files, problems), err=True)
    if problems:
        raise click.exceptions.Exit(Exit.FINDINGS)


def _rehearsed(folders: Sequence[Path]) -> set[Problem]:
    """What printing finds in clinics that change how pages look."""
    from handouts.batch.rehearse import rehearse
    from handouts.batch.signals import Interrupted, caught

    with caught() as stop:
        try:
            return set(rehearse(folders, dt.date.today(), stop, cache=_options.cache_folder()))
        except Interrupted as error:
            raise click.exceptions.Exit(error.exit_code) from error


def _tell(form: str, files: Sequence[str], problems: Sequence[Problem], made: Sequence[Report]) -> None:
    from handouts.cli._findings import render
    from handouts.cli._output import echo_table

    for report in made if form == "text" else ():
        for table in report.tables:
            click.echo(f"{table.title}:")
            echo_table(table.head, table.rows, table.numbers)
            click.echo()
        for note in report.notes:
            click.echo(note)
        click.echo()
    if text := render(form, files, problems, {report.name: report.data for report in made}):
        click.echo(text)


def _reports(folders: Sequence[Path], names: Sequence[str], found: Examined) -> list[Report]:
    """The reports of the package, or of each clinic's content and brand; none where these have mistakes of form."""
    if not names:
        return []
    from handouts.review.check import with_brands
    from handouts.review.reports import make

    made: list[Report] = []
    for folder, standards in with_brands(folders, found):
        if standards:
            made += make(names, standards, folder.as_posix() if folder else "")
        else:
            click.echo(f"no tables for {folder or 'the package'}; mend its mistakes first", err=True)
    return made


def _closing(files: Sequence[str], problems: Sequence[Problem]) -> str:
    from handouts.cli._group import count

    if not problems:
        return f"{count(len(files), 'file')} checked; all is well"
    at_fault = len({problem.path for problem in problems})
    return f"{count(len(problems), 'problem')} in {count(at_fault, 'file')}; {count(len(files), 'file')} checked"
