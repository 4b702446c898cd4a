"""`handouts review-pack`: every word with its evidence, readable by ear and to be signed on paper."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from click.testing import CliRunner

from handouts.cli import main
from handouts.clinic.load import load_clinic
from handouts.content.catalogue import DocumentId
from handouts.content.evidence import claims_of
from handouts.content.load import load_catalogue
from handouts.page.handout import Request, compose
from handouts.proof import inspect
from handouts.source.layers import make_layers
from signing import change, document, make_clinic
from verapdf import validate

DAY = dt.date(2026, 3, 1)
OVERVIEW = DocumentId("en", "pleural", "overview")


@pytest.fixture
def clinic(here: Path) -> Path:
    return make_clinic(here / "clinic")


def squeezed(text: str) -> str:
    # The reader of the text takes a hyphen at the end of a line for one that a typesetter put in.
    return "".join(text.replace("\x02", "-").split())


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pack of a shipped document and a clinic's own, made once for all tests."""
    folder = tmp_path_factory.mktemp("pack")
    clinic, target = make_clinic(folder / "clinic"), folder / "pack.pdf"
    given = ("--kind", "overview", "--kind", "leaflet", "--as-of", "2026-03-01", "--output", str(target))
    result = CliRunner().invoke(main, ["review-pack", "pleural", "--clinic", str(clinic), *given])
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"{target.as_posix()} is written: 2 documents to read and sign.\n"
    return target


@pytest.mark.slow
def test_it_has_all_that_a_sign_off_needs(pack: Path) -> None:
    proof = inspect(pack.read_bytes())
    text = squeezed(proof.reading_order)
    clinic = pack.parent / "clinic"
    layers = make_layers(clinic)
    known = load_catalogue(layers, lambda found: found.type == "pleural" and found.lang == "en")
    handout = compose(known, load_clinic(clinic), Request(OVERVIEW, "standard", "letter"), DAY)
    missing = [words for words in handout.words() if squeezed(words) not in text]
    claims = [known.claims[name] for section in handout.document.sections for name in claims_of(section.blocks)]
    assert len(claims) > 10
    for claim in claims:
        sources = [known.sources[name] for name in claim.sources]
        wanted = [claim.id, claim.statement, claim.conflict or "", claim.note or "", *claim.types]
        wanted += [part for source in sources for part in (source.publisher, source.title, source.address or "")]
        missing += [words for words in wanted if squeezed(words) not in text]
    # The card labels and the figure's key are words of the page, not of the document.
    assert missing == []
    assert squeezed(handout.words_digest) in text
    assert f"version{handout.version}" in text
    for words in ("Sources do not agree:", "SMOG (US school grade)", "The hardest sentences:", "Approved", "Signature"):
        assert squeezed(words) in text
    assert squeezed(f"handouts approve pleural/overview --clinic {clinic.as_posix()} --by") in text
    assert not proof.uncovered


@pytest.mark.slow
def test_it_is_laid_out_for_reading(pack: Path) -> None:
    proof = inspect(pack.read_bytes())
    assert proof.title == "Review pack: Pleural mesothelioma | Signing Clinic"
    assert proof.smallest_type_pt >= 10
    assert not proof.headings_at_foot
    assert all("For clinicians. Not for patients." in page for page in proof.text)
    levels = {words: page for level, words, page in proof.bookmarks if level == 2}
    contents = proof.text[0]
    for title in ("Resting well", "Sources"):
        assert f"{levels[title]}" in contents.partition(title)[2].split(" Page ")[0]


@pytest.mark.verapdf
def test_it_is_accessible_and_archival(pack: Path) -> None:
    assert validate([pack], "ua1") == {pack: []}
    assert validate([pack], "3a") == {pack: []}


@pytest.mark.slow
def test_a_pack_of_one_document_in_another_language(run, clinic: Path, here: Path) -> None:
    change(document(clinic, DocumentId("es", "pleural", "leaflet")), "Resting well", "Descansar bien")
    result = run("review-pack", "pleural", "--clinic", "clinic", "--lang", "es", "--kind", "leaflet")
    assert result.stdout == "output/signing/es/pleural/review-pack.pdf is written: 1 document to read and sign.\n"
    proof = inspect((here / "output/signing/es/pleural/review-pack.pdf").read_bytes())
    assert proof.language == "en"
    assert any("Descansar bien" in tag.text for tag in proof.tags.walk() if tag.lang == "es")
    assert "--lang es" in proof.reading_order


@pytest.mark.slow
def test_the_same_day_gives_the_same_bytes(run, clinic: Path, here: Path) -> None:
    given = ("review-pack", "pleural", "--clinic", clinic.name, "--kind", "leaflet", "--as-of", "2026-03-01")
    run(*given, "--output", "a.pdf")
    run(*given, "--output", "b.pdf")
    assert (here / "a.pdf").read_bytes() == (here / "b.pdf").read_bytes()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("plural",), "'plural' is not a disease type; did you mean 'pleural'?"),
        (("pleural", "--kind", "leaflets"), "'leaflets' is not a kind; did you mean 'leaflet'?"),
        (("pleural", "--lang", "fr"), "'fr' is not a language here"),
        (("testicular", "--kind", "leaflet"), "there is no such document of testicular in 'en'"),
    ],
)
def test_a_slip_is_told(run, clinic: Path, here: Path, arguments: tuple[str, ...], message: str) -> None:
    result = run("review-pack", *arguments, "--clinic", clinic.name)
    assert result.exit_code == 2
    assert message in result.stderr
    assert not (here / "output").exists()
