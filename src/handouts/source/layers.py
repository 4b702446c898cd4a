"""The ordered roots that content, templates, styles and assets are looked up in: the package's, then a clinic's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from handouts.errors import InputInvalid, Problem, printable
from handouts.source.files import inside

OVERLAYS = ("content", "templates", "styles", "assets")
"""The folders by which a clinic adds to the package's files, or replaces them."""
LOCKED = (
    "templates/parts/foot.html.j2",
    "templates/blocks/red-flags.html.j2",
    "templates/macros/numbers.html.j2",
    "templates/icons/emergency.svg.j2",
)
"""What says on each sheet how far it is approved and whom to call at once: the same at every clinic."""
MAX_BYTES = 20_000_000  # a font of all Chinese characters has 16 MB
LOCKED_FAULT = "says how far a sheet is approved or whom to call, and cannot be replaced; delete it, and use a style"
LINK_OUT = "is a link out of its folder; put the file itself there"


@dataclass(frozen=True)
class Layer:
    """One root folder. `shown` stands for it in messages, without a trailing slash."""

    root: Path
    shown: str
    bundled: bool

    def show(self, relative: str) -> str:
        """The name of a file of this layer as a message gives it."""
        return printable(f"{self.shown}/{relative}" if self.shown else relative)

    def files(self, pattern: str) -> Iterator[str]:
        """The names of the files that match a glob, hidden ones left out. Raises InputInvalid for a link out."""
        for path in sorted(self.root.glob(pattern)):
            if path.is_file() and not path.name.startswith("."):
                yield _confined(self, path.relative_to(self.root).as_posix())

    def has(self, relative: str) -> bool:
        """Whether there is a file of this name. Raises InputInvalid for a link out."""
        return (self.root / relative).is_file() and bool(_confined(self, relative))

    def faults(self) -> Iterator[Problem]:
        """What may not lie in a clinic's folders: links out, pipes and devices, huge files, names nobody can read."""
        for folder in OVERLAYS if not self.bundled else ():
            for path in (self.root / folder, *sorted((self.root / folder).rglob("*"))):
                relative = path.relative_to(self.root).as_posix()
                if not path.name.startswith(".") and (fault := self._fault(path)):
                    yield Problem(self.show(relative), 0, 0, "", fault)

    def _fault(self, path: Path) -> str | None:
        if not path.exists() and not path.is_symlink():
            return None
        if not inside(self.root, path):
            return LINK_OUT
        if not path.name.isprintable():
            return "has a name that cannot be printed; rename it"
        if path.is_dir():
            return None
        if not path.is_file():
            return "is not a regular file; put a file there, or delete it"
        if path.relative_to(self.root).as_posix().casefold() in LOCKED:
            return LOCKED_FAULT
        return f"is over {MAX_BYTES:,} bytes; make it smaller" if path.stat().st_size > MAX_BYTES else None


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
        return [problem for layer in self.layers for problem in layer.faults()]


def bundled_root() -> Path:
    """The folder that holds `content/`, `templates/` and `styles/`: inside a wheel, or the checkout itself."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "_bundled"
    return inside if inside.is_dir() else package.parents[1]


def make_layers(clinic: Path | None = None) -> Layers:
    """The package's layer and, above it, a clinic's folder, whatever lies in it: for looking it over."""
    layers = [Layer(bundled_root(), "", bundled=True)]
    if clinic is not None:
        layers.append(Layer(clinic, clinic.as_posix(), bundled=False))
    return Layers(tuple(layers))


def layers_of(clinic: Path | None) -> Layers:
    """The layers of a clinic's folder; of one that only brings its brand the package's alone, so that clinics share.

    The only rule for whether a clinic has layers of its own. None stands for no clinic.
    """
    own = clinic is not None and any((clinic / name).is_dir() for name in OVERLAYS)
    return make_layers(clinic if own else None)


def _confined(layer: Layer, relative: str) -> str:
    """Refuse a link that leaves its layer: what is printed must lie in the folders that were named."""
    if not layer.bundled and not inside(layer.root, layer.root / relative):
        raise InputInvalid([Problem(layer.show(relative), 0, 0, "", LINK_OUT)])
    return relative
