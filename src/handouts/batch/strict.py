"""Refuses to build what no clinician has approved, or what is past its review date."""

from __future__ import annotations

from collections.abc import Iterable

from handouts.batch.jobs import Job
from handouts.errors import InputInvalid, Problem
from handouts.page.handout import Handout
from handouts.signoff.approvals import APPROVALS
from handouts.signoff.records import kept_words
from handouts.signoff.words import changed_overlays, signed_words

NAMED = 3


def refuse_unapproved(jobs: Iterable[Job]) -> None:
    """Raises InputInvalid with every document that has no valid approval or is past its review date."""
    problems = []
    for job in jobs:
        if message := _fault(job.handout(), job):
            document = job.request.document
            name = f"{document.type}/{document.kind} ({document.lang})"
            problems.append(Problem(*_place(job), name, message))
    if problems:
        raise InputInvalid(problems)


def _fault(handout: Handout, job: Job) -> str | None:
    state, overdue = handout.status.state, handout.overdue
    past = f"past its review date {handout.review_by}"
    if state == "approved":
        return None
    if state == "expired":
        return f"is {past}; go through the words again and approve them"
    what = f"has changed since it was approved{_changed_files(job)}" if state == "changed" else "is not approved"
    what += f" and is {past}" if overdue else ""
    if not job.clinic.named:
        return f"{what}; sheets of no clinic are never approved, build them without --strict"
    if job.clinic.clinic.folder is None:
        return f"{what}; sign-off needs a clinic's folder, the clinics of a table have none"
    return f"{what}; have a clinician read it, then record it with `handouts approve`"


def _changed_files(job: Job) -> str:
    """The clinic's files that are not as they were then, in brackets; nothing where only words have changed."""
    entry, identity = job.clinic, job.request.document
    if entry.clinic.folder is None:
        return ""
    now = signed_words(entry.catalogue, entry.catalogue.documents[identity])
    files = changed_overlays(kept_words(APPROVALS, entry.clinic.folder, identity), now)
    more = f" and {len(files) - NAMED} more" if len(files) > NAMED else ""
    return f" ({', '.join(files[:NAMED])}{more})" if files else ""


def _place(job: Job) -> tuple[str, int, int]:
    folder = job.clinic.clinic.folder
    where = (folder / APPROVALS.file).as_posix() if folder else job.clinic.id
    return job.clinic.approvals.places.get(job.request.document, (where, 0, 0))
