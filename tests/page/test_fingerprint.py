"""What changes a fingerprint, and what must not."""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import tomllib
from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import requires, version
from pathlib import Path

import pytest

import handouts
from building import TinyClinic, run
from handouts.batch.gather import Selection, gather
from handouts.batch.jobs import plan
from handouts.clinic.load import load_clinic
from handouts.content.load import load_catalogue
from handouts.page import fingerprint
from handouts.page.assets import read_assets
from handouts.page.handout import Request, compose
from handouts.page.html import to_html
from handouts.source.layers import Layer, Layers, bundled_root, make_layers

EXAMPLES = Path(__file__).parents[2] / "examples/clinics"
TODAY = dt.date(2026, 6, 1)


def print_of(clinic: TinyClinic, as_of: dt.date = TODAY, **selection: tuple[str, ...]) -> str:
    """The fingerprint of the clinic's only document."""
    asked = Selection(("pleural",), ("only",), **selection)
    (planned,) = plan(gather([clinic.folder], asked), asked, as_of)
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


@pytest.mark.process
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
    (planned,) = plan(gather([clinic.folder], asked), asked, TODAY)
    draft = planned.handout()
    prints = fingerprint.Fingerprints()
    signed = prints.of(replace(draft, status=replace(draft.status, state="approved")), planned.assets)
    assert prints.of(draft, planned.assets) == planned.fingerprint != signed


@pytest.mark.process
def test_only_the_clinic_tells_two_clinics_sheets_apart() -> None:
    """The build digests the words once for all clinics: nothing but `clinic` may hang on the clinic."""
    catalogue = load_catalogue(make_layers())
    clinics = [load_clinic(EXAMPLES / name) for name in ("uk-example", "us-example")]
    assert catalogue.documents
    for document in catalogue.documents:
        first, second = (compose(catalogue, clinic, Request(document, "standard", "a4"), TODAY) for clinic in clinics)
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


@pytest.mark.process
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


def test_each_file_that_decides_bytes_decides_and_no_other(tmp_path: Path) -> None:
    package = tmp_path / "handouts"
    shutil.copytree(Path(handouts.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__", "_bundled"))
    before = fingerprint.code_digest(fingerprint.ROOMS, package)
    assert before == fingerprint.tools()["code"]
    decided = {True: 0, False: 0}
    for path in sorted(package.rglob("*.py")):
        text = path.read_bytes()
        path.write_bytes(text + b"# edited\n")
        room = path.relative_to(package).parts[0].removesuffix(".py")
        changed = fingerprint.code_digest(fingerprint.ROOMS, package) != before
        assert changed == (room in fingerprint.ROOMS), path
        decided[changed] += 1
        path.write_bytes(text)
    assert decided[True] > 60 and decided[False] > 30


def test_the_fit_and_the_phone_library_decide(clinic: TinyClinic, tmp_path: Path, monkeypatch) -> None:
    """Two sheets that went stale: another `LEAST_FILL`, and a phone library that writes numbers otherwise."""
    before = print_of(clinic)
    package = Path(shutil.copytree(Path(handouts.__file__).parent, tmp_path / "handouts"))
    edited = package / "page/fit.py"
    edited.write_text(edited.read_text().replace("\nLEAST_FILL = 0.25", "\nLEAST_FILL = 0.5"))
    assert fingerprint.code_digest(fingerprint.ROOMS, package) != fingerprint.tools()["code"]
    assert {"phonenumberslite", "markdown-it-py"} <= fingerprint.tools().keys()
    monkeypatch.setattr(fingerprint, "version", lambda name: "1.0" if name == "phonenumberslite" else version(name))
    fingerprint.tools.cache_clear()
    assert print_of(clinic) != before
    monkeypatch.undo()
    fingerprint.tools.cache_clear()
    assert print_of(clinic) == before


def test_every_declared_dependency_and_what_it_rests_on_is_digested() -> None:
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]
    named = {re.match(r"[\w.-]+", line)[0].lower() for line in project["dependencies"]}
    assert named == set(fingerprint.declared())
    engine = {re.match(r"[\w.-]+", line)[0].lower() for line in requires("weasyprint") if "extra ==" not in line}
    assert engine <= {*fingerprint.declared(), *fingerprint.ENGINE, "pyphen"}


def test_the_review_pack_decides_no_sheet(tmp_path: Path) -> None:
    for name in ("templates", "styles", "content/figures"):
        shutil.copytree(bundled_root() / name, tmp_path / name)

    def digest() -> str:
        return read_assets(Layers((Layer(tmp_path, "", bundled=True),))).digest

    before = digest()
    for name in ("templates/review-pack/cover.html.j2", "templates/site/index.html.j2"):
        (tmp_path / name).write_text("edited")
    (tmp_path / "styles/review-pack/review-pack.css").write_text("edited")
    assert digest() == before
    (tmp_path / "templates/base.html.j2").write_text("edited")
    assert digest() != before


def test_a_process_that_lives_long_prints_what_is_there_now(clinic: TinyClinic) -> None:
    asked = Selection(("pleural",), ("only",))

    def page() -> str:
        (planned,) = plan(gather([clinic.folder], asked), asked, TODAY)
        return to_html(planned.handout(), planned.assets).html

    before = page()
    edit("templates/quick.html.j2", "<h1>", "<h1>Now: ")(clinic)
    assert "Now: " not in before
    assert "<h1>Now: " in page()
