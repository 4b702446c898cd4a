"""The glossary document of each type holds every term that the type's documents mark, and no word without a use."""

from __future__ import annotations

from collections.abc import Iterator

from handouts.content.blocks import Glossary
from handouts.content.catalogue import Catalogue, Loaded
from handouts.content.texts import texts
from handouts.content.wordlists import GLOSSARY_TERMS, GlossaryTerms
from handouts.errors import Problem
from handouts.source.inline import terms_in
from handouts.source.model import validate
from handouts.source.yaml import Key, yaml_of


def glossary_problems(catalogue: Catalogue) -> list[Problem]:
    """Terms that are missing from their type's glossary document, and entries there that nothing marks.

    A type and language without a glossary document is passed over. A word that `content/glossary-terms.yaml` lists may
    stand unmarked, and one that it lists as explained by a kind may be marked there alone. Raises InputInvalid for a
    list at fault.
    """
    found: list[Problem] = []
    files = [yaml_of(file) for file in catalogue.layers.every(GLOSSARY_TERMS)]
    lists = [validate(GlossaryTerms, file) for file in files]
    for glossary in catalogue.in_order():
        if places := dict(_listed(glossary)):
            found += _of_type(catalogue, glossary, places, lists)
    return found


def _of_type(
    catalogue: Catalogue, glossary: Loaded, places: dict[str, tuple[Key, ...]], lists: list[GlossaryTerms]
) -> Iterator[Problem]:
    wanted = {name for each in lists for name in each.terms}
    marked: dict[str, Loaded] = {}
    for loaded in catalogue.in_order():
        if (loaded.id.lang, loaded.id.type) == (glossary.id.lang, glossary.id.type) and loaded is not glossary:
            explained = {name for each in lists for name in each.explained.get(loaded.id.kind, ())}
            terms = {term for text in texts(loaded.document) for term in terms_in(text.words)}
            for term in sorted(terms - explained):
                marked.setdefault(term, loaded)
    for term, loaded in marked.items():
        if term not in places:
            message = f"[[{term}]] of {loaded.source.path} is not among its words; list it in a group"
            yield glossary.source.problem(("sections",), message)
    for name, at in places.items():
        if name not in marked and name not in wanted:
            message = f"{name!r} is marked in no document of this type; drop it, or list it in {GLOSSARY_TERMS}"
            yield glossary.source.problem(at, message)


def _listed(loaded: Loaded) -> Iterator[tuple[str, tuple[Key, ...]]]:
    for number, section in enumerate(loaded.document.sections):
        for index, block in enumerate(section.blocks):
            for place, group in enumerate(block.groups if isinstance(block, Glossary) else ()):
                for entry, name in enumerate(group.terms):
                    yield name, ("sections", number, "blocks", index, "groups", place, "terms", entry)
