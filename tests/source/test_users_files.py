"""Files of users: names, reading that stays inside a folder, writing that is whole or not at all."""

from __future__ import annotations

import errno
import os
import re
import tempfile
from pathlib import Path

import pytest

from handouts.errors import EnvironmentFault, InputInvalid
from handouts.source import reading
from handouts.source.files import (
    ID,
    LANGUAGE,
    append_own,
    write_atomic,
    write_new,
    write_together,
)
from handouts.source.reading import MAX_DEPTH, Unread, read_asset, read_inside, read_named, read_own, read_tree


def test_a_file_is_replaced_whole_with_usual_rights(tmp_path: Path) -> None:
    for data in (b"old", b"new"):
        write_atomic(tmp_path, "a/b/c.pdf", data)
    assert (tmp_path / "a/b/c.pdf").read_bytes() == b"new"
    assert [path.name for path in (tmp_path / "a/b").iterdir()] == ["c.pdf"]
    (tmp_path / "usual").touch()
    assert (tmp_path / "a/b/c.pdf").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_a_disk_that_fills_up_at_the_last_moment_leaves_the_old_file(tmp_path: Path, monkeypatch) -> None:
    write_atomic(tmp_path, "c.pdf", b"old")

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(EnvironmentFault) as caught:
        write_atomic(tmp_path, "c.pdf", b"new")
    advice = "cannot be written (No space left on device); free some space or choose another --output"
    assert str(caught.value) == f"{tmp_path}/c.pdf: {advice}"
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"old"]


def test_a_file_where_a_folder_must_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "clinic").write_text("not a folder")
    with pytest.raises(EnvironmentFault, match=r"clinic/en/a\.pdf: cannot be written"):
        write_atomic(tmp_path, "clinic/en/a.pdf", b"PDF")


def test_a_folder_that_may_not_be_written_to_is_named(tmp_path: Path, monkeypatch) -> None:
    def refused(**_: object) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(tempfile, "mkstemp", refused)
    with pytest.raises(EnvironmentFault, match=r"a\.pdf: cannot be written \(Permission denied\); free"):
        write_atomic(tmp_path, "a.pdf", b"PDF")


def test_a_link_out_of_the_folder_is_never_followed(tmp_path: Path) -> None:
    output, outside = tmp_path / "output", tmp_path / "outside"
    output.mkdir()
    outside.mkdir()
    (output / "clinic").symlink_to(outside)
    with pytest.raises(EnvironmentFault, match="lies behind a link that leads out of the output folder; remove it"):
        write_atomic(output, "clinic/en/a.pdf", b"PDF")
    assert list(outside.iterdir()) == []
    (outside / "precious").write_bytes(b"keep")
    (output / "b.pdf").symlink_to(outside / "precious")
    write_atomic(output, "b.pdf", b"PDF")
    assert (outside / "precious").read_bytes() == b"keep"
    assert not (output / "b.pdf").is_symlink()


@pytest.mark.parametrize(
    ("pattern", "good", "bad"),
    [
        (ID, ["a", "river-clinic", "x2-3"], ["", "A", "2x", "-a", "a-", "a--b", "a_b", "a/b", "a\n"]),
        (LANGUAGE, ["en", "zh-Hant", "sr-Latn-RS"], ["e", "EN", "en_US", "en-", "../en", "en\n"]),
    ],
)
def test_ids_and_languages_are_spelled_in_one_way(pattern: str, good: list[str], bad: list[str]) -> None:
    assert all(re.fullmatch(pattern, text) for text in good)
    assert not any(re.fullmatch(pattern, text) for text in bad)


def test_no_link_below_a_folder_is_followed(tmp_path: Path) -> None:
    folder, secret = tmp_path / "clinic", tmp_path / "secret"
    folder.mkdir()
    secret.write_bytes(b"not yours")
    (folder / "out").symlink_to(secret)
    (folder / "in").symlink_to("own")
    (folder / "itself").symlink_to("itself")
    (folder / "own").write_bytes(b"mine")
    (folder / "above").symlink_to("..")
    (tmp_path / "other-name").symlink_to(folder)
    assert read_asset(folder, "own", 4) == read_asset(tmp_path / "other-name", "own", 4) == b"mine"
    for name in ("in", "out", "itself", "above/secret"):
        with pytest.raises(ValueError, match="is a link; put the file itself there"):
            read_asset(folder, name, 100)
    for name in ("../secret", str(secret)):
        with pytest.raises(ValueError, match="leads out of the folder; put the file itself there"):
            read_asset(folder, name, 100)


def test_an_asset_that_cannot_be_had_is_named_with_advice(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_bytes(b"12345")
    os.mkfifo(tmp_path / "pipe")
    for name, said in (
        ("logo.svg", "'logo.svg' is over 4 bytes; make a smaller one"),
        ("lgo.svg", "'lgo.svg' is not there; did you mean 'logo.svg'? put the file next to brand.yaml"),
        ("pipe", "'pipe' is not a regular file; put the file itself next to brand.yaml"),
        (".", "'.' is not a regular file; put the file itself next to brand.yaml"),
    ):
        with pytest.raises(ValueError, match=r"\w") as caught:
            read_asset(tmp_path, name, 4)
        assert str(caught.value) == said


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"12345")
    assert read_named(tmp_path / "a", 5) == read_inside(tmp_path, "a", 5) == b"12345"
    for read in (lambda: read_named(tmp_path / "a", 4), lambda: read_inside(tmp_path, "a", 4)):
        with pytest.raises(Unread) as caught:
            read()
        assert caught.value.message() == "is over 4 bytes; make it smaller"


def test_what_a_build_keeps_for_itself_is_no_link_and_no_pipe(tmp_path: Path) -> None:
    (tmp_path / "precious").write_bytes(b"keep")
    (tmp_path / "link").symlink_to("precious")
    os.mkfifo(tmp_path / "pipe")
    for name in ("link", "pipe"):
        with pytest.raises(Unread, match=r"is (a link|not a regular file)"):
            read_own(tmp_path / name)
        with pytest.raises(EnvironmentFault):
            append_own(tmp_path / name, b"more")
    append_own(tmp_path / "own", b"a")
    append_own(tmp_path / "own", b"b")
    assert (read_own(tmp_path / "own"), read_own(tmp_path / "precious")) == (b"ab", b"keep")


def test_a_new_file_takes_no_ones_place_and_is_whole(tmp_path: Path) -> None:
    write_new(tmp_path / "a/b.yaml", b"first")
    with pytest.raises(InputInvalid, match=r"b\.yaml: is there already; open it, or delete it first"):
        write_new(tmp_path / "a/b.yaml", b"second")
    assert (tmp_path / "a/b.yaml").read_bytes() == b"first"
    with pytest.raises(TypeError):
        write_new(tmp_path / "half", "no bytes")  # type: ignore[arg-type]
    assert not (tmp_path / "half").exists()


@pytest.mark.parametrize("there", [True, False])
def test_several_files_come_all_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: bool) -> None:
    folder = tmp_path / "new"
    if there:
        folder.mkdir()
        (folder / "mine").write_bytes(b"keep")
    before = sorted(tmp_path.rglob("*"))
    real, moved = Path.rename, []

    def full(self: Path, target: Path) -> Path:
        moved.append(target)
        if len(moved) == (2 if there else 1):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", full)
        with pytest.raises(OSError, match="No space left"):
            write_together(folder, {"a": b"1", "b": b"2"})
    assert sorted(tmp_path.rglob("*")) == before
    write_together(folder, {"a": b"1", "b": b"2"})
    found = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert found == {"a": b"1", "b": b"2"} | ({"mine": b"keep"} if there else {})


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="reads a file that fails in the middle")
def test_a_disk_that_fails_is_told() -> None:
    with pytest.raises(Unread) as caught:
        read_named(Path("/proc/self/mem"), 10)
    assert caught.value.message() == "cannot be read (Input/output error); see who may read it"


def test_a_tree_has_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of one file, of all of them, and of folders in folders; nothing hidden counts, and what is fine is there."""
    monkeypatch.setattr(reading, "MAX_BYTES", 10)
    monkeypatch.setattr(reading, "MAX_TREE", 25)
    deep = tmp_path.joinpath("a", *"b" * (MAX_DEPTH + 1), "c")
    deep.mkdir(parents=True)
    for name, size in (("one", 10), ("two", 11), ("ten", 10), ("zed", 6), (".big", 99)):
        (tmp_path / "a" / name).write_bytes(b"x" * size)
    (deep / "never").write_bytes(b"")
    tree = read_tree(tmp_path, ["a", "none"], links=False)
    assert {*tree.files} - {*tree.faults} == {"a/one", "a/ten"}
    assert {name.replace("/b", ""): fault for name, fault in tree.faults.items()} == {
        "a": f"lies below more than {MAX_DEPTH} folders; move it up, or delete it",
        "a/two": "is over 10 bytes; make it smaller",
        "a/zed": "and the files before it are over 25 bytes; make it smaller",
    }
