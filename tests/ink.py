"""How much ink a page takes: what its picture is darker than paper, on the mean of all its points."""

from __future__ import annotations

import pypdfium2
from PIL import ImageStat

SCALE = 0.7  # some 50 dots an inch: a mean needs no more


def mean_ink(pdf: bytes) -> tuple[float, ...]:
    """The mean ink of each page, 0 (paper) to 1 (black all over)."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pictures = [page.render(scale=SCALE, grayscale=True).to_pil() for page in document]
    finally:
        document.close()
    return tuple(round(1 - ImageStat.Stat(picture).mean[0] / 255, 4) for picture in pictures)
