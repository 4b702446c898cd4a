"""`check` finds what a build would, in clinics that change how pages look."""

from __future__ import annotations

from pathlib import Path

import pytest

from building import write

pytestmark = [pytest.mark.usefixtures("small_package"), pytest.mark.process]


def test_a_style_that_cannot_be_laid_out(run, clinic: Path) -> None:
    write(clinic / "styles/own.css", "h1 { margin: 0 }\n.band { max-lines: 0; column-span: all }\np { max-lines: 0 }\n")
    result = run("check", "--clinic", clinic.name)
    assert result.exit_code == 1
    assert "our-clinic/styles/own.css:" in result.stdout
    assert "fault of its own" not in result.stdout


def test_a_style_that_hides_words(run, clinic: Path) -> None:
    write(clinic / "styles/own.css", ".foot__state { display: none }\n")
    result = run("check", "--clinic", clinic.name)
    assert result.exit_code == 1
    assert "page 1 lacks its foot, or a part of it; " in result.stdout


def test_a_template_that_asks_in_vain(run, clinic: Path) -> None:
    write(clinic / "templates/parts/band.html.j2", "<header>\n{{ nobody() }}</header>\n")
    result = run("check", "--clinic", clinic.name)
    assert (result.exit_code, result.stdout) == (
        1,
        "our-clinic/templates/parts/band.html.j2:2:1: 'nobody' is no variable of a template; correct it\n",
    )


def test_a_template_that_no_sheet_uses(run, clinic: Path) -> None:
    used = {
        "parts/clinic.html.j2": '{% include "bundled/parts/clinic.html.j2" %}{% include "parts/mine/bus.html.j2" %}',
        "parts/mine/bus.html.j2": '{% if false %}{% include "parts/" ~ handout.lang ~ ".html.j2" %}{% endif %}',
        "parts/xx.html.j2": "",
        "own/tab.html.j2": '<div data-own="tab"></div>{{ own("bus") if false }}',
        "own/bus.html.j2": "",
        "marks/pentagon.svg.j2": "",
    }
    for name in ("bands.html.j2", "own/band.html.j2", "blocks/bands.html.j2", *used):
        write(clinic / "templates" / name, used.get(name, "<p>Never printed.</p>"))
    result = run("check", "--clinic", clinic.name)
    told = "is a template that no sheet uses; give it the name of one of the package's, or delete it"
    assert result.exit_code == 1
    assert [line for line in result.stdout.splitlines() if "no sheet uses" in line] == [
        f"our-clinic/templates/{name}: {told}" for name in ("bands.html.j2", "own/band.html.j2")
    ]


def test_what_was_laid_over_earlier_parts_is_still_printed(run, clinic: Path) -> None:
    write(
        clinic / "templates/parts/clinic.html.j2",
        '<div class="closing__clinic">{{ handout.brand.made_by or labels.page.made_by }}</div>\n',
    )
    tab = '{% if logo is not none %}<img src="asset:{{ logo_name }}" alt="{{ logo.alt }}">{% endif %}'
    write(
        clinic / "templates/parts/band.html.j2",
        f'<header class="band"><div class="band__tab" data-imprint="tab">{tab}<p>{{{{ handout.brand.name }}}}</p></div>'
        "<h1>{{ handout.document.title }}</h1></header>\n",
    )
    result = run("check", "--clinic", clinic.name)
    assert (result.exit_code, result.stdout) == (0, "")


def test_an_edition_that_has_no_room(run, clinic: Path) -> None:
    write(
        clinic / "content/editions/vast.yaml",
        "extends: large-print\norder: 9\nbody_pt: 30\ntokens: {size-display: 300pt}\n",
    )
    write(clinic / "content/en/labels.yaml", "editions: {vast: Vast print}\n")
    result = run("check", "--clinic", clinic.name)
    assert result.exit_code == 1
    assert "overview.vast." in result.stdout
    assert "runs off at the side; let it wrap, or set it smaller" in result.stdout


def test_a_look_that_is_well(run, clinic: Path) -> None:
    write(clinic / "styles/own.css", ".band { border-bottom-color: #000 }\n")
    result = run("check", "--clinic", clinic.name)
    assert (result.exit_code, result.stdout) == (0, "")
