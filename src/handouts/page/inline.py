"""The inline marks of a text as HTML, with what a listener needs: names of blanks, numbers to dial, short forms."""

from __future__ import annotations

import re
from collections import Counter
from functools import cached_property

from markupsafe import Markup, escape

from handouts.content.labels import Labels
from handouts.page.handout import Handout
from handouts.source.inline import Run, parse_inline


class Names:
    """Gives each blank of one page a name of its own: who goes from blank to blank hears nothing else."""

    def __init__(self, labels: Labels) -> None:
        self._labels, self._given = labels, Counter[str]()

    def own(self, words: str) -> str:
        """These words; with a number behind them where another blank of the page has them."""
        self._given[words] += 1
        return words if self._given[words] == 1 else f"{words} ({self._given[words]})"

    def line(self, words: str, index: int, count: int) -> str:
        """The words for one of `count` lines to write on; `index` counts from 0."""
        of = f"{self._labels.aloud['line']} {index + 1} {self._labels.foot['of']} {count}"
        return words if count == 1 else f"{words}, {of}"


class Inline:
    """Sets the texts of one page; what a short form stands for is told in the first of them that it stands in."""

    def __init__(self, handout: Handout, names: Names) -> None:
        self._handout, self._names = handout, names
        self._short = dict(handout.labels.short_forms)

    @cached_property
    def _any_short(self) -> re.Pattern[str]:
        longest_first = sorted(self._handout.labels.short_forms, key=len, reverse=True)
        return re.compile(rf"(?<![\w/-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w/-])")

    def __call__(self, text: str) -> Markup:
        """A text as HTML."""
        return Markup("").join(self._run(run, self._with_short_forms(run.text, text)) for run in parse_inline(text))

    def label(self, text: str) -> Markup:
        """The text of a `data-label` as HTML: heard as the name of its field, it has no room for expansions."""
        return Markup("").join(self._run(run, escape(run.text)) for run in parse_inline(text))

    def _run(self, run: Run, words: Markup) -> Markup:
        if run.placeholder:
            words = self._placeholder(run.placeholder)
        if run.term:
            words = Markup('<span class="term">{}</span>').format(words)
        return Markup("<strong>{}</strong>").format(words) if run.strong else words

    def _placeholder(self, name: str) -> Markup:
        labels, fill = self._handout.labels, self._handout.fill
        if name not in fill:
            own = self._names.own(f"{labels.aloud[name]}, {labels.page['blank']}")
            return Markup('<span class="blank" data-form="text" data-by="clinic" aria-label="{}"></span>').format(own)
        if name not in self._handout.dialled:
            return escape(fill[name])
        printed, uri = self._handout.dialled[name]
        link = Markup('<a href="{}" aria-label="{}">{}</a>').format(uri, f"{labels.aloud['call']} {printed}", printed)
        return Markup(escape(fill[name]).replace(escape(printed), link))

    def _with_short_forms(self, words: str, around: str) -> Markup:
        """Short forms that are new to the listener in full, but where the sentence itself says what they mean."""
        found, done = Markup(""), 0
        for match in self._any_short.finditer(words):
            full = self._short.pop(match[0], None)
            if full and full.casefold() not in around.casefold():
                found += escape(words[done : match.start()])
                found += Markup('<abbr title="{}">{}</abbr>').format(full, match[0])
                done = match.end()
        return found + escape(words[done:])
