"""Writes a clinic's sign-offs and the bases of its own documents, and tells what has changed since."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from handouts.content.catalogue import Catalogue, DocumentId, Loaded
from handouts.content.new import unfilled_in
from handouts.errors import EnvironmentFault, InputInvalid, Problem
from handouts.signoff.approvals import APPROVALS, Approval, Status, status_of
from handouts.signoff.changes import Change, changes
from handouts.signoff.records import (
    ADAPTED,
    Basis,
    R,
    RecordKind,
    Records,
    digest_of,
    kept_words,
    read_records,
    records_yaml,
)
from handouts.signoff.words import printed_words, signed_words
from handouts.source.files import write_atomic

LOCK = ".sign-off.lock"
LOCK_WAIT = 10.0


@dataclass(frozen=True)
class Signed:
    """A document and what its sign-off is worth; `changed` are the words that are not those that were approved."""

    loaded: Loaded
    status: Status
    changed: tuple[Change, ...] = ()


def statuses(catalogue: Catalogue, approvals: Records[Approval], as_of: dt.date, folder: Path) -> list[Signed]:
    """Every document of the catalogue with its status on a day and what has changed since it was approved."""
    found = []
    for loaded in catalogue.in_order():
        words = signed_words(catalogue, loaded)
        approval = approvals.by_id.get(loaded.id)
        status = status_of(approval, digest_of(words), loaded.document.review.review_by, as_of)
        since = changes(kept_words(APPROVALS, folder, loaded.id), words) if status.state == "changed" else ()
        found.append(Signed(loaded, status, tuple(since)))
    return found


def approve(folder: Path, catalogue: Catalogue, approvals: Sequence[Approval]) -> list[Approval]:
    """Write approvals, all or none, in the place of older ones, which are returned.

    Raises InputInvalid with every document that is not fit to be approved: not filled in, or past its own review date.
    """
    problems = [problem for approval in approvals for problem in _unfit(catalogue.documents[approval.id], approval)]
    if problems:
        raise InputInvalid(problems)
    words = [signed_words(catalogue, catalogue.documents[approval.id]) for approval in approvals]
    return record(APPROVALS, folder, [*zip(approvals, words, strict=True)])


def _unfit(loaded: Loaded, approval: Approval) -> Iterator[Problem]:
    yield from unfilled_in(loaded.source)
    if loaded.document.review.review_by <= approval.on:
        message = "is past; go through the words again and set a new date, then approve them"
        yield loaded.source.problem(("review", "review_by"), message)


def record_basis(folder: Path, shipped: Catalogue, identity: DocumentId) -> None:
    """Note that a clinic's document rests on the package's words as they are now."""
    words = printed_words(shipped, shipped.documents[identity])
    basis = Basis(document=f"{identity.type}/{identity.kind}", lang=identity.lang, words_sha256=digest_of(words))
    record(ADAPTED, folder, [(basis, words)])


def record(kind: RecordKind[R], folder: Path, entries: Sequence[tuple[R, str]]) -> list[R]:
    """Put entries and their words into a clinic's folder; those that they replace are returned.

    Raises InputInvalid where the list that is there is wrong, EnvironmentFault where it cannot be written.
    """
    with _alone(folder):
        # Its words may have been lost or edited, and writing them anew is how to mend that.
        known = dict(read_records(kind, folder, check_kept=False).by_id)
        old = [known[entry.id] for entry, _ in entries if entry.id in known]
        for entry, words in entries:
            known[entry.id] = entry
            _write(folder, kind.kept_name(entry.id), words)
        _write(folder, kind.file, records_yaml(kind, known.values()))
    return old


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=LOCK_WAIT)
    except Timeout as error:
        message = "another sign-off is being written; try again in a moment"
        raise EnvironmentFault([Problem(folder.as_posix(), 0, 0, "", message)]) from error
    try:
        yield
    finally:
        lock.release()
        (folder / LOCK).unlink(missing_ok=True)


def _write(folder: Path, name: str, text: str) -> None:
    try:
        write_atomic(folder, name, text.encode())
    except EnvironmentFault as error:
        what = error.problems[0].message.split(";")[0]
        message = f"{what}; see who may write to the clinic's folder and whether the disk is full"
        raise EnvironmentFault([Problem((folder / name).as_posix(), 0, 0, "", message)]) from error
