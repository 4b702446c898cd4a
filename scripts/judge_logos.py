"""Judge many real logos at once: how many are printed as drawings, as pictures, or refused, and a sheet to look at.

Usage: python scripts/judge_logos.py ICONS.json SHEET.png [NAME ...]

ICONS.json is the file of an icon set of Iconify, for example of the npm package @iconify-json/logos. On the sheet stand
those that are printed as pictures: how resvg draws them, then what our own print would have been.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

from PIL import Image, ImageDraw

from handouts.clinic.boxes import Boxes
from handouts.clinic.logo import judge
from handouts.clinic.logo.svg import clean_svg

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="{} {} {} {}">'
ACROSS, CELL, ROW = 5, 150, 110


def drawings(path: Path) -> dict[str, bytes]:
    """The icons of a set as SVG files."""
    found = json.loads(path.read_text("utf-8"))
    out = {}
    for name, icon in found["icons"].items():
        left, top, width, height = (icon.get(key, found.get(key, 0)) for key in ("left", "top", "width", "height"))
        out[name] = f"{HEAD.format(left, top, width or 16, height or 16)}{icon['body']}</svg>".encode()
    return out


def views(svg: bytes) -> list[Image.Image]:
    """A drawing as resvg and as we draw it."""
    clean = clean_svg(svg)
    size = judge.scale(clean.width, clean.height, Boxes.LOGO_MM, 0)
    own = judge._own_print(clean.sized(*size), size)
    other = judge.on_white(judge._drawn(clean.original(*judge._dots(size))))
    return [other, own] if own else [other]


def main(icons: Path, sheet: Path, *names: str) -> None:
    """Judge the named ones, or all."""
    counts: Counter[str] = Counter()
    shown: list[tuple[str, list[Image.Image]]] = []
    for name, svg in sorted(drawings(icons).items()):
        if names and name not in names:
            continue
        try:
            kind = judge.printed(svg, "SVG", Boxes.LOGO_MM, Boxes.LOGO_MIN_MM).media_type
        except ValueError as error:
            kind = "refused"
            print(f"{name}: {error}")
        counts[kind] += 1
        if kind == "image/png":
            shown.append((name, views(svg)))
    page = Image.new("RGB", (ACROSS * 2 * CELL, (len(shown) // ACROSS + 1) * ROW), "#fdd")
    pen = ImageDraw.Draw(page)
    for place, (name, pictures) in enumerate(shown):
        x, y = place % ACROSS * 2 * CELL, place // ACROSS * ROW
        pen.text((x, y), name, fill="black")
        for number, picture in enumerate(pictures):
            picture.thumbnail((CELL - 10, ROW - 20))
            page.paste(picture, (x + number * CELL, y + 14))
    page.save(sheet)
    print(*(f"{kind}: {count}" for kind, count in counts.most_common()), sep="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *sys.argv[3:])
