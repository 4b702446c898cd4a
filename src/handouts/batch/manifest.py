"""What lies in the output folder: an entry for each file, true through kills and partial builds; and a page of it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from handouts.batch.gather import THUMBS
from handouts.batch.jobs import Job, target_of
from handouts.content.catalogue import DocumentId
from handouts.errors import Problem
from handouts.page.handout import Handout, Request
from handouts.page.profiles import DEFAULT_PROFILE
from handouts.page.render import Made
from handouts.source.files import append_own, write_atomic
from handouts.source.reading import Unread, read_own

MANIFEST, JOURNAL = "manifest.json", ".journal.jsonl"
VERSION = 1
MAX_NAME, MAX_TEXT = 255, 1000
"""Bytes of a file's name, characters of any text of an entry."""
_PICTURE = re.compile(rf"{THUMBS}/[0-9a-f]{{32}}\.png")


class Entry(BaseModel):
    """A file of the output folder: what it is, what it holds and what it was made from.

    The names are those that people read, in the sheet's language; `order` has the places of its type, kind and edition.
    """

    model_config = ConfigDict(frozen=True)

    path: str
    clinic: str
    lang: str
    type: str
    kind: str
    edition: str
    paper: str
    title: str
    pages: int
    bytes: int
    sha256: str
    fingerprint: str
    last_reviewed: dt.date
    review_by: dt.date
    approval: str
    adapted: bool
    thumbnail: str
    proven: bool = False
    pdf: str = DEFAULT_PROFILE
    clinic_name: str = ""
    type_name: str = ""
    kind_name: str = ""
    edition_name: str = ""
    language: str = ""
    order: tuple[int, int, int] = (0, 0, 0)


class _File(BaseModel):
    version: int
    files: list[Any]


def entry_of(job: Job, handout: Handout, made: Made, proven: bool) -> Entry:
    """The entry of a PDF that was just made."""
    document = job.request.document
    return Entry(
        path=job.target,
        clinic=job.clinic.id,
        lang=document.lang,
        type=document.type,
        kind=document.kind,
        edition=job.request.edition,
        paper=job.request.paper,
        title=job.title,
        pages=made.pages,
        bytes=len(made.pdf),
        sha256=hashlib.sha256(made.pdf).hexdigest(),
        fingerprint=job.fingerprint,
        last_reviewed=handout.document.review.last_reviewed,
        review_by=handout.review_by,
        approval=handout.status.state,
        adapted=handout.adapted,
        thumbnail=thumbnail_of(made.thumbnail),
        proven=proven,
        pdf=job.request.pdf,
        clinic_name=handout.brand.name,
        type_name=handout.type_labels.name,
        kind_name=handout.kind_label,
        edition_name=handout.labels.editions[job.request.edition],
        language=handout.labels.language,
        order=(handout.disease.order, handout.kind.order, handout.edition.order),
    )


class Manifest:
    """The entries of an output folder by path.

    Each new entry goes to a journal at once, a line of JSON, so that a killed build loses none and a long one does not
    write the whole list again for each file; `save` turns both into `manifest.json`.
    """

    def __init__(self, output: Path, entries: Iterable[Entry] = ()) -> None:
        self.output = output
        self.entries: dict[str, Entry] = {entry.path: entry for entry in entries if _ours(entry)}
        self.dropped: list[Problem] = []
        self.changed = False
        self.pictures: set[str] = set()
        """Pictures of entries that were, or are still, in it."""

    @classmethod
    def read(cls, output: Path) -> Manifest:
        """The manifest and the journal of a folder.

        An entry that no build has written is in `dropped`, and what cannot be read at all: it is made again.
        """
        manifest = cls(output)
        manifest._take(MANIFEST, "files", manifest._listed())
        manifest.changed = bool(manifest.dropped)
        late = manifest._take(JOURNAL, "lines", manifest._journal())
        manifest.changed |= late
        return manifest

    def _take(self, file: str, what: str, entries: Iterable[Any]) -> bool:
        """Note what these entries say, JSON or plain data; whether there are any."""
        number = -1
        for number, data in enumerate(entries):
            try:
                entry = Entry.model_validate_json(data) if isinstance(data, bytes) else Entry.model_validate(data)
            except ValidationError:
                entry = None
            if entry and _ours(entry):
                self._enter(entry)
            else:
                self._drop(file, f"{what}[{number}]", "is no entry that a build has written")
        return number >= 0

    def _drop(self, file: str, field: str, what: str) -> None:
        message = f"{what}; it is left out, and its sheets are made again"
        self.dropped.append(Problem((self.output / file).as_posix(), 0, 0, field, message))

    def _listed(self) -> list[Any]:
        try:
            file = _File.model_validate_json(read_own(self.output / MANIFEST))
        except ValidationError:
            self._drop(MANIFEST, "", "is no list that a build has written")
            return []
        except Unread as error:
            if error.kind != "missing":
                self._drop(MANIFEST, "", error.what)
            return []
        return file.files if file.version == VERSION else []

    def _journal(self) -> list[bytes]:
        """The journal's lines; a last one that a kill has cut short is passed over."""
        try:
            *lines, _ = read_own(self.output / JOURNAL).split(b"\n")
        except Unread as error:
            if error.kind != "missing":
                self._drop(JOURNAL, "", error.what)
            return []
        return lines

    def unchanged(self, path: str, fingerprint: str, prove: bool = False) -> bool:
        """Whether the file is there, byte for byte, was made from the same things and, where asked, was proven."""
        entry = self.entries.get(path)
        if entry is None or entry.fingerprint != fingerprint or (prove and not entry.proven):
            return False
        file = self.output / path
        try:
            if file.is_symlink() or file.stat().st_size != entry.bytes:
                return False
            return hashlib.sha256(file.read_bytes()).hexdigest() == entry.sha256 and self._pictured(entry)
        except OSError:
            return False

    def record(self, entry: Entry) -> None:
        """Note a file that has just been written. Raises EnvironmentFault where the journal cannot be."""
        self._enter(entry)
        self.changed = True
        append_own(self.output / JOURNAL, f"{entry.model_dump_json()}\n".encode())

    def _enter(self, entry: Entry) -> None:
        self.entries[entry.path] = entry
        self.pictures.add(entry.thumbnail)

    def unused_pictures(self) -> set[str]:
        """Pictures that were an entry's, and are no entry's now."""
        return self.pictures - {entry.thumbnail for entry in self.entries.values()}

    def drop(self, path: str) -> None:
        """Forget a file that was removed."""
        del self.entries[path]
        self.changed = True

    def save(self) -> bool:
        """Write `manifest.json` without the entries of files that are gone; whether there was anything to write."""
        gone = [path for path in self.entries if not (self.output / path).is_file()]
        for path in gone:
            del self.entries[path]
        if not (self.changed or gone or not (self.output / MANIFEST).is_file()):
            return False
        files = [self.entries[path].model_dump(mode="json") for path in sorted(self.entries)]
        text = json.dumps({"version": VERSION, "files": files}, indent=2, ensure_ascii=False)
        write_atomic(self.output, MANIFEST, f"{text}\n".encode())
        (self.output / JOURNAL).unlink(missing_ok=True)
        self.changed = False
        return True

    def _pictured(self, entry: Entry) -> bool:
        return (self.output / entry.thumbnail).is_file()


def thumbnail_of(picture: bytes) -> str:
    """Where the picture of a first page goes, relative to the output folder: all sheets of the same look share it."""
    return f"{THUMBS}/{hashlib.sha256(picture).hexdigest()[:32]}.png"


def _ours(entry: Entry) -> bool:
    """Whether an entry is such as a build makes: a manifest may have been edited.

    Its paths are made of its other values, none of which leads elsewhere or is longer than a file's name may be.
    """
    given = entry.model_dump(mode="json").values()
    texts = [text for text in given if isinstance(text, str)]
    if not all(text.isprintable() and len(text) <= MAX_TEXT for text in texts) or max(entry.pages, entry.bytes) > 2**40:
        return False
    document = DocumentId(entry.lang, entry.type, entry.kind)
    target = target_of(entry.clinic, Request(document, entry.edition, entry.paper, entry.pdf))
    parts = target.split("/")
    plain = len(parts) == 4 and not {"", ".", ".."} & {*parts} and max(len(part.encode()) for part in parts) <= MAX_NAME
    old = f"{THUMBS}/{target.removesuffix('.pdf')}.png"  # as earlier versions named it
    return plain and entry.path == target and (entry.thumbnail == old or bool(_PICTURE.fullmatch(entry.thumbnail)))
