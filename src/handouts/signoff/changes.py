"""What a clinic has changed against the package's words, and what the package has changed under it since."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path
from typing import Literal

from handouts.content.catalogue import Catalogue, DocumentId, Loaded
from handouts.content.labels import Labels
from handouts.content.texts import marked
from handouts.signoff.records import ADAPTED, digest_of, kept_words, load_bases
from handouts.signoff.words import printed_words

FileChange = Literal["added", "copied", "replaced"]
"""What a clinic's file is beside the package's: `copied` is one that nobody has edited."""


@dataclass(frozen=True)
class Change:
    """A line before and after; None where there was or is none."""

    before: str | None
    after: str | None

    @property
    def marked(self) -> str:
        """The line with what went as [-so-] and what came as {+so+}."""
        if self.before is None or self.after is None:
            return f"{{+{self.after}+}}" if self.before is None else f"[-{self.before}-]"
        return _marked(self.before, self.after)

    def as_dict(self) -> dict[str, str | None]:
        """As plain data."""
        return {"before": self.before, "after": self.after}


@dataclass(frozen=True)
class LocalDocument:
    """A document that is not as shipped.

    `what`: the clinic has its own file for it (replaced), it is not in the package (added), or other files of the
    clinic, such as labels, change its words (reworded). `basis`: whether the package's words are still those that it
    was made from (same, moved, unknown; none where the package has no such document or the clinic no own file).
    """

    id: DocumentId
    what: Literal["replaced", "added", "reworded"]
    changed: tuple[Change, ...]
    basis: Literal["same", "moved", "unknown", "none"]
    since: tuple[Change, ...] = ()


@dataclass(frozen=True)
class LocalChanges:
    """All that a clinic's folder changes: documents, kinds, fixed words by their keys, and files."""

    documents: tuple[LocalDocument, ...]
    kinds: Mapping[str, Literal["added", "replaced"]]
    labels: Mapping[str, Change]
    files: Mapping[str, FileChange]


def changes(before: str, after: str) -> list[Change]:
    """The lines that differ, in their order."""
    old, new = before.splitlines(), after.splitlines()
    found: list[Change] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what != "equal":
            found += [Change(*pair) for pair in zip_longest(old[a:b], new[c:d])]
    return found


def _marked(before: str, after: str) -> str:
    old, new = before.split(), after.split()
    out: list[str] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = " ".join(old[a:b]), " ".join(new[c:d])
        both = (f"[-{gone}-]" if gone else "") + (f"{{+{come}+}}" if come else "")
        out.append(gone if what == "equal" else both)
    return " ".join(out)


def local_changes(folder: Path, own: Catalogue, shipped: Catalogue) -> LocalChanges:
    """Compare a clinic's catalogue with the package's. Raises InputInvalid where its record of bases is wrong."""
    bases = load_bases(folder).by_id
    documents = []
    for loaded in own.in_order():
        twin = shipped.documents.get(loaded.id)
        after = printed_words(own, loaded)
        if twin is None:
            documents.append(LocalDocument(loaded.id, "added", (), "none"))
            continue
        before = printed_words(shipped, twin)
        if not loaded.adapted and before == after:
            continue
        basis, since = _basis(folder, loaded, before, bases.get(loaded.id) is not None)
        what = "replaced" if loaded.adapted else "reworded"
        documents.append(LocalDocument(loaded.id, what, tuple(changes(before, after)), basis, since))
    return LocalChanges(tuple(documents), _kinds(own, shipped), _labels(own, shipped), _files(own))


def _basis(
    folder: Path, loaded: Loaded, shipped: str, noted: bool
) -> tuple[Literal["same", "moved", "unknown", "none"], tuple[Change, ...]]:
    if not loaded.adapted:
        return "none", ()
    if not noted:
        return "unknown", ()
    kept = kept_words(ADAPTED, folder, loaded.id)
    if digest_of(kept) == digest_of(shipped):
        return "same", ()
    return "moved", tuple(changes(kept, shipped))


def _kinds(own: Catalogue, shipped: Catalogue) -> dict[str, Literal["added", "replaced"]]:
    return {
        name: "replaced" if name in shipped.kinds else "added"
        for name, kind in sorted(own.kinds.items())
        if shipped.kinds.get(name) != kind
    }


def _labels(own: Catalogue, shipped: Catalogue) -> dict[str, Change]:
    before, after = (dict(_flat(x.labels)) for x in (shipped, own))
    return {key: Change(before.get(key), after[key]) for key in sorted(after) if before.get(key) != after[key]}


def _flat(labels: Mapping[str, Labels]) -> Iterator[tuple[str, str]]:
    for lang, words in labels.items():
        yield from ((".".join((lang, *text.keys)), text.words) for text in marked(words))


def _files(own: Catalogue) -> dict[str, FileChange]:
    lower = [layer for layer in own.layers.layers if layer.bundled]
    as_shipped = {f"content/{i.lang}/{i.type}/{i.kind}.yaml" for i, known in own.documents.items() if not known.adapted}
    found: dict[str, FileChange] = {}
    for layer in (layer for layer in own.layers.layers if not layer.bundled):
        for relative in layer.files("**/*"):
            below = [other.tree.files[relative] for other in lower if other.has(relative)]
            same = relative in as_shipped or layer.tree.files[relative] in below
            found[relative] = "added" if not below else "copied" if same else "replaced"
    return found
