"""A sign-off holds for the exact words, until its day; whatever else happens is told."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from handouts.clinic.load import load_clinic
from handouts.content.blocks import BLOCKS, Block
from handouts.content.catalogue import DocumentId
from handouts.content.load import load_catalogue
from handouts.content.overlays import overlays
from handouts.errors import InputInvalid
from handouts.page.assets import read_assets
from handouts.page.handout import Handout, Request, compose
from handouts.page.html import Printer
from handouts.page.render import make_pdf
from handouts.proof import inspect
from handouts.signoff.approvals import APPROVALS, load_approvals, status_of
from handouts.signoff.record import statuses
from handouts.signoff.records import digest_of, kept_words
from handouts.signoff.words import changed_overlays, signed_words, words_digest
from handouts.source.font import text_width_mm
from handouts.source.layers import bundled_root, make_layers
from signing import HOJA, LEAFLET, ON, UNTIL, approval, catalogue, change, document, make_clinic, sign, write

DEMO = Path(__file__).parents[1] / "demo_clinic"
DAY = dt.timedelta(days=1)
OWN = dt.date(2027, 1, 1)  # the leaflet's own review date
IN_TIME = ON + DAY
DRAFT = "Draft, not approved."
SIGNED = "Approved Mar 1, 2026."
LATE = "Past its review date."


@pytest.fixture
def clinic(tmp_path: Path) -> Path:
    return make_clinic(tmp_path / "clinic")


def composed(folder: Path, as_of: dt.date = IN_TIME, edition: str = "standard", paper: str = "letter") -> Handout:
    approvals = load_approvals(folder).by_id
    request = Request(LEAFLET, edition, paper)
    return compose(catalogue(folder), load_clinic(folder), request, as_of, approvals.get(LEAFLET))


def pages(folder: Path, as_of: dt.date, edition: str = "standard") -> tuple[str, ...]:
    """The words of each page, without the page's number, which stands beside the state."""
    made = make_pdf(composed(folder, as_of, edition), Printer(read_assets(make_layers(folder))))
    return tuple(re.sub(r"Page \d+ of \d+ ", "", text) for text in inspect(made.pdf).text)


@pytest.mark.parametrize(
    ("as_of", "review_by", "state", "overdue"),
    [
        (ON - DAY, OWN, "never", False),
        (ON, OWN, "approved", False),
        (UNTIL, OWN, "approved", False),
        (UNTIL + DAY, OWN, "expired", True),
        (ON + DAY, ON, "expired", True),
    ],
)
def test_it_is_judged_by_the_day(clinic: Path, as_of: dt.date, review_by: dt.date, state: str, overdue: bool) -> None:
    given = approval(catalogue(clinic))
    found = status_of(given, given.words_sha256, review_by, as_of)
    assert (found.state, found.overdue, found.signed is given) == (state, overdue, state != "never")


def test_other_words_are_a_draft_whatever_the_day(clinic: Path) -> None:
    given = approval(catalogue(clinic))
    assert [status_of(given, "0" * 64, OWN, day).state for day in (ON, OWN + DAY)] == ["changed", "changed"]
    assert status_of(given, "0" * 64, OWN, OWN + DAY).overdue
    assert status_of(None, "0" * 64, OWN, ON).signed is None


@pytest.mark.slow
def test_each_page_says_that_it_is_approved_and_one_word_takes_it_back(clinic: Path) -> None:
    sign(clinic)
    signed = pages(clinic, IN_TIME)
    assert len(signed) > 1
    assert all(SIGNED in page and DRAFT not in page and LATE not in page for page in signed)
    assert "Approved by Maria Example, MD, Test oncologist, Mar 1, 2026." in signed[-1]
    late = pages(clinic, UNTIL + DAY)
    assert all(LATE in page and SIGNED not in page for page in late[:-1])
    change(document(clinic), "a short walk", "a short rest")
    draft = pages(clinic, IN_TIME)
    assert len(draft) > 1
    assert all(DRAFT in page and "Maria Example" not in page for page in draft)
    assert all(f"{DRAFT} {LATE}" in page for page in pages(clinic, OWN + DAY, "large-print"))


def test_a_new_approval_brings_back_the_state(clinic: Path) -> None:
    sign(clinic)
    change(document(clinic), "a short walk", "a short rest")
    assert composed(clinic).status.state == "changed"
    sign(clinic, by="Nora Example")
    assert composed(clinic).state_words == "Approved Mar 1, 2026."
    assert "Approved by Nora Example, " in composed(clinic).standing_words
    assert (clinic / APPROVALS.file).read_text(encoding="utf-8").count("- document:") == 1


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        ("brand.yaml", "Signing Clinic", "Another Clinic"),
        ("brand.yaml", "fever: blank", "fever: {threshold: 101, unit: F}\ncolors: {primary: '#5b2a86'}"),
        ("content/en/pleural/leaflet.yaml", "audience: Testers", "audience: Others"),
        ("content/en/pleural/leaflet.yaml", "last_reviewed: 2026-01-01", "last_reviewed: 2026-02-01"),
        ("content/en/pleural/leaflet.yaml", "id: part-1", "id: first-part"),
        ("content/es/pleural/leaflet.yaml", "a short walk", "un paseo"),
    ],
)
def test_brand_and_notes_keep_it(clinic: Path, file: str, before: str, after: str) -> None:
    write(clinic / "styles/own.css", "h1 { color: #333 }")
    sign(clinic)
    change(clinic / file, before, after)
    assert composed(clinic).status.state == "approved"


OVERLAYS = (
    "templates/blocks/paragraph.html.j2",
    "templates/drawings/call.svg.j2",
    "styles/own.css",
    "styles/editions/own.css",
    "styles/fonts/Own.ttf",
    "assets/own.svg",
    "content/figures/body.yaml",
    "content/editions/large-print.yaml",
    "content/papers/a5.yaml",
    "content/kinds/leaflet.yaml",
    "content/types/pleural.yaml",
    "content/claims/own.yaml",
    "content/sources.yaml",
)


@pytest.mark.parametrize("file", OVERLAYS)
@pytest.mark.parametrize("what", ["edited", "taken away", "new"])
def test_every_file_that_reaches_the_sheet_ends_it_and_is_named(clinic: Path, file: str, what: str) -> None:
    path = clinic / file
    shipped = bundled_root() / file
    before = shipped.read_bytes() if shipped.is_file() else path.read_bytes() if path.is_file() else b"# nothing\n"

    path.parent.mkdir(parents=True, exist_ok=True)
    states = {"edited": (before, before + b"\n"), "taken away": (before, None), "new": (None, before)}[what]
    known = catalogue(clinic)  # what a broken file would keep from loading is not asked here
    said = []
    for data in states:
        path.unlink(missing_ok=True) if data is None else path.write_bytes(data)
        known.overlays = overlays(make_layers(clinic))
        said.append(signed_words(known, known.documents[LEAFLET]))
    assert changed_overlays(*said) == [file]
    assert digest_of(said[0]) != digest_of(said[1])


@pytest.mark.parametrize(
    "file",
    [
        "content/kinds/other.yaml",
        "content/types/peritoneal.yaml",
        "templates/review-pack/cover.html.j2",
        "templates/site/index.html.j2",
        "styles/review-pack/own.css",
        "output/x.css",
        "notes.txt",
    ],
)
def test_a_file_that_does_not_reach_the_sheet_keeps_it(clinic: Path, file: str) -> None:
    known = catalogue(clinic)
    before = words_digest(known, known.documents[LEAFLET])
    write(clinic / file, "x")
    known.overlays = overlays(make_layers(clinic))
    assert words_digest(known, known.documents[LEAFLET]) == before


@pytest.mark.parametrize(("edition", "paper"), [("large-print", "letter"), ("standard", "a4")])
def test_edition_and_paper_keep_it(clinic: Path, edition: str, paper: str) -> None:
    sign(clinic)
    assert composed(clinic, edition=edition, paper=paper).status.state == "approved"


@pytest.mark.parametrize(
    ("file", "before", "after"),
    [
        ("content/en/pleural/leaflet.yaml", "Resting well", "Resting better"),
        ("content/en/pleural/leaflet.yaml", "Rest when you can", "Rest when **you** can"),
        ("content/en/pleural/leaflet.yaml", "same_day: [You cannot sleep., ", "same_day: ["),
        # The same strings in the same order, but one is no longer an emergency's neighbour: it is one.
        (
            "content/en/pleural/leaflet.yaml",
            "[You cannot breathe.]\n        same_day: [You cannot sleep., ",
            "[You cannot breathe., You cannot sleep.]\n        same_day: [",
        ),
        ("content/en/labels.yaml", "leaflet: Leaflet", "leaflet: Sheet"),
        ("content/en/labels.yaml", "kinds:", "page: {same_day: Call soon}\nkinds:"),
        ("content/en/labels.yaml", "kinds:", "foot: {call_night: Never call}\nkinds:"),
        ("content/en/labels.yaml", "kinds:", "aloud: {fever: Wrong}\nkinds:"),
        ("content/en/labels.yaml", "kinds:", "short_forms: {CT: stop and go home}\nkinds:"),
        ("content/en/labels.yaml", "kinds:", "types: {pleural: {name: Cancer of the chest}}\nkinds:"),
    ],
)
def test_every_printed_word_ends_it(clinic: Path, file: str, before: str, after: str) -> None:
    sign(clinic)
    change(clinic / file, before, after)
    assert composed(clinic).status.state == "changed"


def test_a_label_that_is_not_printed_keeps_it(clinic: Path) -> None:
    sign(clinic)
    change(clinic / "content/en/labels.yaml", "kinds:", "page: {since: From when, part_ask: Questions}\nkinds:")
    assert composed(clinic).status.state == "approved"


def test_labels_are_signed_with_every_block_that_prints_them() -> None:
    templates = {path.name.split(".")[0]: path.read_text() for path in (bundled_root() / "templates/blocks").iterdir()}
    pages = "".join(path.read_text() for path in (bundled_root() / "templates/parts").iterdir())
    for label in {label for block in BLOCKS for label in block.labels}:
        stem, _, rest = label.partition("*")
        printed = re.compile(rf'labels\.page\.{label}\b|"{label}"' if label == stem else f'"{stem}')
        users = {name for name, text in templates.items() if printed.search(text)}
        assert users <= {name_of(block) for block in BLOCKS if label in block.labels}, label
        assert rest == "" and not printed.search(pages), label


def name_of(block: type[Block]) -> str:
    return get_args(block.model_fields["block"].annotation)[0]


def test_each_language_has_its_own(clinic: Path) -> None:
    sign(clinic, HOJA)
    found = {x.loaded.id: x.status.state for x in statuses(catalogue(clinic), load_approvals(clinic), IN_TIME, clinic)}
    assert found == {HOJA: "approved", LEAFLET: "never"}
    given = load_approvals(clinic).by_id[HOJA]
    known = catalogue(clinic)
    assert given.words_sha256 != words_digest(known, known.documents[LEAFLET])


def test_the_printed_version_is_that_of_the_kept_words(clinic: Path) -> None:
    sign(clinic)
    kept = (clinic / "approved/en.pleural.leaflet.txt").read_bytes()
    digest = hashlib.sha256(kept).hexdigest()
    assert load_approvals(clinic).by_id[LEAFLET].words_sha256 == digest
    assert composed(clinic).version == digest[:8]
    assert b"\nemergency: You cannot breathe.\nsame_day: You cannot sleep.\n" in kept


@pytest.mark.process
def test_all_strings_of_the_shipped_documents_are_signed() -> None:
    known = load_catalogue(make_layers())
    assert known.documents
    for identity, loaded in known.documents.items():
        words = signed_words(known, loaded)
        handout = compose(known, load_clinic(DEMO), Request(identity, "standard", "a4"), ON)
        printed = (section for section in loaded.document.sections if not section.is_when_to_call)
        texts = [loaded.document.title, *(section.heading for section in printed)]
        texts += [source.title for source in handout.sources]
        assert not [text for text in texts if text not in words]


def test_what_has_changed_is_shown_word_by_word(clinic: Path) -> None:
    sign(clinic)
    change(document(clinic), "You cannot eat.", "You can not eat or drink.")
    change(document(clinic), "[You are tired.]", "[You are tired., You feel low.]")
    (found,) = (x for x in statuses(catalogue(clinic), load_approvals(clinic), ON, clinic) if x.loaded.id == LEAFLET)
    assert [entry.marked for entry in found.changed] == [
        "same_day: You [-cannot eat.-]{+can not eat or drink.+}",
        "{+next_visit: You feel low.+}",
    ]


def test_a_document_past_its_own_date_cannot_be_approved(clinic: Path) -> None:
    with pytest.raises(InputInvalid) as caught:
        sign(clinic, on=OWN, review_by=OWN + DAY)
    assert "leaflet.yaml:5:37: review.review_by: is past; go through the words again" in str(caught.value)
    assert not (clinic / APPROVALS.file).exists()


def test_the_kept_words_can_be_read_back(clinic: Path) -> None:
    sign(clinic)
    known = catalogue(clinic)
    words = signed_words(known, known.documents[LEAFLET])
    assert kept_words(APPROVALS, clinic, LEAFLET) == words
    assert digest_of(words) == words_digest(known, known.documents[LEAFLET])


@pytest.mark.parametrize(
    ("size", "rest"), [(12, "Checked Nov 2026 | Version 0a1b2c3d"), (16, "Checked Nov 2026 | 0a1b2c3d")]
)
def test_the_foot_has_one_line_for_its_state(clinic: Path, size: int, rest: str) -> None:
    """Bold, in the least type of each edition, beside dates, version and the number of the page."""
    room = 180 - text_width_mm("Page 10 of 12", size, bold=True)
    sign(clinic, by="Professor Alexandra Example-Wimmer, MD, PhD, FACP.", on=dt.date(2026, 5, 28))
    words = [composed(clinic, day).state_words for day in (dt.date(2026, 5, 1), dt.date(2026, 6, 1))]
    assert words == [DRAFT, "Approved May 28, 2026."]
    assert max(text_width_mm(f"{state} ", size, bold=True) for state in words) + text_width_mm(rest, size) <= room
    both = text_width_mm(f"{DRAFT} {LATE} ", size, bold=True)
    assert both + text_width_mm(rest.rpartition("| ")[2], size) <= room


def test_a_sign_off_decides_the_page_and_not_the_words(clinic: Path) -> None:
    before = composed(clinic)
    sign(clinic)
    after = composed(clinic)
    assert before.words_digest == after.words_digest
    assert before.status != after.status
    assert replace(before, status=after.status).state_words == after.state_words


def test_the_package_ships_none() -> None:
    names = (APPROVALS.file, APPROVALS.kept)
    shipped = [path for name in names for path in (bundled_root() / "content").rglob(name)]
    examples = [path for name in names for path in (bundled_root() / "examples").rglob(name)]
    assert not shipped + examples
    assert DocumentId("en", "pleural", "overview") in load_catalogue(make_layers()).documents
