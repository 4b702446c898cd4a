"""What is kept is printed by the build itself; the rest, and whatever goes wrong, is the others' work."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest

from handouts.batch.crew import Order, Outcome, drive
from handouts.batch.kept import ROUND, FromKept
from handouts.batch.signals import Stop
from handouts.errors import DocumentFailed, EnvironmentFault, Problem
from handouts.page.assets import Assets, LayerFiles
from handouts.page.made import Made
from handouts.press.store import Store

ASSETS = Assets((LayerFiles("package", True, {}),))
HERE, THERE = Made(b"here", 1, 0, b"png"), Made(b"there", 1, 0, b"png")


class Others:
    """Make one document at a time, whenever they are given one."""

    def __init__(self) -> None:
        self.orders: Iterator[Order] = iter(())
        self.now: list[Order] = []
        self.begun = self.ended = 0

    def take(self, orders: Iterable[Order]) -> None:
        self.orders, self.begun = iter(orders), self.begun + 1

    def fill(self) -> bool:
        if not self.now and (order := next(self.orders, None)):
            self.now.append(order)
        return bool(self.now)

    def finished(self) -> Iterator[tuple[str, Outcome]]:
        while self.now:
            yield self.now.pop()[-1], THERE

    def end(self) -> None:
        self.ended += 1


@pytest.fixture
def others() -> Others:
    return Others()


def built(monkeypatch, others: Others, kept: dict[str, Made | Exception], names: Iterable[str]) -> dict[str, bytes]:
    """Where each document was made; those in `words` may be printed here."""

    def kept_pdf(_handout, _printer, name: str, words: str) -> Made | None:
        assert words == f"words of {name}"
        if isinstance(found := kept.get(name), Exception):
            raise found
        return found

    monkeypatch.setattr("handouts.page.render.kept_pdf", kept_pdf)
    names = [*names]
    crew = FromKept(Store(None), {name: f"words of {name}" for name in names if name[0] != "x"}, lambda: others)
    made = [*drive(crew, [(None, ASSETS, name) for name in names], Stop())]
    crew.end()
    assert sorted(name for name, _ in made) == sorted(names), "each once"
    return {name: outcome.pdf for name, outcome in made}


def test_nobody_is_called_for_what_is_kept(monkeypatch: pytest.MonkeyPatch, others: Others) -> None:
    names = [f"a{n}" for n in range(3 * ROUND + 1)]
    assert built(monkeypatch, others, dict.fromkeys(names, HERE), names) == dict.fromkeys(names, b"here")
    assert (others.begun, others.ended) == (0, 0)


def test_each_goes_where_it_can_be_made(monkeypatch: pytest.MonkeyPatch, others: Others) -> None:
    names = [f"{'abx'[n % 3]}{n}" for n in range(3 * ROUND)]
    found = built(monkeypatch, others, {name: HERE for name in names if name[0] in "ax"}, names)
    assert found == {name: b"here" if name[0] == "a" else b"there" for name in names}
    assert (others.begun, others.ended) == (1, 1)


@pytest.mark.parametrize("fault", [DocumentFailed([Problem("b", 0, 0, "", "is wrong")]), ValueError("torn")])
def test_what_goes_wrong_here_costs_nothing_else(monkeypatch: pytest.MonkeyPatch, others: Others, fault) -> None:
    assert built(monkeypatch, others, {"a": HERE, "b": fault, "c": HERE}, "abc") == {
        "a": b"here",
        "b": b"there",
        "c": b"here",
    }


def test_a_full_disk_ends_the_build(monkeypatch: pytest.MonkeyPatch, others: Others) -> None:
    fault = EnvironmentFault([Problem("b", 0, 0, "", "is full")])
    with pytest.raises(EnvironmentFault):
        built(monkeypatch, others, {"a": fault}, "a")
