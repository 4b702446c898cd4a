"""The drawings of the sheets as data: the body and its places, the panels of the steps. All lengths in mm."""

from __future__ import annotations

from itertools import combinations
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from handouts.source.model import Model

Side = Literal["left", "right"]
Role = Literal[
    "skin", "cover", "outline", "taper", "face", "organ", "edge", "tube", "detail", "faint", "hidden", "node", "lining"
]
PathData = Annotated[str, StringConstraints(pattern=r"^[MLCZ][MLCZ0-9 .\-]*$")]
CellRole = Literal[
    "cell", "nucleus", "cancer", "core", "lumen", "wall", "wall-nucleus", "blood", "guard", "guard-core", "piece",
    "sprout", "sprout-lumen", "halo", "arrow", "head",
]  # fmt: skip

MARK_GAP = 2.5  # between the heights of two marks of one column: the half of a mark and a little air


class Canvas(Model):
    """The size of the drawing without labels, in mm."""

    width: float = Field(gt=0)
    height: float = Field(gt=0)


class Site(Model):
    """A place in the body: its mark (mm from the top left of the drawing) and the side its label prefers."""

    x: float
    y: float
    side: Side
    shape: str | None = None


class Part(Model):
    """One path of the drawing. With an `id` it shows only with a site whose `shape` names it."""

    role: Role
    d: PathData
    id: str | None = None
    width: float | None = Field(default=None, gt=0)
    fade: tuple[float, float] | None = None


class BodyFigure(Model):
    """The base drawing and its sites: `content/figures/body.yaml`."""

    canvas: Canvas
    sites: dict[str, Site]
    drawing: tuple[Part, ...]

    @model_validator(mode="after")
    def _holds_together(self) -> BodyFigure:
        shapes = {part.id for part in self.drawing if part.id}
        for name, site in self.sites.items():
            if not (0 <= site.x <= self.canvas.width and 0 <= site.y <= self.canvas.height):
                raise ValueError(f"site '{name}' lies outside the canvas; move it inside")
            if site.shape and site.shape not in shapes:
                raise ValueError(f"site '{name}' names the shape '{site.shape}', which no part has; draw it or drop it")
        for (name, site), (other, there) in combinations(self.sites.items(), 2):
            if site.side == there.side and abs(site.y - there.y) < MARK_GAP:
                raise ValueError(f"sites '{name}' and '{other}' stand too level on one side; move one by {MARK_GAP} mm")
        return self


class CellPart(Model):
    """One path of a panel; it may hold many cells of one look."""

    role: CellRole
    d: PathData


class Panel(Model):
    """The drawing of one step."""

    drawing: tuple[CellPart, ...] = Field(min_length=1)


class StepsFigure(Model):
    """The panels in the order of the steps, and the pictures of the key: `content/figures/steps.yaml`."""

    canvas: Canvas
    panels: tuple[Panel, ...] = Field(min_length=1)
    key: dict[str, tuple[CellPart, ...]]
