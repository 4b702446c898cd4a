"""`python -m benchmarks.pages BUILT [--before BUILT]`: how many pages the sheets have, and how full and dark they are.

BUILT is a folder that `handouts build --output` filled, or one that holds several of them. Fill is how far down a page
its lowest ink stands above the foot, measured on a picture of the page; ink is what the picture is darker than paper.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import pypdfium2
from PIL import Image, ImageStat

from benchmarks.report import table
from handouts.content.load import load_catalogue
from handouts.source.layers import make_layers

DOTS_PER_MM = 2.0
TOP_MM = 11.0
PAPER_WHITE = 225  # of 255: tints count as ink, what rounding leaves beside a letter does not


@dataclass(frozen=True)
class Sheet:
    """A built PDF: what it is, its pages and, of each page, fill and mean ink from 0 to 1."""

    type: str
    kind: str
    edition: str
    pages: int
    fills: tuple[float, ...] = ()
    inks: tuple[float, ...] = ()


def sheets(built: Path, feet: Mapping[str, float] | None = None) -> Iterator[Sheet]:
    """The PDFs that a folder's manifests name; with the height in mm of each edition's foot, measured."""
    for manifest in sorted(built.rglob("manifest.json")):
        for entry in json.loads(manifest.read_text("utf-8"))["files"]:
            foot = feet.get(entry["edition"]) if feet else None
            fills, inks = _measured(manifest.parent / entry["path"], foot) if foot else ((), ())
            yield Sheet(entry["type"], entry["kind"], entry["edition"], entry["pages"], fills, inks)


def _measured(pdf: Path, foot_mm: float) -> tuple[tuple[float, ...], tuple[float, ...]]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.render(scale=DOTS_PER_MM * 25.4 / 72, grayscale=True).to_pil() for page in document]
    finally:
        document.close()
    return tuple(fill(page, foot_mm) for page in pages), tuple(1 - ImageStat.Stat(page).mean[0] / 255 for page in pages)


def fill(page: Image.Image, foot_mm: float) -> float:
    """How far down its lowest ink stands, as a part of the room between the top margin and the foot."""
    top, floor = round(TOP_MM * DOTS_PER_MM), round(page.height - foot_mm * DOTS_PER_MM)
    body = page.crop((0, top, page.width, floor)).point(lambda level: 255 if level < PAPER_WHITE else 0)
    box = body.getbbox()
    return box[3] / body.height if box else 0.0


def report(after: Sequence[Sheet], before: Sequence[Sheet]) -> str:
    """The pages of each kind and edition, fewest to most, and how full and dark they are."""
    old, new = _by_kind(before), _by_kind(after)
    rows = []
    for (kind, edition), found in sorted(new.items()):
        inner = [value for sheet in found for value in sheet.fills[:-1]]
        rows.append((
            kind, edition, len(found), _spread(old.get((kind, edition), ())), _spread(found),
            *((f"{mean(inner):.0%}", f"{min(inner):.0%}") if inner else ("", "")),
            f"{mean(value for sheet in found for value in sheet.inks):.1%}",
        ))  # fmt: skip
    head = ("kind", "edition", "PDFs", "pages before", "pages now", "mean fill", "least fill", "mean ink")
    return table(head, rows) + "\n\n" + "\n".join(_totals(after, before))


def _by_kind(found: Iterable[Sheet]) -> dict[tuple[str, str], list[Sheet]]:
    kinds: dict[tuple[str, str], list[Sheet]] = defaultdict(list)
    for sheet in found:
        kinds[sheet.kind, sheet.edition].append(sheet)
    return kinds


def _spread(found: Iterable[Sheet]) -> str:
    pages = sorted({sheet.pages for sheet in found})
    return "-".join(map(str, dict.fromkeys((pages[0], pages[-1])))) if pages else ""


def _totals(after: Sequence[Sheet], before: Sequence[Sheet]) -> Iterator[str]:
    inner = [value for sheet in after for value in sheet.fills[:-1]]
    yield f"All: {len(after)} PDFs, {sum(sheet.pages for sheet in after)} pages."
    if before:
        told = {(sheet.kind, sheet.edition) for sheet in before}
        same = [sheet for sheet in after if (sheet.kind, sheet.edition) in told]
        yield f"Those that were there before: {sum(x.pages for x in before)} pages, now {sum(x.pages for x in same)}."
    thin = sum(value < 0.5 for value in inner)
    yield f"Pages that others follow: mean fill {mean(inner):.0%}, under half {thin} of {len(inner)}."


def main() -> None:
    """Measure what the command line names and print it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages", description=__doc__)
    parser.add_argument("built", type=Path)
    parser.add_argument("--before", type=Path, help="the same, built by an earlier version; its pages are counted")
    given = parser.parse_args()
    editions = load_catalogue(make_layers()).editions
    feet = {name: float(edition.tokens["foot-room"].removesuffix("mm")) for name, edition in editions.items()}
    print(report(list(sheets(given.built, feet)), list(sheets(given.before)) if given.before else []))


if __name__ == "__main__":
    main()
