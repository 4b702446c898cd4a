"""A running page for tests: a client that was let in, and what it needs to attack."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from httpx import Response
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from building import BRAND, write
from handouts.studio.app import cookie_name, make_app
from handouts.studio.settings import Settings

PORT = 8737
BASE = f"http://127.0.0.1:{PORT}"
AS_OF = dt.date(2026, 11, 21)


@dataclass
class Desk:
    """The page of some clinics' folders. `client` has its cookie, a `stranger` has none."""

    settings: Settings

    @cached_property
    def app(self) -> Starlette:
        return make_app(self.settings)

    @cached_property
    def client(self) -> TestClient:
        client = self.stranger()
        client.cookies.set(cookie_name(self.settings), self.app.state.desk.keys.cookie)
        return client

    def stranger(self) -> TestClient:
        return TestClient(self.app, base_url=BASE, follow_redirects=False, raise_server_exceptions=False)

    @property
    def token(self) -> str:
        return self.app.state.desk.keys.token

    def get(self, path: str, **options: Any) -> Response:
        return self.client.get(path, **options)

    def post(self, path: str, data: dict[str, Any] | None = None, **options: Any) -> Response:
        return self.client.post(path, data={"token": self.token, **(data or {})}, **options)

    @property
    def routes(self) -> list[Route]:
        return [route for route in self.app.routes if isinstance(route, Route)]


def make_desk(folder: Path, *clinics: str, begin: str = "") -> Desk:
    """A page with clinics of these ids in `folder`, beginning with one of them if so said."""
    for name in clinics:
        write(folder / "clinics" / name / "brand.yaml", BRAND.format(id=name, name=f"The {name} clinic"))
    (folder / "clinics").mkdir(exist_ok=True)
    clinic = folder / "clinics" / begin if begin else None
    return Desk(Settings(clinic, folder / "clinics", folder / "output", AS_OF, PORT, 2))


def filled(path: str, value: str = "1") -> str:
    """A route's path with something in the place of each parameter."""
    return re.sub(r"\{[^}]*\}", value, path)


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, but for locks."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.endswith(".lock"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def words(page: Response) -> str:
    """A page's text as one line, without its tags."""
    body = re.sub(r"(?s)<script.*?</script>|<[^>]*>", " ", page.text)
    for entity, char in (("&#39;", "'"), ("&#34;", '"'), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        body = body.replace(entity, char)
    return " ".join(body.split())
