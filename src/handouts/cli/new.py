"""`handouts new`: a document to fill in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import click

from handouts.cli import _completion, _options
from handouts.errors import did_you_mean


@click.command("new")
@click.argument("disease", metavar="TYPE", shell_complete=_completion.names("types"))
@click.argument("kind", metavar="KIND", shell_complete=_completion.names("kinds"))
@_options.lang()
@_options.clinic(help="The clinic's folder that the document goes to.")
@click.option("--output", metavar="FILE", type=_options.FOLDER, help="The file to write, in no clinic's folder.")
@click.option(
    "--part",
    "parts",
    multiple=True,
    metavar="ID",
    shell_complete=_completion.parts,
    help="Only this section or block. May be repeated.",
)
@click.option("--from-shipped", is_flag=True, help="Begin with the package's own words, to change them.")
def new(
    disease: str,
    kind: str,
    lang: str,
    clinic: Path | None,
    output: Path | None,
    parts: tuple[str, ...],
    from_shipped: bool,
) -> None:
    """Write a document to fill in.

    TYPE is a disease type, KIND a kind of document; `handouts list` shows both. The file has every block that its kind
    needs, and notes that explain them. `handouts check` names what is not filled in yet. With --part it has the
    package's own words of one section or one block, to change them; the rest stays the package's.
    """
    from handouts.content import new as document
    from handouts.content.texts import languages
    from handouts.source.layers import layers_of

    layers = layers_of(clinic)
    _known("TYPE", "disease type", disease, document.names(layers, "types"))
    _known("KIND", "kind", kind, document.names(layers, "kinds"))
    _known("--lang", "language here", lang, languages(layers))
    if parts:
        _new_parts(clinic, (lang, disease, kind), parts)
    else:
        _new_document(clinic, output, (lang, disease, kind), from_shipped)


def _new_document(clinic: Path | None, output: Path | None, identity: tuple[str, str, str], from_shipped: bool) -> None:
    """Write a whole document."""
    from handouts.content import new as document
    from handouts.source.files import write_new
    from handouts.source.layers import layers_of

    lang, disease, kind = identity
    target = _target(clinic, output, document.relative(*identity))
    schema = None if output else _document_schema(clinic)
    original = document.shipped(*identity)
    if from_shipped and original is None:
        raise click.UsageError(f"the package has no {kind} for {disease} in {lang!r}; leave --from-shipped out")
    if from_shipped and original:
        text = document.copy_of(original, *identity)
    else:
        text = document.skeleton(layers_of(clinic), *identity, dt.date.today())
    write_new(target, (f"# yaml-language-server: $schema=../../../{schema}\n{text}" if schema else text).encode())
    if from_shipped and clinic:
        _note_basis(clinic, *identity)
    _tell(target, clinic, hint=original is not None and not from_shipped)


def _new_parts(clinic: Path | None, identity: tuple[str, str, str], ids: Sequence[str]) -> None:
    """Write some sections and blocks of a document into a clinic's folder."""
    from handouts.cli.schema import write_schema
    from handouts.content.new import relative
    from handouts.content.parts import UnknownPart, parts_file, shipped_parts
    from handouts.source.files import write_new
    from handouts.source.layers import layers_of

    if clinic is None:
        raise click.UsageError("--part goes into a clinic's folder; give --clinic DIR too")
    target = _target(clinic, None, parts_file(*identity))
    try:
        text = shipped_parts(layers_of(None), relative(*identity), ids)
    except UnknownPart as error:
        raise click.BadParameter(str(error), param_hint="--part") from error
    schema = write_schema(clinic, "parts")
    write_new(target, f"# yaml-language-server: $schema=../../../../{schema}\n{text}".encode())
    _note_basis(clinic, *identity)
    _tell(target, clinic, hint=False)


def _document_schema(clinic: Path | None) -> str:
    """The file that helps text editors with documents, from the root of the content; written into a clinic's folder."""
    from handouts.cli.schema import write_schema
    from handouts.source.schema import file_name

    return write_schema(clinic, "document") if clinic else f"schemas/{file_name('document')}"


def _note_basis(clinic: Path, lang: str, disease: str, kind: str) -> None:
    """Note the words that the copy was made from, so that `handouts diff` can tell when they change."""
    from handouts.content.catalogue import DocumentId
    from handouts.content.load import load_catalogue
    from handouts.signoff.record import record_basis
    from handouts.source.layers import layers_of

    identity = DocumentId(lang, disease, kind)
    record_basis(clinic, load_catalogue(layers_of(None), lambda found: found == identity), identity)


def _known(option: str, what: str, given: str, known: Sequence[str]) -> None:
    if given not in known:
        hint = f"{given!r} is not a {what};{did_you_mean(given, known)} known: {', '.join(known)}"
        raise click.BadParameter(hint, param_hint=option)


def _target(clinic: Path | None, output: Path | None, place: str) -> Path:
    """The file to write: in the clinic's folder, as told, or in the project that one stands in."""
    if clinic and output:
        raise click.UsageError("give --clinic or --output, not both")
    if clinic:
        if not clinic.is_dir():
            raise click.BadParameter(f"{clinic.as_posix()!r} is not a folder", param_hint="--clinic")
        return clinic / place
    if output is None and not Path("content/types").is_dir():
        raise click.UsageError("say where the document goes: --clinic DIR, or --output FILE")
    return output or Path(place)


def _tell(target: Path, clinic: Path | None, hint: bool) -> None:
    click.echo(f"{target.as_posix()} is written. Fill it in with a text editor.")
    if hint:
        click.echo("The package has this document: with --from-shipped you begin with its words.")
    click.echo(f"Next:  handouts check{f' --clinic {_options.quoted(clinic)}' if clinic else ''}")
