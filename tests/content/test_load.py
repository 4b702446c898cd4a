"""What no file shows alone: names that must exist, files that must agree; and that each fault of each file is told."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from building import write
from handouts.content.catalogue import Catalogue, DocumentId
from handouts.content.load import load_catalogue
from handouts.errors import InputInvalid
from handouts.source.layers import Layer, Layers, bundled_root, make_layers
from small import OPENING

OVERVIEW = DocumentId("en", "pleural", "overview")
DOCUMENT = "content/en/pleural/overview.yaml"
HEAD = (
    OPENING
    + """\
  - id: only
    heading: The only part
    blocks:
"""
)
Load = Callable[[dict[str, str]], Catalogue]
SMALL_FILES = (
    "content/claims/all.yaml",
    "content/editions/standard.yaml",
    "content/en/labels.yaml",
    "content/kinds/overview.yaml",
    "content/papers/a4.yaml",
    "content/sources.yaml",
    "content/types/pleural.yaml",
)


def blocks(*lines: str) -> str:
    """A document of these blocks, each a line of YAML."""
    return HEAD + "".join(f"      - {{{line}}}\n" for line in lines)


@pytest.fixture
def load(small_root: Path, tmp_path: Path) -> Load:
    """Loads the small package with a clinic's files above it."""

    def load(files: dict[str, str], documents: bool = True) -> Catalogue:
        for name, text in files.items():
            write(tmp_path / name, text)
        layers = Layers((Layer(small_root, "", bundled=True), Layer(tmp_path, "clinic", bundled=False)))
        return load_catalogue(layers, lambda _: documents)

    return load


def faults(load: Load, files: dict[str, str]) -> list[str]:
    with pytest.raises(InputInvalid) as caught:
        load(files)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("name", [*SMALL_FILES, "content/en/glossary.yaml", "content/en/shared/x.yaml", DOCUMENT])
@pytest.mark.parametrize("text", ["a: [", "no_such_key: 1\n"])
def test_a_file_at_fault_is_named(name: str, text: str, load: Load) -> None:
    assert any(found.startswith(f"clinic/{name}:") for found in faults(load, {name: text}))


def test_all_files_at_fault_are_named_at_once(load: Load) -> None:
    found = faults(load, dict.fromkeys(SMALL_FILES, "no_such_key: 1\n"))
    unknown = {line.split(":")[0] for line in found if "no_such_key: is not a known key here" in line}
    assert unknown == {f"clinic/{name}" for name in SMALL_FILES}


def test_labels_that_are_no_yaml_hide_no_fault_of_another_language(load: Load) -> None:
    found = faults(load, {"content/en/labels.yaml": "a: [", "content/es/labels.yaml": "no_such_key: 1\n"})
    assert {line.split(":")[0] for line in found} >= {"clinic/content/en/labels.yaml", "clinic/content/es/labels.yaml"}


CLAIM = '{{id: {}, statement: It is so., types: {}, sources: {}, print: "yes"}}'
SOURCE = "{{id: {}, title: A page, publisher: Someone, grade: A, kind: government, read: whole}}"


def claims(*entries: tuple[str, str, str]) -> str:
    return "claims:\n" + "".join(f"- {CLAIM.format(*entry)}\n" for entry in entries)


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        (
            "content/claims/all.yaml",
            claims(("one-claim", "all", "one-sauce")),
            "claims/all.yaml:2:53: claims[0].sources: 'one-sauce' is not a source; did you mean 'one-source'? "
            "add it to sources.yaml",
        ),
        (
            "content/claims/more.yaml",
            claims(("two", "[pleural, plural]", "one-source")),
            "claims/more.yaml:2:52: claims[0].types[1]: 'plural' is not a disease type; did you mean 'pleural'? "
            "or write all",
        ),
        (
            "content/claims/more.yaml",
            claims(("two", "all", "one-source"), ("two", "all", "one-source")),
            "claims/more.yaml:3:4: claims[1].id: 'two' stands twice; give each its own id",
        ),
        (
            "content/sources.yaml",
            "sources:\n" + f"- {SOURCE.format('a')}\n" * 2,
            "sources.yaml:3:4: sources[1].id: 'a' stands twice; give each its own id",
        ),
        (
            "content/editions/huge.yaml",
            "extends: standart\n",
            "editions/huge.yaml:1:1: extends: extends 'standart', which is not an edition; did you mean 'standard'? "
            "name another one",
        ),
        (
            "content/editions/huge.yaml",
            "extends: huge\n",
            "editions/huge.yaml:1:1: extends: extends itself; did you mean 'huge'? name another one",
        ),
        (
            "content/kinds/Big_Sheet.yaml",
            "order: 1\nlayout: handout\nmax_pages: {standard: 2}\n",
            "kinds/Big_Sheet.yaml: 'Big_Sheet' is not an id; rename it, with lower-case letters, digits and single "
            "dashes",
        ),
        (
            "content/papers/con.yaml",
            "width_mm: 1\nheight_mm: 1\n",
            "papers/con.yaml: 'con' cannot be a file's name on Windows; rename it, with lower-case letters, digits and "
            "single dashes",
        ),
        (
            "content/english/labels.yaml",
            "language: English\n",
            "english/labels.yaml: 'english' is not an id; rename it, with lower-case letters, digits and single dashes",
        ),
        (
            "content/en/plural/overview.yaml",
            blocks("block: notes, lines: 3"),
            "en/plural/overview.yaml: 'plural' is not a disease type; did you mean 'pleural'? known: pleural",
        ),
        (
            "content/en/pleural/overveiw.yaml",
            blocks("block: notes, lines: 3"),
            "en/pleural/overveiw.yaml: 'overveiw' is not a kind; did you mean 'overview'? known: overview",
        ),
        (
            DOCUMENT,
            blocks('block: paragraph, unsourced: ours, text: "A [[mesotelioma]]."'),
            "en/pleural/overview.yaml:10:45: sections[0].blocks[0].text: [[mesotelioma]] is not in the glossary; did "
            "you mean 'mesothelioma'? add it to glossary.yaml",
        ),
        (
            DOCUMENT,
            blocks("block: glossary, groups: [{id: a, title: A, terms: [mesotelioma]}]"),
            "sections[0].blocks[0].groups[0].terms[0]: 'mesotelioma' is not in the "
            "glossary; did you mean 'mesothelioma'? add it to glossary.yaml",
        ),
        (
            DOCUMENT,
            blocks("block: card, name: A scan, text: A picture., unsourced: ours, parts: [{part: why}]"),
            "sections[0].blocks[0].parts[0]: has no words; give the part `text:` or `items:`, one of the two",
        ),
        (
            DOCUMENT,
            blocks("block: card, name: A, text: A scan., unsourced: ours, parts: [{part: why, text: a, items: [b]}]"),
            "sections[0].blocks[0].parts[0]: has no words; give the part `text:` or `items:`, one of the two",
        ),
        (
            DOCUMENT,
            blocks("block: include, fragment: help/nothing"),
            "'help/nothing' is not a shared block; help.yaml has none",
        ),
        (
            DOCUMENT,
            blocks("block: notes, id: only, lines: 3"),
            "en/pleural/overview.yaml:10:24: sections[0].blocks[0].id: 'only' stands twice; give each its own id",
        ),
        (
            DOCUMENT,
            blocks("block: checklist, unsourced: ours, groups: [{id: only, title: A, items: [b]}]"),
            "sections[0].blocks[0].groups[0].id: 'only' stands twice; give each its own id",
        ),
        (
            DOCUMENT,
            blocks("block: list, items: [{text: a, claims: [one-claim]}, {text: b}]"),
            "sections[0].blocks[0].claims: states facts and names no claims; add `claims:`, or `unsourced:` with the "
            "reason",
        ),
    ],
)
def test_names_that_lead_nowhere_are_told(name: str, text: str, fault: str, load: Load) -> None:
    found = faults(load, {name: text})
    assert any(fault in line for line in found), found


def test_a_fragment_that_is_misspelled_is_offered_or_its_file_listed(load: Load) -> None:
    shared = "blocks:\n- {block: notes, id: room, lines: 3}\nitems:\n- {id: rest, text: Rest.}\n"
    shared += "- {id: walk, text: Walk.}\n"
    for line, fault in (
        ("block: include, fragment: help/rome", "'help/rome' is not a shared block; did you mean 'help/room'?"),
        ("block: include, fragment: help/zzzzzz", "'help/zzzzzz' is not a shared block; help.yaml has help/room"),
        (
            "block: list, unsourced: ours, items: [{use: help/zzzzzz}]",
            "'help/zzzzzz' is not a shared entry; help.yaml has help/rest, help/walk",
        ),
    ):
        found = faults(load, {"content/en/shared/help.yaml": shared, DOCUMENT: blocks(line)})
        assert any(fault in text for text in found), found


def test_shared_parts_take_the_place_of_what_names_them(load: Load) -> None:
    shared = "blocks:\n- {block: list, id: rest, unsourced: ours, items: [{use: help/walk}, Sleep.]}\n"
    shared += "items:\n- {id: walk, text: Walk., claims: [one-claim]}\n"
    named = blocks("block: include, fragment: help/rest", "block: list, unsourced: ours, items: [{use: help/walk}]")
    [section] = load({"content/en/shared/help.yaml": shared, DOCUMENT: named}).documents[OVERVIEW].document.sections
    assert [[item.text for item in block.items] for block in section.blocks] == [["Walk.", "Sleep."], ["Walk."]]


def test_an_included_block_may_not_bring_an_id_that_stands(load: Load) -> None:
    shared = "blocks:\n- {block: notes, id: room, lines: 3}\n"
    twice = blocks("block: include, fragment: help/room", "block: include, fragment: help/room")
    assert faults(load, {"content/en/shared/help.yaml": shared, DOCUMENT: twice}) == [
        "clinic/content/en/pleural/overview.yaml:11:26: sections[0].blocks[1].fragment: 'room' stands twice; "
        "give each its own id"
    ]


def test_a_glossary_rests_on_the_claims_of_its_words(load: Load) -> None:
    words = "entries:\n- {id: a, term: A, meaning: One., claims: [one-claim]}\n"
    words += "- {id: mesothelioma, term: M, meaning: It., claims: [one-claim]}\n"
    document = blocks("block: glossary, groups: [{id: g, title: G, terms: [mesothelioma, a]}]")
    known = load({"content/en/glossary.yaml": words, DOCUMENT: document})
    [block] = known.documents[OVERVIEW].document.sections[0].blocks
    assert block.claims == ("one-claim",)
    assert [(entry.term, entry.meaning) for entry in block.groups[0].entries] == [("M", "It."), ("A", "One.")]


def test_a_sheet_has_what_its_kind_asks_for(load: Load) -> None:
    kind = "order: 1\nlayout: handout\nmax_pages: {standard: 2}\nrequired_blocks: [contacts, notes]\n"
    assert faults(load, {"content/kinds/overview.yaml": kind, DOCUMENT: blocks("block: notes, lines: 3")}) == [
        "clinic/content/en/pleural/overview.yaml:6:1: sections: has no contacts block, which every overview needs; "
        "add one"
    ]


def test_each_place_that_the_figure_marks_has_its_label(load: Load) -> None:
    disease = 'order: 1\nicd10: "C45.0"\nmark: circle\nclaims: [one-claim]\n'
    disease += "body: {origin: nowhere, near: [bone, somewhere], far: [elsewhere]}\n"
    figure = blocks("block: figure, figure: body, alt: A body, caption: Find the mark., unsourced: ours")
    found = faults(load, {"content/types/pleural.yaml": disease, DOCUMENT: figure})
    assert [line.partition(": ")[2] for line in found] == [
        f"sections[0].blocks[0].figure: the figure marks '{name}', which has no label; "
        "add it under sites: in labels.yaml"
        for name in ("elsewhere", "nowhere", "somewhere")
    ]
    assert load({DOCUMENT: blocks("block: notes, lines: 3")}).types["pleural"].body.origin == "nowhere"


def test_another_language_has_every_label_of_the_first(load: Load) -> None:
    known = load({})
    labels = known.labels["en"]
    missing = "language: Deutsch\ntypes: {}\nkinds: {}\neditions: {}\nsites: {}\npage: {}\nfoot: {}\naloud: {}\n"
    found = {line for line in faults(load, {"content/de/labels.yaml": missing}) if "is missing" in line}
    wanted = [*(f"types.{name}" for name in known.types), *(f"kinds.{name}" for name in known.kinds)]
    for group in ("editions", "sites", "page", "foot", "aloud"):
        wanted += [f"{group}.{name}" for name in getattr(labels, group)]
    english = bundled_root() / "content/en/labels.yaml"
    said = f"is missing; copy its line from {english.as_posix()} and translate it"
    assert found == {f"clinic/content/de/labels.yaml: {name}: {said}" for name in wanted}


def test_labels_are_overlaid_key_by_key(load: Load) -> None:
    before = load({}).labels["en"]
    after = load({"content/en/labels.yaml": "page: {notes: Room}\nkinds: {overview: Ours}\n"}).labels["en"]
    assert after.page == {**before.page, "notes": "Room"}
    assert after.kinds == {**before.kinds, "overview": "Ours"}
    assert after.foot == before.foot


def test_an_edition_keeps_of_another_what_it_does_not_say(load: Load) -> None:
    huge = "extends: large-print\nbody_pt: 30\ntokens: {row: 20mm}\n"
    known = load({"content/editions/huge.yaml": huge, "content/en/labels.yaml": "editions: {huge: Huge print}\n"})
    huge, large = known.editions["huge"], known.editions["large-print"]
    assert (huge.body_pt, huge.least_pt, huge.extends) == (30, 26.7, None)
    # Lengths grow with the type; what is said stays, and so does what is no length.
    assert huge.tokens.keys() == large.tokens.keys()
    assert (huge.tokens["row"], huge.tokens["size-display"], huge.tokens["box-width"]) == ("20mm", "40pt", "28.33mm")
    assert {huge.tokens[name] == large.tokens[name] for name in ("leading", "columns", "day", "about")} == {True}


def test_editions_may_not_go_round_in_a_circle(load: Load) -> None:
    found = faults(load, {"content/editions/a.yaml": "extends: b\n", "content/editions/b.yaml": "extends: a\n"})
    assert len([line for line in found if "extends: extends itself;" in line]) == 2


def test_a_clinic_may_replace_a_source_and_a_word_of_the_package(load: Load) -> None:
    known = load({"content/sources.yaml": f"sources:\n- {SOURCE.format('one-source')}\n"})
    assert known.sources["one-source"].publisher == "Someone"


def test_documents_stand_in_the_order_of_types_and_kinds(load: Load) -> None:
    kind = "order: 0\nlayout: handout\nmax_pages: {standard: 2}\n"
    more = {"content/kinds/first.yaml": kind, "content/en/pleural/first.yaml": blocks("block: notes, lines: 3")}
    known = load({**more, "content/en/labels.yaml": "kinds: {first: First}\n"})
    assert [loaded.id.kind for loaded in known.in_order()] == ["first", "overview"]
    assert [loaded.adapted for loaded in known.in_order()] == [True, False]


def test_a_name_too_long_for_a_file_is_told(tmp_path: Path) -> None:
    write(tmp_path / f"content/kinds/{'k' * 61}.yaml", "order: 1\nlayout: handout\n")
    with pytest.raises(InputInvalid, match="has over 60 letters; rename it"):
        load_catalogue(make_layers(tmp_path), lambda _: False)


def test_a_copy_that_nobody_has_edited_is_not_adapted(small_root: Path, load: Load) -> None:
    """Notes at its head and another writing of the same values change nothing; one word does."""
    name = "content/en/pleural/overview.yaml"
    shipped = (small_root / name).read_text(encoding="utf-8")
    copied = "# Copied from the package\n" + shipped.replace("lead: This", "lead:   >-\n  This")
    assert copied.count(">-") == 1
    for text, adapted in ((shipped, False), (copied, False), (shipped.replace("your next", "the next"), True)):
        assert [loaded.adapted for loaded in load({name: text}).in_order()] == [adapted]


@pytest.mark.parametrize("code", ["c45.0", "C45.01", "C4", "X45.0", "C45.", "mesothelioma"])
def test_the_code_of_a_type_is_told_by_its_own_rule(code: str, small_root: Path, load: Load) -> None:
    name = "content/types/pleural.yaml"
    text = re.sub("(?m)^icd10: .*", f'icd10: "{code}"', (small_root / name).read_text(encoding="utf-8"))
    said = f"icd10: {code!r} is not ICD-10's code of a cancer; write C, two digits, a point, a digit: C45.0"
    assert any(said in line for line in faults(load, {name: text}))
