"""The cache as whoever types commands meets it: where it lies, how much it is, how to be rid of it."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

import click
import pytest

from handouts.cli import _build_options, _doctor, _options, main, serve
from handouts.press.store import Store

SHUT = "\n1 problem; `handouts doctor` shows how to mend this computer\n"


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HANDOUTS_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def filled(cache: Path) -> Path:
    for number, name in enumerate(["plate-", "plate-", "box-", ""]):
        Store(cache).put(f"{name}{number:064x}", bytes(1024 * 1024 - 32))
    return cache


def parsed(*arguments: str) -> _build_options.BuildOptions:
    """What a build is asked for by these words."""
    command = main.get_command(click.Context(main), "build")
    assert command is not None
    with command.make_context("build", [*arguments]) as context:
        return _build_options.parse(context.params)


def test_it_says_where_it_lies_and_how_much_it_is(run, filled: Path) -> None:
    result = run("cache")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines() == [
        f"{filled} holds at most 512.0 MB:",
        "kept      files    size",
        "plates        2  2.0 MB",
        "pictures      0  0.0 MB",
        "boxes         1  1.0 MB",
        "sheets        0  0.0 MB",
        "parts         0  0.0 MB",
        "fits          0  0.0 MB",
        "others        1  1.0 MB",
        "in all        4  4.0 MB",
    ]


def test_it_says_so_in_data(run, filled: Path) -> None:
    mega = 2**20
    assert json.loads(run("cache", "--json").stdout) == {
        "folder": str(filled),
        "files": 4,
        "bytes": 4 * mega,
        "most_bytes": 512 * mega,
        "kinds": {
            "": {"files": 1, "bytes": mega},
            "box": {"files": 1, "bytes": mega},
            "fit": {"files": 0, "bytes": 0},
            "parts": {"files": 0, "bytes": 0},
            "picture": {"files": 0, "bytes": 0},
            "plate": {"files": 2, "bytes": 2 * mega},
            "sheet": {"files": 0, "bytes": 0},
        },
    }


def test_where_nothing_was_kept_yet_nothing_is_made(run, cache: Path) -> None:
    assert run("cache").stdout.splitlines()[-1].split() == ["in", "all", "0", "0.0", "MB"]
    assert run("cache", "--clear").stdout == f"{cache}: 0 files removed, 0.0 MB\n"
    assert not cache.exists()


def test_it_is_emptied(run, filled: Path) -> None:
    (filled / "mine.txt").write_text("mine")
    result = run("cache", "--clear")
    assert (result.exit_code, result.output) == (0, f"{filled}: 4 files removed, 4.0 MB\n")
    assert sorted(path.name for path in filled.iterdir()) == ["CACHEDIR.TAG", "mine.txt"]
    assert json.loads(run("cache", "--clear", "--json").stdout)["removed"] == {"files": 0, "bytes": 0}


def test_it_is_emptied_in_data(run, filled: Path) -> None:
    told = json.loads(run("cache", "--clear", "--json").stdout)
    assert told == {"folder": str(filled), "removed": {"files": 4, "bytes": 4 * 2**20}}


def test_what_is_not_ours_is_not_emptied(run, here: Path) -> None:
    (here / "papers").mkdir()
    (here / "papers/thesis.txt").write_text("years")
    for arguments in ([], ["--clear"], ["--json"]):
        result = run("cache", "--cache", "papers", *arguments)
        told = f"{here}/papers: holds files that are not ours, so it is not used; choose another --cache"
        assert (result.exit_code, result.stdout, result.stderr) == (5, "", told + SHUT)
    assert (here / "papers/thesis.txt").read_text() == "years"


def test_the_default_is_the_users_own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("HANDOUTS_CACHE")
    monkeypatch.setattr("platformdirs.user_cache_path", lambda name, **_: tmp_path / "caches" / name)
    assert _options.cache_folder() == parsed().run.cache == tmp_path / "caches/handouts/plates"
    monkeypatch.setenv("HANDOUTS_CACHE", "relative")
    monkeypatch.chdir(tmp_path)
    assert _options.cache_folder() == tmp_path / "relative"


def no_home(*_: object, **__: object) -> Path:
    raise RuntimeError("could not determine the home directory")


@pytest.mark.parametrize("found", [no_home, lambda name, **_: Path("~/.cache", name)])
def test_a_user_without_a_home_has_one_too(found: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HANDOUTS_CACHE")
    monkeypatch.setattr("platformdirs.user_cache_path", found)
    assert _options.cache_folder() == Path(tempfile.gettempdir(), f"handouts-{os.geteuid()}")


def test_what_is_typed_goes_before_the_environment(cache: Path, here: Path) -> None:
    assert parsed().run.cache == cache
    assert parsed("--cache", "other").run.cache == here / "other"
    assert parsed("--no-cache").run.cache is None


@pytest.mark.parametrize("arguments", [("--cache", "x", "--no-cache"), ("--no-cache", "--cache", "x")])
def test_both_at_once_contradict(run, arguments: tuple[str, ...]) -> None:
    result = run("build", *arguments)
    assert result.exit_code == 2
    assert result.stderr.endswith("Error: --cache and --no-cache do not go together; give one of the two\n")


@pytest.fixture
def build(run, small_package: Path, monkeypatch: pytest.MonkeyPatch):
    """A build to its end in which nothing is laid out."""
    del small_package
    from handouts.batch import run as room
    from handouts.batch.report import Summary

    monkeypatch.setattr(room, "build", lambda *_: Summary(skipped=[]))
    return lambda *arguments: run("build", *arguments)


def test_a_build_says_why_the_cache_is_not_used(build, cache: Path) -> None:
    cache.mkdir(mode=0o700)
    cache.chmod(0o777)
    told = "may be written to by others, so it is not used; take them that right (chmod go-w)"
    for arguments in ([], ["--quiet"]):
        result = build(*arguments)
        assert (result.exit_code, result.stderr) == (0, f"{cache}: {told}\n")
    event = json.loads(build("--log-json").stderr.splitlines()[0])
    assert (event["event"], event["problem"]["path"], event["problem"]["message"]) == ("cache", str(cache), told)
    assert build("--no-cache").stderr == build("--cache", "other").stderr == ""


def test_the_web_page_says_so_too_and_goes_on(run, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path | None] = []
    monkeypatch.setattr(serve, "_serve", lambda settings, *_: opened.append(settings.cache))
    assert run("serve", "--port", "0").output == ""
    cache.write_text("mine")
    result = run("serve", "--port", "0")
    told = f"{cache}: is not a folder, so it is not used; choose another --cache\n"
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", told)
    assert opened == [cache, cache]


def test_a_build_of_nothing_makes_no_folder(build, cache: Path) -> None:
    assert build().stderr == build("--dry-run").stderr == ""
    assert not cache.exists()


def test_the_doctor_looks_at_it(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check = _doctor._cache()
    assert (check.state, check.found) == ("ok", f"{filled}: 4 files, 4.0 MB")
    filled.chmod(0o770)
    check = _doctor._cache()
    assert (check.state, check.fix) == ("optional", "export HANDOUTS_CACHE=DIR")
    assert check.found == f"{filled} may be written to by others, so it is not used; take them that right (chmod go-w)"

    def refuse(dir: Path) -> None:
        raise PermissionError(13, "Permission denied", str(dir))

    monkeypatch.setenv("HANDOUTS_CACHE", str(filled.parent / "not/yet"))
    monkeypatch.setattr(_doctor.tempfile, "TemporaryFile", refuse)
    check = _doctor._cache()
    assert (check.state, check.found) == ("optional", f"{filled.parent}: Permission denied")
    assert check.fix == f"sudo chown -R $(id -un) {filled.parent}"
