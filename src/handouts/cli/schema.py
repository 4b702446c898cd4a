"""`handouts schema`: the JSON Schemas of the content files, and the list of all of them."""

from __future__ import annotations

from pathlib import Path

import click
from pydantic import BaseModel

from handouts.cli import _options
from handouts.cli._output import echo_json
from handouts.clinic.brand import Brand
from handouts.clinic.new import SCHEMA as BRAND
from handouts.content.documents import ClaimsFile, DiseaseType, Document, Edition, Kind, Paper, SourcesFile
from handouts.content.drawings import BodyFigure, StepsFigure
from handouts.content.labels import Labels
from handouts.content.parts import PartsFile
from handouts.content.shared_words import GlossaryFile, SharedFile
from handouts.content.wordlists import (
    BannedFile,
    GlossaryTerms,
    ReadabilityFile,
    SpellingFile,
    StandardsFile,
    StandardsWords,
)
from handouts.source.files import write
from handouts.source.schema import file_name, schema_of, schema_text

SCHEMAS: dict[str, tuple[type[BaseModel], str]] = {
    "banned-words": (BannedFile, "Words that no handout uses: content/<lang>/banned-words.yaml"),
    BRAND[0]: (Brand, BRAND[1]),
    "claims": (ClaimsFile, "Claims: content/claims/<topic>.yaml"),
    "document": (Document, "A document: content/<lang>/<type>/<kind>.yaml"),
    "edition": (Edition, "An edition: content/editions/<edition>.yaml"),
    "figure-body": (BodyFigure, "The figure of the body: content/figures/body.yaml"),
    "figure-steps": (StepsFigure, "The figure of the steps of spread: content/figures/steps.yaml"),
    "glossary": (GlossaryFile, "The glossary of a language: content/<lang>/glossary.yaml"),
    "glossary-terms": (GlossaryTerms, "Words that a glossary may hold unmarked: content/glossary-terms.yaml"),
    "kind": (Kind, "A document kind: content/kinds/<kind>.yaml"),
    "labels": (Labels, "The fixed words of a language: content/<lang>/labels.yaml"),
    "paper": (Paper, "A paper: content/papers/<paper>.yaml"),
    "parts": (PartsFile, "Parts of a document: content/<lang>/<type>/parts/<kind>.yaml"),
    "readability": (ReadabilityFile, "Syllables: content/readability.yaml"),
    "shared": (SharedFile, "What documents share: content/<lang>/shared/<file>.yaml"),
    "sources": (SourcesFile, "The bibliography: content/sources.yaml"),
    "spelling": (SpellingFile, "Words that the dictionary lacks: content/<lang>/spelling.yaml"),
    "standards": (StandardsFile, "Standards and their limits: content/standards.yaml"),
    "standards-words": (StandardsWords, "What the checks look for: content/<lang>/standards-words.yaml"),
    "type": (DiseaseType, "A disease type: content/types/<type>.yaml"),
}
"""Each sort of file with its model and a title."""


@click.command("schema")
@click.option("--write", "folder", metavar="DIR", type=_options.FOLDER, help="Write them to DIR, a file each.")
def schema(folder: Path | None) -> None:
    """Show or write the JSON Schemas of the content files.

    A text editor that knows YAML uses them to complete words and to mark mistakes while you type.
    """
    if folder is None:
        echo_json({name: schema_of(model, name, title) for name, (model, title) in SCHEMAS.items()})
        return
    for name in SCHEMAS:
        write_schema(folder, name)
    click.echo(f"{len(SCHEMAS)} schemas written to {folder.as_posix()}")


def schema_for(name: str) -> str:
    """The schema of one sort of file, a key of SCHEMAS, as the text of a file."""
    model, title = SCHEMAS[name]
    return schema_text(model, name, title)


def write_schema(folder: Path, name: str) -> str:
    """Write the schema of one sort of file into a folder, over an old one; returns the file's name. Raises OSError."""
    write(folder / file_name(name), schema_for(name).encode())
    return file_name(name)
