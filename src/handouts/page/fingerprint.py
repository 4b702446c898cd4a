"""What decides a PDF, as one digest, so that an unchanged sheet is known without laying anything out."""

from __future__ import annotations

import ctypes
import hashlib
import json
import re
import sys
import zlib
from collections.abc import Collection
from dataclasses import asdict, fields, is_dataclass
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any

from pydantic import BaseModel

import handouts
from handouts.clinic.load import Clinic
from handouts.clinic.logo import Logo
from handouts.page.assets import Assets
from handouts.page.handout import Handout

ROOMS = ("errors", "source", "clinic", "content", "signoff", "page", "pdf", "finishing", "press")
"""What decides a PDF's bytes; these rooms import no other. An edit of another room makes no sheet anew."""
ENGINE = (
    "brotli", "cffi", "cssselect2", "markupsafe", "pydantic-core", "pydyf", "pyphen", "tinycss2", "tinyhtml5", "zopfli",
)  # fmt: skip
"""What the declared dependencies rest on, as far as it takes part in a page."""
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
        self._said: dict[tuple[int, ...], tuple[object, str]] = {}
        self._own: dict[tuple[int, str], tuple[Clinic, str]] = {}

    def of(self, handout: Handout, assets: Assets) -> str:
        """The fingerprint of a handout as hexadecimal digits."""
        return self.joined(self.words(handout), handout.clinic, assets)

    def words(self, handout: Handout) -> str:
        """The digest of all but the clinic's own: the same for every clinic that hands out the same words."""
        said = tuple(getattr(handout, field.name) for field in fields(handout) if field.name != "clinic")
        key = tuple(map(id, said))
        if key not in self._said:
            self._said[key] = (said, _sha256([self._digest(value) for value in said]))
        return self._said[key][1]

    def joined(self, words: str, clinic: Clinic, assets: Assets) -> str:
        """The fingerprint of a clinic's handout whose `words` are digested already."""
        key = (id(clinic), assets.digest)
        if key not in self._own:
            parts = [self._digest(clinic.brand), self._digest(clinic.logo), assets.digest, tools()]
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


@lru_cache(maxsize=1)
def tools() -> dict[str, str]:
    """Versions of what makes the pages, and the digest of our own code: no version number tells of an edit."""
    versions = {name: _version(name) for name in (*declared(), *ENGINE)}
    versions |= {name: _native_version(*where) for name, where in NATIVE.items()}
    versions |= {"zlib": zlib.ZLIB_RUNTIME_VERSION, "python": sys.version.split()[0]}
    return {**versions, "handouts": handouts.__version__, "code": code_digest(ROOMS)}


@lru_cache(maxsize=1)
def tools_digest() -> str:
    """The digest of the same."""
    return _sha256(tools())


def declared() -> list[str]:
    """The names of all packages that `pyproject.toml` asks for, those of extras left out."""
    wanted = (line for line in requires("handouts") or () if "extra ==" not in line)
    return sorted(re.match(r"[\w.-]+", line)[0].lower() for line in wanted)


def code_digest(rooms: Collection[str], root: Path = Path(handouts.__file__).parent) -> str:
    """SHA-256 of the Python files of these rooms and modules of the package `root`."""
    files = (path for name in rooms for path in (root / f"{name}.py", *(root / name).rglob("*.py")) if path.is_file())
    return _sha256({path.relative_to(root).as_posix(): _file_digest(path) for path in sorted(files)})


def _file_digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


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
