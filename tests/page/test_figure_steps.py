"""The figure of the steps: words that keep to their panels, a key that fits, and a drawing that renders."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from lxml import etree
from pydantic import ValidationError
from ruamel.yaml import YAML

from handouts.clinic.colors import Palette
from handouts.content.drawings import StepsFigure
from handouts.errors import InputInvalid
from handouts.page.figures.body import height_limit_mm
from handouts.page.figures.steps import steps_figure
from handouts.source.font import text_width_mm

ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"
WIDTH = 170
LANGUAGES = sorted(path.parent.name for path in ROOT.glob("content/*/labels.yaml"))
CASES = list(itertools.product(LANGUAGES, (12.0, 16.0)))
every_case = pytest.mark.parametrize(("lang", "type_pt"), CASES)


def read(path: str) -> Any:
    return YAML(typ="safe").load(ROOT / "content" / path)


@pytest.fixture(scope="module")
def data() -> StepsFigure:
    return StepsFigure.model_validate(read("figures/steps.yaml"))


def words(lang: str = "en") -> dict[str, str]:
    return read(f"{lang}/labels.yaml")["page"]


def draw(data: StepsFigure, lang: str = "en", type_pt: float = 12, **changed: Any) -> dict[str, Any]:
    given = {"labels": words(lang), "alt": "Six steps"} | changed
    return steps_figure(data, type_pt=type_pt, width_mm=WIDTH, **given)


def render(figure: dict[str, Any]) -> etree._Element:
    jinja = Environment(loader=FileSystemLoader(ROOT / "templates"), undefined=StrictUndefined, autoescape=True)
    return etree.fromstring(jinja.get_template("figures/steps.svg.j2").render(figure=figure))


def test_there_are_languages_to_test() -> None:
    assert "en" in LANGUAGES


@every_case
def test_words_stand_below_their_panel_and_above_the_next(data: StepsFigure, lang: str, type_pt: float) -> None:
    figure = draw(data, lang, type_pt)
    size, panel = figure["font_size"], figure["panel"]
    for step in figure["panels"]:
        first, last = step["lines"][0][1], step["lines"][-1][1]
        assert first - size > step["y"] + panel["height"] - size * 0.1
        lower = [other["y"] for other in figure["panels"] if other["x"] == step["x"] and other["y"] > step["y"]]
        assert last < min([*lower, figure["height"]])
        assert all(text_width_mm(line, type_pt) <= panel["width"] for line, _ in step["lines"])


@every_case
def test_panels_stand_side_by_side_in_the_order_of_the_steps(data: StepsFigure, lang: str, type_pt: float) -> None:
    figure = draw(data, lang, type_pt)
    assert [step["number"] for step in figure["panels"]] == [1, 2, 3, 4, 5, 6]
    places = [(step["y"], step["x"]) for step in figure["panels"]]
    assert places == sorted(places)
    for (y1, x1), (y2, x2) in itertools.pairwise(places):
        assert y2 > y1 or x2 >= x1 + figure["panel"]["width"] + 2
    assert max(x for _, x in places) + figure["panel"]["width"] == pytest.approx(WIDTH)


@every_case
def test_the_key_stands_under_the_panels_within_the_sheet(data: StepsFigure, lang: str, type_pt: float) -> None:
    figure = draw(data, lang, type_pt)
    lowest = max(y for step in figure["panels"] for _, y in step["lines"])
    assert [item["id"] for item in figure["key"]] == list(data.key)
    for item in figure["key"]:
        assert lowest + figure["font_size"] < item["y"] < item["baseline"] < figure["height"]
        assert item["text_x"] + text_width_mm(item["text"], type_pt) <= WIDTH
    assert figure["height"] <= height_limit_mm(type_pt)


@every_case
def test_it_renders_every_word_and_number(data: StepsFigure, lang: str, type_pt: float) -> None:
    svg = render(draw(data, lang, type_pt))
    labels = words(lang)
    shown = [" ".join(text.text for text in group.iter(f"{SVG}text")) for group in svg.find(f"{SVG}g[@class='labels']")]
    assert shown == [labels[f"step_{number}"] for number in range(1, 7)]
    assert [text.text for text in svg.iter(f"{SVG}text") if text.get("class") == "number"] == list("123456")
    key = [text.text for text in svg.find(f"{SVG}g[@class='key']").iter(f"{SVG}text")]
    assert key == [labels[f"step_key_{name}"] for name in data.key]
    assert svg.get("viewBox") == f"0 0 {svg.get('width').removesuffix('mm')} {svg.get('height').removesuffix('mm')}"


def test_words_are_escaped_and_the_alternative_is_there(data: StepsFigure) -> None:
    svg = render(draw(data, labels=words() | {"step_2": "Cells <& more>"}, alt='Steps with "marks" & words'))
    assert (svg.get("role"), svg.get("aria-label")) == ("img", 'Steps with "marks" & words')
    assert "Cells <& more>" in {text.text for text in svg.iter(f"{SVG}text")}


def test_the_colors_are_those_of_the_brand(data: StepsFigure) -> None:
    figure = draw(data, palette=Palette("#800000", "#400000", "#8a3b12", "#f8eeee"))
    used = {stroke[use] for step in figure["panels"] for stroke in step["strokes"] for use in ("fill", "stroke")}
    names = ("primary_text", "tint", "line", "faint", "paper")
    assert used == {"none", *(getattr(figure["palette"], name) for name in names)}


@pytest.mark.parametrize("number", range(6))
def test_every_panel_shows_cancer_cells_and_healthy_cells(data: StepsFigure, number: int) -> None:
    roles = {part.role for part in data.panels[number].drawing}
    assert {"cancer", "core", "cell", "nucleus"} <= roles


def test_all_words_that_are_missing_are_named(data: StepsFigure) -> None:
    labels = words() | {"step_3": " "}
    del labels["step_key_blood"]
    with pytest.raises(InputInvalid) as caught:
        draw(data, labels=labels)
    assert [problem.message for problem in caught.value.problems] == [
        "'step_3' has no label; add one",
        "'step_key_blood' has no label; add one",
    ]


def test_words_that_are_too_many_are_refused(data: StepsFigure) -> None:
    with pytest.raises(InputInvalid, match="is too long for a label of the figure at 16 pt; use fewer"):
        draw(data, type_pt=16, labels=words() | {"step_1": "cell " * 40})
    with pytest.raises(InputInvalid, match="is too long for the key of the figure; use fewer words"):
        draw(data, labels=words() | {"step_key_blood": "cell " * 40})
    tall = StepsFigure(canvas=data.canvas, panels=data.panels[:3] * 3, key=data.key)
    many = words() | {f"step_{number}": "They grow" for number in range(1, 10)}
    with pytest.raises(InputInvalid, match="the figure of the steps is 184 mm tall at 12 pt; use fewer words"):
        draw(tall, labels=many)


def test_a_key_that_is_too_wide_for_one_row_takes_two(data: StepsFigure) -> None:
    labels = words() | {"step_key_healthy": "A cell that is healthy and does what it is meant to do in the body"}
    key = draw(data, labels=labels)["key"]
    assert len({item["y"] for item in key}) == 2
    assert all(item["text_x"] + text_width_mm(item["text"], 12) <= WIDTH for item in key)


@pytest.mark.parametrize(
    ("part", "fault"),
    [
        ({"role": "cell", "d": 'M0 0"/><script>'}, "should match pattern"),
        ({"role": "lining", "d": "M0 0"}, "Input should be 'cell', 'nucleus'"),
        ({"role": "cell", "d": "M0 0", "fill": "red"}, "Extra inputs are not permitted"),
    ],
)
def test_a_bad_part_is_refused(part: dict[str, str], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        StepsFigure.model_validate({"canvas": {"width": 54, "height": 46}, "panels": [{"drawing": [part]}], "key": {}})
