"""Computed values of style, the plain cases first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from weasyprint.css import Pending
from weasyprint.css.computed_values import COMPUTER_FUNCTIONS, PHYSICAL_FUNCTIONS
from weasyprint.css.functions import check_math
from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES, Dimension

_PLAIN = frozenset((str, int, float, Dimension, type(None)))
# What depends on other properties, or on more of the parent than its own value.
_ENTANGLED = frozenset(
    name
    for name in INITIAL_VALUES
    if name in ("float", "display", "position", "page") or name.startswith("text_decoration_")
)
_INITIAL = {
    name: value for name, value in INITIAL_VALUES.items()
    if name not in _ENTANGLED | INHERITED | INITIAL_NOT_COMPUTED and not check_math(value)
}  # fmt: skip
_COMPUTED_INITIAL = {
    name: (COMPUTER_FUNCTIONS[name], INITIAL_VALUES[name]) for name in INITIAL_NOT_COMPUTED
    if name in COMPUTER_FUNCTIONS and name not in _ENTANGLED | INHERITED and not check_math(INITIAL_VALUES[name])
}  # fmt: skip
_INHERITED = INHERITED - _ENTANGLED
_LOGICAL = {
    (name, inline): logical(block="ttb", inline=inline)
    for name, logical in PHYSICAL_FUNCTIONS.items()
    for inline in ("ltr", "rtl")
}


def computed(original: Callable[[Any, str], Any]) -> Callable[[Any, str], Any]:
    """`ComputedStyle.__missing__`: what no rule sets is initial or inherited; all else is left to `original`."""

    def __missing__(self: Any, key: str) -> Any:
        cascaded = self.cascaded
        if key in cascaded:
            return _declared(self, key) if key not in _ENTANGLED else original(self, key)
        if key in PHYSICAL_FUNCTIONS and _LOGICAL[key, self["direction"]] in cascaded:
            return original(self, key)
        if key in _INITIAL:
            value = self[key] = _INITIAL[key]
            return value
        if key in _INHERITED and self.parent_style is not None:
            value = self.parent_style[key]
            if type(value) in _PLAIN or not check_math(value):
                self[key] = value
                return value
        elif key in _COMPUTED_INITIAL:
            function, value = _COMPUTED_INITIAL[key]
            value = self[key] = function(self, key, value)
            return value
        return original(self, key)

    def _declared(self: Any, key: str) -> Any:
        value = self.cascaded[key][0]
        if (
            isinstance(value, Pending)
            or key in PHYSICAL_FUNCTIONS
            or value in ("inherit", "initial")
            or not (type(value) in _PLAIN or not check_math(value))
        ):
            return original(self, key)
        function = COMPUTER_FUNCTIONS.get(key)
        if function is not None:
            value = function(self, key, value)
        self[key] = value
        return value

    return __missing__
