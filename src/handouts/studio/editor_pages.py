"""The screens for editors: what is wrong, how each sheet reads, words beside their evidence, sign-offs.

They follow the files: when one is saved, what is shown is made anew.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from watchfiles import awatch

from handouts.content.catalogue import DocumentId
from handouts.errors import HandoutsError, InputInvalid, Problem
from handouts.review.approving import NotSigned
from handouts.review.review_pack import review_pack, review_pdf
from handouts.source.reading import MAX_BYTES
from handouts.studio.choose_pages import chosen_look
from handouts.studio.editor_look import Look, look, name_of
from handouts.studio.editor_sign import Asked, sign_named, sign_pack
from handouts.studio.kept import Kept, of_page, roots
from handouts.studio.page import Refused, address, clinic_folder, clinic_id, desk_of, form, pick, show
from handouts.studio.preview_pages import pdf
from handouts.studio.shelf import Shelf
from handouts.studio.stamp import stamp

QUIET = 250
"""Milliseconds for which files must be at rest: a text editor writes one in several steps."""
ALIVE = 15_000
"""Milliseconds after which a reader that hears nothing is told that we are still there."""
ALL_RIGHT: dict[str, str] = {}


async def overview(request: Request) -> Response:
    """All documents."""
    return await _overview(request, clinic_folder(request), Asked(), ALL_RIGHT)


async def _overview(
    request: Request, folder: Path | None, asked: Asked, faults: dict[str, str], status: int = 200, **more: Any
) -> Response:
    seen = await run_in_threadpool(_look, request, folder)
    types = dict.fromkeys((row.id.lang, row.id.type) for row in seen.rows)
    count = request.query_params.get("approved", "")
    values = {"look": seen, "types": types, "asked": asked, "faults": faults, "refused": (), **more}
    values |= {"today": today().isoformat(), "approved": count if count.isdecimal() and len(count) < 4 else ""}
    clinic = folder.resolve().name if folder else ""
    return await show(request, "editor.html.j2", status, clinic=clinic, **values)


def _look(request: Request, folder: Path | None) -> Look:
    kept = of_page(request, "editor_kept", Kept)
    as_of = desk_of(request).settings.as_of
    return kept.get(f"look {folder}", stamp(folder), lambda: look(folder, as_of))


def today() -> dt.date:
    """The day on which somebody signs: the only place of these screens that reads the clock."""
    return dt.date.today()


async def sheet(request: Request) -> Response:
    """One document: its words beside their evidence, how it reads, how it looks."""
    folder = clinic_folder(request)
    seen = await run_in_threadpool(_look, request, folder)
    rows = {str(row.id): row for row in seen.rows}
    if not rows:
        return await show(request, "editor_sheet.html.j2", row=None, problems=seen.problems, limits=None)
    row = rows[pick(request, "document", [*rows])]

    def gathered() -> dict[str, Any]:
        shelf = desk_of(request).shelves.of(folder)
        return {"pack": _pack(request, shelf, [row.id]), **_pages(request, shelf, row.id)}

    found = await run_in_threadpool(gathered)
    return await show(
        request, "editor_sheet.html.j2", row=row, limits=seen.limits, today=today().isoformat(), faults={}, **found
    )


async def live(request: Request) -> Response:
    """One document as it prints, made anew with every file that is saved."""
    folder = clinic_folder(request)

    def gathered() -> dict[str, Any]:
        try:
            shelf = desk_of(request).shelves.of(folder)
        except InputInvalid as error:
            return {"sheet": "", "pages": 0, "trouble": error.problems, "name": "", "document": "", "shelf": None}
        known = {str(identity): identity for identity in shelf.catalogue.documents}
        identity = known[pick(request, "document", [*known])]
        labels, choice = shelf.labels(identity.lang), chosen_look(request, shelf)
        shown = {"name": name_of(shelf.catalogue, identity), "shelf": shelf, "labels": labels, "choice": choice}
        return {**shown, **_pages(request, shelf, identity)}

    return await show(request, "editor_live.html.j2", **await run_in_threadpool(gathered))


def _pages(request: Request, shelf: Shelf, identity: DocumentId) -> dict[str, Any]:
    """The finished sheet, or what keeps it from being made."""
    desk = desk_of(request)
    edition, paper = pick(request, "edition", shelf.editions), pick(request, "paper", shelf.papers)
    job = shelf.jobs(edition, paper, desk.settings.as_of)[identity]
    name = desk.previews.id_of(job)
    size = shelf.catalogue.papers[paper]
    shown = {"sheet": name, "document": str(identity), "paper": size, "trouble": ()}
    try:
        return shown | {"pages": desk.previews.sheet(name).pages}
    except HandoutsError as error:
        return shown | {"pages": 0, "trouble": error.problems}


def _pack(request: Request, shelf: Shelf, wanted: list[DocumentId]) -> Any:
    own = shelf.prepared
    return review_pack(shelf.catalogue, own.clinic, own.approvals, wanted, desk_of(request).settings.as_of)


async def pack(request: Request) -> Response:
    """The review pack of a disease type, to read, print and sign."""
    folder = clinic_folder(request)
    if folder is None:
        raise Refused(404, "A review pack is for one clinic. Choose a clinic first.")

    def made() -> tuple[bytes, str]:
        shelf = desk_of(request).shelves.of(folder)
        type_, lang = pick(request, "type", shelf.types), pick(request, "language", shelf.langs)
        wanted = [
            loaded.id for loaded in shelf.catalogue.in_order() if (loaded.id.type, loaded.id.lang) == (type_, lang)
        ]
        if not wanted:
            raise Refused(404, "There are no such documents in this language.")
        gathered = _pack(request, shelf, wanted)
        return review_pdf(gathered, shelf.prepared.layers, folder.as_posix()), f"review-pack-{lang}-{type_}.pdf"

    return pdf(*await run_in_threadpool(made), to_keep=True)


async def approve(request: Request) -> Response:
    """Record what a clinician has approved: the sheets that are ticked, or those of a signed review pack."""
    given = await form(request)
    folder = clinic_folder(request, given)
    if folder is None:
        raise Refused(422, "Sheets of no clinic are never approved. Choose a clinic first.")
    asked = _asked(given)
    sent = given.get("pack")
    data = await sent.read(MAX_BYTES + 1) if isinstance(sent, UploadFile) and sent.filename else None
    faults: dict[str, str] = {}
    refused: tuple[Problem, ...] = ()
    try:
        if data is not None:
            signed = await run_in_threadpool(sign_pack, folder, data, asked, today())
        else:
            signed = await run_in_threadpool(sign_named, folder, asked, today())
    except NotSigned as error:
        faults = {error.part: str(error)}
    except InputInvalid as error:
        refused = error.problems
    else:
        said = address("/editors", clinic=clinic_id(request, given), approved=len(signed.approvals))
        return RedirectResponse(said, 303)
    return await _overview(request, folder, asked, faults, 422, refused=refused)


def _asked(given: FormData) -> Asked:
    text = {name: str(given.get(name, "")).strip() for name in ("by", "role", "on", "review_by")}
    names = [name for name in given.getlist("document") if isinstance(name, str)]
    return Asked(**text, documents={name: str(given.get(f"words {name}", "")) for name in names})


async def changes(request: Request) -> Response:
    """Tells, for as long as somebody listens, that a file was saved (server-sent events)."""
    folder = clinic_folder(request)
    return StreamingResponse(_told(request, folder), media_type="text/event-stream")


async def _told(request: Request, folder: Path | None) -> AsyncIterator[str]:
    before = await run_in_threadpool(stamp, folder)
    yield "retry: 2000\n: listening\n\n"
    async for _ in awatch(*roots(folder), debounce=QUIET, rust_timeout=ALIVE, yield_on_timeout=True):
        if await request.is_disconnected():
            return
        now = await run_in_threadpool(stamp, folder)
        yield "data: saved\n\n" if now != before else ": still here\n\n"
        before = now


routes = [
    Route("/editors", overview),
    Route("/editors/sheet", sheet),
    Route("/editors/live", live),
    Route("/editors/pack", pack),
    Route("/editors", approve, methods=["POST"]),
    Route("/editors/changes", changes),
]
