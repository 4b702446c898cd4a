"""What a PDF says to a reader that knows neither its tags nor its layout: the words in the order of painting."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pikepdf

Place = tuple[int, int]
"""A page, counted from 0, and a marked-content number on it."""
_PAIRS = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*(?:\n|$)")


def painted(pdf: bytes) -> dict[Place, str]:
    """The words of each piece of content, as they are written and with no others, in the order of painting."""
    found: dict[Place, str] = {}
    with pikepdf.open(io.BytesIO(pdf)) as file:
        for number, page in enumerate(file.pages):
            fonts = {name: _letters(font) for name, font in page.Resources.get("/Font", {}).items()}
            for mcid, text in _pieces(page, fonts):
                assert (number, mcid) not in found
                found[number, mcid] = text
    return found


def tagged(pdf: bytes) -> list[Place]:
    """All pieces of content in the order of the tags."""
    with pikepdf.open(io.BytesIO(pdf)) as file:
        numbers = {page.objgen: number for number, page in enumerate(file.pages)}

        def walk(element: pikepdf.Dictionary) -> Iterator[Place]:
            for kid in element.get("/K", []):
                if isinstance(kid, int):
                    yield numbers[element.Pg.objgen], kid
                elif "/MCID" in kid:
                    yield numbers[kid.Pg.objgen], int(kid.MCID)
                elif "/S" in kid:
                    yield from walk(kid)

        return list(walk(file.Root.StructTreeRoot))


def _letters(font: pikepdf.Dictionary) -> dict[int, str]:
    pairs = _PAIRS.findall(font.ToUnicode.read_bytes())
    return {int(code, 16): bytes.fromhex(words.decode()).decode("utf-16-be") for code, words in pairs}


def _pieces(page: pikepdf.Page, fonts: dict[str, dict[int, str]]) -> Iterator[tuple[int, str]]:
    open_: list[int | None] = []
    letters: dict[int, str] = {}
    words = ""
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BDC", "BMC"):
            has_number = name == "BDC" and isinstance(operands[1], pikepdf.Dictionary) and "/MCID" in operands[1]
            open_.append(int(operands[1].MCID) if has_number else None)
            words = ""
        elif name == "EMC":
            if (mcid := open_.pop()) is not None:
                yield mcid, words
        elif name == "Tf":
            letters = fonts[str(operands[0])]
        elif name == "TJ":
            codes = b"".join(bytes(item) for item in operands[0] if isinstance(item, pikepdf.String))
            words += "".join(letters[int.from_bytes(codes[at : at + 2])] for at in range(0, len(codes), 2))
