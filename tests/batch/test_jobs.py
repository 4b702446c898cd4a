"""What is planned: which documents, where their files go, and what is refused before anything is made."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

import pytest

from handouts.batch.gather import PreparedClinic, Selection, UnknownName, gather, gather_clinics
from handouts.batch.jobs import _refuse_twins, plan
from handouts.content.languages import to_copy
from handouts.errors import InputInvalid
from handouts.source.layers import layers_of
from signing import BRAND, make_clinic, write

TODAY = dt.date(2026, 6, 1)
EXAMPLES = Path(__file__).parents[2] / "examples/clinics"


@cache
def generic() -> list[PreparedClinic]:
    return gather([], Selection())


def targets(selection: Selection, ready: list[PreparedClinic] | None = None) -> list[str]:
    return [job.target for job in plan(ready or generic(), selection, TODAY)]


def test_no_selection_means_every_document_in_english_standard_letter() -> None:
    known = generic()[0].catalogue
    expected = [
        f"generic/en/{loaded.id.type}/{loaded.id.kind}.standard.letter.pdf"
        for loaded in known.in_order()
        if loaded.id.lang == "en"
    ]
    assert expected
    assert targets(Selection()) == expected


@pytest.fixture
def bilingual(tmp_path: Path) -> Path:
    """A clinic with a leaflet in English and in Spanish."""
    return make_clinic(tmp_path / "signing")


def spoken(folder: Path, languages: str) -> Path:
    write(folder / "brand.yaml", BRAND + (f"languages: {languages}\n" if languages else ""))
    return folder


@pytest.mark.parametrize(
    ("languages", "asked", "made"),
    [
        ("", (), ["en"]),
        ("[en, es]", (), ["en", "es"]),
        ("[es]", (), ["es"]),
        ("[es]", ("en",), ["en"]),
        ("[en]", ("en", "es"), ["en", "es"]),
        ("[en, fr]", ("es",), ["es"]),
    ],
)
def test_a_brands_languages_decide_and_lang_overrides(
    bilingual: Path, languages: str, asked: tuple[str, ...], made: list[str]
) -> None:
    selection = Selection(kinds=("leaflet",), langs=asked)
    found = targets(selection, gather([spoken(bilingual, languages)], selection))
    assert found == [f"signing/{lang}/pleural/leaflet.standard.letter.pdf" for lang in made]


def test_a_language_without_words_is_told_at_its_place(bilingual: Path) -> None:
    with pytest.raises(InputInvalid) as caught:
        gather([spoken(bilingual, "[en, fr]")], Selection())
    folder = bilingual.as_posix()
    assert str(caught.value) == (
        f"{folder}/brand.yaml:8:17: languages[1]: 'fr' has no words here; copy {to_copy()} to "
        f"{folder}/content/fr/labels.yaml and translate it, or delete it here"
    )


def test_the_clinic_of_a_row_has_no_words_of_its_own(tmp_path: Path) -> None:
    table = tmp_path / "clinics.csv"
    rows = "name,country,emergency_number,fever,paper,languages\n{0},US,911,blank,letter,{1}\n"
    table.write_text(rows.format("River", "en es"), encoding="utf-8")
    found = gather_clinics(table, Selection(("pleural",), ("overview",)))
    assert [str(problem) for problem in found.problems] == [
        f"{table.as_posix()}:2:6: languages: 'es' has no words here; a clinic with words of its own needs a folder "
        "(`handouts init DIR`), or delete it here"
    ]
    assert found.ready == []


def test_editions_and_papers_multiply() -> None:
    editions, papers = ("standard", "large-print"), ("a4", "letter")
    assert targets(Selection(("pleural",), ("question-sheet",), editions=editions, papers=papers)) == [
        f"generic/en/pleural/question-sheet.{rest}.pdf"
        for rest in ("standard.a4", "standard.letter", "large-print.a4", "large-print.letter")
    ]


def test_both_profiles_lie_side_by_side_and_are_not_taken_for_each_other() -> None:
    first, second = (
        plan(generic(), Selection(("pleural",), ("overview",), pdf=profile), TODAY)[0] for profile in ("ua1", "ua2")
    )
    assert first.target == "generic/en/pleural/overview.standard.letter.pdf"
    assert second.target == "generic/en/pleural/overview.standard.letter.ua2.pdf"
    assert first.fingerprint != second.fingerprint


def test_names_given_twice_are_made_once() -> None:
    once = targets(Selection(("pleural",)))
    assert targets(Selection(("pleural", "pleural"), editions=("standard", "standard"))) == once


@pytest.mark.process
def test_a_clinic_decides_its_paper() -> None:
    ready = gather([EXAMPLES / "uk-example"], Selection(("pleural",)))
    found = targets(Selection(("pleural",)), ready)
    assert found
    assert all(name.startswith("uk-example/en/pleural/") and name.endswith(".standard.a4.pdf") for name in found)


@pytest.mark.parametrize(
    ("selection", "message"),
    [
        (Selection(("plural",)), "'plural' is not a known type; did you mean 'pleural'? known: "),
        (Selection(kinds=("overveiw",)), "'overveiw' is not a known kind; did you mean 'overview'? known: "),
        (Selection(langs=("xx",)), "'xx' is not a known language; known: "),
        (Selection(editions=("large",)), "'large' is not a known edition; did you mean 'large-print'? known: "),
        (Selection(papers=("a5",)), "'a5' is not a known paper; known: a4, letter"),
    ],
)
def test_unknown_names_are_told_with_what_was_meant(selection: Selection, message: str) -> None:
    with pytest.raises(UnknownName) as caught:
        plan(generic(), selection, TODAY)
    assert str(caught.value).startswith(message)


def test_all_unknown_names_are_told_at_once() -> None:
    with pytest.raises(UnknownName) as caught:
        plan(generic(), Selection(("plural", "x"), papers=("a5",)), TODAY)
    assert len(str(caught.value).splitlines()) == 3


def test_a_kind_that_one_clinic_adds_is_made_for_that_clinic_alone(make_clinic) -> None:
    adds, plain = make_clinic("extra"), make_clinic(id="plain", folder="plain")
    selection = Selection(kinds=("extra",))
    assert targets(selection, gather([adds.folder, plain.folder], selection)) == [
        "tiny/en/pleural/extra.standard.letter.pdf"
    ]


def test_clinics_that_bring_only_a_brand_share_the_catalogue(make_clinic, tmp_path: Path) -> None:
    folders = []
    for name in ("one", "two"):
        folders.append(tmp_path / name)
        folders[-1].mkdir()
        brand = (make_clinic().folder / "brand.yaml").read_text().replace("id: tiny", f"id: {name}")
        (folders[-1] / "brand.yaml").write_text(brand)
    first, second = gather(folders, Selection(("pleural",)))
    assert first.catalogue is second.catalogue
    assert first.shipped_only
    assert layers_of(folders[0]) == layers_of(None) != layers_of(make_clinic().folder)


@pytest.mark.parametrize("taken", ["generic", "thumbs"])
def test_a_clinic_may_not_take_a_folder_of_ours(taken: str, make_clinic) -> None:
    clinic = make_clinic(id=taken)
    with pytest.raises(InputInvalid) as caught:
        gather([clinic.folder], Selection(("pleural",)))
    (problem,) = caught.value.problems
    assert (problem.line, problem.field) == (1, "id")
    assert problem.message.startswith(f"{taken!r} is the folder of ")


def test_all_faults_of_all_clinics_come_at_once(make_clinic) -> None:
    first, second, third = (make_clinic(folder=name) for name in ("first", "second", "third"))
    for clinic in (first, second):
        brand = clinic.folder / "brand.yaml"
        brand.write_text(brand.read_text().replace("paper: letter", "paper: parchment"))
    with pytest.raises(InputInvalid) as caught:
        gather([first.folder, second.folder, third.folder, third.folder.parent / "none"], Selection(("pleural",)))
    assert {Path(problem.path).stem for problem in caught.value.problems} == {"brand", "none"}
    assert len(caught.value.problems) == 3


def test_two_clinics_of_one_id_are_refused(make_clinic) -> None:
    folders = [make_clinic(folder=name).folder for name in ("first", "second")]
    with pytest.raises(InputInvalid) as caught:
        gather(folders, Selection(("pleural",)))
    taken = f"'tiny' is the folder of {folders[0]}/brand.yaml already; give this clinic another id"
    assert str(caught.value) == f"{folders[1]}/brand.yaml:1:1: id: {taken}"


def test_targets_that_some_computers_take_for_one_are_refused() -> None:
    with pytest.raises(InputInvalid, match=r"is the same file as café\.pdf on some computers; rename one"):
        _refuse_twins(["caf\u00e9.pdf", "CAFE\u0301.pdf", "other.pdf"])
    _refuse_twins(["caf\u00e9.pdf", "other.pdf"])
