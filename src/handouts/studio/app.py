"""The page as a whole: all its screens behind one guard."""

from __future__ import annotations

import os
import threading
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from handouts.errors import HandoutsError
from handouts.source.limits import LIMITED
from handouts.studio.desk import Desk
from handouts.studio.guard import MAX_BODY, OPEN, SERVED, TOO_LARGE, Guard
from handouts.studio.page import Refused, desk_of, show, told
from handouts.studio.press import Press
from handouts.studio.settings import Settings

PAGES = ("choose_pages", "brand_pages", "preview_pages", "take_pages", "many_pages", "editor_pages")
"""The modules of this room that have screens; each has a list `routes`."""
DEBUG = "HANDOUTS_DEBUG"


def make_app(settings: Settings) -> Starlette:
    """The page for these settings; what it keeps is `app.state.desk`."""
    press = Press(cache=settings.cache)
    desk = Desk(settings, press)
    routes: list[BaseRoute] = [Route(OPEN, _open), Route(SERVED + "{name}", _served)]
    for name in PAGES:
        routes += import_module(f"handouts.studio.{name}").routes
    app = Starlette(
        routes=routes,
        middleware=[
            Middleware(Guard, settings.hosts, desk.keys, cookie_name(settings)),
            Middleware(RequestBodyLimitMiddleware, max_body_size=MAX_BODY),
        ],
        exception_handlers={HTTPException: _http, Refused: _refused, HandoutsError: _told, Exception: _own_fault},
        lifespan=_life,
    )
    app.state.desk, app.state.press = desk, press
    return app


@asynccontextmanager
async def _life(app: Starlette) -> AsyncIterator[None]:
    with LIMITED.kept():  # logos are judged in one process, not in a new one for each
        app.state.press.begin()
        threading.Thread(target=app.state.desk.warm_up, name="warm-up", daemon=True).start()
        yield
    await run_in_threadpool(app.state.desk.close)
    await run_in_threadpool(app.state.press.end)


def cookie_name(settings: Settings) -> str:
    """What the browser keeps the key under: cookies know no ports, so the name tells pages of one computer apart."""
    return f"handouts-{settings.port}"


async def _open(request: Request) -> Response:
    """Take a key; the browser keeps what stands for it, and goes on by itself."""
    desk = desk_of(request)
    if not desk.keys.opens(request.query_params.get("key", "")):
        raise Refused(403, "This key does not open the page. Open the address that the program has printed.")
    page = desk.templates.get_template("studio/open.html.j2").render(begin=desk.settings.begin)
    answer = Response(page, media_type="text/html")
    answer.set_cookie(cookie_name(desk.settings), desk.keys.cookie, httponly=True, samesite="strict", path="/")
    return answer


async def _served(request: Request) -> Response:
    found = desk_of(request).served.get(request.path_params["name"])
    if found is None:
        raise Refused(404, "There is nothing here.")
    return Response(found[1], media_type=found[0], headers={"Cache-Control": "no-cache"})


async def _refused(request: Request, error: Exception) -> Response:
    status = error.status if isinstance(error, Refused) else 400
    return await show(request, "refused.html.j2", status, message=str(error), clinic="")


async def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 400
    messages = {
        404: "There is no such page.",
        405: "This page cannot be asked for in this way.",
        413: TOO_LARGE,
    }
    message = messages.get(status, "This could not be understood. Go back, and try again.")
    return await show(request, "refused.html.j2", status, message=message, clinic="")


async def _told(request: Request, error: Exception) -> Response:
    assert isinstance(error, HandoutsError)
    return await told(request, error)


async def _own_fault(request: Request, error: Exception) -> Response:
    if os.environ.get(DEBUG):
        traceback.print_exception(error)
    said = " ".join(str(error).split())[:500] or "no details"
    message = f"handouts has a fault of its own ({type(error).__name__}: {said}). Please report these words."
    return await show(request, "refused.html.j2", 500, message=message, clinic="")
