"""Every document that ships, in each edition, on each paper, for no clinic and for each example clinic.

Each file is held against what it promises: those of the choice as `make test` makes them, the others as the command
itself builds them for `make test-all`. New content tests itself.
"""

from __future__ import annotations

import json
import re
from itertools import combinations, pairwise, product
from pathlib import Path

import pytest

from handouts.content.evidence import claims_of
from handouts.page.handout import Handout
from handouts.proof import Proof, inspect
from handouts.proof.aloud import read_aloud
from shipped import CASES, COVER, EXAMPLES, PRODUCT, catalogue, handout, parts_of, sheet
from verapdf import validate

LEAST_FILL = 0.2
# What an office printer can reach.
LEAST_MARGIN_MM = 8


@pytest.fixture(scope="module")
def choice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the sheets of the choice; each is made by the first test that asks for it."""
    return tmp_path_factory.mktemp("choice")


def made_in(folder: Path, case: str) -> Path:
    file = folder / case
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(sheet(case))
    return file


def squeezed(text: str) -> str:
    """The letters alone: a space is not drawn where a line ends."""
    return "".join(text.split())


def as_spoken(text: str) -> str:
    """The letters as a voice has them: how to say a word is read in small letters and without its hyphens."""
    return squeezed(text).casefold().replace("-", "")


def test_all_types_have_all_kinds() -> None:
    documents = {(x.type, x.kind) for x in catalogue().documents if x.lang == "en"}
    assert documents == set(product(catalogue().types, catalogue().kinds))
    assert len(catalogue().types) == 4
    assert len(CASES) == len(documents) * 4 * 2 * (1 + len(EXAMPLES))


def test_any_two_parts_of_sheets_meet_in_the_choice() -> None:
    """Of all kinds, types, editions, papers and clinics; so each document is in it, and few are in it twice."""

    def meetings(names: list[str]) -> set[tuple[tuple[int, str], ...]]:
        return {two for name in names for two in combinations(enumerate(parts_of(CASES[name])), 2)}

    assert meetings(COVER) == meetings(list(CASES))
    assert {CASES[name][1].document for name in COVER} == set(catalogue().documents)
    assert len(COVER) == len(set(COVER)) < 1.25 * len(catalogue().documents)


@pytest.mark.slow
@pytest.mark.parametrize("case", COVER)
def test_each_sheet_of_the_choice_keeps_its_promises(case: str, choice: Path) -> None:
    check(case, made_in(choice, case))


def test_titles_are_unique() -> None:
    """A sheet that is picked up in a hall, or listed in a viewer, says by its title alone which one it is."""
    titles = [loaded.document.title for loaded in catalogue().in_order()]
    assert len(titles) > len(catalogue().kinds)
    assert sorted(titles) == sorted(set(titles))


@pytest.mark.product
@pytest.mark.parametrize("case", sorted(PRODUCT - set(COVER)))
def test_each_file_keeps_its_promises(case: str, built: Path) -> None:
    assert (built / case).exists(), (built / "said.txt").read_text(encoding="utf-8")
    check(case, built / case)


@pytest.mark.slow
@pytest.mark.verapdf
@pytest.mark.parametrize("flavour", ["ua1", "3a"])
def test_verapdf_finds_nothing_in_the_choice(flavour: str, choice: Path) -> None:
    assert validate([made_in(choice, case) for case in COVER], flavour) == {choice / case: [] for case in COVER}


def check(case: str, file: Path) -> None:
    made, proof = handout(case), inspect(file.read_bytes())
    check_page(made, proof)
    check_type(made, proof)
    check_words(made, proof)
    check_feet(made, proof)
    check_facts(made, proof)
    check_heard(made, proof)


def check_page(made: Handout, proof: Proof) -> None:
    """Pages enough and no more, on the right paper, none near empty, no heading left alone, all of it tagged."""
    assert proof.pages <= made.kind.max_pages[made.edition_id]
    assert all(abs(width - made.paper.width_mm) < 0.2 for width, _ in proof.paper_mm)
    assert all(abs(height - made.paper.height_mm) < 0.2 for _, height in proof.paper_mm)
    assert proof.headings_at_foot == ()
    assert proof.pages == 1 or min(proof.page_fills) >= LEAST_FILL
    assert proof.uncovered == ()
    assert proof.margin_mm >= LEAST_MARGIN_MM
    assert len(proof.page_labels) == proof.pages


def check_type(made: Handout, proof: Proof) -> None:
    """Our own font alone, embedded, nowhere smaller than the edition allows, in lines that are not too long."""
    assert {font.name for font in proof.fonts} <= {"Handouts-Sans", "Handouts-Sans-Bold", "Handouts-Numbers-Bold"}
    assert all(font.embedded and font.to_unicode for font in proof.fonts)
    assert proof.smallest_type_pt >= made.edition.least_pt


def check_words(made: Handout, proof: Proof) -> None:
    """Every string of the content is in the tagged text, sections in their order, under the title."""
    assert made.document.title in proof.title
    assert proof.language == ("en-GB" if made.brand.country == "GB" else "en-US")
    assert next(title for _, title, _ in proof.bookmarks) == made.document.title
    read = squeezed(proof.reading_order)
    spoken = as_spoken(proof.reading_order)
    assert [words for words in made.words() if as_spoken(words) not in spoken] == []
    headings = [section.heading for section in made.document.sections if not section.is_when_to_call]
    places = [read.index(squeezed(heading)) for heading in headings]
    assert places == sorted(places)


def check_feet(made: Handout, proof: Proof) -> None:
    """Each page says whom to call and what it is: its number, its state, when it was checked, its version."""
    for number, text in enumerate(proof.text, 1):
        foot = squeezed(text)
        numbers = [phone.printed for phone in made.foot_lines]
        wanted = [f"Page {number} of {proof.pages}", made.labels.foot["draft"], made.version, *numbers]
        assert [words for words in (*wanted, made.brand.emergency_number or "") if squeezed(words) not in foot] == []


def check_heard(made: Handout, proof: Proof) -> None:
    """What a listener hears besides the words: the state, names of blanks, where links lead, each text but once."""
    said = read_aloud(proof.pdf)
    lines = [utterance.line(proof.language) for utterance in said]
    paragraphs = [utterance.words for utterance in said if utterance.role == "paragraph"]
    assert sum("Draft, not approved. Checked" in words and made.version in words for words in paragraphs) == 1
    blanks = [tag.alt for tag in proof.tags.find("Form")]
    assert sorted(set(blanks)) == sorted(blanks)
    links = [(tag.target, tag.name) for tag in proof.tags.find("Link")]
    assert links == [(link.target, link.contents) for link in sorted(proof.links, key=lambda link: link.page)]
    for target, name in links:
        scheme, _, rest = target.partition(":")
        assert (scheme == "tel" and re.fullmatch(r"\+?\d+", rest) and name.startswith("Call ")) or (
            scheme == "https" and name.startswith("Web page: ")
        )
    numbers = {phone.uri for phone in made.brand.phones or ()}
    assert {target for target, _ in links if target.startswith("tel:+")} <= numbers
    entries = [line for line in lines if line.startswith("entry: ")]
    named = [re.fullmatch(r"entry: \[check box: (.*?)\] (.+)", line) for line in entries]
    assert [found[0] for found in named if found and found[2] in found[1]] == []
    # "An MRI" is no longer right where the letters are said in full.
    assert [line for line in lines if re.search(r"\b[Aa]n (?![aeiou])[a-z][^()]* \([A-Z]{2,}\)", line)] == []
    spanish = [line for line in lines if "[es: " in line]
    assert len(spanish) == any(notice.language == "es" for notice in made.brand.language_notice)
    assert [line for line in lines if re.search(r"\s[.,;!?](\s|$)|\{", line)] == []
    levels = [int(tag.role[1]) for tag in proof.tags.walk() if re.fullmatch("H[1-6]", tag.role)]
    assert all(now <= before + 1 for before, now in pairwise([0, *levels]))


def check_facts(made: Handout, proof: Proof) -> None:
    """The full list of sources is inside, as text, and has each claim of the sheet with each of its sources."""
    used = [name for section in made.document.sections for name in claims_of(section.blocks)]
    assert [file.name for file in proof.attachments] == (["sources.txt"] if used else [])
    for file in proof.attachments:
        assert (file.media_type, file.relationship) == ("text/plain", "Supplement")
        listed = squeezed(file.content.decode())
        for claim in (catalogue().claims[name] for name in used):
            sources = [catalogue().sources[name] for name in claim.sources]
            wanted = [claim.statement, f"Sources do not agree: {claim.conflict}" if claim.conflict else ""]
            wanted += [part for x in sources for part in (x.title, x.publisher, x.date or "", x.address or "")]
            assert [words for words in wanted if squeezed(words) not in listed] == []


@pytest.mark.product
def test_the_manifest_lists_every_file(built: Path) -> None:
    manifest = json.loads((built / "manifest.json").read_text(encoding="utf-8"))
    assert {entry["path"] for entry in manifest["files"]} == PRODUCT
    assert all((built / entry["path"]).stat().st_size == entry["bytes"] for entry in manifest["files"])
