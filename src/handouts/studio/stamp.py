"""Whether files are still as they were: what was made from them may be kept so long."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from handouts.source.layers import OVERLAYS, bundled_root

Stamp = tuple[tuple[str, int, int], ...]
MOST = 20_000
"""Files that are looked at; a folder with more is no clinic's."""


def stamp(clinic: Path | None) -> Stamp:
    """Names, times and sizes of the package's files and of a clinic's."""
    roots = [bundled_root() / name for name in OVERLAYS]
    roots += [clinic / name for name in OVERLAYS] if clinic else []
    found = [*_below(roots), *(_beside(clinic) if clinic else ())]
    return tuple(sorted(found[:MOST]))


def _below(roots: list[Path]) -> Iterator[tuple[str, int, int]]:
    for root in roots:
        for folder, _, names in os.walk(root):
            yield from filter(None, (_of(os.path.join(folder, name)) for name in names))  # noqa: PTH118 (many files)


def _beside(clinic: Path) -> Iterator[tuple[str, int, int]]:
    """The brand, the logo, the sign-offs: what lies in the folder itself."""
    try:
        names = os.listdir(clinic)  # noqa: PTH208
    except OSError:
        return
    yield from filter(None, (_of(os.path.join(clinic, name)) for name in names))  # noqa: PTH118


def _of(path: str) -> tuple[str, int, int] | None:
    try:
        facts = os.lstat(path)
    except OSError:
        return None
    return path, facts.st_mtime_ns, facts.st_size
