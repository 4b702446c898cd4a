"""The only door out of a document: named assets held in memory."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from urllib.parse import unquote
from xml.etree import ElementTree

from weasyprint.urls import URLFetcher, URLFetcherResponse

SCHEME = "asset:"
_MIME = mimetypes.MimeTypes()  # the standard library's own table: the machine's would differ
for _type, _suffix in (("font/ttf", ".ttf"), ("font/woff2", ".woff2"), ("image/svg+xml", ".svg")):
    _MIME.add_type(_type, _suffix)


class AssetFetcher(URLFetcher):
    """Serves `asset:NAME` and remembers every other wish, because WeasyPrint swallows what a fetcher raises."""

    def __init__(self, assets: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols={"asset"}, allow_redirects=False)
        self._assets = assets
        self.faults: list[str] = []

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:  # noqa: ARG002
        """Return the asset's bytes; raises `ValueError` for anything else."""
        name = unquote(url.removeprefix(SCHEME))
        if not url.startswith(SCHEME):
            self._refuse(f"{_short(url)} was asked for; use only {SCHEME}NAME of the files given")
        if name not in self._assets:
            self._refuse(f"{_short(url)} is not among the files given; add it or correct the name")
        body = self._assets[name]
        mime = _MIME.guess_type(name)[0] or "application/octet-stream"
        if mime == "image/svg+xml":
            self._check_svg(name, body)
        return URLFetcherResponse(url, body, {"Content-Type": mime})

    def read(self, url: str) -> bytes:
        """The asset's bytes; none where `fetch` would refuse, which is noted when the file is really asked for."""
        return self._assets.get(unquote(url.removeprefix(SCHEME)), b"")

    def _check_svg(self, name: str, body: bytes) -> None:
        """An error page saved as a logo would print as nothing, without a word."""
        try:
            root = ElementTree.fromstring(body)
        except ElementTree.ParseError as error:
            self._refuse(f"{name} is not well-formed SVG ({error}); save it again as SVG")
        if root.tag.rpartition("}")[2] != "svg":
            self._refuse(f"{name} is no SVG image but <{root.tag}>; save it again as SVG")
        for address in borrowed(root):
            self._refuse(f"{name} borrows from {_short(address)}; put the drawing itself in its place")

    def _refuse(self, message: str) -> None:
        self.faults.append(message)
        raise ValueError(message)


def borrowed(root: ElementTree.Element) -> list[str]:
    """What `use` elements of an SVG take from elsewhere: WeasyPrint neither fetches nor misses it."""
    uses = (element for element in root.iter() if element.tag.rpartition("}")[2] == "use")
    hrefs = (element.get("href") or element.get("{http://www.w3.org/1999/xlink}href") or "" for element in uses)
    return [href for href in hrefs if not href.startswith("#")]


def _short(url: str) -> str:
    return url if len(url) <= 80 else f"{url[:77]}..."
