"""What a clinic's templates ask for and nobody gives them, and those that nobody asks for; no sheet is printed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from handouts.content.overlays import OFFICE
from handouts.errors import Problem, did_you_mean
from handouts.page.assets import LayerFiles
from handouts.page.handout import Handout
from handouts.page.html import Printer
from handouts.page.sandbox import FOLDER, templates_in, variables_of

ENDING = ".j2"
OF_JINJA = ("loop", "caller", "varargs", "kwargs", "self", "super")
FIGURE = "figure"
"""What a template in `figures/` draws."""
OF_PARTS = ("first", "intro", "level", "rest")
"""What templates say to `own` of a part of the clinic's own; the part's template has it."""
_MISSING = object()


def unknown_variables(printer: Printer, handout: Handout) -> list[Problem]:
    """A problem at its line for each variable of the clinic's templates that is none; `handout` is one of its sheets.

    What a template sets, others that it includes may use. A template that cannot be read is told by who prints it.
    """
    read = [
        (layer, name, variables_of(layer.files[name].decode(errors="replace"), printer.environment))
        for layer in printer.assets.layers
        for name in _names(layer)
    ]
    known: dict[str, Any] = dict.fromkeys((name for _, _, found in read for name in found.set), _MISSING)
    known |= dict.fromkeys((*printer.environment.globals, *OF_JINJA, *OF_PARTS, FIGURE), _MISSING)
    known |= printer.context(handout)
    return [
        Problem(layer.show(name), line, 1, "", fault)
        for layer, name, found in read
        if not layer.bundled
        for line, asked in found.asked
        if (fault := _fault(asked, known))
    ]


def unused_templates(printer: Printer, layouts: Iterable[str]) -> list[Problem]:
    """A problem for each of the clinic's templates that no sheet can come upon; `layouts` are those of its kinds."""
    files = [(layer, name) for layer in printer.assets.layers for name in _names(layer)]
    texts = (layer.files[name].decode(errors="replace") for layer, name in files)
    wanted = {f"{layout}.html.j2" for layout in layouts}.union(
        *(templates_in(text, printer.environment) for text in texts)
    )
    shipped = {name for layer, name in files if layer.bundled}
    message = "is a template that no sheet uses; give it the name of one of the package's, or delete it"
    return [
        Problem(layer.show(name), 0, 0, "", message)
        for layer, name in files
        if name not in shipped and not any(fnmatchcase(name.removeprefix(f"{FOLDER}/"), each) for each in wanted)
    ]


def _names(layer: LayerFiles) -> Iterator[str]:
    return (
        name
        for name in sorted(layer.files)
        if name.startswith(f"{FOLDER}/") and name.endswith(ENDING) and not name.startswith(OFFICE)
    )


def _fault(asked: str, known: Mapping[str, Any]) -> str | None:
    """Why a dotted name is none; None where it is one, or where only a sheet can tell."""
    first, *rest = asked.split(".")
    if first not in known:
        return f"{first!r} is no variable of a template;{did_you_mean(first, known)} correct it"
    value, path = known[first], first
    for name in rest:
        if value is _MISSING or value is None or callable(value) or isinstance(value, (str, tuple, list)):
            return None
        names = [*value] if isinstance(value, Mapping) else [each for each in dir(value) if not each.startswith("_")]
        if name not in names and not hasattr(value, name):
            return f"{path} has no {name!r};{did_you_mean(name, names)} correct it"
        value = value[name] if isinstance(value, Mapping) and name in value else getattr(value, name)
        path = f"{path}.{name}"
    return None
