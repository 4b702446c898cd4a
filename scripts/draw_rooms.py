"""Draw the rooms of src/handouts, from the code itself, into docs/architecture.md.

Usage: scripts/draw_rooms.py [--check]    (--check: write nothing; exit 1 where the drawing is not that of the code)
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SOURCE, PAGE = ROOT / "src" / "handouts", ROOT / "docs" / "architecture.md"
BETWEEN = re.compile(r"(?<=<!-- rooms: made by scripts/draw_rooms.py -->\n).*?(?=<!-- end of rooms -->)", re.DOTALL)


def rooms() -> dict[str, list[Path]]:
    """The files of each room; a module at the root is a room of one file."""
    found: dict[str, list[Path]] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        room = path.relative_to(SOURCE).parts[0].removesuffix(".py")
        if not room.startswith("__"):
            found.setdefault(room, []).append(path)
    return found


def imported(path: Path) -> Iterator[str]:
    """The rooms that a file imports from, wherever the import stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [f"{node.module}.x"] if isinstance(node, ast.ImportFrom) and node.module else []
        yield from (name.split(".")[1] for name in names if name.startswith("handouts."))


def arrows(found: dict[str, list[Path]]) -> dict[str, set[str]]:
    """Which rooms each room uses."""
    used = {room: {other for path in files for other in imported(path)} for room, files in found.items()}
    return {room: others & found.keys() - {room} for room, others in used.items()}


def direct(room: str, uses: dict[str, set[str]]) -> set[str]:
    """The rooms used that no other used room leads to: arrows enough to see all ways."""
    reached = {far for near in uses[room] for far in _all_below(near, uses)}
    return uses[room] - reached


def _all_below(room: str, uses: dict[str, set[str]]) -> set[str]:
    return uses[room] | {far for near in uses[room] for far in _all_below(near, uses)}


def purpose(files: list[Path]) -> str:
    """The first line of the room's own description."""
    first = next((path for path in files if path.name == "__init__.py"), files[0])
    return (ast.get_docstring(ast.parse(first.read_text(encoding="utf-8"))) or "").split("\n")[0]


def drawing() -> str:
    """The picture, for Mermaid, and a table of the rooms in the same order."""
    found = rooms()
    uses = arrows(found)
    height = {room: len(_all_below(room, uses)) for room in found}
    order = sorted(found, key=lambda room: (-height[room], room))
    lines = ["```mermaid", "flowchart TD"]
    lines += [f"    {room} --> {other}" for room in order for other in sorted(direct(room, uses))]
    lines += ["```", "", "| room | files | what it is for |", "|---|--:|---|"]
    lines += [f"| `{room}` | {len(found[room])} | {purpose(found[room])} |" for room in order]
    return "\n".join(lines) + "\n"


def main() -> int:
    """Write the drawing, or say whether it is up to date."""
    text = PAGE.read_text(encoding="utf-8")
    made = BETWEEN.sub(lambda _: drawing(), text)
    if "--check" not in sys.argv:
        PAGE.write_text(made, encoding="utf-8")
    elif made != text or not BETWEEN.search(text):
        print("docs/architecture.md is not up to date; run scripts/draw_rooms.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
