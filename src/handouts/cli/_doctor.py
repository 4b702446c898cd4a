"""What a computer needs to make handouts: each thing looked for, with the command that brings it."""

from __future__ import annotations

import ctypes
import ctypes.util
import multiprocessing
import platform
import re
import shlex
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from handouts.cli import _options
from handouts.cli._group import count
from handouts.errors import EnvironmentFault
from handouts.press.store import Held, Store
from handouts.source.layers import bundled_root

PYTHON = (3, 11)
# As a style sheet names a font's file.
FONT = re.compile(r"""url\(["']?asset:(styles/fonts/[^"')]+)""")
# What the dynamic linker finds on Linux, what Homebrew calls it, and the package of Debian and Ubuntu.
LIBRARIES = {
    "Pango": ("libpango-1.0.so.0", "pango-1.0", "libpango-1.0-0"),
    "Pango with FreeType": ("libpangoft2-1.0.so.0", "pangoft2-1.0", "libpangoft2-1.0-0"),
    "HarfBuzz subset": ("libharfbuzz-subset.so.0", "harfbuzz-subset", "libharfbuzz-subset0"),
}
BREW_FOLDERS = (Path("/opt/homebrew/lib"), Path("/usr/local/lib"))


@dataclass(frozen=True)
class Check:
    """One thing that was looked for; `fix` is the command or the words that bring it, empty where all is well."""

    name: str
    ok: bool
    found: str
    fix: str = ""
    required: bool = True

    @property
    def state(self) -> str:
        """`ok`, `missing`, or `optional` for what is missing and can be."""
        return "ok" if self.ok else "missing" if self.required else "optional"


def examine(output: Path) -> list[Check]:
    """Everything that was looked for, in the order in which it is mended."""
    libraries = [_library(name, *names) for name, names in LIBRARIES.items()]
    return [
        _python(),
        _weasyprint(),
        *libraries,
        _rendering(),
        *_fonts(),
        _workers(),
        _output(output),
        _cache(),
        _verapdf(),
    ]


def _python() -> Check:
    found = platform.python_version()
    wanted = ".".join(map(str, PYTHON))
    fix = "brew install python" if _is_mac() else "sudo apt-get install python3 python3-venv"
    return Check(f"Python {wanted} or newer", sys.version_info >= PYTHON, found, fix)


def _weasyprint() -> Check:
    from handouts.pdf.compatibility import LINE, REQUIREMENT, TESTED

    name, fix = f"WeasyPrint {LINE}", f"{_shell(sys.executable)} -m pip install {REQUIREMENT}"
    try:
        found = metadata.version("weasyprint")
    except metadata.PackageNotFoundError:
        return Check(name, False, "not installed", fix)
    known = found.partition(".")[0] == LINE
    return Check(name, known, f"{found} (slower than {TESTED})" if known and found != TESTED else found, fix)


def _library(name: str, soname: str, brew: str, package: str) -> Check:
    loaded = _load_mac(brew) if _is_mac() else _load(soname)
    return Check(name, loaded, soname if loaded else "not found", library_fix(package))


def library_fix(package: str) -> str:
    """The command that brings a system library here."""
    if _is_mac():
        return "brew install pango"
    if shutil.which("apt-get"):
        return f"sudo apt-get install {package}"
    return f"install Pango 1.44 or newer and HarfBuzz with the system's package manager (on Debian: {package})"


def _load(soname: str) -> bool:
    try:
        ctypes.CDLL(soname)
    except OSError:
        return False
    return True


def _load_mac(name: str) -> bool:
    files = [str(folder / f"lib{name}.dylib") for folder in BREW_FOLDERS]
    return any(map(_load, filter(None, [*files, ctypes.util.find_library(name)])))


def _rendering() -> Check:
    """Whether WeasyPrint really starts: libraries may be there and yet not fit."""
    from handouts.pdf.engine import load

    name = "WeasyPrint starts"
    try:
        load()
    except EnvironmentFault as error:
        return Check(name, False, error.problems[0].message, library_fix(" ".join(x[2] for x in LIBRARIES.values())))
    except Exception as error:
        return Check(name, False, f"{type(error).__name__}: {error}", _anew())
    return Check(name, True, "yes")


def _anew() -> str:
    """The command that installs it all anew: a checkout stays a checkout."""
    script = bundled_root() / "scripts" / "setup.sh"
    return (
        f"sh {_shell(script)}"
        if script.is_file()
        else f"{_shell(sys.executable)} -m pip install --force-reinstall handouts"
    )


def _fonts() -> Iterator[Check]:
    """Each font that a style sheet declares."""
    from fontTools.ttLib import TTFont, TTLibError

    sheets = [path.read_text(encoding="utf-8") for path in (bundled_root() / "styles").rglob("*.css")]
    names = sorted({name for sheet in sheets for name in FONT.findall(sheet)})
    if not names:
        yield Check("fonts", False, "no style sheet declares one", "install handouts again")
    for path in map(bundled_root().joinpath, names):
        fix = f"install handouts again, or bring back {path}"
        try:
            with TTFont(path, lazy=True) as font:
                glyphs = len(font.getGlyphOrder())
        except (OSError, TTLibError) as error:
            yield Check(f"font {path.name}", False, str(error) or "cannot be read", fix)
        else:
            yield Check(f"font {path.name}", True, f"{glyphs} characters")


def _workers() -> Check:
    """Whether processes can share a lock, which the system keeps in /dev/shm on Linux."""
    name = "workers can share a lock"
    fix = "sudo mount -o remount,rw,mode=1777 /dev/shm; in a container, mount a tmpfs at /dev/shm"
    try:
        multiprocessing.get_context("fork").Lock()  # of the kind that starts no process to watch over it
    except (OSError, ImportError) as error:
        where = "/dev/shm: " if sys.platform.startswith("linux") else ""
        return Check(name, False, f"{where}{getattr(error, 'strerror', None) or error}", fix)
    return Check(name, True, "yes")


def _output(output: Path) -> Check:
    """Whether files can be made in the output folder."""
    ok, folder, found = _may_write(output.resolve())
    return Check(f"may write to {output.as_posix()}", ok, found, f"sudo chown -R $(id -un) {_shell(folder)}")


def _cache() -> Check:
    """Whether something can be kept for later builds, which go on without it."""
    name, folder = "cache for later builds", _options.cache_folder()
    store = Store(folder)
    if store.fault:
        return Check(name, False, f"{folder} {store.fault}", f"export {_options.CACHE}=DIR", required=False)
    ok, above, found = _may_write(folder)
    held = sum(store.held().values(), Held())
    words = f"{folder}: {count(held.files, 'file')}, {held.bytes / 2**20:.1f} MB"
    return Check(name, ok, words if ok else found, f"sudo chown -R $(id -un) {_shell(above)}", required=False)


def _may_write(folder: Path) -> tuple[bool, Path, str]:
    """Whether files can be made in a folder, or in the nearest above it that is there; that one, and what was found."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True, folder, folder.as_posix()
    except OSError as error:
        return False, folder, f"{folder.as_posix()}: {error.strerror}"


def _verapdf() -> Check:
    found = shutil.which("verapdf")
    script = bundled_root() / "scripts" / "install-verapdf.sh"
    fix = f"sh {_shell(script)}" if script.is_file() else "install it from https://verapdf.org and put it on the PATH"
    return Check("veraPDF (to prove PDFs)", bool(found), found or "not found", fix, required=False)


def _is_mac() -> bool:
    return sys.platform == "darwin"


def _shell(path: object) -> str:
    return shlex.quote(str(path))
