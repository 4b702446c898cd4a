"""What the checks look at: a document's passages with their places, its page as HTML, the style sheets, its grade."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from lxml import html

from handouts.clinic.load import Clinic, unbranded
from handouts.content.blocks import Block
from handouts.content.catalogue import Catalogue, DocumentId, Loaded
from handouts.errors import Problem
from handouts.page.assets import read_assets
from handouts.page.handout import Handout, Request, compose
from handouts.page.html import Printer
from handouts.review.banned import Banned, banned_words
from handouts.review.grades import Grader
from handouts.review.readability import Grade, split_sentences
from handouts.review.standards.models import STANDARDS, WORDS, StandardsFile, StandardsWords
from handouts.source.inline import Run, parse_inline
from handouts.source.layers import Layers
from handouts.source.model import validate
from handouts.source.yaml import read_yaml, texts_of

SILENT = frozenset({"block", "id", "claims", "unsourced", "use", "style", "tone", "figure", "part", "say", "terms"})
HEADING_KEYS = frozenset({"heading", "title", "name", "caption", "head", "fields", "columns", "term"})
T = TypeVar("T")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
BARE_WORDS = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@dataclass(frozen=True)
class Passage:
    """A printed text: where it stands in its block (`keys`), which block and section, and its place in a file."""

    text: str
    keys: tuple[str, ...]
    block: str
    section: int
    path: str
    line: int

    @cached_property
    def runs(self) -> tuple[Run, ...]:
        """The text as runs of one look."""
        return parse_inline(self.text)

    @cached_property
    def words(self) -> str:
        """The words without markup; a placeholder is a gap."""
        return "".join(" " if run.placeholder else run.text for run in self.runs)

    @cached_property
    def sentences(self) -> list[str]:
        """Its sentences."""
        return split_sentences(self.words)

    @property
    def is_heading(self) -> bool:
        """Whether it heads or labels something."""
        return self.keys[-1] in HEADING_KEYS

    @property
    def length(self) -> int:
        """Number of words."""
        return len(BARE_WORDS.findall(self.words))

    def problem(self, message: str) -> Problem:
        """A problem at this passage."""
        return Problem(self.path, self.line, 1 if self.line else 0, "", message)


@dataclass(frozen=True)
class Bench:
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
    def file(self) -> StandardsFile:
        """The standards and their limits. Raises InputInvalid where their file is at fault."""
        found = self.catalogue.layers.find(STANDARDS)
        assert found, f"the package has lost {STANDARDS}"
        return validate(StandardsFile, read_yaml(found.path, found.shown))

    @cached_property
    def styles(self) -> tuple[Declaration, ...]:
        """Every declaration of every style sheet."""
        return tuple(declarations(self.catalogue.layers))

    @cached_property
    def _lists(self) -> dict[str, StandardsWords]:
        found = self.catalogue.layers.all(f"content/*/{WORDS}")
        return {f.relative.split("/")[1]: validate(StandardsWords, read_yaml(f.path, f.shown)) for f in found}

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
class Sheet:
    """One document, as the checks see it."""

    loaded: Loaded
    bench: Bench
    words: StandardsWords

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Every printed text in printed order."""
        shared = self.bench.grader.shared(self.loaded.id.lang)
        return tuple(passages(self.loaded, shared))

    @property
    def blocks(self) -> list[Block]:
        """Its blocks in order."""
        return [block for section in self.loaded.document.sections for block in section.blocks]

    def has(self, *names: str) -> bool:
        """Whether any block is one of these."""
        return any(block.block in names for block in self.blocks)

    @cached_property
    def grade(self) -> Grade:
        """How hard it reads."""
        return self.bench.grade(self.loaded.id)

    def outcome(self, name: str, check: Callable[[Sheet], T]) -> T:
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
        catalogue = self.bench.catalogue
        edition = min(catalogue.editions, key=lambda name: (catalogue.editions[name].order, name))
        paper = min(catalogue.papers, key=lambda name: (name != self.bench.clinic.brand.paper, name))
        request = Request(self.loaded.id, edition, paper)
        return compose(catalogue, self.bench.clinic, request, self.loaded.document.review.last_reviewed)

    @cached_property
    def page(self) -> html.HtmlElement:
        """The page as HTML, made by the very templates that print it."""
        return html.document_fromstring(self.bench.printer.page(self.handout).html)

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
        text = COMMENT.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), found.path.read_text("utf-8"))
        for rule in re.finditer(r"([^{};]*)\{([^{}]*)\}", text):
            for given in re.finditer(r"([a-z-]+)\s*:\s*([^;]+)", rule[2]):
                line = text.count("\n", 0, rule.start(2) + given.start()) + 1
                yield Declaration(found.shown, line, " ".join(rule[1].split()), given[1], " ".join(given[2].split()))


def passages(loaded: Loaded, shared: Mapping[str, tuple[str, int]]) -> Iterator[Passage]:
    """The printed texts of a document in order; `shared` has the places of texts that come from elsewhere."""
    source = loaded.source
    own = {" ".join(text.split()): (source.path, source.place(at)[0]) for at, text in texts_of(source.data)}
    places = {**shared, **own}
    document = loaded.document

    def made(text: str, keys: tuple[str, ...], block: str, section: int) -> Passage:
        return Passage(text, keys, block, section, *places.get(text, (loaded.source.path, 0)))

    for key in ("title", "lead", "key_message"):
        yield made(getattr(document, key), (key,), "", -1)
    for number, section in enumerate(document.sections):
        yield made(section.heading, ("heading",), "", number)
        for block in section.blocks:
            for keys, text in _texts(block.model_dump(exclude=SILENT)):
                yield made(text, keys, block.block, number)


def _texts(value: object, keys: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(value, str):
        yield keys, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in SILENT:
                yield from _texts(inner, (*keys, key))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner, keys)
