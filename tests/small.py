"""The package's own folder with one disease type, one claim and one document: it is read and checked in a moment."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from building import write
from handouts.source.layers import bundled_root

SOURCE = """\
sources:
  - {id: one-source, title: A page about cancer, publisher: A publisher, grade: A, kind: government, read: whole,
     address: "https://example.org/page"}
"""
CLAIM = """\
claims:
  - {id: one-claim, statement: Mesothelioma is a cancer., types: all, sources: [one-source], print: "yes"}
"""
OPENING = """\
title: A sheet
lead: What this is for.
key_message: Call us.
purpose: {audience: You, needs: Words, objective: Calm}
review: {last_reviewed: 2026-01-01, review_by: 2027-01-01}
sections:
"""
"""How a document begins, up to its sections."""
NOTES = """\
title: Notes for your next visit
lead: This sheet is for your next visit.
key_message: Take this sheet with you.
purpose: {audience: People with mesothelioma, needs: Room to write, objective: The reader writes}
review: {last_reviewed: 2026-01-01, review_by: 2027-01-01}
sections:
  - id: only
    heading: What to know
    blocks:
      - {block: paragraph, text: "[[Mesothelioma]] is a cancer.", claims: [one-claim]}
      - {block: notes, lines: 3}
"""


def make_package(root: Path) -> Path:
    """Such a folder under `root`; the words of the page, editions and papers are those that ship."""
    content = root / "content"
    left_out = shutil.ignore_patterns("claims", "kinds", "shared", "pleural", "peritoneal", "pericardial", "testicular")
    shutil.copytree(bundled_root() / "content", content, ignore=left_out)
    for path in (content / "types").iterdir():
        if path.name != "pleural.yaml":
            path.unlink()
    disease = (content / "types/pleural.yaml").read_text(encoding="utf-8")
    write(content / "types/pleural.yaml", re.sub(r"(?m)^claims: .*", "claims: [one-claim]", disease))
    write(content / "sources.yaml", SOURCE)
    write(content / "claims/all.yaml", CLAIM)
    write(content / "kinds/overview.yaml", "order: 1\nlayout: handout\nmax_pages: {standard: 2}\n")
    write(content / "en/pleural/overview.yaml", NOTES)
    for folder in ("styles", "templates"):
        (root / folder).symlink_to(bundled_root() / folder)
    return root
