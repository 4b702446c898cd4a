"""The options that several commands share, each spelled once."""

from __future__ import annotations

import contextlib
import datetime as dt
import os
import shlex
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from handouts.cli import _completion
from handouts.errors import Problem

DEFAULT_OUTPUT = Path("output")
DATE = "YYYY-MM-DD"
CACHE = "HANDOUTS_CACHE"
"""The variable of the environment that stands for `--cache`."""
FOLDER = click.Path(path_type=Path, readable=False)
"""A folder that need not exist: what is wrong with it is told in our own words, with every other problem."""


def clinic(**changes: Any) -> Any:
    """`--clinic DIR`."""
    help_ = "The clinic's folder (it holds brand.yaml)."
    given = {"metavar": "DIR", "type": FOLDER, "shell_complete": _completion.folder, "help": help_}
    return click.option("--clinic", **{**given, **changes})


def clinics(**changes: Any) -> Any:
    """`--clinic DIR`, as often as there are clinics."""
    given = {"multiple": True, "help": "A clinic's folder (it holds brand.yaml). May be repeated."}
    return clinic(**{**given, **changes})


def lang(*name: str, **changes: Any) -> Any:
    """`--lang LANG`; `name` is the parameter's, `lang` if not given."""
    given = {"metavar": "LANG", "default": "en", "show_default": True, "shell_complete": _completion.languages}
    changes = {"help": "The language's code.", **changes}
    return click.option("--lang", *name, **{**given, **changes})


def kinds() -> Any:
    """`--kind KIND`, as often as there are kinds."""
    complete, help_ = _completion.names("kinds"), "Only this kind of document. May be repeated."
    return click.option("--kind", "kinds", multiple=True, metavar="KIND", shell_complete=complete, help=help_)


class Day(click.ParamType):
    """A day, written as DATE says."""

    name = "date"

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """As `--help` names it."""
        del param, ctx
        return DATE

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:
        """The day; fails with how to write one."""
        if isinstance(value, dt.date):
            return value
        try:
            return dt.datetime.strptime(value, "%Y-%m-%d").date()
        except ValueError:
            return self.fail(f"{value!r} is not a day; write it as {DATE}, such as 2026-01-31", param, ctx)


def day(name: str, **changes: Any) -> Any:
    """An option that takes a day."""
    return click.option(name, type=Day(), **changes)


def as_of(**changes: Any) -> Any:
    """`--as-of YYYY-MM-DD`."""
    return day("--as-of", **{"help": "The day to judge sign-offs and review dates by.  [default: today]", **changes})


def today(given: dt.date | None) -> dt.date:
    """The day that was given, or today."""
    return given or dt.date.today()


def output(**changes: Any) -> Any:
    """`--output DIR`."""
    given = {"metavar": "DIR", "type": FOLDER, "default": DEFAULT_OUTPUT, "show_default": True}
    given |= {} if "metavar" in changes else {"shell_complete": _completion.folder}
    return click.option("--output", **{**given, "help": "The folder that the PDFs go to.", **changes})


def cache_dir(**changes: Any) -> Any:
    """`--cache DIR`; what is not given is `cache_folder`."""
    given = {"metavar": "DIR", "type": FOLDER, "default": cache_folder, "shell_complete": _completion.folder}
    help_ = f"The folder that keeps what later builds need again.  [default: {CACHE}, or your own folder for caches]"
    return click.option("--cache", **{**given, "help": help_, **changes})


def no_cache() -> Any:
    """`--no-cache`."""
    return click.option("--no-cache", is_flag=True, help="Use and keep nothing of other builds.")


def cache_folder() -> Path:
    """Where the cache lies, if nothing is said on the command line."""
    if named := os.environ.get(CACHE):
        return Path(named).absolute()
    import tempfile

    from platformdirs import user_cache_path

    with contextlib.suppress(RuntimeError):  # so it tells of a user without a home, as in some containers
        found = user_cache_path("handouts", appauthor=False) / "plates"  # beside it lies what our scripts fetch
        if found.is_absolute():
            return found
    # Anybody could have made this one; whose it is, is looked at in any case.
    return Path(tempfile.gettempdir(), f"handouts-{os.geteuid()}")


def cache_fault(folder: Path) -> Problem | None:
    """Why a folder for the cache is not used, if so: what is made goes on without it."""
    from handouts.press.store import Store

    fault = Store(folder).fault
    return Problem(str(folder), 0, 0, "", fault) if fault else None


def cache_of(folder: Path, refused: bool) -> Path | None:
    """The folder of `--cache`, or None by `--no-cache`. Raises UsageError where both are on the command line."""
    context = click.get_current_context(silent=True)
    if refused and context and context.get_parameter_source("cache") is ParameterSource.COMMANDLINE:
        raise click.UsageError("--cache and --no-cache do not go together; give one of the two")
    return None if refused else folder.absolute()


def as_json(**changes: Any) -> Any:
    """`--json`: data on stdout."""
    given = {"is_flag": True, "help": "Give data (JSON) on standard output; messages stay on standard error."}
    return click.option("--json", "as_json", **{**given, **changes})


def quiet(**changes: Any) -> Any:
    """`--quiet`."""
    return click.option("--quiet", "-q", **{"is_flag": True, "help": "Say only what is wrong.", **changes})


def quoted(path: Path) -> str:
    """A path as a shell takes it."""
    return shlex.quote(path.as_posix())
