from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path
from typing import get_args

import pytest

from handouts import __version__
from handouts.batch.gather import Selection, gather
from handouts.batch.jobs import plan
from handouts.content.blocks import BLOCKS
from handouts.content.catalogue import DocumentId
from handouts.content.documents import Document
from handouts.content.load import load_catalogue
from handouts.content.new import MARKER, SAMPLES, names, relative, skeleton, unfilled_in
from handouts.content.parts import PartsFile, shipped_parts
from handouts.content.shared_words import SharedFile
from handouts.source.layers import bundled_root, layers_of, make_layers
from handouts.source.model import validate
from handouts.source.yaml import parse_yaml, read_yaml, yaml_of

OVERVIEW = DocumentId("en", "pleural", "overview")
TODAY = dt.date(2026, 3, 1)
VOCABULARY = sorted(get_args(model.model_fields["block"].annotation)[0] for model in BLOCKS)


def test_there_is_a_sample_of_each_block() -> None:
    assert sorted(path.stem for path in SAMPLES.glob("*.yaml")) == VOCABULARY


@pytest.mark.parametrize("block", VOCABULARY)
def test_a_sample_is_that_block_and_is_unfilled(block: str) -> None:
    source = parse_yaml("blocks:\n" + (SAMPLES / f"{block}.yaml").read_text(encoding="utf-8"), "x")
    source.data["blocks"][0]["id"] = "one"
    assert validate(SharedFile, source).blocks[0].block == block
    assert unfilled_in(source)


@pytest.mark.parametrize("kind", names(make_layers(), "kinds"))
def test_a_skeleton_has_the_structure_and_what_its_kind_needs(kind: str) -> None:
    source = parse_yaml(skeleton(make_layers(), "en", "pleural", kind, TODAY), "x")
    document = validate(Document, source)
    present = {block.block for section in document.sections for block in section.blocks}
    required = read_yaml(bundled_root() / f"content/kinds/{kind}.yaml").data.get("required_blocks", [])
    assert set(required) <= present
    assert document.review.last_reviewed == TODAY
    assert {problem.field for problem in unfilled_in(source)} >= {"title", "lead", "key_message", "purpose.needs"}


def test_what_is_said_and_written(run, clinic: Path) -> None:
    result = run("new", "pleural", "overview", "--clinic", "our-clinic")
    path = "our-clinic/content/en/pleural/overview.yaml"
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == (
        f"{path} is written. Fill it in with a text editor.\n"
        "The package has this document: with --from-shipped you begin with its words.\n"
        "Next:  handouts check --clinic our-clinic\n"
    )
    text = (clinic / "content/en/pleural/overview.yaml").read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=../../../document.schema.json\n")
    assert (clinic / "document.schema.json").is_file()


@pytest.mark.process
@pytest.mark.usefixtures("small_package")
def test_check_names_each_place_until_it_is_filled_in(run, clinic: Path) -> None:
    assert run("new", "pleural", "overview", "--clinic", "our-clinic").exit_code == 0
    path = clinic / "content/en/pleural/overview.yaml"
    result = run("check", "--clinic", "our-clinic")
    assert result.exit_code == 1
    places = [line for line in result.stdout.splitlines() if "is not filled in" in line]
    assert len(places) == path.read_text(encoding="utf-8").count(f'"{MARKER}')
    line = next(n for n, row in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if row.startswith("title:"))
    shown = path.relative_to(clinic.parent).as_posix()
    assert places[0] == f"{shown}:{line}:1: title: is not filled in; write your own words over 'WRITE HERE:'"


PARTS = "our-clinic/content/en/pleural/parts/overview.yaml"


@pytest.mark.process
def test_one_section_and_one_block_are_copied_as_they_stand(run, clinic: Path) -> None:
    result = run("new", "pleural", "overview", "--part", "next-steps", "--part", "plan", "--clinic", "our-clinic")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith(f"{PARTS} is written.")
    assert (clinic / "parts.schema.json").is_file()
    text = (clinic / "content/en/pleural/parts/overview.yaml").read_text(encoding="utf-8")
    assert text.startswith(
        "# yaml-language-server: $schema=../../../../parts.schema.json\nsections:\n  - id: next-steps\n"
    )
    assert "\nblocks:\n  - id: plan\n    block: paragraph\n    text: >-\n      A whole team plans" in text
    before, own = (load_catalogue(layers_of(folder)).documents[OVERVIEW] for folder in (None, clinic))
    assert (own.document, own.adapted) == (before.document, False)
    result = run("new", "pleural", "overview", "--part", "plan", "--clinic", "our-clinic")
    assert (result.exit_code, result.stderr.splitlines()[0]) == (
        4,
        f"{PARTS}: is there already; open it, or delete it first",
    )


@pytest.mark.parametrize("document", [found.id for found in load_catalogue(make_layers()).in_order()], ids=str)
def test_every_part_of_every_document_can_be_copied(document: DocumentId) -> None:
    layers = make_layers()
    name = relative(document.lang, document.type, document.kind)
    found = yaml_of(layers.find(name)).data["sections"]
    for section in found:
        locked = any("red-flags" in str(block) for block in section["blocks"]) or section["id"] == "when-to-call"
        if not locked:
            copied = validate(PartsFile, parse_yaml(shipped_parts(layers, name, [section["id"]]), "x"))
            assert [part.id for part in copied.sections] == [section["id"]]


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--part", "plam", "--clinic", "our-clinic"], "'plam' is not the id of a section or of a block of"),
        (["--part", "plan"], "--part goes into a clinic's folder; give --clinic DIR too"),
    ],
)
@pytest.mark.usefixtures("clinic")
def test_a_part_that_cannot_be_meant(run, here: Path, args: list[str], said: str) -> None:
    result = run("new", "pleural", "overview", *args)
    assert (result.exit_code, said in result.stderr) == (2, True)
    assert not (here / PARTS).exists()


@pytest.mark.usefixtures("clinic")
def test_when_to_call_is_changed_as_a_whole(run) -> None:
    result = run("new", "pleural", "symptom-checklist", "--part", "when-to-call", "--clinic", "our-clinic")
    assert result.exit_code == 2
    assert "'when-to-call' says when to call, which no part may change" in result.stderr


@pytest.mark.process
def test_a_first_document_makes_no_other_sheet_anew(run, clinic: Path) -> None:
    def prints() -> dict[str, str]:
        asked = Selection(("pleural",))
        return {job.request.document.kind: job.fingerprint for job in plan(gather([clinic], asked), asked, TODAY)}

    before = prints()
    assert len(before) > 5
    assert run("new", "pleural", "overview", "--clinic", "our-clinic", "--from-shipped").exit_code == 0
    assert prints() == before, "a copy that nobody has edited changes nothing"
    path = clinic / "content/en/pleural/overview.yaml"
    path.write_text(path.read_text("utf-8").replace("lead: ", "lead: Our words. ", 1), "utf-8")
    assert {kind for kind, found in prints().items() if found != before[kind]} == {"overview"}


@pytest.mark.process
def test_the_packages_words_are_a_start_that_checks_clean(run, clinic: Path, small_package: Path) -> None:
    result = run("new", "pleural", "overview", "--clinic", "our-clinic", "--from-shipped")
    assert result.exit_code == 0
    original = (small_package / "content/en/pleural/overview.yaml").read_bytes()
    text = (clinic / "content/en/pleural/overview.yaml").read_text(encoding="utf-8")
    assert text == (
        "# yaml-language-server: $schema=../../../document.schema.json\n"
        f"# Copied from content/en/pleural/overview.yaml of handouts {__version__}\n"
        f"# sha256 {hashlib.sha256(original).hexdigest()}\n"
    ) + original.decode("utf-8")
    assert run("check", "--clinic", "our-clinic").exit_code == 0


def test_a_file_that_is_there_is_never_written_over(run, clinic: Path) -> None:
    path = clinic / "content/en/pleural/overview.yaml"
    path.parent.mkdir(parents=True)
    path.write_text("mine", encoding="utf-8")
    result = run("new", "pleural", "overview", "--clinic", "our-clinic")
    assert (result.exit_code, result.stderr) == (
        4,
        "our-clinic/content/en/pleural/overview.yaml: is there already; open it, or delete it first\n"
        "1 problem; nothing was written\n",
    )
    assert path.read_text(encoding="utf-8") == "mine"


def test_to_a_file(run, here: Path) -> None:
    result = run("new", "testicular", "overview", "--output", "drafts/t.yaml")
    assert result.stdout.splitlines()[0] == "drafts/t.yaml is written. Fill it in with a text editor."
    text = (here / "drafts/t.yaml").read_text(encoding="utf-8")
    assert text.startswith("# A handout to fill in: testicular, overview, language en.\n")


def test_in_a_project_it_goes_to_its_content(run, here: Path) -> None:
    (here / "content/types").mkdir(parents=True)
    assert run("new", "pleural", "overview").exit_code == 0
    text = (here / "content/en/pleural/overview.yaml").read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=../../../schemas/document.schema.json\n")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["plural", "overview"], "Invalid value for TYPE: 'plural' is not a disease type; did you mean 'pleural'?"),
        (["pleural", "overveiw"], "Invalid value for KIND: 'overveiw' is not a kind; did you mean 'overview'? known: "),
        (["pleural", "overview", "--lang", "xx"], "Invalid value for --lang: 'xx' is not a language here; known: "),
        (["pleural", "overview"], "say where the document goes: --clinic DIR, or --output FILE"),
        (["pleural", "overview", "--clinic", "a", "--output", "b"], "give --clinic or --output, not both"),
        (["pleural", "overview", "--clinic", "nowhere"], "Invalid value for --clinic: 'nowhere' is not a folder"),
    ],
)
def test_what_cannot_be_meant(run, here: Path, args: list[str], said: str) -> None:
    result = run("new", *args)
    assert result.exit_code == 2
    assert f"Error: {said}" in result.stderr
    assert list(here.iterdir()) == []


def test_a_document_that_the_package_lacks_cannot_be_copied(run, clinic: Path) -> None:
    (clinic / "content/kinds").mkdir(parents=True)
    kind = "order: 20\nlayout: handout\nrequired_blocks: [notes]\nmax_pages: {standard: 2}\n"
    (clinic / "content/kinds/visit-notes.yaml").write_text(kind, encoding="utf-8")
    result = run("new", "pleural", "visit-notes", "--clinic", "our-clinic", "--from-shipped")
    assert result.exit_code == 2
    assert "the package has no visit-notes for pleural in 'en'; leave --from-shipped out" in result.stderr
    assert run("new", "pleural", "visit-notes", "--clinic", "our-clinic").exit_code == 0


def test_a_kind_that_asks_for_an_unknown_block_is_told(run, clinic: Path) -> None:
    (clinic / "content/kinds").mkdir(parents=True)
    kind = "order: 20\nlayout: handout\nrequired_blocks: [balloons]\nmax_pages: {standard: 2}\n"
    (clinic / "content/kinds/odd.yaml").write_text(kind, encoding="utf-8")
    result = run("new", "pleural", "odd", "--clinic", "our-clinic")
    assert result.exit_code == 4
    assert "content/kinds/odd.yaml:3:1: required_blocks: names no known block: balloons; correct it" in result.stderr
