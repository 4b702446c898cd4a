"""What the page was started with."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from handouts.clinic.table import clinic_folders
from handouts.source.layers import Layers, layers_of, make_layers


@dataclass(frozen=True)
class Settings:
    """Where clinics lie, where PDFs go, and the day to judge sign-offs and review dates by.

    `clinic` is the one to begin with, if any; others are in `clinics_dir`. The page answers only at `port`, and
    begins at the address `begin`. `cache` is as a build's.
    """

    clinic: Path | None
    clinics_dir: Path
    output: Path
    as_of: dt.date
    port: int = 8737
    jobs: int = 1
    begin: str = "/"
    cache: Path | None = None
    shipped: Layers = field(default_factory=make_layers)

    def folders(self) -> dict[str, Path]:
        """The clinics' folders by the names that stand for them in addresses: no path ever comes from a request."""
        found = {folder.name: folder for folder in clinic_folders(self.clinics_dir)}
        return found | ({self.clinic.resolve().name: self.clinic} if self.clinic else {})

    def layers(self, clinic: Path | None) -> Layers:
        """The package's files and a clinic's own above them, as they are now."""
        return layers_of(clinic)

    @cached_property
    def hosts(self) -> frozenset[str]:
        """What a browser calls this page when it means it."""
        return frozenset({f"127.0.0.1:{self.port}", f"localhost:{self.port}"})
