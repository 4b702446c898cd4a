"""A clinic's folder: what its brand gives the page, and how each fault is said."""

from __future__ import annotations

import os
import pickle
import shutil
from pathlib import Path

import pytest
import segno
from coloraide import Color

from handouts.clinic.boxes import Box, box_fault
from handouts.clinic.brand import QR_BYTES, QR_MAX_VERSION, Brand
from handouts.clinic.colors import check_color, contrast, darken
from handouts.clinic.load import load_clinic, unbranded
from handouts.clinic.phones import check_emergency, read_phone
from handouts.errors import InputInvalid

BAD = sorted((Path(__file__).parents[1] / "bad" / "brand").glob("*.yaml"))
EXAMPLES = sorted((Path(__file__).parents[2] / "examples" / "clinics").iterdir())
GOOD = {
    "id": "riverside",
    "name": "Riverside Cancer Center",
    "country": "US",
    "phones": [{"label": "Nurse line", "number": "(202) 555-0143", "hours": "Day and night", "use": "any"}],
    "emergency_number": "911",
    "fever": {"threshold": "100.4", "unit": "F"},
    "paper": "letter",
}


def brand(**changes: object) -> Brand:
    return Brand.model_validate(GOOD | changes)


def faults(folder: Path) -> str:
    with pytest.raises(InputInvalid) as caught:
        load_clinic(folder)
    return str(caught.value).replace(f"{folder.as_posix()}/", "")


def test_there_are_bad_brands() -> None:
    assert len(BAD) > 40


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_each_fault_is_told_at_its_line(path: Path, tmp_path: Path) -> None:
    shutil.copy(path, tmp_path / "brand.yaml")
    assert faults(tmp_path) == path.with_suffix(".txt").read_text("utf-8").rstrip("\n")


@pytest.mark.process
@pytest.mark.parametrize("folder", EXAMPLES, ids=lambda path: path.name)
def test_examples_are_whole_and_say_that_they_are_examples(folder: Path) -> None:
    clinic = load_clinic(folder)
    assert clinic.brand.id == folder.name
    assert "(example)" in clinic.brand.name
    assert clinic.logo and clinic.logo.media_type == "image/svg+xml"
    assert all(phone.fictional for phone in clinic.brand.phones or ())
    assert clinic.qr_svg and clinic.qr_svg.startswith(b"<svg")


@pytest.mark.process
def test_examples_cover_both_papers_and_both_thermometers() -> None:
    brands = [load_clinic(folder).brand for folder in EXAMPLES]
    assert {found.paper for found in brands} == {"letter", "a4"}
    assert {found.fever.unit for found in brands if found.fever} == {"F", "C"}


@pytest.mark.process
def test_a_clinic_goes_to_another_process_unchanged() -> None:
    clinic = load_clinic(EXAMPLES[0])
    assert pickle.loads(pickle.dumps(clinic)) == clinic


@pytest.mark.process
def test_reading_twice_gives_the_same_bytes() -> None:
    one, two = load_clinic(EXAMPLES[0]), load_clinic(EXAMPLES[0])
    assert one.logo == two.logo
    assert one.qr_svg == two.qr_svg


def test_without_a_clinic_everything_is_a_blank() -> None:
    nobody = unbranded("a4").brand
    assert not nobody.named
    assert (nobody.phones, nobody.emergency_number, nobody.fever_words) == (None, None, None)
    assert nobody.paper == "a4"
    assert unbranded().qr_svg is None


def test_blank_is_a_decision() -> None:
    blank = brand(phones="blank", emergency_number="blank", fever="blank")
    assert (blank.phones, blank.emergency_number, blank.fever_words) == (None, None, None)
    assert not blank.fictional


@pytest.mark.parametrize(
    ("threshold", "unit", "words"),
    [
        ("100.4", "F", "100.4 °F (38.0 °C)"),
        ("101", "F", "101 °F (38.3 °C)"),
        ("98.6", "F", "98.6 °F (37.0 °C)"),
        ("38", "C", "38 °C"),
        ("37.5", "C", "37.5 °C"),
    ],
)
def test_fever_words(threshold: str, unit: str, words: str) -> None:
    assert brand(fever={"threshold": threshold, "unit": unit}).fever_words == words


@pytest.mark.parametrize(
    ("text", "country", "printed", "uri", "fictional"),
    [
        ("2025550143", "US", "(202) 555-0143", "tel:+12025550143", True),
        ("+1 202 555 0199", "US", "(202) 555-0199", "tel:+12025550199", True),
        ("202-234-0143", "US", "(202) 234-0143", "tel:+12022340143", False),
        ("1-800-4-CANCER", "US", "1-800-422-6237", "tel:+18004226237", False),
        ("604 555 0123", "CA", "(604) 555-0123", "tel:+16045550123", True),
        ("02079460000", "GB", "020 7946 0000", "tel:+442079460000", True),
        ("01632960999", "GB", "01632 960999", "tel:+441632960999", True),
        ("0113 4960 123", "GB", "0113 496 0123", "tel:+441134960123", True),
        ("0115 4960 123", "GB", "0115 496 0123", "tel:+441154960123", True),
        ("07700900123", "GB", "07700 900123", "tel:+447700900123", True),
        ("111", "GB", "111", "tel:111", False),
        ("202-555-0143 x12", "US", "(202) 555-0143 ext. 12", "tel:+12025550143;ext=12", True),
        ("020 7946 0000 ext 004", "GB", "020 7946 0000 x004", "tel:+442079460000;ext=004", True),
        ("+44 20 7946 0000", "US", "+44 20 7946 0000", "tel:+442079460000", True),
    ],
)
def test_numbers_are_written_as_the_country_does(
    text: str, country: str, printed: str, uri: str, fictional: bool
) -> None:
    phone = read_phone(text, country)
    assert (phone.printed, phone.uri, phone.fictional) == (printed, uri, fictional)


@pytest.mark.parametrize("text", ["01632 961000", "07700 901", "0115 4970 123", "(202) 555", "", "12", "020 7946"])
def test_numbers_next_to_the_fictional_ones_are_still_checked(text: str) -> None:
    with pytest.raises(ValueError, match="is not a phone number in the United Kingdom; check each digit"):
        read_phone(text, "GB")


def test_emergency_numbers_are_those_of_the_country() -> None:
    assert check_emergency("112", "GB") == "112"
    assert check_emergency("000", "AU") == "000"
    with pytest.raises(ValueError, match="'111' is not an emergency number in the United Kingdom; use 999 or 112"):
        check_emergency("111", "GB")


@pytest.mark.parametrize("pale", ["#ffffff", "#ffcc00", "#9fc5e8", "#777777", "#ff0000", "#00ff88", "#767676"])
def test_the_color_offered_passes_and_is_the_nearest(pale: str) -> None:
    offered = darken(Color(pale))
    assert check_color(offered) == offered
    lighter = Color(offered).convert("oklch").set("lightness", lambda x: x + 0.01).convert("srgb").fit("srgb")
    assert contrast(lighter) < 4.7


def test_short_and_upper_case_colors_are_understood() -> None:
    assert check_color("#1B4B5A") == "#1b4b5a"
    assert check_color("#035") == "#003355"


def test_a_web_address_is_printed_as_people_type_it() -> None:
    assert brand(web="https://example.org/meso/").web_printed == "example.org/meso"


def test_words_are_broken_as_the_page_breaks_them() -> None:
    assert box_fault("one two three four", Box(25, 14, lines=2)) is None
    assert box_fault("one two three four", Box(20, 14, lines=2)) == (
        "has 18 characters, of which 13 fit on its 2 lines; shorten it by about 5 (too much: 'four')"
    )


def test_no_folder(tmp_path: Path) -> None:
    (tmp_path / "riverside").mkdir()
    with pytest.raises(InputInvalid) as caught:
        load_clinic(tmp_path / "riversid")
    assert str(caught.value) == (
        f"{(tmp_path / 'riversid').as_posix()}: is not a folder; did you mean 'riverside'? "
        "name a folder that holds brand.yaml"
    )


def test_no_brand(tmp_path: Path) -> None:
    assert faults(tmp_path) == "brand.yaml: is not there; put a YAML file there"


def test_a_brand_linked_from_elsewhere_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "clinic"
    folder.mkdir()
    shutil.copy(EXAMPLES[0] / "brand.yaml", tmp_path / "elsewhere.yaml")
    (folder / "brand.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    assert faults(folder) == ("brand.yaml: is a link; put the file itself there")


@pytest.fixture
def clinic_with_logo(tmp_path: Path) -> Path:
    """A copy of an example clinic without its logo, for tests to put their own in."""
    folder = tmp_path / "clinic"
    shutil.copytree(EXAMPLES[0], folder)
    (folder / "logo.svg").unlink()
    return folder


def logo_fault(folder: Path) -> str:
    place, _, fault = faults(folder).partition(": logo.file: ")
    assert place.startswith("brand.yaml:")
    return fault


def test_a_pipe_as_logo_does_not_hang(clinic_with_logo: Path) -> None:
    os.mkfifo(clinic_with_logo / "logo.svg")
    assert logo_fault(clinic_with_logo) == ("'logo.svg' is not a regular file; put the file itself next to brand.yaml")


def test_a_logo_linked_from_elsewhere_is_refused(clinic_with_logo: Path) -> None:
    (clinic_with_logo / "logo.svg").symlink_to(EXAMPLES[0].resolve() / "logo.svg")
    assert logo_fault(clinic_with_logo) == ("'logo.svg' is a link; put the file itself there")


def test_a_logo_linked_to_itself_is_refused(clinic_with_logo: Path) -> None:
    (clinic_with_logo / "logo.svg").symlink_to("logo.svg")
    assert logo_fault(clinic_with_logo).startswith("'logo.svg' ")


def test_a_folder_as_logo_is_refused(clinic_with_logo: Path) -> None:
    (clinic_with_logo / "logo.svg").mkdir()
    assert logo_fault(clinic_with_logo) == ("'logo.svg' is not a regular file; put the file itself next to brand.yaml")


def test_a_logo_over_the_limit_is_refused(clinic_with_logo: Path) -> None:
    (clinic_with_logo / "logo.svg").write_bytes(b" " * 2_000_001)
    assert logo_fault(clinic_with_logo) == "'logo.svg' is over 2,000,000 bytes; make a smaller one"


def test_a_logo_of_nearly_that_name_is_offered(clinic_with_logo: Path) -> None:
    (clinic_with_logo / "logo.png").write_bytes(b"x")
    assert logo_fault(clinic_with_logo) == (
        "'logo.svg' is not there; did you mean 'logo.png'? put the file next to brand.yaml"
    )


@pytest.mark.parametrize("length", [QR_BYTES - 1, QR_BYTES, QR_BYTES + 1])
def test_the_longest_address_that_needs_no_code_to_be_drawn_is_the_longest_that_fits(length: int) -> None:
    address = "https://example.org/".ljust(length, "i")
    assert (segno.make_qr(address, error="m").version <= QR_MAX_VERSION) == (length <= QR_BYTES)


@pytest.mark.parametrize(
    ("country", "number", "printed"),
    [("US", "988", "988"), ("GB", "111", "111"), ("GB", "116 123", "116 123"), ("GB", "116123", "116123")],
)
def test_a_crisis_line_may_be_a_short_number(country: str, number: str, printed: str) -> None:
    line = {"label": "Crisis line", "number": number}
    made = brand(country=country, phones="blank", emergency_number="blank", crisis_line=line)
    assert made.crisis_line
    assert made.crisis_line.printed == printed


def test_a_crisis_line_that_does_not_ring_there_is_refused() -> None:
    line = {"label": "Lifeline", "number": "988"}
    with pytest.raises(ValueError, match="'988' is not a phone number in the United Kingdom"):
        brand(country="GB", phones="blank", emergency_number="blank", crisis_line=line)


@pytest.mark.parametrize("given", [{}, {"crisis_line": "blank"}])
def test_a_clinic_may_have_no_crisis_line(given: dict[str, str]) -> None:
    assert brand(**given).crisis_line is None
