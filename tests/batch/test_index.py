"""The page of an output folder: whose sheets, in which order, drafts as drafts, and what a browser finds."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from test_files import entry

from handouts.batch.index import index_page
from handouts.batch.manifest import Entry

TYPES = {"pleural": ("Pleural mesothelioma", 1), "testicular": ("Testicular mesothelioma", 4)}
KINDS = {"overview": ("Overview", 1), "glossary": ("Words you may hear", 2)}
EDITIONS = {"standard": ("Standard print", 1), "large-print": ("Large print", 2)}
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


def sheet(clinic: str, type_: str, kind: str, edition: str = "standard", **changes: object) -> Entry:
    """An entry as a build makes it."""
    names = {
        "title": f"{TYPES[type_][0]}: {KINDS[kind][0].lower()}",
        "clinic_name": clinic.title(),
        "type_name": TYPES[type_][0],
        "kind_name": KINDS[kind][0],
        "edition_name": EDITIONS[edition][0],
        "language": "English",
        "order": (TYPES[type_][1], KINDS[kind][1], EDITIONS[edition][1]),
        "approval": "never",
    }
    return entry(f"{clinic}/en/{type_}/{kind}.{edition}.letter.pdf", **(names | changes))


def many(*clinics: str) -> list[Entry]:
    """All sheets of these clinics, in no order."""
    found = [
        sheet(clinic, type_, kind, edition)
        for clinic in clinics
        for type_ in TYPES
        for kind in KINDS
        for edition in EDITIONS
    ]
    return found[::-1]


def page_of(*entries: Entry) -> str:
    return index_page(entries).decode()


def in_order(page: str, *words: str) -> bool:
    return re.search(".*".join(map(re.escape, words)), page, re.S) is not None


def test_the_page_shows_every_file_and_nothing_of_a_title_runs() -> None:
    made = [
        entry("tiny/en/pleural/a.standard.letter.pdf", title="<script>alert(1)</script>", clinic_name="<b>Tiny"),
        entry("generic/en/pleural/b.large-print.a4.pdf", pages=1, approval="approved", adapted=True),
    ]
    page = page_of(*made)
    for file in made:
        assert f'href="{file.path}"' in page
        assert f'src="{file.thumbnail}"' in page
    assert page.count("<script") == 1
    assert "&lt;script&gt;alert(1)" in page and "&lt;b&gt;Tiny" in page
    for words in ("2 pages", "1 page", "locally adapted", "Large print, A4", "next by 2027-01-02", "Draft", "Approved"):
        assert words in page
    assert in_order(page, "<h2>Without a clinic&#39;s name</h2>", "<h2>&lt;b&gt;Tiny</h2>")
    assert "http" not in page.replace("http-equiv", "")


def test_only_its_own_script_may_run() -> None:
    page = page_of(*many("river"))
    [script] = re.findall(r"<script>(.*?)</script>", page, re.S)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'\"" in page.replace("&#39;", "'")
    assert not re.search(r"innerHTML|eval|fetch|XMLHttp|https?:", script)


def test_clinics_types_and_sheets_stand_in_their_order_under_their_names() -> None:
    page = page_of(*many("lake", "alder"))
    assert in_order(
        page, "<h2>Alder</h2>", "Pleural mesothelioma</h3>", "Testicular mesothelioma</h3>", "<h2>Lake</h2>"
    )
    alder = page[page.index("<h2>Alder</h2>") : page.index("<h2>Lake</h2>")]
    assert in_order(alder, "Standard print, Letter", "Large print, Letter", ">Overview<", ">Words you may hear<")
    assert alder.index(">Overview<") < alder.index(">Words you may hear<")


def test_clinics_of_one_name_are_told_apart() -> None:
    page = page_of(*(sheet(id_, "pleural", "overview", clinic_name="River") for id_ in ("east", "west")))
    assert in_order(page, "<h2>River (east)</h2>", "<h2>River (west)</h2>")


def test_an_entry_of_an_older_build_has_its_ids_for_names() -> None:
    page = page_of(entry("tiny/en/pleural/symptom-diary.large-print.a4.pdf"))
    for words in ("<h2>tiny</h2>", ">Pleural</h3>", ">Symptom diary<", "Large print, A4"):
        assert words in page


@pytest.mark.parametrize(
    ("approvals", "head", "said"),
    [
        (("never",), "Drafts of handouts", "1 file. It is a draft: a draft must not reach patients"),
        (("never", "changed"), "Drafts of handouts", "2 files. All are drafts: a draft must not reach patients"),
        (("approved", "expired"), "Handouts and drafts", "2 files. 1 is a draft: a draft must not reach patients"),
        (("approved", "approved"), "Handouts that are ready to print", "2 files.</p>"),
    ],
)
def test_drafts_are_called_drafts(approvals: tuple[str, ...], head: str, said: str) -> None:
    pairs = zip(approvals, KINDS, strict=False)
    page = page_of(*(sheet("river", "pleural", kind, approval=approval) for approval, kind in pairs))
    assert f"<h1>{head}</h1>" in page and f"<title>{head}</title>" in page
    assert said in page


@pytest.mark.parametrize(
    ("approval", "shown"),
    [
        ("never", ">Draft<"),
        ("changed", ">Draft: changed since its approval<"),
        ("expired", ">Approval has run out<"),
        ("approved", ">Approved<"),
    ],
)
def test_the_page_shows_what_a_sign_off_is_worth(approval: str, shown: str) -> None:
    assert page_of(entry(approval=approval)).count(shown) == 1


def test_files_of_a_sheet_that_differ_each_say_their_state() -> None:
    files = [sheet("river", "pleural", "overview", name, approval=state)
             for name, state in zip(EDITIONS, ("approved", "never"), strict=True)]  # fmt: skip
    assert in_order(page_of(*files), "Standard print, Letter", ">Approved<", "Large print, Letter", ">Draft<")


def test_the_page_of_an_empty_folder_says_so() -> None:
    page = page_of()
    assert "Nothing has been built yet." in page
    assert "<script" not in page


def test_of_many_clinics_each_is_opened_by_who_looks_for_it() -> None:
    assert page_of(*many("a", "b", "c")).count(" open>") == 3
    assert page_of(*many("a", "b", "c", "d")).count(" open>") == 0


@pytest.mark.process
@pytest.mark.skipif(not BROWSER, reason="needs Chromium")
@pytest.mark.parametrize(
    ("asked", "said", "files"),
    [
        ("", "24 files, 3 clinics", 24),
        ("words=LA+pleural", "4 files, 1 clinic", 4),
        ("words=sao", "8 files, 1 clinic", 8),
        ("clinic=river&type=pleural&kind=glossary&edition=large-print", "1 file, 1 clinic", 1),
        ("edition=large-print&words=hear", "6 files, 3 clinics", 6),
        ("words=nothing", "0 files, 0 clinics. Search for fewer words, or choose less.", 0),
        ("unknown=1&type=none", "24 files, 3 clinics", 24),
    ],
)
def test_what_is_asked_for_is_found_in_a_browser(asked: str, said: str, files: int, tmp_path: Path) -> None:
    clinics = many("lake", "river") + [file.model_copy(update={"clinic_name": "São João"}) for file in many("joao")]
    page = tmp_path / "index.html"
    page.write_bytes(index_page(clinics))
    flags = ("--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom")
    done = subprocess.run(
        [str(BROWSER), *flags, f"{page.as_uri()}#{asked}"], capture_output=True, text=True, timeout=120, check=True
    )
    assert f'role="status">{said}</p>' in done.stdout
    assert len(re.findall(r'<li data-edition="[^"]*"[^>]*>', done.stdout)) == 24
    assert len(re.findall(r'<li data-edition="[^"]*"(?![^>]* hidden)[^>]*>', done.stdout)) == files
    assert '<form id="find" class="find" role="search" aria-label="Handouts">' in done.stdout, "the script has run"
