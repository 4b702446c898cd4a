"""Whoever makes documents: what a build asks of them, and how it waits for what they have done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Protocol

from handouts.batch.signals import Stop
from handouts.errors import DocumentFailed, EnvironmentFault, HandoutsError, Problem
from handouts.page.assets import Assets
from handouts.page.handout import Handout
from handouts.page.render import Made

Order = tuple[Handout, Assets, str]
"""The words of a document, what pages are made from, and the name that stands first in its problems."""
Outcome = Made | HandoutsError
Task = tuple[Callable[..., Made], tuple[Any, ...]]
"""A function that a process runs, and what it is given."""
MOST_TOLD = 20
"""Problems of one document that are told, where others have found them."""


class Crew(Protocol):
    """The processes of this computer, a cluster, or this very process."""

    def take(self, orders: Iterable[Order]) -> None:
        """Accept what is to be made; nothing is begun yet."""

    def fill(self) -> bool:
        """Hand out as much as keeps everyone at work; whether anything is still to come."""

    def finished(self) -> Iterator[tuple[str, Outcome]]:
        """Name and outcome of what is done within a moment, if anything.

        A document's own error is its outcome. Raises EnvironmentFault where nobody can work.
        """

    def end(self) -> None:
        """Leave nobody at work; what is not done is forgotten."""


def drive(crew: Crew, orders: Iterable[Order], stop: Stop) -> Iterator[tuple[str, Outcome]]:
    """Name and outcome of each order, in the order they are done. Raises Interrupted as soon as `stop` says so."""
    crew.take(orders)
    while crew.fill():
        stop.check()
        yield from crew.finished()


class ThisProcess:
    """Makes documents here, for a single one of the package's own templates: a worker would take longer to start.

    Nothing of it comes from strangers, a logo least of all, or can loop; so it needs no time-out. `cache` is the
    folder of a store, None for one in memory.
    """

    def __init__(self, prove: bool, stop: Stop, cache: Path | None = None) -> None:
        self.prove, self.stop, self.cache = prove, stop, cache
        self.orders: list[Order] = []

    def take(self, orders: Iterable[Order]) -> None:
        """Accept what is to be made."""
        self.orders = list(orders)

    def fill(self) -> bool:
        """Whether anything is still to come."""
        return bool(self.orders)

    def finished(self) -> Iterator[tuple[str, Outcome]]:
        """The next document."""
        from handouts.batch.prove import finish
        from handouts.page.html import Printer
        from handouts.pdf.engine import load, scratch
        from handouts.press.store import Store
        from handouts.source.limits import keep_while_alive

        handout, assets, name = self.orders.pop(0)
        outcome: Outcome
        try:
            with self.stop.impolite():
                load()
                keep_while_alive(scratch())
                outcome = finish(handout, Printer(assets, Store(self.cache)), name, self.prove)
        except EnvironmentFault:
            raise
        except HandoutsError as error:
            outcome = error
        except Exception as error:
            outcome = own_fault(name, error)
        yield name, outcome

    def end(self) -> None:
        """Nobody is at work."""


def told(error: HandoutsError) -> HandoutsError:
    """An error that came from elsewhere, in plain words of bearable length: anything may call itself one."""
    try:
        said = [
            Problem(str(p.path)[:500], int(p.line), int(p.column), str(p.field)[:100], str(p.message)[:1000])
            for p in error.problems[:MOST_TOLD]
        ]
    except Exception:
        said = [Problem("worker", 0, 0, "", "gave back an error that is none; see who can reach the cluster")]
    return EnvironmentFault(said) if isinstance(error, EnvironmentFault) else DocumentFailed(said)


def failed(name: str, message: str) -> DocumentFailed:
    """The failure of one document, in words."""
    return DocumentFailed([Problem(name, 0, 0, "", message)])


def own_fault(name: str, error: Exception) -> DocumentFailed:
    """What nobody has foreseen, as a failure of one document."""
    said = " ".join(str(error).split())
    return failed(name, f"handouts has a fault of its own ({type(error).__name__}: {said}); please report it")
