"""Every screen for what ships: what it shows, what it makes, and what it says where something is wrong."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pypdfium2
import pytest
from desk import AS_OF, Desk, make_desk, words
from httpx import Response
from PIL import Image
from pypdf import PdfReader, PdfWriter

from building import BRAND, PAGE, SHEET, WAITS, TinyClinic, until, write
from handouts.batch import gather, jobs, run
from handouts.clinic.new_table import columns, table
from handouts.content.catalogue import Catalogue
from handouts.review.grades import Grader
from handouts.studio.packet import for_printing
from shipped import catalogue

EDITIONS, PAPERS = ["standard", "large-print", "mono", "fillable"], ["letter", "a4"]
OVERVIEW = "en/pleural/overview"


@pytest.fixture
def idle(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A page on which nothing is made ahead."""
    monkeypatch.setattr(desk.app.state.desk.previews, "ahead", lambda names: [*names])
    return desk


def shown(page: Response) -> str:
    assert page.status_code == 200, words(page)
    return words(page)


@pytest.fixture(scope="module")
def known() -> Catalogue:
    return catalogue()


@pytest.mark.parametrize("clinic", ["", "tiny"])
def test_every_sheet_that_ships_can_be_chosen(idle: Desk, known: Catalogue, clinic: str) -> None:
    page = idle.get("/", params={"clinic": clinic})
    text = shown(page)
    assert known.documents
    grader = Grader(known)
    for identity, loaded in known.documents.items():
        assert loaded.document.title in text
        card = page.text.split(f'value="{identity}"')[0].rpartition("<li ")[2]
        assert f"school grade {round(grader.grade(identity).smog)}" in card
        assert f"by {loaded.document.review.review_by:%b %Y}" in card
        assert '<b class="state">Draft</b>' in card
        link = next(urlsplit(href.replace("&amp;", "&")) for href in re.findall('href="([^"]*)"', card))
        assert parse_qs(link.query)["document"] == [str(identity)]
        assert parse_qs(link.query).get("clinic", [""]) == [clinic]


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("paper", PAPERS)
def test_what_is_chosen_is_what_is_looked_at_and_taken(idle: Desk, edition: str, paper: str) -> None:
    page = idle.get("/", params={"edition": edition, "paper": paper, "type": "pericardial"})
    assert set(re.findall(r'name="document" value="en/([^/]*)/', page.text)) == {"pericardial"}
    assert f'<input type="hidden" name="edition" value="{edition}">' in page.text
    links = re.findall(r'href="(/preview\?[^"]*document[^"]*)"', page.text)
    assert links and all(f"edition={edition}&amp;paper={paper}" in link for link in links)
    taken = idle.get("/take", params={"edition": edition, "paper": paper, "document": OVERVIEW})
    assert re.findall(r'name="edition" value="([^"]*)" checked', taken.text) == [edition]
    assert re.findall(r'name="document" value="([^"]*)" checked', taken.text) == [OVERVIEW]
    assert f'<option value="{paper}" selected>' in taken.text


def test_a_clinics_own_paper_comes_first(tmp_path: Path) -> None:
    desk = make_desk(tmp_path, "british")
    write(tmp_path / "clinics/british/brand.yaml", BRAND.format(id="british", name="B").replace("letter", "a4"))
    assert '<option value="a4" selected>' in desk.get("/take", params={"clinic": "british"}).text
    assert '<option value="letter" selected>' in desk.get("/take", params={"clinic": ""}).text


def test_the_page_begins_with_the_clinic_that_was_named(tmp_path: Path) -> None:
    desk = make_desk(tmp_path, "one", "two", begin="two")
    assert '<option value="two" selected>' in desk.get("/take").text
    assert '<option value="one" selected>' in desk.get("/take", params={"clinic": "one"}).text


def test_a_mistake_in_a_clinics_file_is_told_on_the_page(idle: Desk) -> None:
    write(idle.settings.clinics_dir / "tiny/brand.yaml", BRAND.format(id="tiny", name="Tiny") + "colour: red\n")
    for path in ("/", "/preview", "/take"):
        page = idle.get(path, params={"clinic": "tiny"})
        assert page.status_code == 422
        assert "colour : is not" in words(page) and "line 8" in words(page)
    assert idle.get("/take", params={"clinic": ""}).status_code == 200


def test_a_file_that_is_saved_is_seen_at_once(idle: Desk) -> None:
    assert "2 sheets" not in shown(idle.get("/take", params={"clinic": "tiny"}))
    TinyClinic(idle.settings.clinics_dir / "tiny").add("extra")
    assert "Tiny extra" in shown(idle.get("/take", params={"clinic": "tiny"}))


@pytest.mark.slow
@pytest.mark.process
def test_any_page_is_looked_at_as_it_will_print(desk: Desk) -> None:
    with desk.client:
        page = desk.get("/preview", params={"clinic": "tiny", "document": OVERVIEW, "paper": "a4"})
        assert "The tiny clinic" in " ".join(_pdf_text(desk, page).split())
        pages = int(re.search(r"Page 1 of (\d+)", page.text)[1])
        source = re.search(r'<img src="(/preview/[^"]*)"', page.text)[1].replace("&amp;", "&")
        colored = _picture(desk, source)
        assert colored.width / colored.height == pytest.approx(210 / 297, abs=0.002)
        assert len({channel.tobytes() for channel in colored.convert("RGB").split()}) == 3
        red, green, blue = _picture(desk, f"{source}&grey=1").convert("RGB").split()
        assert red.tobytes() == green.tobytes() == blue.tobytes()
        last = desk.get("/preview", params={"document": OVERVIEW, "paper": "a4", "page": "99"})
        assert f"Page {pages} of {pages}" in last.text
        assert desk.get(source.replace("/1.png", f"/{pages + 1}.png")).status_code == 404
        name = re.search(r"/preview/([0-9a-f]*)/", source)[1]
        assert desk.get(f"/first-page/{name}.png").headers["Content-Type"] == "image/png"
        assert desk.get("/pages", params={"ids": name}).json() == {"pages": {name: pages}, "failed": [], "waits": False}


def _picture(desk: Desk, address: str) -> Image.Image:
    answer = desk.get(address)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/png")
    return Image.open(io.BytesIO(answer.content))


def _pdf_text(desk: Desk, page: Response) -> str:
    answer = desk.get(re.search(r'href="(/preview/[0-9a-f]*\.pdf)"', page.text)[1])
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("inline; ")
    return text_of(answer.content)


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return " ".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def made(desk: Desk, answer: Response) -> Response:
    """The page of a build's outcome."""
    assert answer.status_code == 303, words(answer)
    place = answer.headers["location"]
    until(lambda: desk.get(f"{place}/state").json()["state"] != "running", 100)
    return desk.get(place)


@pytest.mark.slow
@pytest.mark.process
def test_sheets_are_made_taken_away_and_the_same_as_those_of_the_command(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    documents = [OVERVIEW, "en/testicular/symptom-checklist"]
    sent = {"clinic": "tiny", "document": documents, "edition": "standard", "paper": "a4"}
    with desk.client:
        page = made(desk, desk.post("/take", sent))
        assert "Your sheets are ready" in shown(page)
        assert "All of them are drafts" in words(page)
        base = urlsplit(str(page.url)).path
        paths = ["tiny/en/pleural/overview.standard.a4.pdf", "tiny/en/testicular/symptom-checklist.standard.a4.pdf"]
        files = {path: (desk.settings.output / path).read_bytes() for path in paths}
        assert all("The tiny clinic" in " ".join(text_of(data).split()) for data in files.values())
        for number, data in enumerate(files.values()):
            assert desk.get(f"{base}/{number}.pdf").content == data
            assert desk.get(f"{base}/{number}.pdf?keep=1").headers["Content-Disposition"].startswith("attachment; ")
        assert desk.get(f"{base}/{len(files)}.pdf").status_code == 404
        _check_archive(desk.get(f"{base}/all.zip").content, files)
        _check_print(desk.get(f"{base}/print.pdf").content, [*files.values()])
        _check_too_many(desk, base, monkeypatch)
        again = made(desk, desk.post("/take", sent))
        assert "Your sheets are ready" in shown(again)
    assert _as_the_command(desk, tmp_path / "other", documents) == files


def _check_too_many(desk: Desk, base: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("handouts.studio.take_pages.MOST_TOGETHER", 1)
        page = desk.get(base)
        assert "And 1 more in the folder." in words(page)
        assert "all.zip" not in page.text
        for name in ("all.zip", "print.pdf"):
            answer = desk.get(f"{base}/{name}")
            assert answer.status_code == 422
            assert "These are more than 1 sheets. Take them from the output folder." in words(answer)


def _check_archive(archive: bytes, files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        assert {name: opened.read(name) for name in opened.namelist()} == files


def _check_print(joined: bytes, sheets: list[bytes]) -> None:
    counts = [len(PdfReader(io.BytesIO(data)).pages) for data in sheets]
    reader = PdfReader(io.BytesIO(joined))
    assert len(reader.pages) == sum(count + count % 2 for count in counts[:-1]) + counts[-1]
    assert reader.metadata.title == "For printing"
    assert "/StructTreeRoot" not in reader.trailer["/Root"], "it is no tagged PDF and does not call itself one"
    assert "The tiny clinic" in " ".join(text_of(joined).split())


def _as_the_command(desk: Desk, output: Path, documents: list[str]) -> dict[str, bytes]:
    selection = gather.Selection(kinds=("overview", "symptom-checklist"), papers=("a4",))
    clinics = gather.gather([desk.settings.clinics_dir / "tiny"], selection)
    planned = jobs.plan(clinics, selection, AS_OF)
    wanted = [job for job in planned if str(job.request.document) in documents]
    run.build(wanted, run.Options(output, jobs=2), desk.app.state.desk.builds.last())
    return {job.target: (output / job.target).read_bytes() for job in wanted}


def test_a_sheet_begins_on_a_leaf_of_its_own_when_many_are_printed() -> None:
    def sheet(pages: int, width: int) -> bytes:
        writer, out = PdfWriter(), io.BytesIO()
        for _ in range(pages):
            writer.add_blank_page(width, 100)
        writer.write(out)
        return out.getvalue()

    joined = PdfReader(io.BytesIO(for_printing([sheet(1, 10), sheet(2, 20), sheet(3, 30), sheet(1, 40)], "Title")))
    assert [int(page.mediabox.width) for page in joined.pages] == [10, 10, 20, 20, 30, 30, 30, 30, 40]


@pytest.mark.slow
@pytest.mark.process
def test_a_sheet_that_cannot_be_made_costs_only_itself(desk: Desk) -> None:
    clinic = desk.settings.clinics_dir / "tiny"
    write(clinic / "styles/tiny.css", SHEET)
    for layout in ("quick", "broken"):
        write(clinic / f"templates/{layout}.html.j2", PAGE.replace("WAIT", WAITS[layout]))
    TinyClinic(clinic).add("plain")
    TinyClinic(clinic).add("wrong", wait="broken")
    sent = {"document": ["en/pleural/plain", "en/pleural/wrong"], "edition": "standard", "paper": "letter"}
    with desk.client:
        page = made(desk, desk.post("/take", {"clinic": "tiny", **sent}))
        text = shown(page)
        assert "Could not be made Tiny wrong" in text
        assert "has no attribute 'nothing'" in text
        assert "Tiny plain (tiny)" in text
        look = desk.get("/preview", params={"clinic": "tiny", "document": "en/pleural/wrong"})
        assert look.status_code == 422
        assert "has no attribute 'nothing'" in words(look)
        card = desk.get("/", params={"clinic": "tiny", "type": "pleural"}).text.split('value="en/pleural/wrong"')[0]
        name = re.findall(r"/first-page/([0-9a-f]*)[.]png", card)[-1]
        assert desk.get("/pages", params={"ids": name}).json() == {"pages": {}, "failed": [name], "waits": False}
    assert [path.name for path in desk.settings.output.rglob("*.pdf")] == ["plain.standard.letter.pdf"]


@pytest.mark.slow
@pytest.mark.process
def test_a_build_can_be_stopped_and_what_is_finished_stays(desk: Desk) -> None:
    documents = [str(identity) for identity in catalogue().documents]
    with desk.client:
        answer = desk.post("/take", {"clinic": "tiny", "document": documents, "edition": "standard", "paper": "a4"})
        place = answer.headers["location"]
        until(lambda: desk.get(f"{place}/state").json()["done"] > 0, 100)
        assert "Making your sheets" in shown(desk.get(place))
        page = made(desk, desk.post(f"{place}/stop"))
    assert "Stopped" in shown(page)
    kept = int(re.search(r"is kept: (\d+) of", words(page))[1])
    assert 0 < kept < len(documents)
    assert len([*desk.settings.output.rglob("*.pdf")]) == kept


def test_nothing_ticked_is_told_beside_the_form(desk: Desk) -> None:
    answer = desk.post("/take", {"clinic": "tiny", "document": OVERVIEW})
    assert answer.status_code == 422
    assert "Tick at least one sheet, and at least one kind of print." in words(answer)
    assert re.findall(r'name="document" value="([^"]*)" checked', answer.text) == [OVERVIEW], "what was ticked stays"


def test_the_example_of_a_table_is_that_of_the_command(desk: Desk) -> None:
    answer = desk.get("/many/clinics.csv")
    assert answer.content == table()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="clinics.csv"'
    assert desk.get("/many/columns.txt").text == columns("clinics.csv")


def send(desk: Desk, data: bytes, *logos: tuple[str, bytes]) -> Response:
    sent = [("table", ("any name.csv", data)), *(("logos", logo) for logo in logos)]
    answer = desk.post("/many", files=sent)
    assert answer.status_code == 303, words(answer)
    return desk.get(answer.headers["location"])


def rows(*changes: Callable[[dict[str, str]], object]) -> bytes:
    """The example's rows, each changed."""
    found = [*csv.DictReader(io.StringIO(table().decode("utf-8-sig")))]
    for row, change in zip(found, changes, strict=False):
        change(row)
    out = io.StringIO()
    writer = csv.DictWriter(out, found[0])
    writer.writeheader()
    writer.writerows({**row, "logo": "", "logo_alt": ""} for row in found)
    return out.getvalue().encode()


def test_the_rows_of_a_table_are_checked_and_its_clinics_named(desk: Desk) -> None:
    good = send(desk, rows())
    assert "Ready: 2 clinics" in shown(good) and "To put right" not in words(good)
    bad = send(desk, rows(lambda row: row.update(country="XX"), lambda row: row.update(id="Not An Id")))
    text = shown(bad)
    assert "To put right: 2 rows" in text and "Ready" not in text
    assert re.search(r"2 country 'XX' is not a country code", text)
    assert re.search(r"3 id 'Not An Id' is not an id", text)
    assert str(desk.app.state.desk.scratch()) not in bad.text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "has no column id, name"),
        (b"\xff\xfe\x00", "is not UTF-8 text; save the table as CSV UTF-8"),
        (table().splitlines()[0] + b"\n", "has no row for a clinic"),
        (b"id,name,nonsense\na,b,c\n", "'nonsense' is not a column"),
    ],
)
def test_a_file_that_is_no_table_is_told(desk: Desk, data: bytes, said: str) -> None:
    assert said in shown(send(desk, data))


def test_no_table_is_told(desk: Desk) -> None:
    answer = desk.post("/many", files={"other": ("a.txt", b"x")})
    assert answer.status_code == 422
    assert "Choose a table first" in words(answer)


BAD = Path(__file__).parents[1] / "bad/logo"
HOSTILE = [path.name for path in sorted(BAD.iterdir()) if path.suffix != ".txt"]


def many_rows(logos: list[str]) -> bytes:
    """A table with a clinic for each of these logos."""
    row = next(csv.DictReader(io.StringIO(table().decode("utf-8-sig"))))
    out = io.StringIO()
    writer = csv.DictWriter(out, row)
    writer.writeheader()
    for number, logo in enumerate(logos):
        writer.writerow({**row, "id": f"clinic-{number}", "logo": logo, "logo_alt": "A logo"})
    return out.getvalue().encode()


@pytest.mark.process
def test_hostile_logos_meet_the_same_checks_as_files(desk: Desk, tmp_path: Path) -> None:
    data = many_rows(HOSTILE)
    write(tmp_path / "table/clinics.csv", data.decode())
    for name in HOSTILE:
        (tmp_path / "table" / name).write_bytes((BAD / name).read_bytes())
    found = gather.gather_clinics(tmp_path / "table/clinics.csv", gather.Selection())
    assert len(found.problems) == len(HOSTILE) > 20
    text = shown(send(desk, data, *((name, (BAD / name).read_bytes()) for name in HOSTILE)))
    assert [problem.message for problem in found.problems if f"logo {problem.message}" not in text] == []
    assert "Ready" not in text


OUTSIDE = ["../evil.svg", "/etc/evil.svg", "clinics.csv", ".evil.svg", "evil.exe", "a/b/evil.svg", "evil\0.svg"]


@pytest.mark.parametrize("name", OUTSIDE)
def test_an_uploaded_file_has_no_say_in_where_it_lies(desk: Desk, name: str) -> None:
    assert send(desk, many_rows(["evil.svg"]), (name, b"<svg/>")).status_code == 200
    scratch = desk.app.state.desk.scratch()
    assert [path.name for path in scratch.rglob("*") if path.is_file() and path.name != ".lock"] == ["clinics.csv"]
    assert not [*scratch.parent.glob("evil*")]


@pytest.mark.slow
@pytest.mark.process
def test_the_sheets_of_all_clinics_of_a_table_are_made(desk: Desk) -> None:
    page = send(desk, rows(lambda row: row.update(country="XX")))
    assert "To put right: 1 row" in shown(page) and "Ready: 1 clinic " in words(page)
    with desk.client:
        sent = {"document": "en/pericardial/overview", "edition": "standard"}
        outcome = made(desk, desk.post(urlsplit(str(page.url)).path, sent))
    text = shown(outcome)
    assert "Left out" in text and "'XX' is not a country code" in text and "clinics.csv, line 2" in text
    name = [*csv.DictReader(io.StringIO(table().decode("utf-8-sig")))][1]["id"]
    made_files = [path.relative_to(desk.settings.output).as_posix() for path in desk.settings.output.rglob("*.pdf")]
    assert [path.split("/")[0] for path in made_files] == [name]


def test_a_fault_of_ours_is_one_line_without_a_traceback(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> None:
        raise ZeroDivisionError("a fault\nof two lines")

    monkeypatch.setattr(desk.app.state.desk.shelves, "of", broken)
    answer = desk.get("/take")
    assert answer.status_code == 500
    assert (
        "handouts has a fault of its own (ZeroDivisionError: a fault of two lines). Please report these words."
        in words(answer)
    )
    assert "Traceback" not in answer.text
