"""What comes back from others' computers, looked at as a stranger's before it is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from handouts.batch import worker
from handouts.batch.crew import Crew, Order, Outcome, Task, failed, told
from handouts.batch.pool import Pool
from handouts.errors import HandoutsError
from handouts.page.render import Made

MOST_BYTES, MOST_PAGES = 20_000_000, 1000
MOST_WAITING = 200
"""Documents that wait to be looked at; with more, the others are given none, and memory stays flat."""
ADVICE = "see who can reach the cluster (docs/cluster.md), then make it again"


class Checker(Pool):
    """A pool whose workers read what others have made: a file that hangs or swells its reader costs only itself."""

    def __init__(self, workers: int, timeout: float, scratch: str) -> None:
        super().__init__(workers, timeout, scratch)
        self.made: dict[str, Made] = {}

    def put(self, order: Order, made: Made) -> None:
        """Look at this too."""
        if not self.running:  # it has had nothing to do, which is no reason to take it for dead
            self.take(())
        self.made[order[-1]] = made
        self.again.append(order)

    def task(self, order: Order) -> Task:
        """The function that a worker runs for an order, and what it is given."""
        _, arguments = super().task(order)
        *same, _prove, cache = arguments
        return worker.check, (*same, self.made[order[-1]], cache)

    def finished(self) -> Iterator[tuple[str, Outcome]]:
        """What was looked at within a moment, if anything."""
        for name, outcome in super().finished() if self.running else ():
            del self.made[name]
            yield name, outcome


class Checked:
    """A crew of others, and the processes of this computer that look at what each document has become."""

    def __init__(self, crew: Crew, checker: Checker) -> None:
        self.crew, self.checker = crew, checker
        self.given: dict[str, Order] = {}
        self.busy = True

    def take(self, orders: Iterable[Order]) -> None:
        """Accept what is to be made."""
        self.crew.take(self._noted(orders))

    def _noted(self, orders: Iterable[Order]) -> Iterator[Order]:
        for order in orders:
            self.given[order[-1]] = order
            yield order

    def fill(self) -> bool:
        """Whether anything is still to come, from the others or out of our own hands."""
        if self.busy and len(self.checker.again) < MOST_WAITING:
            self.busy = self.crew.fill()
        return self.checker.fill() or self.busy

    def finished(self) -> Iterator[tuple[str, Outcome]]:
        """What is made and looked at."""
        for name, outcome in self.crew.finished() if self.busy else ():
            order = self.given.pop(name)
            if isinstance(outcome, HandoutsError):
                yield name, told(outcome)
            elif _is_made(outcome):
                self.checker.put(order, outcome)
            else:
                yield name, failed(name, f"what a worker gave back is no PDF of a sheet; {ADVICE}")
        self.checker.fill()
        yield from self.checker.finished()

    def end(self) -> None:
        """Leave nobody at work."""
        self.crew.end()
        self.checker.end()


def _is_made(outcome: object) -> bool:
    """Whether these are plain values of the right kinds and of bearable size: another object could do anything."""
    if type(outcome) is not Made:
        return False
    kinds = {"pdf": bytes, "pages": int, "tightness": int, "thumbnail": bytes, "lines": int}
    values = vars(outcome)
    if {name: type(value) for name, value in values.items()} != kinds or len(outcome.pdf) > MOST_BYTES:
        return False
    return all(0 <= value < MOST_PAGES for value in values.values() if type(value) is int)
