"""Prints what can be printed of what is kept, here and at once; only the rest is given to others."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from handouts.batch.crew import Crew, Order, Outcome
from handouts.errors import EnvironmentFault

if TYPE_CHECKING:
    from handouts.page.assets import Assets
    from handouts.page.html import Printer
    from handouts.page.made import Made
    from handouts.press.store import Store

ROUND = 16
"""Documents printed between two looks at what the others have done."""


class _Queue(Iterator[Order]):
    """What is still to be made; empty now, it may have more later."""

    def __init__(self) -> None:
        self.waiting: deque[Order] = deque()

    def __next__(self) -> Order:
        if not self.waiting:
            raise StopIteration
        return self.waiting.popleft()


class FromKept:
    """A crew that prints here what needs no layout, and calls `others` for the first document that does.

    `words` has the digests of the words of those documents that may be printed here, by name: nothing that a clinic's
    own templates say is set in this process.
    """

    def __init__(self, store: Store, words: Mapping[str, str], others: Callable[[], Crew]) -> None:
        self._store, self._words, self._others = store, words, others
        self._crew: Crew | None = None
        self._orders: Iterator[Order] = iter(())
        self._queue, self._done = _Queue(), deque[tuple[str, Outcome]]()
        self._printers: dict[str, Printer] = {}

    def take(self, orders: Iterable[Order]) -> None:
        """Accept what is to be made."""
        self._orders = iter(orders)

    def fill(self) -> bool:
        """Print until somebody else is needed, or there is enough to give back; whether anything is still to come."""
        more = True
        while more and not self._queue.waiting and len(self._done) < ROUND:
            more = self._next()
        if self._queue.waiting and self._crew is None:
            self._crew = self._others()
            self._crew.take(self._queue)
        busy = self._crew is not None and self._crew.fill()
        return busy or more or bool(self._done)

    def _next(self) -> bool:
        order = next(self._orders, None)
        if order is None:
            return False
        made = self._printed(order)
        if made is None:
            self._queue.waiting.append(order)
        else:
            self._done.append((order[-1], made))
        return True

    def _printed(self, order: Order) -> Made | None:
        handout, assets, name = order
        if name not in self._words:
            return None
        from handouts.page.render import kept_pdf

        try:
            return kept_pdf(handout, self._printer(assets), name, self._words[name])
        except EnvironmentFault:
            raise
        except Exception:  # of one document: the others tell what is wrong with it
            return None

    def _printer(self, assets: Assets) -> Printer:
        if assets.digest not in self._printers:
            from handouts.page.html import Printer

            self._printers[assets.digest] = Printer(assets, self._store)
        return self._printers[assets.digest]

    def finished(self) -> Iterator[tuple[str, Outcome]]:
        """What was printed here or, where nothing was, what the others have done."""
        if not self._done and self._crew is not None:
            yield from self._crew.finished()
        while self._done:
            yield self._done.popleft()

    def end(self) -> None:
        """Leave nobody at work."""
        if self._crew is not None:
            self._crew.end()
