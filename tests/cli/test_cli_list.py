from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path

import pytest

from handouts.cli import _output
from shipped import catalogue


def test_every_document_has_its_row(run) -> None:
    result = run("list")
    assert (result.exit_code, result.stderr) == (0, "")
    head, *rows = result.stdout.splitlines()
    assert re.split(" {2,}", head) == [
        *("type", "kind", "lang", "SMOG", "FK", "raw SMOG", "raw FK", "pages", "reviewed", "review by")
    ]
    assert [tuple(row.split()[:3]) for row in rows] == [
        (loaded.id.type, loaded.id.kind, loaded.id.lang) for loaded in catalogue().in_order()
    ]
    assert rows


def test_columns_stand_under_their_heads_without_color(run) -> None:
    head, *rows = run("list").stdout.splitlines()
    end = head.index("SMOG") + len("SMOG")
    assert all(re.fullmatch(r"\d+\.\d", row[:end].split()[-1]) for row in rows)
    assert "\x1b" not in "".join(rows)


@pytest.mark.parametrize(
    ("width", "head", "left_out"),
    [
        (110, "type kind lang SMOG FK raw SMOG raw FK pages reviewed review by", ""),
        (80, "type kind lang SMOG FK pages review by", "raw SMOG, raw FK and reviewed"),
        (60, "type kind SMOG pages review by", "lang, FK, raw SMOG, raw FK and reviewed"),
    ],
)
def test_a_narrow_terminal_has_what_matters_most(run, monkeypatch, width: int, head: str, left_out: str) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    result = run("list")
    lines = result.stdout.splitlines()
    assert re.sub(" +", " ", lines[0]) == head
    assert max(map(len, lines)) <= width
    said = f"Left out for want of room: {left_out}. A wider window shows them, and so does --json.\n"
    assert result.stderr == (said if left_out else "")


@pytest.mark.parametrize(("width", "lines"), [(80, 3), (60, 3)])
def test_a_row_stays_a_line_on_a_terminal(monkeypatch, terminal: tuple[int, int], width: int, lines: int) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("TERM", "dumb")
    head = ("document", "spare", "review by")
    rows = [("symptom-checklist", "x" * 40, "2026-01-31")]
    master, slave = terminal
    with os.fdopen(slave, "w") as screen:
        monkeypatch.setattr(sys, "stdout", screen)
        shown = _output.fitting(head, rows, ["spare"], _output.room())
        places = [head.index(name) for name in shown]
        _output.echo_table(shown, [[row[place] for place in places] for row in rows])
        screen.flush()
        printed = os.read(master, 4096).decode().splitlines()
    os.close(master)
    assert len(printed) == lines
    assert ("spare" in printed[0]) == (width == 80)
    assert "symptom-checklist" in printed[-1] and "2026-01-31" in printed[-1]


def test_json_has_what_the_table_leaves_out(run) -> None:
    rows = json.loads(run("list", "--json").stdout)
    first = rows[0]
    assert set(first) == {
        *("type", "kind", "lang", "title", "type_name", "kind_name", "adapted", "path", "grade", "pages"),
        *("last_reviewed", "review_by"),
    }
    assert first["adapted"] is False
    assert first["pages"] == {}
    assert len(first["grade"]["hardest"]) == 3
    assert all(sentence["line"] > 0 for sentence in first["grade"]["hardest"])


def test_pages_are_of_what_was_built(run, here: Path) -> None:
    output = here / "output"
    path = "generic/en/pleural/overview.standard.letter.pdf"
    (output / path).parent.mkdir(parents=True)
    (output / path).write_bytes(b"%PDF")
    entry = {
        **{"path": path, "clinic": "generic", "lang": "en", "type": "pleural", "kind": "overview"},
        **{"edition": "standard", "paper": "letter", "title": "T", "pages": 7, "bytes": 4},
        **{"sha256": "", "fingerprint": ""},
        **{"last_reviewed": "2026-01-01", "review_by": "2027-01-01", "approval": "none", "adapted": False},
        "thumbnail": f"thumbs/{path.removesuffix('.pdf')}.png",
    }
    gone = {**entry, "path": "generic/en/pleural/gone.pdf", "kind": "question-sheet"}
    other = {**entry, "path": path, "clinic": "another", "kind": "symptom-checklist"}
    text = json.dumps({"version": 1, "files": [entry, gone]})
    (output / "manifest.json").write_text(text, encoding="utf-8")
    pages = {row["kind"]: row["pages"] for row in json.loads(run("list", "--json").stdout) if row["type"] == "pleural"}
    assert pages["overview"] == {"standard.letter": 7}
    assert pages["question-sheet"] == {}
    (output / "manifest.json").write_text(json.dumps({"version": 1, "files": [other]}), encoding="utf-8")
    assert all(row["pages"] == {} for row in json.loads(run("list", "--json").stdout))


def test_a_broken_manifest_is_no_reason_to_fail(run, here: Path) -> None:
    (here / "output").mkdir()
    (here / "output/manifest.json").write_text("{", encoding="utf-8")
    result = run("list")
    assert result.exit_code == 0
    assert " - " in result.stdout


@pytest.mark.process
def test_a_clinics_own_document_is_listed_as_adapted(run, clinic: Path) -> None:
    assert run("new", "pleural", "overview", "--from-shipped", "--clinic", "our-clinic").exit_code == 0
    own = clinic / "content/en/pleural/overview.yaml"
    own.write_text(own.read_text("utf-8").replace("lead: ", "lead: Our words. ", 1), "utf-8")
    rows = json.loads(run("list", "--json", "--clinic", "our-clinic").stdout)
    adapted = [(row["type"], row["kind"], row["path"]) for row in rows if row["adapted"]]
    assert adapted == [("pleural", "overview", f"{clinic.name}/content/en/pleural/overview.yaml")]


def test_a_clinic_that_is_not_there_may_be_a_slip(run, clinic: Path) -> None:
    result = run("list", "--clinic", "our-clinc")
    assert result.exit_code == 4
    assert result.stderr == (
        f"our-clinc: is not a folder; did you mean '{clinic.name}'? name a folder that holds brand.yaml\n"
        "1 problem; nothing was written\n"
    )


def test_on_a_terminal_there_are_lines_and_no_color(monkeypatch: pytest.MonkeyPatch, terminal: tuple[int, int]) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    master, slave = terminal
    with os.fdopen(slave, "w") as screen:
        monkeypatch.setattr(sys, "stdout", screen)
        _output.echo_table(["name"], [["[bold]a[/]"]])
        screen.flush()
        shown = os.read(master, 4096).decode()
    os.close(master)
    assert "[bold]a[/]" in shown, "words are never taken for markup"
    assert "─" in shown
    assert not re.search(r"\x1b\[(?:[0-9]+;)*[349][0-9]", shown)
