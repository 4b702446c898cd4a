"""Made-up YAML, brands, tables, markup and drawings: each is read or refused in words, never a crash, never a hang.

Tests named by a crash assert no more than that: what is read is looked at elsewhere, what is refused is told in words.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import tempfile
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from pydantic import ValidationError

from handouts.clinic.boxes import Boxes
from handouts.clinic.brand import Brand
from handouts.clinic.columns import COLUMNS
from handouts.clinic.load import Clinic
from handouts.clinic.logo import Logo, check_logo
from handouts.clinic.logo.vocabulary import ELEMENTS
from handouts.clinic.table import load_clinics
from handouts.content.catalogue import Catalogue, DocumentId
from handouts.content.documents import Document
from handouts.content.load import load_catalogue
from handouts.errors import InputInvalid, Problem
from handouts.page.assets import read_assets
from handouts.page.handout import Request, compose
from handouts.page.html import to_html
from handouts.source.inline import parse_inline, plain_text
from handouts.source.layers import make_layers
from handouts.source.limits import LIMITED
from handouts.source.model import message_of, validate
from handouts.source.yaml import parse_yaml

# The same examples each time, so that a build server never fails by chance; HANDOUTS_FUZZ=explore looks further.
COMMON = {"deadline": dt.timedelta(seconds=10), "suppress_health_check": list(HealthCheck), "database": None}
settings.register_profile("ci", derandomize=True, max_examples=150, **COMMON)
settings.register_profile("explore", max_examples=3000, **COMMON)
fuzz = settings.get_profile(os.environ.get("HANDOUTS_FUZZ", "ci"))
ROOT = Path(__file__).parents[2]
SHIPPED = [path.read_text("utf-8") for path in sorted(ROOT.glob("content/en/pleural/*.yaml"))[:2]]
EXAMPLES = [path.read_text("utf-8") for path in sorted(ROOT.glob("examples/clinics/*/brand.yaml"))]
SAYS_WHAT_TO_DO = re.compile(r".+; .+", re.DOTALL)


def said(problems: tuple[Problem, ...]) -> None:
    """Every problem says what is wrong and what to do, on one line that a terminal can show."""
    assert problems
    for problem in problems:
        assert SAYS_WHAT_TO_DO.fullmatch(problem.message), problem
        assert not [char for char in str(problem) if unicodedata.category(char) in {"Cc", "Cs", "Cf"} and char != "\n"]


# YAML

SCRAPS = st.sampled_from(
    [
        *("&a ", "*a", "!!python/object:os.system ", "---\n", "%YAML 1.1\n", "<<: ", "~", "\n  ", "|\n", ">\n"),
        *("\t", "\r", "? ", "- ", ": ", "[", "]", "{", "}", "#", "'", '"', "**", "[[x]]", "{x}"),
        *("\\ud800", "\x00", "\u202e", "\u200b", "\ufeff"),
    ]
)


@st.composite
def edited(draw: st.DrawFn, texts: list[str]) -> str:
    """A real text with a few changes at random places."""
    text = draw(st.sampled_from(texts))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        cut = draw(st.integers(0, 40))
        text = text[:at] + draw(st.one_of(SCRAPS, st.text(max_size=8))) + text[at + cut :]
    return text


@fuzz
@given(st.one_of(edited(SHIPPED), st.lists(SCRAPS, max_size=40).map("".join)))
def test_no_document_makes_the_reader_crash(text: str) -> None:
    try:
        validate(Document, parse_yaml(text, "a.yaml"))
    except InputInvalid as error:
        said(error.problems)


@fuzz
@given(edited(EXAMPLES))
def test_no_brand_file_makes_the_reader_crash(text: str) -> None:
    try:
        validate(Brand, parse_yaml(text, "brand.yaml"))
    except InputInvalid as error:
        said(error.problems)


# Brands

JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=30), st.just("blank")),
    lambda inner: st.one_of(st.lists(inner, max_size=5), st.dictionaries(st.text(max_size=10), inner, max_size=5)),
    max_leaves=12,
)
MARKUP = st.sampled_from(
    [
        *("<script>alert(1)</script>", "</p><b>x</b>", "&amp;", "{{ 7 * 7 }}", "{% include 'x' %}", "'\"><img src=x>"),
        *("**bold**", "{clinic}", "[[term]]", "#fff;}*{display:none", "url(x)", "\\", "%s"),
    ]
)
LATIN = st.text(st.characters(min_codepoint=32, max_codepoint=0x24F), max_size=30)
NAME = st.one_of(MARKUP, LATIN, st.text(max_size=8))
NUMBER = st.one_of(st.text("0123456789 ()+-.x\uff11\u0661", max_size=20), st.text(max_size=20))
PHONE = st.fixed_dictionaries(
    {"label": NAME, "number": st.one_of(NUMBER, st.just("202-555-0143")), "hours": NAME, "use": st.just("any")}
)
FIELDS = {
    "id": st.one_of(st.just("x"), st.text(max_size=12)),
    "name": NAME,
    "country": st.one_of(st.sampled_from(["US", "GB"]), st.text(max_size=3)),
    "colors": st.fixed_dictionaries({}, optional={"primary": st.one_of(st.from_regex(r"#[0-9a-f]{6}"), NAME)}),
    "phones": st.one_of(st.just("blank"), st.lists(PHONE, max_size=2)),
    "emergency_number": st.one_of(st.just("911"), NUMBER),
    "address": st.lists(NAME, max_size=2),
    "web": st.one_of(NAME, NAME.map("https://example.org/{}".format), st.text(max_size=9).map("https://{}".format)),
    "fever": st.one_of(st.just("blank"), st.fixed_dictionaries({"unit": st.just("C"), "threshold": NUMBER})),
    "languages": st.lists(st.one_of(st.sampled_from(["en", "es"]), st.text(max_size=8)), max_size=2),
    "language_notice": NAME,
    "made_by": NAME,
    "logo": st.fixed_dictionaries({"file": NAME, "alt": NAME}),
}
WELL = {
    "id": "x",
    "name": "River",
    "country": "US",
    "phones": "blank",
    "emergency_number": "911",
    "fever": "blank",
    "paper": "letter",
}


@cache
def shipped() -> Catalogue:
    return load_catalogue(make_layers(), lambda identity: identity == SHEET)


SHEET = DocumentId("en", "pleural", "question-sheet")


def page(brand: Brand) -> str:
    handout = compose(shipped(), Clinic(brand), Request(SHEET, "standard", "letter"), dt.date(2026, 6, 1))
    return to_html(handout, read_assets(make_layers())).html


@cache
def tags() -> set[str]:
    return set(re.findall(r"<(\w+)", page(Brand.model_validate(WELL))))


def brand_of(data: object) -> Brand | None:
    try:
        return Brand.model_validate(data)
    except ValidationError as error:
        for details in error.errors(include_url=False):
            assert SAYS_WHAT_TO_DO.fullmatch(message_of(details)), details
        return None


@fuzz
@given(st.one_of(JSON, st.dictionaries(st.sampled_from([*FIELDS, "paper"]), JSON, max_size=8)))
def test_no_data_make_the_brand_crash(data: object) -> None:
    brand_of(data)


@fuzz
@given(st.fixed_dictionaries({}, optional=FIELDS))
def test_what_a_brand_says_is_printed_as_words(changes: dict[str, object]) -> None:
    fields = [name for name in changes if brand_of({**WELL, name: changes[name]})]
    brand = brand_of({**WELL, **{name: changes[name] for name in fields if name not in {"country", "logo"}}})
    if brand is None:  # each field is well, together they are not
        return
    html = page(brand)
    assert not re.search(r"<script|<img src=x|</p><b>x", html)
    assert set(re.findall(r"<(\w+)", html)) <= tags() | {"a", "img", "wbr", "p", "div", "span", "li", "ul", "svg"}


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "{{ 7 * 7 }}", "**bold** {clinic}"])
def test_markup_in_a_name_is_words(words: str) -> None:
    html = page(Brand.model_validate({**WELL, "name": words}))
    assert words.replace("<", "&lt;").replace(">", "&gt;") in html


# Tables

CELL = st.one_of(NAME, NUMBER, st.sampled_from(["=cmd|' /C calc'!A0", "blank", '"', ",", "\n", "\0"]))


@fuzz
@given(st.lists(st.dictionaries(st.sampled_from(list(COLUMNS)), CELL), max_size=3), st.text(max_size=5), st.booleans())
def test_any_table_is_read_or_refused(rows: list[dict[str, str]], end: str, bom: bool) -> None:
    text = "\n".join([",".join(COLUMNS), *(",".join(row.get(name, "") for name in COLUMNS) for row in rows), end])
    table_of(text.encode("utf-8-sig" if bom else "utf-8", "surrogatepass"))


@fuzz
@given(st.one_of(st.binary(max_size=60), st.text(max_size=60).map(lambda text: text.encode("utf-8", "replace"))))
def test_any_bytes_are_a_table_or_refused(data: bytes) -> None:
    table_of(data)


def table_of(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clinics.csv"
        path.write_bytes(data)
        found = load_clinics(path)
        assert found.clinics or found.problems
        if found.problems:
            said(tuple(found.problems))


# Markup

MARKS = st.sampled_from(
    ["**", "*", "[[", "]]", "|", "{", "}", "{fever}", "[[a|b]]", "\\", "`", "<b>", "_", "](x)", "\n", "  "]
)


@fuzz
@given(st.lists(st.one_of(MARKS, st.text(max_size=4)), max_size=30).map("".join))
def test_any_markup_is_read_or_refused(text: str) -> None:
    try:
        runs = parse_inline(text)
    except ValueError as error:
        assert SAYS_WHAT_TO_DO.fullmatch(str(error))
        return
    assert not any("**" in run.text or "[[" in run.text for run in runs)
    assert isinstance(plain_text(text), str)


# Drawings

SVG = "{http://www.w3.org/2000/svg}"
DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 300 90">
<style>.a{fill:#1B4B5A} g > .b{fill:none;stroke:#8A3B12;stroke-width:4}</style>
<defs><rect id="r" width="90" height="90"/><clipPath id="c"><use xlink:href="#r"/></clipPath>
<linearGradient id="g"><stop offset="0" stop-color="#1B4B5A"/></linearGradient>
<mask id="m"><rect width="300" height="90" fill="#fff"/></mask></defs>
<g transform="translate(1,2)"><circle class="a" clip-path="url(#c)" cx="45" cy="45" r="40"/>
<path class="b" d="M100,45c20-10,40-10,60,0"/></g>
<rect x="150" fill="url(#g)" mask="url(#m)" width="140" height="80"/></svg>"""
PARTS = st.sampled_from(
    [
        *("svg", "g", "use", "path", "rect", "circle", "image", "text", "a", "script", "style", "symbol", "pattern"),
        *("mask", "clipPath", "marker", "filter", "foreignObject", "animate", "linearGradient", "switch", "title"),
    ]
)
KEYS = st.sampled_from(
    [
        *("id", "x", "y", "width", "height", "r", "d", "points", "transform", "viewBox", "href", "style", "class"),
        *("fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "clip-path", "mask", "filter", "onload"),
        *("display", "visibility", "preserveAspectRatio", "gradientUnits", "spreadMethod", "offset"),
    ]
)
VALUES = st.one_of(
    st.sampled_from(
        [
            *("#r", "#g", "#nowhere", "url(#g)", "url(#m)", "url(http://127.0.0.1:9/)", "file:///etc/passwd", "none"),
            *("-1", "0", "1e9", "nan", "1e-9", "50%", "M0 0h9v9z", "M0 0a1 1 0 019", "matrix(1,2)", "scale(0)", "red"),
            *("fill:red", "fill:url(x)", "@import 'x'", "fill:red;}", "inherit", "data:image/png;base64,AAAA"),
        ]
    ),
    st.text(st.characters(min_codepoint=32, exclude_categories=["C"]), max_size=12),
)
BYTES = st.sampled_from([b"<!DOCTYPE svg [<!ENTITY x 'y'>]>", b"&x;", b"&#0;", b"<![CDATA[", b"\xff"])


@st.composite
def drawings(draw: st.DrawFn) -> bytes:
    """A whole drawing with parts and attributes put in, and sometimes bytes that break it."""
    root = etree.fromstring(DRAWING)
    for _ in range(draw(st.integers(0, 5))):
        element = draw(st.sampled_from(list(root.iter(f"{SVG}*"))))
        if draw(st.booleans()):
            element = etree.SubElement(element, SVG + draw(PARTS))
        for key, value in draw(st.dictionaries(KEYS, VALUES, max_size=3)).items():
            element.set(key, value)
    data = etree.tostring(root)
    if draw(st.integers(0, 5)) == 0:
        at = draw(st.integers(0, len(data)))
        data = data[:at] + draw(BYTES) + data[at:]
    return data


AWAY = re.compile(r"url\(\s*['\"]?[^#'\"\s]|image\(|src\(", re.IGNORECASE)


@pytest.fixture(scope="module")
def _one_worker() -> Iterator[None]:
    with LIMITED.kept():
        yield


def logo_of(data: bytes) -> Logo | None:
    try:
        return check_logo(data, "logo.svg", "River", Boxes.LOGO_MM, Boxes.LOGO_MIN_MM)
    except ValueError as error:
        assert str(error).startswith("'logo.svg' ")
        assert SAYS_WHAT_TO_DO.fullmatch(str(error)), error
        return None


@pytest.mark.process
@pytest.mark.usefixtures("_one_worker")
@fuzz
@given(drawings())
def test_any_drawing_is_kept_or_refused(data: bytes) -> None:
    logo = logo_of(data)
    if logo and logo.media_type == "image/svg+xml":
        for element in etree.fromstring(logo.data).iter():
            assert element.tag.removeprefix(SVG) in ELEMENTS - {"image"}
            assert not [key for key in element.attrib if key.startswith("on") or key in {"style", "class"}]
            assert element.get("href", "#").startswith("#")
            assert not [value for key, value in element.attrib.items() if key != "id" and AWAY.search(value)]
        assert logo_of(logo.data) == logo


@pytest.mark.slow
@pytest.mark.process
@pytest.mark.usefixtures("_one_worker")
@settings(fuzz, max_examples=fuzz.max_examples // 4)
@given(drawings())
def test_what_is_kept_is_drawn(data: bytes) -> None:
    from handouts.pdf import to_pdf
    from pdf_pages import assets, page

    if logo := logo_of(data):
        name = "logo.svg" if logo.media_type == "image/svg+xml" else "logo.png"
        html = page(f'<h1>Title</h1><p><img style="width: 60mm" alt="River" src="asset:{name}"></p>')
        assert to_pdf(html, assets=assets(**{name: logo.data}), identifier="x").startswith(b"%PDF")


@pytest.mark.process
@pytest.mark.usefixtures("_one_worker")
@fuzz
@given(st.binary(max_size=200), st.sampled_from([b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b""]), st.booleans())
def test_no_bytes_make_the_reader_of_pictures_crash(data: bytes, head: bytes, photo: bool) -> None:
    try:
        check_logo(head + data, "logo.jpg" if photo else "logo.png", "x", Boxes.LOGO_MM, Boxes.LOGO_MIN_MM)
    except ValueError as error:
        assert SAYS_WHAT_TO_DO.fullmatch(str(error)), error
