"""The logo of a form for a brand: what was uploaded just now or a moment ago, or what the clinic's folder holds."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from starlette.datastructures import FormData, UploadFile

from handouts.clinic.boxes import Boxes
from handouts.clinic.brand import LogoFile
from handouts.clinic.load import LOGO_MAX_BYTES, load_logo
from handouts.clinic.logo import Logo, check_logo
from handouts.errors import printable

MOST_UPLOADS = 6
MOST_LETTERS = 80
_judging = threading.Lock()


@dataclass(frozen=True)
class Upload:
    """A picture as it was sent: `called` is how its sender calls it, for messages alone."""

    called: str
    data: bytes

    @property
    def name(self) -> str:
        """What it is called in the clinic's folder: nothing of a name from a form gets there but a known ending."""
        return f"logo{PurePosixPath(self.called).suffix.lower()}"


@dataclass(frozen=True)
class Choice:
    """The logo that a form asks for: the file's name for brand.yaml, and the upload with the key that keeps it."""

    file: str | None = None
    upload: Upload | None = None
    key: str = ""


class Uploads:
    """The last few pictures that were sent, so that nobody has to choose the file again; gone with the program."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: OrderedDict[str, Upload] = OrderedDict()

    def keep(self, upload: Upload) -> str:
        """Keep one; returns the key to ask for it by."""
        key = secrets.token_urlsafe(16)
        with self._lock:
            self._found[key] = upload
            while len(self._found) > MOST_UPLOADS:
                self._found.popitem(last=False)
        return key

    def get(self, key: object) -> Upload | None:
        """The picture of this key, where it is still known."""
        with self._lock:
            return self._found.get(key) if isinstance(key, str) else None


async def chosen(given: FormData, uploads: Uploads, before: Mapping[str, Any]) -> Choice:
    """The logo that a form asks for; `before` is what brand.yaml says now."""
    if given.get("logo_remove"):
        return Choice()
    sent = given.get("logo")
    if isinstance(sent, UploadFile) and sent.filename:
        called = printable(sent.filename.replace("\\", "/").rpartition("/")[2])[-MOST_LETTERS:]
        upload = Upload(called, await sent.read(LOGO_MAX_BYTES + 1))
        return Choice(upload.name, upload, uploads.keep(upload))
    key = given.get("logo_kept")
    if upload := uploads.get(key):
        return Choice(upload.name, upload, str(key))
    return Choice(file_of(before))


def file_of(data: Mapping[str, Any]) -> str | None:
    """The name of the logo's file in what a brand.yaml says, whatever it is worth."""
    entry = data.get("logo")
    name = entry.get("file") if isinstance(entry, dict) else None
    return name if isinstance(name, str) else None


def checked(choice: Choice, alt: str, folder: Path | None) -> Logo | None:
    """The picture as it will print, None for no logo. Raises ValueError with what is wrong, as of a clinic's file."""
    if choice.file is None:
        return None
    with _judging:
        if choice.upload is None:
            return load_logo(folder, LogoFile.model_construct(file=choice.file, alt=alt)) if folder else None
        if len(choice.upload.data) > LOGO_MAX_BYTES:
            raise ValueError(f"{choice.upload.called!r} is over {LOGO_MAX_BYTES:,} bytes; make a smaller one")
        return check_logo(choice.upload.data, choice.upload.called, alt, Boxes.LOGO_MM, Boxes.LOGO_MIN_MM)
