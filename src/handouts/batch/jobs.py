"""What is to be made: a job for each document, edition and paper of each clinic, and where its PDF goes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from handouts.clinic.load import Clinic, load_clinic, unbranded
from handouts.clinic.table import folded, load_clinics
from handouts.content.catalogue import Catalogue, DocumentId
from handouts.content.load import load_catalogue
from handouts.errors import InputInvalid, Problem, did_you_mean
from handouts.page.handout import Request
from handouts.signoff.approvals import Approval, load_approvals
from handouts.signoff.records import Records
from handouts.source.layers import Layers, layers_of

GENERIC = "generic"
"""The folder of sheets that name no clinic."""
THUMBS = "thumbs"
"""The folder of the small pictures of first pages."""
DEFAULT_LANG, DEFAULT_EDITION = "en", "standard"
RESERVED = {folded(THUMBS): "the pictures of first pages", folded(GENERIC): "sheets of no clinic"}
"""Ids that no clinic may have, and what their folders hold."""


class UnknownName(Exception):
    """A type, kind, language, edition or paper that does not exist; the message says which are known."""


@dataclass(frozen=True)
class Selection:
    """What is asked for. No types or kinds mean all; no papers mean the clinic's own."""

    types: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    langs: tuple[str, ...] = (DEFAULT_LANG,)
    editions: tuple[str, ...] = (DEFAULT_EDITION,)
    papers: tuple[str, ...] = ()

    def wants(self, document: DocumentId) -> bool:
        """Whether a document is among those asked for."""
        asked = ((self.types, document.type), (self.kinds, document.kind), (self.langs, document.lang))
        return all(not names or name in names for names, name in asked)


@dataclass(frozen=True)
class Ready:
    """A clinic, read and checked, with the content and the layers that its sheets are made from, and its sign-offs."""

    id: str
    clinic: Clinic
    catalogue: Catalogue
    layers: Layers
    approvals: Records[Approval] = field(default_factory=Records)

    @property
    def named(self) -> bool:
        """Whether these are a clinic's own sheets."""
        return self.id != GENERIC

    @property
    def shipped_only(self) -> bool:
        """Whether nothing but the brand is the clinic's own."""
        return all(layer.bundled for layer in self.layers.layers)


@dataclass(frozen=True, order=True)
class Job:
    """One PDF to make. `target` is relative to the output folder, with forward slashes."""

    target: str
    clinic: str
    lang: str
    type: str
    kind: str
    edition: str
    paper: str
    title: str

    @property
    def request(self) -> Request:
        """What `compose` is asked for."""
        return Request(DocumentId(self.lang, self.type, self.kind), self.edition, self.paper)

    @property
    def thumbnail(self) -> str:
        """Where the picture of the first page goes, relative to the output folder."""
        return thumbnail_of(self.target)


@dataclass
class Gathered:
    """The clinics that are well, and every problem of the others.

    `ids` has those of all clinics of a table or a folder of clinics that were read whole; None where they were not.
    """

    ready: list[Ready] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    ids: frozenset[str] | None = None


def gather(folders: Iterable[Path], selection: Selection) -> list[Ready]:
    """Every clinic with its content, or the generic one where no folder is named.

    Raises InputInvalid with every problem of every clinic.
    """
    found = gather_folders(folders, selection)
    if found.problems:
        raise InputInvalid(found.problems)
    return found.ready


def gather_folders(folders: Iterable[Path], selection: Selection) -> Gathered:
    """The clinics of these folders, or the generic one where none is named."""
    found, shelf = Gathered(), _Shelf(selection)
    for folder in [*dict.fromkeys(folders)] or [None]:
        clinic = None
        try:
            clinic = load_clinic(folder) if folder else unbranded()
        except InputInvalid as error:
            found.problems += error.problems
        shelf.add(clinic, folder, found, id_="" if folder else GENERIC)
    taken = list(_taken_ids(found.ready))
    found.problems += [problem for _, problem in taken]
    found.ready = [entry for entry in found.ready if entry.id not in {other.id for other, _ in taken}]
    return found


def gather_clinics(path: Path, selection: Selection, only: Collection[str] = ()) -> Gathered:
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
    found, shelf = Gathered(problems=clinics.problems), _Shelf(selection)
    for clinic in clinics.clinics:
        shelf.add(clinic, clinic.folder, found)
    for folder in clinics.broken:
        shelf.add(None, folder, found)
    if not (only or found.problems):
        found.ids = frozenset(clinics.ids)
    return found


class _Shelf:
    """The catalogues that are read already: most clinics share one."""

    def __init__(self, selection: Selection) -> None:
        self.selection = selection
        self.catalogues: dict[Layers, Catalogue | InputInvalid] = {}

    def add(self, clinic: Clinic | None, folder: Path | None, found: Gathered, id_: str = "") -> None:
        """A clinic with its content, or all their problems; None stands for a clinic whose own are told already."""
        layers = layers_of(folder)
        catalogue = self._catalogue(layers)
        problems = [*catalogue.problems] if isinstance(catalogue, InputInvalid) else []
        approvals: Records[Approval] = Records()
        try:
            approvals = load_approvals(folder)
        except InputInvalid as error:
            problems += error.problems
        found.problems += problems
        if clinic and isinstance(catalogue, Catalogue) and not problems:
            found.ready.append(Ready(id_ or clinic.brand.id, clinic, catalogue, layers, approvals))

    def _catalogue(self, layers: Layers) -> Catalogue | InputInvalid:
        if layers not in self.catalogues:
            try:
                self.catalogues[layers] = load_catalogue(layers, self.selection.wants)
            except InputInvalid as error:
                self.catalogues[layers] = error
        return self.catalogues[layers]


def plan(ready: Iterable[Ready], selection: Selection) -> list[Job]:
    """All jobs in order.

    Raises UnknownName for a name that no clinic knows and InputInvalid where two files would be one.
    """
    ready = list(ready)
    _check_names([entry.catalogue for entry in ready], selection)
    jobs = [job for entry in ready for job in _jobs(entry, selection)]
    if not jobs:
        raise UnknownName("nothing matches: no document has these types, kinds and languages together; ask for less")
    _refuse_twins(jobs)
    return jobs


def _jobs(ready: Ready, selection: Selection) -> Iterator[Job]:
    papers = selection.papers or (ready.clinic.brand.paper,)
    known = ready.catalogue
    for loaded in known.in_order():
        if not selection.wants(loaded.id):
            continue
        for edition in dict.fromkeys(selection.editions):
            for paper in dict.fromkeys(papers):
                if edition in known.editions and paper in known.papers:
                    yield _job(ready.id, loaded.id, edition, paper, loaded.document.title)


def target_of(clinic: str, document: DocumentId, edition: str, paper: str) -> str:
    """Where a PDF goes, relative to the output folder."""
    return f"{clinic}/{document.lang}/{document.type}/{document.kind}.{edition}.{paper}.pdf"


def thumbnail_of(target: str) -> str:
    """Where the picture of a PDF's first page goes."""
    return f"{THUMBS}/{target.removesuffix('.pdf')}.png"


def _job(clinic: str, document: DocumentId, edition: str, paper: str, title: str) -> Job:
    target = target_of(clinic, document, edition, paper)
    return Job(target, clinic, document.lang, document.type, document.kind, edition, paper, title)


def _check_names(catalogues: list[Catalogue], selection: Selection) -> None:
    asked: Mapping[str, tuple[tuple[str, ...], str]] = {
        "type": (selection.types, "types"),
        "kind": (selection.kinds, "kinds"),
        "language": (selection.langs, "labels"),
        "edition": (selection.editions, "editions"),
        "paper": (selection.papers, "papers"),
    }
    faults = []
    for what, (names, attribute) in asked.items():
        known = sorted({name for catalogue in catalogues for name in getattr(catalogue, attribute)})
        faults += [
            f"{name!r} is not a known {what};{did_you_mean(name, known)} known: {', '.join(known)}"
            for name in dict.fromkeys(names)
            if name not in known
        ]
    if faults:
        raise UnknownName("\n".join(faults))


def _taken_ids(ready: list[Ready]) -> Iterator[tuple[Ready, Problem]]:
    """Clinics whose ids would share a folder, in any writing that a file system takes for the same."""
    first = dict(RESERVED)
    for entry in (entry for entry in ready if entry.clinic.source):
        source = entry.clinic.source
        owner = first.setdefault(folded(entry.id), source.path)
        if owner != source.path:
            message = f"{entry.id!r} is the folder of {owner} already; give this clinic another id"
            yield entry, source.problem(("id",), message)


def _refuse_twins(jobs: list[Job]) -> None:
    seen: dict[str, Job] = {}
    problems = []
    for job in jobs:
        twin = seen.setdefault(folded(job.target), job)
        if twin is not job:
            message = f"is the same file as {twin.target} on some computers; rename one of the two"
            problems.append(Problem(job.target, 0, 0, "", message))
    if problems:
        raise InputInvalid(problems)


def bare(clinic: Clinic) -> Clinic:
    """A clinic without the places of its file's lines, which decide no page and weigh much when sent to a worker."""
    return replace(clinic, source=None, folder=None)
