"""What `handouts build` says: of clinics that are left out, of what was made, and of files that belong to nothing."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from handouts.cli import _options, _progress
from handouts.cli._build_options import BuildOptions
from handouts.cli._group import count
from handouts.cli._output import echo_json
from handouts.errors import HandoutsError, Problem
from handouts.page.profiles import DEFAULT_PROFILE

if TYPE_CHECKING:
    from handouts.batch.jobs import Job
    from handouts.batch.manifest import Entry
    from handouts.batch.report import Reporter, Summary

MOST_NAMED = 20
"""Files that belong to nothing are named up to this many; `--json` names all."""


@dataclass
class BuildMessages:
    """Says it all as it was asked for; `folders` has the folder of each clinic that has one."""

    options: BuildOptions
    folders: Mapping[str, Path | None]
    log: _progress.JsonLines | None = None

    @property
    def talks(self) -> bool:
        """Whether people are spoken to."""
        return not (self.options.quiet or self.options.as_json or self.log)

    def reporter(self) -> Reporter:
        """Whoever hears of each document."""
        if self.log:
            self.log.again = self.again
            return self.log
        return _progress.reporter(self.options.quiet or self.options.as_json)

    def refused(self, problems: Sequence[Problem]) -> None:
        """The mistakes of clinics that are left out."""
        for problem in problems:
            if self.log:
                self.log.tell("refused", problem=problem.as_dict())
            else:
                click.echo(str(problem), err=True)
        if problems and not self.log:
            many = count(len(problems), "problem")
            click.echo(f"{many}; these clinics are left out, the others' sheets are made", err=True)

    def cache(self) -> None:
        """Why the folder of the cache is not used, where it is not: the build goes on without it."""
        folder = self.options.run.cache
        problem = _options.cache_fault(folder) if folder else None
        if problem and self.log:
            self.log.tell("cache", problem=problem.as_dict())
        elif problem:
            click.echo(str(problem), err=True)

    def named(self, notes: Sequence[Problem]) -> None:
        """Which ids the rows of a table without any were given."""
        for note in notes if self.talks else ():
            click.echo(str(note), err=True)

    def would(self, to_make: Sequence[Job], unchanged: Sequence[Job], orphans: Sequence[Entry]) -> None:
        """What a build would do."""
        new, same, gone = [job.target for job in to_make], [job.target for job in unchanged], [x.path for x in orphans]
        output = self.options.run.output
        if self.options.as_json:
            would = {"would_make": new, "unchanged": same, "orphans": gone}
            echo_json({"output": str(output), **would})
        elif not self.options.quiet:
            for words, names in (("would make ", new), ("unchanged  ", same), ("obsolete   ", gone)):
                for name in names:
                    click.echo(f"{words} {output / name}")

    def end(self, summary: Summary) -> None:
        """What came of it."""
        if self.options.as_json:
            echo_json(self._data(summary))
        if self.log:
            self._log_end(summary)
            return
        for job, _ in summary.failed:
            click.echo(f"{job.target} was not made; try it alone: {self.again(job)}", err=True)
        if summary.interrupted is not None:
            click.echo("stopped; what is finished stays, run the same command again to make the rest", err=True)
        if self.talks:
            self._orphans(summary)
            counts = f"{len(summary.made)} made, {len(summary.skipped)} unchanged, {len(summary.failed)} failed"
            left_out = f", {count(len(summary.refused), 'problem')} in clinics left out" if summary.refused else ""
            click.echo(f"{counts}{left_out}; see {self.options.run.output / 'index.html'}")

    def again(self, job: Job) -> str:
        """The command that makes just this document."""
        folder, run = self.folders.get(job.clinic.id), self.options.run
        table = self.options.clinics if folder is None else None
        document = job.request.document
        words = ["handouts", "build", document.type, "--kind", document.kind]
        for option, value, usual in (
            ("--clinic", folder, None),
            ("--clinics", table, None),
            ("--only", job.clinic.id if table else None, None),
            ("--lang", document.lang, next(iter(job.clinic.langs)) if len(job.clinic.langs) == 1 else None),
            ("--edition", job.request.edition, "standard"),
            ("--pdf", job.request.pdf, DEFAULT_PROFILE),
            ("--output", run.output, _options.DEFAULT_OUTPUT),
            ("--scheduler", run.scheduler, None),
        ):
            words += [option, str(value)] if value != usual else []
        words += ["--paper", job.request.paper, *(["--prove"] if run.prove else [])]
        return shlex.join(words)

    def _data(self, summary: Summary) -> dict[str, Any]:
        return {
            "output": str(self.options.run.output),
            "made": [entry.model_dump(mode="json") for entry in summary.made],
            "unchanged": [job.target for job in summary.skipped],
            "failed": [
                {"path": job.target, "problems": [problem.as_dict() for problem in problems], "again": self.again(job)}
                for job, problems in summary.failed
            ],
            "refused": [problem.as_dict() for problem in summary.refused],
            "orphans": [entry.path for entry in summary.orphans],
            "removed": [entry.path for entry in summary.removed],
            "interrupted": summary.interrupted is not None,
        }

    def _log_end(self, summary: Summary) -> None:
        assert self.log
        removed = {entry.path for entry in summary.removed}
        for entry in summary.orphans:
            self.log.tell("removed" if entry.path in removed else "orphan", path=entry.path)
        counts = {"made": summary.made, "unchanged": summary.skipped, "failed": summary.failed}
        self.log.tell("end", **{name: len(entries) for name, entries in counts.items()}, exit=int(summary.exit_code))

    def _orphans(self, summary: Summary) -> None:
        removed = {entry.path for entry in summary.removed}
        if removed:
            click.echo(f"{_files(removed)} whose document or clinic is no more: removed", err=True)
        left = [entry.path for entry in summary.orphans if entry.path not in removed]
        if not left:
            return
        by_hand = "changed by hand since; remove what you do not need"
        what = by_hand if self.options.run.prune else "--prune removes them"
        click.echo(f"{_files(left)} whose document or clinic is no more; {what}:", err=True)
        for name in left[:MOST_NAMED]:
            click.echo(f"  {name}", err=True)
        if len(left) > MOST_NAMED:
            click.echo(f"  and {len(left) - MOST_NAMED} more; --json names all", err=True)


def log_error(log: _progress.JsonLines, error: HandoutsError) -> None:
    """A failure of the whole command as events."""
    for problem in error.problems:
        log.tell("error", problem=problem.as_dict())
    log.tell("end", exit=int(error.exit_code))


def _files(names: Sequence[str] | set[str]) -> str:
    return count(len(names), "file")
