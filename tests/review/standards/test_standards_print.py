"""Each check of the print: what ships passes; with one thing changed it does not."""

from __future__ import annotations

from pathlib import Path

import pytest
from sheets import catalogue, found, on, sheet, standards

from handouts.clinic.brand import Colors
from handouts.clinic.load import Clinic
from handouts.review.standards.registry import CHECKS
from handouts.review.standards.sheet import Subject, declarations
from handouts.source.layers import Layer, Layers

PRINT = ("type-size", "x-height", "large-print", "contrast", "no-capitals", "leading", "left-aligned", "no-wrap")
LONG = f"- {{block: paragraph, text: '{'Call us when you feel worse, at any hour. ' * 4}'}}"


def styled(root: Path, css: str) -> Subject:
    """A tiny sheet with one more style sheet."""
    (root / "styles").mkdir(exist_ok=True)
    (root / "styles/more.css").write_text(css, encoding="utf-8")
    layers = Layers((*catalogue().layers.layers, Layer(root, "clinic", bundled=False)))
    return on(sheet(), layers=layers)


def with_edition(**changes: object) -> Subject:
    """A tiny sheet where the standard edition is changed."""
    editions = catalogue().editions
    changed = {**editions, "standard": editions["standard"].model_copy(update=changes)}
    return on(sheet(LONG), editions=changed)


@pytest.mark.parametrize("name", [*PRINT, "line-length", "same-place", "other-formats"])
def test_what_ships_passes(name: str) -> None:
    assert name in CHECKS
    assert found(name, sheet(LONG)) == []


@pytest.mark.parametrize(
    ("name", "css", "message"),
    [
        ("no-capitals", ".a { text-transform: uppercase }", "is text-transform: uppercase, which is hard to read"),
        ("no-capitals", ".a { font-style: italic }", "is font-style: italic, which is hard to read"),
        ("no-capitals", ".a { text-decoration: underline }", "is text-decoration: underline, which is hard to read"),
        ("no-capitals", ".a { font-variant: small-caps }", "is font-variant: small-caps, which is hard to read"),
        ("left-aligned", "p { text-align: justify }", "is text-align: justify, which is hard to read"),
        ("left-aligned", "p { hyphens: auto }", "is hyphens: auto, which is hard to read"),
        ("no-wrap", "img { float: left }", "is float: left, which is hard to read"),
        ("no-wrap", "p { writing-mode: vertical-rl }", "is writing-mode: vertical-rl, which is hard to read"),
        ("no-wrap", "p { background: url(a.png) }", "is background: url(a.png), which is hard to read"),
        ("leading", "p { font-weight: 300 }", "is a light weight; use 400 or 700"),
        ("contrast", "p { color: #777 }", "has a contrast of 4.5:1, at least 7:1; darken the words"),
        ("contrast", "p { color: #fff; background: #ddd }", "has a contrast of 1.4:1, at least 7:1; darken the words"),
        ("contrast", "p { background: #333 }", "has a contrast of 1.7:1, at least 7:1; darken the words"),
    ],
)
def test_a_style_that_is_hard_to_read(tmp_path: Path, name: str, css: str, message: str) -> None:
    made = styled(tmp_path, f"\n/* a: comment; */\n{css}\n")
    [problem] = CHECKS[name](made)
    assert (problem.path, problem.line) == ("clinic/styles/more.css", 3)
    assert problem.message.startswith(message)


def test_declarations_keep_their_lines(tmp_path: Path) -> None:
    made = styled(tmp_path, "@layer x {\n  .a,\n  .b {\n    color: #000;\n    margin: 0 1mm;\n  }\n}\n")
    rows = [d for d in declarations(made.standards.catalogue.layers) if d.path == "clinic/styles/more.css"]
    assert [(d.line, d.selector, d.name, d.value) for d in rows] == [
        (4, ".a, .b", "color", "#000"),
        (5, ".a, .b", "margin", "0 1mm"),
    ]


def test_a_brands_colors_are_judged() -> None:
    pale = Clinic(standards().clinic.brand.model_copy(update={"colors": Colors(primary="#767676")}))
    assert found("contrast", on(sheet(), pale)) == []


def test_capitals_that_are_typed() -> None:
    assert found("no-capitals", sheet("- {block: paragraph, text: CALL OUR CLINIC NOW.}")) == [
        "is in capitals; write it in small letters"
    ]
    assert found("no-capitals", sheet("- {block: paragraph, text: HIPEC is warm.}")) == []


@pytest.mark.parametrize(
    ("name", "changes", "message"),
    [
        ("type-size", {"least_pt": 11.0}, "has type of 11 pt, at least 12 pt is asked for; set it larger"),
        ("x-height", {"least_pt": 11.0}, "has an x-height of 1.9 mm, at least 2 mm; set it larger"),
        ("line-length", {"measure_mm": 60.0}, "characters to a line, not 60 to 72; change the size or the column"),
    ],
)
def test_an_edition_that_is_hard_to_read(name: str, changes: dict[str, object], message: str) -> None:
    [said] = found(name, with_edition(**changes))
    assert said.endswith(message)


def test_lines_set_tight() -> None:
    tokens = {**catalogue().editions["standard"].tokens, "leading": "1.2"}
    [message] = found("leading", with_edition(tokens=tokens))
    assert message == "leaves 1.18 word spaces between lines, at least 1.5; add leading"


def test_no_large_print() -> None:
    alone = {"standard": catalogue().editions["standard"]}
    [message] = found("large-print", on(sheet(), editions=alone))
    assert message == "no edition has a body of 18 pt and at least 16 pt throughout; add one"


def test_a_page_without_its_number() -> None:
    made = sheet()
    made.page.find_class("foot__number")[0].drop_tree()
    assert found("same-place", made) == ["has no running foot with the page's number; put it back"]


def test_other_formats_in_small_print() -> None:
    made = sheet()
    [offer] = made.page.find_class("closing__formats")
    offer.set("class", "closing__small")
    assert found("other-formats", made) == ["offers other formats in small print; set it in 16 pt at least"]
    offer.drop_tree()
    assert found("other-formats", made) == ["does not say that there are other formats; print the label `formats`"]
