"""`handouts approve`, `handouts approvals` and `handouts build --strict`, as they are typed."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pytest

from handouts.proof import inspect
from handouts.signoff.approvals import load_approvals
from handouts.source.layers import LOCKED_FAULT
from signing import LEAFLET, ON, change, document, make_clinic, write

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
