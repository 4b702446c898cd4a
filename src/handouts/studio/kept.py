"""What takes long to find out, kept until a file changes; and where the files lie that may change."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from starlette.requests import Request

from handouts.source.layers import OVERLAYS, bundled_root
from handouts.studio.stamp import Stamp

MOST = 12
T = TypeVar("T")


class Kept:
    """A few things by name, each as long as it has the same stamp; whoever asks while one is made waits for it."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._things: OrderedDict[str, tuple[Stamp, Any]] = OrderedDict()

    def get(self, name: str, stamp: Stamp, make: Callable[[], T]) -> T:
        """What was made for this name and stamp, or is made now. What `make` raises is not kept."""
        with self._lock:
            known = self._things.get(name)
            if known is None or known[0] != stamp:
                self._things[name] = known = (stamp, make())
            self._things.move_to_end(name)
            while len(self._things) > MOST:
                self._things.popitem(last=False)
            thing: T = known[1]
            return thing


def of_page(request: Request, name: str, make: Callable[[], T]) -> T:
    """Something that the page keeps while it runs, made when it is first asked for."""
    state = request.app.state
    if not hasattr(state, name):
        setattr(state, name, make())
    thing: T = getattr(state, name)
    return thing


def roots(clinic: Path | None) -> list[Path]:
    """The folders whose files make the sheets: the package's, and a clinic's."""
    found = [bundled_root() / name for name in OVERLAYS] + ([clinic] if clinic else [])
    return [path for path in found if path.is_dir()]
