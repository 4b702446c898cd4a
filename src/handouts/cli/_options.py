"""The options that several commands share, each spelled once."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import click

DEFAULT_OUTPUT = Path("output")
FOLDER = click.Path(path_type=Path, readable=False)
"""A folder that need not exist: what is wrong with it is told in our own words, with every other problem."""


def clinic(**changes: Any) -> Any:
    """`--clinic DIR`."""
    given = {"metavar": "DIR", "type": FOLDER, "default": None, "help": "The clinic's folder (it holds brand.yaml)."}
    return click.option("--clinic", **{**given, **changes})


def clinics(**changes: Any) -> Any:
    """`--clinic DIR`, as often as there are clinics."""
    given = {"multiple": True, "default": (), "help": "A clinic's folder (it holds brand.yaml). May be repeated."}
    return clinic(**{**given, **changes})


def lang(*name: str, **changes: Any) -> Any:
    """`--lang LANG`; `name` is the parameter's, `lang` if not given."""
    given = {"metavar": "LANG", "default": "en", "show_default": True, "help": "The language's code."}
    return click.option("--lang", *name, **{**given, **changes})


def output(**changes: Any) -> Any:
    """`--output DIR`."""
    given = {"metavar": "DIR", "type": FOLDER, "default": DEFAULT_OUTPUT, "show_default": True}
    return click.option("--output", **{**given, "help": "The folder that the PDFs go to.", **changes})


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
