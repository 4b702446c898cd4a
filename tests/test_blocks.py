"""One fixture a block: its HTML as text, and its style sheet and partial beside each other."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from handouts.blocks import PrintedBlock
from handouts.catalogue import DocumentId, load_catalogue
from handouts.clinic import unbranded
from handouts.compose import Handout, Request, compose
from handouts.content import Document
from handouts.layers import bundled_root, make_layers
from handouts.markup import to_html
from handouts.yaml_source import read_yaml

HERE = Path(__file__).parent
FIXTURES = {path.stem: path for path in sorted((HERE / "blocks").glob("*.yaml"))}
UNION = get_args(get_args(PrintedBlock)[0])
NAMES = sorted(get_args(model.model_fields["block"].annotation)[0] for model in UNION)


@pytest.fixture(scope="module")
def around() -> Handout:
    """A handout whose sections are replaced by the block under test."""
    wanted = DocumentId("en", "pleural", "overview")
    catalogue = load_catalogue(make_layers(), wanted.__eq__)
    return compose(catalogue, unbranded(), Request(wanted, "standard", "letter"), dt.date(2026, 1, 1))


def markup(around: Handout, path: Path) -> str:
    section = {"id": "section", "heading": "Heading", "blocks": [read_yaml(path).data]}
    data = around.document.model_dump(exclude={"sections"}) | {"sections": [section]}
    made = replace(around, document=Document.model_validate(data))
    found = re.search(r"<h2 class=\"section__heading\">Heading</h2>\n(.*?)\s*</section>", _html(made), re.S)
    assert found
    return found[1].strip() + "\n"


def _html(made: Handout) -> str:
    return to_html(made, make_layers()).html


def test_every_block_has_a_fixture_a_partial_and_a_style_sheet() -> None:
    root = bundled_root()
    assert sorted(FIXTURES) == NAMES
    assert sorted(path.name for path in (root / "templates/blocks").iterdir()) == [f"{n}.html.j2" for n in NAMES]
    assert sorted(path.name for path in (root / "styles/blocks").iterdir()) == [f"{n}.css" for n in NAMES]


@pytest.mark.parametrize("name", [name for name in NAMES if name != "figure"])
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


@pytest.mark.parametrize("name", NAMES)
def test_every_field_to_fill_in_has_a_name(name: str, around: Handout) -> None:
    fields = re.findall(r"<[^>]*data-form[^>]*>", markup(around, FIXTURES[name]))
    assert all(re.search(r'aria-label="[^"]+"', field) for field in fields)
