"""Words before a bold one stay on their line, wherever the line ends between them."""

from __future__ import annotations

import io

import pypdfium2
import pytest

from handouts.pdf import to_pdf
from pdf_pages import assets, page

WORDS = (
    "Fluid around the lung can cause some of these. You may hear it called a <b>pleural effusion</b>. Doctors drain it."
)

STYLE = "@page { size: 200mm 100mm } p { font-size: 14pt }"


@pytest.mark.parametrize("width", range(150, 166))
def test_no_word_is_left_alone(width: int) -> None:
    made = to_pdf(page(f'<p style="width: {width}mm">{WORDS}</p>', style=STYLE), assets=assets())
    document = pypdfium2.PdfDocument(io.BytesIO(made))
    lines = document[0].get_textpage().get_text_range().splitlines()
    document.close()
    assert not any(line.strip() == "Fluid" for line in lines)
    assert any(line.startswith("Fluid around the lung can cause") for line in lines)
