"""The only module that opens files of users: each once, never waiting for a pipe, up to a limit.

Below a folder that was named no link is followed, and it is walked by what is open already, not by paths: whatever is
swapped meanwhile, nothing outside of it is read. All sizes are bytes.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import ClassVar

from handouts.errors import did_you_mean
from handouts.source.files import BRAND_FILE

MAX_BYTES, MAX_TREE, MAX_DEPTH = 20_000_000, 200_000_000, 16
"""Of a file of a clinic's folder, for a font of all Chinese characters has 16 MB; of all its files; how deep it is."""


class Unread(Exception):
    """A file that is not read: `kind` is a key of ADVICE, `what` says it in words.

    `folder` stands for a folder that was named and is none, `closed` for one that cannot be read.
    """

    ADVICE: ClassVar = {
        "missing": "put it there",
        "folder": "put a folder there",
        "closed": "see who may read it",
        "link": "put the file itself there",
        "special": "put a file there, or delete it",
        "large": "make it smaller",
        "deep": "move it up, or delete it",
        "system": "see who may read it",
    }

    def __init__(self, kind: str, what: str) -> None:
        super().__init__(kind, what)
        self.kind, self.what = kind, what

    def message(self, **advice: str) -> str:
        """What is wrong, and what to do; `advice` has other words for some kinds."""
        return f"{self.what}; {(self.ADVICE | advice)[self.kind]}"


def read_named(path: Path, limit: int) -> bytes:
    """The bytes of a regular file that was named by whoever runs the program, by a link too. Raises Unread."""
    with _held(path) as handle:
        return _bytes_of(handle, limit)


def read_inside(folder: Path, name: str, limit: int) -> bytes:
    """The same of a file below a folder, opened once and behind no link. Raises Unread."""
    with contextlib.ExitStack() as stack:
        here = stack.enter_context(_root(folder))
        for part in PurePosixPath(name).parts:
            if part in ("..", "/"):
                raise Unread("link", "leads out of the folder")
            here = stack.enter_context(_held(part, os.O_NOFOLLOW, here))
        return _bytes_of(here, limit)


def read_asset(folder: Path, name: str, limit: int) -> bytes:
    """The same of a clinic's folder. Raises ValueError with what is wrong and what to do."""
    try:
        return read_inside(folder, name, limit)
    except Unread as error:
        missing, special = (f"put the file{which} next to {BRAND_FILE}" for which in ("", " itself"))
        message = error.message(missing=missing, special=special, large="make a smaller one", system="check the file")
        if error.kind == "missing":
            what, _, advice = message.partition(";")
            message = f"{what};{did_you_mean(name, names_in(folder))}{advice}"
        raise ValueError(f"{name!r} {message}") from error


@dataclass
class Tree:
    """Folders as they were when they were read: each file's bytes by its name with forward slashes; what is wrong."""

    files: dict[str, bytes] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)
    size: int = 0


def read_tree(root: Path, names: Iterable[str], links: bool) -> Tree:
    """All files below these folders of `root`, each opened once, hidden ones left out.

    `links`: whether they may lie behind links. What cannot be read is a fault under its name.
    """
    tree = Tree()
    with contextlib.suppress(Unread), _root(root) as top:  # of the folder itself, whoever reads the brand tells it
        for name in names:
            _read_into(tree, top, name, name, 0 if links else os.O_NOFOLLOW)
    tree.faults |= {name: "is not a folder; put a folder there, or delete it" for name in names if name in tree.files}
    return tree


def _read_into(tree: Tree, parent: int, name: str, shown: str, flags: int) -> None:
    """Read what has this name in an open folder: a file, or all that lies in it."""
    hidden = name.startswith(".")
    try:
        with _held(name, flags, parent) as handle:
            if stat.S_ISDIR(os.fstat(handle).st_mode):
                tree.folders.add(shown)
                for entry in _entries(handle, shown):
                    _read_into(tree, handle, entry, f"{shown}/{entry}", flags)
            elif not hidden:
                tree.files[shown] = _bytes_of(handle, MAX_BYTES)
                tree.size += len(tree.files[shown])
                if tree.size > MAX_TREE:
                    raise Unread("large", f"and the files before it are over {MAX_TREE:,} bytes")
    except Unread as error:
        if not (hidden or error.kind == "missing"):
            tree.faults[shown] = error.message()
    if not (hidden or name.isprintable()) and shown not in tree.faults:
        tree.faults[shown] = "has a name that cannot be printed; rename it"


def _entries(handle: int, shown: str) -> list[str]:
    if shown.count("/") > MAX_DEPTH:
        raise Unread("deep", f"lies below more than {MAX_DEPTH} folders")
    try:
        return sorted(os.listdir(handle))
    except OSError as error:
        raise _unread(error) from error


def read_own(path: Path, limit: int = MAX_TREE) -> bytes:
    """A file that a build keeps for itself. Raises Unread for a link or a pipe too: neither is ours."""
    with _held(path, os.O_NOFOLLOW) as handle:
        return _bytes_of(handle, limit)


def names_in(folder: Path) -> list[str]:
    """What lies in a folder, to offer in the place of a name that is not there; nothing where it cannot be read."""
    try:
        return sorted(entry.name for entry in folder.iterdir())
    except OSError:
        return []


@contextlib.contextmanager
def _held(path: Path | str, flags: int = 0, parent: int | None = None) -> Iterator[int]:
    """A file or folder, open for reading. Raises Unread, also for what goes wrong while it is read."""
    handle = None
    try:
        # Not blocking, for a pipe whose other end nobody holds would stop the program for ever.
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | flags, dir_fd=parent)
        yield handle
    except OSError as error:
        raise _unread(error) from error
    finally:
        if handle is not None:
            os.close(handle)


@contextlib.contextmanager
def _root(folder: Path) -> Iterator[int]:
    """A folder that was named, open."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise Unread("folder", "is not a folder") from error
    except OSError as error:
        raise Unread("closed", _unread(error).what) from error
    try:
        yield handle
    finally:
        os.close(handle)


def _unread(error: OSError) -> Unread:
    if isinstance(error, FileNotFoundError):
        return Unread("missing", "is not there")
    if error.errno in (errno.ELOOP, errno.EMLINK):
        return Unread("link", "is a link")
    if isinstance(error, NotADirectoryError):
        return Unread("folder", "is not a folder")
    if error.errno == errno.ENXIO:  # a socket
        return Unread("special", "is not a regular file")
    return Unread("system", f"cannot be read ({error.strerror})")


def _bytes_of(handle: int, limit: int) -> bytes:
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        raise Unread("special", "is not a regular file")
    with os.fdopen(handle, "rb", closefd=False) as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise Unread("large", f"is over {limit:,} bytes")
    return data
