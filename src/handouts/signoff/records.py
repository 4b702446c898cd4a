"""Lists in a clinic's folder that bind a document to exact words: by digest, and by a copy of the words themselves."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator

from handouts.content.catalogue import DocumentId
from handouts.errors import InputInvalid, Problem
from handouts.source.files import ID, LANGUAGE
from handouts.source.model import Model, validate
from handouts.source.reading import Unread, read_asset, read_inside
from handouts.source.yaml import MAX_BYTES, YamlSource, decode_yaml


def check_document_name(value: str) -> str:
    """`type/kind`. Raises ValueError."""
    if not re.fullmatch(f"{ID}/{ID}", value):
        raise ValueError(f"{value!r} is not a document; write type/kind, such as pleural/overview")
    return value


def check_language(value: str) -> str:
    """A language's code. Raises ValueError."""
    if not re.fullmatch(LANGUAGE, value):
        raise ValueError(f"{value!r} is not a language's code; write en, es or zh-Hant")
    return value


def check_digest(value: str) -> str:
    """A SHA-256 in hexadecimal digits. Raises ValueError."""
    if not re.fullmatch(r"[0-9a-f]{64}", value):
        raise ValueError(f"{value!r} is not a SHA-256 of 64 digits 0-9 and a-f; do not edit it, make the entry again")
    return value


class Record(Model):
    """A document and the digest of the words that an entry is about."""

    document: Annotated[str, AfterValidator(check_document_name)]
    lang: Annotated[str, AfterValidator(check_language)]
    words_sha256: Annotated[str, AfterValidator(check_digest)]

    @property
    def id(self) -> DocumentId:
        """The document."""
        return DocumentId(self.lang, *self.document.split("/"))


PLAIN = frozenset({"document", "lang", "words_sha256"})
"""Values that need no quotation marks in YAML."""
R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class RecordKind(Generic[R]):
    """A kind of list: `file` in the clinic's folder, its one key, the folder of kept words, the head of the file."""

    file: str
    key: str
    kept: str
    model: type[R]
    head: str

    def kept_name(self, identity: DocumentId) -> str:
        """Where the words of a document's entry are kept, relative to the clinic's folder."""
        return f"{self.kept}/{identity.lang}.{identity.type}.{identity.kind}.txt"


@dataclass(frozen=True)
class Records(Generic[R]):
    """The entries of a clinic's list by document, and the lines they stand at."""

    by_id: Mapping[DocumentId, R] = field(default_factory=dict)
    places: Mapping[DocumentId, tuple[str, int, int]] = field(default_factory=dict)


class Basis(Record):
    """The shipped words that a clinic's document was made from, or that the clinic has last looked at."""


ADAPTED = RecordKind(
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


def read_records(kind: RecordKind[R], folder: Path, check_kept: bool = True) -> Records[R]:
    """The list in a clinic's folder; none where there is no file.

    Raises InputInvalid for an entry that is wrong, stands twice, or whose digest is not that of the words kept with it.
    """
    source = _source(folder, kind.file)
    if source is None:
        return Records()
    data = source.data if isinstance(source.data, dict) else {}
    if source.data is not None and set(data) != {kind.key}:
        raise InputInvalid([source.problem((), f"must have the one key {kind.key}:; make the file again")])
    entries = data.get(kind.key) or []
    if not isinstance(entries, list):
        raise InputInvalid([source.problem((kind.key,), "must be a list; start each entry with a dash")])
    return _checked(kind, folder, source, entries, check_kept)


def load_bases(folder: Path) -> Records[Basis]:
    """The bases of a clinic's documents. Raises InputInvalid with every fault, each at its line."""
    return read_records(ADAPTED, folder)


def _checked(kind: RecordKind[R], folder: Path, source: YamlSource, entries: list, check_kept: bool) -> Records[R]:
    problems: list[Problem] = []
    by_id: dict[DocumentId, R] = {}
    places: dict[DocumentId, tuple[str, int, int]] = {}
    for index, data in enumerate(entries):
        at = (kind.key, index)
        try:
            entry = validate(kind.model, source, data if data is not None else "", at)
        except InputInvalid as error:
            problems += error.problems
            continue
        if entry.id in by_id:
            message = f"{entry.document} in {entry.lang!r} stands twice; keep one of the two"
            problems.append(source.problem((*at, "document"), message))
        elif check_kept and (fault := _kept_fault(kind, folder, entry)):
            problems.append(source.problem((*at, "words_sha256"), fault))
        by_id[entry.id] = entry
        places[entry.id] = (source.path, *source.place(at))
    if problems:
        raise InputInvalid(problems)
    return Records(by_id, places)


def kept_words(kind: RecordKind[R], folder: Path, identity: DocumentId) -> str:
    """The words that were kept with an entry. Raises ValueError with what is wrong and what to do."""
    name = kind.kept_name(identity)
    try:
        return read_asset(folder, name, MAX_BYTES).decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise ValueError(f"{name!r} is not UTF-8 text; put the file back as it was") from error


def _kept_fault(kind: RecordKind[R], folder: Path, entry: R) -> str | None:
    try:
        words = kept_words(kind, folder, entry.id)
    except ValueError as error:
        return f"the words it stands for are not there: {error}, or make the entry again"
    if digest_of(words) != entry.words_sha256:
        name = kind.kept_name(entry.id)
        return f"is not the digest of the words in {name}; one of the two was edited, make the entry again"
    return None


def digest_of(words: str) -> str:
    """SHA-256 of words as UTF-8; `sha256sum` of the kept file gives the same."""
    return hashlib.sha256(words.encode()).hexdigest()


def records_yaml(kind: RecordKind[R], entries: Iterable[R]) -> str:
    """The file's text: always the same for the same entries, in the order of language, type and kind."""
    lines = [f"# {line}".rstrip() for line in kind.head.strip().splitlines()]
    lines.append(f"{kind.key}:")
    for entry in sorted(entries, key=lambda entry: entry.id):
        values = dict(entry)
        values["words_sha256"] = values.pop("words_sha256")  # last: a person reads the rest
        pairs = [f"{name}: {_scalar(name, value)}" for name, value in values.items()]
        lines += [f"  - {pairs[0]}", *(f"    {pair}" for pair in pairs[1:])]
    return "\n".join(lines) + "\n" if lines[-1] != f"{kind.key}:" else "\n".join(lines) + " []\n"


def _scalar(name: str, value: object) -> str:
    if name in PLAIN or isinstance(value, dt.date):
        return str(value)
    return json.dumps(value, ensure_ascii=False)  # a JSON text is a YAML text


def _source(folder: Path, name: str) -> YamlSource | None:
    shown = (folder / name).as_posix()
    try:
        return decode_yaml(read_inside(folder, name, MAX_BYTES), shown)
    except Unread as error:
        if error.kind in ("missing", "folder", "closed"):  # of a folder, whoever reads the brand tells it
            return None
        raise InputInvalid([Problem(shown, 0, 0, "", error.message(large="delete what is no longer used"))]) from error
