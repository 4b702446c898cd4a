"""What is kept is given back as it was or not at all, and nothing fails by the folder that it is kept in."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from handouts.press import store as room
from handouts.press.cache_folder import TAG
from handouts.press.store import Held, Store

Break = Callable[[Path], object]


def key(name: str, kind: str = "plate", sub: str = "") -> str:
    """A key as the program makes them; with `sub`, one of that subfolder."""
    return f"{kind}-{sub}{hashlib.sha256(name.encode()).hexdigest()[len(sub) :]}"


ONE, TWO = key("one"), key("two")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "above" / "cache"


@pytest.fixture
def filled(folder: Path) -> Path:
    Store(folder).put(ONE, b"first")
    return folder


def file_of(folder: Path, name: str) -> Path:
    return folder / name.partition("-")[2][:2] / name


def contents(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}


# What is kept


@pytest.mark.parametrize("data", [b"", b"x", bytes(range(256)) * 999])
def test_what_is_put_is_there_for_this_and_for_other_processes(folder: Path, data: bytes) -> None:
    mine = Store(folder)
    assert mine.get(ONE) is None
    mine.put(ONE, data)
    assert mine.get(ONE) == Store(folder).get(ONE) == data
    assert (mine.get(TWO), mine.fault) == (None, "")
    assert contents(folder) == {TAG, f"{ONE[6:8]}/{ONE}"}


def test_without_a_folder_it_is_kept_by_this_store_alone() -> None:
    mine = Store(None)
    mine.put(ONE, b"first")
    assert (mine.get(ONE), Store(None).get(ONE), mine.fault) == (b"first", None, "")
    assert (mine.held(), mine.trim(), mine.clear()) == ({}, Held(), Held())
    assert mine.get(ONE) is None


def test_to_look_makes_nothing(folder: Path) -> None:
    looking = Store(folder)
    assert (looking.get(ONE), looking.held(), looking.trim(), looking.clear()) == (None, {}, Held(), Held())
    assert not folder.parent.exists()


def test_it_is_private(filled: Path) -> None:
    paths = [filled, *filled.rglob("*")]
    assert {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in paths} == {(True, 0o700), (False, 0o600)}


@pytest.mark.parametrize(
    "name",
    [
        "",
        "x",
        "a" * 63,
        "A" * 64,
        "plate-",
        f"../{'a' * 61}",
        f"plate/{'a' * 64}",
        f"Plate-{'a' * 64}",
        "a" * 64 + "\n",
    ],
)
def test_what_is_no_key_is_refused(folder: Path, name: str) -> None:
    for use in (lambda: Store(folder).get(name), lambda: Store(folder).put(name, b"x")):
        with pytest.raises(ValueError, match="is no key: a digest of 64 hexadecimal digits, behind a kind and a dash"):
            use()
    assert not folder.exists()


def test_a_key_may_be_without_a_kind(folder: Path) -> None:
    bare = ONE[6:]
    Store(folder).put(bare, b"bare")
    assert Store(folder).get(bare) == b"bare"
    assert Store(folder).get(ONE) is None


def test_memory_has_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MEMORY_BYTES", 10)
    mine = Store(None)
    for name in "abc":
        mine.put(key(name), b"1234")
        mine.get(key("a"))
    mine.put(key("large"), b"12345678901")
    assert [mine.get(key(name)) for name in ("a", "b", "c", "large")] == [None] * 4
    mine.put(ONE, b"1234")
    mine.put(ONE, b"12345678")
    mine.put(TWO, b"12")
    assert (mine.get(ONE), mine.get(TWO)) == (b"12345678", b"12")


# Damage

DAMAGES: dict[str, Break] = {
    "a bit": lambda path: path.write_bytes(path.read_bytes()[:-1] + b"T"),
    "its digest": lambda path: path.write_bytes(b"x" + path.read_bytes()[1:]),
    "cut short": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "cut in its digest": lambda path: path.write_bytes(path.read_bytes()[:7]),
    "empty": lambda path: path.write_bytes(b""),
    "longer": lambda path: path.write_bytes(path.read_bytes() + b"\0"),
    "of another key": lambda path: shutil.copy(file_of(path.parents[1], TWO), path),
    "a link": lambda path: (path.unlink(), path.symlink_to(file_of(path.parents[1], TWO))),
    "a link to nothing": lambda path: (path.unlink(), path.symlink_to("nothing")),
    "a pipe": lambda path: (path.unlink(), os.mkfifo(path)),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_not_trusted_and_goes(filled: Path, damage: str) -> None:
    Store(filled).put(TWO, b"second")
    path = file_of(filled, ONE)
    DAMAGES[damage](path)
    assert Store(filled).get(ONE) is None
    assert not os.path.lexists(path)
    assert Store(filled).get(TWO) == b"second", "what a link leads to stays"
    Store(filled).put(ONE, b"anew")
    assert Store(filled).get(ONE) == b"anew"


def test_a_folder_in_the_place_of_a_file_costs_only_that(filled: Path) -> None:
    path = file_of(filled, ONE)
    path.unlink()
    (path / "inside").mkdir(parents=True)
    mine = Store(filled)
    assert mine.get(ONE) is None
    mine.put(ONE, b"anew")
    assert mine.get(ONE) == b"anew"
    assert (Store(filled).get(ONE), mine.clear(), (path / "inside").is_dir()) == (None, Held(), True)


def test_a_link_in_the_place_of_a_subfolder_is_not_followed(filled: Path, tmp_path: Path) -> None:
    sub = file_of(filled, ONE).parent
    sub.rename(tmp_path / "elsewhere")
    sub.symlink_to(tmp_path / "elsewhere")
    mine = Store(filled)
    assert (mine.get(ONE), mine.held()) == (None, {})
    mine.put(ONE, b"anew")
    assert (mine.clear(), mine.trim()) == (Held(), Held())
    assert Store(tmp_path / "elsewhere").fault.startswith("holds files that are not ours")
    assert [path.name for path in (tmp_path / "elsewhere").iterdir()] == [ONE]
    assert b"anew" not in (tmp_path / "elsewhere" / ONE).read_bytes()


# Folders that are not used


def exposed(mode: int) -> Break:
    return lambda path: path.chmod(mode)


OTHERS = "may be written to by others, so it is not used; take them that right (chmod go-w)"
FOREIGN = "holds files that are not ours, so it is not used; choose another --cache"
UNFIT: dict[str, tuple[Break, str]] = {
    "group": (exposed(0o770), OTHERS),
    "all": (exposed(0o777), OTHERS),
    "link": (
        lambda path: (path.rename(path.with_name("real")), path.symlink_to("real")),
        "is a link, so it is not used; name the folder itself by --cache",
    ),
    "file": (
        lambda path: (shutil.rmtree(path), path.write_text("x")),
        "is not a folder, so it is not used; choose another --cache",
    ),
    "no tag": (lambda path: (path / TAG).unlink(), FOREIGN),
    "another's tag": (lambda path: (path / TAG).write_text("Signature: 8a477f597d28d172789f06886806bc55\n"), FOREIGN),
    "a link as tag": (
        lambda path: ((path / TAG).rename(path / "own"), (path / TAG).symlink_to("own")),
        FOREIGN,
    ),
}


@pytest.mark.parametrize("case", UNFIT)
def test_a_folder_that_cannot_be_trusted_is_not_used(filled: Path, case: str) -> None:
    spoil, told = UNFIT[case]
    spoil(filled)
    before = contents(filled.parent)
    mine = Store(filled)
    assert mine.fault == told
    assert mine.get(ONE) is None
    mine.put(TWO, b"second")
    assert mine.get(TWO) == b"second", "in memory"
    assert (mine.held(), mine.trim(), mine.clear()) == ({}, Held(), Held())
    assert contents(filled.parent) == before


def test_a_folder_of_another_user_is_not_used(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = contents(filled)
    monkeypatch.setattr(os, "geteuid", lambda: filled.stat().st_uid + 1)
    mine = Store(filled)
    assert mine.fault == "belongs to another user, so it is not used; choose another --cache"
    mine.put(TWO, b"second")
    assert (mine.get(ONE), mine.get(TWO), contents(filled)) == (None, b"second", before)


def test_a_folder_that_may_not_be_opened(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fail(monkeypatch, "open", errno.EACCES, lambda path, *_: path == filled)
    assert Store(filled).fault == "cannot be opened (Permission denied), so it is not used; choose another --cache"


def test_a_folder_that_is_exchanged_meanwhile_is_looked_at_again(filled: Path) -> None:
    mine = Store(filled)
    filled.rename(filled.with_name("old"))
    filled.symlink_to("old")
    assert (mine.fault, mine.get(ONE), mine.fault) == ("", None, UNFIT["link"][1])


def test_a_folder_that_is_removed_meanwhile_is_made_again(filled: Path) -> None:
    mine = Store(filled)
    shutil.rmtree(filled.parent)
    assert mine.get(ONE) is None
    mine.put(TWO, b"second")
    assert Store(filled).get(TWO) == b"second"


def test_an_empty_folder_that_is_there_is_taken(folder: Path) -> None:
    folder.mkdir(parents=True, mode=0o755)
    (folder / f".{'0' * 16}.part").write_bytes(b"what another process is just writing")
    Store(folder).put(ONE, b"first")
    assert Store(folder).get(ONE) == b"first"


# Disks


def fail(monkeypatch: pytest.MonkeyPatch, name: str, number: int, when: Callable[..., bool]) -> None:
    """Let a call of the system fail."""
    real = getattr(os, name)

    def call(*given: object, **named: object) -> object:
        if when(*given):
            raise OSError(number, os.strerror(number))
        return real(*given, **named)

    monkeypatch.setattr(os, name, call)


@pytest.mark.parametrize("name", ["open", "mkdir", "replace"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EDQUOT, errno.EIO])
def test_a_disk_that_takes_nothing_fails_nobody(
    filled: Path, name: str, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(filled)
    writes: dict[str, Callable[..., bool]] = {"open": lambda _, flags, *__: bool(flags & os.O_CREAT)}
    fail(monkeypatch, name, number, writes.get(name, lambda *_: True))
    mine = Store(filled)
    mine.put(TWO, b"second")
    assert (mine.get(TWO), mine.get(ONE), mine.fault) == (b"second", b"first", "")
    assert contents(filled) == before


def test_what_is_there_is_read_where_nothing_can_be_noted(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fail(monkeypatch, "utime", errno.EROFS, lambda *_: True)
    assert Store(filled).get(ONE) == b"first"


REALLY = """
import os, subprocess, sys
from pathlib import Path
from handouts.press.store import Store
disk, keys = Path(sys.argv[1]), sys.argv[2:]
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=128k,mode=700", "tmpfs", disk], check=True)
folder = disk / "cache"
mine = Store(folder)
for key in keys:
    mine.put(key, key.encode() * 300)
print(all(mine.get(key) == key.encode() * 300 for key in keys), mine.fault == "")
kept = {key for key in keys if Store(folder).get(key)}
print(0 < len(kept) < len(keys), not [*folder.rglob("*.part")])
subprocess.run(["mount", "-o", "remount,ro", disk], check=True)
again = Store(folder)
for key in keys:
    again.put(key, b"other")
print(all(again.get(key) == b"other" for key in keys), again.fault == "")
print({key for key in keys if Store(folder).get(key) == key.encode() * 300} == kept)
"""


@pytest.mark.process
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="mounts a disk as Linux does")
def test_a_disk_that_is_really_full_and_then_read_only(tmp_path: Path) -> None:
    keys = [key(str(number)) for number in range(40)]
    room_of_its_own = ["unshare", "--mount", sys.executable, "-c", REALLY, str(tmp_path), *keys]
    mount = ["unshare", "--mount", "mount", "-t", "tmpfs", "tmpfs", str(tmp_path)]
    if not shutil.which("unshare") or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount")
    found = subprocess.run(room_of_its_own, capture_output=True, text=True, check=False)
    assert (found.stdout.split(), found.stderr) == (["True"] * 7, "")


def test_who_is_stopped_leaves_nothing_half_written(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(os, "replace", stop)
        Store(filled).put(ONE, b"second")
    assert Store(filled).get(ONE) == b"first"
    assert contents(filled) == {TAG, f"{ONE[6:8]}/{ONE}"}


# Bounds


def aged(folder: Path, *names: str) -> None:
    """Let these have been used one after the other, some days ago."""
    for number, name in enumerate(names):
        when = time.time() - 99999 + number
        os.utime(file_of(folder, name), (when, when))


NAMES = [key(str(number), sub=f"{number:x}1") for number in range(5)]
EACH = 32 + 100


def test_what_was_not_used_for_longest_goes(folder: Path) -> None:
    mine = Store(folder, most_bytes=3 * EACH)
    for name in NAMES:
        mine.put(name, bytes(100))
    aged(folder, *NAMES)
    assert Store(folder).get(NAMES[0]) == bytes(100), "and so it is used again"
    assert mine.held() == {"plate": Held(5, 5 * EACH)}
    assert mine.trim() == Held(2, 2 * EACH)
    assert [name for name in NAMES if Store(folder).get(name)] == [NAMES[0], NAMES[3], NAMES[4]]
    assert mine.trim() == Held()


def test_a_file_is_touched_once_by_a_process(filled: Path) -> None:
    mine = Store(filled)
    aged(filled, ONE)
    old = file_of(filled, ONE).stat().st_mtime
    mine.get(ONE)
    new = file_of(filled, ONE).stat().st_mtime
    aged(filled, ONE)
    mine._memory = room._Memory(0)
    assert mine.get(ONE) == b"first"
    assert new > old + 9999 > file_of(filled, ONE).stat().st_mtime


def test_who_never_ends_a_build_stays_within_bounds_too(folder: Path) -> None:
    mine = Store(folder, most_bytes=2 * EACH)
    for name in NAMES:
        mine.put(name, bytes(100))
    assert mine.held()["plate"].files == 5
    mine.put(key("now and then", sub="00"), bytes(100))
    assert mine.held()["plate"].files == 2


def test_what_was_never_finished_goes_after_an_hour(filled: Path) -> None:
    parts = [filled / f".{'0' * 16}.part", filled / ONE[6:8] / f".{'1' * 16}.part"]
    for part in parts:
        part.write_bytes(b"half")
    assert (Store(filled).trim(), all(part.exists() for part in parts)) == (Held(), True)
    for part in parts:
        os.utime(part, (0, 0))
    assert (Store(filled).trim(), any(part.exists() for part in parts)) == (Held(), False)
    assert Store(filled).held() == {"plate": Held(1, 32 + 5)}


def test_to_clear_takes_what_is_ours_and_nothing_else(filled: Path, tmp_path: Path) -> None:
    Store(filled).put(key("b", "boxes"), b"12345678")
    Store(filled).put(key("b", sub="ff"), b"1")
    (tmp_path / "mine").write_text("mine")
    sub = filled / ONE[6:8]
    others = [
        sub / "notes.txt",
        sub / key("of another", sub="e" + ("0" if ONE[6:8] != "e0" else "1")),
        filled / "x.txt",
    ]
    for path in others:
        path.write_text("mine")
    (filled / "ff" / key("link", sub="ff")).symlink_to(tmp_path / "mine")
    (filled / f".{'0' * 16}.part").write_bytes(b"half")
    mine = Store(filled)
    assert mine.held() == {"plate": Held(2, 64 + 6), "boxes": Held(1, 40)}
    mine.get(ONE)
    assert mine.clear() == Held(3, 110)
    assert (mine.get(ONE), mine.held()) == (None, {})
    left = {path.relative_to(filled).as_posix() for path in others}
    assert contents(filled) == {TAG, f"ff/{key('link', sub='ff')}", *left}
    assert (tmp_path / "mine").read_text() == "mine"
    mine.put(ONE, b"anew")
    assert Store(filled).get(ONE) == b"anew"


# Together

WRITER = """
import sys
from pathlib import Path
from handouts.press.store import Store
mine = Store(Path(sys.argv[1]), most_bytes=20_000)
wrong = 0
for turn in range(40):
    for key in sys.argv[2:]:
        mine = Store(Path(sys.argv[1]), most_bytes=20_000)
        wrong += mine.get(key) not in (None, key.encode() * 99)
        mine.put(key, key.encode() * 99)
        wrong += Store(Path(sys.argv[1])).get(key) not in (None, key.encode() * 99)
    if turn % 9 == 0:
        mine.clear() if turn % 2 else mine.trim()
print(wrong, mine.fault)
"""


@pytest.mark.process
def test_several_processes_share_a_folder(folder: Path) -> None:
    """From the first moment on, when all of them make it; they write the same, trim and clear."""
    command = [sys.executable, "-c", WRITER, str(folder), *(key(str(number)) for number in range(6))]
    at_work = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    assert [(*process.communicate(timeout=60), process.returncode) for process in at_work] == [("0 \n", "", 0)] * 3
    assert not [*folder.rglob("*.part")]


def test_several_threads_share_a_store(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "MEMORY_BYTES", 2000)
    mine, wrong = Store(folder), []

    def work() -> None:
        for name in [key(str(number % 9)) for number in range(200)]:
            mine.put(name, name.encode() * 9)
            if mine.get(name) != name.encode() * 9:
                wrong.append(name)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (wrong, mine.fault) == ([], "")


@pytest.mark.process
def test_it_needs_nothing_heavy() -> None:
    code = "import sys, handouts.press.store; print({'weasyprint', 'pydyf', 'platformdirs'} & {*sys.modules} or 'none')"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "none\n"
