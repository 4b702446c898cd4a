"""Of two hundred clinics whose sheets are printed from one store, no file holds anything of another."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from handouts.batch.jobs import Job
from handouts.proof import inspect
from printing import Drawer, inflated, jobs_of, made, made_without_layout, write_table

pytestmark = [pytest.mark.process, pytest.mark.slow]
CLINICS = 200
MARKS = re.compile(r"(?i)(?:Zq|zq-|\+1|\b)(\d{3})[- )\u2011\u00a0]{0,2}555[-\u2011 ]?01(\d\d)|zq(\d{4})")
"""What each clinic's words bear: `Zq` with its number or, where only digits can be, an area and a line."""
AREAS = ("202", "212")


def row_of(number: int) -> dict[str, str]:
    """A clinic of which each word bears its number."""
    own, phone = f"Zq{number:04}", f"({AREAS[number // 100]}) 555-01{number % 100:02}"
    return {
        "name": f"Clinic {own}" + (" of Łódź" if number % 50 == 7 else ""), "phone1_label": f"Line {own}",
        "phone1_number": phone, "phone1_hours": f"Hours {own}", "address1": f"{own} Street", "address2": f"{own} Town",
        "web": f"https://example.org/{own.lower()}", "logo": f"{number}.{'svg' if number % 2 else 'png'}",
        "logo_alt": f"Logo {own}", "made_by": f"Made by {own}.", "primary": f"#{0x101010 + number:06x}",
        "language_notice": f"Notice {own}.",
    }  # fmt: skip


def width_of(number: int) -> str:
    """What a drawn logo is known by."""
    return f"3.{number + 1000}"


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> list[Job]:
    folder = tmp_path_factory.mktemp("many")
    for number in range(CLINICS):
        if number % 2:
            rect = f'<rect x="1" y="1" width="{width_of(number)}" height="4" fill="#123456"/>'
            svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{rect}</svg>'
            (folder / f"{number}.svg").write_text(svg)
        else:
            Image.new("RGB", (240, 80), (number, 77, 99)).save(folder / f"{number}.png")
    table = write_table(folder, {f"zq{number:04}": row_of(number) for number in range(CLINICS)})
    return [*jobs_of(table, ("at-a-glance",)).values()]


@pytest.fixture(scope="module")
def store() -> Drawer:
    return Drawer()


@pytest.fixture(scope="module")
def files(jobs: list[Job], store: Drawer) -> list[bytes]:
    return [made(job, store).pdf for job in jobs]


def views(pdf: bytes) -> str:
    """All that a file holds, as text: raw and inflated, its names and UTF-16 plain, and the words on its pages."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()
    plain = inflated(pdf)
    named = re.sub(rb"#([0-9a-f]{2})", lambda found: bytes.fromhex(found[1].decode()), plain)
    wide = plain.replace(b"\0", b"")
    hexed = b"\n".join(bytes.fromhex(found.decode()) for found in re.findall(rb"<((?:[0-9a-fA-F]{2}){4,})>", plain))
    return "\n".join([*(data.decode("latin-1") for data in (plain, named, wide, hexed)), " ".join(pages.split())])


def bearers(text: str) -> set[int]:
    """The numbers of the clinics of whom a text says anything."""
    found = set()
    for area, line, own in MARKS.findall(text):
        found.add(int(own) if own else AREAS.index(area) * 100 + int(line))
    return found


def test_no_file_holds_a_word_of_another_clinic(files: list[bytes], store: Drawer) -> None:
    assert len(files) == CLINICS
    for number, pdf in enumerate(files):
        text = views(pdf)
        assert bearers(text) == {number}
        row = row_of(number)
        for key in ("name", "web", "phone1_number", "phone1_hours", "address1", "language_notice"):
            assert row[key] in text, key  # it would be found
    assert len(store.of("fit")) <= 2 and len(store.of("plate")) <= 4  # one for each shape, with more letters for some


def test_no_file_holds_a_plain_word_of_another_clinic(files: list[bytes]) -> None:
    """The same without a pattern, for some files: each value of each other clinic, and digits alone."""
    for number in (0, 7, 101, 199):
        text = views(files[number])
        for other in set(range(CLINICS)) - {number}:
            row = row_of(other)
            digits = re.sub(r"\D", "", row["phone1_number"])
            for value in (*(row[key] for key in row if key not in ("logo", "primary")), digits, f"+1{digits}"):
                assert value not in text, (number, value)


def test_no_file_holds_another_clinics_logo(files: list[bytes]) -> None:
    for number, pdf in enumerate(files):
        drawn = set(re.findall(rb"\b3\.1[01]\d\d\b", inflated(pdf)))
        assert drawn == ({width_of(number).encode()} if number % 2 else set())
        assert [*pictures(pdf)] == ([] if number % 2 else [(number, 77, 99)])


def pictures(pdf: bytes) -> Iterator[tuple[int, ...]]:
    """The color of each picture in a file."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        for each in opened.objects:
            if isinstance(each, pikepdf.Stream) and each.get("/Subtype") == "/Image":
                yield pikepdf.PdfImage(each).as_pil_image().convert("RGB").getpixel((9, 9))


def test_colors_metadata_and_attachments_are_each_clinics_own(files: list[bytes]) -> None:
    attached = set()
    for number in range(0, CLINICS, 20):
        proof = inspect(files[number])
        assert proof.title.endswith(f"Clinic Zq{number:04}")
        attached.add(str(proof.attachments))
        assert f"{0x101010 + number:06x}".encode() in inflated(files[number])
        assert f"{0x101010 + number + 1:06x}".encode() not in inflated(files[number])
    assert len(attached) == 1


def test_the_two_hundredth_is_as_if_there_were_no_other(jobs: list[Job], files: list[bytes], store: Drawer) -> None:
    for number in (199, 100, 7):
        assert made(jobs[number], Drawer()).pdf == files[number]
    for job, pdf in [*zip(jobs, files, strict=True)][::4]:
        assert made_without_layout(job, store).pdf == pdf
