"""`python -m benchmarks`: measure, print the tables and, in full, put them into docs/performance.md."""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import itertools
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks import report
from benchmarks.race import Runner, cold, peaks, race
from benchmarks.world import FONTS, Sheet, overview, planned, write_clinic, write_clinics, write_sheets
from handouts.source.layers import bundled_root

ROOT = Path(__file__).resolve().parents[1]
PEERS = ROOT / ".cache" / "bench" / "bin" / "python"
PAGE = ROOT / "docs" / "performance.md"
OVERVIEW = ("build", "pleural", "--kind", "overview", "--quiet", "--as-of", "2026-06-01")
CLINICS, FEW = 17, 3
SMALL = ("pleural", "--kind", "symptom-diary")


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few documents, to see that it runs; writes nothing")
    parser.add_argument("--documents", type=int, help="documents of the batch; else 200, or 3")
    parser.add_argument("--rounds", type=int, help="rounds of the cold run; else 9, or 1")
    parser.add_argument("--clinics", type=int, nargs="*", help="numbers of clinics; else 1 10 100 500, or 1 2")
    parser.add_argument("--only", action="append", choices=("cold", "warm", "clinics"), help="part; may be repeated")
    given = parser.parse_args(arguments)
    clinics = given.clinics if given.clinics is not None else [1, 2] if given.quick else [1, 10, 100, 500]
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        parts = measured(
            Path(name),
            given.only or ("cold", "warm", "clinics"),
            documents=given.documents or (3 if given.quick else 200),
            rounds=given.rounds or (1 if given.quick else 9),
            clinics=clinics,
        )
    print("\n\n".join(parts))
    if not (given.quick or given.only):
        report.write(PAGE, parts)
        print(f"\nwritten to {PAGE.relative_to(ROOT)}", file=sys.stderr)


def measured(folder: Path, wanted: Sequence[str], documents: int, rounds: int, clinics: Sequence[int]) -> list[str]:
    """The tables asked for."""
    parts = [f"Measured on {report.machine()}."]
    if "cold" in wanted:
        clinic = write_clinic(folder / "clinic", 0)
        (sheet,) = write_sheets(overview(clinic), folder / "cold")
        parts.append(report.cold_part(cold(_cold_commands(sheet, clinic, folder), rounds)))
    if "warm" in wanted:
        parts += _warm(CLINICS, documents, folder / "many", loss=True)
        parts += _warm(FEW, min(documents, FEW * 12), folder / "few")
    if "clinics" in wanted:
        found = {number: peaks(_clinics_command(number, folder)) for number in clinics}
        parts.append(report.clinics_part(found, documents=1))
    return parts


def _warm(clinics: int, documents: int, folder: Path, loss: bool = False) -> list[str]:
    """So many documents of so many clinics by every engine."""
    folder.mkdir()
    table = write_clinics(clinics, folder / "clinics.csv")
    entries = planned(table, documents)
    sheets = write_sheets(entries, folder)
    runners, absent = _runners(f"{documents}:{table}")
    race(runners, sheets, folder, _tell)
    first = {entry.request: number for number, entry in reversed([*enumerate(entries)])}
    parts = [report.warm_part(runners, absent, {*first.values()}, clinics)]
    return [*parts, report.loss_part(runners, sheets[0].number)] if loss else parts


def _cold_commands(sheet: Sheet, clinic: Path, folder: Path):
    kept, numbers = folder / "kept", itertools.count(1)
    both = ("--clinic", str(clinic), "--cache", str(kept))
    subprocess.run([_program("handouts"), *OVERVIEW, *both, "--output", str(folder / "first")], check=True)

    def handouts(*options: str):
        return lambda output: [_program("handouts"), *OVERVIEW, *options, "--output", str(output)]

    def changed(output: Path) -> list[str]:
        other = write_clinic(output / "clinic", next(numbers))
        return handouts("--clinic", str(other), "--cache", str(kept))(output / "out")

    def weasyprint(*options: str):
        return lambda folder: [_program("weasyprint"), *options, str(sheet.html), str(folder / "a.pdf")]

    return {
        "handouts build --no-cache": handouts("--clinic", str(clinic), "--no-cache"),
        "handouts build, plates kept, a number changed": changed,
        "handouts build, plates and boxes kept": handouts(*both),
        "weasyprint": weasyprint(),
        "weasyprint --pdf-tags": weasyprint("--pdf-tags", "--pdf-variant", "pdf/a-3a"),
    }


def _clinics_command(number: int, folder: Path) -> list[str]:
    table, output = write_clinics(number, folder / f"clinics-{number}.csv"), folder / f"out-{number}"
    return [_program("handouts"), "build", *SMALL, "--clinics", str(table), "--output", str(output), "--quiet"]


def _program(name: str) -> str:
    return str(Path(sys.executable).with_name(name))


def _runners(batch: str) -> tuple[list[Runner], dict[str, str]]:
    """The engines that are here, and why the others are not."""
    fonts = str(bundled_root() / FONTS)
    runners = [
        Runner("handouts", sys.executable, batch),
        Runner("handouts_kept", sys.executable, batch),
        Runner("handouts_proven", sys.executable, batch),
        Runner("weasyprint", sys.executable),
        Runner("weasyprint_tagged", sys.executable),
    ]
    absent = {}
    for name in ("plutoprint", "fullbleed", "typst"):
        if python := _python_with(name):
            runners.append(Runner(name, python, fonts))
        else:
            absent[name] = f"pip has no {name} for this machine, or was not asked: `make bench`"
    if program := shutil.which("chromium") or shutil.which("google-chrome"):
        runners.append(Runner("chromium", sys.executable, program))
    else:
        absent["chromium"] = "no chromium on PATH"
    return runners, absent


def _python_with(package: str) -> str | None:
    if importlib.util.find_spec(package):
        return sys.executable
    with contextlib.suppress(OSError):
        done = subprocess.run([PEERS, "-c", f"import {package}"], capture_output=True)
        return None if done.returncode else str(PEERS)
    return None


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
