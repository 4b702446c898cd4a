"""The list of approvals is written for people, read with care, and what was done to it by hand is told by line."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts.errors import InputInvalid
from handouts.signoff.approvals import APPROVALS, load_approvals
from handouts.signoff.words import words_digest
from signing import HOJA, LEAFLET, catalogue, change, document, make_clinic, sign, write


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    return make_clinic(tmp_path / "clinic")


def problems(folder: Path) -> str:
    with pytest.raises(InputInvalid) as caught:
        load_approvals(folder)
    return str(caught.value).replace(f"{folder.as_posix()}/", "")


def test_the_file_is_stable_and_can_be_read_by_people(clinic: Path) -> None:
    sign(clinic, HOJA, by='Nora "No" Example', role="yes")
    first = sign(clinic).read_text(encoding="utf-8")
    assert sign(clinic).read_text(encoding="utf-8") == first
    head, _, entries = first.partition("approvals:\n")
    assert head.startswith("# Who has approved which document")
    assert all(line.startswith("# ") for line in head.splitlines())
    digest = load_approvals(clinic).by_id[HOJA].words_sha256
    assert entries.splitlines()[7:] == [
        "  - document: pleural/leaflet",
        "    lang: es",
        '    by: "Nora \\"No\\" Example"',
        '    role: "yes"',
        "    on: 2026-03-01",
        "    review_by: 2026-09-01",
        f"    words_sha256: {digest}",
    ]
    assert load_approvals(clinic).by_id[HOJA].by == 'Nora "No" Example'
    assert sorted(path.name for path in clinic.iterdir() if "sign" in path.name or path.suffix == ".part") == []


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("lang: en", "lang: ../en", "approvals.yaml:7:5: approvals[0].lang: '../en' is not a language's code; write e"),
        ("pleural/leaflet", "../leaflet", "approvals.yaml:6:5: approvals[0].document: '../leaflet' is not a document;"),
        ("on: 2026-03-01", "on: soon", "approvals.yaml:10:5: approvals[0].on: 'soon' is not a date; write it as 2026"),
        ("on: 2026-03-01", "on: 2026-09-01", "approvals.yaml:6:5: approvals[0]: review_by is not after the day of app"),
        ("role:", "rule:", "approvals.yaml:9:5: approvals[0].rule: is not a known key here; delete it or check its sp"),
        ("words_sha256: ", "words_sha256: x", "approvals.yaml:12:5: approvals[0].words_sha256: 'x"),
        ("Maria", "\u202eMaria", "approvals.yaml:8:10: holds a character that reverses the reading direction (U+202E)"),
        ("approvals:", "signed:", "approvals.yaml:1:1: must have the one key approvals:; make the file again"),
        ("  - document", "  document", "approvals.yaml:7:9: is not valid YAML"),
    ],
)
def test_what_is_wrong_in_the_list_is_told_by_line(clinic: Path, before: str, after: str, message: str) -> None:
    change(sign(clinic), before, after)
    assert message in problems(clinic)


def test_a_digest_that_was_edited_is_told_by_line(clinic: Path) -> None:
    path = sign(clinic)
    change(document(clinic), "a short walk", "a short rest")
    known = catalogue(clinic)
    old = load_approvals(clinic).by_id[LEAFLET].words_sha256
    change(path, old, words_digest(known, known.documents[LEAFLET]))
    assert problems(clinic) == (
        "approvals.yaml:12:5: approvals[0].words_sha256: is not the digest of the words in "
        "approved/en.pleural.leaflet.txt; one of the two was edited, make the entry again"
    )
    sign(clinic)
    assert LEAFLET in load_approvals(clinic).by_id


def test_kept_words_that_were_edited_or_lost_are_told_by_line(clinic: Path) -> None:
    sign(clinic)
    kept = clinic / "approved/en.pleural.leaflet.txt"
    crlf = kept.read_bytes().replace(b"\n", b"\r\n")
    kept.write_bytes(crlf)
    assert LEAFLET in load_approvals(clinic).by_id
    change(kept, "a short walk", "a long walk")
    assert problems(clinic).startswith("approvals.yaml:12:5: approvals[0].words_sha256: is not the digest of the words")
    kept.unlink()
    assert "the words it stands for are not there: 'approved/en.pleural.leaflet.txt' is not there" in problems(clinic)


def test_a_document_that_stands_twice_is_told_by_line(clinic: Path) -> None:
    path = sign(clinic)
    head, _, entry = path.read_text(encoding="utf-8").partition("approvals:\n")
    path.write_text(f"{head}approvals:\n{entry}{entry}", encoding="utf-8")
    message = "approvals.yaml:13:5: approvals[1].document: pleural/leaflet in 'en' stands twice; keep one of the two"
    assert problems(clinic) == message


def test_a_link_out_of_the_folder_is_refused(clinic: Path, tmp_path: Path) -> None:
    path = sign(clinic)
    path.rename(tmp_path / "elsewhere.yaml")
    path.symlink_to(tmp_path / "elsewhere.yaml")
    assert problems(clinic) == ("approvals.yaml: is a link; put the file itself there")


def test_an_empty_list_is_none(clinic: Path) -> None:
    assert load_approvals(clinic).by_id == {}
    write(clinic / APPROVALS.file, "# nothing yet\n")
    assert load_approvals(clinic).by_id == {}
    write(clinic / APPROVALS.file, "approvals: []\n")
    assert load_approvals(clinic).by_id == {}
