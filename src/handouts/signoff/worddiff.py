"""What has changed between two texts of one string a line, word by word."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest


@dataclass(frozen=True)
class Change:
    """A line before and after; None where there was or is none."""

    before: str | None
    after: str | None

    @property
    def marked(self) -> str:
        """The line with what went as [-so-] and what came as {+so+}."""
        if self.before is None or self.after is None:
            return f"{{+{self.after}+}}" if self.before is None else f"[-{self.before}-]"
        return _marked(self.before, self.after)

    def as_dict(self) -> dict[str, str | None]:
        """As plain data."""
        return {"before": self.before, "after": self.after}


def changes(before: str, after: str) -> list[Change]:
    """The lines that differ, in their order."""
    old, new = before.splitlines(), after.splitlines()
    found: list[Change] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what != "equal":
            found += [Change(*pair) for pair in zip_longest(old[a:b], new[c:d])]
    return found


def _marked(before: str, after: str) -> str:
    old, new = before.split(), after.split()
    out: list[str] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = " ".join(old[a:b]), " ".join(new[c:d])
        both = (f"[-{gone}-]" if gone else "") + (f"{{+{come}+}}" if come else "")
        out.append(gone if what == "equal" else both)
    return " ".join(out)
