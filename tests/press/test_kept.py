"""What is kept of a sheet and of a clinic: it decides how soon a PDF is there, and never one byte of it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

import handouts
from building import TinyClinic
from handouts.batch.gather import Selection, gather
from handouts.batch.jobs import Job, plan
from handouts.page.assets import Assets
from handouts.page.plates import Kept, own_of
from handouts.page.press import Press
from handouts.page.render import Made
from handouts.page.stand_ins import blank_boxes
from handouts.press.plate import to_box, to_bytes, to_plate
from handouts.press.printing import Own, printed
from handouts.press.store import Store
from handouts.proof import inspect
from printing import (
    ALIKE,
    CLINICS,
    DAY,
    ROW,
    Drawer,
    alone,
    example,
    inflated,
    jobs_of,
    made,
    made_without_layout,
    printer_of,
    with_brand,
    write_table,
)

pytestmark = [pytest.mark.process, pytest.mark.slow]
ROOT = Path(__file__).resolve().parents[2]
SHEETS = (("at-a-glance", "standard"), ("question-sheet", "standard"), ("symptom-diary", "fillable"))
SHARED = ("sheet", "parts", "fit", "plate", "picture")
"""Kinds of what serves many clinics; of a clinic's own are the boxes alone."""
HEAVY = {"weasyprint", "pydyf", "tinycss2", "fontTools"}
LOADED = "{name.split('.')[0] for name in sys.modules}"
PRINT = f"""
import sys
from pathlib import Path
from handouts.press.plate import to_box, to_plate
from handouts.press.printing import Own, printed
pdf, plate, boxes, name, title, author, *colors = sys.argv[1:]
boxes = [to_box(path.read_bytes()) for path in sorted(Path(boxes).iterdir())]
own = Own(name, title, author, tuple(colors))
Path(pdf).write_bytes(printed(to_plate(Path(plate).read_bytes()), boxes, own))
print(sorted({LOADED} & {HEAVY | {"jinja2"}}))
"""
TAKE = f"""
import sys
from pathlib import Path
from handouts.page.html import Printer
from handouts.page.render import kept_pdf
from handouts.press.store import Store
from printing import example, words_of
job = example()
before = {LOADED}  # a logo is looked at, too
made = kept_pdf(job.handout(), Printer(job.assets, Store(Path(sys.argv[2]))), job.target, words_of(job))
Path(sys.argv[1]).write_bytes(made.pdf)
print(sorted(({LOADED} - before) & {HEAVY | {"pypdfium2"}}))
assert not {{"weasyprint", "pydyf"}} & before
"""
Jobs = dict[tuple[str, ...], Job]


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> Jobs:
    table = write_table(tmp_path_factory.mktemp("clinics"), CLINICS)
    return jobs_of(table, {kind for kind, _ in SHEETS}, ("standard", "fillable"), ("letter",))


@pytest.fixture(scope="module")
def fresh(jobs: Jobs) -> dict[tuple[str, ...], Made]:
    """Some sheets, each made with nothing kept."""
    asked = ((clinic, *sheet) for sheet in SHEETS for clinic in ("plain", "long", "polish"))
    return {key: made(jobs[*key, "letter"], Drawer()) for key in asked}


@pytest.mark.parametrize("sheet", SHEETS)
def test_same_bytes_whatever_was_kept_before(sheet: tuple[str, str], jobs: Jobs, fresh) -> None:
    for order in (("polish", "long", "plain"), ("long", "plain", "polish")):
        store = Drawer()
        for clinic in (*order, *order):
            assert made(jobs[clinic, *sheet, "letter"], store) == fresh[clinic, *sheet]


@pytest.mark.parametrize("sheet", SHEETS)
def test_what_is_kept_gives_the_same_without_a_layout(sheet: tuple[str, str], jobs: Jobs, fresh, monkeypatch) -> None:
    store = Drawer()
    job = jobs["long", *sheet, "letter"]
    assert made_without_layout(job, store) is None
    made(jobs["plain", *sheet, "letter"], store)
    assert made_without_layout(job, store) is None  # its boxes are not there yet
    made(job, store)
    monkeypatch.setattr("handouts.pdf.lay_out", lambda *_, **__: pytest.fail("lays out a page"))
    monkeypatch.setattr("handouts.pdf.boxes.make_boxes", lambda *_: pytest.fail("lays out a clinic's own"))
    assert made_without_layout(job, store) == fresh["long", *sheet]
    assert made_without_layout(jobs["plain", *sheet, "letter"], store) == fresh["plain", *sheet]


def test_same_bytes_from_a_folder_and_after_damage(tmp_path: Path, jobs: Jobs, fresh) -> None:
    sheet = ("at-a-glance", "standard")
    job, other = (jobs[clinic, *sheet, "letter"] for clinic in ("long", "plain"))
    for each in (other, job):
        made(each, Store(tmp_path / "kept"))
    assert made_without_layout(job, Store(tmp_path / "kept")) == fresh["long", *sheet]
    files = [path for path in sorted((tmp_path / "kept").glob("??/*-*")) if path.is_file()]
    assert {path.name.split("-")[0] for path in files} == {*SHARED, "box"}
    for path in files:
        whole = bytearray(path.read_bytes())
        whole[len(whole) // 2] ^= 1
        path.write_bytes(whole)
        assert made_without_layout(job, Store(tmp_path / "kept")) in (None, fresh["long", *sheet]), path.name
        assert made(job, Store(tmp_path / "kept")) == fresh["long", *sheet], path.name
    assert made_without_layout(job, Store(tmp_path / "kept")) == fresh["long", *sheet]


def test_what_serves_many_is_the_same_whichever_clinic_made_it(jobs: Jobs) -> None:
    for sheet in SHEETS:
        stores = []
        for clinic in ALIKE:
            stores.append(Drawer())
            made(jobs[clinic, *sheet, "letter"], stores[-1])
        first, *others = (store.of(*SHARED) for store in stores)
        assert {key.split("-")[0] for key in first} == {*SHARED}
        assert all(other == first for other in others)


def words_of_clinics() -> list[str]:
    """Names, numbers, addresses and the like of the clinics; what sheets say of many is left out."""
    said = ("country", "emergency_number", "fever", "fever_unit", "paper", "logo")
    values = [value for row in (ROW, *CLINICS.values()) for key, value in row.items() if not key.endswith("_use")
              and key not in said and len(value) > 5]  # fmt: skip
    return [*values, *(value.removeprefix("https://") for value in values if "://" in value), "555-01", "5550143"]


def test_nothing_that_serves_many_says_a_word_of_a_clinic(jobs: Jobs) -> None:
    for sheet in SHEETS:
        store = Drawer()
        for clinic in CLINICS:
            if clinic != "british":
                made(jobs[clinic, *sheet, "letter"], store)
        plain = inflated(b"\n".join(store.of(*SHARED).values()))
        boxes = b"\n".join(store.of("box").values())
        assert b"example.org/other" in boxes  # found where it is
        for word in words_of_clinics():
            forms = (word.encode(), word.encode("ascii", "backslashreplace"), word.encode("utf-16-be").hex().encode())
            assert not [form for form in forms if form in plain], word
        for key in store.of("plate"):
            plate, _ = Kept(store).plate(key.removeprefix("plate-"))
            text = " ".join(inspect(printed(plate, blank_boxes(plate), Own("x", "x", "x", ("000000",) * 6))).text)
            assert not [word for word in words_of_clinics() if word in text]


def run(code: str, *arguments: object) -> str:
    """What a process of its own prints."""
    path = os.pathsep.join(map(str, (Path(handouts.__file__).parents[1], ROOT / "tests")))
    command = [sys.executable, "-c", code, *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, env=os.environ | {"PYTHONPATH": path})
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_printing_loads_nothing_that_lays_out(tmp_path: Path, jobs: Jobs, fresh) -> None:
    key = ("long", "at-a-glance", "standard")
    job, store = jobs[*key, "letter"], Drawer()
    made(job, store)
    way = Press(job.handout(), printer_of(job.assets, store), job.target)._shared()
    (plate,) = store.of("plate").values()
    (tmp_path / "plate").write_bytes(plate)
    (tmp_path / "boxes").mkdir()
    boxes = way._clinics.boxes(fresh[key].tightness)
    for number, box in enumerate(boxes):
        (tmp_path / f"boxes/{number}").write_bytes(to_bytes(box))
        assert to_bytes(to_box(to_bytes(box))) == to_bytes(box)
    assert to_bytes(to_plate(plate)) == plate
    own = own_of(job.handout(), job.target)
    files = (tmp_path / name for name in ("pdf", "plate", "boxes"))
    assert run(PRINT, *files, own.identifier, own.title, own.author, *own.colors) == "[]"
    assert (tmp_path / "pdf").read_bytes() == fresh[key].pdf


def test_a_kept_sheet_loads_nothing_that_lays_out(tmp_path: Path) -> None:
    job = example()
    wanted = made(job, Store(tmp_path / "kept"))
    assert run(TAKE, tmp_path / "pdf", tmp_path / "kept") == "[]"
    assert (tmp_path / "pdf").read_bytes() == wanted.pdf


OTHERS = {
    "country": {"country": "GB", "emergency_number": "999", "phone1_number": "01632 960 143"},
    "emergency": {"country": "GB", "emergency_number": "112", "phone1_number": "01632 960 143"},
    "crisis": {"crisis_label": "Lifeline", "crisis_number": "988"},
    "fever": {"fever": "101.3"},
    "fever unit": {"fever": "38", "fever_unit": "C"},
}


def test_what_a_sheet_says_of_its_clinic_leads_to_another_plate(tmp_path: Path) -> None:
    rows = {f"c{n}": {"name": f"Clinic {n}", **more} for n, more in enumerate([{}, *OTHERS.values()])}
    jobs = jobs_of(write_table(tmp_path, rows), ("at-a-glance",))
    store, keys = Drawer(), []
    for job in jobs.values():
        found = made(job, store)
        assert job.clinic.clinic.brand.emergency_number in " ".join(inspect(found.pdf).text)
        keys.append({*store.of("plate")})
        another = with_brand(job, name="Another Name")
        assert made(another, store).pages == found.pages
        assert {*store.of("plate")} == keys[-1]  # who says the same has the same plate
    assert [len(each) for each in keys] == [1, 2, 3, 4, 5, 6]
    for job in [*jobs.values()][2::3]:
        assert made(job, store) == made(job, Drawer())


def with_templates(job: Job, **more: bytes) -> Job:
    """The same sheet with other templates of the package's own."""
    lowest, *above = job.assets.layers
    files = {f"templates/parts/{name}.html.j2": lowest.files[f"templates/parts/{name}.html.j2"] + end
             for name, end in more.items()}  # fmt: skip
    assets = Assets((replace(lowest, files={**lowest.files, **files}), *above))
    return replace(job, clinic=replace(job.clinic, assets=assets))


@pytest.mark.parametrize(
    ("asked", "plates"),
    [
        (b" {{ handout.brand.name }}", 3),
        (b"{% if handout.brand.web %} We have a page.{% endif %}", 2),  # two have the same
        (b" {{ handout.lines | map(attribute='printed') | join }}", 2),
        (b" {{ handout.brand.paper }}", 1),
        (b"{% if tightness %} {{ handout.brand.name }}{% endif %}", 3),  # and not as designed
    ],
)
def test_a_sheet_that_says_more_of_its_clinic_serves_no_other(asked: bytes, plates: int, jobs: Jobs) -> None:
    wanted = [with_templates(jobs[clinic, "at-a-glance", "standard", "letter"], standing=asked)
              for clinic in ("plain", "long", "boxed")]  # fmt: skip
    wanted = [replace(job, clinic=replace(job.clinic, assets=wanted[0].assets)) for job in wanted]
    store = Drawer()
    found = [made(job, store) for job in wanted]
    assert len(store.of("plate")) == plates
    assert found[-1] == made(wanted[-1], Drawer())
    for job, own in zip(wanted, found, strict=True):
        text = " ".join(inspect(own.pdf).text)
        others = {other.clinic.clinic.brand.name for other in wanted} - {job.clinic.clinic.brand.name}
        assert not [name for name in others if name in text]


def test_a_clinic_with_files_of_its_own_has_plates_of_its_own(make_clinic) -> None:
    """Two clinics with the same templates and styles, byte for byte."""
    jobs = []
    for name in ("tiny", "other"):
        clinic: TinyClinic = make_clinic("only", id=name, folder=f"{name}-clinic", name=f"The {name} clinic")
        asked = Selection(("pleural",), ("only",))
        jobs += plan(gather([clinic.folder], asked), asked, DAY)
    store = Drawer()
    for number, job in enumerate(jobs, start=1):
        assert made(job, store) == alone(job) == made(job, Drawer())
        assert (len(store.of("plate")), store.of("sheet", "box")) == (number, {})
        assert made_without_layout(job, store) == alone(job)
