"""A new clinic's folder: a brand to fill in, a sample logo, and words on what to do next."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from string import Template

from handouts.clinic.brand import Brand
from handouts.errors import InputInvalid, Problem
from handouts.source.files import id_from, write_together
from handouts.source.model import validate
from handouts.source.schema import schema_text
from handouts.source.yaml import parse_yaml

SCHEMA = ("brand", "A clinic's brand: brand.yaml")
"""The name of its schema, and what that is called."""
FILES = Path(__file__).parent / "files"
BLANKS = {"phones": "phone numbers", "emergency_number": "emergency number", "fever": "fever threshold"}
# Where Letter is the paper in the tray (CLDR, supplemental data, measurement of paper).
LETTER_COUNTRIES = frozenset(["BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"])
# What to suggest; the clinic confirms it. In content/sources.yaml: moffitt-988, shsc-crisis.
CRISIS_LINES = {"US": ("Suicide and Crisis Lifeline", "988"), "GB": ("NHS", "111")}


@dataclass(frozen=True)
class NewClinic:
    """What is known of a clinic before its folder is made."""

    id: str
    name: str
    country: str
    paper: str


def describe(folder: Path, id: str | None, name: str | None, country: str, paper: str | None) -> NewClinic:
    """A clinic from what was given, the rest from the folder's name and the country."""
    stem = folder.resolve().name
    country = country.upper()
    return NewClinic(
        id=id or id_from(stem),
        name=name or re.sub(r"[-_\s]+", " ", stem).strip().title(),
        country=country,
        paper=paper or ("letter" if country in LETTER_COUNTRIES else "a4"),
    )


def brand_schema() -> str:
    """The schema of a brand.yaml, as the text of a file."""
    return schema_text(Brand, *SCHEMA)


def make_clinic(folder: Path, clinic: NewClinic, schema: str) -> list[str]:
    """Write the folder whole, or not at all; returns the names of its files. `schema` helps text editors with a brand.

    Raises InputInvalid where the folder is taken or the clinic's words do not fit, OSError where it cannot be written.
    """
    files = clinic_files(clinic, _as_typed(folder), schema)
    _refuse_taken(folder)
    write_together(folder, files)
    return list(files)


def clinic_files(clinic: NewClinic, folder: str, schema: str) -> dict[str, bytes]:
    """The files of a clinic's folder by name; `folder` stands in the commands that they show.

    Raises InputInvalid, which names the options at fault.
    """
    quoted = {key: json.dumps(value, ensure_ascii=False) for key, value in vars(clinic).items()}
    label, number = CRISIS_LINES.get(clinic.country, ("ITS NAME", "ITS NUMBER"))
    quoted["crisis"] = f'{{label: "{label}", number: "{number}"}}'
    brand = Template((FILES / "brand.yaml").read_text(encoding="utf-8")).substitute(quoted, folder=folder)
    try:
        validate(Brand, parse_yaml(brand, "brand.yaml"))
    except InputInvalid as error:
        raise InputInvalid(
            Problem(f"--{problem.field.split('.')[0]}", 0, 0, "", problem.message) for problem in error.problems
        ) from error
    readme = Template((FILES / "README.md").read_text(encoding="utf-8")).substitute(name=clinic.name, folder=folder)
    return {
        "brand.yaml": brand.encode(),
        "brand.schema.json": schema.encode(),
        "logo.svg": (FILES / "logo.svg").read_bytes(),
        "README.md": readme.encode(),
    }


def _as_typed(folder: Path) -> str:
    """The folder as a shell takes it, fit for a comment."""
    return shlex.quote(folder.as_posix()) if folder.as_posix().isprintable() else "FOLDER"


def _refuse_taken(folder: Path) -> None:
    """A folder that does not exist or is empty will do; what the system hides in it does not count."""
    shown = folder.as_posix()
    if folder.exists() and not folder.is_dir():
        raise InputInvalid([Problem(shown, 0, 0, "", "is a file; name a new folder")])
    if folder.is_dir() and any(entry.name not in {".DS_Store", ".git"} for entry in folder.iterdir()):
        raise InputInvalid([Problem(shown, 0, 0, "", "is not empty; name a new folder, or an empty one")])
