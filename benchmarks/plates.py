"""`python -m benchmarks.plates`: what printing one more clinic from a plate costs, beside today's way and its peers."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path
from statistics import median

from benchmarks.__main__ import CLINICS, FONTS, _python_with, _tell, bundled_root
from benchmarks.race import Runner, race
from benchmarks.report import table
from benchmarks.world import planned, write_clinics, write_sheets
from handouts.batch.jobs import Job
from handouts.page.html import Printer
from handouts.page.plates import Fit, boxes_of, fit_of, own_of, plate_of
from handouts.press.plate import Plate, sealed
from handouts.press.printing import fits

ALL = CLINICS * 12
"""Documents of all clinics: a build's order is that of all of them."""


def main() -> None:
    """Measure and print a table; the engines are asked in turn, document by document."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.plates", description=__doc__)
    parser.add_argument("--documents", type=int, default=51, help="17 are one sheet for 17 clinics")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        clinics = write_clinics(CLINICS, folder / "clinics.csv")
        jobs = planned(clinics, ALL)[: given.documents]
        sheets = write_sheets(jobs, folder)
        _tell(f"{_keep(jobs, folder)} plates for {len(jobs)} documents")
        words, fonts = f"{ALL}:{folder}", str(bundled_root() / FONTS)
        runners = [Runner("handouts", sys.executable, f"{ALL}:{clinics}")]
        runners += [Runner("printed", sys.executable, str(folder))]
        runners += [Runner(each, sys.executable, words) for each in ("printed_from_words", "printed_for_new_clinic")]
        runners += [Runner("weasyprint", sys.executable)]
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


def _keep(jobs: list[Job], folder: Path) -> int:
    """Make the plates and boxes of these documents, as files; tell how many plates there are."""
    plates: dict[tuple[object, Fit], list[tuple[str, Plate]]] = {}
    printer = Printer(jobs[0].assets)
    for number, job in enumerate(jobs):
        handout = job.handout()
        fit = fit_of(handout, printer, job.target)
        boxes = boxes_of(handout, printer, fit)
        same = plates.setdefault((job.request, fit), [])
        name = next((name for name, plate in same if fits(plate, boxes)), f"plate-{number}")
        if name == f"plate-{number}":
            same.append((name, plate_of(handout, printer, fit, boxes)))
            (folder / name).write_bytes(sealed(same[-1][1]))
        own = asdict(own_of(handout, job.target))
        (folder / f"{number}.json").write_text(json.dumps({"plate": name, "fit": asdict(fit), "own": own}))
        (folder / f"{number}.boxes").write_bytes(sealed(boxes))
    return sum(map(len, plates.values()))


def _mean(values) -> float:
    found = [*values]
    return sum(found) / len(found)


if __name__ == "__main__":
    main()
