"""Who may ask: only a browser on this computer that was given the key, at our own address, with a form of our own.

Everything that is asked goes through here, before any page sees it.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SERVED, OPEN = "/served/", "/open"
"""Style sheets and fonts, which hold no secret, and the address by which a browser hands in its key."""
MAX_BODY = 10_000_000
"""Bytes that can be sent at once: a table with its logos."""
TOO_LARGE = f"This is too large: at most {MAX_BODY // 1_000_000} MB can be sent at once."
READING, CHANGING = frozenset({"GET", "HEAD"}), frozenset({"POST"})
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'",
    "X-Content-Type-Options": "nosniff",
    # Not `no-referrer`: with that, browsers hide from us where a form came from.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
}


def same(given: str, wanted: str) -> bool:
    """Whether two secrets are the same, told in a time that gives nothing away."""
    return hmac.compare_digest(given.encode(), wanted.encode())


class Keys:
    """The secrets of one run, which end with it.

    `lasting` is in the address that the program prints and opens the page as often as it is needed; one of `fresh_once`
    does so once, for other users of the computer can read what a browser was started with. `cookie` is what the browser
    keeps, `token` what stands in each form.
    """

    def __init__(self) -> None:
        self.lasting, self.cookie, self.token = (secrets.token_urlsafe(32) for _ in range(3))
        self._once: list[str] = []

    def fresh_once(self) -> str:
        """A key for one use."""
        self._once.append(secrets.token_urlsafe(32))
        return self._once[-1]

    def opens(self, key: str) -> bool:
        """Whether a key opens the page; one for one use is used up by this."""
        used = [known for known in self._once if same(key, known)]
        self._once = [known for known in self._once if known not in used]
        return bool(used) or same(key, self.lasting)


class Guard:
    """Lets through what may be asked, and gives every answer the headers that shut others out."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str], keys: Keys, cookie_name: str) -> None:
        self.app, self.hosts, self.keys, self.cookie_name = app, frozenset(hosts), keys, cookie_name

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One question."""
        if scope["type"] != "http":  # the start and the end; there is nothing else
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        refusal = self._refusal(scope["method"], scope["path"], headers)
        answer = PlainTextResponse(refusal[1], refusal[0]) if refusal else self.app
        await answer(scope, receive, _with_headers(send))

    def _refusal(self, method: str, path: str, headers: Headers) -> tuple[int, str] | None:
        if len(headers.getlist("host")) != 1 or headers["host"] not in self.hosts:
            return 403, "This page answers only at its own address.\n"
        if method not in READING | CHANGING:
            return 405, "This page knows no such request.\n"
        if method in CHANGING and not self._from_ourselves(headers):
            return 403, "Only a form of this page itself can change anything.\n"
        if path.startswith(SERVED) or path == OPEN:
            return None if method in READING else (405, "This page knows no such request.\n")
        if not same(self._cookie(headers), self.keys.cookie):
            return 403, (
                "This page is closed to whoever does not have its key.\n\n"
                "Open the address that `handouts serve` has printed; it ends with the key. If the program was stopped "
                "and started again since, the address is a new one.\n"
            )
        said = headers.get("content-length", "")
        if said.isdecimal() and int(said) > MAX_BODY:
            return 413, f"{TOO_LARGE} Go back, and choose smaller files.\n"
        return None

    def _from_ourselves(self, headers: Headers) -> bool:
        """Whether a form comes from our own page, as far as the browser tells."""
        origin, site = headers.get("origin"), headers.get("sec-fetch-site", "same-origin")
        if origin is not None:
            parts = urlsplit(origin)
            return parts.scheme == "http" and parts.netloc == headers["host"] and site == "same-origin"
        return site == "same-origin"

    def _cookie(self, headers: Headers) -> str:
        try:
            found = SimpleCookie(headers.get("cookie", "")).get(self.cookie_name)
        except CookieError:
            return ""
        return found.value if found else ""


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return sent
