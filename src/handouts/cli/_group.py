"""A click group that imports a command only when it is called, and turns every failure into lines a person can use."""

from __future__ import annotations

import os
import traceback
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from handouts.errors import DocumentFailed, EnvironmentFault, Exit, HandoutsError, did_you_mean

DEBUG = "HANDOUTS_DEBUG"
INTERNAL_ERROR = 70
"""Exit code of a fault of ours (EX_SOFTWARE of sysexits.h)."""


class LazyGroup(click.Group):
    """`lazy` maps each command to `module:attribute` and its one-line help, so that `--help` imports none of them."""

    def __init__(self, *args: Any, lazy: Mapping[str, tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lazy = dict(lazy)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which a person meets them."""
        return [*self.lazy, *super().list_commands(ctx)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command, imported now; None where there is none of that name."""
        if cmd_name not in self.lazy:
            return super().get_command(ctx, cmd_name)
        module, _, attribute = self.lazy[cmd_name][0].partition(":")
        return getattr(import_module(module), attribute)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, from the table alone."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in self.lazy.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that `args` begin with; an unknown one fails with what it may have meant."""
        name = args[0]
        if name not in self.lazy and not name.startswith("-") and not ctx.resilient_parsing:
            ctx.fail(f"{name!r} is not a command;{did_you_mean(name, self.lazy)} known: {', '.join(self.lazy)}")
        return super().resolve_command(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a failure becomes messages on stderr and an exit code, never a traceback."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except BrokenPipeError as error:
            _nobody_reads(error)
            ctx.exit(Exit.OK)
        except HandoutsError as error:
            report(error)
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            click.echo("stopped; run the same command again to finish", err=True)
            ctx.exit(Exit.INTERRUPTED)
        except OSError as error:
            where = error.filename or "this computer"
            click.echo(f"{where}: {error.strerror or error}; make it right and try again", err=True)
            ctx.exit(Exit.ENVIRONMENT)
        except Exception as error:
            _report_own_fault(error)
            ctx.exit(INTERNAL_ERROR)


def _nobody_reads(error: BrokenPipeError) -> None:
    """Whoever reads has gone, as `head` does when it has its lines."""
    from handouts.cli._output import unheard

    with unheard():
        raise error


def report(error: HandoutsError) -> None:
    """Every problem on a line of its own on stderr, then one line that says what follows from them."""
    for problem in error.problems:
        click.echo(str(problem), err=True)
    click.echo(f"{count(len(error.problems), 'problem')}; {_closing(error)}", err=True)


def count(number: int, what: str) -> str:
    """`1 problem`, `3 problems`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _closing(error: HandoutsError) -> str:
    if isinstance(error, EnvironmentFault):
        return "`handouts doctor` shows how to mend this computer"
    return "these documents were not made" if isinstance(error, DocumentFailed) else "nothing was written"


def _report_own_fault(error: Exception) -> None:
    if os.environ.get(DEBUG):
        traceback.print_exception(error)
    said = " ".join(str(error).split()) or "no details"
    advice = f"please report this line, and what you typed; {DEBUG}=1 shows where"
    click.echo(f"handouts has a fault of its own: {type(error).__name__}: {said}; {advice}", err=True)
