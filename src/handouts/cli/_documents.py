"""Finding the one document, or the clinic, that a command is about."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from handouts.errors import did_you_mean

if TYPE_CHECKING:
    from handouts.content.catalogue import Catalogue, DocumentId


def catalogue_of(clinic: Path | None, want: Callable[[DocumentId], bool] = lambda _: True) -> Catalogue:
    """The package's content with a clinic's own; of documents, those that `want` asks for.

    Raises InputInvalid where a file is wrong or the folder is no clinic's.
    """
    from handouts.clinic.load import load_clinic
    from handouts.content.load import load_catalogue
    from handouts.source.layers import layers_of

    if clinic:
        load_clinic(clinic)
    return load_catalogue(layers_of(clinic), want)


def find(clinic: Path | None, name: str, lang: str) -> DocumentId:
    """The document `type/kind` of a language. Raises BadParameter that says which one may be meant."""
    from handouts.content.catalogue import DocumentId
    from handouts.source.layers import layers_of

    layers = layers_of(clinic)
    langs = sorted({found.relative.split("/")[1] for found in layers.all("content/*/labels.yaml")})
    if lang not in langs:
        message = f"{lang!r} is not a language here;{did_you_mean(lang, langs)} known: {', '.join(langs)}"
        raise click.BadParameter(message, param_hint="--lang")
    files = (found.relative.removesuffix(".yaml").split("/")[2:] for found in layers.all(f"content/{lang}/*/*.yaml"))
    known = [f"{disease}/{kind}" for disease, kind in files if disease != "shared"]
    if name not in known:
        message = f"{name!r} is not a document;{did_you_mean(name, known)} `handouts list` shows all"
        raise click.BadParameter(message, param_hint="TYPE/KIND")
    return DocumentId(lang, *name.split("/"))
