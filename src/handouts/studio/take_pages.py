"""The screen to take sheets away: made in the output folder, one by one, all in an archive, or as one file to print."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from handouts.batch.gather import Selection
from handouts.batch.jobs import Job, plan
from handouts.errors import EnvironmentFault, Problem
from handouts.source.reading import Unread, read_inside
from handouts.studio.builds import Build
from handouts.studio.packet import for_printing, zipped
from handouts.studio.page import Refused, clinic_folder, clinic_id, desk_of, form, show
from handouts.studio.preview_pages import pdf
from handouts.studio.shelf import Shelf, chosen

MOST_BYTES = 200_000_000
"""Of one finished sheet; none comes near."""
MOST_TOGETHER = 500
"""Sheets in one archive or one file to print, and rows of the table of sheets; more are taken from the folder."""


async def take(request: Request) -> Response:
    """What to take: all sheets, those that were chosen are ticked."""
    desk, folder = desk_of(request), clinic_folder(request)
    shelf = await run_in_threadpool(desk.shelves.of, folder)
    asked = request.query_params
    values = {
        "ticked": {str(name) for name in chosen(shelf, asked.getlist("document"))},
        "editions": set(asked.getlist("edition")) & {*shelf.editions} or {shelf.editions[0]},
        "paper": asked.get("paper") if asked.get("paper") in shelf.papers else shelf.papers[0],
    }
    return await _form(request, shelf, **values)


async def _form(request: Request, shelf: Shelf, status: int = 200, fault: str = "", **values: object) -> Response:
    busy = desk_of(request).builds.running()
    return await show(request, "take.html.j2", status, shelf=shelf, fault=fault, busy=busy, **values)


async def make(request: Request) -> Response:
    """Begin to make what the form says."""
    given = await form(request)
    desk, folder, clinic = desk_of(request), clinic_folder(request, given), clinic_id(request, given)
    shelf = await run_in_threadpool(desk.shelves.of, folder)
    ticked = chosen(shelf, map(str, given.getlist("document")))
    editions = [name for name in shelf.editions if name in given.getlist("edition")]
    papers = [name for name in shelf.papers if name == given.get("paper")]
    if not (ticked and editions and papers):
        fault = "Tick at least one sheet, and at least one kind of print."
        names = {str(name) for name in ticked}
        paper = (papers or shelf.papers)[0]
        return await _form(request, shelf, 422, fault, ticked=names, editions={*editions}, paper=paper, clinic=clinic)

    def planned() -> list[Job]:
        selection = Selection(langs=(), editions=tuple(editions), papers=tuple(papers))
        wanted = frozenset(ticked)
        return [job for job in plan([shelf.prepared], selection, desk.settings.as_of) if job.request.document in wanted]

    return begin(request, clinic, await run_in_threadpool(planned))


def begin(request: Request, clinic: str, wanted: list[Job], left_out: Iterable[Problem] = ()) -> Response:
    """Begin a build, and go on to where its progress is shown. Raises Refused where another is at work."""
    build = desk_of(request).builds.start(clinic, wanted, [*left_out])
    if build is None:
        message = "Other sheets are being made just now. Wait until they are done, or stop them, then try again."
        raise Refused(409, message)
    return RedirectResponse(f"/made/{build.id}", 303)


async def progress(request: Request) -> Response:
    """How far a build is, and at its end what can be done with its sheets."""
    build = _build(request)
    folder = desk_of(request).settings.output.resolve()
    drafts = sum(entry.approval != "approved" for entry in build.files)
    values = {"clinic": build.clinic, "folder": folder, "drafts": drafts, "most": MOST_TOGETHER, "back": "/take"}
    return await show(request, "made.html.j2", build=build, **values)


async def state(request: Request) -> Response:
    """The same in a few numbers, for the script that moves the bar."""
    build = _build(request)
    return JSONResponse({"state": build.state, "done": build.done, "total": build.total})


async def stop(request: Request) -> Response:
    """End a build; what is finished stays."""
    await form(request)
    build = _build(request)
    if build is desk_of(request).builds.running():
        desk_of(request).builds.stop()
    return RedirectResponse(f"/made/{build.id}", 303)


async def one(request: Request) -> Response:
    """One of the sheets that a build has made, by its number."""
    build, number = _build(request), request.path_params["number"]
    if number >= len(build.files):
        raise Refused(404, "There is no such sheet.")
    path = build.files[number].path
    data = await run_in_threadpool(_read, build, [path])
    return pdf(data[0][1], path.replace("/", "."), "keep" in request.query_params)


async def archive(request: Request) -> Response:
    """All sheets of a build in an archive."""
    data = await _packed(request, zipped)
    named = {"Content-Disposition": 'attachment; filename="handouts.zip"'}
    return Response(data, media_type="application/zip", headers=named)


async def to_print(request: Request) -> Response:
    """All sheets of a build in one PDF, for the printer."""
    data = await _packed(request, lambda files: for_printing((data for _, data in files), "For printing"))
    return pdf(data, "print.pdf")


async def _packed(request: Request, pack: Callable[[list[tuple[str, bytes]]], bytes]) -> bytes:
    build = _build(request)
    if not build.files:
        raise Refused(404, "There is nothing to take yet.")
    if len(build.files) > MOST_TOGETHER:
        raise Refused(422, f"These are more than {MOST_TOGETHER} sheets. Take them from the output folder.")
    return await run_in_threadpool(lambda: pack(_read(build, [entry.path for entry in build.files])))


def _read(build: Build, paths: Iterable[str]) -> list[tuple[str, bytes]]:
    """Sheets by their names in the output folder. Raises EnvironmentFault where one is gone."""
    output = build.options.output
    found = []
    for path in paths:
        try:
            found.append((path, read_inside(output, path, MOST_BYTES)))
        except Unread as error:
            problem = Problem((output / path).as_posix(), 0, 0, "", error.message(missing="make the sheets again"))
            raise EnvironmentFault([problem]) from error
    return found


def _build(request: Request) -> Build:
    build = desk_of(request).builds.get(request.path_params["id"])
    if build is None:
        message = "This is no longer known here. The sheets are in the output folder; to see them, take them again."
        raise Refused(404, message)
    return build


routes = [
    Route("/take", take),
    Route("/take", make, methods=["POST"]),
    Route("/made/{id}", progress),
    Route("/made/{id}/state", state),
    Route("/made/{id}/stop", stop, methods=["POST"]),
    Route("/made/{id}/all.zip", archive),
    Route("/made/{id}/print.pdf", to_print),
    Route("/made/{id}/{number:int}.pdf", one),
]
