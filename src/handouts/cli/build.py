"""`handouts build`: make PDFs."""

from __future__ import annotations

import gc
import os
import re
import sys
from typing import TYPE_CHECKING, Any

import click

from handouts.cli import _build_options, _completion, _options
from handouts.cli._build_messages import BuildMessages, log_error
from handouts.cli._output import unheard
from handouts.cli._progress import JsonLines
from handouts.errors import Exit, HandoutsError, InputInvalid
from handouts.page.profiles import DEFAULT_PROFILE, PROFILES

if TYPE_CHECKING:
    from handouts.batch.crew import Crew
    from handouts.batch.gather import PreparedClinics
    from handouts.batch.signals import Stop
    from handouts.cli._build_options import BuildOptions

LANGS = "The language's code, else the languages: of brand.yaml. May be repeated."
SCHEDULER = re.compile(r"(tcp|tls)://(\[[0-9A-Fa-f:.]+\]|[\w.-]+):[0-9]{1,5}")


@click.command()
@click.argument("types", nargs=-1, metavar="[TYPE]...", shell_complete=_completion.names("types"))
@_options.kinds()
@_options.clinics()
@click.option(
    "--clinics",
    metavar="FILE|DIR",
    type=_options.FOLDER,
    help="A table with a row for each clinic (clinics.csv), or a folder of clinics' folders.",
)
@click.option(
    "--only",
    multiple=True,
    metavar="ID",
    shell_complete=_completion.ids,
    help="With --clinics: only the clinic of this id. May be repeated.",
)
@click.option("--keep-going", is_flag=True, help="Leave clinics with mistakes out; make the sheets of the others.")
@_options.lang("langs", multiple=True, default=None, help=LANGS)
@click.option(
    "--edition",
    "editions",
    multiple=True,
    default=("standard",),
    show_default=True,
    metavar="EDITION",
    shell_complete=_completion.names("editions"),
    help="standard, large-print, mono or fillable. May be repeated.",
)
@click.option(
    "--paper",
    "papers",
    multiple=True,
    metavar="PAPER",
    shell_complete=_completion.names("papers"),
    help="letter or a4; else the clinic's own paper. May be repeated.",
)
@click.option(
    "--pdf",
    type=click.Choice(PROFILES),
    default=DEFAULT_PROFILE,
    show_default=True,
    help="PDF/UA-1 with PDF/A-3a, or PDF/UA-2 with PDF/A-4.",
)
@_options.output()
@click.option("--dry-run", is_flag=True, help="List what would be made and what is unchanged; make nothing.")
@click.option("--strict", is_flag=True, help="Make nothing that is not approved, past its date, or not proven.")
@click.option("--prove", is_flag=True, help="Read each PDF back before it is written; refuse it if words went astray.")
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
@_options.cache_dir()
@_options.no_cache()
@_options.as_of()
@_options.as_json()
@click.option("--log-json", is_flag=True, help="Tell what happens as it happens, in lines of JSON on standard error.")
@_options.quiet()
@click.pass_obj
def build(crew: Crew | None, **given: Any) -> None:
    """Make PDFs of the handouts: of these disease TYPES, or of all.

    Without --clinic the sheets have blanks to write a name and numbers in. What is unchanged is not made again.
    """
    # `crew` is None, unless a program that calls this command says who is to make the documents.
    gc.disable()  # what is loaded now stays to the end; a long build turns the collector on again
    from handouts.batch.signals import Interrupted, caught

    log = JsonLines() if given["log_json"] else None
    with caught() as stop:
        try:
            code = _build(_build_options.parse(given), stop, log, crew)
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


def _scheduler(address: str | None) -> str | None:
    if address is not None and not SCHEDULER.fullmatch(address):
        raise click.BadParameter(f"{address!r} is no address of a scheduler; write tcp://HOST:PORT or tls://HOST:PORT")
    return address


def _build(options: BuildOptions, stop: Stop, log: JsonLines | None, crew: Crew | None) -> int:
    from handouts.batch import gather, jobs, prune, run, strict
    from handouts.batch.manifest import Manifest

    try:
        found = _gathered(options)
        wanted = jobs.plan(found.ready, options.selection, options.as_of)
    except gather.UnknownName as error:
        raise click.UsageError(str(error)) from error
    if options.strict:
        strict.refuse_unapproved(wanted)
    messages = BuildMessages(options, {entry.id: entry.clinic.folder for entry in found.ready}, log)
    with unheard():
        messages.refused(found.problems)
    if options.dry_run:
        manifest = Manifest.read(options.run.output)
        messages.reporter().dropped(manifest.dropped)
        to_make, unchanged = run.split_unchanged(wanted, manifest, options.run)
        with unheard():
            messages.named(found.named)
            messages.would(to_make, unchanged, prune.find_orphans(manifest.entries.values(), found))
        return Exit.SOME_FAILED if found.problems else Exit.OK
    messages.cache()
    summary = run.build(
        wanted, options.run, messages.reporter(), stop, lambda entries: prune.find_orphans(entries, found), crew
    )
    summary.refused = found.problems
    with unheard():
        messages.end(summary)
    return summary.exit_code


def _gathered(options: BuildOptions) -> PreparedClinics:
    """The clinics; raises InputInvalid with the mistakes of all where none is well, or where none may be left out."""
    from handouts.batch import gather

    if options.clinics:
        found = gather.gather_clinics(options.clinics, options.selection, options.only)
    else:
        found = gather.gather_folders(options.clinic, options.selection)
    found.problems = sorted(set(found.problems))
    if found.problems and not (options.keep_going and found.ready):
        raise InputInvalid(found.problems)
    return found
