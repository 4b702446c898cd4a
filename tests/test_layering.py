"""The rooms of the package and the nine rules that keep them: each is held, and each is shown to fail."""

from __future__ import annotations

import ast
import re
import runpy
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from handouts.page.fingerprint import ROOMS as DECIDE_BYTES
from handouts.page.profiles import PROFILES

SOURCE = Path(__file__).parents[1] / "src" / "handouts"
ROWS = (
    {"__init__"},
    {"errors"},
    {"finishing", "press"},
    {"source", "pdf", "proof"},
    {"clinic", "content"},
    {"signoff"},
    {"page"},
    {"batch", "review"},
    {"studio"},
    {"cli"},
    {"__main__"},
)
ROW_OF = {room: number for number, row in enumerate(ROWS) for room in row}
# `pdf`, the largest room, sets pages, cuts them into plates and reads its boxes for tags and for what cannot be read.
MOST_LINES, MOST_FILES, MOST_LINES_OF_A_ROOM = 300, 16, 3050
# Where others' libraries and the system's files are met; a name that ends in / stands for all that is below it.
HOMES = {
    "weasyprint": ("pdf/", "cli/_doctor.py"),
    "pydyf": ("pdf/", "finishing/", "press/"),
    "jinja2": ("page/sandbox.py",),
    "click": ("cli/",),
    "rich": ("cli/",),
    "pypdf": ("proof/", "studio/packet.py"),
    "resvg_py": ("clinic/logo/judge.py",),
    "yaml": ("source/yaml.py",),
}
OPENS = re.compile(r"(os\.|io\.)?open|(?!Image\.).*\.(open|write_bytes|write_text)")
# `pdf` and `press` stand beside or below `source` and know nothing of it: one writes a file in a private folder that it
# makes itself, the other keeps a cache of its own.
FILES = ("source/files.py", "source/reading.py", "pdf/engine.py", "press/cache_folder.py")
PATCHES = ("pdf/patch.py", "pdf/speed/")
WALKER = "content/texts.py"
CACHES = {"cache", "lru_cache"}
PATHS = re.compile(r"\b(Layers?|Path|Found)\b")


@dataclass(frozen=True)
class File:
    """A module: its name below the package with slashes, its dotted name, its code."""

    name: str
    dotted: str
    text: str

    @property
    def room(self) -> str:
        """The package or the module at the root that it belongs to."""
        return self.name.split("/")[0].removesuffix(".py")

    @cached_property
    def tree(self) -> ast.Module:
        """Its code, parsed."""
        return ast.parse(self.text)

    @cached_property
    def targets(self) -> list[str]:
        """What it imports, by absolute dotted names, wherever the import stands and whoever it is for."""
        package = ["handouts", *self.dotted.split(".")] if self.dotted else ["handouts"]
        if not self.name.endswith("__init__.py"):
            package.pop()
        found: list[str] = []
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                found += [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                base = package[: len(package) - node.level + 1] if node.level else []
                stem = ".".join([*base, *([node.module] if node.module else [])])
                found += [f"{stem}.{alias.name}" for alias in node.names]
        return found


def read(source: Path) -> dict[str, File]:
    """Every module by its dotted name below the package; the package itself is the empty name."""
    files = {}
    for path in sorted(source.rglob("*.py")):
        relative = path.relative_to(source)
        parts = [*relative.with_suffix("").parts]
        dotted = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        files[dotted] = File(relative.as_posix(), dotted, path.read_text(encoding="utf-8"))
    return files


def own_imports(file: File, files: Mapping[str, File]) -> set[str]:
    """The modules of the package that a file imports."""
    found = set()
    for target in file.targets:
        parts = target.split(".")
        if parts.pop(0) == "handouts":
            while parts and ".".join(parts) not in files:
                parts.pop()
            found.add(".".join(parts))
    return found - {file.dotted}


def stands_in(file: File, places: tuple[str, ...]) -> bool:
    """Whether a file is one of these, or below one of these folders."""
    return file.name in places or file.name.startswith(tuple(place for place in places if place.endswith("/")))


def imports_go_down(files: Mapping[str, File]) -> Iterator[str]:
    """1. A room imports only rooms of the rows above its own in ROWS, never one of its own row."""
    for file in files.values():
        for other in sorted(own_imports(file, files)):
            room = files[other].room
            known = room in ROW_OF and file.room in ROW_OF
            if room != file.room and known and ROW_OF[room] >= ROW_OF[file.room]:
                yield f"{file.name} imports {files[other].name}, which does not stand below it"


def no_circles(files: Mapping[str, File]) -> Iterator[str]:
    """2. No circle of files; imports for type checkers and inside functions count."""
    try:
        TopologicalSorter({name: own_imports(file, files) for name, file in files.items()}).prepare()
    except CycleError as error:
        yield f"a circle: {' -> '.join(error.args[1])}"


def root_is_rooms(files: Mapping[str, File]) -> Iterator[str]:
    """3. The root holds `__init__`, `__main__`, `errors` and the rooms, nothing else."""
    for room in sorted({file.room for file in files.values()} - ROW_OF.keys()):
        yield f"{room} is no room; put it into one"


def small_enough(files: Mapping[str, File]) -> Iterator[str]:
    """4. No long file, and no room with too many files and too many lines at once."""
    for file in files.values():
        if (lines := len(file.text.splitlines())) > MOST_LINES:
            yield f"{file.name} has {lines} lines"
    for room in ROW_OF:
        texts = [file.text for file in files.values() if file.room == room]
        lines = sum(len(text.splitlines()) for text in texts)
        if len(texts) > MOST_FILES and lines > MOST_LINES_OF_A_ROOM:
            yield f"{room} has {len(texts)} files and {lines} lines"


def libraries_at_home(files: Mapping[str, File]) -> Iterator[str]:
    """5. Each large library is imported in its own room only; files are read in one module and written in another."""
    for file in files.values():
        for library in sorted({target.split(".")[0] for target in file.targets} & HOMES.keys()):
            if not stands_in(file, HOMES[library]):
                yield f"{file.name} imports {library}"
        for node in ast.walk(file.tree) if not stands_in(file, FILES) else ():
            if isinstance(node, ast.Call) and OPENS.fullmatch(name := ast.unparse(node.func)):
                yield f"{file.name}:{node.lineno} calls {name}"


def bytes_are_decided_below(files: Mapping[str, File]) -> Iterator[str]:
    """6. What makes a page reaches no room that the fingerprint leaves out."""
    for file in files.values():
        for other in sorted(own_imports(file, files)) if file.room in DECIDE_BYTES else ():
            if other and files[other].room not in DECIDE_BYTES:
                yield f"{file.name} imports {files[other].name}, which decides no bytes"


def patches_in_one_place(files: Mapping[str, File]) -> Iterator[str]:
    """7. Only `pdf/patch.py` and `pdf/speed/` put something else in the place of a name of another package."""
    for file in files.values():
        foreign = foreign_names(file)
        for node in ast.walk(file.tree) if not stands_in(file, PATCHES) else ():
            targets = node.targets if isinstance(node, ast.Assign) else []
            for target in (part for top in targets for part in ast.walk(top)):
                if isinstance(target, ast.Attribute) and isinstance(target.ctx, ast.Store):
                    name = ast.unparse(target)
                    if name.split(".")[0] in foreign and not target.attr.isupper():  # a setting is there to be set
                        yield f"{file.name}:{node.lineno} assigns to {name}"


def foreign_names(file: File) -> set[str]:
    """Names that a file has imported from packages that are neither ours nor Python's own."""
    found = set()
    for node in ast.walk(file.tree):
        module = node.module if isinstance(node, ast.ImportFrom) else None
        for alias in node.names if isinstance(node, (ast.Import, ast.ImportFrom)) else ():
            top = (module or alias.name).split(".")[0]
            if top != "handouts" and top not in sys.stdlib_module_names and not getattr(node, "level", 0):
                found.add((alias.asname or alias.name).split(".")[0])
    return found


def one_walker(files: Mapping[str, File]) -> Iterator[str]:
    """8. Only `content/texts.py` goes through the fields of blocks."""
    for file in files.values():
        for node in ast.walk(file.tree) if file.room in ("content", "signoff", "page", "review") else ():
            if isinstance(node, ast.Attribute) and node.attr == "model_fields" and file.name != WALKER:
                yield f"{file.name}:{node.lineno} goes through model_fields"


def no_cache_of_paths(files: Mapping[str, File]) -> Iterator[str]:
    """9. No cache outlives what it was made from: none is kept by a path or by layers."""
    for file in files.values():
        for node in ast.walk(file.tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and CACHES & set(
                map(decorated, node.decorator_list)
            ):
                notes = [ast.unparse(arg.annotation) for arg in node.args.args if arg.annotation]
                if any(PATHS.search(note) for note in notes):
                    yield f"{file.name}:{node.lineno} keeps what {node.name} made from a path"


def decorated(node: ast.expr) -> str:
    """The bare name of a decorator."""
    node = node.func if isinstance(node, ast.Call) else node
    return getattr(node, "attr", getattr(node, "id", ""))


RULES: dict[str, Callable[[Mapping[str, File]], Iterator[str]]] = {
    rule.__name__: rule
    for rule in (
        imports_go_down,
        no_circles,
        root_is_rooms,
        small_enough,
        libraries_at_home,
        bytes_are_decided_below,
        patches_in_one_place,
        one_walker,
        no_cache_of_paths,
    )
}


@pytest.fixture(scope="module")
def files() -> dict[str, File]:
    """The package as it is."""
    return read(SOURCE)


@pytest.mark.parametrize("rule", RULES)
def test_the_rule_is_held(rule: str, files: dict[str, File]) -> None:
    assert list(RULES[rule](files)) == []


def test_the_rules_are_held_against_this_package(files: dict[str, File]) -> None:
    assert len(files) > 90
    assert {file.room for file in files.values()} == ROW_OF.keys()
    assert "source.yaml" in own_imports(files["content.load"], files)
    assert "pdf.engine" in own_imports(files["pdf"], files), "imports inside functions count"
    assert "page.html" in own_imports(files["page.render"], files), "and those for type checkers"


VIOLATIONS = {
    "imports_go_down": ("errors.py", "from handouts.content.load import x", "errors.py imports content/load.py, "),
    "imports_go_down beside": ("clinic/new.py", "import handouts.content.load", "clinic/new.py imports content/load"),
    "imports_go_down relative": ("pdf/__init__.py", "from ..cli import main", "pdf/__init__.py imports cli/__init__"),
    "no_circles": (
        "source/yaml.py",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from handouts.content import load",
        "a circle: ",
    ),
    "root_is_rooms": ("novel.py", "", "novel is no room"),
    "small_enough": ("errors.py", "x = 1\n" * 301, "errors.py has 301 lines"),
    "libraries_at_home": ("page/render.py", "from jinja2 import Template", "page/render.py imports jinja2"),
    "libraries_at_home files": ("page/render.py", "import os\nos.open('x', 0)", "page/render.py:2 calls os.open"),
    "bytes_are_decided_below": ("page/render.py", "import handouts.proof", "page/render.py imports proof/__init__.py"),
    "patches_in_one_place": ("page/render.py", "import pydyf\npydyf.PDF.write = 1", "assigns to pydyf.PDF.write"),
    "one_walker": ("review/check.py", "def f(b):\n    return b.model_fields", "review/check.py:2 goes through"),
    "no_cache_of_paths": (
        "page/render.py",
        "from functools import lru_cache\n@lru_cache(maxsize=1)\ndef f(at: Layers): ...",
        "keeps what f made from a path",
    ),
}


@pytest.mark.parametrize("case", VIOLATIONS)
def test_a_violation_is_found(case: str, tmp_path: Path) -> None:
    rule, (name, text, said) = RULES[case.split()[0]], VIOLATIONS[case]
    skeleton = {"content/load.py": "import handouts.source.yaml"}
    for room in ROW_OF:
        skeleton[f"{room}.py" if room in ("__init__", "__main__", "errors") else f"{room}/__init__.py"] = ""
    for path, code in (skeleton | {"source/yaml.py": ""}).items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(code, encoding="utf-8")
    assert not list(rule(read(tmp_path)))
    (tmp_path / name).write_text(text, encoding="utf-8")
    assert any(said in line for line in rule(read(tmp_path))), list(rule(read(tmp_path)))


def test_each_rule_has_been_seen_to_fail() -> None:
    assert {case.split()[0] for case in VIOLATIONS} == RULES.keys()


def test_floors(files: dict[str, File]) -> None:
    """Nine floors at most from `__main__` to `errors`."""
    below = {room: set() for room in ROW_OF}
    for file in files.values():
        below[file.room] |= {files[name].room for name in own_imports(file, files)} - {file.room, "__init__"}

    def floors(room: str) -> int:
        return 1 + max((floors(other) for other in below[room]), default=0)

    assert floors("__main__") <= 9


def test_the_drawing_in_the_docs_is_that_of_the_code() -> None:
    """docs/architecture.md shows the rooms as scripts/draw_rooms.py draws them."""
    root = SOURCE.parents[1]
    drawn = runpy.run_path(str(root / "scripts/draw_rooms.py"))["drawing"]()
    assert drawn in (root / "docs/architecture.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", PROFILES)
def test_a_profile_is_spelled_in_one_place(name: str) -> None:
    """What a sheet can be made as is named in `page/profiles.py`; code and templates take it from there."""
    root = SOURCE.parents[1]
    files = [*SOURCE.rglob("*.py"), *(root / "templates").rglob("*.j2")]
    spelled = [path.relative_to(root).as_posix() for path in files if f'"{name}"' in path.read_text(encoding="utf-8")]
    assert spelled == ["src/handouts/page/profiles.py"]
