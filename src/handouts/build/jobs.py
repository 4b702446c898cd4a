"""What is to be made: a job for each document, edition and paper of each clinic, and where its PDF goes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from handouts.approvals import Approval, load_approvals
from handouts.catalogue import Catalogue, DocumentId, load_catalogue
from handouts.clinic import Clinic, load_clinic, unbranded
from handouts.compose import Request
from handouts.errors import InputInvalid, Problem
from handouts.layers import Layers, make_layers
from handouts.records import Records
from handouts.suggest import did_you_mean

GENERIC = "generic"
"""The folder of sheets that name no clinic."""
THUMBS = "thumbs"
"""The folder of the small pictures of first pages."""
OVERLAYS = ("content", "templates", "styles", "assets")
DEFAULT_LANG, DEFAULT_EDITION = "en", "standard"


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
        return f"{THUMBS}/{self.target.removesuffix('.pdf')}.png"


def gather(folders: Iterable[Path], selection: Selection) -> list[Ready]:
    """Every clinic with its content, or the generic one where no folder is named.

    Raises InputInvalid with every problem of every clinic.
    """
    problems: list[Problem] = []
    catalogues: dict[Layers, Catalogue] = {}
    ready: list[Ready] = []
    for folder in [*dict.fromkeys(folders)] or [None]:
        layers = layers_of(folder)
        try:
            if layers not in catalogues:
                catalogues[layers] = load_catalogue(layers, selection.wants)
        except InputInvalid as error:
            problems += error.problems
        try:
            clinic = load_clinic(folder) if folder else unbranded()
            approvals = load_approvals(folder)
        except InputInvalid as error:
            problems += error.problems
            continue
        if layers in catalogues:
            ready.append(Ready(clinic.brand.id if folder else GENERIC, clinic, catalogues[layers], layers, approvals))
    problems += _taken_ids(ready)
    if problems:
        raise InputInvalid(problems)
    return ready


def layers_of(folder: Path | None) -> Layers:
    """The layers of a clinic; of one that only brings its brand, the package's, so that clinics share a catalogue."""
    own = folder is not None and any((folder / name).is_dir() for name in OVERLAYS)
    return make_layers(folder if own else None)


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


def _job(clinic: str, document: DocumentId, edition: str, paper: str, title: str) -> Job:
    target = f"{clinic}/{document.lang}/{document.type}/{document.kind}.{edition}.{paper}.pdf"
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


def _taken_ids(ready: list[Ready]) -> Iterator[Problem]:
    """Ids that would share a folder, in any writing that a file system takes for the same."""
    first: dict[str, str] = {_folded(THUMBS): "the pictures of first pages", _folded(GENERIC): "sheets of no clinic"}
    for entry in (entry for entry in ready if entry.clinic.source):
        source = entry.clinic.source
        owner = first.setdefault(_folded(entry.id), source.path)
        if owner != source.path:
            message = f"{entry.id!r} is the folder of {owner} already; give this clinic another id"
            yield source.problem(("id",), message)


def _refuse_twins(jobs: list[Job]) -> None:
    seen: dict[str, Job] = {}
    problems = []
    for job in jobs:
        twin = seen.setdefault(_folded(job.target), job)
        if twin is not job:
            message = f"is the same file as {twin.target} on some computers; rename one of the two"
            problems.append(Problem(job.target, 0, 0, "", message))
    if problems:
        raise InputInvalid(problems)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def bare(clinic: Clinic) -> Clinic:
    """A clinic without the places of its file's lines, which decide no page and weigh much when sent to a worker."""
    return replace(clinic, source=None, folder=None)
