"""Makes documents on the workers of a Dask cluster; reading, checking and writing stay with the build."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
import pickle
import shlex
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, wait
from typing import TYPE_CHECKING, Any

from handouts.batch import cluster_worker
from handouts.batch.crew import Order, Outcome, failed, own_fault, told
from handouts.batch.pool import AHEAD, TICK
from handouts.batch.signals import Stop
from handouts.errors import EnvironmentFault, HandoutsError, Problem
from handouts.page.assets import LayerFiles

if TYPE_CHECKING:
    from distributed import Client

REQUIREMENT = "distributed>=2024.12"
"""What pip installs for the extra `dask`."""
CONNECT = 3.0
"""Seconds for the scheduler to answer, and again for a first worker to be there."""
CLOSE = 0.7
LOOK = 1.0
"""Seconds between two looks at how many workers there are."""
DESERTED = 60.0
"""Seconds without any worker after which none is expected to come back."""


def _connected(address: str) -> Client:
    try:
        from distributed import Client
    except ImportError as error:
        message = f"is not installed, and --scheduler needs it; run: {pip_line()}"
        raise EnvironmentFault([Problem("distributed", 0, 0, "", message)]) from error
    _hush()
    try:
        asyncio.run(_knock(address))
        return Client(address, timeout=CONNECT, set_as_default=False)
    except Exception as error:  # a port of another service, a wrong certificate: each fails in its own way
        said = " ".join(str(error).split()) or type(error).__name__
        message = f"no Dask scheduler answers ({said}); start one by `dask scheduler`, or correct --scheduler"
        raise EnvironmentFault([Problem(address, 0, 0, "", message)]) from error


async def _knock(address: str) -> None:
    """See that Dask answers: its client would wait for ever for the first word of another service."""
    from distributed.comm import connect
    from distributed.security import Security

    security = Security().get_connection_args("client")
    comm = await asyncio.wait_for(connect(address, timeout=CONNECT, **security), CONNECT + 0.5)
    await comm.close()


def pip_line() -> str:
    """The command that brings what is missing into this very Python."""
    return f"{shlex.quote(sys.executable)} -m pip install '{REQUIREMENT}'"


def _hush() -> None:
    """Everything that matters is told in our own words."""
    for name in list(logging.root.manager.loggerDict):
        if name.partition(".")[0] == "distributed":
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)


class Cluster:
    """A crew of the workers of a cluster, and what they are at; `timeout` in seconds for each document.

    A document's own error is its outcome and never tried again; one whose worker is lost goes to another. Raises
    EnvironmentFault where the scheduler cannot be reached or is lost, where a worker has other versions, and where none
    is left; Interrupted as soon as `stop` says so.
    """

    def __init__(self, address: str, timeout: float, prove: bool, stop: Stop) -> None:
        self.address, self.timeout, self.prove, self.stop = address, timeout, prove, stop
        with stop.impolite():
            self.client = _connected(address)
        # Not pure: a document that failed for want of memory is made again by the next build, not remembered.
        self.executor = self.client.get_executor(pure=False)
        self.orders: Iterator[Order] = iter(())
        self.running: dict[Future[Outcome], str] = {}
        self.versions = cluster_worker.versions()
        self.parcels: dict[str, Any] = {}
        self.threads, self.known, self.looked, self.last_seen = 0, set[str](), 0.0, time.monotonic()

    def _wait_for_workers(self) -> None:
        """Raises EnvironmentFault where the cluster has none."""
        from distributed import TimeoutError as Late

        try:
            self.client.wait_for_workers(1, timeout=CONNECT)
        except (TimeoutError, Late) as error:
            message = f"has no workers; start some by `dask worker {self.address}`"
            raise self._fault(message) from error

    def compare_versions(self, workers: Iterable[str]) -> None:
        """Raises EnvironmentFault with every worker that would give other bytes, or has no handouts at all."""
        problems = []
        for name, found in self.client.run(cluster_worker.versions, workers=[*workers], on_error="return").items():
            if isinstance(found, OSError):
                continue  # it is gone already
            if isinstance(found, BaseException):
                said = f"cannot run handouts {self.versions['handouts']} ({found!r})"
            elif not (said := cluster_worker.differences(found, self.versions)):
                continue
            else:
                said = f"has {said}"
            problems.append(Problem(f"worker {name}", 0, 0, "", f"{said}; {cluster_worker.ADVICE}"))
        if problems:
            raise EnvironmentFault(problems)

    def take(self, orders: Iterable[Order]) -> None:
        """Go on with these."""
        gc.enable()
        self.orders = iter(orders)
        with self.stop.impolite():
            self._wait_for_workers()

    def fill(self) -> bool:
        """Hand out work up to the limit; whether anything is still to come."""
        self._look()
        while len(self.running) < max(1, self.threads) * AHEAD:
            order = next(self.orders, None)
            if order is None:
                break
            handout, assets, name = order
            document = pickle.dumps((name, handout))
            layers = [self._shipped(layer) for layer in assets.layers]
            how = (self.versions, self.timeout, self.prove)
            future = self.executor.submit(cluster_worker.make, *how, document, *layers)
            self.running[future] = name
        return bool(self.running)

    def finished(self) -> Iterator[tuple[str, Outcome]]:
        """What is done within a moment, if anything."""
        done, _ = wait(self.running, timeout=TICK, return_when=FIRST_COMPLETED)
        for future in done:
            name = self.running.pop(future)
            yield name, self._outcome(future, name)

    def _shipped(self, layer: LayerFiles) -> Any:
        """A layer's files as a value in the cluster, by their content: sent once, copied from worker to worker.

        A task rather than plain data, for the scheduler makes its result again when the last worker that has it dies.
        """
        if layer.digest not in self.parcels:
            key = f"handouts-layer-{layer.digest}"
            self.parcels[layer.digest] = self.client.submit(cluster_worker.keep, layer, key=key)
        return self.parcels[layer.digest]

    def _outcome(self, future: Future[Outcome], name: str) -> Outcome:
        from distributed import KilledWorker

        try:
            return future.result()
        except HandoutsError as error:
            if isinstance(error, EnvironmentFault):
                raise told(error) from error
            return error
        except CancelledError as error:
            raise self._lost() from error
        except KilledWorker:
            return failed(name, "every worker that was given it died; see whether memory runs out on them")
        except ImportError as error:
            raise self._fault(f"has a worker that cannot run handouts ({error}); {cluster_worker.ADVICE}") from error
        except Exception as error:
            return own_fault(name, error)

    def _look(self) -> None:
        """Count the threads that are there now, and ask new workers for their versions: they may come and go."""
        now = time.monotonic()
        if self.client.status != "running":
            raise self._lost()
        if self.known and now - self.looked < LOOK:
            return
        with self.stop.impolite():
            there = self._threads()
            if new := there.keys() - self.known:
                self.compare_versions(new)
        self.threads, self.known, self.looked = sum(there.values()), self.known | new, now
        self.last_seen = now if there else self.last_seen
        if now - self.last_seen > DESERTED:
            message = f"has lost all its workers; start some by `dask worker {self.address}`, then run this again"
            raise self._fault(message)

    def _threads(self) -> dict[str, int]:
        try:
            return self.client.nthreads()
        except Exception as error:
            raise self._lost() from error

    def _lost(self) -> EnvironmentFault:
        return self._fault("the scheduler is gone; what is finished stays, start it and run this again")

    def _fault(self, message: str) -> EnvironmentFault:
        return EnvironmentFault([Problem(self.address, 0, 0, "", message)])

    def end(self) -> None:
        """Take back what is not done yet, and leave; the cluster stays for others."""
        self.parcels.clear()
        with contextlib.suppress(Exception):
            self.executor.shutdown(wait=False)
        with contextlib.suppress(Exception):
            self.client.close(timeout=CLOSE)
