"""Files that are there whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from handouts.errors import EnvironmentFault, Problem

PART_PREFIX, PART_SUFFIX = ".handouts-", ".part"


def write_atomic(root: Path, relative: str, data: bytes) -> Path:
    """Put `data` at `relative` under `root`: the old file stays whole until the new one is on the disk.

    Raises EnvironmentFault naming the file where the disk is full, the folder cannot be written to or leads elsewhere.
    """
    path = root / relative
    with faults(path):
        _refuse_way_out(root, path)
        path.parent.mkdir(parents=True, exist_ok=True)
        _replace(path, data)
    return path


def read_own(path: Path) -> bytes:
    """A file that a build keeps for itself. Raises OSError for a link or a pipe too: neither is ours."""
    with _opened(path, os.O_RDONLY, "rb") as file:
        return file.read()


def append_own(path: Path, data: bytes) -> None:
    """Add to such a file. Raises EnvironmentFault where that cannot be, or where a link would lead elsewhere."""
    with faults(path), _opened(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, "ab") as file:
        file.write(data)


def _opened(path: Path, flags: int, mode: str) -> IO[bytes]:
    # Not blocking, for a pipe that nobody reads from would hold the program for ever.
    flags |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags, 0o666)
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    return os.fdopen(handle, mode)


@contextlib.contextmanager
def faults(path: Path) -> Iterator[None]:
    """Turn the system's error into ours, with the file's name and what to do."""
    try:
        yield
    except OSError as error:
        message = f"cannot be written ({error.strerror or error}); free some space or choose another --output"
        raise EnvironmentFault([Problem(str(path), 0, 0, "", message)]) from error


def sweep(root: Path, names: Iterable[str]) -> None:
    """Remove what a killed build left unfinished in these folders of `root`; only the holder of the lock may."""
    inside = os.path.realpath(root)
    for name in names:
        folder = os.path.join(inside, name)  # noqa: PTH118 (thousands of folders: text is quicker than paths)
        if not f"{os.path.realpath(folder)}/".startswith(f"{inside}/"):  # behind a link: no build of ours wrote there
            continue
        with contextlib.suppress(OSError):
            for entry in os.listdir(folder):  # noqa: PTH208
                if entry.startswith(PART_PREFIX) and entry.endswith(PART_SUFFIX):
                    with contextlib.suppress(OSError):
                        os.unlink(os.path.join(folder, entry))  # noqa: PTH108, PTH118


def _replace(path: Path, data: bytes) -> None:
    handle, part = tempfile.mkstemp(prefix=PART_PREFIX, suffix=PART_SUFFIX, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), 0o666 & ~_umask())
            os.fsync(file.fileno())
        os.replace(part, path)  # noqa: PTH105 (the temporary name is text already)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(part)  # noqa: PTH108
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make the new name survive a power cut; not every system lets a folder be synced."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _umask() -> int:
    """The mask for new files; Python has no way to read it but to set it."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _refuse_way_out(root: Path, path: Path) -> None:
    if not path.parent.resolve().is_relative_to(root.resolve()):
        message = "lies behind a link that leads out of the output folder; remove it"
        raise EnvironmentFault([Problem(str(path), 0, 0, "", message)])
