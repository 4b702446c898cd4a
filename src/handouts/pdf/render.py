"""One document through WeasyPrint, with every silence made loud."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import re
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

from weasyprint import CSS, HTML
from weasyprint.css.counters import CounterStyle
from weasyprint.css.media_queries import evaluate_media_query
from weasyprint.document import Page
from weasyprint.formatting_structure import boxes
from weasyprint.logger import LOGGER
from weasyprint.text.fonts import FontConfiguration

from ..errors import DocumentFailed, Problem
from . import engine
from .fetch import SCHEME, AssetFetcher, borrowed
from .finish import finish
from .patch import ours
from .roles import SVG
from .tagger import Untaggable

# Warnings of WeasyPrint that cost the reader nothing. Each entry says why it is harmless.
ALLOWED_WARNINGS: tuple[re.Pattern[str], ...] = ()

_NOTDEF = re.compile(r'\.notdef glyph rendered.*?("."\s\(U\+[0-9A-F]+\))', re.DOTALL)

LINK_SCHEMES = ("https:", "mailto:", "tel:")
_KEPT_STYLES = 8  # (style sheets, fonts) sets kept per thread: one for each edition and clinic being built
_warnings: ContextVar[list[str] | None] = ContextVar("weasyprint_warnings", default=None)
_kept = threading.local()  # Pango's font maps must not cross threads


class Fonts(FontConfiguration):
    """The fonts of one set of style sheets: `families` are the names they declare."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path(tempfile.mkdtemp(prefix="fonts-", dir=engine.scratch()))
        self.families: set[str] = set()

    def add_font_face(self, rule_descriptors: Mapping[str, object], url_fetcher: AssetFetcher) -> None:
        """Load one @font-face and remember its family."""
        super().add_font_face(rule_descriptors, url_fetcher)
        self.families.add(str(rule_descriptors["font_family"]).lower())


@dataclass(frozen=True)
class _Styles:
    sheets: list[CSS]
    fonts: Fonts
    counters: CounterStyle
    profiles: dict[str, object]


class _Collector(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        found = _warnings.get()
        message = record.getMessage()
        if found is None or any(pattern.search(message) for pattern in ALLOWED_WARNINGS):
            return
        if missing := _NOTDEF.search(message):
            found.append(f"no font has {missing[1]}; write it in other words, or draw it")
        else:
            found.append(f"{message.rstrip('.')}; correct it where it is written")


LOGGER.addHandler(_Collector(logging.WARNING))
if not LOGGER.isEnabledFor(logging.WARNING):
    LOGGER.setLevel(logging.WARNING)


def render(html: str, assets: Mapping[str, bytes], identifier: str) -> bytes:
    """Return the PDF of `html`; raises `DocumentFailed` with every fault found."""
    fetcher = AssetFetcher(assets)
    with _collected() as faults:
        try:
            return _render(html, fetcher, assets, identifier, faults)
        except Untaggable as error:
            faults.extend(error.faults)
        except _Refused:
            pass
    echoes = [fault for fault in faults if any(own in fault for own in fetcher.faults)]
    messages = [*fetcher.faults, *(fault for fault in faults if fault not in echoes)]
    raise DocumentFailed(Problem(identifier or "document", 0, 0, "", message) for message in messages)


class _Refused(Exception):
    """The faults found so far make the document worthless."""


def _render(html: str, fetcher: AssetFetcher, assets: Mapping[str, bytes], identifier: str, faults: list[str]) -> bytes:
    def stop_if_faulty() -> None:
        if faults or fetcher.faults:
            raise _Refused

    page = HTML(string=html, url_fetcher=fetcher)
    faults.extend(_lint(page.etree_element))
    stop_if_faulty()
    styles, key = _styles(page, fetcher, assets, faults)
    stop_if_faulty()
    _kept.styles[key] = styles  # only a faultless set is kept, or its faults would be told once only
    document = page.render(
        font_config=styles.fonts,
        counter_style=styles.counters.copy(),
        color_profiles=dict(styles.profiles),
        stylesheets=styles.sheets,
        pdf_variant="pdf/a-3a",
        pdf_tags=True,
    )
    stop_if_faulty()
    for sheet in document.pages:
        _keep_real_links(sheet)
    pdf_identifier = hashlib.md5(identifier.encode(), usedforsecurity=False).hexdigest() if identifier else True
    with ours(page.etree_element):
        pdf = document.write_pdf(
            finisher=finish, pdf_variant="pdf/a-3a", pdf_tags=True, pdf_identifier=pdf_identifier
        )
    stop_if_faulty()
    return pdf


@contextlib.contextmanager
def _collected() -> Iterator[list[str]]:
    faults: list[str] = []
    token = _warnings.set(faults)
    try:
        yield faults
    finally:
        _warnings.reset(token)


def _lint(root: Element) -> Iterator[str]:
    """What must hold before anything is laid out."""
    if not (root.get("lang") or "").strip():
        yield "the page names no language; set <html lang>"
    title = root.find("head/title")
    if title is None or not (title.text or "").strip():
        yield "the page has no title; set <title>"
    for element in root.iter():
        rel = (element.get("rel") or "").lower().split()
        if "attachment" in rel or element.tag == "base":
            yield f"<{element.tag}> would reach outside the page; remove it"
        if element.tag == SVG:
            yield from (f"a drawing borrows from {address[:80]}; put it into the page" for address in borrowed(element))
        href = (element.get("href") or "").strip()
        if element.tag in ("a", "area") and href and not href.lower().startswith(("#", *LINK_SCHEMES)):
            yield f"the link {href[:80]!r} is not one of #, {', '.join(LINK_SCHEMES)}; correct the address"


def _styles(
    page: HTML, fetcher: AssetFetcher, assets: Mapping[str, bytes], faults: list[str]
) -> tuple[_Styles, bytes]:
    """The page's style sheets, parsed once per thread for the same files."""
    sources = [element for element in page.etree_element.iter() if _is_sheet(element)]
    kept: OrderedDict[bytes, _Styles] = _kept.__dict__.setdefault("styles", OrderedDict())
    key = _digest(sources, assets)
    if key in kept:
        kept.move_to_end(key)
        styles = kept[key]
    else:
        while len(kept) >= _KEPT_STYLES:
            kept.popitem(last=False)
        styles = _parse(sources, fetcher, faults)
    for element in sources:
        element.set("type", "text/x-parsed")  # WeasyPrint then passes over it
    return styles, key


def _is_sheet(element: Element) -> bool:
    rel = (element.get("rel") or "").lower().split()
    if element.tag != "style" and not (element.tag == "link" and "stylesheet" in rel):
        return False
    media = [part.strip() for part in (element.get("media") or "all").split(",")]
    return evaluate_media_query(media, "print")


def _digest(sources: list[Element], assets: Mapping[str, bytes]) -> bytes:
    """Everything that can decide the parsed styles: the addresses, the inline styles, and the text and font files."""
    digest = hashlib.sha256()
    for element in sources:
        digest.update(repr((element.get("href"), element.text)).encode())
    for name in sorted(assets):
        if name.endswith((".css", ".ttf", ".otf", ".woff", ".woff2")):
            digest.update(repr(name).encode() + hashlib.sha256(assets[name]).digest())
    return digest.digest()


def _parse(sources: list[Element], fetcher: AssetFetcher, faults: list[str]) -> _Styles:
    fonts, counters, profiles, layers = Fonts(), CounterStyle(), {}, []
    # Given as user style sheets they keep their order and, with no author sheet beside them, their weight.
    common = {
        "url_fetcher": fetcher,
        "font_config": fonts,
        "counter_style": counters,
        "color_profiles": profiles,
        "layers": layers,
    }
    sheets = []
    for element in sources:
        if element.tag == "style":
            sheets.append(CSS(string=element.text or "", **common))
            continue
        address, told = (element.get("href") or "").strip() or SCHEME, len(faults)
        with contextlib.suppress(OSError):  # the fetcher has noted it
            sheets.append(CSS(url=address, _check_mime_type=True, **common))
        faults[told:] = [f"{address}: {fault}" for fault in faults[told:]]
    if not fonts.families:  # Pango would crash
        faults.append("no style sheet brings a font; add an @font-face")
    return _Styles(sheets, fonts, counters, profiles)


def _keep_real_links(page: Page) -> None:
    """One annotation for each line of an `<a>`; what lies inside it only widens the area to tap."""
    kept: list[tuple[str, str, tuple[float, ...], boxes.Box]] = []
    in_margins = {box for margin in page._page_box.children if isinstance(margin, boxes.MarginBox)
                  for box in margin.descendants()}
    for kind, target, area, box in page.links:
        if box in in_margins or box.element is None:
            continue
        if box.element_tag == "a":
            if not (kept and kept[-1][3].element is box.element and _holds(kept[-1][2], area)):
                kept.append((kind, target, area, box))
        elif isinstance(box, boxes.ReplacedBox) and kept and kept[-1][1] == target:
            old = kept[-1][2]
            wider = (min(old[0], area[0]), min(old[1], area[1]), max(old[2], area[2]), max(old[3], area[3]))
            kept[-1] = (kind, target, wider, kept[-1][3])
    page.links[:] = kept


def _holds(outer: tuple[float, ...], inner: tuple[float, ...]) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]
