"""`handouts list`: what there is, how hard it reads, how long it is, until when it stands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from handouts.cli import _options
from handouts.cli._output import echo_json, echo_table, fitting, room

if TYPE_CHECKING:
    from handouts.content.catalogue import Catalogue, Loaded
    from handouts.review.readability import Grade

HEAD = ("type", "kind", "lang", "SMOG", "FK", "raw SMOG", "raw FK", "pages", "reviewed", "review by")
NUMBERS = frozenset(("SMOG", "FK", "raw SMOG", "raw FK", "pages"))
SPARE = ("raw FK", "raw SMOG", "reviewed", "lang", "FK", "SMOG")
"""What a narrow terminal goes without, the first of them first."""
NO_PAGES = "-"


@click.command("list")
@_options.clinic(help="A clinic's folder, whose own documents are listed too.")
@_options.output(help="The folder of the PDFs; pages are counted in what was built there.")
@_options.as_json()
def list_documents(clinic: Path | None, output: Path, as_json: bool) -> None:
    """Show which handouts there are, how they read, how long they are.

    SMOG and FK (Flesch-Kincaid) are school grades in US years, without the terms that the document itself explains;
    the raw ones count these terms too. Pages are those of the standard edition, once it has been built.
    """
    from handouts.batch.gather import GENERIC
    from handouts.clinic.load import load_clinic, unbranded
    from handouts.content.load import load_catalogue
    from handouts.review.grades import Grader
    from handouts.source.layers import layers_of

    brand = (load_clinic(clinic) if clinic else unbranded()).brand
    catalogue = load_catalogue(layers_of(clinic))
    grader = Grader(catalogue)
    built = built_pages(output, brand.id if clinic else GENERIC)
    rows = [_row(catalogue, loaded, grader.grade(loaded.id), built) for loaded in catalogue.in_order()]
    if as_json:
        echo_json(rows)
        return
    _echo([_cells(row, brand.paper) for row in rows])


def _echo(rows: Sequence[Sequence[str]]) -> None:
    """The table, as much of it as the terminal has room for; of one language, its column goes before the grades."""
    spare = SPARE if len({row[HEAD.index("lang")] for row in rows}) == 1 else (*SPARE[:3], *SPARE[4:], "lang")
    shown = fitting(HEAD, rows, spare, room())
    places = [HEAD.index(name) for name in shown]
    numbers = frozenset(place for place, name in enumerate(shown) if name in NUMBERS)
    echo_table(shown, [[row[place] for place in places] for row in rows], numbers)
    if left_out := [name for name in HEAD if name not in shown]:
        names = " and ".join((", ".join(left_out[:-1]), left_out[-1]) if left_out[1:] else left_out)
        click.echo(f"Left out for want of room: {names}. A wider window shows them, and so does --json.", err=True)


def built_pages(output: Path, clinic: str) -> dict[tuple[str, str, str], dict[str, int]]:
    """Pages of what was built for a clinic: by language, type and kind, then by `edition.paper`."""
    from handouts.batch.manifest import Manifest

    found: dict[tuple[str, str, str], dict[str, int]] = {}
    for entry in Manifest.read(output).entries.values():
        if entry.clinic == clinic and (output / entry.path).is_file():
            pages = found.setdefault((entry.lang, entry.type, entry.kind), {})
            pages[f"{entry.edition}.{entry.paper}"] = entry.pages
    return found


def _row(
    catalogue: Catalogue, loaded: Loaded, grade: Grade, built: dict[tuple[str, str, str], dict[str, int]]
) -> dict[str, Any]:
    identity, document = loaded.id, loaded.document
    return {
        "type": identity.type,
        "kind": identity.kind,
        "lang": identity.lang,
        "title": document.title,
        "type_name": catalogue.labels[identity.lang].types[identity.type].name,
        "kind_name": catalogue.labels[identity.lang].kinds[identity.kind],
        "adapted": loaded.adapted,
        "path": loaded.source.path,
        "grade": {
            "smog": round(grade.smog, 1),
            "flesch_kincaid": round(grade.flesch_kincaid, 1),
            "smog_raw": round(grade.smog_raw, 1),
            "flesch_kincaid_raw": round(grade.flesch_kincaid_raw, 1),
            "sentences": grade.sentences,
            "words": grade.words,
            "words_per_sentence": round(grade.words_per_sentence, 1),
            "hardest": [{"path": s.path, "line": s.line, "text": s.text} for s in grade.hardest],
        },
        "pages": built.get((identity.lang, identity.type, identity.kind), {}),
        "last_reviewed": document.review.last_reviewed.isoformat(),
        "review_by": document.review.review_by.isoformat(),
    }


def _cells(row: dict[str, Any], paper: str) -> tuple[str, ...]:
    grade = row["grade"]
    figures = (grade["smog"], grade["flesch_kincaid"], grade["smog_raw"], grade["flesch_kincaid_raw"])
    pages = row["pages"].get(f"standard.{paper}", NO_PAGES)
    reviewed = (row["last_reviewed"], row["review_by"])
    return (row["type"], row["kind"], row["lang"], *(f"{figure:.1f}" for figure in figures), str(pages), *reviewed)
