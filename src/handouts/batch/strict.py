"""Refuses to build what no clinician has approved, or what is past its review date."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from handouts.batch.run import Planned
from handouts.errors import InputInvalid, Problem
from handouts.page.handout import Handout
from handouts.signoff.approvals import APPROVALS


def refuse_unapproved(planned: Iterable[Planned], as_of: dt.date) -> None:
    """Raises InputInvalid with every document that has no valid approval or is past its review date on `as_of`."""
    problems = []
    for plan in planned:
        handout = plan.handout(as_of)
        if message := _fault(handout, plan):
            problems.append(Problem(*_place(plan), f"{plan.job.type}/{plan.job.kind} ({plan.job.lang})", message))
    if problems:
        raise InputInvalid(problems)


def _fault(handout: Handout, plan: Planned) -> str | None:
    state, overdue = handout.status.state, handout.overdue
    past = f"past its review date {handout.review_by}"
    if state == "approved":
        return None
    if state == "expired":
        return f"is {past}; go through the words again and approve them"
    what = "has changed since it was approved" if state == "changed" else "is not approved"
    what += f" and is {past}" if overdue else ""
    if not plan.ready.named:
        return f"{what}; sheets of no clinic are never approved, build them without --strict"
    if plan.ready.clinic.folder is None:
        return f"{what}; sign-off needs a clinic's folder, the clinics of a table have none"
    return f"{what}; have a clinician read it, then record it with `handouts approve`"


def _place(plan: Planned) -> tuple[str, int, int]:
    folder = plan.ready.clinic.folder
    where = (folder / APPROVALS.file).as_posix() if folder else plan.job.clinic
    return plan.ready.approvals.places.get(plan.job.request.document, (where, 0, 0))
