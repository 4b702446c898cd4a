"""What runs on a worker of a Dask cluster: a guarded process for each of its threads, and the layers' files unpacked.

A worker needs the same versions as the build's own computer, and nothing else of it: files come with the work.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import pickle
import tempfile
import threading
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from handouts.batch.signals import Stop
from handouts.errors import EnvironmentFault, Problem
from handouts.page.assets import Assets, LayerFiles
from handouts.page.fingerprint import ROOMS, code_digest, tools
from handouts.source.layers import bundled_root

if TYPE_CHECKING:
    from handouts.batch.crew import Outcome
    from handouts.batch.pool import Pool

ADVICE = "install the same on all computers, as docs/cluster.md says"
_own = threading.local()


def keep(layer: LayerFiles) -> LayerFiles:
    """The task that puts a layer's files into the cluster; its result stays there for as long as a build needs it."""
    return layer


@lru_cache(maxsize=1)
def versions() -> dict[str, str]:
    """All that must be the same on two computers for the same bytes; also the code that talks between them."""
    fonts = sorted((bundled_root() / "styles" / "fonts").glob("*.ttf"))  # drawings are measured by the installed ones
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in fonts]
    fonts_digest = hashlib.sha256(repr(digests).encode()).hexdigest()
    return tools() | {"code": code_digest((*ROOMS, "batch", "proof")), "fonts": fonts_digest}


def differences(theirs: Mapping[str, str], ours: Mapping[str, str]) -> str:
    """What differs, in words; empty where nothing does."""
    names = (name for name in sorted({*ours, *theirs}) if theirs.get(name) != ours.get(name))
    return ", ".join(f"{name} {_short(theirs, name)} instead of {_short(ours, name)}" for name in names)


def _short(versions: Mapping[str, str], name: str) -> str:
    version = versions.get(name, "none")
    return version[:12] if name in ("code", "fonts") else version


def make(wanted: Mapping[str, str], timeout: float, prove: bool, document: bytes, *layers: LayerFiles) -> Outcome:
    """What came of one document; its own error is a result, for the cluster is not to try it again.

    `wanted` are the versions of the build's own computer, `document` is a pickled name and handout. Raises
    EnvironmentFault, with this worker's name, where it has other versions than `wanted` or cannot work.
    """
    try:
        if found := differences(versions(), wanted):
            raise EnvironmentFault([Problem("", 0, 0, "", f"has {found}; {ADVICE}")])
        return _guarded(document, Assets(layers), timeout, prove)
    except EnvironmentFault as error:
        name = _worker().address
        raise EnvironmentFault(replace(p, path=f"worker {name}", field=p.path) for p in error.problems) from error
    except OSError as error:
        message = f"cannot keep its files ({error.strerror or error}); free some space there"
        raise EnvironmentFault([Problem(f"worker {_worker().address}", 0, 0, "", message)]) from error


def _guarded(document: bytes, assets: Assets, timeout: float, prove: bool) -> Outcome:
    """Made in a process of its own, as on one's own computer: it can be stopped, and cannot take the worker along."""
    from handouts.batch.crew import drive

    name, handout = pickle.loads(document)
    pool = _pool()
    pool.timeout, pool.prove = timeout, prove
    try:
        ((_, outcome),) = drive(pool, [(handout, assets, name)], Stop())
        return outcome
    except EnvironmentFault:
        pool.end()
        del _own.pool
        raise


def _pool() -> Pool:
    """The pool of this thread, which lives as long as the worker does."""
    from handouts.batch.pool import Pool

    if not hasattr(_own, "pool"):
        # Dask marks its workers as having no children of their own; ours end with the worker, however that ends.
        multiprocessing.current_process().daemon = False
        # Its cache lies there too: no path of another computer is ever used here.
        _own.pool = Pool(1, 0, tempfile.mkdtemp(prefix="handouts-scratch-", dir=_worker().local_directory))
    return _own.pool


def _worker() -> Any:
    from distributed import get_worker

    return get_worker()
