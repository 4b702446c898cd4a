"""A figure's block as the drawing that a page shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from markupsafe import Markup
from pydantic import BaseModel

from handouts.clinic.colors import Palette
from handouts.content.blocks import Figure
from handouts.content.drawings import BodyFigure, StepsFigure
from handouts.page.assets import Assets
from handouts.page.figures.body import body_figure
from handouts.page.figures.steps import steps_figure
from handouts.page.handout import Handout
from handouts.page.measures import measures
from handouts.page.sandbox import Sandbox
from handouts.source.model import validate
from handouts.source.yaml import decode_yaml

FIGURES = "content/figures/"
Drawing = TypeVar("Drawing", bound=BaseModel)


class Drawings:
    """Draws figures with one set of assets; their data are read once."""

    def __init__(self, assets: Assets, environment: Sandbox) -> None:
        self._assets, self._environment = assets, environment
        self._read: dict[str, BaseModel] = {}

    def svg(self, handout: Handout, block: Figure, palette: Palette) -> Markup:
        """The drawing of a figure's block. Raises what is at fault in its data, with file and line."""
        look = {
            "type_pt": handout.edition.least_pt,
            "width_mm": measures(handout.edition, handout.paper).column_mm,
            "alt": block.alt,
            "palette": palette,
        }
        figure = {"body": self._body, "steps": self._steps}[block.figure](handout, look)
        return Markup(self._environment.get_template(f"figures/{block.figure}.svg.j2").render(figure=figure))

    def _body(self, handout: Handout, look: Mapping[str, Any]) -> dict[str, Any]:
        page, marks = handout.labels.page, handout.disease.body
        labels = handout.labels.sites | {f"key-{role}": page[f"figure_{role}"] for role in ("origin", "near", "far")}
        scale = handout.kind.figure_scale * measures(handout.edition, handout.paper).fit
        data = self._data("body", BodyFigure)
        return body_figure(data, marks.origin, marks.near, marks.far, labels, scale=scale, **look)

    def _steps(self, handout: Handout, look: Mapping[str, Any]) -> dict[str, Any]:
        return steps_figure(self._data("steps", StepsFigure), handout.labels.page, **look)

    def _data(self, name: str, model: type[Drawing]) -> Drawing:
        if name not in self._read:
            shown, data = self._assets.find(f"{FIGURES}{name}.yaml")
            self._read[name] = validate(model, decode_yaml(data, shown))
        return self._read[name]
