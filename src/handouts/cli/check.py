"""`handouts check`: every mistake in all content and in the clinics' folders, at once; nothing is made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handouts.cli import _options
from handouts.errors import Exit, InputInvalid, Problem

if TYPE_CHECKING:
    from handouts.cli._reports import Report
    from handouts.review.standards.sheet import Standards
    from handouts.source.layers import Layers

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

    Each mistake is told as `path:line:column: field: what is wrong; what to do`. Exit code 0 where there is none,
    1 where there is any. What each check does, and what software cannot decide: docs/checks.md
    """
    standards_of: dict[Layers, Standards] = {}
    files, problems = examine(clinic, standards_of)
    made = _reports(clinic, [name for name, wanted in reports.items() if wanted], standards_of)
    problems = sorted({*problems, *(problem for report in made for problem in report.problems)})
    _tell(form, files, problems, made)
    click.echo(_closing(files, problems), err=True)
    if problems:
        raise click.exceptions.Exit(Exit.FINDINGS)


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


def _reports(folders: Sequence[Path], names: Sequence[str], standards_of: Mapping[Layers, Standards]) -> list[Report]:
    """The reports of the package, or of each clinic's content and brand; none where these have mistakes of form."""
    if not names:
        return []
    from handouts.cli._reports import make
    from handouts.clinic.load import load_clinic, unbranded
    from handouts.source.layers import layers_of

    made: list[Report] = []
    for folder in folders or (None,):
        layers = layers_of(folder)
        try:
            clinic = load_clinic(folder) if folder else unbranded()
        except InputInvalid:
            clinic = None
        if clinic and layers in standards_of:
            made += make(names, replace(standards_of[layers], clinic=clinic), folder.as_posix() if folder else "")
        else:
            click.echo(f"no tables for {folder or 'the package'}; mend its mistakes first", err=True)
    return made


def examine(folders: Sequence[Path], standards_of: dict[Layers, Standards]) -> tuple[list[str], list[Problem]]:
    """The files of the package and of the clinics' folders as messages name them, and every problem, sorted.

    Content that loads is put into `standards_of`, for the tables.
    """
    from handouts.source.files import BRAND_FILE
    from handouts.source.layers import layers_of

    shipped = layers_of(None)
    files = {found.shown for found in shipped.all("content/**/*.yaml")}
    problems = set(_content_problems(shipped, standards_of))
    for folder in folders:
        files |= {(folder / BRAND_FILE).as_posix()} if (folder / BRAND_FILE).is_file() else set()
        problems |= set(_brand_problems(folder)) | set(_record_problems(folder))
        if (layers := layers_of(folder)) != shipped:
            try:
                files |= {found.shown for found in layers.all("content/**/*.yaml")}
            except InputInvalid as error:
                problems |= set(error.problems)
            else:
                problems |= set(_content_problems(layers, standards_of))
    return sorted(files), sorted(problems)


def _content_problems(layers: Layers, standards_of: dict[Layers, Standards]) -> Sequence[Problem]:
    from handouts.content.load import load_catalogue
    from handouts.content.new import unfilled
    from handouts.review.banned import banned_problems
    from handouts.review.glossary_check import glossary_problems
    from handouts.review.spelling import spelling_problems
    from handouts.review.standards.reading import reading_problems
    from handouts.review.standards.sheet import Standards

    try:
        standards = Standards(load_catalogue(layers))
        measured = [*reading_problems(standards), *spelling_problems(layers), *banned_problems(layers)]
    except InputInvalid as error:
        return [*error.problems, *unfilled(layers)]
    standards_of[layers] = standards
    return [*measured, *glossary_problems(standards.catalogue), *unfilled(layers)]


def _brand_problems(folder: Path) -> Sequence[Problem]:
    from handouts.clinic.load import load_clinic

    try:
        load_clinic(folder)
    except InputInvalid as error:
        return error.problems
    return ()


def _record_problems(folder: Path) -> Sequence[Problem]:
    """What is wrong with the lists of sign-offs and of the words that documents were made from."""
    from handouts.signoff.approvals import load_approvals
    from handouts.signoff.records import load_bases

    problems: list[Problem] = []
    for load in (load_approvals, load_bases):
        try:
            load(folder)
        except InputInvalid as error:
            problems += error.problems
    return problems


def _closing(files: Sequence[str], problems: Sequence[Problem]) -> str:
    from handouts.cli._group import count

    if not problems:
        return f"{count(len(files), 'file')} checked; all is well"
    at_fault = len({problem.path for problem in problems})
    return f"{count(len(problems), 'problem')} in {count(at_fault, 'file')}; {count(len(files), 'file')} checked"
