"""One section or one block of a clinic's own: in its place, marked, signed with the rest, and never when to call."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from building import write
from handouts.content.catalogue import Catalogue, DocumentId
from handouts.content.load import load_catalogue
from handouts.errors import InputInvalid
from handouts.signoff.approvals import Approval, status_of
from handouts.signoff.changes import local_changes
from handouts.signoff.words import printed_words, words_digest
from handouts.source.layers import Layer, Layers
from small import make_package

OVERVIEW = DocumentId("en", "pleural", "overview")
DOCUMENT = "content/en/pleural/overview.yaml"
PARTS = "content/en/pleural/parts/overview.yaml"
WORDS = """\
title: A sheet
lead: What this is for.
key_message: Call us.
purpose: {audience: You, needs: Words, objective: Calm}
review: {last_reviewed: 2026-01-01, review_by: 2027-01-01}
sections:
  - id: first
    heading: The first part
    blocks:
      - {block: paragraph, id: opening, text: Shipped opening., unsourced: a test}
      - {block: include, fragment: help/plan}
      - {block: notes, lines: 3}
  - id: call
    heading: When to call
    blocks:
      - block: red-flags
        id: flags
        unsourced: a test
        emergency: [You cannot breathe.]
        same_day: [You cannot sleep.]
        next_visit: [You are tired.]
  - id: last
    heading: The last part
    blocks:
      - {block: paragraph, text: Shipped end., unsourced: a test}
"""
SHARED = "blocks:\n  - {block: paragraph, id: plan, text: Shipped plan., unsourced: a test}\n"
FLAGS = "{block: red-flags, id: flags, unsourced: x, emergency: [Fire.], same_day: [Rain.], next_visit: [Sun.]}"
Over = Callable[[str], Catalogue]


@pytest.fixture
def layers(tmp_path: Path) -> Layers:
    package = make_package(tmp_path / "package")
    write(package / DOCUMENT, WORDS)
    write(package / "content/en/shared/help.yaml", SHARED)
    return Layers((Layer(package, "", bundled=True), Layer(tmp_path / "clinic", "clinic", bundled=False)))


@pytest.fixture
def over(layers: Layers) -> Over:
    """The content with these parts of a clinic's own."""

    def over(parts: str) -> Catalogue:
        write(layers.layers[1].root / PARTS, parts)
        fresh = Layers(tuple(Layer(layer.root, layer.shown, layer.bundled) for layer in layers.layers))
        return load_catalogue(fresh)

    return over


def faults(over: Over, parts: str) -> list[str]:
    with pytest.raises(InputInvalid) as caught:
        over(parts)
    return [str(problem) for problem in caught.value.problems]


def words(known: Catalogue) -> list[str]:
    """The words of the sections, as they are signed."""
    lines = printed_words(known, known.documents[OVERVIEW]).splitlines()
    return [line for line in lines if line.startswith(("heading: ", "text: "))]


SHIPPED = [
    "heading: The first part",
    "text: Shipped opening.",
    "text: Shipped plan.",
    "heading: The last part",
    "text: Shipped end.",
]


@pytest.mark.parametrize(
    ("parts", "before", "after"),
    [
        ("blocks:\n  - {block: paragraph, id: opening, text: Ours., unsourced: x}\n", "Shipped opening.", "Ours."),
        ("blocks:\n  - {block: paragraph, id: plan, text: Ours., unsourced: x}\n", "Shipped plan.", "Ours."),
        (
            "sections:\n  - id: last\n    heading: The last part\n    blocks:\n"
            "      - {block: paragraph, text: Ours., unsourced: x}\n",
            "Shipped end.",
            "Ours.",
        ),
    ],
)
def test_a_part_takes_its_place_and_the_rest_stays(over: Over, parts: str, before: str, after: str) -> None:
    shipped = over("blocks: []\n")
    assert words(shipped) == SHIPPED
    assert not shipped.documents[OVERVIEW].adapted, "what changes nothing is no adaptation"
    assert not over(SHARED).documents[OVERVIEW].adapted, "nor is a copy of a shared block"
    known = over(parts)
    assert words(known) == [line.replace(before, after) for line in SHIPPED]
    assert known.documents[OVERVIEW].adapted
    assert known.documents[OVERVIEW].source.path == DOCUMENT


def test_an_approval_binds_the_words_as_a_whole(over: Over) -> None:
    part = "blocks:\n  - {block: paragraph, id: plan, text: %s, unsourced: x}\n"
    digests = []
    for said in ("Ours.", "Ours now.", "Shipped plan."):
        known = over(part % said)
        digests.append(words_digest(known, known.documents[OVERVIEW]))
    shipped = over("blocks: []\n")
    assert len(set(digests)) == 3
    assert digests[2] == words_digest(shipped, shipped.documents[OVERVIEW])
    until, day = dt.date(2027, 1, 1), dt.date(2026, 6, 1)
    signed = Approval(
        document="pleural/overview",
        lang="en",
        words_sha256=digests[0],
        by="Maria Example",
        role="Test oncologist",
        on=dt.date(2026, 2, 1),
        review_by=until,
    )
    states = [status_of(signed, digest, until, day).state for digest in digests]
    assert states == ["approved", "changed", "changed"]


def test_diff_shows_the_words_of_a_part(over: Over, layers: Layers) -> None:
    known = over("blocks:\n  - {block: paragraph, id: plan, text: Our plan., unsourced: x}\n")
    shipped = load_catalogue(Layers((layers.layers[0],)))
    [found] = local_changes(layers.layers[1].root, known, shipped).documents
    assert (found.what, [change.marked for change in found.changed]) == (
        "replaced",
        ["text: [-Shipped-]{+Our+} plan."],
    )


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (
            "blocks:\n  - {block: notes, id: opning, lines: 3}\n",
            f"2:20: blocks[0].id: 'opning' is not the id of a block of {DOCUMENT}; did you mean 'opening'?",
        ),
        (
            "sections:\n  - {id: none, heading: X, blocks: [{block: notes, lines: 3}]}\n",
            f"2:6: sections[0].id: 'none' is not the id of a section of {DOCUMENT}; it has first, call, last",
        ),
        (
            "blocks:\n  - {block: notes, lines: 3}\n",
            "1:1: blocks: block 1 has no id; give it that of the block which it replaces",
        ),
        (
            "blocks:\n  - {block: paragraph, id: plan, text: A **stray star., unsourced: x}\n",
            "2:34: blocks[0].text: has a stray **; close every ** or drop it",
        ),
        ("title: Ours\n", "1:1: title: is not a known key here; delete it or check its spelling"),
        (
            "blocks:\n  - {block: paragraph, id: plan, text: Facts.}\n",
            "2:5: blocks[0].claims: states facts and names no claims; add `claims:`, or `unsourced:` with the reason",
        ),
        (
            "blocks:\n  - {block: paragraph, id: plan, text: Facts., claims: [nothing]}\n",
            "2:48: blocks[0].claims: 'nothing' is not a claim; add it to content/claims/",
        ),
        (
            f"blocks:\n  - {FLAGS}\n",
            "2:5: blocks[0]: would change when to call, which no part may; "
            "change the whole document, by --from-shipped",
        ),
        (
            f"sections:\n  - {{id: first, heading: X, blocks: [{FLAGS}]}}\n",
            "2:5: sections[0]: would change when to call, which no part may; "
            "change the whole document, by --from-shipped",
        ),
        (
            "sections:\n  - {id: call, heading: X, blocks: [{block: notes, lines: 3}]}\n",
            "2:5: sections[0]: would change when to call, which no part may; "
            "change the whole document, by --from-shipped",
        ),
    ],
)
def test_what_cannot_be_meant_is_told_at_its_line(over: Over, parts: str, said: str) -> None:
    [found] = faults(over, parts)
    assert found.startswith(f"clinic/{PARTS}:{said}")


def test_words_of_a_shared_part_of_when_to_call_are_locked_too(over: Over, layers: Layers) -> None:
    package = layers.layers[0].root
    write(package / "content/en/shared/help.yaml", f"{SHARED}  - {FLAGS}\n")
    shared = "      - {block: include, fragment: help/flags}\n"
    write(package / DOCUMENT, WORDS[: WORDS.index("      - block: red-flags")] + shared)
    [found] = faults(over, "blocks:\n  - {block: notes, id: flags, lines: 3}\n")
    assert "would change when to call" in found


def test_parts_of_a_document_of_ones_own_are_refused(over: Over, layers: Layers) -> None:
    write(layers.layers[1].root / DOCUMENT, WORDS)
    assert faults(over, "blocks: []\n") == [
        f"clinic/{PARTS}:1:1: has no effect: the whole document is your own already; "
        "change it there, and delete this file"
    ]


def test_parts_of_no_document_are_told(over: Over, layers: Layers) -> None:
    write(layers.layers[1].root / "content/en/pleural/parts/overveiw.yaml", "blocks: []\n")
    assert faults(over, "blocks: []\n") == [
        "clinic/content/en/pleural/parts/overveiw.yaml: is of no document: "
        "there is no content/en/pleural/overveiw.yaml; rename it"
    ]
