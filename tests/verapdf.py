"""veraPDF, the judge of PDF/UA and PDF/A, for tests: one Java run for any number of files."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent
# Java's second compiler does not earn its keep in so short a run.
QUICK_START = {"JAVA_TOOL_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"}


def validate(paths: Iterable[Path], flavour: str) -> dict[Path, list[str]]:
    """Return what fails in each file, as "clause-test: description"; `flavour` is "ua1" or "3a".

    Skips the test where veraPDF is not installed, but fails it where the variable CI is set.
    """
    files = [Path(path).resolve() for path in paths]
    command = [_command(), "--flavour", flavour, "--format", "json", *map(str, files)]
    env = os.environ | (QUICK_START if len(files) < 50 else {})
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=900, env=env)
    assert done.returncode in (0, 1), done.stderr
    found = {Path(job["itemDetails"]["name"]): _failures(job) for job in json.loads(done.stdout)["report"]["jobs"]}
    assert set(found) == set(files), f"veraPDF did not judge every file: {done.stderr}"
    return {file: found[file] for file in files}


def _command() -> str:
    local = PROJECT / ".venv" / "bin" / "verapdf"
    command = shutil.which("verapdf") or (str(local) if local.exists() else None)
    if command is None:
        reason = "veraPDF is not installed; run scripts/install-verapdf.sh"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return command


def _failures(job: dict) -> list[str]:
    if "validationResult" not in job:
        return [f"not judged: {job.get('taskException', job)}"]
    rules = (rule for result in job["validationResult"] for rule in result["details"]["ruleSummaries"])
    return [
        f"{rule['clause']}-{rule['testNumber']}: {rule['description']}"
        for rule in rules
        if rule["ruleStatus"] == "FAILED"
    ]
