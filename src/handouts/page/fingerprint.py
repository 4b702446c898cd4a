"""What decides a PDF, as one digest, so that an unchanged sheet is known without laying anything out."""

from __future__ import annotations

import ctypes
import hashlib
import json
import sys
import zlib
from collections.abc import Collection, Iterator
from dataclasses import asdict, fields, is_dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from pydantic import BaseModel

import handouts
from handouts.clinic.load import Clinic
from handouts.clinic.logo import Logo
from handouts.page.handout import Handout
from handouts.source.layers import Layer, Layers

# What takes part in the making of the bytes. Everything that only builds, lists or serves is left out.
PACKAGES = (
    "babel", "brotli", "coloraide", "cssselect2", "fonttools", "jinja2", "markupsafe", "pillow", "pydyf",
    "pypdfium2", "pyphen", "segno", "tinycss2", "tinyhtml5", "weasyprint", "zopfli",
)  # fmt: skip
NOT_IN_THE_PAGE = ("batch", "cli", "studio")
FOLDERS = ("templates", "styles", "content/figures", "assets")
NATIVE = {
    "pango": ("libpango-1.0.so.0", "pango_version_string"),
    "harfbuzz": ("libharfbuzz.so.0", "hb_version_string"),
    "harfbuzz-subset": ("libharfbuzz-subset.so.0", "hb_version_string"),
}


class Fingerprints:
    """Digests of handouts; what many of them share is digested once."""

    def __init__(self) -> None:
        # The value is kept beside its digest so that no other object can come to have its id.
        self._kept: dict[int, tuple[object, str]] = {}
        self._own: dict[tuple[int, Layers], tuple[Clinic, str]] = {}

    def of(self, handout: Handout, layers: Layers) -> str:
        """The fingerprint of a handout as hexadecimal digits."""
        return self.joined(self.words(handout), handout.clinic, layers)

    def words(self, handout: Handout) -> str:
        """The digest of all but the clinic's own: the same for every clinic that hands out the same words."""
        names = [field.name for field in fields(handout) if field.name != "clinic"]
        return _sha256({name: self._digest(getattr(handout, name)) for name in names})

    def joined(self, words: str, clinic: Clinic, layers: Layers) -> str:
        """The fingerprint of a clinic's handout whose `words` are digested already."""
        key = (id(clinic), layers)
        if key not in self._own:
            parts = [self._digest(clinic.brand), self._digest(clinic.logo), layers_digest(layers), tools()]
            self._own[key] = (clinic, _sha256(parts))
        return _sha256([words, self._own[key][1]])

    def _digest(self, value: object) -> Any:
        if isinstance(value, (BaseModel, Logo)):
            kept = self._kept.get(id(value))
            if kept is None:
                plain = value.model_dump(mode="json") if isinstance(value, BaseModel) else asdict(value)
                kept = self._kept[id(value)] = (value, _sha256(plain))
            return kept[1]
        if isinstance(value, (list, tuple)):
            return [self._digest(entry) for entry in value]
        return asdict(value) if is_dataclass(value) and not isinstance(value, type) else value


@lru_cache(maxsize=32)
def layers_digest(layers: Layers) -> str:
    """SHA-256 of every template, style sheet, font, figure and asset of the layers, by name and content."""
    return _sha256([_digests(layer) for layer in layers.layers])


def layer_files(layer: Layer) -> Iterator[tuple[str, bytes]]:
    """Name and content of every file of a layer that a page is made from."""
    for folder in FOLDERS:
        for path in sorted((layer.root / folder).rglob("*")):
            if path.is_file():
                yield path.relative_to(layer.root).as_posix(), path.read_bytes()


def _digests(layer: Layer) -> dict[str, str]:
    return {name: hashlib.sha256(data).hexdigest() for name, data in layer_files(layer)}


@lru_cache(maxsize=1)
def tools() -> dict[str, str]:
    """Versions of what makes the pages, and the digest of our own code: no version number tells of an edit."""
    versions = {name: _version(name) for name in PACKAGES}
    versions |= {name: _native_version(*where) for name, where in NATIVE.items()}
    versions |= {"zlib": zlib.ZLIB_RUNTIME_VERSION, "python": sys.version.split()[0]}
    return {**versions, "handouts": handouts.__version__, "code": code_digest(NOT_IN_THE_PAGE)}


def code_digest(left_out: Collection[str] = ()) -> str:
    """SHA-256 of the package's own Python files, without these modules and packages."""
    root = Path(handouts.__file__).parent
    files = ((path.relative_to(root), path) for path in sorted(root.rglob("*.py")))
    return _sha256(
        {
            name.as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for name, path in files
            if name.parts[0] not in (*left_out, "_bundled")
        }
    )


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "none"


def _native_version(library: str, function: str) -> str:
    """A system library's own answer; "unknown" where it goes by another name, as on macOS."""
    try:
        call = getattr(ctypes.CDLL(library), function)
    except (OSError, AttributeError):
        return "unknown"
    call.restype = ctypes.c_char_p
    return str(call().decode())


def _sha256(value: object) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_exactly)
    return hashlib.sha256(text.encode()).hexdigest()


def _exactly(value: object) -> str:
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else repr(value)
