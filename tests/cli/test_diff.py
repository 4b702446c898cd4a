"""`handouts diff`: what a clinic has changed, and what the package has changed under it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from handouts.content.catalogue import DocumentId
from handouts.content.load import load_catalogue
from handouts.signoff.changes import Change, changes
from handouts.signoff.record import record
from handouts.signoff.records import ADAPTED, digest_of, load_bases, read_records
from handouts.signoff.words import words_digest
from handouts.source.layers import make_layers
from signing import change, make_clinic

OVERVIEW = DocumentId("en", "pleural", "overview")
FILE = "content/en/pleural/overview.yaml"


@pytest.fixture
def clinic(run, here: Path) -> Path:
    """A clinic with its own copy of the overview."""
    assert run("init", "clinic").exit_code == 0
    assert run("new", "pleural", "overview", "--clinic", "clinic", "--from-shipped").exit_code == 0
    return here / "clinic"


def retitle(clinic: Path, words: str) -> None:
    path = clinic / FILE
    text, count = re.subn(r"^title: .*$", f"title: {words}", path.read_text(encoding="utf-8"), flags=re.M)
    assert count == 1
    path.write_text(text, encoding="utf-8")


def title(words: str) -> tuple[str, str]:
    """The shipped title line, and one with these words."""
    known = load_catalogue(make_layers(), lambda found: found == OVERVIEW)
    return f"title: {known.documents[OVERVIEW].document.title}", f"title: {words}"


@pytest.mark.process
def test_nothing_is_changed_at_first(run) -> None:
    run("init", "clinic")
    assert run("diff", "--clinic", "clinic").stdout == "Nothing: every word is the package's own.\n"


def test_a_copy_notes_the_words_that_it_was_made_from(clinic: Path) -> None:
    known = load_catalogue(make_layers(), lambda found: found == OVERVIEW)
    assert load_bases(clinic).by_id[OVERVIEW].words_sha256 == words_digest(known, known.documents[OVERVIEW])
    assert (clinic / "based-on/en.pleural.overview.txt").is_file()


@pytest.mark.process
def test_a_copy_that_nobody_has_edited_is_no_change(run, clinic: Path) -> None:
    """Nor does its sheet say that this clinic has changed it."""
    data = json.loads(run("diff", "--clinic", "clinic", "--json").stdout)
    assert data == {"documents": [], "kinds": {}, "labels": {}, "files": {FILE: "copied"}}
    assert run("diff", "--clinic", "clinic").stdout == f"Files:\n  {FILE}: copied\n"
    listed = json.loads(run("list", "--clinic", "clinic", "--json").stdout)
    assert not any(row["adapted"] for row in listed)
    retitle(clinic, "Our own title")
    listed = json.loads(run("list", "--clinic", "clinic", "--json").stdout)
    assert [row["kind"] for row in listed if row["adapted"]] == ["overview"]


@pytest.mark.process
def test_a_replaced_document_is_shown_word_by_word(run, clinic: Path) -> None:
    retitle(clinic, "Our own title")
    shown = run("diff", "--clinic", "clinic").stdout
    assert shown.startswith("pleural/overview (en): replaced\n")
    assert "{+Our own title+}\n" in shown
    assert "The package's words are those that it was made from." in shown
    assert f"Files:\n  {FILE}: replaced\n" in shown


def test_added_documents_kinds_and_labels_are_shown(run, here: Path) -> None:
    make_clinic(here / "clinic")
    change(here / "clinic/content/en/labels.yaml", "kinds:", "page: {notes: Room to write}\nkinds:")
    data = json.loads(run("diff", "--clinic", "clinic", "--json").stdout)
    added = {(entry["lang"], entry["kind"]) for entry in data["documents"] if entry["what"] == "added"}
    assert added == {("en", "leaflet"), ("es", "leaflet")}
    assert data["kinds"] == {"leaflet": "added"}
    assert data["labels"]["en.page.notes"] == {"before": "My notes", "after": "Room to write"}
    assert data["files"]["content/en/labels.yaml"] == "replaced"
    reworded = [entry for entry in data["documents"] if entry["what"] == "reworded"]
    assert reworded
    wanted = {"before": "label notes: My notes", "after": "label notes: Room to write"}
    assert all(wanted in entry["changes"] and entry["basis"] == "none" for entry in reworded)


@pytest.mark.process
def test_an_upgrade_that_changes_the_words_beneath_is_told_until_it_is_accepted(run, clinic: Path) -> None:
    retitle(clinic, "Our own title")
    older = upgraded(clinic)
    data = json.loads(run("diff", "--clinic", "clinic", "--json").stdout)
    (entry,) = data["documents"]
    assert entry["basis"] == "moved"
    shipped, _ = title("")
    assert entry["shipped_changes"] == [{"before": "title: As it was called before", "after": shipped}]
    shown = run("diff", "--clinic", "clinic").stdout
    assert "The package has changed these words since it was made; see whether yours must change too:" in shown
    assert load_bases(clinic).by_id[OVERVIEW].words_sha256 == older
    accepted = run("diff", "--clinic", "clinic", "--accept")
    assert accepted.stderr == "Noted for: pleural/overview (en).\n"
    (entry,) = json.loads(run("diff", "--clinic", "clinic", "--json").stdout)["documents"]
    assert (entry["basis"], entry["shipped_changes"]) == ("same", [])
    assert run("diff", "--clinic", "clinic", "--accept").stderr == "Nothing to note.\n"


def upgraded(clinic: Path) -> str:
    """Make the clinic's copy rest on words that the package had before; returns their digest."""
    shipped, before = title("As it was called before")
    words = (clinic / "based-on/en.pleural.overview.txt").read_text(encoding="utf-8").replace(shipped, before)
    basis = load_bases(clinic).by_id[OVERVIEW].model_copy(update={"words_sha256": digest_of(words)})
    record(ADAPTED, clinic, [(basis, words)])
    return basis.words_sha256


@pytest.mark.process
def test_an_approval_notes_what_a_copy_by_hand_rests_on(run, clinic: Path) -> None:
    retitle(clinic, "Our own title")
    (clinic / ADAPTED.file).unlink()
    assert "`handouts diff --accept` notes it" in run("diff", "--clinic", "clinic").stdout
    run("approve", "pleural/overview", "--clinic", "clinic", "--by", "Maria Example", "--role", "Test nurse")
    assert OVERVIEW in load_bases(clinic).by_id
    older = upgraded(clinic)
    run("approve", "pleural/overview", "--clinic", "clinic", "--by", "Maria Example", "--role", "Test nurse")
    assert load_bases(clinic).by_id[OVERVIEW].words_sha256 == older, "to approve is not to have looked at the upgrade"


@pytest.mark.process
def test_a_record_that_was_edited_is_told_by_line(run, clinic: Path) -> None:
    change(clinic / ADAPTED.file, "lang: en", "lang: xx-")
    result = run("diff", "--clinic", "clinic")
    assert result.exit_code == 4
    assert "clinic/adapted.yaml:6:5: adapted[0].lang: 'xx-' is not a language's code" in result.stderr
    with pytest.raises(Exception, match="xx-"):
        read_records(ADAPTED, clinic)


@pytest.mark.parametrize(
    ("before", "after", "marked"),
    [
        ("a b c\n", "a b c\n", []),
        ("a b c\n", "a x c\n", ["a [-b-]{+x+} c"]),
        ("a\nb\n", "a\n", ["[-b-]"]),
        ("a\n", "a\nb c\n", ["{+b c+}"]),
        ("one two three\n", "two three four\n", ["[-one-] two three {+four+}"]),
        ("a\nb\n", "c\nb\nd\n", ["[-a-]{+c+}", "{+d+}"]),
    ],
)
def test_words_that_went_and_came(before: str, after: str, marked: list[str]) -> None:
    assert [entry.marked for entry in changes(before, after)] == marked


def test_a_change_as_data() -> None:
    assert Change("a", None).as_dict() == {"before": "a", "after": None}
