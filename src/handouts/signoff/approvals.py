"""A clinician's sign-off, bound to the exact words of a document, and how it is judged on a day."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, model_validator

from handouts.signoff.records import Record, RecordKind, Records, read_records
from handouts.source.model import Line

State = Literal["approved", "changed", "expired", "never"]

LEAST_LETTERS = 2
"""Different letters that a name has at the least."""
STAND_INS = frozenset({
    "name", "names", "thename", "yourname", "myname", "fullname", "yourfullname", "namehere", "yournamehere",
    "firstname", "lastname", "firstlast", "nameofclinician", "nameoftheclinician", "clinicianname", "johndoe",
    "janedoe", "nn", "role", "therole", "yourrole", "myrole", "rolehere", "yourrolehere", "jobtitle", "title", "tbd",
    "tba", "tbc", "todo", "na", "none", "null", "nil", "nobody", "noone", "unknown", "anyone", "someone", "somebody",
    "test", "testing", "placeholder", "example", "sample", "xy", "xyz", "abc", "asdf", "qwerty", "foo", "bar", "foobar",
    "here", "fillin", "fillinhere", "fillmein", "changeme", "replaceme", "who", "whoever",
})  # fmt: skip
"""What stands where a name or a role is to be, letters only."""


def at_most(length: int) -> AfterValidator:
    """Words of no more letters than the foot of a page has room for."""

    def check(value: str) -> str:
        if len(value) > length:
            raise ValueError(f"has {len(value)} letters, at most {length}; shorten it")
        return value

    return AfterValidator(check)


def check_person(value: str) -> str:
    """A name or a role that somebody has filled in. Raises ValueError for what only stands in for one."""
    plain = "".join(char for char in value.casefold() if char.isalpha())
    if plain in STAND_INS or len(set(plain)) < LEAST_LETTERS or "writehere" in plain:
        raise ValueError(f"{value!r} is not filled in; give the name and the role of the person who has read the words")
    return value


class Approval(Record):
    """Who has approved which words of a document, on which day and until when."""

    by: Annotated[Line, at_most(50), AfterValidator(check_person)]
    role: Annotated[Line, at_most(80), AfterValidator(check_person)]
    on: dt.date
    review_by: dt.date

    @model_validator(mode="after")
    def _in_order(self) -> Approval:
        if self.review_by <= self.on:
            raise ValueError("review_by is not after the day of approval; set a later date")
        return self


APPROVALS = RecordKind(
    file="approvals.yaml",
    key="approvals",
    kept="approved",
    model=Approval,
    head="""
Who has approved which document of this clinic, and until when. `handouts approve` writes this file.
words_sha256 is the digest of the exact words that were approved; they are kept in approved/.
When a word, or a file of the clinic around it, changes, the approval ends and each page says that it is a draft.
To take an approval back, delete its entry.
""",
)


@dataclass(frozen=True)
class Status:
    """What a document's sign-off is worth on a day; `review_by` is the earlier of its own date and the approval's."""

    state: State
    review_by: dt.date
    overdue: bool
    approval: Approval | None = None

    @property
    def signed(self) -> Approval | None:
        """The approval of these very words, in time or not."""
        return self.approval if self.state in {"approved", "expired"} else None


def status_of(approval: Approval | None, digest: str, review_by: dt.date, as_of: dt.date) -> Status:
    """The status on the day `as_of` of words with this digest, whose own review date is `review_by`."""
    if approval is None or as_of < approval.on:
        return Status("never", review_by, as_of > review_by)
    if approval.words_sha256 != digest:
        return Status("changed", review_by, as_of > review_by, approval)
    until = min(review_by, approval.review_by)
    return Status("expired" if as_of > until else "approved", until, as_of > until, approval)


def load_approvals(folder: Path | None) -> Records[Approval]:
    """The approvals of a clinic's folder. Raises InputInvalid with every fault, each at its line."""
    return read_records(APPROVALS, folder) if folder else Records()
