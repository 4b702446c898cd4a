"""Whoever makes documents has the store of the folder that the build was given, or of the build's own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from handouts.batch import run, worker
from handouts.batch.checked import Checker
from handouts.batch.crew import ThisProcess, drive
from handouts.batch.pool import Pool
from handouts.batch.report import Reporter
from handouts.batch.signals import Stop
from handouts.page.assets import Assets, LayerFiles
from handouts.page.html import Printer
from handouts.page.render import Made
from handouts.press.store import Store
from handouts.studio.app import make_app
from handouts.studio.settings import Settings

MADE = Made(b"%PDF", 1, 0, b"png")
ASSETS = Assets((LayerFiles("package", True, {}),))
KEY = "plate-" + "a" * 64


@pytest.fixture
def met(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Store]:
    """The stores that documents were made with, in the place of laying anything out."""
    stores: list[Store] = []

    def finish(_handout: object, printer: Printer, *_: object) -> Made:
        stores.append(printer.store)
        return MADE

    monkeypatch.setattr(worker, "finish", finish)
    monkeypatch.setattr("handouts.batch.prove.finish", finish)
    monkeypatch.setattr("handouts.pdf.engine.load", lambda: None)
    monkeypatch.setattr("handouts.pdf.engine.scratch", lambda: tmp_path)
    return stores


@pytest.fixture
def at_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Pool, "_new_pool", lambda _: None)


@pytest.mark.parametrize("named", [True, False])
def test_a_worker_shares_the_folder(met: list[Store], at_rest: None, tmp_path: Path, named: bool) -> None:
    del at_rest
    scratch, cache = tmp_path / "scratch", tmp_path / "cache"
    scratch.mkdir()
    crew = Pool(1, 60, str(scratch), cache=cache if named else None)
    for _ in range(2):
        task, arguments = crew.task((None, ASSETS, "x"))
        assert task(*arguments) == MADE
    assert met[0] is met[1], "one for as long as the worker lives"
    assert met[0].folder == (cache if named else scratch / "plates")


def test_who_looks_at_what_strangers_made_keeps_to_the_builds_own(at_rest: None, tmp_path: Path) -> None:
    del at_rest
    checker = Checker(1, 60, str(tmp_path))
    checker.made["x"] = MADE
    task, arguments = checker.task((None, ASSETS, "x"))
    assert task is worker.check
    assert arguments[-2:] == (MADE, str(tmp_path / "plates"))


@pytest.mark.parametrize("named", [True, False])
def test_this_process_has_it_too(met: list[Store], tmp_path: Path, named: bool) -> None:
    cache = tmp_path if named else None
    assert [*drive(ThisProcess(False, Stop(), cache), [(None, ASSETS, "x")], Stop())] == [("x", MADE)]
    assert met[0].folder == cache


def test_the_package_alone_is_printed_with_the_same_store(tmp_path: Path) -> None:
    printer = Printer(ASSETS, Store(tmp_path / "cache"))
    assert printer.package.store is printer.store
    assert Printer(ASSETS).store.folder is None


@pytest.mark.parametrize("trouble", [None, RuntimeError()])
def test_the_end_of_a_build_trims(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: Exception | None) -> None:
    trimmed: list[Path | None] = []
    monkeypatch.setattr(Store, "trim", lambda store: trimmed.append(store.folder))

    class Nobody(ThisProcess):
        def finished(self):
            if trouble:
                raise trouble
            self.orders.clear()
            yield from ()

    class Job:
        target = "x.pdf"

    monkeypatch.setattr(run, "in_layout_order", list)
    monkeypatch.setattr(run, "_orders", lambda jobs, _: jobs)
    options = run.Options(tmp_path / "out", cache=tmp_path / "cache", force=True)
    try:
        run.build([Job()], options, Silent(), crew=Nobody(False, Stop()))
    except RuntimeError as error:
        assert error is trouble
    assert trimmed == [tmp_path / "cache"]
    run.build([], options, Silent())
    assert trimmed == [tmp_path / "cache"], "nothing was made, so nothing was kept"


class Silent(Reporter):
    """Hears everything, says nothing."""

    def dropped(self, *_: object) -> None: ...

    def begin(self, *_: object) -> None: ...

    def made(self, *_: object) -> None: ...

    def failed(self, *_: object) -> None: ...

    def end(self) -> None: ...


def test_the_web_page_uses_it_for_builds_and_for_what_it_shows(tmp_path: Path) -> None:
    settings = Settings(None, tmp_path, tmp_path / "output", dt.date(2026, 11, 21), cache=tmp_path / "cache")
    state = make_app(settings).state
    assert state.desk.builds.options.cache == state.press.cache == tmp_path / "cache"


@pytest.mark.slow
@pytest.mark.process
def test_without_a_cache_nothing_is_left_and_the_users_stays_as_it_was(
    make_clinic, output: Path, own_cache: Path
) -> None:
    from building import pdfs
    from building import run as build

    clinic = make_clinic("one", "two")
    before = sorted(own_cache.rglob("*"))
    assert build(*clinic.arguments(output, "one", "two"), "--no-cache").returncode == 0
    assert sorted(own_cache.rglob("*")) == before
    assert len(pdfs(output)) == 2
    assert not [*output.glob(".handouts-*")]
