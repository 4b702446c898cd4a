"""Every mistake in all content and in clinics' folders, at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from handouts.clinic.load import load_clinic, unbranded
from handouts.content.languages import english_left, languages_lacking
from handouts.content.load import load_catalogue
from handouts.content.new import unfilled
from handouts.errors import InputInvalid, Problem
from handouts.review.banned import banned_problems
from handouts.review.glossary_check import glossary_problems
from handouts.review.spelling import spelling_problems
from handouts.review.standards.reading import reading_problems
from handouts.review.standards.sheet import Standards
from handouts.signoff.approvals import load_approvals
from handouts.signoff.records import load_bases
from handouts.source.files import BRAND_FILE
from handouts.source.layers import Layers, layers_of
from handouts.source.limits import LIMITED


@dataclass
class Examined:
    """The files that were read, as messages name them, every problem, and content that loads, ready to be measured."""

    files: set[str] = field(default_factory=set)
    problems: set[Problem] = field(default_factory=set)
    standards: dict[Layers, Standards] = field(default_factory=dict)


@LIMITED.kept()
def examine(folders: Sequence[Path]) -> Examined:
    """Read and check the package's content, and that and the brand and the sign-offs of each clinic's folder."""
    found, shipped = Examined(), layers_of(None)
    _examine_content(shipped, found)
    for folder in folders:
        found.files |= {(folder / BRAND_FILE).as_posix()} if (folder / BRAND_FILE).is_file() else set()
        layers = layers_of(folder, shipped)
        for load in (partial(_load_brand, layers), load_approvals, load_bases):
            try:
                load(folder)
            except InputInvalid as error:
                found.problems |= set(error.problems)
        if layers != shipped:
            _examine_content(layers, found)
    return found


def _load_brand(layers: Layers, folder: Path) -> None:
    """Raises InputInvalid with what is wrong with a clinic's brand, languages that nothing is written in included."""
    clinic = load_clinic(folder)
    if layers.faults():
        return  # told by whoever reads the content
    lacking = languages_lacking(layers, clinic.brand.languages, folder)
    if problems := [clinic.problem(("languages", place), message) for place, message in lacking]:
        raise InputInvalid(problems)


def _examine_content(layers: Layers, found: Examined) -> None:
    try:
        found.files |= {file.shown for file in layers.all("content/**/*.yaml")}
    except InputInvalid as error:
        found.problems |= set(error.problems)
    else:
        found.problems |= {*_content_problems(layers, found), *unfilled(layers)}


def _content_problems(layers: Layers, found: Examined) -> Sequence[Problem]:
    try:
        standards = Standards(load_catalogue(layers))
        measured = [*reading_problems(standards), *spelling_problems(layers), *banned_problems(layers)]
    except InputInvalid as error:
        return error.problems
    found.standards[layers] = standards
    return [*measured, *glossary_problems(standards.catalogue), *english_left(layers, standards.catalogue)]


def with_brands(folders: Sequence[Path], found: Examined) -> Iterator[tuple[Path | None, Standards | None]]:
    """What is to be measured of each clinic, or of the package; None where it has mistakes of form."""
    for folder in folders or (None,):
        standards = found.standards.get(layers_of(folder))
        try:
            clinic = load_clinic(folder) if folder else unbranded()
        except InputInvalid:
            standards = None
        yield folder, replace(standards, clinic=clinic) if standards else None
