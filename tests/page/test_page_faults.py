"""What a clinic's own templates and style sheets break is told by file and line; nothing of it is our own fault."""

from __future__ import annotations

import datetime as dt

import pytest

from building import LOOP, PAGE, write
from handouts.batch.gather import Selection, gather
from handouts.batch.jobs import plan
from handouts.errors import DocumentFailed
from handouts.page import time_limit
from handouts.page.html import Printer
from handouts.page.render import make_pdf

TEMPLATE = "templates/quick.html.j2"
STYLE = "styles/tiny.css"


@pytest.fixture
def problems(make_clinic):
    """What is wrong with the page of a clinic whose file has more words in it."""

    def told(name: str, words: str, make=make_pdf) -> list[str]:
        clinic = make_clinic("only")
        text = PAGE.replace("WAIT", words) if name == TEMPLATE else (clinic.folder / name).read_text() + words
        write(clinic.folder / name, text)
        asked = Selection(("pleural",), ("only",))
        [job] = plan(gather([clinic.folder], asked), asked, dt.date(2026, 6, 1))
        with pytest.raises(DocumentFailed) as caught:
            make(job.handout(), Printer(job.assets), "doc")
        return [str(problem).removeprefix(f"{clinic.folder}/") for problem in caught.value.problems]

    return told


def page_only(handout, printer, _name) -> None:
    printer.page(handout)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("{{ nobody() }}", "'nobody' is undefined; mend it"),
        ("{{ 1 / 0 }}", "division by zero; mend it"),
        ("{{ handout.lead.upper() }}", "has no attribute 'lead'; mend it"),
        ("{% include 'parts/gone.html.j2' %}", "there is no template 'parts/gone.html.j2'; mend it"),
        ("{% if %}", "Expected an expression, got 'end of statement block'; mend it"),
        ("{{ 'x' | upside_down }}", "No filter named 'upside_down'; mend it"),
    ],
)
def test_a_template_is_told_by_its_line(problems, words: str, said: str) -> None:
    [problem] = problems(TEMPLATE, words, page_only)
    assert problem.startswith(f"{TEMPLATE}:5:1: "), problem
    assert problem.endswith(said)


def test_a_template_that_includes_itself_is_told(problems) -> None:
    [problem] = problems(TEMPLATE, "{% include 'quick.html.j2' %}", page_only)
    assert problem.startswith(f"{TEMPLATE}:")
    assert problem.endswith(": includes or calls itself without end; mend it")


def test_a_template_that_loops_is_told_by_its_line(problems, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(time_limit, "SECONDS", 0.5)
    [problem] = problems(TEMPLATE, LOOP.replace("%d", "99999"), page_only)
    assert problem == f"{TEMPLATE}:5:1: takes more than 0.5 s; look for a loop, and end it"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (
            "p { color: #111; letter-spacing: 1e30px }",
            "8:18: cannot be laid out (OverflowError: int too big to convert): ",
        ),
        (
            "p { width: calc(1px + ) }",
            "8:5: cannot be laid out (AssertionError): width: calc(1px + ); correct or delete it",
        ),
        ("p { max-lines: 0 }", "8:5: cannot be laid out (IndexError: list index out of range): max-lines: 0; "),
        (
            "@media print { p { max-lines: 0 } }",
            "8:1: cannot be laid out (IndexError: list index out of range): @media ",
        ),
        ("p { colr: red; }", "8:5: Ignored `colr: red`, unknown property; correct it where it is written"),
        ("p { width: foo(3); }", "8:5: Ignored `width: foo(3)`, invalid value; correct it where it is written"),
        (":is(p {", "8:2: Parse error: EOF reached before {} block"),
    ],
)
def test_a_style_is_told_by_its_line(problems, rule: str, said: str) -> None:
    [problem] = problems(STYLE, f"\n{rule}\n")
    assert problem.startswith(f"{STYLE}:{said}"), problem


@pytest.mark.slow
def test_a_circle_of_values_is_no_fault_of_ours(problems) -> None:
    told = problems(STYLE, "\np { --a: var(--b); --b: var(--a); width: var(--a); display: none }\n")
    assert told
    assert all("hides the words" in problem or "lacks its foot" in problem for problem in told)
