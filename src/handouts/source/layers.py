"""The ordered roots that content, templates, styles and assets are looked up in: the package's, then a clinic's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from handouts.errors import InputInvalid, Problem, printable
from handouts.source.reading import Tree, read_tree

OVERLAYS = ("content", "templates", "styles", "assets")
"""The folders by which a clinic adds to the package's files, or replaces them."""
LOCKED = (
    "templates/parts/foot.html.j2",
    "templates/blocks/red-flags.html.j2",
    "templates/macros/numbers.html.j2",
    "templates/own/calls.html.j2",
    "templates/own/emergency.html.j2",
    "templates/own/same-day.html.j2",
    "templates/icons/emergency.svg.j2",
)
"""What says on each sheet how far it is approved and whom to call at once: the same at every clinic."""
LOCKED_FAULT = "says how far a sheet is approved or whom to call, and cannot be replaced; delete it, and use a style"


@dataclass(frozen=True)
class Layer:
    """One root folder, read once; `shown` stands for it in messages, without a trailing slash.

    Of what is not the package's own nothing is read behind a link, and where a file is at fault, none is given.
    """

    root: Path
    shown: str
    bundled: bool

    @cached_property
    def tree(self) -> Tree:
        """What lies in it, as it was when it was first asked for."""
        return read_tree(self.root, OVERLAYS, links=self.bundled)

    def show(self, relative: str) -> str:
        """The name of a file of this layer as a message gives it."""
        return printable(f"{self.shown}/{relative}" if self.shown else relative)

    def files(self, pattern: str) -> Iterator[str]:
        """The sorted names of the files that match: `*` for any part of a name, `**/` for any folders.

        Raises InputInvalid where anything is at fault.
        """
        matches = _pattern(pattern).fullmatch
        return (name for name in sorted(self._whole()) if matches(name))

    def has(self, relative: str) -> bool:
        """Whether there is a file of this name. Raises InputInvalid where anything is at fault."""
        return relative in self._whole()

    @cached_property
    def faults(self) -> tuple[Problem, ...]:
        """What may not lie there: links, pipes, devices, huge files, names nobody can print, what none may replace."""
        locked = () if self.bundled else (name for name in self.tree.files if name.casefold() in LOCKED)
        found = self.tree.faults | dict.fromkeys(locked, LOCKED_FAULT)
        return tuple(Problem(self.show(name), 0, 0, "", fault) for name, fault in found.items())

    def _whole(self) -> Mapping[str, bytes]:
        if self.faults:
            raise InputInvalid(self.faults)
        return self.tree.files


@dataclass(frozen=True)
class Found:
    """A file and the layer that it comes from; `relative` has forward slashes."""

    layer: Layer
    relative: str

    @property
    def data(self) -> bytes:
        """What the file held when its layer was read."""
        return self.layer.tree.files[self.relative]

    @property
    def stem(self) -> str:
        """Its name without folders and ending."""
        return PurePosixPath(self.relative).stem

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
            if layer.has(relative):
                return Found(layer, relative)
        return None

    def every(self, relative: str) -> list[Found]:
        """The file in each layer that has it, lowest first."""
        return [Found(layer, relative) for layer in self.layers if layer.has(relative)]

    def all(self, pattern: str) -> list[Found]:
        """All files that match a glob, each from its highest layer, sorted by name."""
        found: dict[str, Found] = {}
        for layer in self.layers:
            found |= {relative: Found(layer, relative) for relative in layer.files(pattern)}
        return [found[key] for key in sorted(found)]

    def faults(self) -> list[Problem]:
        """What may not lie in the clinics' folders, whether or not anything would read it."""
        return [problem for layer in self.layers for problem in layer.faults]


def bundled_root() -> Path:
    """The folder that holds `content/`, `templates/` and `styles/`: inside a wheel, or the checkout itself."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "_bundled"
    return inside if inside.is_dir() else package.parents[1]


def make_layers(clinic: Path | None = None) -> Layers:
    """The package's layer and, above it, a clinic's folder, whatever lies in it."""
    layers = [Layer(bundled_root(), "", bundled=True)]
    if clinic is not None:
        layers.append(Layer(clinic, clinic.as_posix(), bundled=False))
    return Layers(tuple(layers))


def layers_of(clinic: Path | None, shipped: Layers | None = None) -> Layers:
    """The layers of a clinic's folder; of one that only brings its brand the package's alone, so that clinics share.

    The only rule for whether a clinic has layers of its own. None stands for no clinic; `shipped` are the package's
    where they are read already.
    """
    shipped = shipped or make_layers()
    layer = Layer(clinic, clinic.as_posix(), bundled=False) if clinic else None
    own = layer and (layer.tree.folders or layer.tree.faults)
    return Layers((*shipped.layers, layer)) if own else shipped


def _pattern(glob: str) -> re.Pattern[str]:
    parts = re.split(r"(\*\*/|\*)", glob)
    wild = {"**/": "(?:[^/]+/)*", "*": "[^/]*"}
    return re.compile("".join(wild.get(part, re.escape(part)) for part in parts))
