"""The page that shows what lies in an output folder: by clinic, disease type and sheet, to search and to filter."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from handouts.batch.gather import GENERIC
from handouts.batch.manifest import Entry
from handouts.page.profiles import DEFAULT_PROFILE

INDEX = "index.html"
TEMPLATE, SCRIPT = "site/index.html.j2", "templates/site/index.js"
NO_CLINIC = "Without a clinic's name"
OPEN = 3
"""So many clinics are shown whole; of more, each is opened by whoever looks for it."""


@dataclass(frozen=True)
class Sheet:
    """A document of a clinic in one language, with its files: standard print first."""

    files: tuple[Entry, ...]

    @property
    def first(self) -> Entry:
        """The file that stands for it."""
        return self.files[0]

    @property
    def state(self) -> str | None:
        """What the sign-off of all its files is worth; None where they differ."""
        states = {file.approval for file in self.files}
        return states.pop() if len(states) == 1 else None


@dataclass(frozen=True)
class OfClinic:
    """A clinic's sheets by disease type, in the order of types and kinds."""

    id: str
    name: str
    types: tuple[tuple[str, tuple[Sheet, ...]], ...]

    @property
    def files(self) -> list[Entry]:
        """All its files."""
        return [file for _, sheets in self.types for sheet in sheets for file in sheet.files]

    @property
    def drafts(self) -> int:
        """How many of them no clinician has approved, or not as they are now."""
        return sum(file.approval != "approved" for file in self.files)


def index_page(entries: Iterable[Entry]) -> bytes:
    """The page of these files: one file, readable offline, whose one script only hides what was not asked for."""
    from markupsafe import Markup

    from handouts.page.assets import read_assets
    from handouts.page.sandbox import Sandbox
    from handouts.source.layers import make_layers

    assets = read_assets(make_layers(), office=True)
    clinics, script = _clinics(entries), assets.find(SCRIPT)[1].decode()
    files = [file for clinic in clinics for file in clinic.files]
    return (
        Sandbox(assets)
        .get_template(TEMPLATE)
        .render(
            clinics=clinics,
            count=len(files),
            named=sum(clinic.id != GENERIC for clinic in clinics),
            drafts=sum(clinic.drafts for clinic in clinics),
            choices=[(key, name, found) for key, name, found in _choices(clinics, files) if len(found) > 1],
            open=len(clinics) <= OPEN,
            usual=DEFAULT_PROFILE,
            script=Markup(script),
            script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        )
        .encode()
    )


def _clinics(entries: Iterable[Entry]) -> list[OfClinic]:
    files = sorted(entries, key=_order)
    groups = [(id_, [*group]) for id_, group in groupby(files, lambda file: file.clinic)]
    same = Counter(_name(group[0]) for _, group in groups)
    names = {id_: _name(group[0], id_ if same[_name(group[0])] > 1 else "") for id_, group in groups}
    return [OfClinic(id_, names[id_], _types(group)) for id_, group in groups]


def _order(file: Entry) -> tuple[object, ...]:
    disease, kind, edition = file.order
    clinic = file.clinic != GENERIC, _name(file).casefold(), file.clinic
    return (*clinic, disease, file.type, kind, file.kind, file.lang, edition, file.edition, file.paper, file.pdf)


def _name(file: Entry, more: str = "") -> str:
    if file.clinic == GENERIC:
        return NO_CLINIC
    return f"{file.clinic_name or file.clinic} ({more})" if more else file.clinic_name or file.clinic


def _types(files: Iterable[Entry]) -> tuple[tuple[str, tuple[Sheet, ...]], ...]:
    groups = ((group[0], group) for _, found in groupby(files, lambda file: file.type) for group in [[*found]])
    return tuple((_said(first.type_name, first.type), tuple(_sheets(group))) for first, group in groups)


def _sheets(files: Iterable[Entry]) -> Iterator[Sheet]:
    for _, group in groupby(files, lambda file: (file.kind, file.lang)):
        yield Sheet(tuple(group))


def _said(name: str, id_: str) -> str:
    """A name as people read it; of an entry of an older build, its id."""
    return name or id_.replace("-", " ").capitalize()


def _choices(clinics: Iterable[OfClinic], files: Iterable[Entry]) -> Iterator[tuple[str, str, dict[str, str]]]:
    """What the page can be narrowed down by: a key, its name for people, and the choices by their ids."""
    files = sorted(files, key=lambda file: file.order)
    yield "clinic", "Clinic", {clinic.id: clinic.name for clinic in clinics}
    yield "type", "Type", {file.type: _said(file.type_name, file.type) for file in files}
    in_kinds = sorted(files, key=lambda file: (file.order[1], file.kind))
    yield "kind", "Sheet", {file.kind: _said(file.kind_name, file.kind) for file in in_kinds}
    in_editions = sorted(files, key=lambda file: (file.order[2], file.edition))
    yield "edition", "Print", {file.edition: _said(file.edition_name, file.edition) for file in in_editions}
    yield "paper", "Paper", {paper: _paper(paper) for paper in sorted({file.paper for file in files})}
    yield "lang", "Language", {file.lang: file.language or file.lang for file in files}
    states = {"approved" if file.approval == "approved" else "draft" for file in files}
    yield "state", "Approval", {state: state.capitalize() for state in sorted(states)}


def _paper(paper: str) -> str:
    return paper.upper() if len(paper) == 2 else paper.capitalize()
