"""What the tests of the web page share."""

from __future__ import annotations

from pathlib import Path

import pytest
from desk import Desk, make_desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A page with one clinic, `tiny`."""
    return make_desk(tmp_path, "tiny")


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The same for many tests, none of which changes anything."""
    return make_desk(tmp_path_factory.mktemp("still"), "tiny")
