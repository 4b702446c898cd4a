"""What `handouts build` was asked for, typed: each option is a field here or of what the batch is given."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from handouts.cli import _options

if TYPE_CHECKING:
    from handouts.batch.gather import Selection
    from handouts.batch.run import Options

Given = TypeVar("Given")


@dataclass(frozen=True)
class BuildOptions:
    """The values of the command line. `clinic` are folders, `clinics` is a table or a folder of clinics' folders."""

    selection: Selection
    run: Options
    as_of: dt.date
    clinic: tuple[Path, ...]
    clinics: Path | None
    only: tuple[str, ...]
    keep_going: bool
    dry_run: bool
    strict: bool
    as_json: bool
    log_json: bool
    quiet: bool


def parse(given: Mapping[str, Any]) -> BuildOptions:
    """The options by click's values, whose names are those of the fields. Raises UsageError for what contradicts."""
    from handouts.batch.gather import Selection
    from handouts.batch.run import Options

    if given["clinics"] and given["clinic"]:
        raise click.UsageError("--clinic and --clinics do not go together; give one of the two")
    if given["only"] and not given["clinics"]:
        raise click.UsageError("--only chooses from the clinics of --clinics; give that too")
    values = {**given, "prove": given["prove"] or given["strict"], "apart": False}
    values["cache"] = _options.cache_of(given["cache"], given["no_cache"])
    values["as_of"] = _options.today(given["as_of"])
    parts = {"selection": _filled(Selection, values), "run": _filled(Options, values)}
    return _filled(BuildOptions, values | parts)


def _filled(kind: type[Given], values: Mapping[str, Any]) -> Given:
    return kind(**{field.name: values[field.name] for field in fields(kind)})
