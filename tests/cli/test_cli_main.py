from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from handouts import __version__
from handouts.cli import COMMANDS, main
from handouts.cli._group import LazyGroup
from handouts.errors import DocumentFailed, EnvironmentFault, InputInvalid, Problem

HEAVY = {"coloraide", "babel", "weasyprint", "lxml", "pydantic", "phonenumbers", "rich", "yaml", "jinja2", "PIL"}


def imported_by(*args: str) -> set[str]:
    """The top-level modules that a call of the program imports, in a process of its own."""
    code = (
        "import sys\nfrom handouts.cli import main\n"
        f"try:\n    main({list(args)!r})\nexcept SystemExit:\n    pass\n"
        "print('|'.join(sorted({name.split('.')[0] for name in sys.modules})), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stderr.strip().splitlines()[-1].split("|"))


@pytest.mark.process
@pytest.mark.parametrize("args", [["--help"], ["--version"], ["nothing-of-the-kind"], ["check", "--help"]])
def test_what_makes_nothing_imports_nothing_heavy(args: list[str]) -> None:
    assert imported_by(*args) & HEAVY == set()


@pytest.mark.process
def test_checking_does_import_what_it_needs() -> None:
    assert {"pydantic", "yaml"} <= imported_by("check")


def test_version(run) -> None:
    result = run("--version")
    assert (result.exit_code, result.output) == (0, f"handouts {__version__}\n")


def test_help_lists_every_command_in_order(run) -> None:
    lines = run("--help").output.splitlines()
    listed = [line.split()[0] for line in lines[lines.index("Commands:") + 1 :] if re.match("  [a-z]", line)]
    assert listed[: len(COMMANDS)] == list(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_table_says_what_the_command_says(name: str) -> None:
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert (command.help or "").startswith(COMMANDS[name][1].rstrip("."))


def test_an_unknown_command_may_be_a_slip(run) -> None:
    result = run("biuld")
    assert result.exit_code == 2
    known = (
        "build, preview, serve, list, check, init, new, review-pack, evidence, read, approve, approvals, diff, schema, "
        "cache, doctor"
    )
    assert result.stderr.endswith(f"Error: 'biuld' is not a command; did you mean 'build'? known: {known}\n")


def test_an_unknown_option_may_be_a_slip(run) -> None:
    result = run("check", "--clinc", "x")
    assert result.exit_code == 2
    assert "Did you mean" in result.stderr
    assert "--clinic" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("review-pack", "pleural"),
        ("approve", "pleural/overview", "--by", "A", "--role", "B"),
        ("approvals",),
        ("diff",),
    ],
)
def test_a_command_that_needs_a_clinic_says_so(run, here: Path, arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stderr.endswith("Error: Missing option '--clinic'.\n")
    assert list(here.iterdir()) == []


def failing(error: BaseException) -> click.Group:
    """The program with one command, `fail`, that fails as told."""
    group = LazyGroup("handouts", lazy={})

    @group.command()
    def fail() -> None:
        raise error

    return LazyGroupOf(group)


class LazyGroupOf(LazyGroup):
    """A group whose commands are another's, since a lazy one knows only its table."""

    def __init__(self, other: click.Group) -> None:
        super().__init__("handouts", lazy=dict.fromkeys(other.commands, ("", "")))
        self.other = other

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        return self.other.commands.get(cmd_name)


ONE = Problem("a.yaml", 3, 5, "title", "has no text; write some")
TWO = Problem("b.yaml", 0, 0, "", "is not there; add it")


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (
            InputInvalid([TWO, ONE]),
            4,
            "a.yaml:3:5: title: has no text; write some\nb.yaml: is not there; add it\n"
            "2 problems; nothing was written\n",
        ),
        (DocumentFailed([TWO]), 3, "b.yaml: is not there; add it\n1 problem; these documents were not made\n"),
        (
            EnvironmentFault([TWO]),
            5,
            "b.yaml: is not there; add it\n1 problem; `handouts doctor` shows how to mend this computer\n",
        ),
        (
            PermissionError(13, "Permission denied", "/x"),
            5,
            "/x: Permission denied; make it right and try again\n",
        ),
        (KeyboardInterrupt(), 130, "stopped; run the same command again to finish\n"),
        (
            ZeroDivisionError("division\nby zero"),
            70,
            "handouts has a fault of its own: ZeroDivisionError: division by zero; please report this line, and what "
            "you typed; HANDOUTS_DEBUG=1 shows where\n",
        ),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else "",
)
def test_each_failure_is_lines_and_a_code(error: BaseException, code: int, said: str) -> None:
    result = CliRunner().invoke(failing(error), ["fail"])
    assert (result.exit_code, result.stdout, result.stderr) == (code, "", said)


def test_the_traceback_is_there_for_who_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HANDOUTS_DEBUG", "1")
    result = CliRunner().invoke(failing(ZeroDivisionError("x")), ["fail"])
    assert result.stderr.startswith("Traceback (most recent call last):\n")


@pytest.mark.process
@pytest.mark.skipif(os.name != "posix", reason="pipes are closed in another way")
def test_a_reader_that_goes_away_is_no_news(tmp_path: Path) -> None:
    command = f"{sys.executable} -m handouts schema | head -c 1"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, cwd=tmp_path, check=True)
    assert (done.stdout, done.stderr) == ("{", "")
