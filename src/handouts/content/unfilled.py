"""What `handouts new` left for a person to write, and the places where it still stands."""

from __future__ import annotations

from handouts.errors import InputInvalid, Problem
from handouts.source.layers import Layers
from handouts.source.yaml import YamlSource, read_yaml, texts_of

MARKER = "WRITE HERE:"
DOCUMENTS = "content/*/*/*.yaml"


def unfilled(layers: Layers) -> list[Problem]:
    """A problem for each text of a document that still has the marker; unreadable files are not looked at."""
    problems: list[Problem] = []
    for found in layers.all(DOCUMENTS):
        try:
            problems += unfilled_in(read_yaml(found.path, found.shown))
        except InputInvalid:
            continue  # reported by whoever loads the catalogue
    return problems


def unfilled_in(source: YamlSource) -> list[Problem]:
    """The same for one file."""
    message = f"is not filled in; write your own words over {MARKER!r}"
    return [source.problem(at, message) for at, text in texts_of(source.data) if MARKER in text]
