"""One document through WeasyPrint, with every silence made loud."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import re
import tempfile
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence, Set
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from xml.etree.ElementTree import Element

import pydyf
from cssselect2 import Matcher
from weasyprint import CSS, HTML
from weasyprint.css.counters import CounterStyle
from weasyprint.css.media_queries import evaluate_media_query
from weasyprint.document import Document
from weasyprint.logger import LOGGER
from weasyprint.text.fonts import FontConfiguration

from handouts.errors import DocumentFailed, Problem
from handouts.finishing import Finish, Unfinished, finish
from handouts.pdf import engine
from handouts.pdf.attached import Attached, attachments
from handouts.pdf.fetch import SCHEME, AssetFetcher
from handouts.pdf.fit import fit_faults
from handouts.pdf.letters import letters_of
from handouts.pdf.links import keep_real_links
from handouts.pdf.lint import page_faults
from handouts.pdf.look import Look, look
from handouts.pdf.patch import tagging
from handouts.pdf.places import drawn, with_root
from handouts.pdf.plates import Opened, Shared, opened
from handouts.pdf.tagger import Untaggable
from handouts.press.plate import Plate, Room
from handouts.press.printing import Own, printed

# Warnings of WeasyPrint that cost the reader nothing. Each entry says why it is harmless.
ALLOWED_WARNINGS: tuple[re.Pattern[str], ...] = ()

_NOTDEF = re.compile(r'\.notdef glyph rendered.*?("."\s\(U\+[0-9A-F]+\))', re.DOTALL)

_KEPT_STYLES = 8  # (style sheets, fonts) sets kept per thread: one for each edition and clinic being built
_warnings: ContextVar[list[str] | None] = ContextVar("weasyprint_warnings", default=None)
_kept = threading.local()  # Pango's font maps must not cross threads


class Fonts(FontConfiguration):
    """The fonts of one set of style sheets: the names they declare, and the letters that each has."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = Path(tempfile.mkdtemp(prefix="fonts-", dir=engine.scratch()))
        self.letters: dict[str, set[int]] = {}
        self.faults: list[str] = []

    def add_font_face(self, rule_descriptors: Mapping[str, object], url_fetcher: AssetFetcher) -> None:
        """Load one @font-face and remember its family."""
        super().add_font_face(rule_descriptors, url_fetcher)
        letters = self.letters.setdefault(str(rule_descriptors["font_family"]).lower(), set())
        url = next((url for kind, url in rule_descriptors["src"] if kind == "external" and url), SCHEME)
        found, wrong = letters_of(url_fetcher.read(url))
        letters |= found
        if wrong:
            self.faults.append(f"{url}: draws {wrong}; use a font whose digits are right")

    @property
    def families(self) -> Set[str]:
        """The names they declare, in lower case."""
        return self.letters.keys()


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


class LaidOut:
    """A page whose boxes have their places, and which can be drawn as a plate or a PDF."""

    def __init__(
        self, root: Element, document: Document, opened: Opened, fetcher: AssetFetcher, identifier: str
    ) -> None:
        self._root, self._document, self._opened = root, document, opened
        self._fetcher, self._identifier = fetcher, identifier

    @cached_property
    def look(self) -> Look:
        """What the boxes tell about the pages."""
        return look(self._root, self._document.pages)

    def check(self) -> None:
        """Raise `DocumentFailed` for words that cannot be read, and for empty pages."""
        document, marks = self._document, {inner for mark in self._opened.marks for inner in mark.iter()}
        faults = fit_faults(self._root, document.pages, document.font_config.letters, marks)
        if faults:
            raise DocumentFailed(Problem(self._identifier or "document", 0, 0, "", fault) for fault in faults)

    def plate(self, attached: Sequence[Attached] = (), wish: Finish = Finish()) -> Plate:  # noqa: B008 (frozen)
        """The page drawn, tagged and cut at its places, with files in it.

        Raises `DocumentFailed` with every fault found, and ValueError where a place is moved or clipped.
        """
        root, document = self._root, self._document
        with raising_faults(self._fetcher, self._identifier), tagging(root, document.pages) as tags:

            def cut(pdf: pydyf.PDF) -> Plate:
                finish(pdf, root, tags, wish)
                return self._opened.plate(pdf, document, tags, wish.version)

            return drawn(document, cut, pdf_variant=wish.variant, attachments=attachments(attached))

    def write(self, attached: Sequence[Attached] = (), wish: Finish = Finish()) -> bytes:  # noqa: B008 (frozen)
        """The PDF of a page without places; raises `DocumentFailed` with every fault found."""
        return printed(self.plate(attached, wish), (), Own(self._identifier))


def lay_out(
    html: str,
    assets: Mapping[str, bytes],
    identifier: str,
    rooms: Sequence[Room] = (),
    shared: Shared = Shared(),  # noqa: B008 (frozen)
) -> LaidOut:
    """Give every box of `html` its place; raises `DocumentFailed` with every fault found."""
    fetcher = AssetFetcher(assets)
    with raising_faults(fetcher, identifier) as faults:
        page = HTML(string=html, url_fetcher=fetcher)
        places = opened(page.etree_element, rooms, shared)
        root, document = laid_out(with_root(page, page.etree_element), fetcher, assets, faults)
    return LaidOut(root, document, places, fetcher, identifier)


def laid_out(
    page: HTML, fetcher: AssetFetcher, assets: Mapping[str, bytes], faults: list[str]
) -> tuple[Element, Document]:
    """The page's root element and its boxes in their places; what is wrong is added to `faults`."""
    faults.extend(page_faults(page.etree_element))
    _stop_if_faulty(faults, fetcher)
    styles, key = _styles(page, fetcher, assets, faults)
    _stop_if_faulty(faults, fetcher)
    _kept.styles[key] = styles  # only a faultless set is kept, or its faults would be told once only
    document = page.render(
        font_config=styles.fonts,
        counter_style=styles.counters.copy(),
        color_profiles=dict(styles.profiles),
        stylesheets=styles.sheets,
        pdf_variant="pdf/a-3a",
        pdf_tags=True,
    )
    _stop_if_faulty(faults, fetcher)
    for each in document.pages:
        keep_real_links(each)
    return page.etree_element, document


class _Refused(Exception):
    """The faults found so far make the document worthless."""


def _stop_if_faulty(faults: list[str], fetcher: AssetFetcher) -> None:
    if faults or fetcher.faults:
        raise _Refused


@contextlib.contextmanager
def raising_faults(fetcher: AssetFetcher, identifier: str) -> Iterator[list[str]]:
    """Raise `DocumentFailed` at the end, if any fault was found on the way."""
    with _collected() as faults:
        try:
            yield faults
        except (Untaggable, Unfinished) as error:
            faults.extend(error.faults)
        except _Refused:
            pass
    echoes = [fault for fault in faults if any(own in fault for own in fetcher.faults)]
    if messages := [*fetcher.faults, *(fault for fault in faults if fault not in echoes)]:
        raise DocumentFailed(Problem(identifier or "document", 0, 0, "", message) for message in messages)


@contextlib.contextmanager
def _collected() -> Iterator[list[str]]:
    faults: list[str] = []
    token = _warnings.set(faults)
    try:
        yield faults
    finally:
        _warnings.reset(token)


def _styles(page: HTML, fetcher: AssetFetcher, assets: Mapping[str, bytes], faults: list[str]) -> tuple[_Styles, bytes]:
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
        # All in one, the first: each element is then matched once, not once a sheet.
        "matcher": Matcher(),
        "page_rules": [],
    }
    sheets = []
    for element in sources:
        if element.tag == "style":
            sheets.append(CSS(string=element.text or "", **common))
            continue
        address, before = (element.get("href") or "").strip() or SCHEME, len(faults)
        with contextlib.suppress(OSError):  # the fetcher has noted it
            sheets.append(CSS(url=address, _check_mime_type=True, **common))
        faults[before:] = [f"{address}: {fault}" for fault in faults[before:]]
    faults.extend(fonts.faults)
    if not fonts.families:  # Pango would crash
        faults.append("no style sheet brings a font; add an @font-face")
    return _Styles(sheets[:1], fonts, counters, profiles)
