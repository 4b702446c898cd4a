from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from handouts.cli._findings import github, junit
from handouts.errors import Problem

pytestmark = pytest.mark.usefixtures("small_package")
BAD_BRAND = "our-clinic/brand.yaml:{line}:1: paper: 'A5' is not one of 'letter' or 'a4'; use one of these"


@pytest.fixture
def bad(clinic: Path) -> str:
    """A clinic with one mistake in its brand; the line that tells it."""
    brand = clinic / "brand.yaml"
    lines = brand.read_text(encoding="utf-8").splitlines()
    number = next(index for index, line in enumerate(lines) if line.startswith("paper:"))
    lines[number] = "paper: A5"
    brand.write_text("\n".join(lines), encoding="utf-8")
    return BAD_BRAND.format(line=number + 1)


@pytest.mark.process
def test_a_fresh_clinic_is_clean(run, clinic: Path) -> None:
    result = run("check", "--clinic", clinic.name)
    assert (result.exit_code, result.stdout) == (0, "")


@pytest.mark.process
def test_a_mistake_is_one_line(run, bad: str) -> None:
    result = run("check", "--clinic", "our-clinic")
    assert (result.exit_code, result.stdout) == (1, f"{bad}\n")
    assert result.stderr.startswith("1 problem in 1 file; ")


@pytest.mark.process
def test_all_clinics_are_looked_at_at_once(run, bad: str) -> None:
    result = run("check", "--clinic", "our-clinic", "--clinic", "nowhere")
    assert result.exit_code == 1
    assert result.stdout == f"nowhere: is not a folder; name a folder that holds brand.yaml\n{bad}\n"


@pytest.mark.process
def test_json(run, bad: str, small_package: Path) -> None:
    found = json.loads(run("check", "--clinic", "our-clinic", "--format", "json").stdout)
    [problem] = found["problems"]
    assert f"{problem['path']}:{problem['line']}:{problem['column']}: {problem['field']}: {problem['message']}" == bad
    assert found["files"] == len([*(small_package / "content").rglob("*.yaml"), "our-clinic/brand.yaml"])


@pytest.mark.process
def test_github(run, bad: str) -> None:
    line = bad.split(":")[1]
    said = bad.split(":1: ", 1)[1]
    assert run("check", "--clinic", "our-clinic", "--format", "github").stdout == (
        f"::error file=our-clinic/brand.yaml,line={line},col=1::{said}\n"
    )


def test_github_escapes() -> None:
    problem = Problem("a,b:c%.yaml", 1, 2, "", "one\ntwo, 100 %: x")
    assert github(problem) == "::error file=a%2Cb%3Ac%25.yaml,line=1,col=2::one%0Atwo, 100 %25: x"
    assert github(Problem("a", 0, 0, "f", "m")) == "::error file=a::f: m"


@pytest.mark.process
def test_junit(run, bad: str) -> None:
    root = ElementTree.fromstring(run("check", "--clinic", "our-clinic", "--format", "junit").stdout)
    cases = root.findall("testsuite/testcase")
    assert root.get("tests") == str(len(cases))
    assert root.get("failures") == "1"
    [failed] = [case for case in cases if case.find("failure") is not None]
    assert failed.get("name") == "our-clinic/brand.yaml"
    assert failed.findtext("failure") == bad


def test_junit_puts_the_problems_of_a_file_together() -> None:
    problems = [Problem("a", 1, 1, "", "x & <y>"), Problem("a", 2, 1, "", "z"), Problem("new", 0, 0, "", "w")]
    root = ElementTree.fromstring(junit(["a", "b"], problems))
    assert [(case.get("name"), len(case)) for case in root.iter("testcase")] == [("a", 1), ("b", 0), ("new", 1)]
    assert root.find("testsuite/testcase/failure").attrib["message"] == "2 problems"
    assert root.findtext("testsuite/testcase/failure") == "a:1:1: x & <y>\na:2:1: z"


@pytest.mark.process
def test_content_of_a_clinic_is_checked_and_the_packages_not_told_twice(run, clinic: Path) -> None:
    folder = clinic / "content/en/pleurel"
    folder.mkdir(parents=True)
    (folder / "overview.yaml").write_text("title: x\n", encoding="utf-8")
    result = run("check", "--clinic", "our-clinic")
    lines = result.stdout.splitlines()
    assert lines[0].startswith(
        "our-clinic/content/en/pleurel/overview.yaml: 'pleurel' is not a disease type; did you mean 'pleural'?"
    )
    assert all(line.startswith("our-clinic/") for line in lines)
    assert len(lines) == len(set(lines)) > 1
