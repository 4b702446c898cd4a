"""The screen for a brand, as a browser without scripts sees it and as the script asks it."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk import AS_OF, PORT, Desk, words
from httpx import Response
from lxml import html
from PIL import Image

from building import BRAND, write
from handouts.cli import main
from handouts.clinic.load import load_clinic
from handouts.errors import InputInvalid
from handouts.proof import inspect
from handouts.studio.brand_form import FIELDS
from handouts.studio.brand_pages import NOTHING
from handouts.studio.brand_show import PLACES
from handouts.studio.settings import Settings

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "clinics" / "us-example"
GOOD = {
    "name": "Riverside Cancer Center",
    "country": "US",
    "paper": "letter",
    "phone1_label": "Nurse line",
    "phone1_number": "(202) 555-0143",
    "phone1_hours": "Day and night",
    "phone1_use": "any",
    "emergency_number": "911",
    "fever": "100.4",
    "fever_unit": "F",
    "primary": "#1b4b5a",
    "accent": "#8a3b12",
    "languages": "en",
}


class BrandDesk(Desk):
    """The page, and its form for a brand."""

    def page(self, path: str) -> html.HtmlElement:
        answer = self.get(path)
        assert answer.status_code == 200, answer.text
        return html.document_fromstring(answer.text)

    def send(self, path: str, logo: tuple[str, bytes] | None = None, **fields: str) -> Response:
        return self.post(path, fields, files={"logo": logo or ("", b"")})

    def filled(self, clinic: str) -> dict[str, str]:
        """What the form of a clinic holds when it is opened."""
        return dict(self.page(f"/brand?clinic={clinic}").get_element_by_id("brand").form_values())


@pytest.fixture
def clinics(tmp_path: Path) -> Path:
    folder = tmp_path / "clinics"
    shutil.copytree(EXAMPLE, folder / "riverside")
    return folder


@pytest.fixture
def desk(clinics: Path) -> Iterator[BrandDesk]:
    desk = BrandDesk(Settings(None, clinics, clinics.parent / "output", AS_OF, PORT))
    yield desk
    desk.app.state.press.end()


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """No picture is made."""
    monkeypatch.setattr("handouts.studio.brand_pages._draw", lambda *_: NOTHING)


def faults(page: html.HtmlElement) -> dict[str, str]:
    """What stands beside each field that is marked as wrong."""
    wrong = page.find_class("field--bad")
    return {field.get("data-field"): field.find_class("field__fault")[0].text_content() for field in wrong}


WRONG: list[tuple[dict[str, str], dict[str, str]]] = [
    ({"name": ""}, {"name": "This is missing; fill it in"}),
    (
        {"country": "UK"},
        {"country": "'UK' is not a country code; did you mean GB? write two capital letters, such as US or GB"},
    ),
    (
        {"phone1_number": "12"},
        {"phone1_number": "'12' is not a phone number in the United States; check each digit and write the area code"},
    ),
    ({"phone1_hours": ""}, {"phone1_hours": "This is missing; fill it in"}),
    ({"phone1_use": "day"}, {"phone1_use": "This has no number for the night; add a line with “night” or “any”"}),
    (
        {"emergency_number": "112"},
        {"emergency_number": "'112' is not an emergency number in the United States; use 911, or leave it empty"},
    ),
    ({"crisis_label": "Lifeline"}, {"crisis_number": "This is missing; fill it in"}),
    (
        {"fever": "50"},
        {"fever": "50 °F cannot be a fever threshold; write 98.6 to 102.2 °F, or leave it empty"},
    ),
    ({"fever": "warm"}, {"fever": "'warm' is not a temperature; write one such as 38.0 or 100.4"}),
    (
        {"primary": "#ffaa00"},
        {
            "primary": "'#ffaa00' is too pale to read: its contrast with white is 1.9:1, at least 4.5:1 is needed; use "
            '"#a36b00", the nearest that passes, or a darker color',
        },
    ),
    ({"accent": "red"}, {"accent": "'red' is not a color; write # and six digits, such as '#1b4b5a'"}),
    (
        {"web": "http://example.org"},
        {"web": "'http://example.org' is not a web address; write one that begins with https://"},
    ),
    ({"languages": "en xx"}, {"languages": "'xx' is not a language code; write one such as en or es"}),
    (
        {"id": "Big Clinic"},
        {"id": "'Big Clinic' is not an id; use lower-case letters, digits and single dashes"},
    ),
    ({"made_by": "x" * 2001}, {"made_by": "This has over 2,000 characters; shorten it"}),
    (
        {"name": "Clinic \u202e"},
        {"name": "This holds a character that reverses the reading direction (U+202E); delete it"},
    ),
]


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize(("changed", "told"), WRONG, ids=lambda case: "-".join(case))
def test_each_mistake_stands_beside_its_field_and_nothing_is_written(
    desk: BrandDesk, clinics: Path, changed: dict[str, str], told: dict[str, str]
) -> None:
    answer = desk.send("/brand", **(GOOD | changed), clinic="", action="save")
    page = html.document_fromstring(answer.text)
    assert (answer.status_code, faults(page)) == (422, told)
    assert [path.name for path in clinics.iterdir() if path.is_dir()] == ["riverside"]
    for name, value in (GOOD | changed).items():
        assert page.get_element_by_id("brand").form_values(), name
        assert page.get_element_by_id(name).value == value.strip()  # what was typed is still there
    assert [link.get("href") for link in page.get_element_by_id("sum").iter("a")] == [f"#{name}" for name in told]
    for name in told:
        field = page.get_element_by_id(name)
        assert field.get("aria-invalid") == "true"
        assert f"{name}-fault" in field.get("aria-describedby").split()


def test_every_field_has_a_label_and_every_column_a_field(desk: BrandDesk) -> None:
    page = desk.page("/brand?new=1")
    shown = {field.get("name") for field in page.get_element_by_id("brand").inputs if field.get("name")}
    assert shown >= set(FIELDS) | {"logo", "token", "seen", "sheet"}
    assert [name for name in FIELDS if not page.xpath(f"//label[@for='{name}']")] == []
    order = [field.get("id") for field in page.get_element_by_id("brand").inputs if field.get("id")]
    assert list(PLACES) == [name for name in order if name != "sheet"]


@pytest.mark.process
def test_the_notes_of_the_file_and_what_was_not_changed_stay(desk: BrandDesk, clinics: Path) -> None:
    path = clinics / "riverside/brand.yaml"
    noted = "# For the night shift\n" + path.read_text().replace("paper:", "# The tray by the door\npaper:")
    path.write_text(noted.replace("\n", "\r\n"), newline="")
    answer = desk.send("/brand", **(desk.filled("riverside") | {"emergency_number": "", "web": ""}), action="save")
    assert (answer.status_code, answer.headers["location"]) == (303, "/brand?clinic=riverside&said=saved")
    wanted = re.sub(r"emergency_number: .*", "emergency_number: blank", re.sub(r"web: .*\n", "", noted))
    assert path.read_bytes() == wanted.replace("\n", "\r\n").encode()
    assert "Saved. New sheets will have this." in desk.page(answer.headers["location"]).text_content()


@pytest.mark.process
def test_saving_what_was_opened_changes_no_byte(desk: BrandDesk, clinics: Path) -> None:
    before = {path.name: path.read_bytes() for path in (clinics / "riverside").iterdir()}
    assert desk.send("/brand", **desk.filled("riverside"), action="save").status_code == 303
    assert {
        path.name: path.read_bytes() for path in (clinics / "riverside").iterdir() if path.suffix != ".lock"
    } == before


@pytest.mark.usefixtures("undrawn")
@pytest.mark.process
def test_two_windows_do_not_write_over_each_other(desk: BrandDesk, clinics: Path) -> None:
    one, two = desk.filled("riverside"), desk.filled("riverside")
    assert desk.send("/brand", **(one | {"name": "First"}), action="save").status_code == 303
    answer = desk.send("/brand", **(two | {"name": "Second"}), action="save")
    assert answer.status_code == 409
    assert "This brand was changed in another window" in answer.text
    assert load_clinic(clinics / "riverside").brand.name == "First"
    again = dict(html.document_fromstring(answer.text).get_element_by_id("brand").form_values())
    assert again["name"] == "Second"
    assert desk.send("/brand", **again, action="save").status_code == 303
    assert load_clinic(clinics / "riverside").brand.name == "Second"


@pytest.mark.slow
@pytest.mark.process
def test_a_clinic_from_nothing_and_then_a_sheet_with_its_name(desk: BrandDesk, clinics: Path) -> None:
    from click.testing import CliRunner

    logo = ("Our Logo, final!.PNG", png(400, 200))
    fields = GOOD | {"logo_alt": "A blue box", "address2": "1 Road", "clinic": ""}
    answer = desk.send("/brand", logo, **fields, action="save")
    assert (answer.status_code, answer.headers["location"]) == (303, "/brand?clinic=riverside-cancer-center&said=made")
    made = clinics / "riverside-cancer-center"
    assert {path.name for path in made.iterdir()} >= {"brand.yaml", "logo.png", "README.md", "brand.schema.json"}
    found = load_clinic(made)
    assert (found.brand.name, found.brand.address) == ("Riverside Cancer Center", ("1 Road",))
    assert found.logo and found.logo.alt == "A blue box"
    output = clinics.parent / "output"
    built = ["build", "pleural", "--kind", "symptom-checklist", "--clinic", str(made), "--output", str(output)]
    assert CliRunner().invoke(main, built).exit_code == 0
    pdf = output / "riverside-cancer-center/en/pleural/symptom-checklist.standard.letter.pdf"
    assert "Riverside Cancer Center" in " ".join(" ".join(inspect(pdf.read_bytes()).text).split())


@pytest.mark.usefixtures("undrawn")
def test_a_name_that_is_taken_is_told_at_the_name(desk: BrandDesk, clinics: Path) -> None:
    before = (clinics / "riverside/brand.yaml").read_bytes()
    answer = desk.send("/brand", **(GOOD | {"id": "riverside"}), clinic="", action="save")
    assert answer.status_code == 422
    assert faults(html.document_fromstring(answer.text)) == {"id": "is not empty; name a new folder, or an empty one"}
    assert (clinics / "riverside/brand.yaml").read_bytes() == before


def png(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "#1b4b5a").save(out, "PNG")
    return out.getvalue()


HOSTILE = {
    "entity.svg": b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg">&x;</svg>',
    "script.svg": b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script>alert(1)</script></svg>',
    "page.svg": b"<!DOCTYPE html><html><body>404</body></html>",
    "cut.png": png(400, 200)[:200],
    "tiny.png": png(20, 10),
    "renamed.jpg": png(400, 200),
    "moving.gif": b"GIF89a...",
    "empty.png": b"",
    "brand.yaml": b"id: mine",
    "huge.png": b"\x89PNG\r\n\x1a\n" + bytes(2_000_000),
}


@pytest.mark.process
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_logo_is_refused_in_the_words_of_a_file(
    desk: BrandDesk, clinics: Path, name: str, tmp_path: Path
) -> None:
    folder = tmp_path / "by-file"
    folder.mkdir()
    (folder / name).write_bytes(HOSTILE[name])
    if name != "brand.yaml":
        text = re.sub(r"logo: .*", f"logo: {{file: {name}, alt: Ours}}", (EXAMPLE / "brand.yaml").read_text())
        (folder / "brand.yaml").write_text(text)
        with pytest.raises(InputInvalid) as caught:
            load_clinic(folder)
        told = caught.value.problems[0].message
    else:
        told = "'brand.yaml' does not end in .svg, .png or .jpg; save the logo as one of these"
    before = {path.name: path.read_bytes() for path in (clinics / "riverside").iterdir()}
    answer = desk.send("/brand/say", (name, HOSTILE[name]), **desk.filled("riverside"))
    assert answer.json()["faults"] == {"logo": told}
    assert (
        desk.send("/brand", ("../" + name, HOSTILE[name]), **desk.filled("riverside"), action="save").status_code == 422
    )
    after = {path.name: path.read_bytes() for path in (clinics / "riverside").iterdir()}
    assert after == before


@pytest.mark.slow
@pytest.mark.process
def test_the_page_beside_it_is_a_picture_of_a_real_sheet(desk: BrandDesk) -> None:
    drawn = desk.send("/brand/draw", **(GOOD | {"clinic": ""})).json()
    assert (drawn["trouble"], drawn["left_out"]) == ("", [])
    answer = desk.get(drawn["picture"])
    assert answer.headers["content-type"] == "image/png"
    image = Image.open(io.BytesIO(answer.content))
    assert image.size == (1000, 1295)
    green = desk.send("/brand/draw", **(GOOD | {"clinic": "", "primary": "#0a5c0a"})).json()
    assert desk.get(green["picture"]).content != answer.content
    half = desk.send("/brand/draw", **(GOOD | {"clinic": "", "web": "nowhere", "phone1_use": "day"})).json()
    assert (sorted(half["left_out"]), half["trouble"]) == (["phone1_use", "web"], "")
    assert half["picture"]
    assert desk.get("/brand/picture/../../etc/passwd").status_code == 404
    assert desk.get("/brand/picture/unknown").status_code == 404


@pytest.mark.usefixtures("undrawn")
@pytest.mark.process
def test_an_uploaded_logo_is_kept_until_the_form_is_right(desk: BrandDesk, clinics: Path) -> None:
    answer = desk.send(
        "/brand", ("ours.png", png(400, 200)), **(desk.filled("riverside") | {"name": ""}), action="save"
    )
    assert answer.status_code == 422
    again = dict(html.document_fromstring(answer.text).get_element_by_id("brand").form_values())
    assert "ours.png is chosen; it is kept when you save." in answer.text
    assert desk.send("/brand", **(again | {"name": "Riverside"}), action="save").status_code == 303
    assert (clinics / "riverside/logo.png").read_bytes() == png(400, 200)
    assert load_clinic(clinics / "riverside").brand.logo.file == "logo.png"


@pytest.mark.parametrize("path", ["/brand", "/brand/say", "/brand/draw"])
def test_without_the_token_nothing_is_done(desk: BrandDesk, clinics: Path, path: str) -> None:
    before = (clinics / "riverside/brand.yaml").read_bytes()
    assert desk.send(path, **(GOOD | {"clinic": "riverside", "action": "save", "token": "guessed"})).status_code == 403
    assert (clinics / "riverside/brand.yaml").read_bytes() == before


@pytest.mark.parametrize("clinic", ["..", "../riverside", "/etc", "nobody", "riverside/"])
def test_no_folder_is_named_by_a_request(desk: BrandDesk, clinic: str) -> None:
    assert desk.get("/brand", params={"clinic": clinic}).status_code == 404
    assert desk.send("/brand", **(GOOD | {"clinic": clinic, "action": "save"})).status_code == 404


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("name", ["..", "../../evil", "/tmp/evil", "con", "a/b"])
def test_a_new_folder_s_name_is_an_id(desk: BrandDesk, clinics: Path, name: str) -> None:
    answer = desk.send("/brand", **(GOOD | {"id": name, "clinic": "", "action": "save"}))
    assert (answer.status_code, [*faults(html.document_fromstring(answer.text))]) == (422, ["id"])
    assert sorted(path.name for path in clinics.parent.iterdir()) == ["clinics"]


@pytest.mark.usefixtures("undrawn")
def test_the_nearest_color_is_one_click_away(desk: BrandDesk) -> None:
    pale = desk.send("/brand", **(GOOD | {"primary": "#ffaa00", "clinic": "", "action": "show"}))
    (button,) = html.document_fromstring(pale.text).xpath("//button[@name='use_primary']")
    assert button.text_content() == "Use #a36b00, the nearest that can be read"
    mended = desk.send("/brand", **(GOOD | {"primary": "#ffaa00", "clinic": "", "use_primary": button.get("value")}))
    page = html.document_fromstring(mended.text)
    assert (page.get_element_by_id("primary").value, faults(page)) == ("#a36b00", {})
    assert "Contrast with white 4.5:1: easy enough to read." in page.text_content()


@pytest.mark.parametrize(
    ("field", "value", "room"),
    [
        ("name", "", "Room for about 73 characters"),
        ("name", "Riverside", "Room for about 66 characters more"),
        ("phone1_label", "Nurse line of the clinic for all of the county", "9 characters too many"),
        ("address1", "x" * 43, "2 characters too many"),
        ("web", "https://example.org/", "Room for about 32 characters more"),
    ],
)
def test_how_much_still_fits_is_told_in_characters(desk: BrandDesk, field: str, value: str, room: str) -> None:
    rooms = desk.send("/brand/say", **(GOOD | {field: value, "clinic": ""})).json()["rooms"]
    assert rooms[field] == room


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize(
    ("added", "opened", "saved"),
    [
        ("motto: We care", "motto is not a known key here;", "motto: is not a known key here;"),
        ("made_by: [us, them]", "This must be text, not a list;", "made_by: must be text, not a list;"),
    ],
)
def test_what_the_form_has_no_place_for_is_told(
    desk: BrandDesk, clinics: Path, added: str, opened: str, saved: str
) -> None:
    path = clinics / "riverside/brand.yaml"
    write(path, BRAND.format(id="riverside", name="Riverside") + f"{added}\n")
    before = path.read_bytes()
    assert opened in desk.page("/brand?clinic=riverside").text_content()
    answer = desk.send("/brand", **desk.filled("riverside"), action="save")
    assert (answer.status_code, saved in answer.text, path.read_bytes()) == (422, True, before)
    mended = desk.send("/brand", **(desk.filled("riverside") | {"made_by": "Us"}), action="save")
    assert mended.status_code == (303 if added.startswith("made_by") else 422)


@pytest.mark.usefixtures("undrawn")
def test_a_file_s_name_is_only_ever_words(desk: BrandDesk) -> None:
    answer = desk.send("/brand", ("<script>x</script>.gif", b"GIF89a"), **GOOD, clinic="", action="show")
    assert "'script>.gif' is a GIF file; save it as SVG, or as PNG" in words(answer)
    assert "<script>x" not in answer.text


def test_a_brand_that_is_no_yaml_is_told_with_its_line(desk: BrandDesk, clinics: Path) -> None:
    write(clinics / "riverside/brand.yaml", 'id: riverside\nname: "open\n')
    answer = desk.get("/brand?clinic=riverside")
    assert answer.status_code == 422
    assert "is not valid YAML" in words(answer)
    assert "riverside/brand.yaml, line 3" in words(answer)
