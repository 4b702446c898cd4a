"""The command that opens the page: what it says, where it listens, how it ends."""

from __future__ import annotations

import contextlib
import re
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from click.testing import CliRunner

from handouts.cli import main, serve

Start = Callable[..., subprocess.Popen[str]]


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "find_spec", lambda name: None if name == "uvicorn" else object())
    result = CliRunner().invoke(main, ["serve"])
    said = "handouts serve: needs some packages more; install them with: python -m pip install 'handouts[serve]'"
    assert (result.exit_code, result.stderr.splitlines()[0]) == (5, said)
    assert "Traceback" not in result.output


def test_a_port_that_is_taken_is_told() -> None:
    with contextlib.closing(socket.socket()) as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        result = CliRunner().invoke(main, ["serve", "--port", str(port)])
    assert result.exit_code == 5
    assert result.stderr.startswith(f"port {port}: cannot be used (Address already in use); another page may be open")


def opened(process: subprocess.Popen[str]) -> tuple[str, urllib.request.OpenerDirector]:
    """The page's address, and a browser that was let in."""
    line = process.stdout.readline()
    address = re.fullmatch(r"The page is at  (http://127\.0\.0\.1:\d+/)(open\?key=\S+)\n", line)
    assert address, line + process.stderr.read()
    assert process.stdout.readline() == "Open this address in a browser on this computer. Ctrl-C here ends the page.\n"
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    browser.open(address[1] + address[2], timeout=30).read()
    return address[1], browser


@pytest.mark.process
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_page_opens_with_its_key_and_ends_quietly(handouts: Start, tmp_path: Path, number: signal.Signals) -> None:
    process = handouts("serve", "--port", "0", cwd=tmp_path)
    base, browser = opened(process)
    page = browser.open(f"{base}take", timeout=60).read().decode()
    assert "<h1>Take sheets away</h1>" in page
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{base}take", timeout=30)
    assert refused.value.code == 403
    process.send_signal(number)
    out, err = process.communicate(timeout=30)
    assert (out, err) == ("", "")
    assert process.returncode == (0 if number == signal.SIGINT else -number)
    assert [*tmp_path.iterdir()] == []


@pytest.mark.process
def test_nobody_outside_this_computer_reaches_it(handouts: Start, tmp_path: Path) -> None:
    process = handouts("serve", "--port", "0", cwd=tmp_path)
    base, _ = opened(process)
    port = int(base.rpartition(":")[2].strip("/"))
    listening = Path("/proc/net/tcp").read_text() + Path("/proc/net/tcp6").read_text()
    found = re.findall(rf"\d+: ([0-9A-F]+):{port:04X} [0-9A-F]+:0000 0A", listening)
    assert found == ["0100007F"]
