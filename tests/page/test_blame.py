"""The rule that no page can be laid out with is found, wherever it stands."""

from __future__ import annotations

import pytest

from handouts.page.blame import guilty_rule

SHEET = "p { color: red }\n{}\nh1 { margin: 0 }\n@media print { h2 { margin: 0 } }\n"


@pytest.mark.parametrize(
    ("rule", "place"),
    [
        ("h2 { margin: 0;\n  width: BAD; color: red }", (3, 3, "width: BAD")),
        ("h2 { width: BAD}", (2, 6, "width: BAD")),
        ("@media print { h2 { width: BAD } }", (2, 1, "@media print { h2 { width: BAD } }")),
        ("BAD { width: 0 }", (2, 1, "BAD { width: 0 }")),
        ("BAD {}", (2, 1, "BAD {}")),
    ],
)
def test_the_rule_is_found(rule: str, place: tuple[int, int, str]) -> None:
    found = guilty_rule(SHEET.replace("{}", rule).encode(), lambda text: b"BAD" in text)
    assert (found.line, found.column, found.text) == place


def test_two_rules_that_only_fail_together_are_told_by_the_later() -> None:
    sheet = b"p { width: 1px }\nh1 { color: red }\nh2 { height: 2px }\n"
    found = guilty_rule(sheet, lambda text: b"1px" in text and b"2px" in text)
    assert (found.line, found.column) == (3, 6)


@pytest.mark.parametrize("fails", [lambda _: True, lambda _: False], ids=["without it too", "not at all"])
def test_a_sheet_that_is_not_to_blame(fails) -> None:
    assert guilty_rule(b"p { color: red }", fails) is None
