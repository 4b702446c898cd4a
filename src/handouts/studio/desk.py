"""What the page keeps while it runs: its settings, its keys, its own templates and the files that it serves by name."""

from __future__ import annotations

from functools import cached_property

from handouts.page.assets import Assets, read_assets
from handouts.page.sandbox import Sandbox
from handouts.source.layers import make_layers
from handouts.studio.guard import Keys
from handouts.studio.settings import Settings

KINDS = {".css": "text/css", ".js": "text/javascript", ".ttf": "font/ttf", ".svg": "image/svg+xml"}
FOLDERS = ("styles/studio/", "styles/fonts/", "templates/studio/")


class Desk:
    """One for each running page."""

    def __init__(self, settings: Settings) -> None:
        self.settings, self.keys = settings, Keys()
        # The package's own alone: no clinic changes this page.
        self.assets: Assets = read_assets(make_layers(), office=True)

    @cached_property
    def templates(self) -> Sandbox:
        """The templates of the screens."""
        return Sandbox(self.assets)

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
