"""Chromium without a window, driven through its own pipe: no other package is needed."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import tempfile
from pathlib import Path
from typing import Any

TICKS = os.sysconf("SC_CLK_TCK")
SWITCHES = (
    "--headless", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files",
    "--no-first-run", "--disable-extensions", "--disable-background-networking", "--disable-dev-shm-usage",
)  # fmt: skip


class Browser:
    """One browser with one page."""

    def __init__(self, program: str) -> None:
        ours, theirs = os.pipe(), os.pipe()  # what they read, what they write
        profile = tempfile.TemporaryDirectory(prefix="bench-chromium-")
        self._profile, self._last = profile, 0

        def places() -> None:
            os.dup2(ours[0], 9)
            os.dup2(theirs[1], 8)
            os.dup2(9, 3)
            os.dup2(8, 4)

        self._process = subprocess.Popen(
            [program, *SWITCHES, f"--user-data-dir={profile.name}", "about:blank"],
            preexec_fn=places, close_fds=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(ours[0])
        os.close(theirs[1])
        self._out, self._in, self._rest = ours[1], theirs[0], b""
        target = self._ask("Target.createTarget", {"url": "about:blank"})["targetId"]
        self._session = ""
        self._session = self._ask("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        self._ask("Page.enable", {})

    def pdf(self, address: str) -> bytes:
        """The page at an address, printed, with tags."""
        self._ask("Page.navigate", {"url": address})
        while self._message().get("method") != "Page.loadEventFired":
            pass
        wishes = {"preferCSSPageSize": True, "printBackground": True, "generateTaggedPDF": True}
        return base64.b64decode(self._ask("Page.printToPDF", wishes)["data"])

    def cpu(self) -> float:
        """Seconds of processor that the browser's processes have had, those that ended included."""
        parents: dict[int, tuple[int, int]] = {}
        for entry in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = entry.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents[int(entry.parent.name)] = int(fields[1]), sum(int(field) for field in fields[11:15])
        family = {self._process.pid}
        while grown := {pid for pid, (parent, _) in parents.items() if parent in family} - family:
            family |= grown
        return sum(parents[pid][1] for pid in family if pid in parents) / TICKS

    def _ask(self, method: str, wishes: dict[str, Any]) -> dict[str, Any]:
        self._last += 1
        message: dict[str, Any] = {"id": self._last, "method": method, "params": wishes}
        if getattr(self, "_session", ""):
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while (answer := self._message()).get("id") != self._last:
            pass
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["result"]

    def _message(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            more = os.read(self._in, 1 << 20)
            if not more:
                raise RuntimeError("the browser has ended")
            self._rest += more
        message, _, self._rest = self._rest.partition(b"\0")
        return json.loads(message)
