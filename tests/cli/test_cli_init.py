from __future__ import annotations

import os
from pathlib import Path

import pytest

from handouts.clinic import new as scaffold
from handouts.clinic.brand import Brand
from handouts.clinic.load import load_clinic
from handouts.errors import InputInvalid


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_what_is_said(run, here: Path) -> None:
    result = run("init", "our clinic")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        "our clinic is ready for Our Clinic (brand.yaml, brand.schema.json, logo.svg, README.md).\n"
        "Still blank, to be written on each sheet by hand: phone numbers, emergency number, fever threshold.\n"
        "The logo is a sample. To change all this, open our clinic/brand.yaml in a text editor.\n"
        "Next:  handouts build --clinic 'our clinic'\n"
    )
    assert files(here) == {"our clinic"}


@pytest.mark.process
def test_the_clinic_loads_and_prints_no_number(clinic: Path) -> None:
    loaded = load_clinic(clinic)
    brand = loaded.brand
    assert (brand.id, brand.name, brand.country, brand.paper) == ("our-clinic", "Our Clinic", "US", "letter")
    assert (brand.phones, brand.emergency_number, brand.fever) == (None, None, None)
    assert loaded.logo is not None


@pytest.mark.process
def test_what_was_given_is_written(run, here: Path) -> None:
    args = ("--id", "lung-1", "--name", 'The "Lung" Team', "--country", "gb")
    assert run("init", "clinics/new", *args).exit_code == 0
    brand = load_clinic(here / "clinics/new").brand
    assert (brand.id, brand.name, brand.country, brand.paper) == ("lung-1", 'The "Lung" Team', "GB", "a4")


@pytest.mark.process
@pytest.mark.parametrize(("country", "number"), [("US", "988"), ("GB", "111"), ("AU", None)])
def test_a_crisis_line_is_suggested_and_the_clinic_confirms_it(run, here: Path, country: str, number: str) -> None:
    assert run("init", "x", "--country", country).exit_code == 0
    assert load_clinic(here / "x").brand.crisis_line is None
    file = here / "x/brand.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("# crisis_line:", "crisis_line:"), encoding="utf-8")
    if number is None:
        with pytest.raises(InputInvalid, match="'ITS NUMBER' is not a phone number"):
            load_clinic(here / "x")
    else:
        line = load_clinic(here / "x").brand.crisis_line
        assert line
        assert line.printed == number


@pytest.mark.process
def test_paper_may_differ_from_the_countrys(run, here: Path) -> None:
    assert run("init", "x", "--country", "US", "--paper", "a4").exit_code == 0
    assert load_clinic(here / "x").brand.paper == "a4"


def test_every_field_of_the_brand_is_explained(clinic: Path) -> None:
    text = (clinic / "brand.yaml").read_text(encoding="utf-8")
    lines = text.splitlines()
    assert lines[0] == "# yaml-language-server: $schema=./brand.schema.json"
    for field in Brand.model_fields:
        at = next(i for i, line in enumerate(lines) if line.removeprefix("# ").startswith(f"{field}:"))
        assert lines[at - 1].startswith("# ") and len(lines[at - 1]) > 20, f"{field} has no note above it"


def test_the_readme_shows_commands_that_can_be_typed(run, here: Path) -> None:
    assert run("init", "our clinic").exit_code == 0
    text = (here / "our clinic/README.md").read_text(encoding="utf-8")
    assert "    handouts build --clinic 'our clinic'\n" in text
    assert "only a sample" in text
    assert "$" not in text and "FOLDER" not in text


def test_all_that_is_wrong_is_said_and_nothing_written(run, here: Path) -> None:
    result = run("init", "x", "--id", "A B", "--country", "UK")
    assert result.exit_code == 4
    assert result.stderr == (
        "--country: 'UK' is not a country code; did you mean GB? write two capital letters, such as US or GB\n"
        "--id: 'A B' is not an id; use lower-case letters, digits and single dashes\n"
        "2 problems; nothing was written\n"
    )
    assert files(here) == set()


def test_a_folder_that_is_not_empty_is_left_alone(run, here: Path) -> None:
    (here / "x").mkdir()
    (here / "x/note.txt").write_text("mine", encoding="utf-8")
    result = run("init", "x")
    assert (result.exit_code, result.stderr) == (
        4,
        "x: is not empty; name a new folder, or an empty one\n1 problem; nothing was written\n",
    )
    assert files(here / "x") == {"note.txt"}


def test_a_file_is_no_folder(run, here: Path) -> None:
    (here / "x").write_text("", encoding="utf-8")
    assert run("init", "x").stderr.startswith("x: is a file; name a new folder\n")


@pytest.mark.parametrize("there", [[], [".git"]])
def test_an_empty_folder_will_do(run, here: Path, there: list[str]) -> None:
    (here / "x").mkdir()
    for name in there:
        (here / "x" / name).mkdir()
    assert run("init", "x").exit_code == 0
    assert files(here / "x") == {"brand.yaml", "brand.schema.json", "logo.svg", "README.md", *there}


def test_the_folder_one_stands_in_will_do(run, here: Path) -> None:
    assert run("init", ".", "--id", "x", "--name", "X").exit_code == 0
    assert "brand.yaml" in files(here)


@pytest.mark.parametrize("exists", [True, False])
def test_nothing_half_written_stays(run, here: Path, monkeypatch: pytest.MonkeyPatch, exists: bool) -> None:
    if exists:
        (here / "x").mkdir()
    real, moved = Path.rename, []

    def full_disk(self: Path, target: Path) -> Path:
        moved.append(target)
        if len(moved) == (3 if exists else 1):
            raise OSError(28, "No space left on device", str(target))
        return real(self, target)

    monkeypatch.setattr(Path, "rename", full_disk)
    result = run("init", "x")
    assert result.exit_code == 5
    assert "No space left on device" in result.stderr
    assert files(here) == ({"x"} if exists else set())
    assert not exists or files(here / "x") == set()


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_no_right_to_write_is_the_computers_fault(run, here: Path) -> None:
    here.chmod(0o500)
    try:
        assert run("init", "x").exit_code == 5
    finally:
        here.chmod(0o700)


def test_the_sample_names_no_country_that_does_not_exist() -> None:
    from handouts.clinic.phones import COUNTRIES

    assert scaffold.LETTER_COUNTRIES <= COUNTRIES
