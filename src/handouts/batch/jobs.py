"""What is to be made: a job for each document, edition and paper of each clinic, and where its PDF goes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from handouts.batch.gather import PreparedClinic, Selection, UnknownName
from handouts.clinic.load import Clinic
from handouts.clinic.table import folded
from handouts.content.catalogue import Catalogue
from handouts.errors import InputInvalid, Problem, did_you_mean
from handouts.page.assets import Assets
from handouts.page.fingerprint import Fingerprints
from handouts.page.handout import Handout, Request, compose
from handouts.page.profiles import DEFAULT_PROFILE


@dataclass(frozen=True, eq=False)
class Job:
    """One PDF to make: what is asked for, of which clinic, judged by which day, and the digest of what decides it.

    `words` is the digest of what it says that is not the clinic's own.
    """

    request: Request
    clinic: PreparedClinic
    title: str
    as_of: dt.date
    fingerprint: str = ""
    words: str = ""

    @property
    def target(self) -> str:
        """Where the PDF goes, relative to the output folder, with forward slashes."""
        return target_of(self.clinic.id, self.request)

    @property
    def assets(self) -> Assets:
        """What its page is made from, besides the words and the clinic's own."""
        return self.clinic.assets

    def handout(self) -> Handout:
        """The words to print."""
        approval = self.clinic.approvals.by_id.get(self.request.document)
        clinic = without_source(self.clinic.clinic)
        return compose(self.clinic.catalogue, clinic, self.request, self.as_of, approval)


class Composer:
    """Composes what jobs say: hundreds of clinics hand out the same words, which are then put together once."""

    def __init__(self) -> None:
        self._kept: dict[tuple[object, ...], Handout] = {}

    def handout(self, job: Job) -> Handout:
        """The words to print."""
        entry = job.clinic
        key = (id(entry.catalogue), job.request, job.as_of, entry.approvals.by_id.get(job.request.document))
        if key not in self._kept:
            self._kept[key] = job.handout()
        return replace(self._kept[key], clinic=without_source(entry.clinic))


def plan(clinics: Iterable[PreparedClinic], selection: Selection, as_of: dt.date) -> list[Job]:
    """All jobs, clinic by clinic; nothing is laid out. `as_of` is the day to judge sign-offs and review dates by.

    Raises UnknownName for a name that no clinic knows and InputInvalid where two files would be one.
    """
    clinics = list(clinics)
    _check_names([entry.catalogue for entry in clinics], selection)
    jobs = [job for entry in clinics for job in _jobs(entry, selection, as_of)]
    if not jobs:
        raise UnknownName("nothing matches: no document has these types, kinds and languages together; ask for less")
    _refuse_twins([job.target for job in jobs])
    return _fingerprinted(jobs)


def _jobs(entry: PreparedClinic, selection: Selection, as_of: dt.date) -> Iterator[Job]:
    papers = selection.papers or (entry.clinic.brand.paper,)
    known = entry.catalogue
    wanted = replace(selection, langs=entry.langs)
    for loaded in known.in_order():
        if not wanted.wants(loaded.id):
            continue
        for edition in dict.fromkeys(selection.editions):
            for paper in dict.fromkeys(papers):
                if edition in known.editions and paper in known.papers:
                    request = Request(loaded.id, edition, paper, selection.pdf)
                    yield Job(request, entry, loaded.document.title, as_of)


def _fingerprinted(jobs: Iterable[Job]) -> list[Job]:
    """The jobs with the digests of what decides them."""
    prints, composer = Fingerprints(), Composer()
    found = []
    for job in jobs:
        words = prints.words(composer.handout(job))
        found.append(replace(job, fingerprint=prints.joined(words, job.clinic.clinic, job.assets), words=words))
    return found


def in_layout_order(jobs: Iterable[Job]) -> list[Job]:
    """The first of each sheet, which is laid out, then the same sheet of all other clinics in a row."""
    groups: dict[Request, list[Job]] = {}
    for job in jobs:
        groups.setdefault(job.request, []).append(job)
    first = [group[0] for group in groups.values()]
    return [*first, *(job for group in groups.values() for job in group[1:])]


def target_of(clinic: str, request: Request) -> str:
    """Where a PDF goes, relative to the output folder."""
    document = request.document
    profile = "" if request.pdf == DEFAULT_PROFILE else f".{request.pdf}"
    name = f"{document.kind}.{request.edition}.{request.paper}{profile}.pdf"
    return f"{clinic}/{document.lang}/{document.type}/{name}"


def without_source(clinic: Clinic) -> Clinic:
    """A clinic without the places of its file's lines, which decide no page and weigh much when sent to a worker."""
    return replace(clinic, source=None, folder=None, row=None)


def _check_names(catalogues: Sequence[Catalogue], selection: Selection) -> None:
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


def _refuse_twins(targets: Iterable[str]) -> None:
    seen: dict[str, str] = {}
    problems = []
    for target in targets:
        if (key := folded(target)) in seen:
            message = f"is the same file as {seen[key]} on some computers; rename one of the two"
            problems.append(Problem(target, 0, 0, "", message))
        seen.setdefault(key, target)
    if problems:
        raise InputInvalid(problems)
