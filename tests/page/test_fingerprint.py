"""What changes a fingerprint, and what must not."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from building import TinyClinic, run
from handouts.batch.jobs import Selection, gather, plan
from handouts.batch.run import fingerprinted
from handouts.clinic.load import load_clinic
from handouts.content.load import load_catalogue
from handouts.page import fingerprint
from handouts.page.handout import Request, compose
from handouts.source.layers import make_layers

EXAMPLES = Path(__file__).parents[2] / "examples/clinics"
TODAY = dt.date(2026, 6, 1)


def print_of(clinic: TinyClinic, as_of: dt.date = TODAY, **selection: tuple[str, ...]) -> str:
    """The fingerprint of the clinic's only document."""
    fingerprint.layers_digest.cache_clear()
    asked = Selection(("pleural",), ("only",), **selection)
    ready = gather([clinic.folder], asked)
    (planned,) = fingerprinted(ready, plan(ready, asked), as_of)
    return planned.fingerprint


@pytest.fixture
def clinic(make_clinic) -> TinyClinic:
    return make_clinic("only")


def edit(name: str, old: str, new: str) -> Callable[[TinyClinic], None]:
    def change(clinic: TinyClinic) -> None:
        path = clinic.folder / name
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    return change


@pytest.mark.parametrize(
    "change",
    [
        edit("content/en/pleural/only.yaml", "Words of only", "Other words"),
        edit("content/kinds/only.yaml", "standard: 1", "standard: 2"),
        edit("content/en/labels.yaml", "Tiny only", "Tiny sheet"),
        edit("brand.yaml", "Tiny Clinic", "Small Clinic"),
        edit("brand.yaml", '"911"', "blank"),
        edit("templates/quick.html.j2", "<h1>", "<h1 id='top'>"),
        edit("styles/tiny.css", "margin: 10mm", "margin: 11mm"),
    ],
)
def test_what_is_printed_decides(change: Callable[[TinyClinic], None], clinic: TinyClinic) -> None:
    before = print_of(clinic)
    change(clinic)
    assert print_of(clinic) != before


def test_the_logo_decides(clinic: TinyClinic) -> None:
    before = print_of(clinic)
    shutil.copy(Path(__file__).parents[1] / "demo_clinic/logo.svg", clinic.folder)
    with (clinic.folder / "brand.yaml").open("a") as file:
        file.write("logo: {file: logo.svg, alt: Leaves}\n")
    with_logo = print_of(clinic)
    edit("logo.svg", "</svg>", '<rect width="1" height="1"/></svg>')(clinic)
    assert len({before, with_logo, print_of(clinic)}) == 3


def test_edition_paper_and_the_state_in_the_foot_decide(clinic: TinyClinic) -> None:
    found = {
        print_of(clinic),
        print_of(clinic, editions=("large-print",)),
        print_of(clinic, papers=("a4",)),
        print_of(clinic, as_of=dt.date(2027, 6, 1)),
    }
    assert len(found) == 4


def test_a_sign_off_decides(clinic: TinyClinic) -> None:
    asked = Selection(("pleural",), ("only",))
    ready = gather([clinic.folder], asked)
    (planned,) = fingerprinted(ready, plan(ready, asked), TODAY)
    draft = planned.handout(TODAY)
    prints = fingerprint.Fingerprints()
    signed = prints.of(replace(draft, status=replace(draft.status, state="approved")), planned.ready.layers)
    assert prints.of(draft, planned.ready.layers) == planned.fingerprint != signed


def test_only_the_clinic_tells_two_clinics_sheets_apart() -> None:
    """The build digests the words once for all clinics: nothing but `clinic` may hang on the clinic."""
    catalogue = load_catalogue(make_layers())
    clinics = [load_clinic(EXAMPLES / name) for name in ("uk-example", "us-example")]
    assert catalogue.documents
    for document in catalogue.documents:
        first, second = (
            compose(catalogue, clinic, Request(document, "standard", "a4"), TODAY) for clinic in clinics
        )
        assert replace(first, clinic=second.clinic) == second


def test_versions_decide(clinic: TinyClinic, monkeypatch: pytest.MonkeyPatch) -> None:
    before = print_of(clinic)
    monkeypatch.setattr(fingerprint, "tools", lambda: {"weasyprint": "71.0"})
    assert print_of(clinic) != before
    monkeypatch.undo()
    tools = fingerprint.tools()
    assert {"weasyprint", "pango", "harfbuzz", "code", "fonttools"} <= tools.keys()
    assert "none" not in {tools[name] for name in ("weasyprint", "pydyf", "jinja2", "pillow")}


def test_time_stamps_the_day_and_the_folder_do_not_decide(clinic: TinyClinic, tmp_path: Path) -> None:
    before = print_of(clinic)
    for path in clinic.folder.rglob("*"):
        os.utime(path, (1, 1))
    assert print_of(clinic) == before
    assert print_of(clinic, as_of=dt.date(2026, 12, 31)) == before
    assert print_of(TinyClinic(Path(shutil.copytree(clinic.folder, tmp_path / "elsewhere")))) == before


def test_an_unchanged_build_loads_neither_weasyprint_nor_templates(make_clinic, output: Path) -> None:
    clinic = make_clinic("one", "two")
    arguments = clinic.arguments(output, "one", "two")
    assert run(*arguments).returncode == 0
    code = (
        "import atexit, sys; from handouts.cli import main; heavy = {'weasyprint', 'jinja2', 'pebble', 'rich'}; "
        "atexit.register(lambda: print(sorted(heavy & sys.modules.keys()))); main()"
    )
    result = run(*arguments, code=code)
    assert result.stdout.splitlines() == [f"0 made, 2 unchanged, 0 failed; see {output}/index.html", "[]"]
