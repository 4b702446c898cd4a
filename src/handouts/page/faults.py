"""What a clinic's own templates and style sheets do to a page, said with file and line, and what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from handouts.errors import DocumentFailed, HandoutsError, Problem
from handouts.page.assets import CLINIC, LayerFiles
from handouts.page.handout import Handout
from handouts.page.sandbox import FOLDER

if TYPE_CHECKING:
    from handouts.page.blame import Rule
    from handouts.page.html import Page, Printer

_PLACE = re.compile(r"(?P<before>.*?) at (?P<line>\d+):(?P<column>\d+)(?P<after>.*)", re.DOTALL)
STYLES = "styles"


def in_files(failure: DocumentFailed, printer: Printer) -> DocumentFailed:
    """The same failure; what is wrong in a clinic's style sheet stands under its file and line."""
    return DocumentFailed(_in_file(problem, printer) for problem in failure.problems)


def _in_file(problem: Problem, printer: Printer) -> Problem:
    asset, colon, said = problem.message.removeprefix("asset:").partition(": ")
    shown = _shown(printer, asset) if colon and problem.message.startswith(f"asset:{CLINIC}") else ""
    if not shown:
        return problem
    place = _PLACE.fullmatch(said)
    if place is None:
        return Problem(shown, 0, 0, "", said)
    return Problem(shown, int(place["line"]), int(place["column"]), "", place["before"] + place["after"])


def clinic_fault(error: Exception, handout: Handout, printer: Printer, name: str) -> DocumentFailed | None:
    """A page that breaks the layout, told as its clinic's fault; None where a clinic has put nothing into it."""
    own = [layer for layer in printer.assets.layers if not layer.bundled and _decides_pages(layer)]
    if not own:
        return None
    said = " ".join(f"{type(error).__name__}: {error}".split())[:200].rstrip(": ")
    for asset in reversed([*printer.assets.linked]):
        if asset.startswith(CLINIC) and asset.endswith(".css"):
            rule = _guilty(handout, printer, asset)
            if rule:
                message = f"cannot be laid out ({said}): {rule.text}; correct or delete it"
                return DocumentFailed([Problem(_shown(printer, asset), rule.line, rule.column, "", message)])
    files = ", ".join(layer.show(file) for layer in own for file in sorted(layer.files) if _is_page_file(file))
    message = f"cannot be laid out ({said}); look in what the clinic has changed: {files}"
    return DocumentFailed([Problem(name, 0, 0, "", message)])


def _guilty(handout: Handout, printer: Printer, asset: str) -> Rule | None:
    from handouts.page.blame import guilty_rule

    page = printer.page(handout)
    return guilty_rule(page.assets[asset], lambda text: _breaks(page, {**page.assets, asset: text}))


def _breaks(page: Page, assets: Mapping[str, bytes]) -> bool:
    """Whether the layout falls over; a page that is refused in words does not count."""
    from handouts.pdf import lay_out

    try:
        laid_out = lay_out(page.html, assets=assets, identifier="trial")
        laid_out.look  # noqa: B018 (asking reads the boxes)
        laid_out.write()
    except (HandoutsError, MemoryError):
        return False
    except Exception:
        return True
    return False


def _shown(printer: Printer, asset: str) -> str:
    """The name of a clinic's file in messages, by its name in a page; empty for what is not a clinic's."""
    name = asset.removeprefix(CLINIC)
    return next((layer.show(name) for layer in printer.assets.layers if not layer.bundled and name in layer.files), "")


def _decides_pages(layer: LayerFiles) -> bool:
    return any(map(_is_page_file, layer.files))


def _is_page_file(name: str) -> bool:
    return name.startswith((f"{FOLDER}/", f"{STYLES}/")) and name.endswith((".j2", ".css", ".ttf"))
