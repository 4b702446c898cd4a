"""A new document: a skeleton with what its kind needs, or the package's own words; and what is not filled in yet."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path
from string import Template
from textwrap import indent

from handouts import __version__
from handouts.content.documents import Kind
from handouts.errors import InputInvalid, Problem
from handouts.source.layers import Layers, bundled_root
from handouts.source.model import validate
from handouts.source.yaml import YamlSource, texts_of, yaml_of

FILES = Path(__file__).parent / "files"
SAMPLES = FILES / "blocks"
MARKER = "WRITE HERE:"
DOCUMENTS = "content/*/*/*.yaml"


def names(layers: Layers, folder: str) -> list[str]:
    """The known ids of a folder of content: `types` or `kinds`."""
    return [found.stem for found in layers.all(f"content/{folder}/*.yaml")]


def shipped(lang: str, disease: str, kind: str) -> Path | None:
    """The package's own document, where it has one."""
    path = bundled_root() / relative(lang, disease, kind)
    return path if path.is_file() else None


def relative(lang: str, disease: str, kind: str) -> str:
    """Where a document lies in a content root's folder."""
    return f"content/{lang}/{disease}/{kind}.yaml"


def skeleton(layers: Layers, lang: str, disease: str, kind: str, today: dt.date) -> str:
    """A document that has every block its kind requires. Raises InputInvalid where the kind's own file is wrong."""
    found = layers.find(f"content/kinds/{kind}.yaml")
    if found is None:
        raise InputInvalid([Problem(f"content/kinds/{kind}.yaml", 0, 0, "", "is not there; add it")])
    source = yaml_of(found)
    required = validate(Kind, source).required_blocks
    if unknown := [name for name in required if not (SAMPLES / f"{name}.yaml").is_file()]:
        message = f"names no known block: {', '.join(unknown)}; correct it"
        raise InputInvalid([source.problem(("required_blocks",), message)])
    opening = _template("document.yaml").substitute(
        type=disease,
        kind=kind,
        lang=lang,
        today=today.isoformat(),
        next_year=(today + dt.timedelta(days=365)).isoformat(),
        opening=_block("paragraph"),
    )
    return opening + "".join(_template("section.yaml").substitute(id=name, block=_block(name)) for name in required)


def copy_of(path: Path, lang: str, disease: str, kind: str) -> str:
    """The package's document, with a note of where it comes from so that later changes there can be seen."""
    data = path.read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    origin = f"# Copied from {relative(lang, disease, kind)} of handouts {__version__}\n# sha256 {digest}\n"
    return origin + data.decode("utf-8")


def unfilled(layers: Layers) -> list[Problem]:
    """A problem for each text of a document that still has the marker; unreadable files are not looked at."""
    problems: list[Problem] = []
    for found in layers.all(DOCUMENTS):
        try:
            problems += unfilled_in(yaml_of(found))
        except InputInvalid:
            continue  # reported by whoever loads the catalogue
    return problems


def unfilled_in(source: YamlSource) -> list[Problem]:
    """The same for one file."""
    message = f"is not filled in; write your own words over {MARKER!r}"
    return [source.problem(at, message) for at, text in texts_of(source.data) if MARKER in text]


def _template(name: str) -> Template:
    return Template((FILES / name).read_text(encoding="utf-8"))


def _block(name: str) -> str:
    return indent((SAMPLES / f"{name}.yaml").read_text(encoding="utf-8").rstrip("\n"), " " * 6)
