"""What every screen uses: to show a template, to take a form, and to know which clinic is meant."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from filelock import FileLock, Timeout
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from handouts.errors import EnvironmentFault, HandoutsError, Problem
from handouts.source.files import faults
from handouts.studio.guard import same

if TYPE_CHECKING:
    from handouts.studio.desk import Desk

NAV = (
    ("/", "Choose"),
    ("/brand", "Brand"),
    ("/preview", "Preview"),
    ("/take", "Take away"),
    ("/many", "Many clinics"),
    ("/editors", "For editors"),
)
MAX_FIELDS, MAX_FILES = 2_000, 4
LOCK = ".handouts-page.lock"
WAIT = 5.0
"""Seconds to wait for another who writes."""


class Refused(Exception):
    """A request that is not granted: `status` is HTTP's, the message is for people."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


def desk_of(request: Request) -> Desk:
    """What the page keeps while it runs."""
    desk: Desk = request.app.state.desk
    return desk


def clinic_id(request: Request, given: FormData | None = None) -> str:
    """The clinic that is meant, by the form or the address: one that is there, or the empty text for none.

    Without a word on it that is the clinic that the page was started with.
    """
    settings = desk_of(request).settings
    asked = (given or {}).get("clinic", request.query_params.get("clinic"))
    if asked is None:
        return settings.clinic.resolve().name if settings.clinic else ""
    if not isinstance(asked, str) or (asked and asked not in settings.folders()):
        raise Refused(404, "There is no such clinic here. Choose one of the list.")
    return asked


def clinic_folder(request: Request, given: FormData | None = None) -> Path | None:
    """The folder of the clinic that is meant; None for no clinic."""
    settings, name = desk_of(request).settings, clinic_id(request, given)
    return settings.folders()[name] if name else None


def address(path: str, **values: str | int | None) -> str:
    """An address of ours with what it says; what is None is left out."""
    said = urlencode({name: value for name, value in values.items() if value is not None})
    return f"{path}?{said}" if said else path


def pick(request: Request, name: str, known: Sequence[str]) -> str:
    """The choice of this name in the address, looked up in what is known; the first one where nothing is said."""
    asked = request.query_params.get(name)
    if asked is None:
        return known[0]
    if asked not in known:
        raise Refused(404, f"There is no such {name} here. Go back, and choose again.")
    return asked


async def show(request: Request, template: str, status: int = 200, **values: Any) -> Response:
    """A page made from a template of templates/studio, with the token for its forms and the way to other screens.

    `clinic` is the one that is shown, if not the one of the address; `back` is where another is chosen, if not here.
    """
    desk = desk_of(request)
    clinic = values.pop("clinic", None)
    clinic = clinic_id(request) if clinic is None else clinic
    common = {
        "token": desk.keys.token,
        "nav": [(address(path, clinic=clinic), label, request.url.path == path) for path, label in NAV],
        "clinic": clinic,
        "clinics": sorted(desk.settings.folders()),
        "address": address,
        "path": values.pop("back", request.url.path),
    }
    page = desk.templates.get_template(f"studio/{template}")
    return HTMLResponse(await run_in_threadpool(page.render, common | values), status)


async def form(request: Request, max_files: int = MAX_FILES) -> FormData:
    """What a form of ours says. Raises Refused where its token is not that of this run, or where it says too much."""
    given = await request.form(max_files=max_files, max_fields=MAX_FIELDS, max_part_size=1_000_000)
    token = given.get("token")
    if not isinstance(token, str) or not same(token, desk_of(request).keys.token):
        await given.close()
        message = "This form is from before the page was started anew. Open the page again, and fill it in again."
        raise Refused(403, message)
    return given


@contextmanager
def one_writer(folder: Path) -> Iterator[None]:
    """The right to write into a folder, for one at a time: of all tabs, and of all pages that were started.

    Raises EnvironmentFault where another has it and keeps it.
    """
    with faults(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK)
        try:
            lock.acquire(timeout=WAIT)
        except Timeout as error:
            message = "is being written to from another window; wait for it, then try again"
            raise EnvironmentFault([Problem(folder.as_posix(), 0, 0, "", message)]) from error
    try:
        yield
    finally:
        lock.release()


async def told(request: Request, error: HandoutsError, status: int = 422) -> Response:
    """A page that says what is wrong."""
    return await show(request, "problems.html.j2", status, problems=error.problems, clinic=known_clinic(request))


def known_clinic(request: Request) -> str:
    """The clinic that is meant, or the empty text where that is none."""
    try:
        return clinic_id(request)
    except Refused:
        return ""
