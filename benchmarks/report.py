"""The measured figures as the tables of docs/performance.md."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence, Set
from pathlib import Path
from statistics import median

from benchmarks.race import Cost, Peaks, Runner, spread
from handouts.proof import inspect

BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"
GOALS_COLD = {
    "handouts build --no-cache": 1.0,
    "handouts build, plates kept, a number changed": 0.6,
    "handouts build, plates and boxes kept": 0.3,
}
GOALS_BATCH = {17: 0.08, 3: 0.35}
GOALS_KEPT = {17: 0.005, 3: 0.02}
PEERS, GOAL_PEERS = ("plutoprint", "typst"), 0.25
GOAL_CLINICS = 5.0
SAID = {
    "handouts": "handouts (words to PDF and picture)",
    "handouts_kept": "handouts, plates and boxes kept",
    "handouts_proven": "handouts, each PDF proven",
    "weasyprint": "WeasyPrint loop, plain",
    "weasyprint_tagged": "WeasyPrint loop, tagged PDF/A-3a",
    "plutoprint": "PlutoPrint",
    "fullbleed": "Fullbleed",
    "chromium": "Chromium, one browser kept",
    "typst": "Typst (the words alone, another layout)",
}
Row = Sequence[object]


def table(head: Row, rows: Sequence[Row]) -> str:
    """A table in Markdown; numbers stand right."""
    lines = [head, ["---", *["--:"] * (len(head) - 1)], *rows]
    return "\n".join(f"| {' | '.join(str(cell) for cell in row)} |" for row in lines)


def verdict(value: float, goal: float) -> str:
    """Whether a goal is reached."""
    return f"goal {goal:g}: {'reached' if value <= goal else 'missed'}"


def ratios(costs: Sequence[Cost], base: Sequence[Cost], what: str) -> list[float]:
    """Cost over cost, each pair from the same round."""
    return [getattr(cost, what) / getattr(other, what) for cost, other in zip(costs, base, strict=True)]


def cold_part(costs: dict[str, list[Cost]]) -> str:
    """The cold run of one document."""
    base = costs["weasyprint"]
    rows = []
    for name, found in costs.items():
        cpu, wall = (ratios(found, base, what) for what in ("cpu", "wall"))
        note = verdict(median(cpu), GOALS_COLD[name]) if name in GOALS_COLD else ""
        seconds = f"{median(cost.cpu for cost in found):.2f} s"
        rows.append((f"`{name}`", spread(cpu), spread(wall), seconds, note))
    return table(("from nothing, one overview", "CPU ratio", "time ratio", "CPU", ""), rows)


def warm_part(runners: Sequence[Runner], absent: dict[str, str], new: Set[int], clinics: int) -> str:
    """The batch; the documents `new` are the first of their words, the others hand out the same ones again."""
    base = next(runner for runner in runners if runner.name == "weasyprint")
    ours = next(runner for runner in runners if runner.name == "handouts")
    rows: list[Row] = []
    for runner in runners:
        shared = [number for number in runner.costs if number in base.costs]
        if not shared:
            rows.append((SAID[runner.name], "fails", "", "", "", runner.fault or runner.refused[0]))
            continue
        whole = _whole(runner, base, shared)
        note = verdict(whole, GOALS_BATCH[clinics]) if runner.name == "handouts" and clinics in GOALS_BATCH else ""
        if runner.name == "handouts_kept":
            note = _kept_note(runner, runners, shared, clinics)
        if runner.name == "handouts_proven":
            note = f"{_whole(runner, ours, [n for n in shared if n in ours.costs]):.2f} of the same unproven"
        note += f" ended: {runner.fault}" if runner.fault else ""
        note += f" refused {len(runner.refused)}, such as {runner.refused[0]}" if runner.refused else ""
        parts = ([n for n in shared if n in new], [n for n in shared if n not in new])
        split = [f"{_whole(runner, base, part):.3f}" if part else "" for part in parts]
        each = f"{sum(runner.costs[n].cpu for n in shared) / len(shared) * 1000:.1f} ms"
        rows.append((SAID[runner.name], f"{whole:.3f}", *split, each, note))
    rows += [(SAID[name], "not installed", "", "", "", why) for name, why in absent.items()]
    documents = len(base.costs)
    head = (
        f"warm, {documents} documents of {clinics} clinics",
        "all",
        "the first of its words",
        "the same for other clinics",
        "CPU",
        "",
    )
    return table(head, rows)


def _kept_note(runner: Runner, runners: Sequence[Runner], numbers: Sequence[int], clinics: int) -> str:
    """Whether one more clinic costs as little as it should, beside the peers too."""
    base = next(each for each in runners if each.name == "weasyprint")
    notes = [verdict(_whole(runner, base, numbers), GOALS_KEPT[clinics])] if clinics in GOALS_KEPT else []
    for peer in (each for each in runners if each.name in PEERS):
        if same := [number for number in numbers if number in peer.costs]:
            value = _whole(runner, peer, same)
            notes.append(f"{value:.2f} of {peer.name}, {verdict(value, GOAL_PEERS)}")
    return "; ".join(notes)


def _whole(runner: Runner, base: Runner, numbers: Sequence[int]) -> float:
    return sum(runner.costs[n].cpu for n in numbers) / sum(base.costs[n].cpu for n in numbers)


def loss_part(runners: Sequence[Runner], number: int) -> str:
    """What each engine makes of one document, and what of the words and tags it loses."""
    rows: list[Row] = []
    words: set[str] = set()
    for runner in runners:
        pdf = runner.folder / f"{number}.pdf"
        if not pdf.exists():
            continue
        proof = inspect(pdf.read_bytes())
        own = set(" ".join(proof.text).split())
        words = words or own
        tags = list(proof.tags.walk()) if proof.tags else []
        rows.append(
            (
                SAID[runner.name],
                proof.pages,
                len(tags) or "none",
                sum(tag.role == "Figure" and bool(tag.alt) for tag in tags),
                len(proof.uncovered) if tags else "all",
                f"{len(words - own) / len(words):.0%}",
                f"{sum(font.embedded for font in proof.fonts)} of {len(proof.fonts)}",
                proof.language or "none",
                f"{pdf.stat().st_size / 1024:.0f} KiB",
            )
        )
    head = (
        "one overview", "pages", "tags", "described figures", "pieces untagged", "words lost or changed",
        "fonts in the file", "language", "size",
    )  # fmt: skip
    return table(head, rows)


def clinics_part(found: dict[int, Peaks], documents: int) -> str:
    """Cost and memory against the number of clinics."""
    first = min(found)
    base = found[first].cost.cpu
    rows = [
        (number, f"{peak.cost.cpu / base:.1f}", f"{peak.cost.cpu / number / documents * 1000:.0f} ms",
         f"{peak.parent:.0f} MiB", f"{peak.worker:.0f} MiB")
        for number, peak in sorted(found.items())
    ]  # fmt: skip
    most = max(found)
    goal = f", {verdict(found[most].cost.cpu / base, GOAL_CLINICS)}" if most >= 500 else ""
    head = (
        "clinics",
        f"CPU, {first} clinic = 1{goal}",
        "CPU a document",
        "most memory, parent",
        "most memory, a worker",
    )
    return table(head, rows)


def machine() -> str:
    """Where it ran; no date, no name."""
    model = ""
    if (cpuinfo := Path("/proc/cpuinfo")).exists():
        names = (line.partition(":")[2].strip() for line in cpuinfo.read_text().splitlines() if "model name" in line)
        model = next(names, "")
    cores, load = os.cpu_count() or 1, os.getloadavg()[0]
    busy = "busy with other work too" if load > cores else "otherwise at rest"
    return (
        f"{cores} processors ({model or platform.machine()}), {platform.system()}, {busy}; "
        f"Python {platform.python_version()}"
    )


def write(path: Path, parts: Sequence[str]) -> None:
    """Put the tables between the markers of a page."""
    text = path.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    assert rest and after, f"{path} has lost its markers {BEGIN} and {END}"
    path.write_text(f"{before}{BEGIN}\n\n" + "\n\n".join(parts) + f"\n\n{END}{after}", encoding="utf-8")
