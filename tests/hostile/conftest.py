"""What stands beside every hostile input: a listener that nobody may call, a secret that nobody may print."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile_clinic import SECRET, write


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A port of this machine; a call to it by the end of the module is an error."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as server:
        server.setblocking(False)
        yield server.getsockname()[1]
        with pytest.raises(BlockingIOError):
            server.accept()


@pytest.fixture(scope="module")
def secret(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of another folder."""
    return write(tmp_path_factory.mktemp("neighbor") / "secret.txt", SECRET)
