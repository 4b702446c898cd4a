"""What a review pack asks a clinician to sign, as the text that it carries inside, so that the pack can be named."""

from __future__ import annotations

import re
from collections.abc import Mapping

from handouts.content.catalogue import DocumentId
from handouts.source.files import ID, LANGUAGE

NAME = "sign-off.txt"
DESCRIPTION = "What is signed with this pack"
MOST_LETTERS = 100_000
NO_PACK = "is no review pack of handouts; make one with `handouts review-pack`"
_HEAD = "What is signed with this review pack: the clinic, then each document with the SHA-256 of its words and files."
_CLINIC = re.compile(rf"clinic (?P<clinic>{ID})")
_ENTRY = re.compile(rf"(?P<lang>{LANGUAGE})/(?P<type>{ID})/(?P<kind>{ID}) (?P<digest>[0-9a-f]{{64}})")


def pack_text(clinic: str, digests: Mapping[DocumentId, str]) -> str:
    """The text for the pack of a clinic, by its id."""
    lines = (f"{identity} {digest}" for identity, digest in digests.items())
    return "\n".join((_HEAD, f"clinic {clinic}", *lines)) + "\n"


def read_pack_text(text: str) -> tuple[str, dict[DocumentId, str]]:
    """The clinic's id and the digests of such a text. Raises ValueError where it is none."""
    head, clinic, *lines = text[:MOST_LETTERS].splitlines() if text.count("\n") > 1 else ("", "")
    of = _CLINIC.fullmatch(clinic)
    entries = [_ENTRY.fullmatch(line) for line in lines]
    if head != _HEAD or of is None or not all(entries):
        raise ValueError(NO_PACK)
    return of["clinic"], {
        DocumentId(*entry.group("lang", "type", "kind")): entry["digest"] for entry in entries if entry
    }
