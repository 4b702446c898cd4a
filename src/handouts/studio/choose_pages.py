"""The first screen: which sheets there are."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from handouts.studio.page import show


async def choose(request: Request) -> Response:
    """All documents."""
    return await show(request, "choose.html.j2")


routes = [Route("/", choose)]
