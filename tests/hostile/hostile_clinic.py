"""Clinics that mean harm, the program run under limits, and a search of all that it wrote."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pikepdf
import pypdfium2

SECRET = "CANARY-7f3d19-of-another-folder"
MEMORY = 1_500_000_000
BRAND = """\
id: {id}
name: Hostile Clinic
country: US
phones: blank
emergency_number: "911"
fever: blank
paper: letter
"""
DOCUMENT = """\
title: A hostile sheet
lead: One line that says what this is for.
key_message: You can read this.
purpose: {audience: Testers, needs: Safety, objective: A page}
review: {last_reviewed: 2026-01-01, review_by: 2027-01-01}
sections:
  - id: only
    heading: The only part
    blocks:
      - {block: paragraph, text: "WORDS", unsourced: a test}
"""
PAGE = """\
<!DOCTYPE html>
<html lang="en"><head><title>{{ handout.document.title }}</title>
<link rel="stylesheet" href="asset:clinic/styles/plain.css">HEAD</head>
<body>{% include "parts/foot.html.j2" %}<h1>{{ handout.document.title }}</h1>
<p>{{ handout.document.lead }}</p><p>{{ handout.document.key_message }}</p>
<h2>{{ handout.document.sections[0].heading }}</h2>
BODY
{% for block in handout.document.sections[0].blocks %}<p>{{ inline(block.text) }}</p>{% endfor %}
<p>{% include "parts/standing.html.j2" %}</p></body></html>
"""
SHEET = """\
@font-face { font-family: Tiny; src: url(asset:styles/fonts/HandoutsSans-Regular.ttf); }
@font-face { font-family: Tiny; font-weight: bold; src: url(asset:styles/fonts/HandoutsSans-Bold.ttf); }
@page { size: 100mm 150mm; margin: 10mm 10mm 50mm; @bottom-left { content: element(foot); width: 100%; } }
.foot { position: running(foot); }
html { font-family: Tiny; font-size: 14pt; }
p { margin: 0; }
"""


def write(path: Path, data: str | bytes) -> Path:
    """A file with the folders that it needs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def make_clinic(folder: Path, identity: str = "hostile") -> Path:
    """A clinic that is well, with a style sheet and no document."""
    write(folder / "brand.yaml", BRAND.format(id=identity))
    write(folder / "styles/plain.css", SHEET)
    return folder


def add(folder: Path, kind: str, body: str = "", head: str = "", words: str = "Words.") -> None:
    """A document of the pleural type with a template of its own."""
    write(folder / f"templates/{kind}.html.j2", PAGE.replace("BODY", body).replace("HEAD", head))
    write(folder / f"content/kinds/{kind}.yaml", f"order: 9\nlayout: {kind}\nmax_pages: {{standard: 9}}\n")
    write(folder / f"content/en/pleural/{kind}.yaml", DOCUMENT.replace("WORDS", words))
    labels = folder / "content/en/labels.yaml"
    write(labels, (labels.read_text() if labels.exists() else "kinds:\n") + f"  {kind}: Hostile\n")


def handouts(*arguments: object, seconds: int = 10, folder: Path | None = None) -> subprocess.CompletedProcess[str]:
    """The program as a shell starts it, within limits of memory and time; it never ends in a traceback.

    `seconds` of a processor for each process; nine times that by the clock, for other programs run too.
    """
    command = [sys.executable, "-m", "handouts", *map(str, arguments)]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        errors="surrogateescape",
        start_new_session=True,
        preexec_fn=partial(_limit, seconds) if sys.platform.startswith("linux") else None,
        cwd=folder,
    )
    began = time.monotonic()
    try:
        out, err = process.communicate(timeout=9 * seconds)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        out, err = process.communicate()
        raise AssertionError(f"took over {time.monotonic() - began:.0f} s; it said {err[-500:]!r}") from None
    assert "Traceback" not in err + out
    assert "fault of its own" not in err + out
    assert process.returncode in {0, 1, 2, 3, 4, 5}, err
    return subprocess.CompletedProcess(command, process.returncode, out, err)


def _limit(seconds: int) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def spilled(folder: Path, secret: str = SECRET) -> list[str]:
    """The files of a folder that hold the secret, in bytes, in a stream of a PDF or in words that are drawn."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [path.name for path in files if any(secret.encode() in part for part in _parts(path))]


def _parts(path: Path) -> Iterator[bytes]:
    yield path.read_bytes()
    if path.suffix != ".pdf":
        return
    with pikepdf.open(path) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Stream):
                yield _decoded(thing)
            yield thing.unparse(resolved=True)
    document = pypdfium2.PdfDocument(path)
    yield "".join(page.get_textpage().get_text_bounded() for page in document).encode()
    document.close()


def _decoded(stream: pikepdf.Stream) -> bytes:
    try:
        return stream.read_bytes()
    except pikepdf.PdfError:  # a picture's own compression
        return stream.read_raw_bytes()


def links(pdf: Path) -> list[str]:
    """Where the links of a PDF lead."""
    with pikepdf.open(pdf) as opened:
        notes = [note for page in opened.pages for note in page.get("/Annots", [])]
        return [str(note.A.URI) for note in notes if "/A" in note and "/URI" in note.A]
