"""Files of documents and clinics that are no more: found by the manifest alone, removed only when asked to."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from handouts.batch.gather import GENERIC, PreparedClinic, PreparedClinics
from handouts.batch.manifest import Entry, Manifest
from handouts.source.files import faults
from handouts.source.layers import Layers


def find_orphans(entries: Iterable[Entry], clinics: PreparedClinics) -> list[Entry]:
    """The entries whose document, edition, paper or clinic is no more, by path.

    Only the clinics of this build are judged, for of others nothing is known; where `clinics.ids` are all that
    there are, a clinic that is not among them is no more.
    """
    by_id = {entry.id: entry for entry in clinics.ready}
    there = cache(lambda layers, name: layers.find(name) is not None)  # most clinics have the same layers
    found = []
    for entry in entries:
        clinic = by_id.get(entry.clinic)
        if clinic:
            gone = not _known(entry, clinic, there)
        else:
            gone = clinics.ids is not None and entry.clinic not in clinics.ids and entry.clinic != GENERIC
        if gone:
            found.append(entry)
    return sorted(found, key=lambda entry: entry.path)


def remove(manifest: Manifest, entry: Entry) -> bool:
    """Remove a file with its entry and the folders that are then empty; not one edited since.

    Raises EnvironmentFault where the system refuses.
    """
    file = manifest.output / entry.path
    if not manifest.unchanged(entry.path, entry.fingerprint) or _leads_out(manifest.output, file):
        return False
    with faults(file):
        file.unlink()
    manifest.drop(entry.path)
    _remove_empty(file.parent, manifest.output)
    return True


def remove_pictures(manifest: Manifest) -> None:
    """Remove the pictures of first pages that are no entry's any more. Raises EnvironmentFault where that cannot be."""
    for picture in (manifest.output / name for name in sorted(manifest.unused_pictures())):
        if not _leads_out(manifest.output, picture):
            with faults(picture):
                picture.unlink(missing_ok=True)
            _remove_empty(picture.parent, manifest.output)


def _known(entry: Entry, clinic: PreparedClinic, there: Callable[[Layers, str], bool]) -> bool:
    known = clinic.catalogue
    if entry.edition not in known.editions or entry.paper not in known.papers:
        return False
    # Looked for by name: a build of one type has not read the others.
    return there(clinic.layers, f"content/{entry.lang}/{entry.type}/{entry.kind}.yaml")


def _leads_out(output: Path, *paths: Path) -> bool:
    return not all(path.parent.resolve().is_relative_to(output.resolve()) for path in paths)


def _remove_empty(folder: Path, output: Path) -> None:
    with contextlib.suppress(OSError):  # not empty
        while folder != output:
            folder.rmdir()
            folder = folder.parent
