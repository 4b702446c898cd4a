"""Files that are swapped while a clinic's folder is read: what lies outside is never read, nothing is read twice."""

from __future__ import annotations

import builtins
import datetime as dt
import io
import os
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hostile_clinic import SECRET, add, write
from hostile_clinic import make_clinic as clinic_in

from building import pdfs, run, until
from handouts.batch import gather as gathering
from handouts.batch.gather import Selection, gather
from handouts.batch.jobs import plan
from handouts.errors import InputInvalid
from handouts.source.layers import OVERLAYS
from handouts.source.reading import Unread, read_inside, read_tree

pytestmark = pytest.mark.process
ALL = Selection(kinds=("plain",), types=("pleural",))
LOGO = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 18"><rect width="60" height="18"/></svg>'
APPROVALS = "approvals: []\n"


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    """A clinic with one of everything that is read."""
    folder = clinic_in(tmp_path / "clinic")
    add(folder, "plain")
    write(folder / "logo.svg", LOGO)
    write(folder / "approvals.yaml", APPROVALS)
    write(folder / "brand.yaml", (folder / "brand.yaml").read_text() + "logo: {file: logo.svg, alt: Hostile}\n")
    return folder


@pytest.fixture
def elsewhere(tmp_path: Path, clinic: Path) -> Path:
    """The same files with the secret in each, in a folder of somebody else."""
    folder = tmp_path / "elsewhere"
    for path in files_of(clinic):
        write(folder / path, SECRET)
    return folder


def files_of(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each file is opened, by whomever."""
    counts: Counter[str] = Counter()

    def counted(real: Callable[..., object], handle_of: Callable[[object], int]) -> Callable[..., object]:
        def count(*given: object, **named: object) -> object:
            found = real(*given, **named)
            if not isinstance(given[0], int):  # else it is open already
                counts[str(Path(f"/proc/self/fd/{handle_of(found)}").readlink())] += 1
            return found

        return count

    monkeypatch.setattr(os, "open", counted(os.open, int))
    for module in (io, builtins):
        monkeypatch.setattr(module, "open", counted(module.open, lambda file: file.fileno()))
    return counts


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="looks at open files in /proc")  # noqa: PTH112
def test_a_build_opens_each_file_once(clinic: Path, opened: Counter[str]) -> None:
    jobs = plan(gather([clinic], ALL), ALL, dt.date(2026, 6, 1))
    jobs[0].handout()
    found = {
        Path(name).relative_to(clinic).as_posix(): n for name, n in opened.items() if name.startswith(f"{clinic}/")
    }
    assert {name: n for name, n in found.items() if (clinic / name).is_file()} == dict.fromkeys(files_of(clinic), 1)


FOLDERS = ("content", "content/en", "content/en/pleural", "content/kinds", "styles", "templates")
FILES = (
    *("approvals.yaml", "brand.yaml", "content/en/labels.yaml", "content/en/pleural/plain.yaml"),
    *("content/kinds/plain.yaml", "logo.svg", "styles/plain.css", "templates/plain.html.j2"),
)


def test_all_that_can_be_swapped_is(clinic: Path) -> None:
    found = [path.relative_to(clinic).as_posix() for path in clinic.rglob("*")]
    assert sorted(found) == sorted((*FOLDERS, *FILES))


@pytest.mark.parametrize("name", (*FOLDERS, *FILES))
def test_what_is_swapped_between_two_looks_is_not_read(
    name: str, clinic: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It becomes a link just before it is opened: after its folder was listed, and after whatever was checked."""
    real = os.open

    def late(path, flags, mode=0o777, *, dir_fd=None) -> int:
        if str(path) == name.rpartition("/")[2] and not (clinic / name).is_symlink():
            (clinic / name).rename(clinic / ".gone")
            (clinic / name).symlink_to(elsewhere / name)
        return real(path, flags, mode, dir_fd=dir_fd)

    with monkeypatch.context() as patched:
        patched.setattr(os, "open", late)
        with pytest.raises(InputInvalid) as caught:
            gather([clinic], ALL)
    assert (clinic / name).is_symlink()
    assert any(name in str(problem) and "is a link; " in str(problem) for problem in caught.value.problems)
    assert SECRET not in str(caught.value)


def test_a_folder_that_becomes_a_link_again_and_again_never_gives_what_lies_there(
    clinic: Path, elsewhere: Path
) -> None:
    """A race for as long as a few hundred readings take; a reader by paths loses it within a few dozen."""
    stop, rounds = threading.Event(), 0
    link, folder, gone = clinic / "link", clinic / "styles", clinic / "gone"
    link.symlink_to(elsewhere / "styles")

    def race() -> None:
        nonlocal rounds
        while not stop.is_set():
            folder.rename(gone)
            link.rename(folder)
            folder.rename(link)
            gone.rename(folder)
            rounds += 1

    racer = threading.Thread(target=race)
    racer.start()
    seen: Counter[str] = Counter()
    try:
        for _ in range(400):
            tree = read_tree(clinic, OVERLAYS, links=False)
            seen[tree.faults.get("styles", "whole" if "styles/plain.css" in tree.files else "gone")] += 1
            assert not any(SECRET.encode() in data for data in tree.files.values())
            try:
                assert SECRET.encode() not in read_inside(clinic, "styles/plain.css", 1000)
            except Unread as error:
                seen[error.what] += 1
    finally:
        stop.set()
        racer.join()
    assert rounds > 50
    assert seen["is a link; put the file itself there"], "the race was never run"
    assert seen["whole"]


def test_a_change_in_the_middle_of_a_build_is_not_printed_and_counts_for_the_next(clinic: Path) -> None:
    """Of all that a clinic brings: what is planned, its digest and what goes to the workers are of one moment."""
    first = plan(gather([clinic], ALL), ALL, dt.date(2026, 6, 1))[0]
    before = first.handout(), first.assets.digest
    for name in files_of(clinic):
        if name != "logo.svg":
            write(clinic / name, (clinic / name).read_text().replace("Words.", "Other words.").replace("14pt", "20pt"))
    assert (first.handout(), first.assets.digest) == before
    again = plan(gather([clinic], ALL), ALL, dt.date(2026, 6, 1))[0]
    assert again.fingerprint != first.fingerprint
    assert again.assets.digest != before[1]


def test_a_change_between_brand_and_content_gives_no_digest_of_something_else(clinic: Path, monkeypatch) -> None:
    """A style is changed while the content is being read: what is printed is what is digested."""
    real = gathering.load_catalogue

    def late(*given: object) -> object:
        found = real(*given)
        write(clinic / "styles/plain.css", "p { color: red }")
        return found

    monkeypatch.setattr(gathering, "load_catalogue", late)
    (entry,) = gather([clinic], ALL)
    (style,) = [layer.files["styles/plain.css"] for layer in entry.assets.layers if not layer.bundled]
    assert b"14pt" in style
    assert [layer.tree.files["styles/plain.css"] for layer in entry.layers.layers if not layer.bundled] == [style]


@pytest.mark.process
def test_a_style_changed_while_workers_are_busy_is_not_printed(make_clinic, tmp_path: Path, handouts) -> None:
    """Four sheets by two workers; after the first, the style of the rest is another. The next build makes all anew."""
    kinds = ("s-one", "s-two", "s-three", "s-four")
    tiny = make_clinic()
    tiny.add(*kinds, wait="slow")
    assert run(*tiny.arguments(tmp_path / "calm", *kinds)).returncode == 0
    output = tmp_path / "output"
    process = handouts(*tiny.arguments(output, *kinds))
    until(lambda: pdfs(output), 40)
    sheet = tiny.folder / "styles/tiny.css"
    sheet.write_text(sheet.read_text().replace("14pt", "12pt"))
    process.communicate(timeout=60)
    assert pdfs(output) == pdfs(tmp_path / "calm")
    assert run(*tiny.arguments(output, *kinds)).stdout.startswith("4 made, 0 unchanged")
