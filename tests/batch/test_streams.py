"""Who listens to a build: nobody after the first lines, or a machine that reads every line as JSON."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from building import MAIN, TinyClinic, listed, pdfs, run

pytestmark = pytest.mark.process


def in_shell(line: str, arguments: Sequence[str]) -> subprocess.CompletedProcess[str]:
    """A line for bash with HANDOUTS in it; a failure in any part of a pipe is its own."""
    if not shutil.which("bash"):
        pytest.skip("needs bash")
    command = shlex.join([sys.executable, "-c", MAIN, *arguments])
    whole = f"set -o pipefail; {line.replace('HANDOUTS', command)}"
    return subprocess.run(["bash", "-c", whole], capture_output=True, text=True, timeout=90, check=False)


@pytest.fixture
def clinic(make_clinic) -> TinyClinic:
    made = make_clinic("fine", "whole")
    made.add("bad", wait="broken")
    return made


@pytest.mark.parametrize("line", ["HANDOUTS | true", "HANDOUTS 2>&1 | true", "HANDOUTS | head -n 1"])
@pytest.mark.parametrize("more", [[], ["--json"], ["--log-json"]], ids=["words", "json", "log"])
def test_a_reader_that_leaves_is_no_failure(line: str, more: list[str], make_clinic, output: Path) -> None:
    arguments = make_clinic("fine", "whole").arguments(output, "fine", "whole")
    found = in_shell(line, [*arguments, *more])
    assert found.returncode == 0, found.stderr
    assert "Traceback" not in found.stderr
    assert "BrokenPipe" not in found.stderr
    assert sorted(pdfs(output)) == listed(output)
    assert len(pdfs(output)) == 2
    assert not [*output.glob(".handouts-build-*")]


def test_what_failed_is_still_told_by_the_exit_code(clinic: TinyClinic, output: Path) -> None:
    found = in_shell("HANDOUTS 2>&1 | true", clinic.arguments(output, "fine", "bad", "whole"))
    assert found.returncode == 3
    assert len(pdfs(output)) == 2


@pytest.mark.parametrize("command", ["list", "schema", "doctor"])
def test_other_commands_take_it_so_too(command: str) -> None:
    found = in_shell("HANDOUTS | true", [command])
    assert (found.returncode, found.stderr) == (0, "")


def test_a_check_with_findings_has_them_even_where_nobody_reads(clinic: TinyClinic) -> None:
    (clinic.folder / "content/en/pleural/bad.yaml").write_text("nothing: of ours\n")
    found = in_shell("HANDOUTS | true", ["check", "--clinic", str(clinic.folder)])
    assert found.returncode == 1


def test_what_pango_says_by_itself_is_no_line_of_the_log(make_clinic, output: Path) -> None:
    """Type of a million points: Pango complains on standard error, from within a library."""
    clinic = make_clinic("fine")
    template = clinic.folder / "templates/slow.html.j2"
    quick = (clinic.folder / "templates/quick.html.j2").read_text()
    template.write_text(quick.replace("<h1>", '<h1 style="font-size: 100000000px">'))
    clinic.add("vast", wait="slow")
    result = run(*clinic.arguments(output, "fine", "vast"), "--log-json")
    events = [json.loads(line)["event"] for line in result.stderr.splitlines()]
    assert result.returncode == 3
    assert events[-1] == "end"
    assert sorted(set(events) - {"retried"}) == ["begin", "end", "failed", "made", "unchanged"]
    plain = run(*clinic.arguments(output, "fine", "vast"), "--force")
    assert "Pango" not in plain.stderr
