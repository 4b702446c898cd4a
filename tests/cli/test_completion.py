"""What Tab offers: commands, and names as the package and the clinic on the line have them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.shell_completion import ShellComplete

from handouts.cli import main


def offered(line: str) -> list[str]:
    """What stands to choose for the last word of a line."""
    *args, begun = line.split(" ")
    completer = ShellComplete(main, {}, "handouts", "_HANDOUTS_COMPLETE")
    return [item.value for item in completer.get_completions(args, begun)]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("appr", ["approve", "approvals"]),
        ("build p", ["pericardial", "peritoneal", "pleural"]),
        ("build pleural p", ["pericardial", "peritoneal"]),
        ("build --kind symptom", ["symptom-checklist", "symptom-diary"]),
        ("build --edition ", ["fillable", "large-print", "mono", "standard"]),
        ("build --edition mono --edition ", ["fillable", "large-print", "standard"]),
        ("build --paper ", ["a4", "letter"]),
        ("build --lang ", ["en"]),
        ("build --pdf ", ["ua1", "ua2"]),
        ("new peri", ["pericardial", "peritoneal"]),
        ("new pleural ove", ["overview"]),
        ("new pleural overview --part ne", ["near-and-far", "near-far", "next-steps"]),
        ("new pleural overview --part near-far --part ne", ["near-and-far", "next-steps"]),
        ("new --part ne", []),
        ("review-pack test", ["testicular"]),
        ("review-pack pleural --kind ove", ["overview"]),
        ("evidence pleural/symptom", ["pleural/symptom-checklist", "pleural/symptom-diary"]),
        ("approve pleural/overview pleural/over", []),
        ("approve pleural/over", ["pleural/overview"]),
        ("build --only ", []),
    ],
)
def test_names_are_offered(line: str, words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert offered(line) == words


def test_a_clinics_own_names_are_offered(clinic: Path) -> None:
    for name in ("kinds/visit-notes", "editions/huge", "papers/legal", "es/labels", "en/pleural/visit-notes"):
        path = clinic / f"content/{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")
    line = "build --clinic our-clinic"
    assert offered(f"{line} --kind v") == ["visit-notes"]
    assert offered(f"{line} --edition h") == ["huge"]
    assert offered(f"{line} --paper le") == ["legal", "letter"]
    assert offered(f"{line} --lang ") == ["en", "es"]
    assert offered("approve --clinic our-clinic pleural/v") == ["pleural/visit-notes"]
    assert offered("approve --clinic our-clinic --lang es pleural/v") == []


@pytest.mark.usefixtures("clinic")
def test_the_ids_of_clinics_are_offered_well_or_not(here: Path) -> None:
    (here / "many.csv").write_text("id,name\nriver,River\n,Lake Clinic\n", encoding="utf-8")
    assert offered("build --clinics many.csv --only ") == ["lake-clinic", "river"]
    assert offered("build --clinics many.csv --only river --only ") == ["lake-clinic"]
    (here / "broken").mkdir()
    (here / "broken/brand.yaml").write_text("id: [", encoding="utf-8")
    assert offered(f"build --clinics {here} --only ") == ["our-clinic"]
    assert offered("build --clinics nowhere.csv --only ") == []


def test_a_folder_that_cannot_be_read_offers_nothing(clinic: Path) -> None:
    (clinic / "content").mkdir()
    (clinic / "content/kinds").symlink_to("/etc")
    assert offered("build --clinic our-clinic --kind ") == []
