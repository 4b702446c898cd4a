"""An output folder laid out as a trap, tables of clinics that mean harm, and a clinic's other files."""

from __future__ import annotations

import csv
import json
import os
import re
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from hostile_clinic import SECRET, add, handouts, make_clinic, spilled, write

from handouts.clinic.columns import COLUMNS
from handouts.clinic.table import load_clinics

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="makes pipes and links")
SHEET = "hostile/en/pleural/plain.standard.letter.pdf"


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    folder = make_clinic(tmp_path / "clinic")
    add(folder, "plain")
    return folder


@pytest.fixture
def build(clinic: Path, tmp_path: Path) -> Callable[[], CompletedProcess[str]]:
    where = ("--clinic", clinic, "--output", tmp_path / "output", "--wait", 1)
    return lambda: handouts("build", "pleural", "--kind", "plain", *where)


@pytest.mark.process
@pytest.mark.parametrize("name", [".journal.jsonl", ".lock", ".lock-holder.json", "manifest.json", "index.html", SHEET])
def test_a_link_in_the_output_folder_is_never_written_through(
    name: str, build: Callable, secret: Path, tmp_path: Path
) -> None:
    link = tmp_path / "output" / name
    link.parent.mkdir(parents=True)
    link.symlink_to(secret)
    found = build()
    assert secret.read_text() == SECRET
    assert found.returncode in {0, 5}
    if found.returncode == 5:
        assert f"{tmp_path}/output" in found.stderr
        assert "cannot be written" in found.stderr
    else:
        assert not link.is_symlink()
    assert spilled(tmp_path / "output") in ([], [name])  # the link itself may still lead there


@pytest.mark.process
@pytest.mark.parametrize("name", [".journal.jsonl", ".lock-holder.json", "manifest.json", SHEET])
def test_a_pipe_in_the_output_folder_holds_nobody(name: str, build: Callable, tmp_path: Path) -> None:
    trap = tmp_path / "output" / name
    trap.parent.mkdir(parents=True)
    os.mkfifo(trap)
    found = build()
    assert found.returncode == (5 if name == ".journal.jsonl" else 0), found.stderr
    assert not trap.is_fifo()


@pytest.mark.process
def test_a_folder_that_leads_out_is_refused(build: Callable, tmp_path: Path) -> None:
    (tmp_path / "output").mkdir()
    outside = tmp_path / "outside"
    outside.mkdir()
    (tmp_path / "output/hostile").symlink_to(outside)
    (outside / "en/pleural").mkdir(parents=True)
    others = outside / "en/pleural/.handouts-1.part"
    others.write_text("Unfinished, and not ours")
    found = build()
    assert found.returncode == 5
    assert "lies behind a link that leads out of the output folder; remove it" in found.stderr
    assert [path for path in outside.rglob("*") if path.is_file()] == [others]


@pytest.mark.process
def test_an_output_folder_may_be_a_link_as_a_whole(build: Callable, tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "output").symlink_to(tmp_path / "disk")
    assert build().returncode == 0
    assert (tmp_path / "disk" / SHEET).is_file()


@pytest.mark.process
def test_a_pipe_as_the_list_of_approvals_is_refused(clinic: Path, build: Callable) -> None:
    os.mkfifo(clinic / "approvals.yaml")
    found = build()
    assert found.returncode == 4
    assert "approvals.yaml: is not a regular file" in found.stderr


@pytest.mark.process
def test_a_page_that_swells_costs_only_itself(clinic: Path, tmp_path: Path) -> None:
    add(clinic, "swells", body="{% for a in range(60000) %}<p>{{ 'word ' * 40 }}</p>{% endfor %}")
    arguments = ("--clinic", clinic, "--output", tmp_path / "output", "--timeout", 5)
    found = handouts("build", "pleural", "--kind", "swells", *arguments)
    assert found.returncode == 3
    assert "took more than 5 s" in found.stderr or "MB; look for a huge picture" in found.stderr
    assert not list((tmp_path / "output").rglob("*.pdf"))


# Tables

ROW = {
    "id": "river",
    "name": "River Clinic",
    "country": "US",
    "emergency_number": "911",
    "fever": "blank",
    "paper": "letter",
}


def table(path: Path, *rows: dict[str, str]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(COLUMNS))
        writer.writeheader()
        writer.writerows(rows)
    return path


def told(path: Path) -> list[str]:
    return [str(problem) for problem in load_clinics(path).problems]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"id": "=cmd|' /C calc'!A0"}, "is not an id"),
        ({"web": "=HYPERLINK(1)"}, "is not a web address"),
        ({"name": "a\0b"}, "holds a control character (U+0000); delete it"),
        ({"name": "x" * 100_000}, "has over 2,000 characters; shorten it"),
        ({"name": "\u2066River"}, "a character that reverses the reading direction"),
        ({"name": "Ri\u200bver"}, "an invisible character"),
        ({"id": ".."}, "is not an id"),
        ({"id": "a/b"}, "is not an id"),
        ({"id": "nul"}, "cannot be a folder's name on Windows"),
        ({"id": "RIVER"}, "is not an id"),
        ({"logo": "/etc/passwd", "logo_alt": "x"}, "is not a plain file name"),
        ({"logo": "pipe.svg", "logo_alt": "x"}, "is not a regular file"),
        ({"logo": "link.svg", "logo_alt": "x"}, "is a link; put the file itself there"),
    ],
)
def test_each_bad_cell_is_refused(change: dict[str, str], message: str, tmp_path: Path, secret: Path) -> None:
    os.mkfifo(tmp_path / "pipe.svg")
    (tmp_path / "link.svg").symlink_to(secret)
    found = load_clinics(table(tmp_path / "clinics.csv", ROW | {"id": "well"}, ROW | change))
    assert any(message in str(problem) for problem in found.problems), found.problems
    assert [clinic.brand.id for clinic in found.clinics] == ["well"]


def test_a_formula_as_a_name_is_words(tmp_path: Path) -> None:
    found = load_clinics(table(tmp_path / "clinics.csv", ROW | {"name": "=1+1"}))
    assert (found.problems, found.clinics[0].brand.name) == ([], "=1+1")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ('id,name\n"open', "cannot be read from line 2 on (unexpected end of data); look for a quotation mark"),
        ('id,name\n"a"b,c\n', "cannot be read from line 2 on"),
        ("id,name\n" + "x" * 200_000, "cannot be read from line 2 on (field larger than field limit"),
        ("id,name\n".encode("utf-16"), "is not UTF-8 text; save the table as CSV UTF-8"),
        ("id,n\u00e4me\n".encode("latin-1"), "is not UTF-8 text; save the table as CSV UTF-8"),
        ("", "has no column name, country, emergency_number, fever, paper; add it"),
        ("id\0,name\n", "'id\\x00' is not a column"),
    ],
    ids=["open", "quotes", "huge", "utf-16", "latin", "empty", "nul"],
)
def test_a_table_that_is_none_is_refused(data: str | bytes, message: str, tmp_path: Path) -> None:
    assert message in "\n".join(told(write(tmp_path / "clinics.csv", data)))


def test_a_pipe_or_a_device_as_the_table_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "clinics.csv")
    (tmp_path / "zero.csv").symlink_to("/dev/zero")
    for name in ("clinics.csv", "zero.csv"):
        assert "is not a regular file; name a clinics.csv" in told(tmp_path / name)[0]


def test_a_huge_table_is_refused_before_it_is_read(tmp_path: Path) -> None:
    with (tmp_path / "clinics.csv").open("wb") as file:
        file.truncate(100_000_000)
    assert "is over 20,000,000 bytes; split it" in told(tmp_path / "clinics.csv")[0]


@pytest.mark.process
def test_absurd_entries_of_the_lists_are_told_and_the_build_goes_on(tmp_path: Path) -> None:
    """By every command that reads them; what is well of them stays."""
    clinic, output = make_clinic(tmp_path / "clinic"), tmp_path / "output"
    add(clinic, "plain")
    build = ["build", "pleural", "--kind", "plain", "--clinic", clinic, "--output", output]
    assert handouts(*build).returncode == 0
    text = (output / "manifest.json").read_text()
    good = json.loads(text)["files"][0]
    long, null = "k" * 300, "k\0"
    bad = [
        {key: value.replace("plain", name) if isinstance(value, str) else value for key, value in good.items()}
        for name in (long, null)
    ]
    for command in (build, [*build, "--dry-run"], [*build, "--prune"], [*build, "--log-json"]):
        (output / "manifest.json").write_text(json.dumps({"version": 1, "files": [*bad, good]}))
        found = handouts(*command)
        assert found.returncode == 0
        said = re.findall(r"files\[[01]\].{1,20}is no entry that a build has written; it is left out", found.stderr)
        assert len(said) == 2, found.stderr
    assert (output / "manifest.json").read_text() == text
    (output / "manifest.json").write_text(json.dumps({"version": 1, "files": [*bad, good]}))
    assert handouts("list", "--clinic", clinic, "--output", output).returncode == 0
