"""The manifest, the lock and the page of contents."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from pathlib import Path

import pytest

from handouts.batch import lock
from handouts.batch.lock import locked
from handouts.batch.manifest import JOURNAL, MANIFEST, Entry, Manifest
from handouts.batch.prune import remove_pictures
from handouts.errors import EnvironmentFault
from handouts.source.files import write_atomic

PDF = b"%PDF-1.7 whole"


def entry(path: str = "tiny/en/pleural/a.standard.letter.pdf", **changes: object) -> Entry:
    clinic, lang, kind_of_cancer, name = path.split("/")
    kind, edition, paper, _ = name.split(".")
    facts = {
        "path": path,
        "clinic": clinic,
        "lang": lang,
        "type": kind_of_cancer,
        "kind": kind,
        "edition": edition,
        "paper": paper,
        "title": "A title",
        "pages": 2,
        "bytes": len(PDF),
        "sha256": hashlib.sha256(PDF).hexdigest(),
        "fingerprint": "f1",
        "last_reviewed": dt.date(2026, 1, 2),
        "review_by": dt.date(2027, 1, 2),
        "approval": "none",
        "adapted": False,
        "thumbnail": f"thumbs/{hashlib.sha256(path.encode()).hexdigest()[:32]}.png",
    }
    return Entry(**(facts | changes))


def put(output: Path, made: Entry) -> Entry:
    write_atomic(output, made.path, PDF)
    write_atomic(output, made.thumbnail, b"png")
    return made


def test_the_manifest_is_sorted_stable_and_kept(tmp_path: Path) -> None:
    manifest = Manifest(tmp_path)
    for kind in ("b", "a"):
        manifest.record(put(tmp_path, entry(f"tiny/en/pleural/{kind}.standard.letter.pdf")))
    assert manifest.save()
    first = (tmp_path / MANIFEST).read_bytes()
    assert not (tmp_path / JOURNAL).exists()
    files = json.loads(first)["files"]
    assert [file["kind"] for file in files] == ["a", "b"]
    assert files[0]["review_by"] == "2027-01-02"
    again = Manifest.read(tmp_path)
    assert again.entries == manifest.entries
    assert not again.save()
    again.record(entry("tiny/en/pleural/a.standard.letter.pdf"))
    again.save()
    assert (tmp_path / MANIFEST).read_bytes() == first


def test_entries_live_as_long_as_their_files(tmp_path: Path) -> None:
    manifest = Manifest(tmp_path)
    for kind in ("a", "b"):
        manifest.record(put(tmp_path, entry(f"tiny/en/pleural/{kind}.standard.letter.pdf")))
    manifest.save()
    (tmp_path / "tiny/en/pleural/a.standard.letter.pdf").unlink()
    assert Manifest.read(tmp_path).save()
    assert [made.kind for made in Manifest.read(tmp_path).entries.values()] == ["b"]


def test_a_kill_before_the_manifest_loses_no_entry(tmp_path: Path) -> None:
    made = put(tmp_path, entry())
    Manifest(tmp_path).record(made)
    with (tmp_path / JOURNAL).open("a") as journal:
        journal.write(made.model_dump_json()[:40])
    manifest = Manifest.read(tmp_path)
    assert manifest.entries == {made.path: made}
    assert manifest.save()


@pytest.mark.parametrize(
    "harm",
    [
        lambda file, _: file.write_bytes(PDF[:-1] + b"X"),
        lambda file, _: file.write_bytes(PDF + b" "),
        lambda file, _: file.unlink(),
        lambda _, picture: picture.unlink(),
        lambda file, _: (file.rename(file.with_suffix(".moved")), file.symlink_to(file.with_suffix(".moved"))),
    ],
    ids=["altered", "longer", "deleted", "picture deleted", "a link"],
)
def test_only_what_is_there_byte_for_byte_is_unchanged(harm, tmp_path: Path) -> None:
    made = put(tmp_path, entry())
    manifest = Manifest(tmp_path, [made])
    assert manifest.unchanged(made.path, "f1")
    assert not manifest.unchanged(made.path, "f2")
    harm(tmp_path / made.path, tmp_path / made.thumbnail)
    assert not manifest.unchanged(made.path, "f1")


def test_a_picture_stays_as_long_as_a_sheet_shows_it(tmp_path: Path) -> None:
    shared, old = f"thumbs/{'a' * 32}.png", "thumbs/tiny/en/pleural/c.standard.letter.png"
    names = [f"tiny/en/pleural/{kind}.standard.letter.pdf" for kind in "abc"]
    files = [put(tmp_path, entry(name, thumbnail=old if "/c." in name else shared)) for name in names]
    (tmp_path / MANIFEST).write_text(
        json.dumps({"version": 1, "files": [made.model_dump(mode="json") for made in files]})
    )

    def pictures() -> list[str]:
        manifest = Manifest.read(tmp_path)
        manifest.save()
        remove_pictures(manifest)
        return sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.glob("thumbs/**/*.png"))

    assert pictures() == sorted([shared, old]), "an earlier version named one for each sheet"
    for gone in (0, 2):
        (tmp_path / names[gone]).unlink()
    assert pictures() == [shared]
    assert [path.name for path in tmp_path.glob("thumbs/*")] == [shared.removeprefix("thumbs/")]
    (tmp_path / names[1]).unlink()
    assert pictures() == []


@pytest.mark.parametrize("path", ["../out/pleural/a.s.l.pdf", "/tmp/x/a.s.l.pdf", "tiny/../pleural/a.s.l.pdf"])
def test_a_manifest_that_was_edited_leads_nowhere_else(path: str, tmp_path: Path) -> None:
    assert Manifest(tmp_path, [entry(path)]).entries == {}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 99, "files": []}', "\x00"])
def test_a_manifest_that_cannot_be_read_counts_as_none(text: str, tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text(text)
    assert Manifest.read(tmp_path).entries == {}


def test_the_lock_says_who_holds_it_and_is_free_afterwards(tmp_path: Path) -> None:
    with locked(tmp_path, 0):
        with pytest.raises(EnvironmentFault, match=rf"another build is at work here \(process {os.getpid()}, since 20"):
            lock.locked(tmp_path, 0).__enter__()
        (tmp_path / lock.HOLDER).write_text("not JSON")
        with pytest.raises(EnvironmentFault, match=r"\(it has just begun\)"):
            lock.locked(tmp_path, 0).__enter__()
    with locked(tmp_path, 0):
        pass
    assert not (tmp_path / lock.HOLDER).exists()


def test_only_folders_of_ours_are_cleared_after_a_killed_build(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    output = tmp_path / "output"
    for path in (outside, output / f"{lock.SCRATCH_PREFIX}1/deep", output / "precious"):
        path.mkdir(parents=True)
        (path / "file").touch()
    (output / f"{lock.SCRATCH_PREFIX}2").symlink_to(outside)
    (output / f"{lock.SCRATCH_PREFIX}3").touch()
    with locked(output, 0) as scratch:
        assert scratch.is_dir()
        assert not (output / f"{lock.SCRATCH_PREFIX}1").exists()
    assert not scratch.exists()
    assert (outside / "file").exists()
    assert (output / "precious/file").exists()


ABSURD = {
    "a name of 300 letters": {"kind": "k" * 300},
    "a path of 300 folders": {"kind": "/".join("k" * 300)},
    "a NUL": {"clinic": "ti\0ny"},
    "a step up": {"clinic": ".."},
    "an empty name": {"clinic": ""},
    "another path": {"path": "tiny/en/pleural/b.standard.letter.pdf"},
    "another picture": {"thumbnail": "thumbs/../../a.png"},
    "a control character": {"title": "A\x1b[2Jtitle"},
    "a title without end": {"title": "A" * 1001},
    "no number": {"pages": "many"},
    "a number without end": {"bytes": 10**400},
    "no day": {"review_by": "2026-99-99"},
    "a list": {"title": ["A"]},
}


def lines_of(clinic: str = "tiny", **changes: object) -> dict[str, object]:
    """An entry as it is written, whose paths fit the rest."""
    made = entry().model_dump(mode="json") | {"clinic": clinic} | changes
    if "path" not in changes:
        made["path"] = f"{clinic}/en/pleural/{made['kind']}.standard.letter.pdf"
    if "thumbnail" not in changes:
        made["thumbnail"] = f"thumbs/{'0' * 32}.png"
    return made


@pytest.mark.parametrize("name", ABSURD)
def test_an_absurd_entry_is_dropped_alone_and_told(name: str, tmp_path: Path) -> None:
    good, bad = put(tmp_path, entry()).model_dump(mode="json"), lines_of(**ABSURD[name])
    (tmp_path / MANIFEST).write_text(json.dumps({"version": 1, "files": [bad, good]}))
    (tmp_path / JOURNAL).write_text(json.dumps(bad) + "\n")
    manifest = Manifest.read(tmp_path)
    assert [*manifest.entries] == [good["path"]]
    said = "is no entry that a build has written; it is left out, and its sheets are made again"
    assert [str(problem) for problem in manifest.dropped] == [
        f"{(tmp_path / MANIFEST).as_posix()}: files[0]: {said}",
        f"{(tmp_path / JOURNAL).as_posix()}: lines[0]: {said}",
    ]
    assert manifest.save(), "what was dropped is not kept"
    again = Manifest.read(tmp_path)
    assert (len(again.entries), again.dropped) == (1, [])


@pytest.mark.parametrize(
    "text",
    ['{"version": 1, "files": ' + "[" * 100_000, '{"a":' * 100_000, "\0", "[]", '{"files": {}}', '{"version": 1, '],
    ids=["deep list", "deep mapping", "NUL", "a list", "a mapping", "cut short"],
)
def test_an_absurd_list_is_told_and_made_again(text: str, tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text(text)
    (tmp_path / JOURNAL).write_text(
        text.replace("\n", "") + "\n" + entry().model_dump_json() + "\n" + '{"path": "cut sh'
    )
    manifest = Manifest.read(tmp_path)
    assert [*manifest.entries] == [entry().path]
    assert [problem.message.split(";")[0] for problem in manifest.dropped] == [
        "is no list that a build has written",
        "is no entry that a build has written",
    ]


@pytest.mark.parametrize("name", [MANIFEST, JOURNAL])
def test_a_pipe_or_a_link_in_the_place_of_a_list_is_told(name: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / name)
    assert [problem.message for problem in Manifest.read(tmp_path).dropped] == [
        "is not a regular file; it is left out, and its sheets are made again"
    ]
    (tmp_path / name).unlink()
    (tmp_path / name).symlink_to("elsewhere")
    assert Manifest.read(tmp_path).dropped[0].message.startswith("is a link;")


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"pid": 1e999, "since": 1}',
        '{"pid": "1", "since": "\\u001b[2J"}',
        "[1]",
        '{"pid": [], "since": 1}',
    ],
    ids=["deep", "endless", "steering", "a list", "no number"],
)
def test_an_absurd_holder_of_the_lock_does_no_harm(text: str, tmp_path: Path) -> None:
    with locked(tmp_path, 0):
        (tmp_path / lock.HOLDER).write_text(text)
        with pytest.raises(EnvironmentFault, match="another build is at work here") as caught:
            lock.locked(tmp_path, 0).__enter__()
        assert "\x1b" not in str(caught.value)
    with locked(tmp_path, 0):
        pass


def test_an_output_folder_that_cannot_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EnvironmentFault, match="file/output: cannot be written"), locked(tmp_path / "file/output", 0):
        pass
