"""`handouts check`: every mistake in all content and in the clinics' folders, at once; nothing is made."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handouts.cli import _options
from handouts.errors import Exit, InputInvalid, Problem

if TYPE_CHECKING:
    from handouts.layers import Layers

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
def check(clinic: Sequence[Path], form: str) -> None:
    """Find every mistake in the content and in clinics' folders; make nothing.

    Each mistake is told as `path:line:column: field: what is wrong; what to do`. Exit code 0 where there is none,
    1 where there is any.
    """
    from handouts.cli._findings import render

    files, problems = examine(clinic)
    if text := render(form, files, problems):
        click.echo(text)
    click.echo(_closing(files, problems), err=True)
    if problems:
        raise click.exceptions.Exit(Exit.FINDINGS)


def examine(folders: Sequence[Path]) -> tuple[list[str], list[Problem]]:
    """The files of the package and of the clinics' folders as messages name them, and every problem, sorted."""
    from handouts.clinic import BRAND_FILE
    from handouts.layers import make_layers

    layers = make_layers()
    files = {found.shown for found in layers.all("content/**/*.yaml")}
    problems = set(_content_problems(layers))
    for folder in folders:
        files |= {(folder / BRAND_FILE).as_posix()} if (folder / BRAND_FILE).is_file() else set()
        problems |= set(_brand_problems(folder))
        if (folder / "content").is_dir():
            try:
                layers = make_layers(folder)
                files |= {found.shown for found in layers.all("content/**/*.yaml")}
            except InputInvalid as error:
                problems |= set(error.problems)
            else:
                problems |= set(_content_problems(layers))
    return sorted(files), sorted(problems)


def _content_problems(layers: Layers) -> Sequence[Problem]:
    from handouts.catalogue import load_catalogue
    from handouts.grades import Grader
    from handouts.scaffold.unfilled import unfilled

    try:
        catalogue = load_catalogue(layers)
        Grader(catalogue).syllables  # noqa: B018 - reads its file, which the catalogue does not
    except InputInvalid as error:
        return [*error.problems, *unfilled(layers)]
    return unfilled(layers)


def _brand_problems(folder: Path) -> Sequence[Problem]:
    from handouts.clinic import load_clinic

    try:
        load_clinic(folder)
    except InputInvalid as error:
        return error.problems
    return ()


def _closing(files: Sequence[str], problems: Sequence[Problem]) -> str:
    from handouts.cli._group import count

    if not problems:
        return f"{count(len(files), 'file')} checked; all is well"
    at_fault = len({problem.path for problem in problems})
    return f"{count(len(problems), 'problem')} in {count(at_fault, 'file')}; {count(len(files), 'file')} checked"
