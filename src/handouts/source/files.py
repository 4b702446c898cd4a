"""The only module that opens and writes files that are not the package's own: names that every computer takes, reading
that never leaves a folder or waits, writing that leaves a file whole or not there at all.

May use errors alone. All sizes are bytes.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO

from handouts.errors import EnvironmentFault, InputInvalid, Problem, did_you_mean

BRAND_FILE = "brand.yaml"
"""The file that makes a folder a clinic's."""
ID = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"
"""What an id is spelled like, so that it can be part of a file's name everywhere."""
LANGUAGE = r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*"
"""What a language's code is spelled like: `en`, `zh-Hant`."""
RESERVED_NAMES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))]
)
"""Ids that Windows takes for devices."""
PART_PREFIX, PART_SUFFIX = ".handouts-", ".part"
_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


def inside(root: Path, path: Path) -> bool:
    """Whether a path, its links followed, lies in a folder; a link to itself lies nowhere."""
    try:
        return path.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError):
        return False


def confined(folder: Path, name: str) -> Path:
    """The path of a file of a clinic's folder. Raises ValueError for a link that leads out of it."""
    if not inside(folder, folder / name):
        raise ValueError(f"{name!r} is a link out of the clinic's folder; put the file itself there")
    return folder / name


def read_asset(folder: Path, name: str, limit: int) -> bytes:
    """The bytes of a regular file inside a clinic's folder, at most `limit` of them; a pipe or device never blocks.

    Raises ValueError with what is wrong and what to do.
    """
    path = confined(folder, name)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise ValueError(f"{name!r} is not a regular file; put the file itself next to {BRAND_FILE}")
        with _opened(path, os.O_RDONLY, "rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError as error:
        near = did_you_mean(name, [entry.name for entry in folder.iterdir() if entry.is_file()])
        raise ValueError(f"{name!r} is not there;{near} put the file next to {BRAND_FILE}") from error
    except OSError as error:
        raise ValueError(f"{name!r} cannot be read ({error.strerror}); check the file") from error
    if len(data) > limit:
        raise ValueError(f"{name!r} is over {limit:,} bytes; make a smaller one")
    return data


def read_limited(path: Path, limit: int) -> bytes:
    """The bytes of a file that was named. Raises ValueError where there are more than `limit`, OSError."""
    if path.stat().st_size > limit:
        raise ValueError(f"is over {limit:,} bytes; split it")
    return path.read_bytes()


def write(path: Path, data: bytes) -> None:
    """Write a file, over an old one too; its folder is made. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def write_new(path: Path, data: bytes) -> None:
    """Write a file that must not exist yet, whole or not at all. Raises InputInvalid where it does, OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        file = path.open("xb")
    except FileExistsError as error:
        message = "is there already; open it, or delete it first"
        raise InputInvalid([Problem(path.as_posix(), 0, 0, "", message)]) from error
    try:
        with file:
            file.write(data)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def write_together(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files of these names into a folder, all or none; a folder that is not there comes with all at once.

    Whoever calls has seen that none of the names is taken. Raises OSError.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=PART_PREFIX, dir=folder if folder.is_dir() else folder.resolve().parent))
    try:
        made.chmod(0o755)
        for name, data in files.items():
            (made / name).write_bytes(data)
        _move_in(made, folder, files)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _move_in(made: Path, folder: Path, names: Iterable[str]) -> None:
    """The finished folder to its place at once; into one that is there, file by file, and back out where one fails."""
    if not folder.exists():
        made.rename(folder)
        return
    moved = []
    try:
        for name in names:
            (made / name).rename(folder / name)
            moved.append(folder / name)
    except OSError:
        for path in moved:
            path.unlink(missing_ok=True)
        raise


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
    with _opened(path, os.O_RDONLY | _NO_LINK, "rb") as file:
        return file.read()


def append_own(path: Path, data: bytes) -> None:
    """Add to such a file. Raises EnvironmentFault where that cannot be, or where a link would lead elsewhere."""
    with faults(path), _opened(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | _NO_LINK, "ab") as file:
        file.write(data)


def _opened(path: Path, flags: int, mode: str) -> IO[bytes]:
    # Not blocking, for a pipe whose other end nobody holds would stop the program for ever.
    handle = os.open(path, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0), 0o666)
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
    if not inside(root, path.parent):
        message = "lies behind a link that leads out of the output folder; remove it"
        raise EnvironmentFault([Problem(str(path), 0, 0, "", message)])
