"""Where the limits of a clinic's brand, table and pictures lie: the last that is taken, the first that is refused."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from pydantic import ValidationError

from handouts.clinic.boxes import Boxes
from handouts.clinic.brand import Brand
from handouts.clinic.colors import check_color
from handouts.clinic.columns import COLUMNS, brand_data, column_of
from handouts.clinic.logo import check_logo
from handouts.clinic.logo.judge import printed
from handouts.clinic.logo.raster import clean_raster
from handouts.clinic.new import LETTER_COUNTRIES, describe
from handouts.clinic.phones import check_country, check_emergency, read_phone
from handouts.clinic.table import load_clinics
from handouts.source.model import message_of

PHONE = {"label": "Nurse line", "number": "(202) 555-0143", "hours": "Day and night", "use": "any"}
WELL = {
    "id": "river",
    "name": "River Clinic",
    "country": "US",
    "phones": "blank",
    "emergency_number": "blank",
    "fever": "blank",
    "paper": "letter",
}
CELLS = {key: value for key, value in WELL.items() if key != "phones"}


def said(**changes: object) -> str:
    """What is said of a brand with these changes; nothing where it is well."""
    try:
        Brand.model_validate(WELL | changes)
    except ValidationError as error:
        return "; ".join(f"{'.'.join(map(str, found['loc']))}: {message_of(found)}" for found in error.errors())
    return ""


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"fever": {"unit": "C", "threshold": "37.0"}}, ""),
        ({"language_notice": None}, ""),
        ({"language_notice": "Ask us."}, ""),
        ({"language_notice": [{"language": "es", "words": "Hable."}, {"language": "en-GB", "words": "Ask."}]}, ""),
        (
            {"language_notice": [{"language": "xx", "words": "Hable."}]},
            "language_notice.0.language: 'xx' is not a language code; write one such as en or es",
        ),
        ({"language_notice": [{"words": "Hable."}]}, "language_notice.0.language: is missing; add it"),
        (
            {"language_notice": [{"language": "es", "words": "m " * 90}] * 4},
            "language_notice: has 719 characters, of which 371 fit on its 6 lines; shorten it by about 348 "
            f"(too much: '{'m ' * 19}m...')",
        ),
        ({"fever": {"unit": "C", "threshold": "36.9"}}, "36.9 °C cannot be a fever threshold; write 37 to 39 °C"),
        ({"fever": {"unit": "C", "threshold": "39.0"}}, ""),
        ({"fever": {"unit": "C", "threshold": "39.1"}}, "39.1 °C cannot be a fever threshold"),
        ({"fever": {"unit": "F", "threshold": "98.6"}}, ""),
        ({"fever": {"unit": "F", "threshold": "98.5"}}, "98.5 °F cannot be a fever threshold; write 98.6 to 102.2 °F"),
        ({"fever": {"unit": "F", "threshold": "102.2"}}, ""),
        ({"fever": {"unit": "F", "threshold": "102.3"}}, "102.3 °F cannot be a fever threshold"),
        ({"fever": {"unit": "F", "threshold": "38.0"}}, "cannot be a fever threshold; did you mean 38.0 C?"),
        ({"fever": {"unit": "C", "threshold": "100.4"}}, "cannot be a fever threshold; did you mean 100.4 F?"),
        ({"fever": "100.4 F"}, ""),
        ({"fever": "38 C"}, ""),
        ({"fever": "38,5 °c"}, ""),
        ({"fever": "38.0 F"}, "38.0 °F cannot be a fever threshold; did you mean 38.0 C?"),
        (
            {"fever": "100.4"},
            "'100.4' is no temperature with its unit; write 100.4 F, 38.0 C or `blank`",
        ),
        ({"fever": "100.45 F"}, "'100.45 F' is no temperature with its unit; write 100.4 F, 38.0 C or `blank`"),
        ({"fever": None}, "fever: is empty; write it, or `blank`"),
        ({"fever": {"unit": "C", "threshold": "38.25"}}, "'38.25' is not a temperature"),
        ({"fever": {"unit": "C", "threshold": "8"}}, "'8' is not a temperature"),
        ({"phones": [PHONE] * 4}, ""),
        ({"phones": [PHONE] * 5}, "has 5 entries, at most 4"),
        ({"phones": []}, "is empty; add a line"),
        ({"phones": [PHONE | {"use": "day"}, PHONE | {"use": "night"}]}, ""),
        ({"phones": [PHONE | {"use": "day"}]}, "has no number for the night"),
        ({"phones": [PHONE | {"use": "night"}]}, "has no number for the day"),
        ({"phones": [PHONE | {"number": "202 555 0143".ljust(60, "0")}]}, "is not a phone number"),
        ({"phones": [PHONE | {"number": "202 555 0143".ljust(61, "0")}]}, "has 61 "),
        ({"address": ["1 Example Road"] * 4}, ""),
        ({"address": ["1 Example Road"] * 5}, "has 5 entries, at most 4"),
        ({"languages": []}, "is empty; add a language"),
        ({"languages": ["en", "es", "fr"]}, ""),
        ({"languages": ["en", "es", "en"]}, "names en twice; keep one"),
        ({"languages": ["e"]}, "'e' is not a language code"),
        ({"languages": ["en-US"]}, ""),
        ({"languages": ["en_US"]}, "'en_US' is not a language code"),
        ({"logo": {"file": "a" * 96 + ".svg", "alt": "x" * 150}}, ""),
        ({"logo": {"file": "a" * 97 + ".svg", "alt": "x"}}, "is not a plain file name"),
        ({"logo": {"file": "a.svg", "alt": "x" * 151}}, "has 151 "),
        ({"logo": {"file": "a.", "alt": "x"}}, "is not a plain file name"),
        ({"logo": {"file": "a b (1)-c.svg", "alt": "x"}}, ""),
        ({"logo": {"file": ".svg", "alt": "x"}}, "is not a plain file name"),
        ({"web": "https://example.org/".ljust(56, "i")}, ""),
        ({"web": "https://example.org/".ljust(84, "m")}, "has 76 characters, of which 28 fit on its line; shorten it"),
        ({"web": "https://example.org/".ljust(85, "i")}, "is too long for a small printed code"),
        ({"web": "https://example.org/".ljust(200, "i")}, "is too long for a small printed code"),
        ({"web": "https://example.org/".ljust(201, "i")}, "has 201 characters, at most 200"),
        ({"web": "https://example"}, "is not a web address"),
        ({"web": "https://me@example.org"}, "is not a web address"),
        ({"web": "https://example.org/a b"}, "is not a web address"),
        ({"web": "https://example.org/\u00e9"}, "is not a web address"),
        ({"id": "con"}, "'con' cannot be a folder's name on Windows"),
    ],
)
def test_a_brand(changes: dict[str, object], fault: str) -> None:
    found = said(**changes)
    assert fault in found and bool(found) == bool(fault)


@pytest.mark.parametrize(
    ("field", "fit", "lines"),
    [("name", 15, 3), ("language_notice", 41, 6), ("made_by", 41, 2), ("address", 23, 1), ("label", 18, 1)],
)
def test_words_have_the_room_that_the_page_gives_them(field: str, fit: int, lines: int) -> None:
    """Told in characters, for nobody who writes a name thinks in millimetres."""
    place, given = field, {field: "m" * 70}
    if field == "address":
        place, given = "address.0", {"address": ["m" * 70]}
    if field in PHONE:
        place, given = f"phones.0.{field}", {"phones": [PHONE | given]}
    said_of_one = f"has 70 characters, of which {fit} fit on its line; shorten it by about {70 - fit} (too much: "
    word = f"'{'m' * 40}...'"
    of_a_word = f"has a word of 70 characters, {word}, of which {fit} fit on a line; shorten it or part it"
    assert said(**given) == f"{place}: " + (of_a_word if lines > 1 else f"{said_of_one}{word})")
    if lines > 1:
        assert f" fit on its {lines} lines; shorten it by about " in said(**{field: "ab " * 400})


def test_what_is_too_much_is_shown_from_its_word_on() -> None:
    hours = "Monday to Friday from eight in the morning to five in the afternoon"
    assert said(phones=[PHONE | {"hours": hours}]) == (
        "phones.0.hours: has 67 characters, of which 35 fit on its line; shorten it by about 32 "
        "(too much: 'morning to five in the afternoon')"
    )


def test_the_long_name_of_a_service_fits() -> None:
    assert said(name="Peter MacCallum Cancer Centre, Thoracic Oncology Service") == ""


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        ("100.4 F", "100.4 °F (38.0 °C)"),
        ("100.4°F", "100.4 °F (38.0 °C)"),
        ("38 C", "38 °C"),
        ("38,5 °c", "38.5 °C"),
        ({"threshold": "38.0", "unit": "C"}, "38.0 °C"),
    ],
)
def test_a_temperature_may_bring_its_unit(written: object, printed: str) -> None:
    assert Brand.model_validate(WELL | {"fever": written}).fever_words == printed


def test_a_number_has_room_for_those_of_its_country() -> None:
    """Not for each that begins with the number of another country."""
    assert said(phones=[PHONE]) == ""
    assert said(phones=[PHONE | {"number": "+44 20 7946 0000"}]) == (
        "phones.0.number: has 16 characters, of which 15 fit on its line; shorten it by about 1 (too much: '0000')"
    )


@pytest.mark.parametrize("written", ["416-555-0199 x44", "(416) 555-0199 ext. 44", "416 555 0199 extension 44"])
def test_a_number_may_have_an_extension(written: str) -> None:
    line = Brand.model_validate(WELL | {"country": "CA", "phones": [PHONE | {"number": written}]}).phones[0]
    assert (line.printed, line.uri, line.extended) == ("(416) 555-0199 ext. 44", "tel:+14165550199;ext=44", True)
    assert not Brand.model_validate(WELL | {"phones": [PHONE]}).phones[0].extended


def test_an_extension_that_no_line_holds_is_told() -> None:
    assert said(phones=[PHONE | {"number": "(202) 555-0143 x1234567"}]) == (
        "phones.0.number: has 27 characters, of which 25 fit on its line; shorten it by about 2 (too much: '1234567')"
    )


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        ("UK", " did you mean GB?"),
        ("usa", " did you mean US?"),
        ("EN", " did you mean GB?"),
        ("gb", " did you mean GB?"),
        ("xx", ""),
        ("", ""),
    ],
)
def test_a_country_that_is_none_may_be_a_slip(code: str, hint: str) -> None:
    with pytest.raises(ValueError) as caught:
        check_country(code)
    assert str(caught.value) == f"{code!r} is not a country code;{hint} write two capital letters, such as US or GB"


@pytest.mark.parametrize(
    ("country", "known"), [("US", "911"), ("CA", "911"), ("GB", "999 or 112"), ("AU", "112 or 000")]
)
def test_the_emergency_numbers_of_a_country_are_offered(country: str, known: str) -> None:
    with pytest.raises(ValueError, match=f"is not an emergency number in .*; use {known}, or `blank`$"):
        check_emergency("12", country)
    for number in known.split(" or "):
        assert check_emergency(number, country) == number


def test_a_number_from_abroad_is_written_with_its_country() -> None:
    assert read_phone("+1 202 234 0143", "GB").printed == "+1 202-234-0143"
    with pytest.raises(ValueError, match="'x' is not a phone number in France; check each digit"):
        read_phone("x", "FR")


@pytest.mark.parametrize(
    ("color", "well"), [("#767676", True), ("#777777", False), ("#12345", False), ("123456", False)]
)
def test_a_color_has_a_contrast_of_four_and_a_half(color: str, well: bool) -> None:
    if well:
        assert check_color(color) == color
        return
    with pytest.raises(ValueError, match=r"its contrast with white is 4\.4:1|is not a color; write # and six digits"):
        check_color(color)


def test_paper_is_that_of_the_country() -> None:
    letter = {"BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"}
    assert letter == LETTER_COUNTRIES
    made = describe(Path("our-clinic_of x"), None, None, "ca", None)
    assert (made.id, made.name, made.country, made.paper) == ("our-clinic-of-x", "Our Clinic Of X", "CA", "letter")
    assert describe(Path("x"), None, None, "GB", None).paper == "a4"


# Tables


def table(folder: Path, *rows: dict[str, str]) -> Path:
    lines = [",".join(COLUMNS), *(",".join(row.get(name, "") for name in COLUMNS) for row in rows)]
    path = folder / "clinics.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_every_column_has_its_place_in_the_brand(tmp_path: Path) -> None:
    phones = {f"phone{n}_{key}": PHONE[key] for n in range(1, 5) for key in PHONE}
    others = {"primary": "#003355", "accent": "#550033", "web": "https://example.org", "languages": "en es"}
    crisis = {"crisis_label": "Lifeline", "crisis_number": "988"}
    words = {"language_notice": "Ask us. [es] Hable.", "made_by": "We did.", "emergency_number": "911", "fever": "38.0"}
    lines = {f"address{n}": f"{n} Example Road" for n in range(1, 5)}
    full = CELLS | phones | others | crisis | words | lines | {"fever_unit": "C"}
    assert set(COLUMNS) - set(full) == {"logo", "logo_alt"}
    found = load_clinics(table(tmp_path, full))
    assert found.problems == []
    brand = found.clinics[0].brand
    assert len(brand.phones or ()) == 4
    assert brand.address == tuple(lines.values())
    assert (brand.colors.primary, brand.colors.accent) == ("#003355", "#550033")
    assert (brand.web, brand.languages) == ("https://example.org", ("en", "es"))
    assert (brand.made_by, brand.fever_words) == ("We did.", "38.0 °C")
    assert [(notice.language, notice.words) for notice in brand.language_notice] == [
        ("en", "Ask us."),
        ("es", "Hable."),
    ]
    assert brand.crisis_line and (brand.crisis_line.label, brand.crisis_line.printed) == ("Lifeline", "988")
    assert brand_data({"logo_alt": "River"})["logo"] == {"alt": "River"}


@pytest.mark.parametrize(
    ("cell", "unit", "printed"),
    [("100.4 F", "", "100.4 °F (38.0 °C)"), ("38 C", "C", "38 °C"), ("38.0", "C", "38.0 °C"), ("blank", "F", None)],
)
def test_the_cell_of_a_temperature_may_have_its_unit(cell: str, unit: str, printed: str, tmp_path: Path) -> None:
    found = load_clinics(table(tmp_path, CELLS | {"fever": cell, "fever_unit": unit}))
    assert [clinic.brand.fever_words for clinic in found.clinics] == [printed]


def test_two_units_that_contradict_are_a_mistake(tmp_path: Path) -> None:
    [problem] = load_clinics(table(tmp_path, CELLS | {"fever": "100.4 F", "fever_unit": "C"})).problems
    assert (problem.field, problem.message) == (
        "fever",
        "'100.4 F' is not a temperature; write one such as 38.0 or 100.4",
    )


@pytest.mark.parametrize(
    ("place", "column"),
    [
        (("logo", "file"), "logo"),
        (("logo",), "logo"),
        (("logo", "alt"), "logo_alt"),
        (("colors", "accent"), "accent"),
        (("phones", 0, "number"), "phone1_number"),
        (("phones", 3, "use"), "phone4_use"),
        (("phones",), "phone1_use"),
        (("address", 2), "address3"),
        (("crisis_line", "label"), "crisis_label"),
        (("crisis_line",), "crisis_number"),
        (("fever", "unit"), "fever_unit"),
        (("fever", "threshold"), "fever"),
        (("name",), "name"),
        ((), "id"),
    ],
)
def test_a_fault_of_a_field_is_one_of_a_column(place: tuple[str | int, ...], column: str) -> None:
    assert column_of(place) == column


def test_a_cell_has_two_thousand_letters_at_most(tmp_path: Path) -> None:
    def told(letters: int) -> bool:
        problems = load_clinics(table(tmp_path, CELLS | {"made_by": "x" * letters})).problems
        return "has over 2,000 characters; shorten it" in [problem.message for problem in problems]

    assert (told(2_000), told(2_001)) == (False, True)


def test_a_table_has_ten_thousand_rows_at_most(tmp_path: Path) -> None:
    path = table(tmp_path, *({"id": "x"} for _ in range(10_000)))
    assert load_clinics(path, only=("none",)).problems == []
    path = table(tmp_path, *({"id": "x"} for _ in range(10_001)))
    [problem] = load_clinics(path, only=("none",)).problems
    assert (problem.line, problem.column, problem.message) == (10_002, 1, "is row 10,001; split the table")


# Pictures


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"GIF87a", "GIF"),
        (b"RIFF....WEBP", "WebP"),
        (b"II*\0", "TIFF"),
        (b"MM\0*", "TIFF"),
        (b"BM12", "BMP"),
        (b"%PDF-1", "PDF"),
        (b"%!PS-Adobe", "EPS"),
        (b"\x1f\x8b\x08", "compressed SVG (svgz)"),
        (b"PK\x03\x04", "ZIP or Office"),
    ],
)
def test_other_files_are_known_by_their_first_bytes(start: bytes, kind: str) -> None:
    with pytest.raises(ValueError) as caught:
        check_logo(start + b"\0" * 99, "logo.png", "x", Boxes.LOGO_MM, Boxes.LOGO_MIN_MM)
    assert str(caught.value) == f"'logo.png' is a {kind} file; save it as SVG, or as PNG"


def picture(width: int, height: int, ink: tuple[int, int, int, int], gray: int = 0, kind: str = "PNG") -> bytes:
    image = Image.new("L", (width, height), 255)
    image.paste(gray, ink)
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(
    ("size", "ink", "gray", "fault"),
    [
        ((200, 60), (0, 0, 200, 60), 0, ""),
        ((60, 200), (0, 0, 60, 200), 0, ""),
        ((199, 60), (0, 0, 199, 60), 0, "is only 199 x 60 pixels"),
        ((200, 60), (0, 0, 200, 60), 223, ""),
        ((200, 60), (0, 0, 200, 60), 224, "is white, or nearly"),
        ((200, 60), (0, 0, 80, 9), 0, ""),
        ((200, 60), (0, 0, 9, 24), 0, ""),
        ((200, 60), (10, 10, 88, 32), 0, "fills only a small part of its own page and would print tiny; crop it"),
        ((4000, 1200), (0, 0, 4000, 1), 0, "is white, or nearly"),
    ],
)
def test_a_picture_is_large_and_dark_enough(size, ink, gray: int, fault: str) -> None:
    data = picture(*size, ink, gray)
    if not fault:
        width, height = printed(data, "PNG", Boxes.LOGO_MM, Boxes.LOGO_MIN_MM)[2:]
        assert width / height == pytest.approx(size[0] / size[1], abs=0.01)
        return
    with pytest.raises(ValueError, match=fault):
        printed(data, "PNG", Boxes.LOGO_MM, Boxes.LOGO_MIN_MM)


def test_a_picture_has_as_many_pixels_as_are_left() -> None:
    data = picture(200, 100, (0, 0, 200, 100))
    assert clean_raster(data, most_pixels=20_000).decoded == 20_000
    with pytest.raises(ValueError, match="has over 40,000,000 pixels; make it 1,500 pixels wide"):
        clean_raster(data, most_pixels=19_999)


def test_a_photograph_comes_in_sixty_four_layers_at_most() -> None:
    data = picture(200, 100, (0, 0, 200, 100), kind="JPEG")
    head, tail = data[:2], data[2:]

    def layered(count: int) -> bytes:
        """The count is taken before the picture is read: a comment with as many marks of a layer will do."""
        comment = b"\xff\xda" * (count - 1)
        return head + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + tail

    assert clean_raster(layered(64)).image.width == 200
    with pytest.raises(ValueError, match="is a JPEG in too many layers"):
        clean_raster(layered(65))
