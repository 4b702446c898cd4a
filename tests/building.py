"""A clinic that adds tiny documents, so that a test makes in moments what a real build does in minutes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

BRAND = """\
id: {id}
name: {name}
country: US
phones: blank
emergency_number: "911"
fever: blank
paper: letter
"""
DOCUMENT = """\
title: Tiny {kind}
lead: One line that says what this is for.
key_message: You can read this.
purpose: {{audience: Testers, needs: Speed, objective: A page}}
review: {{last_reviewed: 2026-01-01, review_by: 2027-01-01}}
sections:
  - id: only
    heading: The only part
    blocks:
      - {{block: paragraph, text: Words of {kind}., unsourced: a test}}
"""
PAGE = """\
<!DOCTYPE html>
<html lang="{{ handout.lang }}">
<head><title>{{ handout.document.title }}</title><link rel="stylesheet" href="asset:clinic/styles/tiny.css"></head>
<body>{% include "parts/foot.html.j2" %}
<h1>{{ handout.document.title }}</h1>WAIT
<p>{{ inline(handout.document.lead) }}</p><p>{{ inline(handout.document.key_message) }}</p>
{% for section in handout.document.sections %}<h2>{{ section.heading }}</h2>
{% for block in section.blocks %}<p>{{ inline(block.text) }}</p>{% endfor %}
{% endfor %}<p>{{ handout.brand.name }}</p><p>{% include "parts/standing.html.j2" %}</p></body></html>
"""
SHEET = """\
@font-face { font-family: Tiny; src: url(asset:styles/fonts/HandoutsSans-Regular.ttf); }
@font-face { font-family: Tiny; font-weight: bold; src: url(asset:styles/fonts/HandoutsSans-Bold.ttf); }
@page { size: 130mm 130mm; margin: 10mm 10mm 35mm; @bottom-left { content: element(foot); width: 100%; } }
.foot { position: running(foot); }
html { font-family: Tiny; font-size: 14pt; }
h1, h2, p { margin: 0; }
"""
LOOP = "{% for a in range(%d) %}{% for b in range(%d) %}{% endfor %}{% endfor %}"
WAITS = {
    "quick": "",
    "slow": LOOP.replace("%d", "3000"),
    "endless": LOOP.replace("%d", "99999"),
    "broken": "{{ handout.nothing }}",
}


@dataclass(frozen=True)
class TinyClinic:
    """A clinic's folder with documents of the pleural type, one for each kind."""

    folder: Path

    def add(self, *kinds: str, wait: str = "quick") -> None:
        """Documents of these kinds, whose page takes this long."""
        labels = self.folder / "content/en/labels.yaml"
        text = labels.read_text() if labels.exists() else "kinds:\n"
        for kind in kinds:
            write(self.folder / f"content/kinds/{kind}.yaml", f"order: 9\nlayout: {wait}\nmax_pages: {{standard: 1}}\n")
            write(self.folder / f"content/en/pleural/{kind}.yaml", DOCUMENT.format(kind=kind))
            text += f"  {kind}: Tiny {kind}\n"
        write(labels, text)

    def arguments(self, output: Path, *kinds: str) -> list[str]:
        """The arguments of a build of these kinds."""
        named = [word for kind in kinds for word in ("--kind", kind)]
        fixed = ["--as-of", "2026-06-01", "--jobs", "2"]
        return ["build", "pleural", *named, "--clinic", str(self.folder), "--output", str(output), *fixed]


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


MAIN = "import sys; from handouts.cli import main; sys.exit(main())"


def start(*arguments: str, code: str = MAIN, **options: object) -> subprocess.Popen[str]:
    """`handouts` in a process group of its own, as a shell starts it."""
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "start_new_session": True}
    return subprocess.Popen([sys.executable, "-c", code, *arguments], **(streams | options))


def run(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    """`handouts` to its end."""
    process = start(*arguments, **options)
    out, err = process.communicate(timeout=60)
    return subprocess.CompletedProcess(arguments, process.returncode, out, err)


def until(true: Callable[[], object], seconds: float = 20) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def pdfs(output: Path) -> dict[str, bytes]:
    """Every PDF of an output folder by its name."""
    return {path.relative_to(output).as_posix(): path.read_bytes() for path in sorted(output.rglob("*.pdf"))}


def unfinished(output: Path) -> list[Path]:
    """Temporary files that a build has left behind."""
    return list(output.rglob("*.part"))


def listed(output: Path) -> list[str]:
    """The files that the manifest names."""
    return [file["path"] for file in json.loads((output / "manifest.json").read_text())["files"]]


def workers_of(pid: int) -> list[int]:
    """The render workers that are children of a process; Linux only."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == pid and b"spawn_main" in (folder / "cmdline").read_bytes():
                found.append(int(folder.name))
        except (OSError, IndexError):
            continue
    return found


def alive(pid: int) -> bool:
    """Whether a process is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def die(*_: object) -> None:
    """A worker's end without a word."""
    os._exit(9)


def go_wrong(*_: object) -> None:
    """A fault of ours."""
    raise TypeError("what\nnobody foresaw")


def swell(*_: object) -> bytearray:
    """More memory than a worker may have."""
    return bytearray(8 * 1024**3)


def plain_environment() -> dict[str, str]:
    """The environment without our private set of fonts, which may be in it since something was laid out: for others."""
    return {name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"}
