"""Makes the README's picture of three pages: `python scripts/make_picture.py OUTPUT-FOLDER PICTURE.png`.

OUTPUT-FOLDER is what `handouts build --clinic examples/clinics/us-example --output OUTPUT-FOLDER` wrote.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pypdfium2
from PIL import Image

PAGES = (("symptom-checklist", 0), ("overview", 0), ("question-sheet", 0))
WIDTH, GAP = 520, 24


def page(folder: Path, kind: str, number: int) -> Image.Image:
    """One page of the pleural document of a kind, as a picture."""
    pdf = pypdfium2.PdfDocument(folder / f"us-example/en/pleural/{kind}.standard.letter.pdf")
    sheet = pdf[number]
    return sheet.render(scale=WIDTH / sheet.get_width()).to_pil()


def main(folder: Path, target: Path) -> None:
    """Three pages side by side on a grey ground."""
    pictures = [page(folder, kind, number) for kind, number in PAGES]
    height = max(picture.height for picture in pictures)
    ground = Image.new("RGB", (len(pictures) * (WIDTH + GAP) + GAP, height + 2 * GAP), "#d8d8d8")
    for index, picture in enumerate(pictures):
        ground.paste(picture, (GAP + index * (WIDTH + GAP), GAP))
    ground.quantize(256).save(target, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
