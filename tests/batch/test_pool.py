"""A pool whose workers all wait for a lock that a killed one took along: made up, for it happens once in many kills."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path

import pytest
from pebble import ProcessExpired

from building import until
from handouts.batch import pool
from handouts.batch.crew import drive
from handouts.batch.pool import Pool
from handouts.batch.signals import Stop
from handouts.page.assets import Assets
from handouts.page.render import Made

MADE = Made(b"%PDF", 1, 0, b"png")


class Workers:
    """Stands in for pebble's pool: gives what it is told to give, and nothing after that."""

    def __init__(self, *results: object) -> None:
        self.results = list(results)

    def schedule(self, *_: object, **__: object) -> Future[Made]:
        future: Future[Made] = Future()
        if self.results:
            result = self.results.pop(0)
            if isinstance(result, Exception):
                future.set_exception(result)
            else:
                future.set_result(result)
        return future

    def stop(self) -> None:
        """Nobody is at work."""

    def join(self) -> None:
        """Nobody is at work."""


def made(monkeypatch: pytest.MonkeyPatch, *pools: Workers) -> tuple[list[str], list[str]]:
    """The documents that came out of these pools, one after the other, and those that were tried again."""
    left, again = list(pools), []
    monkeypatch.setattr(Pool, "_new_pool", lambda _: left.pop(0))
    crew = Pool(2, 60, "", retried=again.append)
    done = [*drive(crew, [(None, Assets(()), name) for name in "abcdef"], Stop())]
    assert {outcome for _, outcome in done} == {MADE}
    assert left == []
    return sorted(name for name, _ in done), again


def test_a_death_after_which_nothing_comes_is_survived(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool, "GRACE", 0.5)
    dead = Workers(MADE, ProcessExpired("Abnormal termination"), MADE)
    assert made(monkeypatch, dead, Workers(*[MADE] * 6)) == (list("abcdef"), ["b"])


def test_a_death_that_leaves_the_others_at_work_costs_no_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    alive = Workers(MADE, ProcessExpired("Abnormal termination"), *[MADE] * 6)
    assert made(monkeypatch, alive) == (list("abcdef"), ["b"])


def test_who_had_nothing_to_do_is_not_taken_for_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    left = [Workers(), Workers()]
    monkeypatch.setattr(Pool, "_new_pool", lambda _: left.pop(0))
    crew = Pool(2, 60, "")
    crew.take(iter([(None, Assets(()), "a")]))
    crew.last_result -= 1000
    assert crew.fill()
    assert [*crew.finished()] == []
    assert len(left) == 1, "its pool was given up"


@pytest.mark.process
def test_the_end_of_a_pool_leaves_the_workers_of_others_at_work(tmp_path: Path) -> None:
    ended, other = Pool(1, 60, str(tmp_path)), Pool(1, 60, str(tmp_path))
    try:
        assert [process.is_alive() for process in (*ended._started, *other._started)] == [True, True]
        ended.end()
        until(lambda: not any(process.is_alive() for process in ended._started))
        assert [process.is_alive() for process in other._started] == [True]
    finally:
        other.end()
