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
