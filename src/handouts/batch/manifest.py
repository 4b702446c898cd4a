"""What lies in the output folder: an entry for each file, true through kills and partial builds; and a page of it."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path, PurePosixPath

from pydantic import BaseModel, ConfigDict, ValidationError

from handouts.batch.gather import GENERIC
from handouts.batch.jobs import Job
from handouts.page.handout import Handout
from handouts.page.render import Made
from handouts.source.files import append_own, write_atomic
from handouts.source.reading import Unread, read_own

MANIFEST, JOURNAL = "manifest.json", ".journal.jsonl"
INDEX = "index.html"
TEMPLATE = "site/index.html.j2"
VERSION = 1


class Entry(BaseModel):
    """A file of the output folder: what it is, what it holds and what it was made from."""

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


class _File(BaseModel):
    version: int
    files: list[Entry]


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
        thumbnail=job.thumbnail,
        proven=proven,
    )


class Manifest:
    """The entries of an output folder by path.

    Each new entry goes to a journal at once, a line of JSON, so that a killed build loses none and a long one does not
    write the whole list again for each file; `save` turns both into `manifest.json`.
    """

    def __init__(self, output: Path, entries: Iterable[Entry] = ()) -> None:
        self.output = output
        self.entries: dict[str, Entry] = {entry.path: entry for entry in entries if _plain(entry)}
        self.changed = False

    @classmethod
    def read(cls, output: Path) -> Manifest:
        """The manifest and the journal of a folder. What cannot be read counts as not there: it is made again."""
        entries: list[Entry] = []
        with contextlib.suppress(Unread, ValidationError):
            file = _File.model_validate_json(read_own(output / MANIFEST))
            entries = file.files if file.version == VERSION else []
        manifest = cls(output, entries)
        late = [entry for entry in _journal(output) if _plain(entry)]
        manifest.entries |= {entry.path: entry for entry in late}
        manifest.changed = bool(late)
        return manifest

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
        self.entries[entry.path] = entry
        self.changed = True
        append_own(self.output / JOURNAL, f"{entry.model_dump_json()}\n".encode())

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


def _journal(output: Path) -> list[Entry]:
    """The journal's lines; a line that a kill or a full disk cut short is passed over."""
    entries = []
    with contextlib.suppress(Unread):
        for line in read_own(output / JOURNAL).splitlines():
            with contextlib.suppress(ValidationError):
                entries.append(Entry.model_validate_json(line))
    return entries


def _plain(entry: Entry) -> bool:
    """Whether the paths stay inside the folder: a manifest may have been edited."""
    paths = [PurePosixPath(name) for name in (entry.path, entry.thumbnail)]
    return not any(path.is_absolute() or ".." in path.parts for path in paths)


def index_page(entries: Iterable[Entry]) -> bytes:
    """A page of these files, by clinic and disease type: static, without script, readable offline."""
    from handouts.page.assets import read_assets
    from handouts.page.sandbox import Sandbox
    from handouts.source.layers import make_layers

    files = sorted(entries, key=lambda entry: (entry.clinic != GENERIC, entry.clinic, entry.type, entry.path))
    clinics = [(name, _by_type(group)) for name, group in groupby(files, lambda entry: entry.clinic)]
    template = Sandbox(read_assets(make_layers(), office=True)).get_template(TEMPLATE)
    return template.render(clinics=clinics, count=len(files), generic=GENERIC).encode()


def _by_type(files: Iterable[Entry]) -> list[tuple[str, list[Entry]]]:
    return [(name, list(group)) for name, group in groupby(files, lambda entry: entry.type)]
