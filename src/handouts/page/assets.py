"""The files that pages are made from, read once: templates, style sheets, fonts, drawings, a clinic's own assets."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from handouts.content.overlays import OFFICE
from handouts.source.layers import Layer, Layers

FOLDERS = ("templates", "styles", "content/figures", "assets")
CLINIC = "clinic/"
"""Stands before the name of a clinic's own file in a page."""
FONTS = ("styles/fonts", ".ttf")
SHEETS = (("styles", ".css"), ("styles/blocks", ".css"), ("styles/editions", ".css"))


@dataclass(frozen=True)
class LayerFiles:
    """The files of one layer by name, as they were when they were read; `shown` stands before a name in messages."""

    shown: str
    bundled: bool
    files: Mapping[str, bytes]

    def show(self, relative: str) -> str:
        """The name of a file as a message gives it."""
        return f"{self.shown}/{relative}" if self.shown else relative

    def within(self, folder: str, ending: str) -> Iterator[str]:
        """The names of the files of one folder that end so, sorted."""
        return (name for name in sorted(self.files) if name.rpartition("/")[0] == folder and name.endswith(ending))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of all names and contents."""
        parts = (f"{name}\0{hashlib.sha256(data).hexdigest()}\n" for name, data in sorted(self.files.items()))
        return hashlib.sha256("".join(parts).encode()).hexdigest()


@dataclass(frozen=True)
class Assets:
    """What lies in the layers for pages, lowest layer first."""

    layers: tuple[LayerFiles, ...]

    @cached_property
    def digest(self) -> str:
        """SHA-256 of everything in it. A layer that has only documents makes no other sheet anew."""
        digests = (layer.digest for layer in self.layers if layer.files)
        return hashlib.sha256("\n".join(digests).encode()).hexdigest()

    @property
    def overlaid(self) -> bool:
        """Whether a clinic lays files of its own over the package's."""
        return any(not layer.bundled for layer in self.layers)

    @cached_property
    def linked(self) -> dict[str, bytes]:
        """Fonts and style sheets by their names in a page: the clinic's own stand beside the package's."""
        found: dict[str, bytes] = {}
        for layer in self.layers:
            prefix = "" if layer.bundled else CLINIC
            for folder, ending in (FONTS, *SHEETS):
                found |= {prefix + name: layer.files[name] for name in layer.within(folder, ending)}
        return found

    def find(self, relative: str) -> tuple[str, bytes]:
        """Name for messages and content of a file, from the highest layer that has it. Raises KeyError."""
        for layer in reversed(self.layers):
            if relative in layer.files:
                return layer.show(relative), layer.files[relative]
        raise KeyError(f"the package has lost {relative}")


class AssetReader:
    """Gives what layers held when they were read, each once for as long as the reader lives."""

    def __init__(self, office: bool = False) -> None:
        self.office = office
        self._layers: dict[Layer, LayerFiles] = {}
        self._assets: dict[Layers, Assets] = {}

    def read(self, layers: Layers) -> Assets:
        """The assets of layers. Raises InputInvalid where anything in them is at fault."""
        if layers not in self._assets:
            self._assets[layers] = Assets(tuple(map(self._layer, layers.layers)))
        return self._assets[layers]

    def _layer(self, layer: Layer) -> LayerFiles:
        if layer not in self._layers:
            names = [name for folder in FOLDERS for name in layer.files(f"{folder}/**/*")]
            wanted = (name for name in names if self.office or not name.startswith(OFFICE))
            files = {name: layer.tree.files[name] for name in wanted}
            self._layers[layer] = LayerFiles(layer.shown, layer.bundled, files)
        return self._layers[layer]


def read_assets(layers: Layers, office: bool = False) -> Assets:
    """The assets of layers as they were read; `office`: with what is not for sheets. Raises InputInvalid."""
    return AssetReader(office).read(layers)
