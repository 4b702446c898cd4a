"""What the docs tell people to type is typed: every line is understood, and a newcomer's way through them works."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path

import click
import pytest

from building import write
from handouts.cli import COMMANDS, main
from handouts.content.catalogue import DocumentId
from handouts.content.load import load_catalogue
from handouts.signoff.words import printed_words
from handouts.source.layers import make_layers

OVERVIEW = DocumentId("en", "pleural", "overview")
PROJECT = Path(__file__).resolve().parents[1]
PAGES = [PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md"))]
WRITTEN = re.compile(r"^(?: {4,}|)(?:\. \.venv/bin/activate && )?(?:\.venv/bin/)?(handouts (?!:).*)$")
CRON = re.compile(r"(?<=&& \.venv/bin/)handouts .*?(?= 2>>)")
PERSON = {"NAME": "Maria Example", "ROLE": "oncology nurse"}


def lines_of(page: Path) -> Iterator[str]:
    """The commands that a page shows by themselves: in blocks of `sh`, indented, and in a crontab."""
    fenced = ""
    for line in page.read_text(encoding="utf-8").splitlines():
        if line.startswith("```"):
            fenced = "" if fenced else line[3:] or "text"
        elif (found := WRITTEN.match(line)) and (fenced == "sh" or (not fenced and line.startswith("    "))):
            yield found[1].split("  #")[0].strip()
        yield from CRON.findall(line)


TYPED = [(page.name, line) for page in PAGES for line in lines_of(page)]


def test_there_is_much_to_type() -> None:
    assert {"README.md", "cli.md", "cluster.md", "install.md", "night-batch.md", "sign-off.md"} <= {
        name for name, _ in TYPED
    }
    assert len(TYPED) > 50


@pytest.mark.parametrize(("page", "line"), TYPED, ids=lambda text: text[:60])
def test_every_line_is_understood(page: str, line: str) -> None:
    _, name, *args = shlex.split(line)
    assert name in COMMANDS, page
    command = main.get_command(click.Context(main), name)
    assert command is not None
    command.make_context(name, args)


Type = Callable[[str], str]


@pytest.fixture
def typed(tmp_path: Path, handouts) -> Type:
    """Types a line in an empty folder; gives what it said. Builds of many sheets are tried by `--dry-run`."""

    def typed(line: str, code: int = 0) -> str:
        _, *words = shlex.split(line)
        words = [PERSON.get(word, word) for word in words] if code == 0 else words
        if words[0] == "build" and "--kind" not in words and "--strict" not in words:
            words += ["--dry-run"] if "--dry-run" not in words else []
        process = handouts(*words, cwd=tmp_path)
        out, err = process.communicate(timeout=600)
        assert process.returncode == code, (line, out, err)
        return out + err

    return typed


def of(name: str) -> list[str]:
    """The lines of a page, in their order."""
    found = [line for page, line in TYPED if page == name]
    assert found
    return found


@pytest.mark.slow
@pytest.mark.process
def test_the_tour_of_the_readme_is_typed_as_it_stands(typed: Type, tmp_path: Path) -> None:
    lines = of("README.md")
    assert len(lines) > 8
    said = {}
    for line in lines:
        if "NAME" in line:
            assert "'NAME' is not filled in" in typed(line, code=2)
        said[line] = typed(line)
    folder = tmp_path / "output/our-clinic"
    assert len([*folder.rglob("symptom-checklist.large-print.a4.pdf")]) == 2
    assert (folder / "en/pleural/review-pack.pdf").is_file()
    assert (tmp_path / "our-clinic/content/en/pleural/parts/overview.yaml").is_file()
    assert "Maria Example" in (tmp_path / "our-clinic/approvals.yaml").read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.process
def test_the_way_to_a_sign_off_is_typed_as_it_stands(typed: Type) -> None:
    typed("handouts init our-clinic")
    said = {line: typed(line) for line in of("sign-off.md")}
    assert "approved" in said["handouts approvals --clinic our-clinic"]
    assert said["handouts build pleural --clinic our-clinic --strict"].startswith("10 made, 0 unchanged, 0 failed;")


@pytest.mark.process
def test_the_night_batch_is_typed_as_it_stands(typed: Type) -> None:
    said = [typed(line) for line in of("night-batch.md") if "--scheduler" not in line and not line.endswith("http")]
    assert sum(text.count("would make") for text in said) > 40


def test_the_examples_of_words_of_ones_own_are_such(tmp_path: Path) -> None:
    text = (PROJECT / "docs/sign-off.md").read_text(encoding="utf-8")
    part, label = re.findall(r"```yaml\n(.*?)```", text, re.S)
    write(tmp_path / "content/en/pleural/parts/overview.yaml", part)
    write(tmp_path / "content/en/labels.yaml", label)
    known = load_catalogue(make_layers(tmp_path), lambda found: found == OVERVIEW)
    assert known.documents[OVERVIEW].adapted
    assert "your team meets each tuesday" in printed_words(known, known.documents[OVERVIEW]).lower()
    assert known.labels["en"].page["notes"] == "My own notes"
