"""Problems as text, JSON, JUnit XML or GitHub workflow commands."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree import ElementTree

from handouts.errors import Problem


def render(
    form: str, files: Sequence[str], problems: Sequence[Problem], reports: Mapping[str, Any] | None = None
) -> str:
    """All problems in a format; `files` are those that were checked, `reports` go into the JSON by their names."""
    if form == "json":
        found = {"files": len(files), "problems": [problem.as_dict() for problem in problems], **(reports or {})}
        return json.dumps(found, indent=2, ensure_ascii=False)
    if form == "junit":
        return junit(files, problems)
    return "\n".join(github(problem) if form == "github" else str(problem) for problem in problems)


def junit(files: Sequence[str], problems: Sequence[Problem]) -> str:
    """One test case a file, with one failure that lists the problems of that file."""
    by_file: dict[str, list[Problem]] = {name: [] for name in files}
    for problem in problems:
        by_file.setdefault(problem.path, []).append(problem)
    failed = sum(bool(found) for found in by_file.values())
    totals = {"tests": str(len(by_file)), "failures": str(failed), "errors": "0"}
    root = ElementTree.Element("testsuites", totals)
    suite = ElementTree.SubElement(root, "testsuite", {"name": "handouts check", **totals})
    for name, found in by_file.items():
        case = ElementTree.SubElement(suite, "testcase", {"classname": "handouts", "name": name, "file": name})
        if found:
            said = found[0].message if len(found) == 1 else f"{len(found)} problems"
            ElementTree.SubElement(case, "failure", {"message": said}).text = "\n".join(map(str, found))
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode", xml_declaration=True)


def github(problem: Problem) -> str:
    """A workflow command that marks the line in a pull request.

    https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    place = {"file": problem.path}
    if problem.line:
        place |= {"line": str(problem.line), "col": str(problem.column)}
    given = ",".join(f"{key}={_escape(value, ':,')}" for key, value in place.items())
    message = f"{problem.field}: {problem.message}" if problem.field else problem.message
    return f"::error {given}::{_escape(message)}"


def _escape(text: str, also: str = "") -> str:
    for char in f"%\r\n{also}":
        text = text.replace(char, f"%{ord(char):02X}")
    return text
