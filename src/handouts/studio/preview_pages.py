"""The screen to look at a sheet: each page as it will print, large or small, in color or in a laser printer's grey."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from handouts.batch.jobs import Job
from handouts.studio.choose_pages import Choice
from handouts.studio.page import Refused, clinic_folder, desk_of, pick, show
from handouts.studio.press import picture
from handouts.studio.shelf import Shelf

ZOOMS = {"page": 1000, "100": 1000, "150": 1500, "200": 2000}
"""How large a page is shown, by the words of the address, and how many dots wide it is drawn for that."""


async def preview(request: Request) -> Response:
    """One page of one sheet."""
    desk, folder = desk_of(request), clinic_folder(request)

    def gathered() -> dict[str, object]:
        shelf = desk.shelves.of(folder)
        job = _job(request, shelf)
        name = desk.previews.id_of(job)
        made = desk.previews.sheet(name)
        wanted = job.request
        return {
            "shelf": shelf,
            "handout": job.handout(),
            "choice": Choice(wanted.document.lang, wanted.edition, wanted.paper, wanted.document.type),
            "document": str(wanted.document),
            "sheet": name,
            "pages": made.pages,
            "number": _number(request, made.pages),
            "labels": shelf.labels(wanted.document.lang),
        }

    zoom, grey = pick(request, "zoom", [*ZOOMS]), "grey" in request.query_params
    return await show(request, "preview.html.j2", zoom=zoom, grey=grey, **await run_in_threadpool(gathered))


def _job(request: Request, shelf: Shelf) -> Job:
    documents = {str(loaded.id): loaded.id for loaded in shelf.catalogue.in_order()}
    document = documents[pick(request, "document", [*documents])]
    edition, paper = pick(request, "edition", shelf.editions), pick(request, "paper", shelf.papers)
    return shelf.job(document, edition, paper, desk_of(request).settings.as_of)


def _number(request: Request, pages: int) -> int:
    """The page that is asked for; the nearest there is, for another edition may have fewer."""
    asked = request.query_params.get("page", "1")
    return min(max(1, int(asked)), pages) if asked.isdecimal() and len(asked) < 5 else 1


async def page_picture(request: Request) -> Response:
    """A page of a finished sheet as a picture."""
    previews, name = desk_of(request).previews, request.path_params["id"]
    if previews.job(name) is None:
        raise Refused(404, "This picture is no longer here. Open the page again.")
    width, grey = ZOOMS[pick(request, "zoom", [*ZOOMS])], "grey" in request.query_params
    made = await run_in_threadpool(previews.sheet, name)
    if not 1 <= request.path_params["number"] <= made.pages:
        raise Refused(404, "This sheet has no such page.")
    data = await run_in_threadpool(picture, made.pdf, request.path_params["number"], width, grey)
    return Response(data, media_type="image/png")


async def whole(request: Request) -> Response:
    """The finished sheet itself, to read or to print in the browser."""
    previews, name = desk_of(request).previews, request.path_params["id"]
    job = previews.job(name)
    if job is None:
        raise Refused(404, "This sheet is no longer here. Open the page again.")
    made = await run_in_threadpool(previews.sheet, name)
    return pdf(made.pdf, job.target.rpartition("/")[2])


def pdf(data: bytes, name: str, to_keep: bool = False) -> Response:
    """A PDF as an answer, to look at or `to_keep`; its name is one of ours, and so plain letters."""
    how = "attachment" if to_keep else "inline"
    return Response(data, media_type="application/pdf", headers={"Content-Disposition": f'{how}; filename="{name}"'})


routes = [
    Route("/preview", preview),
    Route("/preview/{id}/{number:int}.png", page_picture),
    Route("/preview/{id}.pdf", whole),
]
