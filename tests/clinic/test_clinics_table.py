"""A table of clinics: good rows give clinics, each bad cell its message, and one bad row costs only itself."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from handouts.clinic.columns import COLUMNS, brand_data
from handouts.clinic.table import load_clinics

GOOD = {
    "id": "river",
    "name": "River Clinic",
    "country": "US",
    "phone1_label": "Nurse line",
    "phone1_number": "(202) 555-0143",
    "phone1_hours": "Day and night",
    "phone1_use": "any",
    "emergency_number": "911",
    "address1": "1 Example Road",
    "web": "https://example.org/river",
    "fever": "100.4",
    "fever_unit": "F",
    "paper": "letter",
    "languages": "en",
}


def table(folder: Path, *rows: dict[str, str], columns: list[str] | None = None) -> Path:
    path = folder / "clinics.csv"
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.DictWriter(file, columns or list(COLUMNS), extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


def messages(path: Path) -> list[str]:
    return [str(problem).replace(f"{path.parent.as_posix()}/", "") for problem in sorted(load_clinics(path).problems)]


def test_a_row_is_a_clinic(tmp_path: Path) -> None:
    found = load_clinics(table(tmp_path, GOOD, GOOD | {"id": "lake", "name": "Lake Clinic"}))
    assert found.problems == []
    assert [clinic.brand.id for clinic in found.clinics] == ["river", "lake"]
    brand = found.clinics[0].brand
    assert brand.fever_words == "100.4 °F (38.0 °C)"
    assert brand.phones and brand.phones[0].printed == "(202) 555-0143"
    assert brand.address == ("1 Example Road",)


@pytest.mark.parametrize(
    ("cell", "notices"),
    [
        ("Free help. [es] Ayuda.", [("en", "Free help."), ("es", "Ayuda.")]),
        ("[es] Ayuda. [zh-Hant] 免費.", [("es", "Ayuda."), ("zh-Hant", "免費.")]),
        ("Call us [TTY] 711.", [("en", "Call us [TTY] 711.")]),
        ("Call us [TTY] 711. [es] Llame [TTY] 711.", [("en", "Call us [TTY] 711."), ("es", "Llame [TTY] 711.")]),
        ("Ayuda [es]", [("en", "Ayuda [es]")]),
        ("Free help. [es] [fr] Aide.", [("en", "Free help. [es]"), ("fr", "Aide.")]),
    ],
)
def test_a_language_in_brackets_begins_words_in_it(cell: str, notices: list[tuple[str, str]]) -> None:
    found = brand_data({"language_notice": cell})["language_notice"]
    assert [(notice["language"], notice["words"]) for notice in found] == notices


def test_empty_phones_and_the_word_blank_are_blanks(tmp_path: Path) -> None:
    no_phone = {key: value for key, value in GOOD.items() if not key.startswith("phone")}
    blank = no_phone | {"fever": "blank", "emergency_number": "blank"}
    brand = load_clinics(table(tmp_path, blank)).clinics[0].brand
    assert (brand.phones, brand.fever, brand.emergency_number) == (None, None, None)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"phone1_number": "12"}, "phone1_number: '12' is not a phone number"),
        ({"crisis_label": "Lifeline", "crisis_number": "12"}, "crisis_number: '12' is not a phone number"),
        ({"crisis_label": "Lifeline"}, "crisis_number: is missing; add it"),
        ({"fever": "140"}, "fever: 140 °F cannot be a fever threshold"),
        ({"fever_unit": ""}, "fever_unit: is missing; add it"),
        ({"name": ""}, "name: is missing; add it"),
        ({"primary": "#ffff00"}, "primary: '#ffff00' is too pale to read"),
        ({"logo": "../x.svg", "logo_alt": "x"}, "logo: '../x.svg' is not a plain file name"),
        ({"logo": "none.svg", "logo_alt": "x"}, "logo: 'none.svg' is not there"),
        ({"web": "javascript:alert(1)"}, "web: 'javascript:alert(1)' is not a web address"),
        (
            {"address1": "a\u202eb"},
            "address1: holds a character that reverses the reading direction (U+202E); delete it",
        ),
        ({"paper": "a5"}, "paper: 'a5' is not one of 'letter' or 'a4'"),
        ({"id": "../up"}, "id: '../up' is not an id"),
        ({"languages": "en xx-bad-"}, "languages: 'xx-bad-' is not a language code"),
    ],
)
def test_each_bad_cell_is_told_and_costs_only_its_row(change: dict[str, str], message: str, tmp_path: Path) -> None:
    path = table(tmp_path, GOOD | {"id": "well"}, GOOD | change)
    column = list(COLUMNS).index(message.split(":")[0]) + 1
    assert any(found.startswith(f"clinics.csv:3:{column}: {message}") for found in messages(path)), messages(path)
    assert [clinic.brand.id for clinic in load_clinics(path).clinics] == ["well"]


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("River Clinic", "river-clinic"),
        ("St. Mary's, Ward 3", "st-marys-ward-3"),
        ("Clínica São João", "clinica-sao-joao"),
        ("3 Rivers", "clinic-3-rivers"),
        ("A very long name " * 3 + "of a clinic", "a-very-long-name-a-very-long-name-a-very-long-name-of-a"),
    ],
)
def test_a_row_without_an_id_gets_one_from_its_name(name: str, id: str, tmp_path: Path) -> None:
    path = table(tmp_path, GOOD, GOOD | {"id": "", "name": name})
    found = load_clinics(path, only=(id,))
    assert (found.problems, [clinic.brand.id for clinic in found.clinics]) == ([], [id])
    note = f"clinics.csv:3:1: id: is empty; {name.strip()} gets the id {id}"
    assert [str(note) for note in found.named] == [f"{tmp_path.as_posix()}/{note}"]
    assert load_clinics(path).ids == ["river", id]


def test_rows_of_one_name_must_have_ids(tmp_path: Path) -> None:
    path = table(tmp_path, GOOD | {"id": ""}, GOOD | {"id": ""}, columns=[name for name in COLUMNS if name != "id"])
    assert messages(path) == [
        f"clinics.csv:{line}:1: id: 'river-clinic' is the id of another clinic too; give each its own id"
        for line in (2, 3)
    ]


def test_a_name_without_plain_letters_makes_no_id(tmp_path: Path) -> None:
    assert messages(table(tmp_path, GOOD | {"id": "", "name": "ŁØ"})) == ["clinics.csv:2:1: id: is missing; add it"]


def test_ids_that_collide_are_refused_both(tmp_path: Path) -> None:
    path = table(tmp_path, GOOD, GOOD | {"name": "Other"}, GOOD | {"id": "well"})
    assert messages(path) == [
        "clinics.csv:2:1: id: 'river' is the id of another clinic too; give each its own id",
        "clinics.csv:3:1: id: 'river' is the id of another clinic too; give each its own id",
    ]
    assert [clinic.brand.id for clinic in load_clinics(path).clinics] == ["well"]


def test_every_problem_of_every_row_at_once(tmp_path: Path) -> None:
    path = table(tmp_path, *[GOOD | {"id": f"c{n}", "paper": "a5", "fever": "12"} for n in range(50)])
    assert len(messages(path)) == 100


def test_columns_are_checked(tmp_path: Path) -> None:
    assert messages(table(tmp_path, GOOD, columns=["id", "nmae", "country", "country"])) == [
        "clinics.csv:1:1: has no column name, emergency_number, fever, paper; add it",
        "clinics.csv:1:2: 'nmae' is not a column; did you mean 'name'? delete it or check its spelling",
        "clinics.csv:1:4: 'country' stands twice; keep one of the two",
    ]


def test_ragged_rows_bad_bytes_and_no_rows(tmp_path: Path) -> None:
    path = table(tmp_path, GOOD)
    path.write_text(path.read_text("utf-8-sig") + "a,b\n", "utf-8")
    assert messages(path) == [
        f"clinics.csv:3:1: has 2 cells, the head has {len(COLUMNS)}; quote cells that hold what stands between them"
    ]
    path.write_bytes("id,näme\n".encode("latin-1"))
    assert messages(path) == ["clinics.csv: is not UTF-8 text; save the table as CSV UTF-8"]
    assert messages(table(tmp_path)) == ["clinics.csv: has no row for a clinic; add one under the names of columns"]
    assert messages(tmp_path / "none.csv") == [
        "none.csv: is not there; name a clinics.csv, or a folder of clinic folders"
    ]


@pytest.mark.parametrize("mark", [";", "\t"])
@pytest.mark.parametrize("quoted", [csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
def test_a_table_of_european_excel_is_read(mark: str, quoted: int, tmp_path: Path) -> None:
    """Where a comma stands in numbers, it saves CSV with semicolons; commas and semicolons within cells stay."""
    row = GOOD | {"address1": "Ward 3, floor 2; left"}
    path = table(tmp_path, row)
    want = load_clinics(path).clinics
    with path.open("w", newline="", encoding="utf-8-sig") as file:
        writer = csv.DictWriter(file, list(COLUMNS), extrasaction="ignore", delimiter=mark, quoting=quoted)
        writer.writeheader()
        writer.writerow(row)
    found = load_clinics(path)
    assert (found.problems, found.clinics) == ([], want)


def test_a_mistake_in_such_a_table_is_told_by_its_columns(tmp_path: Path) -> None:
    path = tmp_path / "clinics.csv"
    path.write_text("id;nmae;country\na;b;US\n", "utf-8")
    assert messages(path) == [
        "clinics.csv:1:1: has no column name, emergency_number, fever, paper; add it",
        "clinics.csv:1:2: 'nmae' is not a column; did you mean 'name'? delete it or check its spelling",
    ]


@pytest.mark.process
def test_a_folder_of_clinic_folders(tmp_path: Path) -> None:
    examples = Path(__file__).parents[2] / "examples" / "clinics"
    assert [clinic.brand.id for clinic in load_clinics(examples).clinics] == ["uk-example", "us-example"]
    assert "holds no clinic's folder" in messages(tmp_path)[0]
