"""Keeps what was costly to make, such as plates and boxes, in a folder of this user's and in memory.

It is a cache: whatever goes wrong with the folder, nothing fails by it; what is not there is made again. All sizes are
bytes.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from handouts.press.cache_folder import KEY, Kept, Unfit, files, inner, opened, read, subfolders, write

MOST_BYTES = 512 * 2**20
MEMORY_BYTES = 64 * 2**20
_DIGEST = 32
_HOUR = 3600.0
GROWING = ("sheet-", "parts-")
"""Keys whose data others add to: what the folder has of them is newer than what is in memory."""


@dataclass(frozen=True)
class Held:
    """So many files of so many bytes together."""

    files: int = 0
    bytes: int = 0

    def __add__(self, other: Held) -> Held:
        return Held(self.files + other.files, self.bytes + other.bytes)


class Store:
    """What is kept, by its key. Several processes may share a folder; without one it is kept in this process alone.

    `fault` says why a folder is not used and what to do; empty where it is, or will be: it is made when it is needed.
    """

    def __init__(self, folder: Path | None, most_bytes: int = MOST_BYTES) -> None:
        self.folder, self.most_bytes, self.fault = folder, most_bytes, ""
        self._memory = _Memory(MEMORY_BYTES)
        self._touched: set[str] = set()
        with contextlib.suppress(OSError), self._opened():
            pass

    def get(self, key: str) -> bytes | None:
        """What was put under a key; None where that is not there any more, or was damaged."""
        sub, data = _sub_of(key), None
        if (held := self._memory.get(key)) is not None and not key.startswith(GROWING):
            return held
        with contextlib.suppress(OSError), self._opened() as root, inner(root, sub) as folder:
            data = _unsealed(key, read(folder, key))
            if data is None:
                os.unlink(key, dir_fd=folder)
            else:
                self._memory.put(key, data)
                self._touch(folder, key)
        return held if data is None else data

    def put(self, key: str, data: bytes) -> None:
        """Keep this under a key, in memory alone where the disk is full or cannot be written to."""
        sub = _sub_of(key)
        self._memory.put(key, data)
        with contextlib.suppress(OSError), self._opened(make=True) as root, inner(root, sub, make=True) as folder:
            write(folder, key, _digest(key, data), data)
            self._touched.add(key)
            if sub == "00":  # once in 256 times: who never ends a build stays within bounds too
                self.trim()

    def held(self) -> dict[str, Held]:
        """What is in the folder, by kind."""
        found: dict[str, Held] = {}
        for file in self._files():
            if file.kind is not None:
                found[file.kind] = found.get(file.kind, Held()) + Held(1, file.size)
        return found

    def trim(self) -> Held:
        """Remove what was not used for longest, until the rest is within bounds; tells what went."""
        found, now = self._files(), time.time()
        # What is unfinished after an hour, nobody is at any more.
        gone = [file for file in found if file.kind is None and abs(now - file.used) > _HOUR]
        finished = [file for file in found if file.kind is not None]
        over = sum(file.size for file in finished) - self.most_bytes
        for file in sorted(finished, key=lambda file: (file.used, file.name)):
            if over <= 0:
                break
            gone.append(file)
            over -= file.size
        return self._remove(gone)

    def clear(self) -> Held:
        """Remove all that is ours, and forget what is in memory; tells what went."""
        self._memory = _Memory(MEMORY_BYTES)
        gone = self._remove(self._files())
        with contextlib.suppress(OSError), self._opened() as root:
            for sub in subfolders(root):
                with contextlib.suppress(OSError):  # it may hold what is not ours
                    os.rmdir(sub, dir_fd=root)
        return gone

    def _files(self) -> list[Kept]:
        with contextlib.suppress(OSError), self._opened() as root:
            return [*files(root)]
        return []

    def _remove(self, wanted: Sequence[Kept]) -> Held:
        gone = Held()
        with contextlib.suppress(OSError), self._opened() as root:
            for file in wanted:
                with contextlib.suppress(OSError), inner(root, file.sub or ".") as folder:  # others remove some, too
                    os.unlink(file.name, dir_fd=folder)
                    gone += Held(1, file.size) if file.kind is not None else Held()
        return gone

    def _touch(self, folder: int, key: str) -> None:
        """Note that it was used, once in a process: that is enough to tell old from new."""
        if key not in self._touched:
            self._touched.add(key)
            os.utime(key, dir_fd=folder, follow_symlinks=False)

    @contextlib.contextmanager
    def _opened(self, *, make: bool = False) -> Iterator[int]:
        """The folder, looked at anew each time, for it may be exchanged. Raises OSError where it is not to be used.

        Once there is a fault, this process does not ask again.
        """
        if self.folder is None or self.fault:
            raise Unfit(self.fault)
        with contextlib.ExitStack() as stack:
            try:
                root = stack.enter_context(opened(self.folder, make=make))
            except Unfit as fault:
                self.fault = str(fault)
                raise
            yield root


class _Memory:
    """The data that was used last, up to so many bytes of it."""

    def __init__(self, most: int) -> None:
        self._most, self._bytes = most, 0
        self._data: OrderedDict[str, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> bytes | None:
        with self._lock:
            if key in self._data:
                self._data.move_to_end(key)
            return self._data.get(key)

    def put(self, key: str, data: bytes) -> None:
        with self._lock:
            self._bytes += len(data) - len(self._data.pop(key, b""))
            self._data[key] = data
            while self._bytes > self._most:
                self._bytes -= len(self._data.popitem(last=False)[1])


def _sub_of(key: str) -> str:
    """The subfolder of a key. Raises ValueError for what is none."""
    if not (found := KEY.fullmatch(key)):
        raise ValueError(f"{key!r} is no key: a digest of 64 hexadecimal digits, behind a kind and a dash")
    return found[2][:2]


def _digest(key: str, data: bytes) -> bytes:
    """Stands for both, so that a file under another's name is not taken for it."""
    digest = hashlib.sha256(key.encode() + b"\n")
    digest.update(data)
    return digest.digest()


def _unsealed(key: str, sealed: bytes) -> bytes | None:
    data = sealed[_DIGEST:]
    return data if len(sealed) >= _DIGEST and sealed[:_DIGEST] == _digest(key, data) else None
