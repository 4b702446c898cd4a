"""What the checks look at: a document's passages with their places, its page as HTML, the style sheets, its grade."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from lxml import html

from handouts.clinic.load import Clinic, unbranded
from handouts.content.blocks import Block, Use
from handouts.content.catalogue import Catalogue, DocumentId, Loaded
from handouts.content.overlays import OFFICE
from handouts.content.texts import Text
from handouts.content.wordlists import STANDARDS, STANDARDS_WORDS, StandardsFile, StandardsWords
from handouts.errors import Problem
from handouts.page.assets import read_assets
from handouts.page.handout import Handout, Request, compose
from handouts.page.html import Printer
from handouts.review.banned import Banned, banned_words
from handouts.review.grades import Grader
from handouts.review.readability import Grade
from handouts.source.font import Letters, letters
from handouts.source.layers import Layers
from handouts.source.model import validate
from handouts.source.yaml import yaml_of

T = TypeVar("T")
FONT = "styles/fonts/HandoutsSans-Regular.ttf"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)


@dataclass(frozen=True)
class Standards:
    """What all documents of a catalogue share: limits, word lists, the grader, the style sheets."""

    catalogue: Catalogue
    clinic: Clinic = field(default_factory=unbranded)
    grades: dict[DocumentId, Grade] = field(default_factory=dict, repr=False)

    def grade(self, identity: DocumentId) -> Grade:
        """How hard a document reads, measured once."""
        if identity not in self.grades:
            self.grades[identity] = self.grader.grade(identity)
        return self.grades[identity]

    @cached_property
    def grader(self) -> Grader:
        """Grades of documents."""
        return Grader(self.catalogue)

    @cached_property
    def printer(self) -> Printer:
        """What makes the pages."""
        return Printer(read_assets(self.catalogue.layers))

    @cached_property
    def letters(self) -> Letters:
        """The measures of the type that the sheets are set in."""
        found = self.catalogue.layers.find(FONT)
        assert found, f"the package has lost {FONT}"
        return letters(found.data)

    @cached_property
    def file(self) -> StandardsFile:
        """The standards and their limits. Raises InputInvalid where their file is at fault."""
        found = self.catalogue.layers.find(STANDARDS)
        assert found, f"the package has lost {STANDARDS}"
        return validate(StandardsFile, yaml_of(found))

    @cached_property
    def styles(self) -> tuple[Declaration, ...]:
        """Every declaration of every style sheet."""
        return tuple(declarations(self.catalogue.layers))

    @cached_property
    def _lists(self) -> dict[str, StandardsWords]:
        found = self.catalogue.layers.all(f"content/*/{STANDARDS_WORDS}")
        return {f.relative.split("/")[1]: validate(StandardsWords, yaml_of(f)) for f in found}

    def words(self, lang: str) -> StandardsWords | None:
        """The word lists of a language, where it has them."""
        return self._lists.get(lang)

    def banned(self, lang: str) -> tuple[Banned, ...]:
        """The words that no handout of a language uses."""
        if lang not in self._banned:
            self._banned[lang] = banned_words(self.catalogue.layers, lang)
        return self._banned[lang]

    @cached_property
    def _banned(self) -> dict[str, tuple[Banned, ...]]:
        return {}


@dataclass(frozen=True)
class Subject:
    """One document, as the checks see it."""

    loaded: Loaded
    standards: Standards
    words: StandardsWords

    @cached_property
    def texts(self) -> tuple[Text, ...]:
        """What it prints as prose, in printed order, with places."""
        return self.standards.grader.texts(self.loaded)

    @property
    def blocks(self) -> list[Block]:
        """Its blocks in order."""
        return [block for section in self.loaded.document.sections for block in section.blocks]

    def has(self, use: Use) -> bool:
        """Whether any block is of this use."""
        return any(use in block.uses for block in self.blocks)

    @cached_property
    def grade(self) -> Grade:
        """How hard it reads."""
        return self.standards.grade(self.loaded.id)

    def outcome(self, name: str, check: Callable[[Subject], T]) -> T:
        """What a check finds; several items of the standards name the same one."""
        if name not in self._outcomes:
            self._outcomes[name] = check(self)
        return self._outcomes[name]

    @cached_property
    def _outcomes(self) -> dict[str, Any]:
        return {}

    @cached_property
    def handout(self) -> Handout:
        """The document as it is printed in the first edition; dates are judged on the day of its own review."""
        catalogue = self.standards.catalogue
        edition = min(catalogue.editions, key=lambda name: (catalogue.editions[name].order, name))
        paper = min(catalogue.papers, key=lambda name: (name != self.standards.clinic.brand.paper, name))
        request = Request(self.loaded.id, edition, paper)
        return compose(catalogue, self.standards.clinic, request, self.loaded.document.review.last_reviewed)

    @cached_property
    def page(self) -> html.HtmlElement:
        """The page as HTML, made by the very templates that print it."""
        return html.document_fromstring(self.standards.printer.page(self.handout).html)

    def problem(self, message: str, *at: str | int) -> Problem:
        """A problem of the document as a whole, or of one of its fields."""
        return self.loaded.source.problem(at or ("title",), message)


@dataclass(frozen=True)
class Declaration:
    """One `property: value` of a style sheet, and the selector it stands under."""

    path: str
    line: int
    selector: str
    name: str
    value: str

    def problem(self, message: str) -> Problem:
        """A problem at this declaration."""
        return Problem(self.path, self.line, 1, self.selector, message)


def declarations(layers: Layers) -> Iterator[Declaration]:
    """Every declaration of every sheet under the layers. Our sheets are plain: no strings with braces in them."""
    for found in layers.all("styles/**/*.css"):
        if found.relative.startswith(OFFICE):
            continue
        text = COMMENT.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), found.data.decode("utf-8", "replace"))
        for rule in re.finditer(r"([^{};]*)\{([^{}]*)\}", text):
            for given in re.finditer(r"([a-z-]+)\s*:\s*([^;]+)", rule[2]):
                line = text.count("\n", 0, rule.start(2) + given.start()) + 1
                yield Declaration(found.shown, line, " ".join(rule[1].split()), given[1], " ".join(given[2].split()))
