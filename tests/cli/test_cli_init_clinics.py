"""`handouts init --clinics`: a table that builds as it stands, and a text that explains each of its columns."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from handouts.clinic.columns import COLUMNS, REQUIRED
from handouts.clinic.table import load_clinics


def test_a_table_and_its_guide(run, here: Path) -> None:
    result = run("init", "--clinics")
    assert (result.exit_code, result.stderr) == (0, "")
    assert {path.name for path in here.iterdir()} == {"clinics.csv", "clinics.columns.txt"}
    assert "clinics.columns.txt explains each column" in result.stdout
    assert result.stdout.endswith("Next:  handouts build --clinics clinics.csv --dry-run\n")


def test_the_examples_load_and_ring_nowhere(run, here: Path) -> None:
    run("init", "--clinics", "many/our table.csv")
    found = load_clinics(here / "many/our table.csv")
    assert found.problems == []
    assert [clinic.brand.id for clinic in found.clinics] == ["river-clinic", "lake-clinic"]
    numbers = [phone for clinic in found.clinics for phone in clinic.brand.phones or ()]
    assert len(numbers) == 3
    assert all(phone.fictional for phone in numbers)
    assert found.clinics[1].brand.fever is None, "one example shows a blank"


def test_what_it_says_to_type_next_can_be_typed(run, here: Path) -> None:
    assert (
        "Next:  handouts build --clinics 'our table.csv' --dry-run" in run("init", "--clinics", "our table.csv").stdout
    )
    result = run("build", "pleural", "--kind", "overview", "--clinics", "our table.csv", "--dry-run")
    assert (result.exit_code, len(result.stdout.splitlines())) == (0, 2)
    assert here.joinpath("our table.columns.txt").is_file()


def test_the_dry_run_shows_the_ids_that_names_make(run, here: Path) -> None:
    run("init", "--clinics")
    table = here / "clinics.csv"
    table.write_text(table.read_text("utf-8-sig").replace("river-clinic,", ","), encoding="utf-8")
    dry = ("build", "pleural", "--kind", "overview", "--clinics", "clinics.csv", "--dry-run")
    result = run(*dry)
    assert result.stderr == "clinics.csv:2:1: id: is empty; River Clinic gets the id river-clinic\n"
    assert "would make  output/river-clinic/en/pleural/overview.standard.letter.pdf\n" in result.stdout
    assert run(*dry, "--quiet").stderr == ""


def test_a_spreadsheet_knows_its_letters(run, here: Path) -> None:
    run("init", "--clinics")
    data = (here / "clinics.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfid,name,country")
    head, *rows = csv.reader(data.decode("utf-8-sig").splitlines())
    assert head == list(COLUMNS)
    assert {len(row) for row in rows} == {len(COLUMNS)}


def test_every_column_is_explained(run, here: Path) -> None:
    run("init", "--clinics")
    lines = (here / "clinics.columns.txt").read_text("utf-8").splitlines()
    for column, text in COLUMNS.items():
        at = lines.index(f"{column}   (needed)" if column in REQUIRED else column)
        assert lines[at + 1].strip() and text.startswith(lines[at + 1].strip()[:40])
    assert max(map(len, lines)) <= 120


@pytest.mark.parametrize("name", ["clinics.csv", "clinics.columns.txt"])
def test_nothing_is_overwritten(name: str, run, here: Path) -> None:
    (here / name).write_text("mine")
    result = run("init", "--clinics")
    assert result.exit_code == 4
    assert result.stderr.startswith(f"{name}: is there already; name another file, or remove it first\n")
    assert {path.name: path.read_text() for path in here.iterdir()} == {name: "mine"}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["our-clinic", "--clinics", "x.csv"], "--clinics goes with no other option and with no DIR"),
        (["--clinics", "x.csv", "--country", "GB"], "--clinics goes with no other option and with no DIR"),
        ([], "name a folder for the clinic, or give --clinics for a table of many"),
    ],
)
def test_what_does_not_go_together(arguments: list[str], message: str, run, here: Path) -> None:
    result = run("init", *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert list(here.iterdir()) == []
