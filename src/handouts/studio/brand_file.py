"""Changes the values of a brand.yaml and leaves all else in it as somebody wrote it: notes, order, blank lines.

Only the entries that change are written anew; what stands between them is never touched.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.nodes import MappingNode
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, PlainScalarString

from handouts.errors import InputInvalid, Problem
from handouts.source.yaml import decode_yaml

PLAIN = frozenset({"id", "country", "paper", "use", "unit", "language", "languages"})
"""Keys whose values need no quotation marks."""
BLANK = "blank"
FAULT = "is written in a form that this page cannot change; change it in a text editor"
Span = tuple[int, int]
"""The first line of an entry, from 0, and the line after its last."""


def edited(old: bytes, before: Mapping[str, Any], wanted: Mapping[str, Any], name: str) -> bytes:
    """The file `old` with the values `wanted` in the place of those of `before`; what is in neither stays.

    Raises InputInvalid where the file is no YAML, or is written so that its values cannot be changed one by one.
    """
    decode_yaml(old, name)
    text = old.decode("utf-8-sig")
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.replace("\r\n", "\n").replace("\r", "\n").splitlines()
    spans = _spans("\n".join(lines), name)
    keys = [
        key for key in (*wanted, *(key for key in before if key not in wanted)) if before.get(key) != wanted.get(key)
    ]
    for key in sorted((key for key in keys if key in spans), key=lambda key: spans[key], reverse=True):
        first, end = spans[key]
        lines[first:end] = _entry(key, wanted[key], lines[first:end]) if key in wanted else []
    for key in keys:
        if key not in spans:
            _insert(lines, key, _entry(key, wanted[key], []))
    return (newline.join(lines) + newline).encode()


def _spans(text: str, name: str) -> dict[str, Span]:
    """Where each entry of the file stands: from its key to the last line of its value, notes after that left out."""
    root = YAML().compose(text + "\n")
    if not isinstance(root, MappingNode) or root.flow_style or root.start_mark.column:
        raise InputInvalid([Problem(name, 0, 0, "", FAULT)])
    lines = text.split("\n")
    starts = [(key.value, key.start_mark.line) for key, _ in root.value]
    found = {}
    for (key, first), after in zip(starts, [*(line for _, line in starts[1:]), len(lines)], strict=True):
        end = after
        while end > first + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
            end -= 1
        found[key] = (first, end)
    return found


def _insert(lines: list[str], key: str, entry: list[str]) -> None:
    """Put a new entry below the note that shows how it is written, or at the end."""
    at = next((number for number, line in enumerate(lines) if re.match(rf"# ?{key}:", line)), None)
    if at is None:
        lines += ["", *entry]
        return
    while at < len(lines) and lines[at].startswith("#"):
        at += 1
    lines[at:at] = entry


def _entry(key: str, value: Any, old: list[str]) -> list[str]:
    """The lines of one entry; of an old one, notes within it stay where its parts do."""
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 10_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    data = yaml.load("\n".join(old)) if old else CommentedMap()
    data[key] = _merged(key, data.get(key), value)
    out = io.StringIO()
    yaml.dump(data, out)
    return out.getvalue().rstrip("\n").split("\n")


def _merged(key: str, old: Any, new: Any) -> Any:
    if isinstance(old, CommentedMap) and isinstance(new, dict):
        for name in [name for name in old if name not in new]:
            del old[name]
        for name, value in new.items():
            old[name] = _merged(name, old.get(name), value)
        return old
    if isinstance(old, CommentedSeq) and isinstance(new, list):
        del old[len(new) :]
        for index, value in enumerate(new):
            old[index : index + 1] = [_merged(key, old[index] if index < len(old) else None, value)]
        return old
    return old if isinstance(old, str) and old == new else _fresh(key, new)


def _fresh(key: str, value: Any) -> Any:
    if isinstance(value, dict):
        made = CommentedMap((name, _fresh(name, inner)) for name, inner in value.items())
        made.fa.set_flow_style()
        return made
    if isinstance(value, list):
        made = CommentedSeq(_fresh(key, inner) for inner in value)
        if key in PLAIN:
            made.fa.set_flow_style()
        return made
    return (PlainScalarString if key in PLAIN or value == BLANK else DoubleQuotedScalarString)(value)
