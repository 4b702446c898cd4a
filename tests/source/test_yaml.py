"""YAML keeps what was typed, and refuses what would surprise."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handouts.errors import InputInvalid
from handouts.source.yaml import MAX_BYTES, MAX_DEPTH, parse_yaml, read_yaml


def message(text: str) -> str:
    with pytest.raises(InputInvalid) as caught:
        parse_yaml(text, "a.yaml")
    return str(caught.value)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("no", "no"),
        ("1.10", "1.10"),
        ("01234567", "01234567"),
        ("2026-01-31", "2026-01-31"),
        ("1e3", "1e3"),
        ("12:30", "12:30"),
        ("~", None),
        ("", None),
        ("'~'", "~"),
        ("cafe\u0301", "caf\u00e9"),
    ],
)
def test_scalars_stay_as_written(written: str, kept: str | None) -> None:
    assert parse_yaml(f"a: {written}\n", "a.yaml").data == {"a": kept}


def test_places_count_from_one_and_point_at_the_key() -> None:
    source = parse_yaml("a: 1\nb:\n  - c: 2\n    d: 3\n", "a.yaml")
    assert source.place(("b", 0, "d")) == (4, 5)
    assert source.place(("b", 0, "not there")) == (3, 5)
    assert str(source.problem(("b", 0, "d"), "is odd; even it")) == "a.yaml:4:5: b[0].d: is odd; even it"


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_line_ends_of_other_systems_count_the_same(newline: str) -> None:
    assert parse_yaml(f"a: 1{newline}b: 2{newline}", "a.yaml").place(("b",)) == (2, 1)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: 1\na: 2\n", "a.yaml:2:1: a: stands twice; keep one of the two"),
        ("a: &x 1\n", "a.yaml:1:4: a: an anchor (&) is not allowed; write the value out, in quotes if it is text"),
        ("a: !!python/x y\n", "a.yaml:1:4: a: a tag (!) is not allowed; write the value out, in quotes if it is text"),
        ("a: \u202ex\n", "a.yaml:1:4: holds a character that reverses the reading direction (U+202E); delete it"),
        ("a: x\u200bx\n", "a.yaml:1:5: holds an invisible character (U+200B); delete it"),
        ('a: "x\\0"\n', "a.yaml:1:4: a: holds a control character (U+0000); delete it"),
        ("a: \ue000\n", "a.yaml:1:4: holds a character that no font can print (U+E000); delete it"),
        ("\ta: 1\n", "a.yaml:1:1: has a tab as indent; use spaces"),
        ("a: 1\n---\nb: 1\n", "a.yaml:2:1: starts a second document; keep one to a file"),
        ("? [a]\n: 1\n", "a.yaml:1:3: has a key that is not text; use a plain word"),
    ],
)
def test_surprises_are_refused_at_their_place(text: str, found: str) -> None:
    assert message(text) == found


def test_depth_is_capped_without_recursion_faults() -> None:
    assert f"is nested deeper than {MAX_DEPTH}" in message("[" * 5000 + "]" * 5000)


def test_alias_bombs_are_refused() -> None:
    assert "an anchor (&) is not allowed" in message("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n")


def test_size_is_capped_before_reading(tmp_path: Path) -> None:
    big = tmp_path / "big.yaml"
    big.write_bytes(b"a: " + b"x" * MAX_BYTES)
    with pytest.raises(InputInvalid, match="is over 1,000,000 bytes"):
        read_yaml(big)


def test_a_byte_order_mark_is_passed_over_and_utf16_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes("a: 1\n".encode("utf-8-sig"))
    assert read_yaml(path).data == {"a": "1"}
    path.write_bytes("a: 1\n".encode("utf-16"))
    with pytest.raises(InputInvalid, match="is not UTF-8 text"):
        read_yaml(path)


def test_a_folder_or_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputInvalid, match="is not a regular file; put a YAML file there"):
        read_yaml(tmp_path)


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parse_yaml(text, "a.yaml")
    except InputInvalid as error:
        assert error.problems
