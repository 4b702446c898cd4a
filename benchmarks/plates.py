"""`python -m benchmarks.plates`: what printing one more clinic from a plate costs, beside today's way and its peers."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.__main__ import CLINICS, FONTS, _python_with, _tell, bundled_root
from benchmarks.race import Runner, race
from benchmarks.report import table
from benchmarks.world import planned, write_clinics, write_sheets


def main() -> None:
    """Measure and print a table; the engines are asked in turn, document by document."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.plates", description=__doc__)
    parser.add_argument("--documents", type=int, default=51)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        clinics = write_clinics(CLINICS, folder / "clinics.csv")
        sheets = write_sheets(planned(clinics, given.documents), folder)
        batch, fonts = f"{given.documents}:{clinics}", str(bundled_root() / FONTS)
        ours = ("handouts", "handouts_printed", "handouts_new_clinic")
        runners = [Runner(each, sys.executable, batch) for each in ours]
        runners += [Runner(each, sys.executable) for each in ("weasyprint", "weasyprint_tagged")]
        runners += [Runner(each, python, fonts) for each in ("plutoprint", "typst") if (python := _python_with(each))]
        race(runners, sheets, folder, _tell)
    base = next(runner for runner in runners if runner.name == "weasyprint")
    rows = []
    for runner in runners:
        pairs = [(cost.cpu, base.costs[number].cpu) for number, cost in runner.costs.items()]
        ratio = sum(cpu for cpu, _ in pairs) / sum(cpu for _, cpu in pairs) if pairs else 0.0
        fault = runner.fault or next(iter(runner.refused), "")
        mean, middle = (f(cpu for cpu, _ in pairs) * 1000 if pairs else 0.0 for f in (_mean, median))
        rows.append((runner.name, f"{ratio:.4f}", f"{mean:.2f} ms", f"{middle:.2f} ms", fault))
    print(table(("warm, CPU a document", "of WeasyPrint", "mean", "median", ""), rows))


def _mean(values) -> float:
    found = [*values]
    return sum(found) / len(found)


if __name__ == "__main__":
    main()
