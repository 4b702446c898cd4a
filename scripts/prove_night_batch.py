"""Prove that a batch that is killed again and again ends like one that nobody disturbed.

Usage: python scripts/prove_night_batch.py [--clinics 500] [--seed N] [--keep DIR]

Builds a table of made-up clinics, kills the build with SIGKILL at moments chosen by the seed, lets it finish, builds
the same once more undisturbed, and compares every file byte by byte. Needs Linux. The real one, 500 clinics, makes
6,000 documents twice; the default shows the same in a minute or two.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from handouts.clinic.columns import COLUMNS
from handouts.source.files import write_atomic

TYPES = ("pleural", "peritoneal", "pericardial", "testicular")
KINDS = ("overview", "symptom-checklist", "question-sheet")
HANDOUTS = (sys.executable, "-c", "import sys; from handouts.cli import main; sys.exit(main())")
POLL = 0.05


@dataclass
class Batch:
    """A build of all clinics into one folder, and what its runs were like; times in seconds, memory in kB.

    What it keeps for the next run lies in `cache`.
    """

    arguments: list[str]
    output: Path
    cache: Path
    logs: Path
    runs: list[dict[str, object]] = field(default_factory=list)

    def run(self, kill_after: int | None = None, wait: float = 0.0) -> dict[str, object]:
        """One run; with `kill_after`, killed `wait` seconds after that many documents were made."""
        log = self.logs / f"{self.output.name}-{len(self.runs)}.jsonl"
        began, peak, killed = time.monotonic(), 0, False
        with log.open("w") as err:
            folders = ["--output", str(self.output), "--cache", str(self.cache)]
            command = [*HANDOUTS, *self.arguments, *folders, "--log-json"]
            process = subprocess.Popen(command, stderr=err, start_new_session=True)
            while process.poll() is None:
                peak = max(peak, peak_memory(process.pid))
                if kill_after is not None and not killed and made_in(log) >= kill_after:
                    time.sleep(wait)
                    os.kill(process.pid, signal.SIGKILL)
                    killed = True
                time.sleep(POLL)
        spent = round(time.monotonic() - began, 1)
        facts = {"made": made_in(log), "killed": killed, "seconds": spent, "peak_kb": peak, "exit": process.returncode}
        self.runs.append(facts)
        return facts


def peak_memory(pid: int) -> int:
    """The most memory that a process has held, in kB."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)


def made_in(log: Path) -> int:
    """How many documents a run says that it has made."""
    return sum(b'"event": "made"' in line for line in log.read_bytes().splitlines())


def write_table(path: Path, count: int) -> None:
    """A table of made-up clinics, whose numbers ring nowhere."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, list(COLUMNS))
        writer.writeheader()
        for n in range(count):
            phone = {"label": "Nurse line", "number": f"(202) 555-01{n % 100:02}", "hours": "Always", "use": "any"}
            row = {"id": f"clinic-{n:04}", "name": f"Clinic {n}", "country": "US", "emergency_number": "911"}
            row |= {"fever": "100.4", "fever_unit": "F", "paper": "letter", "web": f"https://example.org/{n}"}
            writer.writerow(row | {f"phone1_{key}": value for key, value in phone.items()})


def sums(output: Path) -> dict[str, str]:
    """SHA-256 of every file that stays, by its name."""
    paths = (path for path in sorted(output.rglob("*")) if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(output).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def broken(output: Path) -> Iterator[str]:
    """PDFs that are not whole, and files that are unfinished."""
    for path in output.rglob("*.pdf"):
        data = path.read_bytes()
        if not (data.startswith(b"%PDF-") and data.rstrip().endswith(b"%%EOF")):
            yield path.relative_to(output).as_posix()
    yield from (path.name for path in output.rglob("*.part"))


def floor(output: Path, other: Path) -> float:
    """Seconds that the disk alone takes for these files, one after the other."""
    files = {path.relative_to(output).as_posix(): path.read_bytes() for path in sorted(output.rglob("*.pdf"))}
    began = time.monotonic()
    for name, data in files.items():
        write_atomic(other, name, data)
    return time.monotonic() - began


def disturbed(batch: Batch, total: int, kills: int, seed: int) -> list[str]:
    """Kill, look, and at last let it finish; what was found wrong on the way."""
    chance = random.Random(seed)
    faults = []
    moments = sorted(chance.sample(range(1, total), kills))
    for before, moment in zip([0, *moments], moments, strict=False):
        facts = batch.run(kill_after=max(1, moment - before), wait=chance.uniform(0, 1))
        print(f"killed after {facts['made']} documents, {facts['seconds']} s")
        # An unfinished file is swept by the next run; under its own name no file is ever half there.
        faults += [name for name in broken(batch.output) if not name.endswith(".part")]
    print("last run:", json.dumps(batch.run()))
    return faults


def judge(first: Batch, second: Batch, total: int, faults: list[str]) -> list[str]:
    """Everything that is not as it must be, in words."""
    ours, theirs = sums(first.output), sums(second.output)
    listed = {file["path"] for file in json.loads((first.output / "manifest.json").read_text())["files"]}
    pdfs = {name for name in ours if name.endswith(".pdf")}
    made = sum(int(str(run["made"])) for run in first.runs)
    kills = sum(bool(run["killed"]) for run in first.runs)
    wrong = [f"not whole: {name}" for name in [*faults, *broken(first.output)]]
    wrong += [f"differs: {name}" for name in sorted(ours.keys() | theirs.keys()) if ours.get(name) != theirs.get(name)]
    wrong += [f"not listed, or not there: {name}" for name in sorted(listed ^ pdfs)]
    wrong += [f"{len(pdfs)} PDFs instead of {total}"] if len(pdfs) != total else []
    # A kill between a file and its line in the journal costs that one document.
    wrong += [f"{made} documents made, more than {total} and one a kill"] if made > total + kills else []
    size = sum((first.output / name).stat().st_size for name in pdfs)
    print(f"{len(pdfs)} PDFs, {size / 1e6:.1f} MB, {made} made in {len(first.runs)} runs with {kills} kills")
    return wrong


def prove(folder: Path, clinics: int, kills: int, seed: int) -> int:
    """The whole proof in a folder; 0 where it holds."""
    write_table(folder / "clinics.csv", clinics)
    kinds = [word for kind in KINDS for word in ("--kind", kind)]
    fixed = ["--clinics", str(folder / "clinics.csv"), "--as-of", "2026-06-01", "--quiet"]
    total = clinics * len(TYPES) * len(KINDS)
    command = ["build", *TYPES, *kinds, *fixed]
    first, second = (
        Batch(command, folder / name, folder / f"{name}-cache", folder) for name in ("killed", "undisturbed")
    )
    print(f"{clinics} clinics x {len(TYPES)} types x {len(KINDS)} kinds = {total} documents, seed {seed}", flush=True)
    faults = disturbed(first, total, kills, seed)
    whole = second.run()
    print("undisturbed:", json.dumps(whole))
    again = second.run()
    spent = float(str(again["seconds"])) / float(str(whole["seconds"]))
    print(f"nothing to do: {json.dumps(again)}, 1/{1 / spent:.0f} of the whole")
    third = Batch(command, folder / "again", second.cache, folder)
    print("into a new folder, of what is kept:", json.dumps(third.run()))
    print(f"to write and sync the same bytes: {floor(second.output, folder / 'floor'):.1f} s")
    wrong = judge(first, second, total, faults)
    kept, whole_ones = sums(third.output), sums(second.output)
    wrong += [f"differs where all was kept: {name}" for name in kept if kept[name] != whole_ones.get(name)]
    print("\n".join(wrong) or "every file is whole, listed and the same in both")
    return 1 if wrong else 0


def main() -> int:
    """Parse, prove, clear away."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clinics", type=int, default=20)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="work in this folder, which must be empty, and leave it all there")
    given = parser.parse_args()
    if given.keep:
        given.keep.mkdir(parents=True, exist_ok=True)
        if any(given.keep.iterdir()):
            parser.error(f"{given.keep} is not empty")
        return prove(given.keep, given.clinics, given.kills, given.seed)
    folder = Path(tempfile.mkdtemp(prefix="handouts-proof-"))
    try:
        return prove(folder, given.clinics, given.kills, given.seed)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    sys.exit(main())
