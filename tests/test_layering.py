"""Each module imports only modules of the rows above its own, and no two import each other in a circle."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "handouts"
# A package stands as one; what is inside it may import in any order without a circle. Modules of one row may
# import each other, again without a circle.
ROWS: tuple[frozenset[str], ...] = tuple(
    frozenset(row.split())
    for row in (
        "__init__ errors",
        "layers suggest worddiff yaml_source inline written metrics colors palette phones syllables",
        "models boxes logo_bounds logo_css logo_graph logo_raster logo_svg logo readability banned spelling",
        "figure_layout figure_steps figures masthead",
        "blocks brand clinic clinics_table",
        "content references",
        "expand checks catalogue",
        "records approvals adapted signed",
        "compose",
        "coverage glossary_check grades sandbox markup pdf proof",
        "standards",
        "schemas build",
        "scaffold",
        "signoff local_changes review_pack",
        "cli studio __main__",
    )
)
ROW_OF = {name: number for number, row in enumerate(ROWS) for name in row}


def modules(source: Path) -> dict[str, Path]:
    """Every module by its dotted name below the package."""
    found = {}
    for path in sorted(source.rglob("*.py")):
        parts = path.relative_to(source).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)] = path
    return found


def imports(path: Path, name: str, known: Mapping[str, Path]) -> set[str]:
    """The modules of the package that a file imports anywhere, those for type checkers left out."""
    found: set[str] = set()
    package = ["handouts", *name.split(".")]
    if path.name != "__init__.py":
        package.pop()
    for node in _run_time_nodes(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            stem = ".".join([*base, *([node.module] if node.module else [])])
            targets = [f"{stem}.{alias.name}" for alias in node.names]
        else:
            continue
        found |= {_nearest(target, known) for target in targets if target.split(".")[0] == "handouts"}
    return found - {name}


def _run_time_nodes(tree: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            continue
        yield child
        yield from _run_time_nodes(child)


def _nearest(target: str, known: Mapping[str, Path]) -> str:
    parts = target.split(".")[1:]
    while parts and ".".join(parts) not in known:
        parts.pop()
    return ".".join(parts) or "__init__"


def violations(source: Path) -> list[str]:
    """What breaks the order, in words."""
    known = modules(source)
    graph = {name: imports(path, name, known) for name, path in known.items()}
    found = [f"{name} has no row; give it one" for name in graph if _top(name) not in ROW_OF]
    for name, wanted in graph.items():
        for other in sorted(wanted):
            if ROW_OF.get(_top(other), 0) > ROW_OF.get(_top(name), len(ROWS)):
                found.append(f"{name} imports {other}, which stands below it")
    return found + _circles(graph)


def _top(name: str) -> str:
    return name.split(".")[0]


def _circles(graph: Mapping[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return [f"a circle: {' -> '.join(error.args[1])}"]
    return []


def test_the_order_is_kept() -> None:
    assert violations(SOURCE) == []


def test_the_order_is_of_this_package() -> None:
    graph = {name: imports(path, name, modules(SOURCE)) for name, path in modules(SOURCE).items()}
    assert len(graph) > 30
    assert "yaml_source" in graph["catalogue"]
    assert "pdf.engine" in graph["pdf"], "imports inside functions count"
    assert "catalogue" not in graph["checks"], "imports for type checkers do not"


@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        ("errors.py", "from handouts.catalogue import Catalogue", "errors imports catalogue, which stands below it"),
        ("inline.py", "def f():\n    import handouts.compose", "inline imports compose, which stands below it"),
        ("pdf/__init__.py", "from ..cli import main", "pdf imports cli, which stands below it"),
        ("novel.py", "", "novel has no row; give it one"),
        ("layers.py", "from handouts import suggest", "a circle: layers -> suggest -> layers"),
    ],
)
def test_a_violation_is_found(tmp_path: Path, file: str, text: str, said: str) -> None:
    for name in ("__init__", "errors", "inline", "layers", "catalogue", "compose", "cli/__init__", "pdf/__init__"):
        path = tmp_path / f"{name}.py"
        path.parent.mkdir(exist_ok=True)
        path.touch()
    (tmp_path / "suggest.py").write_text("from handouts import layers", encoding="utf-8")
    assert violations(tmp_path) == []
    (tmp_path / file).write_text(text, encoding="utf-8")
    assert said in violations(tmp_path)
