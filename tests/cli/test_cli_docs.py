"""docs/cli.md is held to the program: every command, option and exit code, every example."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from handouts.cli import COMMANDS, main
from handouts.cli._group import INTERNAL_ERROR
from handouts.errors import Exit

TEXT = (Path(__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")
SECTIONS = {
    match[1]: part for part in re.split(r"^## ", TEXT, flags=re.M) if (match := re.match(r"`handouts (\S+)`\n", part))
}
EXAMPLES = [line for block in re.findall(r"```sh\n(.*?)```", TEXT, re.S) for line in block.splitlines()]


def command(name: str) -> click.Command:
    found = main.get_command(click.Context(main), name)
    assert found is not None
    return found


def options(name: str) -> set[str]:
    return {opt for param in command(name).params if isinstance(param, click.Option) for opt in param.opts} - {"--help"}


def test_every_command_has_its_section_and_its_row() -> None:
    assert list(SECTIONS) == list(COMMANDS)
    for name in COMMANDS:
        assert f"[`handouts {name}`](#handouts-{name})" in TEXT


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_is_documented_and_no_other(name: str) -> None:
    rows = "\n".join(line.split("|")[1] for line in SECTIONS[name].splitlines() if line.startswith("| `-"))
    assert set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", rows)) == options(name)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_an_example(name: str) -> None:
    assert f"\nhandouts {name}" in SECTIONS[name]


@pytest.mark.parametrize("example", [line for line in EXAMPLES if line.startswith("handouts ")])
def test_examples_are_typed_without_a_usage_error(example: str) -> None:
    _, name, *args = shlex.split(example)
    command(name).make_context(name, args)


def test_exit_codes_are_those_of_the_program() -> None:
    listed = {int(code) for code in re.findall(r"^\| (\d+) \|", TEXT, re.M)}
    assert listed == {int(code) for code in Exit} | {INTERNAL_ERROR}


def test_completion_is_clicks_own(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("_HANDOUTS_COMPLETE", "zsh_source")
    with pytest.raises(SystemExit):
        main([], prog_name="handouts")
    assert "_HANDOUTS_COMPLETE=zsh_complete" in capsys.readouterr().out
