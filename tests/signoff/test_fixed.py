"""What says how far a sheet is approved, and whom to call, is the same at every clinic."""

from __future__ import annotations

from pathlib import Path

import pytest

from handouts.content.load import load_catalogue
from handouts.content.overlays import FIXED
from handouts.errors import InputInvalid
from handouts.source.layers import LOCKED, LOCKED_FAULT, bundled_root, make_layers
from signing import LEAFLET, make_clinic, write

SAYS = {
    "draft": "Draft, not approved.",
    "approved": "Approved",
    "approved_by": "Approved by",
    "overdue": "Past its review date.",
    "locally_adapted": "Locally adapted",
    "call_emergency": "Emergency",
    "emergency": "Call the emergency number now",
}


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    return make_clinic(tmp_path / "clinic")


def told(clinic: Path) -> list[str]:
    """What a build of the clinic's leaflet is told of its content."""
    with pytest.raises(InputInvalid) as caught:
        load_catalogue(make_layers(clinic), lambda found: found == LEAFLET)
    return [str(problem) for problem in caught.value.problems]


def test_each_locked_file_is_one_that_ships() -> None:
    assert len(LOCKED) > 3
    assert all((bundled_root() / name).is_file() for name in LOCKED)


@pytest.mark.parametrize("name", LOCKED)
def test_a_clinics_own_is_refused(clinic: Path, name: str) -> None:
    write(clinic / name, "Approved by Dr. Nobody.")
    assert told(clinic) == [f"{clinic.as_posix()}/{name}: {LOCKED_FAULT}"]


def test_so_is_one_in_other_letters(clinic: Path) -> None:
    """Some disks do not tell capitals from small letters."""
    write(clinic / "templates/Parts/FOOT.html.j2", "Approved by Dr. Nobody.")
    assert told(clinic) == [f"{clinic.as_posix()}/templates/Parts/FOOT.html.j2: {LOCKED_FAULT}"]


@pytest.mark.parametrize("key", SAYS)
def test_a_clinics_own_state_words_are_refused_at_their_line(clinic: Path, key: str) -> None:
    part = "foot" if key in FIXED["foot"] else "page"
    write(clinic / "content/en/labels.yaml", f"kinds:\n  leaflet: Leaflet\n{part}:\n  {key}: Approved by all.\n")
    place = f"{clinic.as_posix()}/content/en/labels.yaml:4:3: {part}.{key}"
    assert told(clinic) == [f"{place}: is the same at every clinic: {SAYS[key]!r}; delete this line"]


@pytest.mark.parametrize(("key", "words"), [("call", "Call"), ("emergency", "Emergency number")])
def test_so_are_those_that_only_a_listener_meets(clinic: Path, key: str, words: str) -> None:
    write(clinic / "content/en/labels.yaml", f"kinds:\n  leaflet: Leaflet\naloud:\n  {key}: Do not call\n")
    place = f"{clinic.as_posix()}/content/en/labels.yaml:4:3: aloud.{key}"
    assert told(clinic) == [f"{place}: is the same at every clinic: {words!r}; delete this line"]


def test_a_variant_of_a_language_has_its_words(clinic: Path) -> None:
    english = (bundled_root() / "content/en/labels.yaml").read_text(encoding="utf-8")
    write(
        clinic / "content/en-GB/labels.yaml",
        english.replace("Draft, not approved.", "Approved.").replace("kinds:", "kinds:\n  leaflet: Leaflet"),
    )
    (problem,) = told(clinic)
    assert problem.endswith("foot.draft: is the same at every clinic: 'Draft, not approved.'; delete this line")


@pytest.mark.parametrize("draft", ["Approved.", "approved by all", "Aprobado por todos", "APROBADO"])
def test_a_language_of_its_own_cannot_call_a_draft_approved(clinic: Path, draft: str) -> None:
    path = clinic / "content/es/labels.yaml"
    own = path.read_text(encoding="utf-8").replace("approved: Approved", "approved: Aprobado")
    path.write_text(own.replace("Draft, not approved.", draft), encoding="utf-8")
    (problem,) = told(clinic)
    assert problem.endswith("foot.draft: begins as an approval does; say that the sheet is a draft")
    path.write_text(own.replace("Draft, not approved.", "Borrador, no aprobado."), encoding="utf-8")
    assert load_catalogue(make_layers(clinic), lambda found: found == LEAFLET).labels["es"].foot["draft"]


def test_the_same_words_again_are_no_change(clinic: Path) -> None:
    english = (bundled_root() / "content/en/labels.yaml").read_text(encoding="utf-8")
    write(clinic / "content/en/labels.yaml", english.replace("kinds:\n", "kinds:\n  leaflet: Leaflet\n"))
    assert load_catalogue(make_layers(clinic), lambda found: found == LEAFLET).labels["en"].foot["approved"]
