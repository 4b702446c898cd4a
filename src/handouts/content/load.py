"""Finds, validates and cross-checks all content, and reports every problem at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from handouts.content.catalogue import Catalogue, DocumentId, Loaded
from handouts.content.checks import check_catalogue, check_document
from handouts.content.documents import ClaimsFile, DiseaseType, Document, Edition, Kind, Paper, SourcesFile
from handouts.content.expand import Expander
from handouts.content.languages import load_labels
from handouts.content.overlays import overlays
from handouts.content.parts import locked_problems, parts_file, with_parts
from handouts.content.shared_words import GlossaryEntry, GlossaryFile, SharedFile
from handouts.errors import InputInvalid, Problem, Problems, did_you_mean
from handouts.source.files import ID, MAX_ID, RESERVED_NAMES
from handouts.source.inline import terms_in
from handouts.source.layers import Found, Layers
from handouts.source.model import Model, validate
from handouts.source.yaml import YamlSource, texts_of, yaml_of

T = TypeVar("T", bound=Model)


def load_catalogue(layers: Layers, want: Callable[[DocumentId], bool] = lambda _: True) -> Catalogue:
    """Everything under the layers; of documents, those that `want` asks for.

    Raises InputInvalid with every problem of every file.
    """
    if faults := layers.faults():
        raise InputInvalid(faults)
    loader = _Loader(Catalogue(layers))
    loader.small_files()
    loader.documents(want)
    check_catalogue(loader.catalogue, loader.problems)
    if loader.problems:
        raise InputInvalid(loader.problems)
    return loader.catalogue


@dataclass
class _Loader:
    catalogue: Catalogue
    problems: list[Problem] = field(default_factory=Problems)

    def read(self, found: Found, model: type[T]) -> tuple[T, YamlSource] | None:
        """A file as a model, or None with its problems noted."""
        try:
            source = yaml_of(found)
            return validate(model, source), source
        except InputInvalid as error:
            self.problems += error.problems
            return None

    def small_files(self) -> None:
        """All but documents and what they share."""
        into = self.catalogue
        for found in into.layers.every("content/sources.yaml"):
            self.many(found, SourcesFile, "sources", into.sources)
        for found in into.layers.all("content/claims/*.yaml"):
            self.many(found, ClaimsFile, "claims", into.claims)
        self.each("content/types/*.yaml", DiseaseType, into.types)
        self.each("content/kinds/*.yaml", Kind, into.kinds)
        self.each("content/papers/*.yaml", Paper, into.papers)
        self.each("content/editions/*.yaml", Edition, into.editions)
        into.editions = {name: self.resolve_edition(name, ()) for name in into.editions}
        into.overlays = overlays(into.layers)
        load_labels(into, self.named, self.problems)

    def many(self, found: Found, model: type[Model], key: str, into: dict[str, Model]) -> None:
        """The entries of a list file by their ids; an id that stands twice is a problem."""
        read = self.read(found, model)
        if read is None:
            return
        seen: set[str] = set()
        for index, entry in enumerate(getattr(read[0], key)):
            at = (key, index, "id")
            taken = entry.id in seen or (entry.id in into and found.layer.bundled)
            if taken:
                self.problems.append(read[1].problem(at, f"{entry.id!r} stands twice; give each its own id"))
            seen.add(entry.id)
            into[entry.id] = entry
            self.catalogue.places[key, entry.id] = (read[1], (key, index))

    def each(self, pattern: str, model: type[T], into: dict[str, T]) -> None:
        """One model a file, keyed by the file's name."""
        for found in self.catalogue.layers.all(pattern):
            name = found.stem
            if self.named(found, name, ID) and (read := self.read(found, model)):
                into[name] = read[0]
                self.catalogue.places[pattern.split("/")[1], name] = (read[1], ())

    def named(self, found: Found, name: str, pattern: str) -> bool:
        """Whether a file or folder has a name that can be part of an output file's on every computer."""
        if re.fullmatch(pattern, name) and name not in RESERVED_NAMES and len(name) <= MAX_ID:
            return True
        what = "cannot be a file's name on Windows" if name in RESERVED_NAMES else "is not an id"
        what = f"has over {MAX_ID} letters" if len(name) > MAX_ID else what
        message = f"{name!r} {what}; rename it, with lower-case letters, digits and single dashes"
        self.problems.append(Problem(found.shown, 0, 0, "", message))
        return False

    def resolve_edition(self, name: str, above: tuple[str, ...]) -> Edition:
        """An edition with what it inherits; a parent that is unknown or in a circle is a problem."""
        edition = self.catalogue.editions[name]
        parent = edition.extends
        if parent is None:
            return edition
        source, at = self.catalogue.places["editions", name]
        if parent not in self.catalogue.editions or parent in (*above, name):
            what = "extends itself" if parent in (*above, name) else f"extends {parent!r}, which is not an edition"
            message = f"{what};{did_you_mean(parent, self.catalogue.editions)} name another one"
            self.problems.append(source.problem((*at, "extends"), message))
            return edition
        base = self.resolve_edition(parent, (*above, name))
        return edition.over(base)

    def documents(self, want: Callable[[DocumentId], bool]) -> None:
        """The documents of every language that has labels."""
        for lang in self.catalogue.labels:
            wanted = [
                (found, identity)
                for found in self.catalogue.layers.all(f"content/{lang}/*/*.yaml")
                if (identity := _identity(found)).type != "shared" and want(identity)
            ]
            if wanted:
                glossary = self.glossary(lang)
                expander = Expander(self.shared(lang), glossary)
                for found, identity in wanted:
                    self.document(found, identity, expander)
                self.problems += expander.problems
            self.stray_parts(lang)

    def stray_parts(self, lang: str) -> None:
        """Parts of a document that is not there are a problem."""
        for found in self.catalogue.layers.all(f"content/{lang}/*/parts/*.yaml"):
            whole = found.relative.replace("/parts/", "/")
            if not self.catalogue.layers.find(whole):
                self.problems.append(
                    Problem(found.shown, 0, 0, "", f"is of no document: there is no {whole}; rename it")
                )

    def shared(self, lang: str) -> dict[str, SharedFile]:
        """The shared files of a language by name."""
        files: dict[str, SharedFile] = {}
        for found in self.catalogue.layers.all(f"content/{lang}/shared/*.yaml"):
            if read := self.read(found, SharedFile):
                files[found.stem] = read[0]
                self.terms(read[1], self.catalogue.glossaries[lang])
        return files

    def terms(self, source: YamlSource, glossary: dict[str, GlossaryEntry]) -> None:
        """Every marked term of a file must be in the glossary, where the language has one."""
        if not glossary:
            return
        for at, text in texts_of(source.data):
            for name in sorted(terms_in(text) - glossary.keys()):
                message = f"[[{name}]] is not in the glossary;{did_you_mean(name, glossary)} add it to glossary.yaml"
                self.problems.append(source.problem(at, message))

    def glossary(self, lang: str) -> dict[str, GlossaryEntry]:
        """The glossary of a language by id."""
        entries: dict[str, GlossaryEntry] = {}
        if found := self.catalogue.layers.find(f"content/{lang}/glossary.yaml"):
            self.many(found, GlossaryFile, "entries", entries)
        self.catalogue.glossaries[lang] = entries
        return entries

    def document(self, found: Found, identity: DocumentId, expander: Expander) -> None:
        """One document, its shared parts in place, checked against the rest."""
        unknown = self.unknown_names(found, identity)
        read = self.read(found, Document)
        if read is None or unknown:
            return
        try:
            written, source, document = self.adapted(*read, found, identity, expander)
        except InputInvalid as error:
            self.problems += error.problems
            return
        self.terms(source, expander.glossary)
        loaded = Loaded(identity, document, source, adapted=not self.as_shipped(found, source))
        self.catalogue.documents[identity] = loaded
        check_document(self.catalogue, loaded, written, self.problems)

    def adapted(
        self, written: Document, source: YamlSource, found: Found, identity: DocumentId, expander: Expander
    ) -> tuple[Document, YamlSource, Document]:
        """A document with the clinic's parts in their places: as written, its file, and with what it shares.

        Parts that say what the package says change nothing. Raises InputInvalid with what is wrong with the parts.
        """
        document = expander.document(written, source)
        parts = self.catalogue.layers.find(parts_file(identity.lang, identity.type, identity.kind))
        if parts is None:
            return written, source, document
        merged = with_parts(parts, source, own=not found.layer.bundled)
        before, written = written, validate(Document, merged)
        after = expander.document(written, merged)
        if problems := [*locked_problems(document, after, merged)]:
            raise InputInvalid(problems)
        return (written, merged, after) if after != document else (before, source, document)

    def as_shipped(self, found: Found, source: YamlSource) -> bool:
        """Whether a document is the package's own, be it a copy that nobody has edited."""
        if found.layer.bundled and not source.grafts:
            return True
        below = self.catalogue.layers.every(found.relative)[0]
        try:
            return below.layer.bundled and yaml_of(below).data == source.data
        except InputInvalid:
            return False

    def unknown_names(self, found: Found, identity: DocumentId) -> bool:
        """Whether the folder is no disease type or the file's name no kind; each is a problem."""
        before = len(self.problems)
        for what, name, known in (
            ("disease type", identity.type, self.catalogue.types),
            ("kind", identity.kind, self.catalogue.kinds),
        ):
            if name not in known:
                message = f"{name!r} is not a {what};{did_you_mean(name, known)} known: {', '.join(sorted(known))}"
                self.problems.append(Problem(found.shown, 0, 0, "", message))
        return len(self.problems) > before


def _identity(found: Found) -> DocumentId:
    _, lang, disease, file = found.relative.split("/")
    return DocumentId(lang, disease, file.removesuffix(".yaml"))
