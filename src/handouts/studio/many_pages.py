"""The screen for many clinics: a table with a row for each is checked, and the sheets of all are made."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path, PurePosixPath

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from handouts.batch.gather import PreparedClinics, Selection, gather_clinics
from handouts.batch.jobs import Job, plan
from handouts.clinic.load import LOGO_MAX_BYTES
from handouts.clinic.new_table import columns, table
from handouts.errors import Problem
from handouts.source.files import write
from handouts.studio.page import Refused, clinic_id, desk_of, form, show
from handouts.studio.shelf import EVERYTHING, chosen
from handouts.studio.take_pages import begin

TABLE = "clinics.csv"
LOGO_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._ -]{0,80}\.(svg|png|jpg|jpeg)", re.IGNORECASE)
MOST_LOGOS = 200


@dataclass(frozen=True)
class Fault:
    """What is wrong in a cell of the table, or of the table as a whole where `line` is 0."""

    line: int
    column: str
    message: str


async def many(request: Request) -> Response:
    """The form for a table."""
    return await show(request, "many.html.j2", fault="")


async def example(_request: Request) -> Response:
    """The example of a table, as `handouts init --clinics` writes it."""
    named = {"Content-Disposition": f'attachment; filename="{TABLE}"'}
    return Response(table(), media_type="text/csv", headers=named)


async def guide(_request: Request) -> Response:
    """What each column of the table is for."""
    return Response(columns(TABLE), media_type="text/plain")


async def upload(request: Request) -> Response:
    """Take a table, and logos that it names; they stay in a folder of ours until the page ends."""
    given = await form(request, max_files=MOST_LOGOS)
    sent = given.get("table")
    if not isinstance(sent, UploadFile) or not sent.filename:
        return await show(request, "many.html.j2", 422, fault="Choose a table first: a file that ends in .csv.")
    name = secrets.token_urlsafe(16)
    folder = desk_of(request).scratch() / "tables" / name
    await run_in_threadpool(write, folder / TABLE, await sent.read())
    for logo in _logos(given):
        data = await logo.read()
        if len(data) <= LOGO_MAX_BYTES:  # a larger one is missing then, and its row says so
            await run_in_threadpool(write, folder / PurePosixPath(logo.filename or "").name, data)
    await given.close()
    return RedirectResponse(f"/many/{name}", 303)


def _logos(given: FormData) -> list[UploadFile]:
    """The pictures with plain names: none leads out of the folder, or in the place of the table."""
    found = [logo for logo in given.getlist("logos") if isinstance(logo, UploadFile) and logo.filename]
    return [logo for logo in found if LOGO_NAME.fullmatch(logo.filename or "")]


async def checked(request: Request) -> Response:
    """A table with the problems of each row, and the form to make the sheets of all."""
    path = _path(request)
    found = await run_in_threadpool(gather_clinics, path, EVERYTHING)
    shelf = await run_in_threadpool(desk_of(request).shelves.of, None)
    faults = sorted({_fault(problem) for problem in found.problems}, key=lambda fault: (fault.line, fault.column))
    rows = [(line, [*group]) for line, group in groupby(faults, lambda fault: fault.line)]
    return await show(
        request,
        "many_checked.html.j2",
        ready=found.ready,
        rows=rows,
        shelf=shelf,
        table=request.path_params["id"],
        busy=desk_of(request).builds.running(),
        back="/many",
    )


async def make(request: Request) -> Response:
    """Begin to make the sheets of all clinics whose rows are well."""
    given = await form(request)
    path, desk = _path(request), desk_of(request)
    shelf = await run_in_threadpool(desk.shelves.of, None)
    ticked = frozenset(chosen(shelf, map(str, given.getlist("document"))))
    editions = tuple(name for name in shelf.editions if name in given.getlist("edition"))
    if not (ticked and editions):
        raise Refused(422, "Tick at least one sheet, and at least one kind of print. Go back, and try again.")

    def planned() -> tuple[PreparedClinics, list[Job]]:
        found = gather_clinics(path, EVERYTHING)
        jobs = plan(found.ready, Selection(langs=(), editions=editions), desk.settings.as_of) if found.ready else []
        return found, [job for job in jobs if job.request.document in ticked]

    found, wanted = await run_in_threadpool(planned)
    if not wanted:
        raise Refused(422, "No row of the table is ready. Mend it, and send it again.")
    return begin(request, clinic_id(request, given), wanted, _shown(found.problems))


def _path(request: Request) -> Path:
    """The table of an id. Raises Refused where there is none."""
    folder = desk_of(request).scratch() / "tables"
    known = {entry.name: entry for entry in folder.iterdir()} if folder.is_dir() else {}
    if request.path_params["id"] not in known:
        raise Refused(404, "This table is no longer here. Send it again.")
    return known[request.path_params["id"]] / TABLE


def _fault(problem: Problem) -> Fault:
    return Fault(problem.line, problem.field, problem.message)


def _shown(problems: Sequence[Problem]) -> list[Problem]:
    """The problems without the folder that only we know."""
    return [replace(problem, path=PurePosixPath(problem.path).name) for problem in problems]


routes = [
    Route("/many", many),
    Route("/many", upload, methods=["POST"]),
    Route(f"/many/{TABLE}", example),
    Route("/many/columns.txt", guide),
    Route("/many/{id}", checked),
    Route("/many/{id}", make, methods=["POST"]),
]
