"""`handouts approve`, `handouts approvals` and `handouts build --strict`, as they are typed."""

from __future__ import annotations

import datetime as dt
import json
import shlex
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from handouts.proof import inspect
from handouts.signoff.approvals import load_approvals
from handouts.signoff.words import words_digest
from handouts.source.layers import LOCKED_FAULT
from signing import LEAFLET, ON, catalogue, change, document, make_clinic, write

CARD = replace(LEAFLET, kind="card")
SIGN = ("--by", "Maria Example", "--role", "Test nurse", "--on", "2026-03-01", "--review-by", "2026-09-01")
PDF = "output/signing/en/pleural/leaflet.standard.letter.pdf"
BUILD = ("build", "pleural", "--kind", "leaflet", "--clinic", "clinic")


@pytest.fixture
def clinic(here: Path) -> Path:
    return make_clinic(here / "clinic")


def approve(run, *more: str, sign: tuple[str, ...] = SIGN):
    return run("approve", "pleural/leaflet", "--clinic", "clinic", *sign, *more)


def test_it_records_who_and_says_what_comes_next(run, clinic: Path) -> None:
    result = approve(run)
    given = load_approvals(clinic).by_id[LEAFLET]
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        f"pleural/leaflet (en), version {given.words_sha256[:8]}, is approved until 2026-09-01.\n"
        "Next:  handouts build pleural --kind leaflet --clinic clinic\n"
    )
    assert (given.by, given.role, given.on) == ("Maria Example", "Test nurse", ON)
    again = approve(run, sign=("--by", "Nora Example", "--role", "Test oncologist", "--on", "2026-04-01"))
    assert "This takes the place of the approval by Maria Example of 2026-03-01.\n" in again.stdout
    given = load_approvals(clinic).by_id[LEAFLET]
    assert (given.by, given.review_by) == ("Nora Example", dt.date(2027, 1, 1))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("pleural/leaflets", *SIGN), "'pleural/leaflets' is not a document; did you mean 'pleural/leaflet'?"),
        (("pleural/leaflet", *SIGN, "--lang", "fr"), "'fr' is not a language here; known: en, es"),
        (("pleural/leaflet", *SIGN, "--on", "2999-01-01"), "2999-01-01 is still to come; give the day it was signed"),
        (("pleural/leaflet", *SIGN, "--review-by", "2026-03-01"), "review_by is not after the day of approval"),
        (("pleural/leaflet", *SIGN, "--by", " "), "Invalid value for --by: has no text; write some"),
        (("pleural/leaflet", *SIGN, "--role", "x" * 81), "--role: has 81 letters, at most 80; shorten it"),
        (("pleural/leaflet", *SIGN, "--by", "\u202eMaria"), "Invalid value for --by: holds a character that reverses"),
        (("pleural/leaflet", "--by", "Maria Example"), "Missing option '--role'"),
    ],
)
def test_a_slip_is_told_and_nothing_is_written(run, clinic: Path, arguments: tuple[str, ...], message: str) -> None:
    result = run("approve", *arguments, "--clinic", "clinic")
    assert result.exit_code == 2
    assert message in result.stderr
    assert not (clinic / "approvals.yaml").exists()


def test_a_document_that_is_not_filled_in_cannot_be_approved(run, clinic: Path) -> None:
    change(document(clinic), "Rest when you can.", "'WRITE HERE: the main point.'")
    result = approve(run)
    assert result.exit_code == 4
    assert "leaflet.yaml:3:1: key_message: is not filled in" in result.stderr
    assert not (clinic / "approvals.yaml").exists()


def test_a_list_that_is_wrong_is_told_and_left_alone(run, clinic: Path) -> None:
    approve(run)
    path = clinic / "approvals.yaml"
    change(path, "role:", "rule:")
    before = path.read_bytes()
    result = approve(run)
    assert result.exit_code == 4
    assert "clinic/approvals.yaml:9:5: approvals[0].rule: is not a known key here" in result.stderr
    assert path.read_bytes() == before


def test_approvals_shows_each_document_and_what_has_changed(run, clinic: Path) -> None:
    approve(run)
    rows = {row.split()[0] + row.split()[1]: row for row in states(run, "--as-of", "2026-03-02")}
    assert "approved" in rows["pleural/leafleten"]
    assert rows["pleural/leafleten"].endswith("Maria Example  2026-03-01  2026-09-01")
    assert "never approved" in rows["pleural/leafletes"]
    assert "never approved" in rows["pleural/overviewen"]
    (expired,) = (row for row in states(run, "--as-of", "2026-09-02") if "Maria" in row)
    assert "expired" in expired
    change(document(clinic), "a short walk", "a short rest")
    changed = run("approvals", "--clinic", "clinic", "--as-of", "2026-03-02", "--diff")
    assert "changed since" in changed.stdout
    assert "\npleural/leaflet (en), since Maria Example approved it on 2026-03-01:\n" in changed.stdout
    assert "says that a short [-walk-]{+rest+} helps." in changed.stdout


def states(run, *more: str) -> list[str]:
    result = run("approvals", "--clinic", "clinic", *more)
    assert (result.exit_code, result.stderr) == (0, "")
    return result.stdout.splitlines()[1:]


def test_approvals_as_data(run, clinic: Path) -> None:
    approve(run)
    change(document(clinic), "Resting well", "Resting")
    (clinic / "content/es/pleural/leaflet.yaml").unlink()
    data = json.loads(run("approvals", "--clinic", "clinic", "--as-of", "2026-03-02", "--json").stdout)
    (found,) = (entry for entry in data["documents"] if entry["kind"] == "leaflet")
    assert (found["state"], found["overdue"], found["approval"]["by"]) == ("changed", False, "Maria Example")
    assert found["changes"] == [{"before": "title: Resting well", "after": "title: Resting"}]
    assert data["without_document"] == []
    document(clinic).unlink()
    gone = run("approvals", "--clinic", "clinic")
    assert gone.stderr == "en/pleural/leaflet: an approval of a document that is not there any more; delete its entry\n"


def test_strict_lists_all_that_is_not_approved_and_writes_nothing(run, clinic: Path, here: Path) -> None:
    approve(run)
    both = (*BUILD, "--lang", "en", "--lang", "es", "--strict")
    result = run(*both, "--as-of", "2026-09-02")
    assert result.exit_code == 4
    assert result.stderr.splitlines() == [
        "clinic/approvals.yaml: pleural/leaflet (es): is not approved; have a clinician read it, then record it with "
        "`handouts approve`",
        "clinic/approvals.yaml:6:5: pleural/leaflet (en): is past its review date 2026-09-01; go through the words "
        "again and approve them",
        "2 problems; nothing was written",
    ]
    change(document(clinic), "a short walk", "a short rest")
    result = run(*BUILD, "--strict", "--as-of", "2027-01-02", "--dry-run")
    assert (
        "clinic/approvals.yaml:6:5: pleural/leaflet (en): has changed since it was approved and is past its review "
        "date 2027-01-01; have a clinician read it" in result.stderr
    )
    assert not (here / "output").exists()


def test_strict_refuses_sheets_of_no_clinic(run, here: Path) -> None:
    result = run("build", "pleural", "--kind", "overview", "--strict")
    assert result.exit_code == 4
    assert "is not approved; sheets of no clinic are never approved, build them without --strict" in result.stderr
    assert not (here / "output").exists()


@pytest.mark.process
def test_a_build_goes_by_the_approval(run, clinic: Path, here: Path) -> None:
    """Approved and strict; one word changed, and the draft mark is back on every page; the manifest says so."""
    approve(run)
    assert run(*BUILD, "--strict", "--as-of", "2026-03-02").exit_code == 0
    assert all("Approved Mar 1, 2026." in page for page in inspect((here / PDF).read_bytes()).text)
    assert manifest(here)["approval"] == "approved"
    assert manifest(here)["review_by"] == "2026-09-01"
    assert "1 unchanged" in run(*BUILD, "--strict", "--as-of", "2026-03-02").stdout
    change(document(clinic), "a short walk", "a short rest")
    assert run(*BUILD, "--as-of", "2026-03-02").exit_code == 0
    pages = inspect((here / PDF).read_bytes()).text
    assert len(pages) > 1
    assert all("Draft, not approved." in page and "Maria" not in page for page in pages)
    assert manifest(here)["approval"] == "changed"


def manifest(here: Path) -> dict:
    (entry,) = json.loads((here / "output/manifest.json").read_text())["files"]
    return entry


def test_a_build_stops_where_a_digest_was_edited(run, clinic: Path, here: Path) -> None:
    approve(run)
    change(clinic / "approved/en.pleural.leaflet.txt", "a short walk", "a short rest")
    result = run(*BUILD)
    assert result.exit_code == 4
    assert result.stderr.startswith("clinic/approvals.yaml:12:5: approvals[0].words_sha256: is not the digest")
    assert not (here / "output").exists()


@pytest.mark.usefixtures("small_package")
def test_check_tells_what_is_wrong_with_the_list(run, clinic: Path) -> None:
    approve(run)
    change(clinic / "approved/en.pleural.leaflet.txt", "a short walk", "a short rest")
    result = run("check", "--clinic", "clinic")
    assert result.exit_code == 1
    assert "clinic/approvals.yaml:12:5: approvals[0].words_sha256: is not the digest of the words in" in result.stdout


@pytest.mark.usefixtures("small_package")
def test_check_tells_what_no_clinic_may_change(run, clinic: Path) -> None:
    write(clinic / "templates/parts/foot.html.j2", "Approved by Dr. Nobody.")
    told = run("check", "--clinic", "clinic")
    assert told.exit_code == 1
    assert f"clinic/templates/parts/foot.html.j2: {LOCKED_FAULT}" in told.stdout
    (clinic / "templates/parts/foot.html.j2").unlink()
    write(clinic / "content/en/labels.yaml", "kinds: {leaflet: Leaflet}\nfoot: {draft: Approved.}\n")
    place = "clinic/content/en/labels.yaml:2:8: foot.draft"
    told = f"{place}: is the same at every clinic: 'Draft, not approved.'; delete this line"
    assert told in run("check", "--clinic", "clinic").stdout


@pytest.mark.parametrize(
    ("file", "text"),
    [("styles/own.css", "h1::after { content: 'Take twice the dose.' }"), ("templates/base.html.j2", "Take twice.")],
)
def test_strict_names_the_file_that_has_changed_since(run, clinic: Path, here: Path, file: str, text: str) -> None:
    approve(run)
    write(clinic / file, text)
    told = run(*BUILD, "--strict", "--as-of", "2026-03-02")
    assert told.stderr.splitlines()[0] == (
        f"clinic/approvals.yaml:6:5: pleural/leaflet (en): has changed since it was approved ({file}); have a "
        "clinician read it, then record it with `handouts approve`"
    )
    assert not (here / "output").exists()
    assert f"{{+overlay {file}: " in run("approvals", "--clinic", "clinic", "--as-of", "2026-03-02", "--diff").stdout


STAND_INS = (
    *(
        ".",
        "...",
        "\u2026",
        "NAME",
        "x",
        "xxx",
        "X. X.",
        "WRITE HERE",
        "WRITE HERE: your name",
        "your name",
        "Your Name",
    ),
    *("ROLE", "[ROLE]", "<name>", "TBD", "t.b.d.", "n/a", "???", "12345", "-", "_____", "First Last", "Jane Doe", "a1"),
)


@pytest.mark.parametrize("option", ["--by", "--role"])
@pytest.mark.parametrize("given", STAND_INS)
def test_what_stands_in_for_a_person_is_refused(run, clinic: Path, option: str, given: str) -> None:
    result = approve(run, option, given)
    assert result.exit_code == 2
    told = f"{option}: {given!r} is not filled in; give the name and the role of the person who has read the words"
    assert told in result.stderr
    assert not (clinic / "approvals.yaml").exists()


@pytest.mark.parametrize("given", ["Li Na", "Bo Ek", "Dr. M. O'Neill-Smith, RN", "Namé Rolé"])
def test_names_of_people_are_names(run, clinic: Path, given: str) -> None:
    assert approve(run, "--by", given).exit_code == 0
    assert load_approvals(clinic).by_id[LEAFLET].by == given


@pytest.mark.parametrize("page", ["README.md", "docs/sign-off.md", "docs/cli.md"])
def test_the_lines_of_our_own_pages_name_nobody(run, clinic: Path, page: str) -> None:
    """As a new user would type them."""
    text = (Path(__file__).parents[2] / page).read_text(encoding="utf-8")
    lines = [shlex.split(line)[1:] for line in text.splitlines() if line.strip().startswith("handouts approve ")]
    assert lines
    for line in lines:
        given = [word for option in ("--by", "--role") for word in (option, line[line.index(option) + 1])]
        result = approve(run, sign=tuple(given))
        assert (result.exit_code, "is not filled in" in result.stderr) == (2, True), line
    assert not (clinic / "approvals.yaml").exists()


def test_a_stand_in_that_was_typed_into_the_list_is_refused(run, clinic: Path) -> None:
    approve(run)
    change(clinic / "approvals.yaml", "Maria Example", "NAME")
    result = run(*BUILD)
    assert result.exit_code == 4
    assert "approvals[0].by: 'NAME' is not filled in" in result.stderr


def test_what_is_confirmed_is_what_is_kept(run, clinic: Path) -> None:
    result = approve(run, "--review-by", "2027-01-02")
    assert result.exit_code == 2
    assert (
        "--review-by: 2027-01-02 is later than 2027-01-01, by when the words of pleural/leaflet (en) must be gone "
        "through again; give that day or an earlier one" in result.stderr
    )
    assert not (clinic / "approvals.yaml").exists()
    for given in ("2027-01-01", "2026-12-31"):
        assert f"is approved until {given}." in approve(run, "--review-by", given).stdout
        assert load_approvals(clinic).by_id[LEAFLET].review_by.isoformat() == given
        until = json.loads(run("approvals", "--clinic", "clinic", "--as-of", "2026-03-02", "--json").stdout)
        assert [x["review_by"] for x in until["documents"] if x["state"] == "approved"] == [given]


def second(clinic: Path) -> Path:
    """Another document of the clinic."""
    path = document(clinic).with_name("card.yaml")
    write(clinic / "content/kinds/card.yaml", (clinic / "content/kinds/leaflet.yaml").read_text())
    write(clinic / "content/en/labels.yaml", "kinds:\n  leaflet: Leaflet\n  card: Card\n")
    change(clinic / "content/es/labels.yaml", "kinds:\n", "kinds:\n  card: Tarjeta\n")
    return write(path, document(clinic).read_text().replace("Resting well", "Walking well"))


def test_several_are_approved_at_once(run, clinic: Path) -> None:
    second(clinic)
    result = approve(run, "pleural/card")
    given = load_approvals(clinic).by_id
    assert (result.exit_code, result.stderr) == (0, "")
    versions = [given[name].words_sha256[:8] for name in (LEAFLET, CARD)]
    assert result.stdout == (
        f"pleural/leaflet (en), version {versions[0]}, is approved until 2026-09-01.\n"
        f"pleural/card (en), version {versions[1]}, is approved until 2026-09-01.\n"
        "Next:  handouts build pleural --kind leaflet --kind card --clinic clinic\n"
    )


def test_or_none_of_them_and_each_is_named(run, clinic: Path) -> None:
    path = second(clinic)
    unknown = approve(run, "pleural/leaflets", "pleural/cards")
    assert "'pleural/leaflets' is not a document; did you mean 'pleural/leaflet'?" in unknown.stderr
    assert "'pleural/cards' is not a document; did you mean 'pleural/card'?" in unknown.stderr
    late = approve(run, "pleural/card", "--review-by", "2028-01-01")
    assert late.stderr.count("2028-01-01 is later than 2027-01-01, by when the words of pleural/") == 2
    change(path, "Rest when you can.", "'WRITE HERE: the main point.'")
    blank = approve(run, "pleural/card")
    assert "card.yaml:3:1: key_message: is not filled in" in blank.stderr
    assert [unknown.exit_code, late.exit_code, blank.exit_code] == [2, 2, 4]
    assert not (clinic / "approvals.yaml").exists()
    assert not (clinic / "approved").exists()


@pytest.fixture
def pack(run, clinic: Path) -> str:
    """A review pack of two documents."""
    second(clinic)
    kinds = ("--kind", "leaflet", "--kind", "card")
    result = run(
        "review-pack", "pleural", "--clinic", "clinic", *kinds, "--output", "pack.pdf", "--as-of", "2026-02-28"
    )
    assert result.exit_code == 0, result.stderr
    return "pack.pdf"


def sign_pack(run, pack: str, *more: str, clinic: str = "clinic"):
    return run("approve", "--pack", pack, "--clinic", clinic, *SIGN, *more)


@pytest.mark.slow
def test_a_signed_pack_is_approved_whole(run, clinic: Path, pack: str) -> None:
    result = sign_pack(run, pack)
    assert (result.exit_code, result.stderr) == (0, "")
    assert {*load_approvals(clinic).by_id} == {LEAFLET, CARD}
    assert result.stdout.count("is approved until 2026-09-01.") == 2
    assert "record(s)" not in result.stdout
    text = inspect(Path(pack).read_bytes()).reading_order
    assert "one command records them all" in text


@pytest.mark.slow
def test_a_pack_of_other_words_is_refused_and_each_document_named(run, clinic: Path, pack: str) -> None:
    known = catalogue(clinic)
    before = words_digest(known, known.documents[LEAFLET])[:8]
    change(document(clinic), "a short walk", "a short rest")
    known = catalogue(clinic)
    now = words_digest(known, known.documents[LEAFLET])[:8]
    result = sign_pack(run, pack)
    assert (result.exit_code, result.stderr.splitlines()[0]) == (
        4,
        f"pack.pdf: pleural/leaflet (en): was version {before} in this pack and is {now} now; make the pack again and "
        "have it read again",
    )
    document(clinic).with_name("card.yaml").unlink()
    result = sign_pack(run, pack)
    assert "pack.pdf: pleural/card (en): is not there any more; make the pack again" in result.stderr
    assert "pack.pdf: pleural/leaflet (en): was version" in result.stderr
    assert not (clinic / "approvals.yaml").exists()


@pytest.mark.slow
def test_a_style_that_came_after_the_pack_is_none_that_was_signed(run, clinic: Path, pack: str) -> None:
    write(clinic / "styles/own.css", "h1::after { content: 'Take twice the dose.' }")
    result = sign_pack(run, pack)
    assert result.exit_code == 4
    assert result.stderr.count("in this pack and is ") == 2
    assert not (clinic / "approvals.yaml").exists()


@pytest.mark.slow
def test_a_pack_of_another_clinic_is_refused(run, clinic: Path, pack: str) -> None:
    change(clinic / "brand.yaml", "id: signing", "id: other")
    result = sign_pack(run, pack)
    assert result.exit_code == 4
    assert "is the review pack of 'signing', and this clinic is 'other'; name the folder" in result.stderr


def test_what_is_no_pack_is_told(run, clinic: Path, here: Path) -> None:
    (here / "pack.pdf").write_bytes(b"%PDF-1.7 and nothing more")
    assert "pack.pdf: is no PDF that can be read; give the file as it was made" in sign_pack(run, "pack.pdf").stderr
    with pikepdf.new() as empty:
        empty.add_blank_page()
        empty.save(here / "pack.pdf")
    assert "pack.pdf: is no review pack of handouts; make one with" in sign_pack(run, "pack.pdf").stderr
    with pikepdf.new() as forged:
        forged.add_blank_page()
        forged.attachments["sign-off.txt"] = b"clinic signing\nen/../../x " + b"0" * 64
        forged.save(here / "pack.pdf")
    assert "pack.pdf: is no review pack of handouts; make one with" in sign_pack(run, "pack.pdf").stderr
    both = sign_pack(run, "pack.pdf", "pleural/leaflet")
    assert "name the documents (TYPE/KIND) or a review pack (--pack FILE), one of the two" in both.stderr
    neither = run("approve", "--clinic", "clinic", *SIGN)
    assert [both.exit_code, neither.exit_code] == [2, 2]
    assert not (clinic / "approvals.yaml").exists()
