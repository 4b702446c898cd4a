"""What a clinic lays over the package beside documents: files that reach its sheets, and words it may not change."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from handouts.errors import Problem
from handouts.source.layers import Layers
from handouts.source.yaml import YamlSource

REACHING = (
    "templates/**/*",
    "styles/**/*",
    "assets/**/*",
    "content/figures/**/*",
    "content/editions/*",
    "content/papers/*",
    "content/kinds/*",
    "content/types/*",
    "content/claims/*",
    "content/sources.yaml",
)
OFFICE = ("templates/review-pack/", "templates/site/", "templates/studio/", "styles/review-pack/", "styles/studio/")
"""What is for clinicians, builders and the web page: no sheet can reach it, so an edit of it makes no sheet anew."""
FIXED = {
    "foot": frozenset({"draft", "approved", "approved_by", "overdue", "locally_adapted", "call_emergency"}),
    "page": frozenset({"emergency"}),
    "aloud": frozenset({"call", "emergency"}),
}
"""Words that say how far a sheet is approved, and whom to call at once: the same at every clinic."""
UNSIGNED = ("foot", "aloud", "short_forms")
"""The parts of labels whose words are the package's own affair; those that a clinic sets are signed."""

ENGLISH_APPROVAL = "approved"


def overlays(layers: Layers) -> dict[str, str]:
    """The files of clinics' layers that can reach a sheet, by name, with the SHA-256 of each."""
    found: dict[str, str] = {}
    for layer in (layer for layer in layers.layers if not layer.bundled):
        for name in (name for pattern in REACHING for name in layer.files(pattern)):
            if not name.startswith(OFFICE):
                found[name] = hashlib.sha256(layer.tree.files[name]).hexdigest()
    return dict(sorted(found.items()))


def fixed_problems(source: YamlSource, own: Mapping[str, object], shipped: Mapping[str, object]) -> Iterator[Problem]:
    """A problem for each word in a clinic's labels that it may not change; `shipped` are the package's, if any."""
    for part, keys in FIXED.items():
        words, below = own.get(part), shipped.get(part)
        if not (isinstance(words, dict) and isinstance(below, dict)):
            continue
        for key in sorted(keys & words.keys()):
            if words[key] != below.get(key):
                message = f"is the same at every clinic: {below.get(key)!r}; delete this line"
                yield source.problem((part, key), message)


def draft_problems(source: YamlSource, own: Mapping[str, object]) -> Iterator[Problem]:
    """A problem where a language of the clinic's own calls a draft what it calls an approved sheet."""
    foot = own.get("foot")
    words = {key: str(foot.get(key, "")).casefold() for key in FIXED["foot"]} if isinstance(foot, dict) else {}
    approvals = (ENGLISH_APPROVAL, words.get("approved"), words.get("approved_by"))
    if words and words["draft"].startswith(tuple(filter(None, approvals))):
        yield source.problem(("foot", "draft"), "begins as an approval does; say that the sheet is a draft")
