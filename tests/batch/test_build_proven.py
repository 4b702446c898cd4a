"""`--prove`: a PDF that does not hold what was composed is never written."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from building import BRAND, TinyClinic, listed, pdfs
from handouts.batch import prove
from handouts.batch.crew import ThisProcess
from handouts.batch.gather import Selection, gather
from handouts.batch.jobs import plan
from handouts.batch.signals import Stop
from handouts.cli import main
from handouts.errors import DocumentFailed
from handouts.page.html import Printer

pytestmark = pytest.mark.slow
ONE = "tiny/en/pleural/one.standard.letter.pdf"
Build = Callable[..., Result]
HIDDEN = "hides the words 'Words of one.'; show them, or take them out of the text"


@pytest.fixture
def clinic(make_clinic) -> TinyClinic:
    return make_clinic("one")


@pytest.fixture
def build(clinic: TinyClinic, output: Path) -> Build:
    def go(*arguments: str) -> Result:
        # In this very process, for the templates are known not to loop.
        crew = ThisProcess("--prove" in arguments, Stop())
        return CliRunner().invoke(main, [*clinic.arguments(output, "one"), *arguments], obj=crew)

    return go


def edit(clinic: TinyClinic, name: str, old: str, new: str) -> None:
    path = clinic.folder / name
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def style(clinic: TinyClinic, rule: str) -> None:
    with (clinic.folder / "styles/tiny.css").open("a") as file:
        file.write(rule)


def test_what_was_never_proven_is_made_anew_and_proven_once(output: Path, tmp_path: Path) -> None:
    """Of a clinic that has nothing but a brand: of any other each file is proven."""
    (tmp_path / "brand").mkdir()
    (tmp_path / "brand/brand.yaml").write_text(BRAND.format(id="plain", name="Plain Clinic"))
    clinic = TinyClinic(tmp_path / "brand")

    def build(*arguments: str) -> Result:
        crew = ThisProcess("--prove" in arguments, Stop())
        return CliRunner().invoke(main, [*clinic.arguments(output, "glossary"), *arguments], obj=crew)

    assert build().stdout.startswith("1 made")
    before = pdfs(output)
    entry = json.loads((output / "manifest.json").read_text())["files"][0]
    assert entry["proven"] is False
    assert (build("--prove").exit_code, pdfs(output)) == (0, before)
    assert json.loads((output / "manifest.json").read_text())["files"][0] == entry | {"proven": True}
    for arguments in (("--prove",), ()):
        assert build(*arguments).stdout.startswith("0 made, 1 unchanged")


@pytest.mark.parametrize("asked", [(), ("--prove",)])
def test_words_that_a_clinics_style_hides_are_refused_and_the_old_file_stays(
    build: Build, clinic: TinyClinic, output: Path, asked: tuple[str, ...]
) -> None:
    """Asked for or not."""
    assert build(*asked).exit_code == 0
    assert json.loads((output / "manifest.json").read_text())["files"][0]["proven"] is True
    before = pdfs(output)
    style(clinic, "h2 + p { display: none }")
    result = build(*asked)
    assert result.exit_code == 3
    where = f"{clinic.folder.as_posix()}/styles/tiny.css"
    assert result.stderr.splitlines()[0] == f"{ONE}: {HIDDEN} ({where})"
    assert "--kind one --clinic" in result.stderr.splitlines()[1]
    assert pdfs(output) == before
    assert listed(output) == [ONE]


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        (
            "templates/quick.html.j2",
            "{{ inline(block.text) }}",
            "Other words.",
            "is without 'Words of one.', which its document says; look at its template",
        ),
        (
            "templates/quick.html.j2",
            '{% include "parts/foot.html.j2" %}',
            "approved",
            "says 'approved', which is not composed; look at its template",
        ),
        (
            "templates/quick.html.j2",
            '<p>{% include "parts/standing.html.j2" %}</p>',
            '<p aria-hidden="true">{% include "parts/standing.html.j2" %}</p>',
            "is without 'Draft, not approved. Checked Jan 2026. Check again by Jan 20...', which its document says; "
            "look at its template",
        ),
        (
            "styles/tiny.css",
            "@page {",
            "h2 + p::after { content: ' Not.' } @page {",
            "says 'Not.' on page 1, where 'Tiny Clinic' is composed; look for a style that adds or changes words",
        ),
    ],
    ids=["template", "state", "state unheard", "style"],
)
def test_what_a_template_or_a_style_takes_or_adds_is_told(
    file: str, old: str, new: str, fault: str, build: Build, clinic: TinyClinic, output: Path
) -> None:
    edit(clinic, file, old, new)
    result = build("--prove")
    assert result.exit_code == 3
    told = [line.removeprefix(f"{ONE}: ").rpartition(" (")[0] for line in result.stderr.splitlines()]
    assert fault in told, result.stderr
    assert not pdfs(output)


def test_strict_proves_too(build: Build) -> None:
    """Here nothing is approved, so that nothing is made: `--strict` asks for both."""
    from handouts.cli._build_options import parse

    context = main.get_command(None, "build").make_context("build", ["--strict"])
    assert parse(context.params).run.prove
    assert build("--strict").exit_code == 4


def test_another_number_of_pages_is_told(clinic: TinyClinic) -> None:
    asked = Selection(("pleural",), ("one",))
    (job,) = plan(gather([clinic.folder], asked), asked, dt.date(2026, 6, 1))
    handout, printer = job.handout(), Printer(job.assets)
    made = prove.finish(handout, printer, "x.pdf", prove=True)
    with pytest.raises(DocumentFailed, match=r"^x\.pdf: has 1 pages, but 2 were laid out; make it again$"):
        prove.refuse_unproven(replace(made, pages=2), handout, printer, "x.pdf")
