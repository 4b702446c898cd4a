"""The first screen: which sheets there are, with a picture of each."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from handouts.page.extras import THUMBNAIL_WIDTH
from handouts.studio.desk import Desk
from handouts.studio.page import Refused, clinic_folder, desk_of, pick, show
from handouts.studio.press import picture
from handouts.studio.shelf import Sheet, Shelf

ALL = "all"


@dataclass(frozen=True)
class Choice:
    """What the screen's own form says: language, edition, paper, and one type or all."""

    lang: str
    edition: str
    paper: str
    type: str


def chosen_look(request: Request, shelf: Shelf) -> Choice:
    """What is asked for, each looked up. Raises Refused for what is not there."""
    return Choice(
        pick(request, "language", shelf.langs),
        pick(request, "edition", shelf.editions),
        pick(request, "paper", shelf.papers),
        pick(request, "type", [ALL, *shelf.types]),
    )


def sheets(desk: Desk, shelf: Shelf, choice: Choice) -> list[Sheet]:
    """The sheets that a choice leaves, in their order."""
    jobs = shelf.jobs(choice.edition, choice.paper, desk.settings.as_of)
    found = []
    for document, job in jobs.items():
        if choice.type in (ALL, document.type) and document.lang == choice.lang:
            found.append(Sheet(desk.previews.id_of(job), job, shelf.handout(job), shelf.grades[document]))
    return found


async def choose(request: Request) -> Response:
    """All sheets, as cards."""
    desk, folder = desk_of(request), clinic_folder(request)

    def gathered() -> dict[str, object]:
        shelf = desk.shelves.of(folder)
        choice = chosen_look(request, shelf)
        found = sheets(desk, shelf, choice)
        desk.previews.ahead(sheet.id for sheet in found)
        types = [(name, list(group)) for name, group in groupby(found, lambda sheet: sheet.job.request.document.type)]
        pages = {sheet.id: made.pages for sheet in found if (made := desk.previews.made(sheet.id))}
        return {"shelf": shelf, "choice": choice, "types": types, "pages": pages, "labels": shelf.labels(choice.lang)}

    return await show(request, "choose.html.j2", all=ALL, **await run_in_threadpool(gathered))


async def pages(request: Request) -> Response:
    """How many pages these sheets have, as far as they are made, and which cannot be: for the first screen's script."""
    previews = desk_of(request).previews
    asked = request.query_params.get("ids", "").split(".")[:500]
    made = {name: sheet.pages for name in asked if (sheet := previews.made(name))}
    failed = [name for name in asked if previews.failed(name)]
    waits = any(previews.job(name) and name not in made and name not in failed for name in asked)
    return JSONResponse({"pages": made, "failed": failed, "waits": waits})


async def first_page(request: Request) -> Response:
    """The small picture of a sheet's first page, once it is made."""
    previews, name = desk_of(request).previews, request.path_params["id"]
    if previews.job(name) is None:
        raise Refused(404, "This picture is no longer here. Open the page again.")

    def shown() -> bytes:
        # Not the picture that goes with its plate: that shows no clinic.
        return picture(previews.sheet(name).pdf, 1, THUMBNAIL_WIDTH)

    return Response(await run_in_threadpool(shown), media_type="image/png")


routes = [Route("/", choose), Route("/pages", pages), Route("/first-page/{id}.png", first_page)]
