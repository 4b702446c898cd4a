"""A PDF printed from a plate is, to a reader and a listener, the PDF that is laid out for that clinic alone."""

from __future__ import annotations

import datetime as dt
import io
from itertools import product
from pathlib import Path

import pypdf
import pypdfium2
import pytest
from PIL import Image, ImageChops

from handouts.batch.gather import Selection, gather
from handouts.batch.jobs import Job, plan
from handouts.errors import DocumentFailed
from handouts.proof import inspect
from printing import (
    ALIKE,
    CLINICS,
    EDITIONS,
    KINDS,
    LEVEL,
    PAPERS,
    Drawer,
    alone,
    jobs_of,
    key_of,
    made,
    shared,
    with_brand,
    write_table,
)
from same_pdf import differences
from verapdf import validate

pytestmark = [pytest.mark.process, pytest.mark.slow]  # logos are judged in a process of their own
ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ("us-example", "uk-example")
# Each kind in an edition and on a paper, for two clinics; over all kinds each clinic comes twice.
SOME = [
    pytest.param(
        kind, EDITIONS[n % 4], PAPERS[n % 3 % 2], tuple([*CLINICS][(2 * n + m) % len(CLINICS)] for m in range(2))
    )
    for n, kind in enumerate(KINDS)
]
ALL = [
    pytest.param(
        kind, edition, PAPERS[n % 2], tuple([*CLINICS][(3 * n + m) % len(CLINICS)] for m in range(2)),
        marks=pytest.mark.product,
    )
    for n, (kind, edition) in enumerate(product(KINDS, EDITIONS))
]  # fmt: skip
# Its box of numbers ends a millimetre above the foot: WeasyPrint moves it to the next page, were it not a place.
CLOSE = ("how-cancer-spreads", "fillable", "a4")
Jobs = dict[tuple[str, ...], Job]


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> Jobs:
    table = write_table(tmp_path_factory.mktemp("clinics"), CLINICS)
    return jobs_of(table, KINDS, EDITIONS, PAPERS)


@pytest.mark.parametrize(("kind", "edition", "paper", "clinics"), [*SOME, *ALL])
def test_printed_is_as_laid_out_alone(
    kind: str, edition: str, paper: str, clinics: tuple[str, ...], jobs: Jobs
) -> None:
    store = Drawer()
    for clinic in clinics:
        job = jobs[clinic, kind, edition, paper]
        one, other = shared(job, store), alone(job)
        if (kind, edition, paper) == CLOSE:
            assert one.pages == other.pages
            continue
        # All letters of a type are another subset: their edges are drawn a little otherwise.
        assert differences(one.pdf, other.pdf, 4 * LEVEL if clinic == "polish" else LEVEL) == [], clinic
        assert (one.pages, one.tightness, one.lines) == (other.pages, other.tightness, other.lines)


def examples(editions: tuple[str, ...]) -> Jobs:
    asked = Selection(("pleural",), editions=editions)
    folders = [ROOT / "examples/clinics" / name for name in EXAMPLES]
    return {key_of(job): job for job in plan(gather(folders, asked), asked, dt.date(2026, 6, 1))}


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.product)])
def test_the_examples_are_printed_from_shared_plates(every: bool) -> None:
    """Each kind once, editions and clinics in turn."""
    store, done = Drawer(), 0
    for n, (key, job) in enumerate(examples(EDITIONS).items()):
        kind, edition = KINDS.index(key[1]), EDITIONS.index(key[2])
        if every or (kind % len(EDITIONS) == edition and kind % 2 == n // 40):
            shared(job, store)  # raises NoPlaces where there can be none
            done += 1
    assert done == (80 if every else 10)


def test_brand_colors_that_are_one_change_nothing_but_the_edges_of_rules(jobs: Jobs) -> None:
    """WeasyPrint paints a border of one color in one, and else side by side: what a reader cannot tell apart."""
    job = jobs["plain", "treatment-guide", "standard", "letter"]
    colors = job.clinic.clinic.brand.colors.model_copy(update={"primary": "#000000", "accent": "#000000"})
    job = with_brand(job, colors=colors)
    files = [shared(job, Drawer()).pdf, alone(job).pdf]
    assert all("pixels differ" in told for told in differences(*files, LEVEL))
    for one, other in zip(*map(pictures, files), strict=True):
        levels = ImageChops.difference(one, other).convert("L").histogram()
        assert sum(levels[LEVEL + 1 :]) < 0.004 * sum(levels)
        assert sum(levels[65:]) == 0


def pictures(pdf: bytes) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.render(scale=100 / 72).to_pil().convert("RGB") for page in document]
    finally:
        document.close()


def said(pdf: bytes) -> str:
    """All words of a PDF, in one line."""
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def test_letters_beyond_the_usual_take_a_plate_that_has_them(jobs: Jobs) -> None:
    store = Drawer()
    plain, polish = (jobs[clinic, "at-a-glance", "standard", "letter"] for clinic in ("plain", "polish"))
    first = shared(plain, store).pdf
    assert len(store.of("plate")) == 1
    second = shared(polish, store).pdf
    assert (len(store.of("plate")), len(store.of("fit")) in (1, 2)) == (2, True)  # the same fit, another plate
    assert "Łódź Klinik" in said(second) and "Łódź" not in said(first)
    assert inspect(second).title.endswith("Łódź Klinik")
    assert shared(plain, store).pdf == first
    assert shared(polish, Drawer()).pdf == second


def test_a_sheet_without_phones_is_printed_alone_with_its_blanks(jobs: Jobs) -> None:
    store = Drawer()
    for edition in ("standard", "fillable"):
        job = with_brand(jobs["plain", "at-a-glance", edition, "letter"], phones=None)
        found = made(job, store)
        assert found == alone(job)
        assert inspect(found.pdf).uncovered == ()
        labels = job.handout().labels.page
        for words in ("Plain Clinic", labels["day_phone"], labels["night_phone"]):
            assert words in said(found.pdf)
        with_phones = made(jobs["plain", "at-a-glance", edition, "letter"], store)
        assert "555-0143" in said(with_phones.pdf) and "555-0143" not in said(found.pdf)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", "W" * 60, "has no room for"),
        ("name", "Clinic \u4e2d", "\u4e2d"),
        ("name", "\u05d0\u05d1", "is written from right to left"),
    ],
)
def test_a_fault_in_a_clinics_own_is_told_with_the_documents_name(
    field: str, value: str, message: str, jobs: Jobs
) -> None:
    """A brand that nobody has checked; the next clinic's sheet is made all the same."""
    store = Drawer()
    good = jobs["plain", "at-a-glance", "standard", "letter"]
    bad = with_brand(good, **{field: value})
    for _ in range(2):
        with pytest.raises(DocumentFailed) as caught:
            made(bad, store)
        assert message in str(caught.value)
        assert all(problem.path == good.target for problem in caught.value.problems)
        with pytest.raises(DocumentFailed):
            alone(bad)
    assert made(good, store) == made(good, Drawer())


@pytest.mark.verapdf
def test_printed_files_keep_to_the_standards(tmp_path: Path, jobs: Jobs) -> None:
    files, store = [], Drawer()
    wanted = [*product(ALIKE, ("symptom-checklist", "overview"), ("standard",), ("letter",))]
    wanted += [("polish", "at-a-glance", "fillable", "a4"), ("called", "symptom-diary", "mono", "letter")]
    for key in wanted:
        files.append(tmp_path / f"{'-'.join(key)}.pdf")
        files[-1].write_bytes(shared(jobs[key], store).pdf)
    for flavour in ("ua1", "3a"):
        assert validate(files, flavour) == {file: [] for file in files}
