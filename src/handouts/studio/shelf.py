"""What can be handed out for one clinic, as its files are now: its sheets, how they read, who has approved them."""

from __future__ import annotations

import datetime as dt
import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby
from pathlib import Path

from handouts.batch.gather import PreparedClinic, Selection, gather
from handouts.batch.jobs import Job, plan
from handouts.content.catalogue import Catalogue, DocumentId, Loaded
from handouts.content.labels import Labels
from handouts.page.handout import Handout
from handouts.review.grades import Grader
from handouts.studio.stamp import Stamp, stamp

EVERYTHING = Selection(langs=())
MOST_SHELVES = 8
"""Clinics whose content is kept in memory."""


@dataclass(frozen=True)
class Sheet:
    """A sheet as a card shows it; `id` names its finished page."""

    id: str
    job: Job
    handout: Handout
    grade: float

    @property
    def document(self) -> str:
        """The document's id."""
        return str(self.job.request.document)

    @property
    def most_pages(self) -> int | None:
        """The most pages that it may have, before it is known how many it has."""
        return self.handout.kind.max_pages.get(self.handout.edition_id)


class Shelf:
    """A clinic with its content, read once; `twin` is another's that has the same words, if one is known."""

    def __init__(self, prepared: PreparedClinic, twin: Shelf | None = None) -> None:
        self.prepared, self.twin = prepared, twin
        self._jobs: dict[tuple[str, str, dt.date], dict[DocumentId, Job]] = {}
        self._handouts: dict[Job, Handout] = {}

    @property
    def catalogue(self) -> Catalogue:
        """All that is there."""
        return self.prepared.catalogue

    @property
    def langs(self) -> list[str]:
        """The languages that have documents, English first."""
        return sorted({identity.lang for identity in self.catalogue.documents}, key=lambda lang: (lang != "en", lang))

    @property
    def types(self) -> list[str]:
        """The disease types' ids in their order."""
        known = self.catalogue.types
        return sorted(known, key=lambda name: (known[name].order, name))

    @property
    def editions(self) -> list[str]:
        """The editions' ids in their order."""
        known = self.catalogue.editions
        return sorted(known, key=lambda name: (known[name].order, name))

    @property
    def papers(self) -> list[str]:
        """The papers' ids, the clinic's own first."""
        own = self.prepared.clinic.brand.paper
        return sorted(self.catalogue.papers, key=lambda name: (name != own, name))

    def by_type(self) -> list[tuple[str, str, list[Loaded]]]:
        """All documents in their order, by language and disease type."""
        groups = groupby(self.catalogue.in_order(), lambda loaded: (loaded.id.lang, loaded.id.type))
        return [(lang, type_, [*group]) for (lang, type_), group in groups]

    def labels(self, lang: str) -> Labels:
        """The words for types, kinds and editions."""
        return self.catalogue.labels.get(lang) or self.catalogue.labels["en"]

    @cached_property
    def grades(self) -> Mapping[DocumentId, float]:
        """How many years of school each document asks for."""
        if self.twin:
            return self.twin.grades
        grader = Grader(self.catalogue)
        return {identity: grader.grade(identity).smog for identity in self.catalogue.documents}

    def jobs(self, edition: str, paper: str, as_of: dt.date) -> dict[DocumentId, Job]:
        """What would be made of each document."""
        key = (edition, paper, as_of)
        if key not in self._jobs:
            self._jobs[key] = {job.request.document: job for job in self._planned(EVERYTHING, *key)}
        return self._jobs[key]

    def job(self, document: DocumentId, edition: str, paper: str, as_of: dt.date) -> Job:
        """What would be made of one document."""
        if (edition, paper, as_of) in self._jobs:
            return self.jobs(edition, paper, as_of)[document]
        one = Selection((document.type,), (document.kind,), (document.lang,))
        return self._planned(one, edition, paper, as_of)[0]

    def _planned(self, documents: Selection, edition: str, paper: str, as_of: dt.date) -> list[Job]:
        return plan([self.prepared], replace(documents, editions=(edition,), papers=(paper,)), as_of)

    def handout(self, job: Job) -> Handout:
        """The words of a sheet."""
        if job not in self._handouts:
            self._handouts[job] = job.handout()
        return self._handouts[job]


class Shelves:
    """The shelves of the clinics that were asked for last, each for as long as its files stay as they are."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Path | None, tuple[Stamp, Shelf]] = OrderedDict()
        self._package: tuple[Stamp, Shelf] | None = None  # of the first clinic that has the package's words alone
        self._alone = threading.Lock()

    def of(self, clinic: Path | None) -> Shelf:
        """The shelf of a clinic's folder, or that of no clinic. Raises InputInvalid with all that is wrong there."""
        with self._alone:
            now = stamp(clinic)
            kept = self._kept.pop(clinic, None)
            if kept is None or kept[0] != now:
                kept = now, self._read(clinic)
            self._kept[clinic] = kept
            while len(self._kept) > MOST_SHELVES:
                self._kept.popitem(last=False)
            return kept[1]

    def _read(self, clinic: Path | None) -> Shelf:
        prepared = gather([clinic] if clinic else [], EVERYTHING)[0]
        if not prepared.shipped_only:
            return Shelf(prepared)
        package = stamp(None)
        if self._package is None or self._package[0] != package:
            self._package = package, Shelf(prepared)
            return self._package[1]
        return Shelf(prepared, self._package[1])


def chosen(shelf: Shelf, names: Iterable[str]) -> list[DocumentId]:
    """The documents of these ids, in the order of the catalogue; what is none of them is passed over."""
    asked = frozenset(names)
    return [loaded.id for loaded in shelf.catalogue.in_order() if str(loaded.id) in asked]
