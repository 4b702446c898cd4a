"""Which of the package's words a clinic's own documents rest on, so that an upgrade can say what has changed."""

from __future__ import annotations

from pathlib import Path

from handouts.signoff.records import Book, Record, Records, read_records


class Basis(Record):
    """The shipped words that a clinic's document was made from, or that the clinic has last looked at."""


ADAPTED = Book(
    file="adapted.yaml",
    key="adapted",
    kept="based-on",
    model=Basis,
    head="""
Which of the package's words this clinic's own documents rest on. `handouts` writes this file.
words_sha256 is the digest of those words; they are kept in based-on/.
`handouts diff` shows what has changed since, and `handouts diff --accept` notes that you have looked.
""",
)


def load_bases(folder: Path) -> Records[Basis]:
    """The bases of a clinic's documents. Raises InputInvalid with every fault, each at its line."""
    return read_records(ADAPTED, folder)
