"""Each block prints the words that it marks. Its fixture is the sample that `handouts new` writes; here are more, with
their HTML as text, for what a sample has not."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import get_args

import pytest

from handouts.clinic.load import unbranded
from handouts.content.blocks import BLOCKS, Block
from handouts.content.catalogue import DocumentId
from handouts.content.documents import Document
from handouts.content.load import load_catalogue
from handouts.content.new import SAMPLES
from handouts.content.texts import marked
from handouts.page.assets import read_assets
from handouts.page.handout import Handout, Request, compose
from handouts.page.html import to_html
from handouts.source.layers import bundled_root, make_layers
from handouts.source.yaml import read_yaml

HERE = Path(__file__).parents[1]
FIXTURES = {path.stem: path for path in sorted((HERE / "blocks").glob("*.yaml"))}
SAMPLE_OF = {path.stem: path for path in sorted(SAMPLES.glob("*.yaml"))}
NAMES = sorted(get_args(model.model_fields["block"].annotation)[0] for model in BLOCKS)


@pytest.fixture(scope="module")
def around() -> Handout:
    """A handout whose sections are replaced by the block under test."""
    wanted = DocumentId("en", "pleural", "overview")
    catalogue = load_catalogue(make_layers(), wanted.__eq__)
    return compose(catalogue, unbranded(), Request(wanted, "standard", "letter"), dt.date(2026, 1, 1))


def markup(around: Handout, path: Path) -> str:
    return printed(around, read_yaml(path).data)[0]


def printed(around: Handout, block: object) -> tuple[str, Block]:
    """The HTML of a block and the block itself."""
    section = {"id": "section", "heading": "Heading", "blocks": [block]}
    data = around.document.model_dump(exclude={"sections"}) | {"sections": [section]}
    made = replace(around, document=Document.model_validate(data))
    found = re.search(r"<h2 class=\"section__heading\">Heading</h2>\n(.*?)\s*</section>", _html(made), re.S)
    assert found
    return found[1].strip() + "\n", made.document.sections[0].blocks[0]


def _html(made: Handout) -> str:
    return to_html(made, read_assets(make_layers())).html


def test_every_block_has_a_fixture_a_partial_and_a_style_sheet() -> None:
    root = bundled_root()
    assert sorted(SAMPLE_OF) == NAMES
    assert set(FIXTURES) <= set(NAMES)
    assert sorted(path.name for path in (root / "templates/blocks").iterdir()) == [f"{n}.html.j2" for n in NAMES]
    assert sorted(path.name for path in (root / "styles/blocks").iterdir()) == [f"{n}.css" for n in NAMES]


@pytest.mark.parametrize(
    "path", [*SAMPLE_OF.values(), *FIXTURES.values()], ids=lambda path: f"{path.parent.parent.name}-{path.stem}"
)
def test_every_marked_word_is_printed(path: Path, around: Handout) -> None:
    """Whatever a block marks as printed stands on the page, and so do the fixed words that it chooses."""
    data = read_yaml(path).data
    found, block = printed(around, data if isinstance(data, dict) else data[0])
    page = " ".join(unescape(re.sub(r"</?(?:strong|span|abbr|a)[^>]*>", "", found)).split())
    for text in marked(block):
        if text.sort == "label":
            assert around.labels.page[f"{text.keys[-1]}_{text.words}"] in page
        elif text.sort != "choice":
            assert all(run.text.strip() in page for run in text.runs), text.keys


@pytest.mark.parametrize("name", sorted(FIXTURES.keys() - {"figure"}))
def test_html(name: str, around: Handout, request: pytest.FixtureRequest) -> None:
    golden = HERE / "blocks" / f"{name}.html"
    found = markup(around, FIXTURES[name])
    if request.config.getoption("--update-golden"):
        golden.write_text(found, encoding="utf-8")
    assert found == golden.read_text(encoding="utf-8")


def test_a_figure_says_what_it_shows(around: Handout) -> None:
    found = markup(around, FIXTURES["figure"])
    assert 'role="img" aria-label="A body. A mark shows the lining of the lung."' in found
    assert '<figcaption class="figure__caption">See where it starts.</figcaption>' in found


@pytest.mark.parametrize("name", sorted(FIXTURES))
def test_every_field_to_fill_in_has_a_name(name: str, around: Handout) -> None:
    fields = re.findall(r"<[^>]*data-form[^>]*>", markup(around, FIXTURES[name]))
    assert all(re.search(r'aria-label="[^"]+"', field) for field in fields)
