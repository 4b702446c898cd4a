"""The base of every content model, and the few types that all of them use."""

from __future__ import annotations

import re
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError
from pydantic_core import ErrorDetails

from handouts.errors import MOST_PROBLEMS, InputInvalid, Problem, did_you_mean
from handouts.source.files import ID, MAX_ID
from handouts.source.font import missing_glyphs
from handouts.source.inline import parse_inline
from handouts.source.yaml import YamlSource, character_fault

LIST_LIMIT = 7
MOST_NAMES = 200
T = TypeVar("T", bound="Model")


class Model(BaseModel):
    """Frozen; unknown keys refused; text stripped."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


def check_line(value: str) -> str:
    """One line of words that can be printed. Raises ValueError with what is wrong and what to do."""
    if not value.strip():
        raise ValueError("has no text; write some or delete the line")
    for char in () if value.isascii() and value.isprintable() else value:
        if fault := character_fault(char) if char != "\n" else None:
            raise ValueError(f"holds {fault} (U+{ord(char):04X}); delete it")
    if not value.isascii() and (missing := missing_glyphs(value.replace("\n", " "))):
        shown = ", ".join(f"{char} (U+{ord(char):04X})" for char in sorted(missing))
        raise ValueError(f"holds a character that the print font lacks: {shown}; use other words")
    return " ".join(value.split())


def check_text(value: str) -> str:
    """Words with inline markup. Raises ValueError with what is wrong and what to do."""
    value = check_line(value)
    parse_inline(value)
    return value


Line = Annotated[str, AfterValidator(check_line)]
Text = Annotated[str, AfterValidator(check_text)]
Id = Annotated[str, StringConstraints(pattern=f"^{ID}$", max_length=MAX_ID)]


def as_list(value: Any) -> Any:
    """A list of names; a single one may stand without the dash. Raises ValueError for more than anyone would write."""
    if isinstance(value, (list, tuple)) and len(value) > MOST_NAMES:
        raise ValueError(f"has {len(value):,} entries, at most {MOST_NAMES}; keep those that are needed")
    return [value] if isinstance(value, str) else value


Claims = Annotated[tuple[Id, ...], BeforeValidator(as_list)]


def validate(model: type[T], source: YamlSource, data: Any = None, at: tuple[str | int, ...] = ()) -> T:
    """Make a model from a file, or from the part `data` of it at `at`. Raises InputInvalid with every fault found."""
    try:
        return model.model_validate(source.data if data is None else data)
    except ValidationError as error:
        raise InputInvalid(problems_of(error, source, at)) from error


def problems_of(error: ValidationError, source: YamlSource, at: tuple[str | int, ...] = ()) -> list[Problem]:
    """Pydantic's errors in our words, each at its line."""
    found = [details for details in error.errors(include_url=False) if not _follows_from_another(details)]
    problems = [
        source.problem(_without_tags((*at, *details["loc"]), source.data), message_of(details))
        for details in found[:MOST_PROBLEMS]
    ]
    if len(found) > MOST_PROBLEMS:
        message = f"has {len(found):,} problems, of which {MOST_PROBLEMS} are told; mend these first"
        problems.append(Problem(source.path, 0, 0, "", message))
    return problems


def _follows_from_another(details: ErrorDetails) -> bool:
    """Whether a list is called too short only because its entries have faults of their own."""
    if details["type"] != "too_short":
        return False
    given = details["input"]
    return isinstance(given, list | tuple) and len(given) >= details["ctx"]["min_length"]


def _without_tags(loc: tuple[str | int, ...], data: Any) -> tuple[str | int, ...]:
    """A place without the block names that pydantic puts after the index of a block."""
    kept: list[str | int] = []
    after_index = False
    for key in loc:
        if after_index and isinstance(data, dict) and data.get("block") == key:
            after_index = False
            continue
        kept.append(key)
        after_index = isinstance(key, int)
        try:
            data = data[key]
        except (KeyError, IndexError, TypeError):
            data = None
    return tuple(kept)


def message_of(details: ErrorDetails) -> str:
    """What is wrong; what to do."""
    context = details.get("ctx", {})
    kind = details["type"]
    given = details["input"]
    simple = {
        "missing": "is missing; add it",
        "string_type": f"must be text, not {_shape(given)}; write a line of words",
        "tuple_type": f"must be a list, not {_shape(given)}; start each line with a dash",
        "list_type": f"must be a list, not {_shape(given)}; start each line with a dash",
        "dict_type": f"must be a group of keys, not {_shape(given)}; indent `key: value` lines under it",
        "model_type": f"must be a group of keys, not {_shape(given)}; indent `key: value` lines under it",
        "model_attributes_type": f"must be a group of keys, not {_shape(given)}; indent `key: value` lines under it",
        "union_tag_not_found": "has no `block:` line; say which block it is",
    }
    if kind in simple:
        return simple[kind]
    if kind == "value_error":
        return str(context.get("error", details["msg"]))
    if kind == "extra_forbidden":
        return "is not a known key here; delete it or check its spelling"
    if kind == "union_tag_invalid":
        known = re.findall(r"'([^']+)'", str(context["expected_tags"]))
        return f"{context['tag']!r} is not a block;{did_you_mean(str(context['tag']), known)} known: {', '.join(known)}"
    return _bounded_message(kind, context, details)


def _bounded_message(kind: str, context: dict[str, Any], details: ErrorDetails) -> str:
    if kind == "too_long":
        return f"has {context['actual_length']} entries, at most {context['max_length']}; split it into groups"
    if kind == "too_short":
        return "is empty; add an entry or delete the key"
    if kind == "string_pattern_mismatch":
        return f"{details['input']!r} is not an id; use lower-case letters, digits and single dashes"
    if kind in {"literal_error", "enum"}:
        return f"{details['input']!r} is not one of {context['expected']}; use one of these"
    if kind.startswith(("date", "int", "float", "bool", "decimal")):
        return f"{details['input']!r} is not {_kind_word(kind)}; {_example(kind)}"
    return f"{details['msg'][0].lower()}{details['msg'][1:]}; mend it"


def _kind_word(kind: str) -> str:
    words = {"date": "a date", "bool": "true or false", "int": "a whole number"}
    return words.get(kind.split("_")[0], "a number")


def _example(kind: str) -> str:
    examples = {"date": "write it as 2026-01-31", "bool": "write true or false"}
    return examples.get(kind.split("_")[0], "write a number")


def _shape(value: Any) -> str:
    if value is None:
        return "empty"
    return {dict: "a group of keys", list: "a list", tuple: "a list", str: "text"}.get(type(value), "something else")
