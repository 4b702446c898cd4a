"""`handouts build`: make PDFs."""

from __future__ import annotations

import datetime as dt
import gc
import os
import re
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from handouts.cli import _options
from handouts.cli._output import echo_json
from handouts.errors import Exit

if TYPE_CHECKING:
    from handouts.build.jobs import Job, Ready, Selection
    from handouts.build.report import Summary
    from handouts.build.run import Options, Planned
    from handouts.build.signals import Stop

SCHEDULER = re.compile(r"(tcp|tls)://(\[[0-9A-Fa-f:.]+\]|[\w.-]+):[0-9]{1,5}")


@click.command()
@click.argument("types", nargs=-1, metavar="[TYPE]...")
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Only this kind of document. May be repeated.")
@_options.clinics()
@_options.lang(multiple=True, default=("en",), help="The language's code. May be repeated.")
@click.option(
    "--edition",
    "editions",
    multiple=True,
    default=("standard",),
    show_default=True,
    help="standard or large-print. May be repeated.",
)
@click.option("--paper", "papers", multiple=True, help="letter or a4; else the clinic's own paper. May be repeated.")
@_options.output()
@click.option("--dry-run", is_flag=True, help="List what would be made and what is unchanged; make nothing.")
@click.option("--strict", is_flag=True, help="Make nothing if a document is not approved or past its review date.")
@click.option("--force", is_flag=True, help="Make everything again, changed or not.")
@click.option("--jobs", type=click.IntRange(1, 256), default=os.cpu_count() or 1, help="How many to make at a time.")
@click.option(
    "--scheduler",
    metavar="tcp://HOST:PORT",
    callback=lambda _context, _option, address: _scheduler(address),
    help="Let a Dask cluster make them, by its scheduler's address.",
)
@click.option("--timeout", type=click.FloatRange(1), default=60.0, show_default=True, help="Seconds for one document.")
@click.option("--wait", type=click.FloatRange(0), default=10.0, show_default=True, help="Seconds to wait for a lock.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="The day to judge review dates by; else today.")
@_options.as_json()
@_options.quiet()
def build(types: tuple[str, ...], **given: Any) -> None:
    """Make PDFs of the handouts: of these disease TYPES, or of all.

    Without --clinic the sheets have blanks to write a name and numbers in. What is unchanged is not made again.
    """
    gc.disable()  # what is loaded now stays to the end; a long build turns the collector on again
    from handouts.build.signals import Interrupted, caught

    with caught() as stop:
        try:
            code = _build(types, given, stop)
        except Interrupted as error:
            click.echo("stopped; run the same command again to finish", err=True)
            code = error.exit_code
        finally:
            gc.enable()
    sys.exit(code)


def _scheduler(address: str | None) -> str | None:
    if address is not None and not SCHEDULER.fullmatch(address):
        raise click.BadParameter(f"{address!r} is no address of a scheduler; write tcp://HOST:PORT or tls://HOST:PORT")
    return address


def _build(types: tuple[str, ...], given: dict[str, Any], stop: Stop) -> int:
    from handouts.build import jobs, progress, run

    selection = jobs.Selection(types, given["kinds"], given["lang"], given["editions"], given["papers"])
    ready, planned, as_of = _planned(selection, given)
    options = run.Options(
        output=given["output"],
        as_of=as_of,
        jobs=given["jobs"],
        timeout=given["timeout"],
        lock_wait=given["wait"],
        force=given["force"],
        scheduler=given["scheduler"],
    )
    if given["dry_run"]:
        return _dry_run(planned, options, given)
    summary = run.build(planned, options, progress.reporter(given["quiet"] or given["as_json"]), stop)
    _tell(summary, ready, given)
    return summary.exit_code


def _planned(selection: Selection, given: dict[str, Any]) -> tuple[list[Ready], list[Planned], dt.date]:
    from handouts.build import jobs, run, strict

    as_of = given["as_of"].date() if given["as_of"] else dt.date.today()
    ready = jobs.gather(given["clinic"], selection)
    try:
        wanted = jobs.plan(ready, selection)
    except jobs.UnknownName as error:
        raise click.UsageError(str(error)) from error
    planned = run.fingerprinted(ready, wanted, as_of)
    if given["strict"]:
        strict.refuse_unapproved(planned, as_of)
    return ready, planned, as_of


def _dry_run(planned: list[Planned], options: Options, given: dict[str, Any]) -> int:
    from handouts.build.manifest import Manifest
    from handouts.build.run import divide

    to_make, unchanged = divide(planned, Manifest.read(options.output), options.force)
    if given["as_json"]:
        would = {"would_make": [plan.job.target for plan in to_make], "unchanged": [job.target for job in unchanged]}
        echo_json({"output": str(options.output), **would})
    elif not given["quiet"]:
        for plan in to_make:
            click.echo(f"would make  {options.output / plan.job.target}")
        for job in unchanged:
            click.echo(f"unchanged   {options.output / job.target}")
    return Exit.OK


def _tell(summary: Summary, ready: list[Ready], given: dict[str, Any]) -> None:
    folders = {entry.id: entry.clinic.folder for entry in ready}
    failed = [(job, problems, _again(job, folders[job.clinic], given["output"])) for job, problems in summary.failed]
    if given["as_json"]:
        echo_json(
            {
                "output": str(given["output"]),
                "made": [entry.model_dump(mode="json") for entry in summary.made],
                "unchanged": [job.target for job in summary.skipped],
                "failed": [
                    {"path": job.target, "problems": [problem.as_dict() for problem in problems], "again": again}
                    for job, problems, again in failed
                ],
                "interrupted": summary.interrupted is not None,
            }
        )
    for job, _, again in failed:
        click.echo(f"{job.target} was not made; try it alone: {again}", err=True)
    if summary.interrupted is not None:
        click.echo("stopped; what is finished stays, run the same command again to make the rest", err=True)
    if not (given["quiet"] or given["as_json"]):
        counts = f"{len(summary.made)} made, {len(summary.skipped)} unchanged, {len(summary.failed)} failed"
        click.echo(f"{counts}; see {given['output'] / 'index.html'}")


def _again(job: Job, folder: Path | None, output: Path) -> str:
    """The command that makes just this document."""
    words = ["handouts", "build", job.type, "--kind", job.kind]
    for option, value, usual in (
        ("--clinic", folder, None),
        ("--lang", job.lang, "en"),
        ("--edition", job.edition, "standard"),
        ("--output", output, _options.DEFAULT_OUTPUT),
    ):
        words += [option, str(value)] if value != usual else []
    return shlex.join([*words, "--paper", job.paper])
