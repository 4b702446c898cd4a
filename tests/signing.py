"""A clinic with a two-page leaflet of its own in two languages, for the tests of sign-offs."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from handouts.content.catalogue import Catalogue, DocumentId
from handouts.content.load import load_catalogue
from handouts.signoff.approvals import APPROVALS, Approval
from handouts.signoff.record import approve
from handouts.signoff.words import words_digest
from handouts.source.layers import bundled_root, make_layers

LEAFLET = DocumentId("en", "pleural", "leaflet")
HOJA = DocumentId("es", "pleural", "leaflet")
ON, UNTIL = dt.date(2026, 3, 1), dt.date(2026, 9, 1)
BRAND = """\
id: signing
name: Signing Clinic
country: US
phones: blank
emergency_number: "911"
fever: blank
paper: letter
"""
KIND = "order: 99\nlayout: handout\nmax_pages: {standard: 4, large-print: 6}\n"
DOCUMENT = """\
title: Resting well
lead: What helps you rest.
key_message: Rest when you can.
purpose: {audience: Testers, needs: Rest, objective: Sleep}
review: {last_reviewed: 2026-01-01, review_by: 2027-01-01}
sections:
"""
SECTION = """\
  - id: part-%d
    heading: Part %d
    blocks:
"""
PARAGRAPH = """\
      - {block: paragraph, unsourced: a test, text: "Sentence %d of this part says that a short walk helps. It says so
          in many words, so that the leaflet takes more than one page of paper, and its foot is seen on each of them."}
"""
TIERS = """\
  - id: call
    heading: When to call
    blocks:
      - block: red-flags
        unsourced: a test
        emergency: [You cannot breathe.]
        same_day: [You cannot sleep., You cannot eat.]
        next_visit: [You are tired.]
"""


def write(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def make_clinic(folder: Path) -> Path:
    """The clinic's folder, with nothing approved."""
    parts = "".join(SECTION % (n, n) + "".join(PARAGRAPH % k for k in range(1, 9)) for n in (1, 2))
    write(folder / "brand.yaml", BRAND)
    write(folder / "content/kinds/leaflet.yaml", KIND)
    write(folder / "content/en/labels.yaml", "kinds:\n  leaflet: Leaflet\n")
    english = (bundled_root() / "content/en/labels.yaml").read_text(encoding="utf-8")
    write(folder / "content/es/labels.yaml", english.replace("kinds:\n", "kinds:\n  leaflet: Hoja\n"))
    for identity in (LEAFLET, HOJA):
        write(document(folder, identity), DOCUMENT + parts + TIERS)
    return folder


def document(folder: Path, identity: DocumentId = LEAFLET) -> Path:
    """The file of a document in the clinic's folder."""
    return folder / f"content/{identity.lang}/{identity.type}/{identity.kind}.yaml"


def change(path: Path, before: str, after: str) -> None:
    """Replace words that must be there."""
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def catalogue(folder: Path) -> Catalogue:
    """The content with the clinic's leaflets alone."""
    return load_catalogue(make_layers(folder), lambda found: found.kind == "leaflet")


def approval(known: Catalogue, identity: DocumentId = LEAFLET, **changes: object) -> Approval:
    """An approval of the words as they are."""
    given = {
        "document": f"{identity.type}/{identity.kind}",
        "lang": identity.lang,
        "by": "Maria Example, MD",
        "role": "Test oncologist",
        "on": ON,
        "review_by": UNTIL,
        "words_sha256": words_digest(known, known.documents[identity]),
    }
    return Approval(**{**given, **changes})


def sign(folder: Path, identity: DocumentId = LEAFLET, **changes: object) -> Path:
    """Approve a document as it is; returns the clinic's list of approvals."""
    known = catalogue(folder)
    approve(folder, known, [approval(known, identity, **changes)])
    return folder / APPROVALS.file
