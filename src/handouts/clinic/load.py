"""A clinic's folder: its `brand.yaml` and its logo, read, checked and ready for the page."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from handouts.clinic.boxes import Boxes
from handouts.clinic.brand import Brand, Colors, LogoFile
from handouts.clinic.logo import Logo, check_logo
from handouts.errors import InputInvalid, Problem, did_you_mean
from handouts.source.files import BRAND_FILE
from handouts.source.model import Model, validate
from handouts.source.reading import Unread, names_in, read_asset, read_inside
from handouts.source.yaml import MAX_BYTES, Key, YamlSource, decode_yaml, unread

LOGO_MAX_BYTES = 2_000_000


@dataclass(frozen=True)
class Clinic:
    """A brand and what lies next to it; `folder` and `source` are None where there is no clinic.

    `row` is the place of a table's row and makes a problem of one of its columns; None where a folder is the clinic's.
    """

    brand: Brand
    logo: Logo | None = None
    folder: Path | None = None
    source: YamlSource | None = None
    row: Callable[[str, str], Problem] | None = field(default=None, compare=False, repr=False)

    def problem(self, at: tuple[Key, ...], message: str) -> Problem:
        """A problem of a field of the brand, at its place."""
        if self.source:
            return self.source.problem(at, message)
        return self.row(str(at[0]), message) if self.row else Problem("", 0, 0, str(at[0]), message)

    @property
    def qr_svg(self) -> bytes | None:
        """The web address as a QR code: an SVG whose quiet zone is part of it, to be drawn `Boxes.QR_MM` wide."""
        if not self.brand.web:
            return None
        import segno  # where nothing is laid out, nothing is drawn

        out = io.BytesIO()
        code = segno.make_qr(self.brand.web, error="m")
        code.save(out, kind="svg", xmldecl=False, omitsize=True, nl=False, svgclass=None, lineclass=None)
        return out.getvalue()


def unbranded(paper: Literal["letter", "a4"] = "letter", country: str = "US") -> Clinic:
    """No clinic: every phone number and the fever threshold are spaces to write in."""
    return Clinic(
        Brand.model_construct(
            id="unbranded",
            name="",
            country=country,
            logo=None,
            colors=Colors(),
            phones=None,
            emergency_number=None,
            fever=None,
            paper=paper,
        )
    )


def load_clinic(folder: Path) -> Clinic:
    """Read a clinic's folder. Raises InputInvalid with every fault of the brand and the logo."""
    source = _read_brand(folder)
    problems: list[Problem] = []
    brand: Brand | None = None
    logo: Logo | None = None
    try:
        brand = validate(Brand, source)
    except InputInvalid as error:
        problems.extend(error.problems)
    try:
        logo = _logo(folder, source)
    except ValueError as error:
        problems.append(source.problem(("logo", "file"), str(error)))
    if problems or brand is None:
        raise InputInvalid(problems)
    return Clinic(brand, logo, folder, source)


def written_id(folder: Path) -> str | None:
    """The id that a clinic's file gives, be it well or not; None where it gives none that can be read."""
    try:
        data = _read_brand(folder).data
    except InputInvalid:
        return None
    found = data.get("id") if isinstance(data, dict) else None
    return found if isinstance(found, str) else None


def _read_brand(folder: Path) -> YamlSource:
    shown = (folder / BRAND_FILE).as_posix()
    try:
        return decode_yaml(read_inside(folder, BRAND_FILE, MAX_BYTES), shown)
    except Unread as error:
        if error.kind not in ("folder", "closed"):
            raise unread(error, shown) from error
        hint = did_you_mean(folder.name, names_in(folder.parent))
        message = error.message(folder=f"{hint} name a folder that holds {BRAND_FILE}".strip())
        raise InputInvalid([Problem(folder.as_posix(), 0, 0, "", message)]) from error


def _logo(folder: Path, source: YamlSource) -> Logo | None:
    """The logo that the file names; None too where its entry is wrong, which the brand's own check reports."""
    entry = source.data.get("logo") if isinstance(source.data, dict) else None
    try:
        named = _LogoEntry.model_validate({"logo": entry}).logo
    except ValidationError:
        return None
    return None if named is None else load_logo(folder, named)


def load_logo(folder: Path, named: LogoFile) -> Logo:
    """The logo that lies in a folder, checked. Raises ValueError with what is wrong and what to do."""
    data = read_asset(folder, named.file, LOGO_MAX_BYTES)
    return check_logo(data, named.file, named.alt, Boxes.LOGO_MM, Boxes.LOGO_MIN_MM)


class _LogoEntry(Model):
    logo: LogoFile | None
