"""The clinics of a build: read and checked with the content, the assets and the sign-offs that their sheets need."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from handouts.clinic.load import Clinic, load_clinic, unbranded
from handouts.clinic.table import folded, load_clinics
from handouts.content.catalogue import Catalogue, DocumentId
from handouts.content.languages import languages_lacking
from handouts.content.load import load_catalogue
from handouts.errors import InputInvalid, Problem, did_you_mean
from handouts.page.assets import AssetReader, Assets
from handouts.page.profiles import DEFAULT_PROFILE
from handouts.signoff.approvals import Approval, load_approvals
from handouts.signoff.records import Records
from handouts.source.layers import Layers, layers_of
from handouts.source.limits import LIMITED

GENERIC = "generic"
"""The folder of sheets that name no clinic."""
THUMBS = "thumbs"
"""The folder of the small pictures of first pages."""
DEFAULT_EDITION = "standard"
RESERVED = {folded(THUMBS): "the pictures of first pages", folded(GENERIC): "sheets of no clinic"}
"""Ids that no clinic may have, and what their folders hold."""


class UnknownName(Exception):
    """A type, kind, language, edition or paper that does not exist; the message says which are known."""


@dataclass(frozen=True)
class Selection:
    """What is asked for. No types or kinds mean all; no papers or languages mean the clinic's own."""

    types: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    langs: tuple[str, ...] = ()
    editions: tuple[str, ...] = (DEFAULT_EDITION,)
    papers: tuple[str, ...] = ()
    pdf: str = DEFAULT_PROFILE

    def wants(self, document: DocumentId) -> bool:
        """Whether a document is among those asked for."""
        asked = ((self.types, document.type), (self.kinds, document.kind), (self.langs, document.lang))
        return all(not names or name in names for names, name in asked)


@dataclass(frozen=True, eq=False)
class PreparedClinic:
    """A clinic with all that its sheets are made from: content, files for pages, sign-offs; in which languages."""

    id: str
    clinic: Clinic
    catalogue: Catalogue
    layers: Layers
    assets: Assets
    approvals: Records[Approval]
    langs: tuple[str, ...]

    @property
    def named(self) -> bool:
        """Whether these are a clinic's own sheets."""
        return self.id != GENERIC

    @property
    def shipped_only(self) -> bool:
        """Whether nothing but the brand is the clinic's own."""
        return all(layer.bundled for layer in self.layers.layers)


@dataclass
class PreparedClinics:
    """The clinics that are well, and every problem of the others.

    `ids` has those of all clinics of a table or a folder of clinics that were read whole; None where they were not.
    `named` says of each row of a table that has no id which it was given.
    """

    ready: list[PreparedClinic] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    ids: frozenset[str] | None = None
    named: list[Problem] = field(default_factory=list)


def gather(folders: Iterable[Path], selection: Selection) -> list[PreparedClinic]:
    """Every clinic with its content, or the generic one where no folder is named.

    Raises InputInvalid with every problem of every clinic.
    """
    found = gather_folders(folders, selection)
    if found.problems:
        raise InputInvalid(found.problems)
    return found.ready


@LIMITED.kept()
def gather_folders(folders: Iterable[Path], selection: Selection) -> PreparedClinics:
    """The clinics of these folders, or the generic one where none is named."""
    found, catalogues = PreparedClinics(), _Catalogues(selection)
    for folder in [*dict.fromkeys(folders)] or [None]:
        clinic = None
        try:
            clinic = load_clinic(folder) if folder else unbranded()
        except InputInvalid as error:
            found.problems += error.problems
        catalogues.prepare(clinic, folder, found, id_="" if folder else GENERIC)
    taken = list(_taken_ids(found.ready))
    found.problems += [problem for _, problem in taken]
    found.ready = [entry for entry in found.ready if entry.id not in {other.id for other, _ in taken}]
    return found


def gather_clinics(path: Path, selection: Selection, only: Collection[str] = ()) -> PreparedClinics:
    """The clinics of a table or of a folder of clinic folders; `only` chooses them by id.

    Raises UnknownName for an id that none has.
    """
    clinics = load_clinics(path, only, RESERVED)
    unknown = [name for name in only if name not in clinics.ids]
    if unknown and clinics.ids:
        raise UnknownName(
            "\n".join(
                f"{name!r} is the id of no clinic in {path.as_posix()};{did_you_mean(name, clinics.ids)} correct --only"
                for name in unknown
            )
        )
    found, catalogues = PreparedClinics(problems=clinics.problems, named=clinics.named), _Catalogues(selection)
    for clinic in clinics.clinics:
        catalogues.prepare(clinic, clinic.folder, found)
    for folder in clinics.broken:
        catalogues.prepare(None, folder, found)
    if not (only or found.problems):
        found.ids = frozenset(clinics.ids)
    return found


class _Catalogues:
    """What was read already for a clinic's layers: most clinics share them."""

    def __init__(self, selection: Selection) -> None:
        self.selection, self.reader, self.shipped = selection, AssetReader(), layers_of(None)
        self.read: dict[tuple[Layers, tuple[str, ...]], tuple[Catalogue, Assets] | InputInvalid] = {}

    def prepare(self, clinic: Clinic | None, folder: Path | None, found: PreparedClinics, id_: str = "") -> None:
        """A clinic with its content, or all their problems; None stands for a clinic whose own are told already."""
        layers = layers_of(folder, self.shipped)
        langs = self.selection.langs or (clinic.brand.languages if clinic else ())
        shared = self._shared(layers, langs)
        problems = [*shared.problems] if isinstance(shared, InputInvalid) else []
        if clinic and not (self.selection.langs or problems):
            lacking = languages_lacking(layers, langs, folder)
            problems += [clinic.problem(("languages", place), message) for place, message in lacking]
        approvals: Records[Approval] = Records()
        try:
            approvals = load_approvals(folder)
        except InputInvalid as error:
            problems += error.problems
        found.problems += problems
        if clinic and not isinstance(shared, InputInvalid) and not problems:
            name = id_ or clinic.brand.id
            found.ready.append(PreparedClinic(name, clinic, shared[0], layers, shared[1], approvals, langs))

    def _shared(self, layers: Layers, langs: tuple[str, ...]) -> tuple[Catalogue, Assets] | InputInvalid:
        key = layers, tuple(sorted(langs))
        if key not in self.read:
            try:
                wanted = replace(self.selection, langs=langs)
                self.read[key] = load_catalogue(layers, wanted.wants), self.reader.read(layers)
            except InputInvalid as error:
                self.read[key] = error
        return self.read[key]


def _taken_ids(ready: list[PreparedClinic]) -> Iterator[tuple[PreparedClinic, Problem]]:
    """Clinics whose ids would share a folder, in any writing that a file system takes for the same."""
    first = dict(RESERVED)
    for entry in (entry for entry in ready if entry.clinic.source):
        source = entry.clinic.source
        owner = first.setdefault(folded(entry.id), source.path)
        if owner != source.path:
            message = f"{entry.id!r} is the folder of {owner} already; give this clinic another id"
            yield entry, source.problem(("id",), message)
