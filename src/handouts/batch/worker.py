"""What runs inside a worker: limits, warm-up, and one document at a time."""

from __future__ import annotations

import gc
import os
import pickle
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from handouts.batch.prove import finish, refuse_forged
from handouts.page.assets import Assets, LayerFiles
from handouts.page.handout import Handout
from handouts.page.render import Made
from handouts.press.store import Store
from handouts.source.files import to_nobody, write_atomic
from handouts.source.limits import end_with, limit_memory

if TYPE_CHECKING:
    from handouts.page.html import Printer

SWEEP_EVERY = 25
"""Documents after which all memory is searched for what is left over, not only what the last one took."""
_made = 0


def start(parent: int, scratch: str) -> None:
    """Prepare a fresh worker of the process `parent`, whose temporary files go to `scratch`."""
    end_with(parent)
    if not os.environ.get("HANDOUTS_DEBUG"):
        to_nobody(2)  # Pango writes there by itself, in the middle of what is told to people and machines
    limit_memory()
    tempfile.tempdir = scratch  # a killed worker cannot clear up after itself; the parent does
    _warm_up()
    # What is loaded now stays for good, and a layout's rings of boxes are best cleared away together, after it.
    gc.collect()
    gc.freeze()
    gc.disable()


def make(handout: Handout, scratch: str, digests: tuple[str, ...], name: str, prove: bool, cache: str) -> Made:
    """One document, from layers that the parent has spooled; its errors travel back to the parent.

    `cache` is the folder of a Store.
    """
    global _made
    try:
        return finish(handout, _printer(scratch, digests, cache), name, prove)
    finally:
        _made += 1
        gc.collect(0 if _made % SWEEP_EVERY else 2)


def check(handout: Handout, scratch: str, digests: tuple[str, ...], name: str, made: Made, cache: str) -> Made:
    """What others have made of a document, if it is that and nothing else. Raises DocumentFailed."""
    return refuse_forged(made, handout, _printer(scratch, digests, cache), name)


def spool(layer: LayerFiles, scratch: str) -> str:
    """Put a layer into the build's own folder, for the workers; returns its digest, which names it there."""
    if not _spooled(scratch, layer.digest).exists():
        write_atomic(Path(scratch), _spooled(scratch, layer.digest).name, pickle.dumps(layer))
    return layer.digest


def _spooled(scratch: str, digest: str) -> Path:
    return Path(scratch, f"layer-{digest}")


@lru_cache(maxsize=8)
def _printer(scratch: str, digests: tuple[str, ...], cache: str) -> Printer:
    from handouts.page.html import Printer

    layers = (pickle.loads(_spooled(scratch, digest).read_bytes()) for digest in digests)
    return Printer(Assets(tuple(layers)), _store(cache))


@lru_cache(maxsize=8)
def _store(cache: str) -> Store:
    """The one of a folder: it checks each time what it finds there, and so is no older than that."""
    return Store(Path(cache))


def _warm_up() -> None:
    from handouts.errors import HandoutsError
    from handouts.pdf.engine import load

    try:
        load()
    except HandoutsError:
        return  # the first document tells it, in words
    import pypdfium2  # noqa: F401

    import handouts.page.html
    import handouts.pdf.render  # noqa: F401
