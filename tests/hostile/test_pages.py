"""A clinic whose templates, styles and words reach for what is not theirs, built in one go: each sheet by itself."""

from __future__ import annotations

import json
from pathlib import Path
from subprocess import CompletedProcess

import pikepdf
import pytest
from hostile_clinic import SECRET, add, handouts, links, make_clinic, spilled, write

pytestmark = pytest.mark.process
LOOP = "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}"
PICKLE = r"""{% set run = 'cos\nsystem\n(S"touch PWNED"\ntR.'.encode() %}
{{ handout.brand.parse_raw(run, proto='pickle', allow_pickle=True) }}"""
SIGHT = '<svg role="img" aria-label="x" width="9" height="9">{}</svg>'
# kind: what stands in the template, and what is said of it
REFUSED = {
    "python": ("{{ ''.__class__.__mro__ }}", "access to attribute '__class__' of 'str' object is unsafe"),
    "python-by-filter": ("{{ ''|attr('__class__') }}", "access to attribute '__class__' of 'str' object is unsafe"),
    "python-by-format": ("{{ '{0.__class__}'.format('') }}", "is unsafe"),
    "python-globals": ("{{ inline.__globals__ }}", "is unsafe"),
    "pickle": (PICKLE, "access to attribute 'parse_raw' of 'Brand' object is unsafe"),
    "read-file": ("{{ handout.brand.parse_file('SECRET') }}", "access to attribute 'parse_file' of 'Brand' object"),
    "read-map": ("{{ [handout.brand]|map(attribute='parse_file')|first }}", "is unsafe"),
    "fields": ("{{ handout.document.model_fields }}", "access to attribute 'model_fields'"),
    "change": ("{{ handout.labels.page.update({'notes': 'x'}) }}", "is unsafe"),
    "safe": ("{{ '<b>'|safe }}", "No filter named 'safe'"),
    "autoescape": ("{% autoescape false %}{{ handout.brand.name }}{% endautoescape %}", "autoescape cannot be changed"),
    "include-up": ("{% include '../../neighbor/secret.txt' %}", "there is no template '../../neighbor/secret.txt'"),
    "include-whole": ("{% include 'SECRET' %}", "there is no template '/"),
    "include-bundled": ("{% include 'bundled/../content/sources.yaml' %}", "there is no template 'bundled/../content"),
    "include-brand": ("{% include '../brand.yaml' %}", "there is no template '../brand.yaml'"),
    "include-itself": ("{% include 'include-itself.html.j2' %}", "includes or calls itself without end"),
    "include-latin": ("{% include 'latin.html.j2' %}", "is not UTF-8 text"),
    "range": ("{{ range(10 ** 9)|list }}", "Range too big"),
    "zero": ("{{ 1 / 0 }}", "division by zero"),
    "unknown": ("{{ no_such_thing }}", "'no_such_thing' is undefined"),
    "memory": ("{% set a = 'x' * 3000000000 %}", "MB; look for a huge picture or table"),
    "loop": (LOOP, "took more than 3 s; look for a loop"),
    "attached": ("<a rel=attachment href='file://SECRET'>x</a>", "would reach outside the page"),
    "based": ("<base href='file:///'>", "would reach outside the page"),
    "script-link": ("<a href='javascript:alert(1)'>x</a>", "the link 'javascript:alert(1)' is not one of"),
    "file-link": ("<a href='file://SECRET'>x</a>", "is not one of #, https:, mailto:, tel:"),
    "picture-file": ("<img alt=x src='file://SECRET'>", "was asked for; use only asset:NAME"),
    "picture-net": ("<img alt=x src='http://127.0.0.1:PORT/a.png'>", "was asked for; use only asset:NAME"),
    "embed": ("<embed src='http://127.0.0.1:PORT/a.png'>", "was asked for; use only asset:NAME"),
    "drawn-picture": (SIGHT.format("<image width=9 height=9 href='http://127.0.0.1:PORT/a'/>"), "was asked for"),
    "drawn-use": (SIGHT.format("<use href='http://127.0.0.1:PORT/a#b'/>"), "a drawing borrows from http://127"),
    "asset-up": ("<img alt=x src='asset:../../neighbor/secret.txt'>", "is not among the files given"),
    "asset-brand": ("<img alt=x src='asset:clinic/brand.yaml'>", "is not among the files given"),
}
# kind: a style sheet, and what is said of it
SHEETS = {
    "css-import": ("@import url(http://127.0.0.1:PORT/x.css);", "was asked for; use only asset:NAME"),
    "css-import-file": ("@import 'file://SECRET';", "was asked for; use only asset:NAME"),
    "css-background": ("h1 { background: url(http://127.0.0.1:PORT/x.png) }", "was asked for; use only asset:NAME"),
    "css-file": ("h1::before { content: url(file:///etc/passwd) }", "was asked for; use only asset:NAME"),
    "css-font": ("@font-face { font-family: Q; src: url(http://127.0.0.1:PORT/f.ttf) }", "was asked for"),
    "css-profile": ("@color-profile --q { src: url(http://127.0.0.1:PORT/p.icc) }", "was asked for"),
    "css-mark": ("h1 { display: list-item; list-style: url(file://SECRET) }", "was asked for"),
    "css-page": ("@page { @top-left { content: url(http://127.0.0.1:PORT/x) } }", "was asked for"),
    "css-none": ("h1 { colour: red }", "Ignored `colour: red"),
}
HARMLESS = {
    "words": "See javascript:alert(1) or file:///etc/passwd or <script>alert(1)</script> or http://127.0.0.1:PORT/.",
    "formula": "=cmd|' /C calc'!A0 and +1 and @x",
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


@pytest.fixture(scope="module")
def built(root: Path, port: int, secret: Path) -> CompletedProcess[str]:
    clinic = make_clinic(root / "clinic")

    def real(text: str) -> str:
        return text.replace("PORT", str(port)).replace("SECRET", str(secret))

    for kind, (body, _) in REFUSED.items():
        add(clinic, kind, real(body))
    for kind, (sheet, _) in SHEETS.items():
        write(clinic / f"styles/{kind}.css", real(sheet))
        add(clinic, kind, head=f'<link rel="stylesheet" href="asset:clinic/styles/{kind}.css">')
    for kind, words in HARMLESS.items():
        add(clinic, kind, words=real(words))
    write(clinic / "templates/latin.html.j2", "caf\u00e9".encode("latin-1"))
    kinds = [word for kind in (*REFUSED, *SHEETS, *HARMLESS) for word in ("--kind", kind)]
    where = ("--clinic", clinic, "--output", root / "output")
    return handouts("build", "pleural", *kinds, *where, "--timeout", 3, "--jobs", 2, "--json", seconds=90, folder=root)


def told(built: CompletedProcess[str], kind: str) -> list[dict]:
    """The problems of a sheet that was not made."""
    failed = {Path(entry["path"]).name.split(".")[0]: entry["problems"] for entry in json.loads(built.stdout)["failed"]}
    assert kind in failed, f"{kind} was made"
    return failed[kind]


@pytest.mark.parametrize("kind", [*REFUSED, *SHEETS])
def test_each_is_refused_with_its_reason(kind: str, built: CompletedProcess[str]) -> None:
    expected = (REFUSED | SHEETS)[kind][1]
    assert any(expected in problem["message"] for problem in told(built, kind)), told(built, kind)


def test_each_costs_only_itself(built: CompletedProcess[str]) -> None:
    assert built.returncode == 3
    assert sorted(entry["kind"] for entry in json.loads(built.stdout)["made"]) == sorted(HARMLESS)


def test_a_fault_in_a_template_is_told_at_its_line(built: CompletedProcess[str]) -> None:
    (problem,) = told(built, "zero")
    assert problem["path"].endswith("clinic/templates/zero.html.j2")
    assert (problem["line"], problem["message"]) == (7, "division by zero; mend it")


def test_addresses_in_words_are_words(built: CompletedProcess[str], root: Path) -> None:
    del built
    page = root / "output/hostile/en/pleural/words.standard.letter.pdf"
    assert links(page) == []
    assert spilled(page.parent, "javascript:alert(1)") == [page.name]


def test_nothing_of_another_folder_is_in_any_file(built: CompletedProcess[str], root: Path) -> None:
    assert spilled(root / "output") == []
    assert SECRET not in built.stdout + built.stderr
    assert not list(root.rglob("PWNED"))


def test_no_file_is_attached_to_any_sheet(built: CompletedProcess[str], root: Path) -> None:
    del built
    sheets = list((root / "output").rglob("*.pdf"))
    assert len(sheets) == len(HARMLESS)
    for sheet in sheets:
        with pikepdf.open(sheet) as pdf:
            assert not [thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and "/EF" in thing]


def test_the_search_would_find_it(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.attachments["a"] = pikepdf.AttachedFileSpec(pdf, SECRET.encode())
        pdf.add_blank_page()
        pdf.save(tmp_path / "a.pdf", compress_streams=True)
    assert spilled(tmp_path) == ["a.pdf"]
