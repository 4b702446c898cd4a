"""The figure of the body: labels that keep apart, leaders that do not cross, and a drawing that renders."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from lxml import etree
from pydantic import ValidationError
from ruamel.yaml import YAML

from handouts.content.drawings import BodyFigure, Canvas, Site
from handouts.errors import InputInvalid
from handouts.page.figures.body import body_figure, height_limit_mm
from handouts.page.figures.labels import label_lines, place_labels
from handouts.source.font import text_width_mm

ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"
WIDTH = 170

LABELS = {
    "pleura": "Lining of the lung (pleura)",
    "other-pleura": "Lining of the other lung",
    "lung": "Lung",
    "mediastinum": "Space between the lungs",
    "chest-wall": "Chest wall",
    "pericardium": "Lining of the heart (pericardium)",
    "heart": "Heart",
    "peritoneum": "Lining of the belly (peritoneum)",
    "omentum": "Fatty apron over the bowel (omentum)",
    "bowel": "Bowel",
    "liver": "Liver",
    "spleen": "Spleen",
    "kidney": "Kidney",
    "adrenal": "Adrenal gland",
    "pancreas": "Pancreas",
    "thyroid": "Thyroid gland",
    "tongue": "Tongue",
    "brain": "Brain",
    "spinal-cord": "Spinal cord",
    "bone": "Bone",
    "skin": "Skin",
    "lymph-nodes": "Lymph nodes in the chest",
    "belly-lymph-nodes": "Lymph nodes at the back of the belly",
    "groin-lymph-nodes": "Lymph nodes in the groin",
    "tunica-vaginalis": "Lining around the testicle (tunica vaginalis)",
    "key-origin": "Where it starts",
    "key-near": "Nearby",
    "key-far": "Farther away",
}
SPREAD = {
    "pleural": (
        "pleura",
        "chest-wall lymph-nodes mediastinum other-pleura pericardium peritoneum",
        "adrenal bone brain kidney liver skin spleen",
    ),
    "peritoneal": (
        "peritoneum",
        "omentum bowel liver spleen lymph-nodes",
        "adrenal bone brain heart kidney lung pancreas skin thyroid tongue",
    ),
    "pericardial": ("pericardium", "lymph-nodes pleura", "brain liver lung"),
    "testicular": ("tunica-vaginalis", "groin-lymph-nodes belly-lymph-nodes", "lung brain spinal-cord"),
}
CASES = [(name, size) for name in SPREAD for size in (12.0, 16.0)]
every_case = pytest.mark.parametrize(("disease", "type_pt"), CASES)


@pytest.fixture(scope="module")
def data() -> BodyFigure:
    return BodyFigure.model_validate(YAML(typ="safe").load(ROOT / "content" / "figures" / "body.yaml"))


def draw(data: BodyFigure, disease: str, type_pt: float = 12, **changed: Any) -> dict[str, Any]:
    origin, near, far = SPREAD[disease]
    given = {"labels": LABELS, "alt": "Where it can spread", "near": near.split(), "far": far.split()} | changed
    return body_figure(data, origin, type_pt=type_pt, width_mm=WIDTH, **given)


def render(figure: dict[str, Any]) -> etree._Element:
    jinja = Environment(loader=FileSystemLoader(ROOT / "templates"), undefined=StrictUndefined, autoescape=True)
    return etree.fromstring(jinja.get_template("figures/body.svg.j2").render(figure=figure))


def segments(label: dict[str, Any]) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    return list(itertools.pairwise(label["leader"]))


def cross(first: tuple[Any, Any], second: tuple[Any, Any]) -> bool:
    """Whether two segments meet, ends included."""

    def turn(a: Any, b: Any, c: Any) -> float:
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    def spans(axis: int) -> bool:
        low, high = sorted(p[axis] for p in first), sorted(p[axis] for p in second)
        return low[0] <= high[1] and high[0] <= low[1]

    return (
        spans(0)
        and spans(1)
        and turn(*first, second[0]) * turn(*first, second[1]) <= 0
        and turn(*second, first[0]) * turn(*second, first[1]) <= 0
    )


def test_the_test_of_crossing_sees_a_crossing() -> None:
    assert cross(((0, 0), (2, 2)), ((0, 2), (2, 0)))
    assert not cross(((0, 0), (2, 0)), ((0, 1), (2, 1)))


@every_case
def test_labels_never_overlap_and_stay_on_the_sheet(data: BodyFigure, disease: str, type_pt: float) -> None:
    figure = draw(data, disease, type_pt)
    boxes = [label["box"] for label in figure["labels"]]
    assert len(boxes) == len(" ".join(SPREAD[disease]).split())
    for left, top, right, bottom in boxes:
        assert left >= 0
        assert top >= -1e-6
        assert right <= WIDTH
        assert bottom <= min(item["y"] for item in figure["key"]) - figure["font_size"]
    for a, b in itertools.combinations(boxes, 2):
        assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


@every_case
def test_labels_stand_beside_the_drawing(data: BodyFigure, disease: str, type_pt: float) -> None:
    figure = draw(data, disease, type_pt)
    start = figure["shift"][0]
    assert all(box[2] < start or box[0] > start + data.canvas.width for box in (la["box"] for la in figure["labels"]))


@every_case
def test_leaders_never_cross(data: BodyFigure, disease: str, type_pt: float) -> None:
    labels = draw(data, disease, type_pt)["labels"]
    for one, other in itertools.combinations(labels, 2):
        assert not any(cross(a, b) for a in segments(one) for b in segments(other)), (one["id"], other["id"])


@every_case
def test_a_leader_touches_no_mark_but_its_own(data: BodyFigure, disease: str, type_pt: float) -> None:
    figure = draw(data, disease, type_pt)
    for label, other in itertools.permutations(figure["labels"], 2):
        (x1, y), (x2, _) = label["leader"][-2:]
        mark_x, mark_y = other["mark"]
        beside = min(x1, x2) - figure["radius"] < mark_x < max(x1, x2) + figure["radius"]
        assert not beside or abs(mark_y - y) > figure["radius"] * 1.2, (label["id"], other["id"])


@every_case
def test_the_figure_keeps_within_its_height(data: BodyFigure, disease: str, type_pt: float) -> None:
    figure = draw(data, disease, type_pt)
    assert max(item["y"] for item in figure["key"]) < figure["height"] <= height_limit_mm(type_pt)


@every_case
def test_it_renders_one_label_and_one_mark_for_each_site(data: BodyFigure, disease: str, type_pt: float) -> None:
    figure = draw(data, disease, type_pt)
    svg = render(figure)
    origin, near, far = SPREAD[disease]
    shown = svg.findall(f"{SVG}g[@class='labels']/{SVG}g")
    words = {" ".join(text.text for text in group.iter(f"{SVG}text")) for group in shown}
    assert words == {LABELS[site] for site in [origin, *near.split(), *far.split()]}
    assert len(shown) == len(words)
    marks = [mark.get("class") for mark in svg.find(f"{SVG}g[@class='marks']")]
    assert marks.count("mark mark--origin") == 1
    assert marks.count("mark mark--near") == len(near.split())
    assert marks.count("mark mark--far") == len(far.split())
    assert svg.get("viewBox") == f"0 0 {svg.get('width').removesuffix('mm')} {svg.get('height').removesuffix('mm')}"


def test_words_are_escaped_and_the_alternative_is_there(data: BodyFigure) -> None:
    labels = LABELS | {"brain": "Brain <& more>"}
    svg = render(draw(data, "testicular", labels=labels, alt='Body with "marks" & words'))
    assert (svg.get("role"), svg.get("aria-label")) == ("img", 'Body with "marks" & words')
    assert "Brain <& more>" in {text.text for text in svg.iter(f"{SVG}text")}


@pytest.mark.parametrize("disease", SPREAD)
def test_only_the_lining_where_it_starts_is_strong(data: BodyFigure, disease: str) -> None:
    figure = draw(data, disease)
    strong = [stroke for stroke in figure["strokes"] if stroke["class"] == "body-lining" and stroke["width"] >= 0.9]
    assert len(strong) == 1
    shape = data.sites[SPREAD[disease][0]].shape
    assert strong[0]["d"] in {part.d for part in data.drawing if part.id == shape}


def test_gradients_that_are_named_are_there(data: BodyFigure) -> None:
    figure = draw(data, "pleural")
    used = {stroke["fill"] for stroke in figure["strokes"] if stroke["fill"].startswith("url")}
    assert used == {f"url(#{fade['id']})" for fade in figure["gradients"]} != set()


def test_the_key_shows_only_what_the_figure_shows(data: BodyFigure) -> None:
    assert [item["role"] for item in draw(data, "pericardial")["key"]] == ["origin", "near", "far"]
    assert [item["role"] for item in draw(data, "pericardial", near=[])["key"]] == ["origin", "far"]


def test_too_many_labels_are_refused(data: BodyFigure) -> None:
    far = [site for site in data.sites if site != "pleura"]
    with pytest.raises(InputInvalid, match="25 labels do not fit beside the figure; name fewer sites"):
        draw(data, "pleural", 16, near=[], far=far, labels=LABELS | dict.fromkeys(far, "Words that need two lines"))


def test_labels_change_sides_when_a_column_is_full() -> None:
    sites = {f"s{n}": Site(x=10 + n, y=5 * n, side="left") for n in range(6)}
    placed = place_labels(sites, Canvas(width=40, height=40), dict.fromkeys(sites, 10.0), gap_mm=1)
    assert {p.id for p in placed if p.side == "right"} == {"s3", "s4", "s5"}
    with pytest.raises(InputInvalid, match="6 labels do not fit"):
        place_labels(sites, Canvas(width=40, height=30), dict.fromkeys(sites, 10.0), gap_mm=1)


def test_a_label_keeps_its_side_where_its_leader_would_run_into_a_mark() -> None:
    sites = {"a": Site(x=5, y=5, side="left"), "b": Site(x=19, y=20, side="left"), "c": Site(x=30, y=21, side="right")}
    heights = {"a": 10.0, "b": 10.0, "c": 9.0}
    placed = place_labels(sites, Canvas(width=40, height=20), heights, gap_mm=1)
    assert {p.id: p.side for p in placed} == {"a": "right", "b": "left", "c": "right"}


def test_a_lone_label_stands_level_with_its_mark_and_close_ones_share_the_shift() -> None:
    canvas = Canvas(width=40, height=100)
    sites = {"a": Site(x=5, y=10, side="left"), "b": Site(x=5, y=50, side="left"), "c": Site(x=5, y=54, side="left")}
    placed = {p.id: p.label_y for p in place_labels(sites, canvas, dict.fromkeys(sites, 8.0), gap_mm=2)}
    assert placed == pytest.approx({"a": 10, "b": 47, "c": 57})


def test_labels_at_the_edge_are_kept_inside() -> None:
    canvas = Canvas(width=40, height=50)
    sites = {"a": Site(x=5, y=0, side="left"), "b": Site(x=5, y=50, side="right")}
    placed = {p.id: p.label_y for p in place_labels(sites, canvas, dict.fromkeys(sites, 8.0))}
    assert placed == {"a": 4, "b": 46}


def test_lines_break_evenly_and_within_the_width() -> None:
    lines = label_lines("Lymph nodes at the back of the belly", 41, 12)
    assert lines == ["Lymph nodes at the", "back of the belly"]
    assert all(text_width_mm(line, 12) <= 41 for line in lines)
    with pytest.raises(InputInvalid, match="is too long for a label of the figure at 16 pt"):
        label_lines("Retroperitoneallymphadenopathy", 41, 16)


def test_unknown_double_and_wordless_sites_are_all_reported(data: BodyFigure) -> None:
    labels = {key: words for key, words in LABELS.items() if key != "brain"}
    with pytest.raises(InputInvalid) as caught:
        draw(data, "pericardial", near=["lung", "elbow"], labels=labels | {"elbow": "Elbow"})
    messages = " | ".join(problem.message for problem in caught.value.problems)
    assert "'elbow' is no site of the figure; use one of adrenal, " in messages
    assert "'lung' is named 2 times; name it once" in messages
    assert "'brain' has no label; add one" in messages


@pytest.mark.parametrize(
    ("site", "fault"),
    [
        ({"x": 99, "y": 5, "side": "left"}, "site 's' lies outside the canvas; move it inside"),
        ({"x": 5, "y": 5, "side": "left", "shape": "no"}, "names the shape 'no', which no part has"),
        ({"x": 5, "y": 5, "side": "top"}, "Input should be 'left' or 'right'"),
        ({"x": 5, "y": 5, "side": "left", "z": 1}, "Extra inputs are not permitted"),
    ],
)
def test_a_bad_site_is_refused(site: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        BodyFigure.model_validate({"canvas": {"width": 10, "height": 10}, "sites": {"s": site}, "drawing": []})


def test_two_sites_as_level_as_to_share_a_leader_are_refused() -> None:
    sites = {name: {"x": 5, "y": y, "side": "left"} for name, y in (("a", 5), ("b", 6))}
    with pytest.raises(ValidationError, match="sites 'a' and 'b' stand too level on one side; move one by"):
        BodyFigure.model_validate({"canvas": {"width": 10, "height": 10}, "sites": sites, "drawing": []})


def test_a_path_holds_nothing_but_a_path() -> None:
    part = {"role": "organ", "d": 'M0 0"/><script>'}
    with pytest.raises(ValidationError, match="should match pattern"):
        BodyFigure.model_validate({"canvas": {"width": 10, "height": 10}, "sites": {}, "drawing": [part]})
