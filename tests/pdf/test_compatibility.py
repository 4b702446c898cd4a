"""The tagger knows whether it can work with a version of WeasyPrint, and names what has changed where it cannot."""

from __future__ import annotations

import ast
import sys
import tomllib
from pathlib import Path
from types import ModuleType

import pytest

from handouts.pdf import compatibility, engine
from handouts.pdf.compatibility import CALLS, MENTIONS, NAMES, refusal

ROOT = Path(__file__).resolve().parents[2]
engine.load()

# What WeasyPrint's manual describes: it may be used without being listed.
PUBLIC = {
    "weasyprint:Attachment", "weasyprint:CSS", "weasyprint:HTML", "weasyprint:VERSION", "weasyprint.document:Document",
    "weasyprint.document:Page", "weasyprint.text.fonts:FontConfiguration", "weasyprint.urls:URLFetcher",
}  # fmt: skip


@pytest.mark.parametrize("version", ["70.0", "70.1", "70.12.3"])
def test_versions_of_the_line_are_taken(version: str) -> None:
    assert refusal(version) == ""


@pytest.mark.parametrize("version", ["69.9", "71.0", "7.0", "700.1", "", "unknown"])
def test_other_lines_are_refused(version: str) -> None:
    assert refusal(version) == f"WeasyPrint is {version}; install weasyprint~=70.0"


def function(parameters: str) -> object:
    """A function that takes these parameters and does nothing."""
    return eval(f"lambda {parameters}: None")


@pytest.mark.parametrize(
    ("place", "change", "said"),
    [
        ("weasyprint.draw:draw_border", None, "weasyprint.draw.draw_border(stream, box)"),
        ("weasyprint.draw:draw_border", "box, stream", "weasyprint.draw.draw_border(stream, box)"),
        ("weasyprint.draw:draw_border", "stream, box, page", "weasyprint.draw.draw_border(stream, box)"),
        ("weasyprint.draw:draw_border", "stream, box, page=1, **_", ""),
        ("weasyprint.pdf:generate_pdf", "page_streams", "weasyprint.pdf.generate_pdf (add_tags)"),
        (
            "weasyprint.pdf.stream:Stream.__init__",
            "self, _current_color, _current_alpha, _current_color_stroke, _current_alpha_stroke",
            "weasyprint.pdf.stream.Stream.__init__ (_tags)",
        ),
        (
            "weasyprint.formatting_structure.build:element_to_box",
            "element, footnote_call",
            "weasyprint.formatting_structure.build.element_to_box (marker_to_box)",
        ),
        ("weasyprint.formatting_structure.boxes:LineBox", None, "weasyprint.formatting_structure.boxes.LineBox"),
    ],
)
def test_a_change_is_named(place: str, change: str | None, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, _, names = place.partition(":")
    *owners, last = names.split(".")
    owner = compatibility._find(f"{module}:{'.'.join(owners)}") if owners else __import__(module, fromlist=["_"])
    if change is None:
        monkeypatch.delattr(owner, last)
    else:
        monkeypatch.setattr(owner, last, function(change))
    start = "WeasyPrint 70.3 has changed what the tags lean on: "
    assert refusal("70.3") == (f"{start}{said}; install weasyprint==70.0" if said else "")


def test_load_refuses_in_these_words(monkeypatch: pytest.MonkeyPatch) -> None:
    import weasyprint.draw

    from handouts.errors import EnvironmentFault

    monkeypatch.setattr(engine, "_folder", None)
    monkeypatch.setattr(weasyprint, "VERSION", "70.3")
    monkeypatch.delattr(weasyprint.draw, "draw_border")
    with pytest.raises(EnvironmentFault, match=r"70\.3 has changed .*draw_border.*; install weasyprint==70\.0"):
        engine.load()


def test_all_that_is_imported_of_the_inner_parts_is_listed() -> None:
    listed = {*CALLS, *MENTIONS, *NAMES, *PUBLIC}
    used = {name for path in (ROOT / "src/handouts/pdf").glob("*.py") for name in _taken(path)}
    assert len(used) > 15
    assert [name for name in used if not any(f"{entry}.".startswith(f"{name}.") for entry in listed)] == []


def _taken(path: Path) -> set[str]:
    """What a file imports from WeasyPrint, modules aside, and what it names of the modules that it imports."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    modules = {alias.name: alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    found = set()
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("weasyprint"):
            found |= {f"{node.module}:{alias.name}" for alias in node.names}
            modules |= {alias.name: f"{node.module}.{alias.name}" for alias in node.names}
    for node in nodes:
        if isinstance(node, ast.Attribute) and sys.modules.get(module := modules.get(ast.unparse(node.value), "")):
            found |= {f"{module}:{node.attr}"} if module.startswith("weasyprint") else set()
    return {name for name in found if not isinstance(compatibility._find(name), ModuleType)}


def test_the_project_asks_for_the_same_line() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert compatibility.REQUIREMENT in project["dependencies"]
