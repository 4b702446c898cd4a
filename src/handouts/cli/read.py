"""`handouts read`: what a screen reader says of a PDF, for an editor to read."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("read")
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.pdf")
def read(file: Path) -> None:
    """Print what a screen reader says of a PDF, in its order, one utterance a line.

    Before the words stands their role: a heading with its level, an entry of a list, a cell with the heading of its
    column, a blank with its name. Links tell where they lead, and words in another language are marked with it.
    """
    import logging

    from handouts.errors import InputInvalid, Problem, printable
    from handouts.proof.aloud import Unreadable, read_aloud
    from handouts.source.reading import MAX_BYTES, Unread, read_named

    logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)  # our own message says it all
    try:
        said = read_aloud(read_named(file, MAX_BYTES))
    except Unread as error:
        message = error.message(missing="name a PDF", special="name a PDF")
        raise InputInvalid([Problem(file.as_posix(), 0, 0, "", message)]) from error
    except Unreadable as error:
        raise InputInvalid([Problem(file.as_posix(), 0, 0, "", str(error))]) from error
    click.echo(printable(f"language: {said[0].lang}"))
    for utterance in said:
        click.echo(printable(utterance.line(said[0].lang)))
