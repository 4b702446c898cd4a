"""Whatever touches a stranger's logo runs apart, within limits, once for each picture, and not at all without one."""

from __future__ import annotations

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import handouts
from handouts.batch.gather import Selection, gather
from handouts.batch.jobs import plan
from handouts.batch.report import Reporter
from handouts.batch.run import Options, _crew
from handouts.batch.signals import Stop
from handouts.clinic import logo as room
from handouts.clinic.boxes import Boxes
from handouts.clinic.load import load_clinic
from handouts.clinic.logo import check_logo
from handouts.clinic.logo.judge import printed
from handouts.clinic.table import load_clinics
from handouts.source.limits import LIMITED

pytestmark = [pytest.mark.slow, pytest.mark.process]
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 18">'
WHOLE = f'{HEAD}<rect width="60" height="18"/></svg>'.encode()
MASKED = (
    f'{HEAD}<linearGradient id="g"><stop stop-color="red"/><stop offset="1" stop-color="#00f"/></linearGradient>'
    '<mask id="m"><circle cx="30" cy="9" r="9" fill="#fff"/></mask>'
    '<g mask="url(#m)"><rect width="60" height="18" fill="url(#g)"/></g></svg>'
).encode()
BRAND = """\
id: {id}
name: River Clinic
country: US
phones: blank
emergency_number: blank
fever: blank
paper: letter
"""
LOGO = "logo: {file: logo.svg, alt: River}\n"


class Silent(Reporter):
    """Hears of everything and tells nobody."""


def nested_patterns(levels: int) -> bytes:
    """Each pattern is filled twice with the next: two to the power of the levels, and yet a small file."""
    tile = '<pattern id="p{}" width=".5" height=".5">{}</pattern>'
    fills = '<rect width="20" height="20" fill="url(#p{0})"/><rect width="9" height="9" fill="url(#p{0})"/>'
    patterns = [tile.format(level, fills.format(level + 1)) for level in range(levels)]
    last = tile.format(levels, '<rect width="30" height="30"/>')
    return f'{HEAD}{"".join(patterns)}{last}<rect width="60" height="18" fill="url(#p0)"/></svg>'.encode()


def chained_patterns(levels: int) -> bytes:
    """Each pattern is filled once with the next."""
    tile = '<pattern id="p{}" width="2" height="2" patternUnits="userSpaceOnUse"><rect {}/></pattern>'
    size = 'width="1.5" height="1.5"'
    patterns = [tile.format(level, f'{size} fill="url(#p{level + 1})"') for level in range(levels)]
    return (
        f'{HEAD}{"".join(patterns)}{tile.format(levels, size)}<rect width="60" height="18" fill="url(#p0)"/></svg>'
    ).encode()


def check(data: bytes, name: str = "logo.svg", alt: str = "River") -> room.Logo:
    return check_logo(data, name, alt, Boxes.LOGO_MM, Boxes.LOGO_MIN_MM)


@pytest.fixture(autouse=True)
def _none_judged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_judged", {})


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The pictures that were judged, as they are."""
    seen: list[bytes] = []
    run = LIMITED.run

    def noting(seconds: float, function: Callable[..., object], data: bytes, *args: object) -> object:
        seen.append(data)
        return run(seconds, function, data, *args)

    monkeypatch.setattr(LIMITED, "run", noting)
    return seen


def make_clinic(folder: Path, logo: bytes | None = WHOLE) -> Path:
    folder.mkdir(parents=True)
    (folder / "brand.yaml").write_text(BRAND.format(id=folder.name) + (LOGO if logo else ""))
    if logo:
        (folder / "logo.svg").write_bytes(logo)
    return folder


# Limits


def test_patterns_that_nest_end_by_the_clock_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "SECONDS", 3.0)
    start = time.monotonic()
    with pytest.raises(ValueError) as caught:
        check(nested_patterns(10))
    assert str(caught.value) == (
        "'logo.svg' takes over 3 s to draw; simplify the drawing, or save it as a PNG, 1,500 pixels wide"
    )
    assert time.monotonic() - start < 15


@pytest.mark.parametrize("drawing", [nested_patterns(12), chained_patterns(12)], ids=["nested", "chained"])
def test_twelve_levels_of_patterns_are_answered_in_time(drawing: bytes) -> None:
    start = time.monotonic()
    try:
        check(drawing)
    except ValueError as error:
        assert str(error).startswith("'logo.svg' ")
    assert time.monotonic() - start < room.SECONDS + 5


@pytest.mark.skipif(os.name == "nt", reason="signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("command", ["check", "build"])
def test_a_signal_ends_a_command_that_judges_a_logo(command: str, number: signal.Signals, tmp_path: Path) -> None:
    clinic = make_clinic(tmp_path / "clinic", nested_patterns(10))
    output = ["pleural", "--output", str(tmp_path / "out")] if command == "build" else []
    process = subprocess.Popen(
        [sys.executable, "-m", "handouts", command, "--clinic", str(clinic), *output],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": str(Path(handouts.__file__).parents[1])},
        start_new_session=True,
    )
    time.sleep(4)
    assert process.poll() is None
    start = time.monotonic()
    process.send_signal(number)
    process.communicate(timeout=20)
    assert time.monotonic() - start < 5
    assert process.returncode in (-number, 128 + number)


# Once for each picture, not at all without one


def test_a_picture_that_many_share_is_judged_once(judged: list[bytes]) -> None:
    one, two = check(MASKED, "a.svg", "One"), check(MASKED, "b.svg", "Two")
    assert judged == [MASKED]
    assert (one.data, one.alt, two.alt) == (two.data, "One", "Two")


def test_a_refusal_is_remembered_under_each_name(judged: list[bytes]) -> None:
    bad = f"{HEAD}<text/></svg>".encode()
    for name in ("a.svg", "b.svg"):
        with pytest.raises(ValueError, match=rf"^'{name}' has <text> \(line 1\): words set in a font"):
            check(bad, name)
    assert judged == [bad]


def test_another_box_is_another_print(judged: list[bytes]) -> None:
    assert check(WHOLE).width_mm == 60.0
    assert check_logo(WHOLE, "logo.svg", "River", (30.0, 9.0), 4.0).width_mm == 30.0
    assert len(judged) == 2


def test_a_folder_of_clinics_has_one_worker(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    started = []
    begin = LIMITED._started
    monkeypatch.setattr(LIMITED, "_started", lambda: started.append(LIMITED._pool is None) or begin())
    for number in range(5):
        make_clinic(tmp_path / f"c{number}", WHOLE.replace(b"60", b"6%d" % number))
    found = load_clinics(tmp_path)
    assert (len(found.clinics), found.problems) == (5, [])
    assert started == [True, False, False, False, False]
    assert LIMITED._pool is None


def test_without_a_logo_none_is_started(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(LIMITED, "_started", lambda: pytest.fail("a worker was started"))
    assert load_clinic(make_clinic(tmp_path / "plain", None)).logo is None
    assert load_clinics(tmp_path).problems == []


def test_a_name_that_is_wrong_starts_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LIMITED, "_started", lambda: pytest.fail("a worker was started"))
    with pytest.raises(ValueError, match="is a PDF file; save it as SVG, or as PNG"):
        check(b"%PDF-1.7")


@pytest.mark.parametrize(("logo", "crew"), [(WHOLE, "Pool"), (None, "ThisProcess")], ids=["logo", "none"])
def test_a_single_sheet_with_a_logo_is_made_by_a_worker_with_a_time_out(
    logo: bytes | None, crew: str, tmp_path: Path
) -> None:
    selection = Selection(types=("pleural",), kinds=("overview",))
    jobs = plan(gather([make_clinic(tmp_path / "clinic", logo)], selection), selection, dt.date(2026, 11, 21))
    made_by = _crew(jobs, Options(tmp_path / "out"), tmp_path, Stop(), Silent())
    made_by.end()
    assert (len(jobs), type(made_by).__name__) == (1, crew)


# The same bytes, wherever it is judged


@pytest.mark.parametrize("drawing", [WHOLE, MASKED], ids=["drawing", "picture"])
def test_a_worker_prints_what_this_process_would(drawing: bytes) -> None:
    logo = check(drawing)
    own = printed(drawing, "SVG", Boxes.LOGO_MM, Boxes.LOGO_MIN_MM)
    assert (logo.data, logo.media_type, logo.width_mm, logo.height_mm) == tuple(own)


def test_a_clinic_that_is_read_loads_neither_weasyprint_nor_resvg() -> None:
    script = (
        "import sys; from pathlib import Path; from handouts.clinic.load import load_clinic;"
        f"clinic = load_clinic(Path({str(Path(handouts.__file__).parents[2] / 'examples/clinics/us-example')!r}));"
        "assert clinic.logo; sys.exit(bool({'weasyprint', 'resvg_py', 'pypdfium2'} & set(sys.modules)))"
    )
    path = {"PYTHONPATH": str(Path(handouts.__file__).parents[1])}
    assert subprocess.run([sys.executable, "-c", script], check=False, env=os.environ | path).returncode == 0
