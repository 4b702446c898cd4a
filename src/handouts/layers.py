"""The ordered roots that content, templates, styles and assets are looked up in: the package's, then a clinic's."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from handouts.errors import InputInvalid, Problem


@dataclass(frozen=True)
class Layer:
    """One root folder. `shown` stands for it in messages, without a trailing slash."""

    root: Path
    shown: str
    bundled: bool

    def show(self, relative: str) -> str:
        """The name of a file of this layer as a message gives it."""
        return f"{self.shown}/{relative}" if self.shown else relative


@dataclass(frozen=True)
class Found:
    """A file and the layer that it comes from; `relative` has forward slashes."""

    layer: Layer
    relative: str

    @property
    def path(self) -> Path:
        """Where the file lies."""
        return self.layer.root / self.relative

    @property
    def shown(self) -> str:
        """Its name in messages."""
        return self.layer.show(self.relative)


@dataclass(frozen=True)
class Layers:
    """Layers from lowest to highest; a file of a higher layer replaces the same file of a lower one."""

    layers: tuple[Layer, ...]

    def find(self, relative: str) -> Found | None:
        """The file of the highest layer that has it."""
        for layer in reversed(self.layers):
            if (layer.root / relative).is_file():
                return Found(layer, _confined(layer, relative))
        return None

    def every(self, relative: str) -> list[Found]:
        """The file in each layer that has it, lowest first."""
        return [Found(x, _confined(x, relative)) for x in self.layers if (x.root / relative).is_file()]

    def all(self, pattern: str) -> list[Found]:
        """All files that match a glob, each from its highest layer, sorted by name."""
        found: dict[str, Found] = {}
        for layer in self.layers:
            for path in layer.root.glob(pattern):
                if path.is_file() and not path.name.startswith("."):
                    relative = path.relative_to(layer.root).as_posix()
                    found[relative] = Found(layer, _confined(layer, relative))
        return [found[key] for key in sorted(found)]


def bundled_root() -> Path:
    """The folder that holds `content/`, `templates/` and `styles/`: inside a wheel, or the checkout itself."""
    inside = Path(__file__).parent / "_bundled"
    return inside if inside.is_dir() else Path(__file__).resolve().parents[2]


def make_layers(clinic: Path | None = None) -> Layers:
    """The package's layer and, above it, a clinic's folder."""
    layers = [Layer(bundled_root(), "", bundled=True)]
    if clinic is not None:
        layers.append(Layer(clinic, clinic.as_posix(), bundled=False))
    return Layers(tuple(layers))


def _confined(layer: Layer, relative: str) -> str:
    """Refuse a link that leaves its layer: what is printed must lie in the folders that were named."""
    if not layer.bundled and not (layer.root / relative).resolve().is_relative_to(layer.root.resolve()):
        message = "is a link out of its folder; put the file itself there"
        raise InputInvalid([Problem(layer.show(relative), 0, 0, "", message)])
    return relative
