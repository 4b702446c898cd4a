"""What all tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from filelock import FileLock


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write what was found as what is expected")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with everything that ships in it, built once for all test processes of a run."""
    import shipped

    own = tmp_path_factory.getbasetemp()
    # The folder above a worker's is this run's; above that of a run without workers, all runs'.
    root = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "shipped"
    root.mkdir(exist_ok=True)
    with FileLock(root / "lock"):
        if not (root / "done").exists():
            shipped.build(root / "output")
            (root / "done").touch()
    return root / "output"
