"""Variables that templates ask for in vain are told at their lines, all at once, in parts that no sheet prints too."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from building import PAGE, write
from handouts.batch.gather import Selection, gather
from handouts.batch.jobs import plan
from handouts.page.html import Printer
from handouts.page.variables import unknown_variables
from handouts.source.layers import LOCKED, bundled_root

Told = Callable[[dict[str, str]], list[str]]


@pytest.fixture
def told(make_clinic) -> Told:
    """What is told of a tiny clinic with these files of its own."""

    def told(files: dict[str, str]) -> list[str]:
        clinic = make_clinic("only")
        (clinic.folder / "templates/broken.html.j2").unlink()
        for name, text in files.items():
            write(clinic.folder / name, text)
        asked = Selection(("pleural",), ("only",))
        [job] = plan(gather([clinic.folder], asked), asked, dt.date(2026, 6, 1))
        found = unknown_variables(Printer(job.assets), job.handout())
        return [str(problem).removeprefix(f"{clinic.folder.as_posix()}/templates/") for problem in found]

    return told


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("{{ clinick }}", "'clinick' is no variable of a template; correct it"),
        ("{{ labls.page.notes }}", "'labls' is no variable of a template; did you mean 'labels'? correct it"),
        ("{{ labels.page.nothing }}", "labels.page has no 'nothing'; correct it"),
        ("{{ handout.brand.wub }}", "handout.brand has no 'wub'; did you mean 'web'? correct it"),
        ("{% if handout.nothing %}x{% endif %}", "handout has no 'nothing'; correct it"),
        ("{% if false %}{{ clinick }}{% endif %}", "'clinick' is no variable of a template; correct it"),
        ("{{ inline(handout.document.leed) }}", "handout.document has no 'leed'; did you mean 'lead'? correct it"),
    ],
)
def test_a_variable_that_is_none_is_told_by_its_line(told: Told, words: str, said: str) -> None:
    assert told({"templates/quick.html.j2": PAGE.replace("WAIT", words)}) == [f"quick.html.j2:5:1: {said}"]


@pytest.mark.parametrize(
    "words",
    [
        "{{ lines | default('') }}",
        "{% if clinick is defined %}x{% endif %}",
        "{% set mine = 1 %}{{ mine }}",
        "{% for name in 'ab' %}{{ name }}{{ loop.index }}{% endfor %}",
        "{% macro of(x) %}{{ x.y }}{% endmacro %}{{ of(labels) }}",
        "{{ handout.brand.logo.alt }}",
        "{{ handout.brand.name.upper() }}",
        "{{ labels.page.keys() }}",
        "{% include 'parts/section.html.j2' %}{{ section.heading }}",
    ],
)
def test_what_is_there_or_only_a_sheet_can_tell_is_left(told: Told, words: str) -> None:
    assert told({"templates/quick.html.j2": PAGE.replace("WAIT", words)}) == []


def test_all_are_told_at_once(told: Told) -> None:
    files = {
        "templates/quick.html.j2": PAGE.replace("WAIT", "{{ a1 }}\n{{ a2 }}"),
        "templates/never.html.j2": "{{ a3 }}",
    }
    assert [line.split(": ")[0] for line in told(files)] == [
        "never.html.j2:1:1",
        "quick.html.j2:5:1",
        "quick.html.j2:6:1",
    ]


def test_the_packages_own_templates_ask_for_nothing_in_vain(told: Told) -> None:
    root = bundled_root()
    names = [path.relative_to(root).as_posix() for path in sorted((root / "templates").rglob("*.j2"))]
    files = {name: (root / name).read_text(encoding="utf-8") for name in names if name not in LOCKED}
    assert len(files) > 40
    assert told(files) == []


def test_a_template_that_cannot_be_read_is_left_to_who_prints_it(told: Told) -> None:
    assert told({"templates/quick.html.j2": "{% if %}"}) == []
