"""Writes what a form for a brand says: into the clinic's brand.yaml, or into a new clinic's folder."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from handouts.clinic.brand import Brand
from handouts.clinic.new import NewClinic, brand_schema, make_clinic
from handouts.errors import EnvironmentFault, HandoutsError, Problem
from handouts.source.files import BRAND_FILE, write_atomic
from handouts.source.model import validate
from handouts.source.reading import Unread, read_inside
from handouts.source.yaml import MAX_BYTES, YamlSource, decode_yaml, unread
from handouts.studio.brand_file import edited
from handouts.studio.brand_form import Judged, data_of, values_from
from handouts.studio.brand_logo import Choice, file_of
from handouts.studio.page import one_writer


class Changed(Exception):
    """The file is not as it was when the form was filled with it."""


def read(folder: Path) -> tuple[YamlSource, str]:
    """What a clinic's brand.yaml says, right or wrong, and its digest. Raises InputInvalid where it is no YAML."""
    shown = (folder / BRAND_FILE).as_posix()
    try:
        data = read_inside(folder, BRAND_FILE, MAX_BYTES)
    except Unread as error:
        raise unread(error, shown) from error
    return decode_yaml(data, shown), hashlib.sha256(data).hexdigest()


def create(parent: Path, judged: Judged, logo: Choice) -> Path:
    """Make a clinic's folder, and say in it what the form says. Raises InputInvalid where the name is taken."""
    brand = judged.brand
    assert brand, "only a brand that is well is written"
    folder = parent / brand.id
    with one_writer(parent):
        make_clinic(folder, NewClinic(brand.id, brand.name, brand.country, brand.paper), brand_schema())
    save(folder, judged, logo, read(folder)[1])
    return folder


def save(folder: Path, judged: Judged, logo: Choice, seen: str) -> None:
    """Write the form's values into brand.yaml, and the logo beside it; the rest of the file stays as it is.

    `seen` is the digest of the file that the form was filled from. Raises Changed where it is another one now,
    InputInvalid where what would be written is wrong, EnvironmentFault where it cannot be written.
    """
    with one_writer(folder):
        source, digest = read(folder)
        if digest != seen:
            raise Changed
        before = _said(source.data)
        old = read_inside(folder, BRAND_FILE, MAX_BYTES)
        new = edited(old, before, judged.data, source.path)
        validate(Brand, decode_yaml(new, source.path))
        if logo.upload:
            _write(folder, logo.upload.name, logo.upload.data)
        _write(folder, BRAND_FILE, new)


def _said(data: Any) -> dict[str, Any]:
    return data_of(values_from(data), file_of(data) if isinstance(data, dict) else None)


def _write(folder: Path, name: str, data: bytes) -> None:
    try:
        write_atomic(folder, name, data)
    except EnvironmentFault as error:
        what = error.problems[0].message.split(";")[0]
        message = f"{what}; see who may write to the clinic's folder and whether the disk is full"
        raise EnvironmentFault([Problem((folder / name).as_posix(), 0, 0, "", message)]) from error


def sentences(error: HandoutsError) -> list[str]:
    """What is wrong, without the places that a form does not show."""
    return [f"{problem.field}: {problem.message}" if problem.field else problem.message for problem in error.problems]
