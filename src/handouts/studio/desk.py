"""What the page keeps while it runs: its settings and keys, its own templates, what is read, made and being made."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import threading
from functools import cached_property
from pathlib import Path

from handouts.errors import HandoutsError
from handouts.page.assets import Assets, read_assets
from handouts.page.html import make_environment
from handouts.page.sandbox import Sandbox
from handouts.source.layers import make_layers
from handouts.source.limits import LIMITED, LimitReached, keep_while_alive
from handouts.studio.builds import Builds
from handouts.studio.guard import Keys
from handouts.studio.press import Press
from handouts.studio.previews import Previews
from handouts.studio.settings import Settings
from handouts.studio.shelf import Shelves

KINDS = {".css": "text/css", ".js": "text/javascript", ".ttf": "font/ttf", ".svg": "image/svg+xml"}
SECONDS_TO_START = 60.0
FOLDERS = ("styles/studio/", "styles/fonts/", "templates/studio/")


class Desk:
    """One for each running page."""

    def __init__(self, settings: Settings, press: Press) -> None:
        self.settings, self.keys = settings, Keys()
        # The package's own alone: no clinic changes this page.
        self.assets: Assets = read_assets(make_layers(), office=True)
        self.shelves, self.previews = Shelves(), Previews(press.make)
        self.builds = Builds(settings.output, settings.jobs, settings.cache)
        self._scratch: Path | None = None
        self._closed = threading.Event()

    @cached_property
    def templates(self) -> Sandbox:
        """The templates of the screens."""
        return make_environment(self.assets)

    @cached_property
    def served(self) -> dict[str, tuple[str, bytes]]:
        """Style sheets, scripts and fonts by their names without a folder: what they are, and what they hold."""
        files = self.assets.layers[0].files
        found = {}
        for name in sorted(files):
            kind = KINDS.get(name[name.rfind(".") :])
            if kind and name.startswith(FOLDERS):
                found[name.rpartition("/")[2]] = (kind, files[name])
        return found

    def warm_up(self) -> None:
        """Start whoever judges logos and read what the first screen asks for; what is wrong, that screen tells.

        Stays until the page is closed: a process ends with the thread that has started it.
        """
        with contextlib.suppress(LimitReached):
            LIMITED.run(SECONDS_TO_START, int)
        with contextlib.suppress(HandoutsError):
            self.shelves.of(self.settings.clinic).grades  # noqa: B018 (asking measures them)
        self._closed.wait()

    def scratch(self) -> Path:
        """A folder for what is sent here; it goes when the page ends, or when the next one sees that it has ended."""
        if self._scratch is None:
            self._scratch = Path(tempfile.mkdtemp(prefix="handouts-"))
            keep_while_alive(self._scratch)
        return self._scratch

    def close(self) -> None:
        """Leave nobody at work and nothing behind."""
        self._closed.set()
        self.previews.ahead(())
        self.builds.close()
        if self._scratch is not None:
            shutil.rmtree(self._scratch, ignore_errors=True)
