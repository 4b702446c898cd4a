"""The screens for editors say what the commands say, approve by the same function and refuse in the same words."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from desk import AS_OF, PORT, Desk, files, words
from httpx import Response
from lxml import html

from handouts.cli import main
from handouts.content.evidence import usage
from handouts.content.load import load_catalogue
from handouts.review.grades import Grader
from handouts.signoff.approvals import load_approvals
from handouts.signoff.words import words_digest
from handouts.source.layers import make_layers
from handouts.studio.settings import Settings
from signing import LEAFLET, catalogue, change, document, make_clinic

LEAF = "en/pleural/leaflet"
SIGN = {"by": "Maria Example", "role": "Test nurse", "on": "2026-03-01", "review_by": "2026-09-01"}


@pytest.fixture
def clinic(tmp_path: Path, small_root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clinic with a leaflet of its own, above a package of one document, in the folder where commands are typed."""
    for module in ("source.layers", "content.new", "studio.stamp", "studio.kept"):
        monkeypatch.setattr(f"handouts.{module}.bundled_root", lambda: small_root)
    monkeypatch.chdir(tmp_path)
    return make_clinic(tmp_path / "clinics" / "signing")


@pytest.fixture
def desk(clinic: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr("handouts.studio.editor_pages._pages", lambda *_: NO_PAGES)
    desk = Desk(Settings(None, clinic.parent, clinic.parents[1] / "output", AS_OF, PORT))
    yield desk
    desk.app.state.press.end()


NO_PAGES = {"sheet": "", "document": LEAF, "pages": 0, "paper": None, "trouble": ()}


def overview(desk: Desk) -> html.HtmlElement:
    answer = desk.get("/editors?clinic=signing")
    assert answer.status_code == 200, answer.text
    return html.document_fromstring(answer.text)


def shown(desk: Desk, *names: str) -> dict[str, str]:
    """What a form holds in which these documents are ticked."""
    page = overview(desk)
    digests = {name: page.xpath(f"//input[@name='words {name}']")[0].value for name in names}
    return {f"words {name}": digest for name, digest in digests.items()} | {"document": [*names]}


def approve(desk: Desk, *names: str, pack: bytes = b"", **changed: object) -> Response:
    fields = SIGN | {"clinic": "signing"} | (shown(desk, *names) if names else {}) | changed
    return desk.post("/editors", fields, files={"pack": ("pack.pdf" if pack else "", pack)})


def typed(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, prog_name="handouts")


def test_it_tells_the_mistakes_that_check_tells(desk: Desk, clinic: Path) -> None:
    change(document(clinic), "Rest when you can.", "'WRITE HERE: the main point.'")
    change(document(clinic), "What helps you rest.", "What helpz you rest.")
    lines = typed("check", "--clinic", clinic.as_posix()).stdout.splitlines()
    found = [words_of(row) for row in overview(desk).find_class("problem")]
    assert len(found) == len(lines) > 1
    for line, said in zip(lines, found, strict=True):
        place, _, rest = line.partition(": ")
        path, number, _ = place.rsplit(":", 2)
        assert said.endswith(f"{path}, line {number}")
        assert said.startswith(rest)


def words_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_what_was_mended_is_gone_at_the_next_look(desk: Desk, clinic: Path) -> None:
    assert "'helpz'" not in words_of(overview(desk))
    change(document(clinic), "What helps you rest.", "What helpz you rest.")
    assert "'helpz'" in words_of(overview(desk))
    change(document(clinic), "What helpz you rest.", "What helps you rest.")
    assert "'helpz'" not in words_of(overview(desk))


def test_content_that_cannot_be_read_is_told_on_each_screen(desk: Desk, clinic: Path) -> None:
    change(document(clinic), "title:", "titel:")
    for path in ("/editors", "/editors/sheet", "/editors/live"):
        answer = desk.get(path, params={"clinic": "signing", "document": LEAF})
        assert answer.status_code == 200
        assert "titel: is not a known key here" in words(answer).replace(" :", ":"), path
        assert "leaflet.yaml, line 1" in words(answer)


def test_each_sheet_says_how_it_reads_and_what_reaches_it(desk: Desk, clinic: Path) -> None:
    known = load_catalogue(make_layers(clinic))
    cards = {words_of(card.find("h3")): card for card in overview(desk).find_class("read")}
    assert len(cards) == len(known.documents) > 1
    (identity,) = (loaded.id for loaded in known.in_order() if loaded.id.kind == "overview")
    grade = Grader(known).grade(identity)
    card = cards[known.labels["en"].kinds["overview"]]
    assert f"Reads like school grade {grade.smog:.1f} (SMOG)" in words_of(card)
    claims = sum(identity in documents for documents in usage(known).values())
    assert f"It rests on {claims} claim." in words_of(card)
    (picture,) = card.find_class("skyline")
    assert picture.get("aria-hidden") == "true"  # its words stand below it
    assert "Hardest part: “What to know”" in words_of(card)
    assert len(picture.findall("rect")) == 1


def test_the_words_stand_beside_their_evidence(desk: Desk) -> None:
    answer = desk.get("/editors/sheet", params={"clinic": "signing", "document": "en/pleural/overview"})
    page = html.document_fromstring(answer.text)
    (row,) = (row for row in page.find_class("row") if "Mesothelioma is a cancer." in words_of(row[0]))
    assert "one-claim Mesothelioma is a cancer." in words_of(row[1])
    assert [link.get("href") for link in row[1].iter("a")] == ["#source-1"]
    assert "A page about cancer" in words_of(page.get_element_by_id("source-1"))
    (part,) = page.find_class("parts")[0].findall("tbody/tr")
    assert [words_of(cell) for cell in part] == ["What to know", "1.3", "1", "1"]


def test_approving_here_writes_what_the_command_writes(desk: Desk, clinic: Path, tmp_path: Path) -> None:
    shutil.copytree(clinic, tmp_path / "twin")
    sign = ("--by", SIGN["by"], "--role", SIGN["role"], "--on", SIGN["on"], "--review-by", SIGN["review_by"])
    assert typed("approve", "pleural/leaflet", "--clinic", "twin", *sign).exit_code == 0
    answer = approve(desk, LEAF)
    assert (answer.status_code, answer.headers["location"]) == (303, "/editors?clinic=signing&approved=1")
    assert files(clinic) == files(tmp_path / "twin")
    assert {"approvals.yaml", "adapted.yaml"} & files(clinic).keys()
    told = words(desk.get(answer.headers["location"]))
    assert "1 sheet is approved. Sheets that are made from now on say so." in told
    assert "Past its date" in told  # judged on the day that the page was given


@pytest.mark.parametrize(
    ("part", "given"),
    [
        ("by", ""),
        ("by", "NAME"),
        ("by", "\u202eMaria"),
        ("by", "x" * 51),
        ("role", ""),
        ("role", "your role"),
        ("role", "x" * 81),
        ("on", "2999-01-01"),
        ("review_by", "2028-01-01"),
        ("review_by", "2026-03-01"),
    ],
)
def test_a_slip_is_refused_in_the_words_of_the_command(desk: Desk, clinic: Path, part: str, given: str) -> None:
    options = {"by": "--by", "role": "--role", "on": "--on", "review_by": "--review-by"}
    sign = [word for name, value in (SIGN | {part: given}).items() for word in (options[name], value)]
    told = typed("approve", "pleural/leaflet", "--clinic", clinic.as_posix(), *sign)
    assert told.exit_code == 2
    message = told.stderr.rpartition(f"Invalid value for {options[part]}: ")[2].strip()
    before = files(clinic)
    answer = approve(desk, LEAF, **{part: given})
    assert answer.status_code == 422
    page = html.document_fromstring(answer.text)
    assert page.get_element_by_id(f"{part}-fault").text.lower() == message.lower()
    assert page.get_element_by_id(part).get("aria-invalid") == "true"
    assert page.get_element_by_id("role").value == (SIGN | {part: given})["role"].strip()
    assert page.xpath(f"//input[@value='{LEAF}'][@checked]")
    assert files(clinic) == before


def test_no_sheet_and_no_date_are_refused(desk: Desk, clinic: Path) -> None:
    assert "No sheet is ticked; tick those whose words you have read" in words(approve(desk))
    assert "'soon' is not a date; write it as 2026-01-31" in words(approve(desk, LEAF, on="soon"))
    assert not (clinic / "approvals.yaml").exists()


def test_words_that_changed_after_they_were_shown_are_not_approved(desk: Desk, clinic: Path) -> None:
    before = words_digest(catalogue(clinic), catalogue(clinic).documents[LEAFLET])[:8]
    fields = SIGN | {"clinic": "signing"} | shown(desk, LEAF)
    change(document(clinic), "a short walk", "a short rest")
    now = words_digest(catalogue(clinic), catalogue(clinic).documents[LEAFLET])[:8]
    answer = desk.post("/editors", fields)
    assert answer.status_code == 422
    assert (
        f"pleural/leaflet (en) : was version {before} when this page was opened and is {now} now; read the new words, "
        "then approve them" in words(answer)
    )
    assert not (clinic / "approvals.yaml").exists()


def test_what_is_not_filled_in_or_not_there_is_not_approved(desk: Desk, clinic: Path) -> None:
    change(document(clinic), "Rest when you can.", "'WRITE HERE: the main point.'")
    assert "key_message : is not filled in" in words(approve(desk, LEAF))
    gone = {"document": ["en/pleural/../../etc"], "words en/pleural/../../etc": "0" * 64}
    assert "is not there any more" in words(desk.post("/editors", SIGN | {"clinic": "signing"} | gone))
    assert not (clinic / "approvals.yaml").exists()


@pytest.mark.slow
def test_a_review_pack_is_made_and_approved_whole(desk: Desk, clinic: Path) -> None:
    pack = desk.get("/editors/pack", params={"clinic": "signing", "type": "pleural", "language": "en"})
    assert (pack.status_code, pack.headers["content-type"]) == (200, "application/pdf")
    assert pack.headers["content-disposition"] == 'attachment; filename="review-pack-en-pleural.pdf"'
    answer = approve(desk, pack=pack.content)
    assert answer.headers["location"] == "/editors?clinic=signing&approved=2"
    assert {str(identity) for identity in load_approvals(clinic).by_id} == {LEAF, "en/pleural/overview"}
    change(document(clinic), "a short walk", "a short rest")
    before = files(clinic)
    told = approve(desk, pack=pack.content)
    assert (told.status_code, "in this pack and is " in words(told)) == (422, True)
    change(clinic / "brand.yaml", "id: signing", "id: other")
    assert "is the review pack of 'signing', and this clinic is 'other'" in words(approve(desk, pack=pack.content))
    assert {name for name, data in files(clinic).items() if before.get(name) != data} == {"brand.yaml"}


@pytest.mark.parametrize("data", [b"%PDF-1.7 and nothing more", b"hello", b"\0" * 100])
def test_what_is_no_pack_is_told(desk: Desk, clinic: Path, data: bytes) -> None:
    (clinic.parent / "pack.pdf").write_bytes(data)
    sign = ("--by", SIGN["by"], "--role", SIGN["role"])
    told = typed("approve", "--pack", (clinic.parent / "pack.pdf").as_posix(), "--clinic", clinic.as_posix(), *sign)
    message = told.stderr.splitlines()[0].partition("pack.pdf: ")[2]
    assert message
    assert message in words(approve(desk, pack=data))
    assert not (clinic / "approvals.yaml").exists()


def test_sheets_of_no_clinic_are_never_approved(desk: Desk) -> None:
    page = words(desk.get("/editors?clinic="))
    assert "Sheets of no clinic are never approved." in page
    assert "I have read it" not in page
    refused = desk.post("/editors", SIGN | {"clinic": "", "document": LEAF})
    assert (refused.status_code, "Sheets of no clinic are never approved." in words(refused)) == (422, True)
    assert desk.get("/editors/pack?clinic=&type=pleural").status_code == 404


def test_without_the_token_nothing_is_approved(desk: Desk, clinic: Path) -> None:
    assert approve(desk, LEAF, token="guessed").status_code == 403
    assert not (clinic / "approvals.yaml").exists()


@pytest.mark.parametrize("name", ["../../etc/passwd", "en/pleural", "en/pleural/nothing", ""])
def test_a_document_is_one_that_is_there(desk: Desk, name: str) -> None:
    for path in ("/editors/sheet", "/editors/live"):
        assert desk.get(path, params={"clinic": "signing", "document": name}).status_code == 404


def test_the_evidence_stands_in_tables_with_their_names(desk: Desk) -> None:
    tables = overview(desk).xpath("//details[@id='claims']//table")
    assert tables
    for table in tables:
        assert words_of(table.find("caption"))
        assert [cell.get("scope") for cell in table.findall("thead/tr/th")] == ["col"] * 2
    assert ["one-claim", "1"] in [
        [words_of(cell) for cell in row] for table in tables for row in table.findall("tbody/tr")
    ]
