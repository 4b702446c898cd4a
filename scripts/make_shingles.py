#!/usr/bin/env python3
"""Write the hashes of every run of eight words of a folder of texts: tests/data/seed-shingles.txt.

Usage: scripts/make_shingles.py FOLDER [OUT]

The list shows whether a sentence of ours was copied, and does not hold the texts. A shingle is eight words in lower
case, without punctuation; of its BLAKE2b digest the first eight bytes are kept, in hex, a line each, sorted.
"""

from __future__ import annotations

import hashlib
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

LENGTH = 8
DIGEST_BYTES = 8
OUT = Path(__file__).parents[1] / "tests" / "data" / "seed-shingles.txt"
WORD = re.compile(r"[^\W_]+")


def words_of(text: str) -> list[str]:
    """The words in lower case; punctuation and apostrophes go, so that no mark can hide a copy."""
    plain = unicodedata.normalize("NFKC", text).replace("’", "").replace("'", "")
    return WORD.findall(plain.lower())


def shingles(text: str) -> Iterator[tuple[str, str]]:
    """Each run of eight words with its digest."""
    words = words_of(text)
    for start in range(len(words) - LENGTH + 1):
        run = " ".join(words[start : start + LENGTH])
        yield run, hashlib.blake2b(run.encode(), digest_size=DIGEST_BYTES).hexdigest()


def main(folder: str, out: str = str(OUT)) -> None:
    """Read every .txt of the folder and write the list."""
    files = sorted(Path(folder).glob("*.txt"))
    if not files:
        sys.exit(f"{folder} has no .txt files; name the folder of the texts")
    digests = {digest for file in files for _, digest in shingles(file.read_text("utf-8"))}
    Path(out).write_text("".join(f"{digest}\n" for digest in sorted(digests)), encoding="utf-8")
    print(f"{out}: {len(digests)} shingles of {len(files)} texts")


if __name__ == "__main__":
    main(*sys.argv[1:])
