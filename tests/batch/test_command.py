"""`handouts build` as it is typed."""

from __future__ import annotations

import contextlib
import json
import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from building import listed, pdfs, run, start
from handouts.cli import main

ONE = "tiny/en/pleural/one.standard.letter.pdf"
TWO = "tiny/en/pleural/two.standard.letter.pdf"


def call(*arguments: str):
    return CliRunner().invoke(main, arguments)


@pytest.fixture
def clinic(make_clinic):
    return make_clinic("one", "two")


@pytest.mark.process
def test_a_build_a_repair_and_a_partial_build(clinic, output: Path, tmp_path: Path) -> None:
    """One worker pool after another, so that the slow part is paid for once."""
    arguments = clinic.arguments(output, "one", "two")
    result = call(*arguments, "--dry-run", "--json")
    would = {"would_make": [ONE, TWO], "unchanged": [], "orphans": []}
    assert json.loads(result.stdout) == {"output": str(output), **would}
    assert not output.exists()

    result = call(*arguments, "--json")
    made = json.loads(result.stdout)
    assert (result.exit_code, result.stderr) == (0, "")
    assert [file["path"] for file in sorted(made["made"], key=lambda file: file["path"])] == [ONE, TWO]
    assert (made["unchanged"], made["failed"], made["interrupted"]) == ([], [], False)
    first = pdfs(output)
    assert listed(output) == [ONE, TWO]
    assert (output / "index.html").is_file()

    # Altered and deleted files are made again, and to the same bytes.
    (output / ONE).write_bytes(b"altered")
    (output / TWO).unlink()
    assert call(*arguments).stdout == f"2 made, 0 unchanged, 0 failed; see {output}/index.html\n"
    assert pdfs(output) == first

    # A change of one document makes that one; a build of one kind keeps the other's entry.
    document = clinic.folder / "content/en/pleural/two.yaml"
    document.write_text(document.read_text().replace("Words of two", "New words"))
    dry = call(*arguments, "--dry-run").stdout.splitlines()
    assert dry == [f"would make  {output / TWO}", f"unchanged   {output / ONE}"]
    assert call(*clinic.arguments(output, "two"), "--quiet").stdout == ""
    assert listed(output) == [ONE, TWO]
    assert pdfs(output)[ONE] == first[ONE] != pdfs(output)[TWO] != first[TWO]

    # Another folder, and one process instead of two, give the same bytes.
    elsewhere = tmp_path / "elsewhere"
    arguments = clinic.arguments(elsewhere, "one", "two")
    assert call(*arguments, "--jobs", "1").exit_code == 0
    assert pdfs(elsewhere) == pdfs(output)
    assert (elsewhere / "manifest.json").read_bytes() == (output / "manifest.json").read_bytes()
    assert call(*arguments, "--force").stdout.startswith("2 made")


@pytest.mark.process
def test_a_single_shipped_document_is_made_without_a_worker_and_with_the_same_bytes(tmp_path: Path) -> None:
    arguments = ["build", "pericardial", "--as-of", "2026-12-01", "--output"]
    kind = ("--kind", "question-sheet")
    alone = run(*arguments, str(tmp_path / "alone"), *kind, code=NO_POOL)
    assert (alone.returncode, alone.stderr) == (0, "")
    both = run(*arguments, str(tmp_path / "both"), *kind, "--edition", "standard", "--edition", "large-print")
    assert (both.returncode, both.stderr) == (0, "")
    assert len(pdfs(tmp_path / "both")) == 2
    assert pdfs(tmp_path / "alone").items() <= pdfs(tmp_path / "both").items()


NO_POOL = "import sys; sys.modules['pebble'] = None; from handouts.cli import main; main()"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["plural"], "'plural' is not a known type; did you mean 'pleural'?"),
        (["--kind", "overveiw"], "'overveiw' is not a known kind; did you mean 'overview'?"),
        (["--edition", "huge", "--paper", "a5"], "'a5' is not a known paper; known: a4, letter"),
        (["--jobs", "0"], "0 is not in the range"),
        (["--as-of", "soon"], "'soon' is not a day; write it as YYYY-MM-DD, such as 2026-01-31"),
    ],
)
def test_usage_errors(arguments: list[str], message: str, output: Path) -> None:
    result = call("build", *arguments, "--output", str(output))
    assert result.exit_code == 2
    assert message in result.stderr
    assert not output.exists()


def test_bad_input_writes_nothing_and_leaves_the_old_files(clinic, output: Path) -> None:
    (output / ONE).parent.mkdir(parents=True)
    (output / ONE).write_bytes(b"old")
    for name in ("one", "two"):
        (clinic.folder / f"content/en/pleural/{name}.yaml").write_text("title: only a title\n")
    (clinic.folder / "brand.yaml").write_text("id: tiny\n")
    result = call(*clinic.arguments(output, "one", "two"))
    assert result.exit_code == 4
    for file in ("one.yaml", "two.yaml", "brand.yaml"):
        assert f"{file}:1:1: " in result.stderr
    assert [path for path in output.rglob("*") if path.is_file()] == [output / ONE]
    assert (output / ONE).read_bytes() == b"old"


def test_a_folder_that_cannot_be_written_to(clinic, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    result = call(*clinic.arguments(tmp_path / "taken", "one"))
    assert result.exit_code == 5
    assert f"{tmp_path}/taken: cannot be written" in result.stderr


@pytest.mark.process
def test_a_bar_on_a_terminal_and_none_elsewhere(clinic, output: Path, terminal: tuple[int, int]) -> None:
    ours, theirs = terminal
    process = start(*clinic.arguments(output, "one", "two"), stderr=theirs, env=os.environ | {"NO_COLOR": "1"})
    os.close(theirs)
    seen = b""
    with contextlib.suppress(OSError):  # Linux says so at the end of a terminal
        while chunk := os.read(ours, 4096):
            seen += chunk
    os.close(ours)
    out, _ = process.communicate(timeout=60)
    assert (process.returncode, out.split(";")[0]) == (0, "2 made, 0 unchanged, 0 failed")
    assert b"making" in seen
    assert b"2/2" in seen
    assert not re.search(rb"\x1b\[[0-9;]*(3[0-7]|9[0-7])m", seen)
