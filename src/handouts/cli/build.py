"""`handouts build`: make PDFs."""

from __future__ import annotations

import datetime as dt
import gc
import os
import re
import sys
from typing import TYPE_CHECKING, Any

import click

from handouts.cli import _options
from handouts.cli._build_told import Told, log_error
from handouts.errors import Exit, HandoutsError, InputInvalid

if TYPE_CHECKING:
    from collections.abc import Iterable

    from handouts.build.jobs import Gathered, Selection
    from handouts.build.manifest import Entry
    from handouts.build.progress import JsonLines
    from handouts.build.run import Judge, Options, Planned
    from handouts.build.signals import Stop

SCHEDULER = re.compile(r"(tcp|tls)://(\[[0-9A-Fa-f:.]+\]|[\w.-]+):[0-9]{1,5}")


@click.command()
@click.argument("types", nargs=-1, metavar="[TYPE]...")
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Only this kind of document. May be repeated.")
@_options.clinics()
@click.option(
    "--clinics",
    metavar="FILE|DIR",
    type=_options.FOLDER,
    help="A table with a row for each clinic (clinics.csv), or a folder of clinics' folders.",
)
@click.option("--only", multiple=True, metavar="ID", help="With --clinics: only the clinic of this id. May repeat.")
@click.option("--keep-going", is_flag=True, help="Leave clinics with mistakes out; make the sheets of the others.")
@_options.lang(multiple=True, default=("en",), help="The language's code. May be repeated.")
@click.option(
    "--edition",
    "editions",
    multiple=True,
    default=("standard",),
    show_default=True,
    help="standard, large-print or mono. May be repeated.",
)
@click.option("--paper", "papers", multiple=True, help="letter or a4; else the clinic's own paper. May be repeated.")
@_options.output()
@click.option("--dry-run", is_flag=True, help="List what would be made and what is unchanged; make nothing.")
@click.option("--strict", is_flag=True, help="Make nothing if a document is not approved or past its review date.")
@click.option("--prune", is_flag=True, help="Remove the files of documents and clinics that are no more.")
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
@click.option("--log-json", is_flag=True, help="Tell what happens as it happens, in lines of JSON on standard error.")
@_options.quiet()
def build(types: tuple[str, ...], **given: Any) -> None:
    """Make PDFs of the handouts: of these disease TYPES, or of all.

    Without --clinic the sheets have blanks to write a name and numbers in. What is unchanged is not made again.
    """
    gc.disable()  # what is loaded now stays to the end; a long build turns the collector on again
    from handouts.build.signals import Interrupted, caught

    log = _log() if given["log_json"] else None
    with caught() as stop:
        try:
            code = _build(types, given, stop, log)
        except Interrupted as error:
            code = error.exit_code
            if log:
                log.tell("end", exit=code)
            else:
                click.echo("stopped; run the same command again to finish", err=True)
        except HandoutsError as error:
            if not log:
                raise
            log_error(log, error)
            code = error.exit_code
        finally:
            gc.enable()
    sys.exit(code)


def _log() -> JsonLines:
    from handouts.build.progress import JsonLines

    return JsonLines()


def _scheduler(address: str | None) -> str | None:
    if address is not None and not SCHEDULER.fullmatch(address):
        raise click.BadParameter(f"{address!r} is no address of a scheduler; write tcp://HOST:PORT or tls://HOST:PORT")
    return address


def _build(types: tuple[str, ...], given: dict[str, Any], stop: Stop, log: JsonLines | None) -> int:
    from handouts.build import jobs, prune, run

    selection = jobs.Selection(types, given["kinds"], given["lang"], given["editions"], given["papers"])
    found, planned, as_of = _planned(selection, given)
    options = _run_options(given, as_of)
    told = Told(given, {entry.id: entry.clinic.folder for entry in found.ready}, log)
    told.refused(found.problems)

    def orphans(entries: Iterable[Entry]) -> list[Entry]:
        return prune.orphans(entries, found.ready, found.ids)

    if given["dry_run"]:
        _dry_run(planned, options, told, orphans)
        return Exit.SOME_FAILED if found.problems else Exit.OK
    summary = run.build(planned, options, told.reporter(), stop, orphans)
    summary.refused = found.problems
    told.end(summary)
    return summary.exit_code


def _run_options(given: dict[str, Any], as_of: dt.date) -> Options:
    from handouts.build.run import Options

    return Options(
        output=given["output"],
        as_of=as_of,
        jobs=given["jobs"],
        timeout=given["timeout"],
        lock_wait=given["wait"],
        force=given["force"],
        prune=given["prune"],
        scheduler=given["scheduler"],
    )


def _planned(selection: Selection, given: dict[str, Any]) -> tuple[Gathered, list[Planned], dt.date]:
    from handouts.build import jobs, run, strict

    as_of = given["as_of"].date() if given["as_of"] else dt.date.today()
    try:
        found = _gathered(selection, given)
        wanted = jobs.plan(found.ready, selection)
    except jobs.UnknownName as error:
        raise click.UsageError(str(error)) from error
    planned = run.fingerprinted(found.ready, wanted, as_of)
    if given["strict"]:
        strict.refuse_unapproved(planned, as_of)
    return found, planned, as_of


def _gathered(selection: Selection, given: dict[str, Any]) -> Gathered:
    """The clinics; raises InputInvalid with the mistakes of all where none is well, or where none may be left out."""
    from handouts.build import jobs

    if given["clinics"] and given["clinic"]:
        raise click.UsageError("--clinic and --clinics do not go together; give one of the two")
    if given["only"] and not given["clinics"]:
        raise click.UsageError("--only chooses from the clinics of --clinics; give that too")
    if given["clinics"]:
        found = jobs.gather_clinics(given["clinics"], selection, given["only"])
    else:
        found = jobs.gather_folders(given["clinic"], selection)
    found.problems = sorted(set(found.problems))
    if found.problems and not (given["keep_going"] and found.ready):
        raise InputInvalid(found.problems)
    return found


def _dry_run(planned: list[Planned], options: Options, told: Told, orphans: Judge) -> None:
    from handouts.build.manifest import Manifest
    from handouts.build.run import divide

    manifest = Manifest.read(options.output)
    to_make, unchanged = divide(planned, manifest, options.force)
    targets = [plan.job.target for plan in to_make], [job.target for job in unchanged]
    told.would(*targets, orphans(manifest.entries.values()))
