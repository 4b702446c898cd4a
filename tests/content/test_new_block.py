"""A new block is four files: its model, its partial, its style sheet, its fixture. Nothing else knows its name."""

from __future__ import annotations

import filecmp
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
MODEL = "src/handouts/content/blocks.py"
BLOCK = {
    "templates/blocks/before-after.html.j2": """\
<div class="before-after">
<h3>{{ block.heading }}</h3>
{% if block.say %}<p>{{ block.say }}</p>{% endif %}
<p>{{ inline(block.before) }}</p>
<ul>{% for item in block.after %}<li>{{ inline(item.text) }}</li>{% endfor %}</ul>
</div>
""",
    "styles/blocks/before-after.css": "@layer blocks {\n  .before-after {\n    break-inside: avoid;\n  }\n}\n",
    "src/handouts/content/files/blocks/before-after.yaml": """\
- block: before-after
  heading: "WRITE HERE: what changes"
  before: "WRITE HERE: how it was"
  after:
    - text: "WRITE HERE: how it is"
""",
}
CLASS = """\
class BeforeAfter(Block):
    \"\"\"What was, and what is.\"\"\"

    block: Literal["before-after"]
    labels: ClassVar[tuple[str, ...]] = ("our_*",)
    uses: ClassVar[tuple[Use, ...]] = ("tool",)
    heading: Heading
    say: Said = None
    before: Words
    after: ShortList


"""
CLINIC = {
    "kinds/note.yaml": "order: 50\nlayout: handout\nrequired_blocks: [before-after]\nmax_pages: {}\n",
    "en/labels.yaml": "kinds: {note: Note}\npage: {our_room: The green room}\n",
    "en/pleural/note.yaml": """\
title: A note
lead: This sheet helps you.
key_message: Call us.
purpose: {audience: You, needs: Words, objective: Calm}
review: {last_reviewed: 2026-01-01, review_by: 2027-01-01}
sections:
  - id: one
    heading: What changes
    blocks:
      - block: before-after
        heading: Your days
        say: YOOR dayz
        before: You had a [[biopsy]] of your abdomen.
        after:
          - Now you can resst.
          - {text: We call you., claims: [no-such-claim]}
""",
}
LOOK = """
import datetime as dt, json, sys
from pathlib import Path
from handouts.clinic.load import unbranded
from handouts.content.catalogue import DocumentId
from handouts.content.load import load_catalogue
from handouts.content.new import skeleton, unfilled_in
from handouts.errors import InputInvalid
from handouts.page.assets import read_assets
from handouts.page.handout import Request, compose
from handouts.page.html import to_html
from handouts.review.banned import banned_problems
from handouts.review.grades import Grader
from handouts.review.spelling import spelling_problems
from handouts.review.standards.scoring import score_all
from handouts.signoff.words import signed_words
from handouts.source.layers import make_layers
from handouts.source.yaml import parse_yaml

clinic, name = Path(sys.argv[1]), DocumentId("en", "pleural", "note")
layers, found = make_layers(clinic), {}
try:
    load_catalogue(layers, name.__eq__)
except InputInvalid as error:
    found["form"] = [str(problem) for problem in error.problems]
file = clinic / "content/en/pleural/note.yaml"
text = file.read_text().replace(", claims: [no-such-claim]", "")
file.write_text(text.replace("        after:", "        unsourced: x\\n        after:"))
layers = make_layers(clinic)  # a layer is what was read of it
catalogue = load_catalogue(layers, name.__eq__)
loaded = catalogue.documents[name]
handout = compose(catalogue, unbranded(), Request(name, "standard", "letter"), dt.date(2026, 2, 1))
page = to_html(handout, read_assets(layers))
found["signed"] = signed_words(catalogue, loaded).splitlines()
found["read"] = handout.words()
found["html"] = page.html
found["sheets"] = [name for name in page.assets if "before-after" in name]
found["said"] = [str(problem) for problem in [*spelling_problems(layers), *banned_problems(layers)]]
found["graded"] = [[text.text, text.path, text.line] for text in Grader(catalogue).passages(loaded)]
found["tools"] = [row.verdict for score in score_all(catalogue) for row in score.decided if row.item.check == "tool"]
made = parse_yaml(skeleton(layers, "en", "pleural", "note", dt.date(2026, 1, 1)), "made.yaml")
found["unfilled"] = [problem.field for problem in unfilled_in(made)]
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with one block more."""
    root = tmp_path_factory.mktemp("project")
    for folder in ("src/handouts", "content", "templates", "styles"):
        shutil.copytree(PROJECT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__"))
    for name, text in BLOCK.items():
        (root / name).write_text(text, encoding="utf-8")
    models = (root / MODEL).read_text(encoding="utf-8")
    (root / MODEL).write_text(models.replace("class Include(", f"{CLASS}class Include("), encoding="utf-8")
    for name, text in CLINIC.items():
        path = root / "clinic/content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def seen(copy: Path) -> dict:
    """What the package makes of a document with the block."""
    env = {**os.environ, "PYTHONPATH": str(copy / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", LOOK, str(copy / "clinic")]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.process
def test_four_files_are_new_or_changed(copy: Path) -> None:
    changed = {
        path.relative_to(copy).as_posix()
        for folder in ("src", "content", "templates", "styles")
        for path in (copy / folder).rglob("*")
        if path.is_file() and not _same(path, PROJECT / path.relative_to(copy))
    }
    assert changed == {MODEL, *BLOCK}


def _same(path: Path, other: Path) -> bool:
    return other.is_file() and filecmp.cmp(path, other, shallow=False)


@pytest.mark.process
def test_its_evidence_is_asked_for(seen: dict) -> None:
    assert any("'no-such-claim' is not a claim" in said for said in seen["form"])
    assert any("states facts and names no claims" in said for said in seen["form"])


@pytest.mark.process
def test_it_is_printed_and_signed(seen: dict) -> None:
    assert '<div class="before-after">\n<h3>Your days</h3>\n<p>YOOR dayz</p>' in seen["html"]
    assert seen["sheets"] == ["styles/blocks/before-after.css"]
    assert seen["read"][4:] == [
        "Your days",
        "YOOR dayz",
        "You had a biopsy of your abdomen.",
        "Now you can resst.",
        "We call you.",
    ]
    start = seen["signed"].index("[before-after]")
    assert seen["signed"][start + 1 : start + 6] == [
        "heading: Your days",
        "say: YOOR dayz",
        "before: You had a [[biopsy]] of your abdomen.",
        "after: Now you can resst.",
        "after: We call you.",
    ]
    assert "label our_room: The green room" in seen["signed"]


@pytest.mark.process
def test_it_is_spelled_held_against_the_word_list_and_graded(seen: dict) -> None:
    own = [said.split("note.yaml:")[1] for said in seen["said"] if "clinic/content" in said]
    assert [said.split(";")[0] for said in own] == [
        "16:25: sections[0].blocks[0].after[0]: 'resst' is in no dictionary",
        "13:46: sections[0].blocks[0].before: 'abdomen' is not for a handout",
    ]
    assert [(words, line) for words, _, line in seen["graded"][4:]] == [
        ("Your days", 11),
        ("You had a biopsy of your abdomen.", 13),
        ("Now you can resst.", 16),
        ("We call you.", 17),
    ]
    assert set(seen["tools"]) == {"met"}


@pytest.mark.process
def test_a_kind_may_require_it(seen: dict) -> None:
    assert [field for field in seen["unfilled"] if field.startswith("sections[1].blocks[0]")] == [
        "sections[1].blocks[0].heading",
        "sections[1].blocks[0].before",
        "sections[1].blocks[0].after[0].text",
    ]
