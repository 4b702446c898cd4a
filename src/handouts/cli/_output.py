"""Tables and data on standard output: with lines on a terminal, plain and aligned where it is piped."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from typing import Any

import click

from handouts.source.files import to_nobody

BETWEEN = 3
"""Blanks from one column of a table to the next, at most."""


@contextlib.contextmanager
def unheard() -> Iterator[None]:
    """What is said here may be said to nobody: `head` has gone when it has its lines, and that is no failure."""
    try:
        yield
    except BrokenPipeError:
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except BrokenPipeError:
                to_nobody(stream.fileno())


def echo_json(data: Any) -> None:
    """Data as JSON, for another program."""
    click.echo(json.dumps(data, indent=2, ensure_ascii=False, default=str))


def room() -> int | None:
    """The columns of the terminal, or those that COLUMNS gives; None where what is written goes elsewhere."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() or "COLUMNS" in os.environ else None


def fitting(
    head: Sequence[str], rows: Sequence[Sequence[str]], spare: Sequence[str], width: int | None
) -> tuple[str, ...]:
    """The columns of a table that a terminal has room for; of those in `spare` the first are left out first."""
    widths = {name: max(map(len, column)) for name, *column in zip(head, head, *rows, strict=True)}
    kept = [*head]
    for name in spare:
        if width is None or sum(widths[column] + BETWEEN for column in kept) - BETWEEN <= width:
            break
        kept.remove(name)
    return tuple(kept)


def echo_table(head: Sequence[str], rows: Sequence[Sequence[str]], numbers: frozenset[int] = frozenset()) -> None:
    """A table; the columns whose places are in `numbers` stand to the right. NO_COLOR is honoured."""
    if sys.stdout.isatty():
        _rich_table(head, rows, numbers)
        return
    widths = [max(len(row[place]) for row in (head, *rows)) for place in range(len(head))]
    for row in (head, *rows):
        cells = [
            text.rjust(width) if place in numbers else text.ljust(width)
            for place, (text, width) in enumerate(zip(row, widths, strict=True))
        ]
        click.echo("  ".join(cells).rstrip())


def _rich_table(head: Sequence[str], rows: Sequence[Sequence[str]], numbers: frozenset[int]) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for place, name in enumerate(head):
        table.add_column(name, justify="right" if place in numbers else "left")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    Console().print(table)
