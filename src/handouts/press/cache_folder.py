"""A folder of this user's that holds a cache: whether it can be trusted, and its files.

The only module of the room that opens any, all of them its own. No link is followed, and what is open already is what
is looked at and used. All sizes are bytes.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

KEY = re.compile(r"(?:([a-z]{1,16})-)?([0-9a-f]{64})")
"""A digest, behind the kind of what is kept: `plate`, `box`, `sheet`. No path can be spelled so."""
TAG = "CACHEDIR.TAG"
"""The file that marks a cache: ours are known by it, and programs that save a disk pass it over."""
TAG_TEXT = (
    b"Signature: 8a477f597d28d172789f06886806bc55\n"
    b"# This folder is the cache of handouts: all in it can be made again. `handouts cache --clear` empties it.\n"
)
PART = re.compile(r"\.[0-9a-f]{16}\.part")
"""What a file is called that is being written."""
_SUB = re.compile("[0-9a-f]{2}")


@dataclass(frozen=True)
class Kept:
    """A file of ours in a subfolder; `kind` is None of one that was never finished, and empty of one without a kind."""

    sub: str
    name: str
    kind: str | None
    size: int
    used: float


class Unfit(OSError):
    """The folder is not to be used; it says why and what to do."""


@contextlib.contextmanager
def opened(folder: Path, *, make: bool = False) -> Iterator[int]:
    """The folder, open. Raises Unfit, or another OSError where it is not there or that may be over soon."""
    if make and not os.path.lexists(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):  # another process was quicker
            folder.mkdir(mode=0o700)
    try:
        handle = _open(folder)
    except OSError as error:
        if fault := _closed(folder, error):
            raise Unfit(fault) from error
        raise
    try:
        _look(handle, make)
        yield handle
    finally:
        os.close(handle)


def _open(name: Path | str, root: int | None = None) -> int:
    return os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=root)


def _closed(folder: Path, error: OSError) -> str:
    """Why a folder can never be opened; empty where it may be later."""
    if folder.is_symlink():
        return "is a link, so it is not used; name the folder itself by --cache"
    if error.errno == errno.ENOTDIR:
        return "is not a folder, so it is not used; choose another --cache"
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"cannot be opened ({error.strerror}), so it is not used; choose another --cache"
    return ""


def _look(handle: int, make: bool) -> None:
    """Whether a folder can be trusted to hold what we have put there. Raises Unfit."""
    info = os.fstat(handle)
    if info.st_uid != os.geteuid():
        raise Unfit("belongs to another user, so it is not used; choose another --cache")
    if info.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        raise Unfit("may be written to by others, so it is not used; take them that right (chmod go-w)")
    if _has_tag(handle):
        return
    # Asked once more: another process may have begun with it between the two looks.
    if not all(map(PART.fullmatch, os.listdir(handle))) and not _has_tag(handle):
        raise Unfit("holds files that are not ours, so it is not used; choose another --cache")
    if make:
        write(handle, TAG, TAG_TEXT, lasting=True)


def _has_tag(folder: int) -> bool:
    try:
        return read(folder, TAG) == TAG_TEXT
    except OSError:
        return False


@contextlib.contextmanager
def inner(root: int, sub: str, *, make: bool = False) -> Iterator[int]:
    """A subfolder, open. Raises OSError."""
    if make:
        with contextlib.suppress(FileExistsError):
            os.mkdir(sub, 0o700, dir_fd=root)
    handle = _open(sub, root)
    try:
        yield handle
    finally:
        os.close(handle)


def read(folder: int, name: str) -> bytes:
    """A file's bytes; none of what is no file. Raises OSError."""
    try:
        handle = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=folder)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EMLINK, errno.ENXIO):  # a link, or a socket
            return b""
        raise
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            return b""
        with os.fdopen(handle, "rb", closefd=False) as file:
            return file.read()
    finally:
        os.close(handle)


def write(folder: int, name: str, *pieces: bytes, lasting: bool = False) -> None:
    """Write a file, whole or not at all; only a `lasting` one is sure to outlive a power cut. Raises OSError."""
    part = f".{os.urandom(8).hex()}.part"
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600, dir_fd=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.writelines(pieces)
            file.flush()
            if lasting:
                os.fsync(file.fileno())
        os.replace(part, name, src_dir_fd=folder, dst_dir_fd=folder)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(part, dir_fd=folder)
        raise


def files(root: int) -> Iterator[Kept]:
    """All files of ours; what else lies there is left alone. Raises OSError."""
    yield from _files_in(root, "")
    for sub in subfolders(root):
        with contextlib.suppress(OSError), inner(root, sub) as folder:  # it may be gone, or a link
            yield from [*_files_in(folder, sub)]


def subfolders(root: int) -> list[str]:
    """The names of the subfolders, as far as they are ours."""
    return sorted(filter(_SUB.fullmatch, os.listdir(root)))


def _files_in(folder: int, sub: str) -> Iterator[Kept]:
    with os.scandir(folder) as entries:
        for entry in entries:
            key = KEY.fullmatch(entry.name)
            ours = key[2][:2] == sub if key else PART.fullmatch(entry.name)
            if ours and entry.is_file(follow_symlinks=False):
                info = entry.stat(follow_symlinks=False)
                yield Kept(sub, entry.name, (key[1] or "") if key else None, info.st_size, info.st_mtime)
