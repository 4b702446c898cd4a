"""Makes the sheets that screens show: one at a time, in a process that is killed where one takes too long."""

from __future__ import annotations

import atexit
import io
import shutil
import tempfile
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from starlette.requests import Request

from handouts.batch.crew import Outcome
from handouts.batch.pool import Pool
from handouts.errors import EnvironmentFault, HandoutsError
from handouts.page.assets import Assets
from handouts.page.handout import Handout
from handouts.page.render import Made
from handouts.source.limits import keep_while_alive

SECONDS = 30.0
"""Time for one sheet: who waits longer before a screen takes it for broken."""
_drawing = threading.Lock()  # pdfium knows no threads


class Press:
    """A worker that starts with the first sheet and ends with the program."""

    def __init__(self, seconds: float = SECONDS, cache: Path | None = None) -> None:
        self.seconds, self.cache = seconds, cache
        # One after the other; and always the same thread: workers end with the thread that has started them.
        self._keeper = ThreadPoolExecutor(1, "press")
        self._pool: Pool | None = None
        self._scratch = Path()

    def begin(self) -> None:
        """Let the worker start while nobody waits for it."""
        self._keeper.submit(self._started)

    def make(self, handout: Handout, assets: Assets, name: str) -> Made:
        """The sheet. Raises DocumentFailed where it cannot be made, EnvironmentFault where nothing can."""
        outcome = self._keeper.submit(self._made, handout, assets, name).result()
        if isinstance(outcome, HandoutsError):
            raise outcome
        return outcome

    def _made(self, handout: Handout, assets: Assets, name: str) -> Outcome:
        try:
            pool = self._started()
            pool.take([(handout, assets, name)])
            while pool.fill():
                for _, outcome in pool.finished():
                    return outcome
        except EnvironmentFault:
            self.end()  # the next sheet gets workers that know nothing of this
            raise
        raise AssertionError("a pool finishes what it takes")

    def _started(self) -> Pool:
        if self._pool is None:
            self._scratch = Path(tempfile.mkdtemp(prefix="handouts-"))
            keep_while_alive(self._scratch)
            self._pool = Pool(1, self.seconds, str(self._scratch), cache=self.cache)
            atexit.register(self.end)
        return self._pool

    def end(self) -> None:
        """Leave nobody at work and nothing behind."""
        atexit.unregister(self.end)
        if self._pool is not None:
            self._pool.end()
            self._pool = None
            shutil.rmtree(self._scratch, ignore_errors=True)


def press_of(request: Request) -> Press:
    """The one of this page."""
    state = request.app.state
    if not hasattr(state, "press"):
        state.press = Press()
    press: Press = state.press
    return press


def picture(pdf: bytes, number: int, width: int, grey: bool = False) -> bytes:
    """A page of a PDF, counted from 1, as a PNG so many dots wide. Raises IndexError where there is no such page."""
    import pypdfium2

    with _drawing:
        document = pypdfium2.PdfDocument(pdf)
        try:
            if not 1 <= number <= len(document):
                raise IndexError(number)
            page = document[number - 1]
            image = page.render(scale=width / page.get_width(), grayscale=grey).to_pil()
        finally:
            document.close()
    out = io.BytesIO()
    image.save(out, "PNG", compress_level=3)
    return out.getvalue()
