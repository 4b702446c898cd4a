"""The only module that writes files that are neither in a private folder nor in the cache: names that every computer
takes, writing that leaves a file whole or not there at all.

May use errors alone. All sizes are bytes.
"""

from __future__ import annotations

import contextlib
import errno
import os
import re
import shutil
import stat
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from handouts.errors import EnvironmentFault, InputInvalid, Problem

BRAND_FILE = "brand.yaml"
"""The file that makes a folder a clinic's."""
ID = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"
"""What an id is spelled like, so that it can be part of a file's name everywhere."""
LANGUAGE = r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*"
"""What a language's code is spelled like: `en`, `zh-Hant`."""
MAX_ID = 60
"""Letters that an id may have: a few of them make up the name of a file, and some disks take 143 bytes."""
RESERVED_NAMES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))]
)
"""Ids that Windows takes for devices."""
PART_PREFIX, PART_SUFFIX = ".handouts-", ".part"


def id_from(words: str) -> str:
    """An id that is like these words, such as `river-clinic`; empty where they have no Latin letter and no digit."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower().replace("'", "")
    found = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    found = f"clinic-{found}" if found[:1].isdigit() else found
    return found if len(found) <= MAX_ID else found[: MAX_ID + 1].rpartition("-")[0] or found[:MAX_ID]


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


def append_own(path: Path, data: bytes) -> None:
    """Add to such a file. Raises EnvironmentFault where that cannot be, or where a link would lead elsewhere."""
    flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NONBLOCK | os.O_NOFOLLOW
    with faults(path), os.fdopen(os.open(path, flags, 0o666), "ab") as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "not a regular file")
        file.write(data)


def to_nobody(handle: int) -> None:
    """Let what is written to an open file from now on go nowhere."""
    nobody = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nobody, handle)
    os.close(nobody)


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
