"""The labels of each language: read, overlaid by key, held against the fixed and the English ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from handouts.content.catalogue import Catalogue
from handouts.content.labels import Labels
from handouts.content.overlays import UNSIGNED, draft_problems, fixed_problems
from handouts.errors import InputInvalid, Problem, printable
from handouts.source.files import LANGUAGE
from handouts.source.layers import Found, Layers, bundled_root
from handouts.source.model import validate
from handouts.source.yaml import Key, YamlSource, yaml_of

BASE_LANGUAGE = "en"
GROUPS = ("types", "kinds", "editions", "sites", "page", "foot", "aloud")
_SAME = "same_as_english"
FOLDER_NEEDED = "a clinic with words of its own needs a folder (`handouts init DIR`)"
Named = Callable[[Found, str, str], bool]


def labels_file(lang: str) -> str:
    """Where the labels of a language lie in a folder of content."""
    return f"content/{lang}/labels.yaml"


def to_copy() -> str:
    """The package's own labels, which another language begins from: the file on this computer."""
    return (bundled_root() / labels_file(BASE_LANGUAGE)).as_posix()


def load_labels(catalogue: Catalogue, named: Named, problems: list[Problem]) -> None:
    """Labels of each language: the package's, overlaid by key with the clinic's. `named` judges a language's code."""
    for name in sorted({found.relative for found in catalogue.layers.all("content/*/labels.yaml")}):
        lang = name.split("/")[1]
        if not named(catalogue.layers.every(name)[-1], lang, LANGUAGE):
            continue
        try:
            source, merged = _merged(catalogue, lang, problems)
            _check_groups(source, merged)
            catalogue.labels[lang] = validate(Labels, source, merged)
        except InputInvalid as error:
            problems += error.problems


def _merged(catalogue: Catalogue, lang: str, problems: list[Problem]) -> tuple[YamlSource, dict[str, object]]:
    """The highest file of a language, and the words of all of its files. Raises InputInvalid."""
    merged: dict[str, object] = {}
    for found in catalogue.layers.every(labels_file(lang)):
        source = yaml_of(found)
        data = source.data if isinstance(source.data, dict) else {}
        if not found.layer.bundled:
            _own_labels(catalogue, lang, source, data, problems)
        merged = overlaid(merged, data)
    return source, merged


def _check_groups(source: YamlSource, merged: Mapping[str, object]) -> None:
    """Raises InputInvalid for each group of words that is not there at all."""
    message = f"is missing; copy it from {to_copy()} and translate it"
    if missing := [name for name in ("language", *GROUPS) if name not in merged]:
        raise InputInvalid(source.problem((name,), message) for name in missing)


def _own_labels(
    catalogue: Catalogue, lang: str, source: YamlSource, data: dict[str, object], problems: list[Problem]
) -> None:
    """What a clinic sets of the words of a page: those of the foot are noted, those that are fixed refused."""
    # A variant such as en-GB has the fixed words of its language.
    for name in dict.fromkeys((lang, lang.split("-")[0])):
        below = catalogue.layers.every(labels_file(name))
        if below and below[0].layer.bundled:
            shipped = yaml_of(below[0]).data
            problems += fixed_problems(source, data, shipped if isinstance(shipped, dict) else {})
            break
    else:
        problems += draft_problems(source, data)
    own = ((part, key) for part in UNSIGNED if isinstance(data.get(part), dict) for key in data[part])
    catalogue.own_labels[lang] = frozenset(own)


def overlaid(below: dict[str, object], above: dict[str, object]) -> dict[str, object]:
    """The words of two files by key, the upper one's where both have them."""
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        merged[key] = overlaid(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return merged


def check_labels(catalogue: Catalogue, problems: list[Problem]) -> None:
    """A problem for each label that a language lacks, in the file that is to have it."""
    base = catalogue.labels.get(BASE_LANGUAGE)
    if base is None:
        return
    for lang, labels in catalogue.labels.items():
        where = catalogue.layers.layers[-1].show(labels_file(lang))
        wanted = {
            "types": catalogue.types.keys(),
            "kinds": catalogue.kinds.keys(),
            "editions": catalogue.editions.keys(),
            **{group: getattr(base, group).keys() for group in ("sites", "page", "foot", "aloud")},
        }
        for group, names in wanted.items():
            for name in sorted(names - getattr(labels, group).keys()):
                copied = lang != BASE_LANGUAGE and name in getattr(base, group)
                problems.append(Problem(where, 0, 0, f"{group}.{name}", _add(group, name, copied)))


def _add(group: str, name: str, copied: bool) -> str:
    if copied:
        return f"is missing; copy its line from {to_copy()} and translate it"
    line = f"{name}: {{name: ITS NAME}}" if group == "types" else f"{name}: ITS NAME"
    return f"is missing; write it in this file under `{group}:`, as `{line}`"


def english_left(layers: Layers, catalogue: Catalogue) -> Iterator[Problem]:
    """A problem for each label of another language that still is the English one and is not said to be the same."""
    base = catalogue.labels.get(BASE_LANGUAGE)
    for lang, labels in catalogue.labels.items():
        if base is None or lang.split("-")[0] == BASE_LANGUAGE:
            continue
        source = yaml_of(layers.every(labels_file(lang))[-1])
        for group in GROUPS:
            words, english = (dict(_words(getattr(each, group))) for each in (labels, base))
            for name in (name for name, text in words.items() if text == english.get(name) and _is_word(text)):
                if f"{group}.{name}" not in labels.same_as_english:
                    yield source.problem(_place(group, name), _left(group, name, words[name], labels.language))


def _words(group: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    return ((name, words if isinstance(words, str) else words.name) for name, words in group.items())


def _is_word(text: str) -> bool:
    return any(char.isalpha() for char in text)


def _place(group: str, name: str) -> tuple[Key, ...]:
    return (group, name, "name") if group == "types" else (group, name)


def _left(group: str, name: str, text: str, language: str) -> str:
    same = f"or, where it is the same word, list {group}.{name} under `{_SAME}:`"
    return f"{text!r} is English still; write it in {language}, {same}"


def languages_lacking(layers: Layers, langs: tuple[str, ...], folder: Path | None) -> Iterator[tuple[int, str]]:
    """The place in `langs` of each language that nothing can be made in, with what it lacks and what to do.

    `folder` is the clinic's; None where it has none.
    """
    for place, lang in enumerate(langs):
        if not layers.find(labels_file(lang)):
            where = folder and printable((folder / labels_file(lang)).as_posix())
            advice = f"copy {to_copy()} to {where} and translate it" if where else FOLDER_NEEDED
            yield place, f"{lang!r} has no words here; {advice}, or delete it here"
        elif not any(found.relative.split("/")[2] != "shared" for found in layers.all(f"content/{lang}/*/*.yaml")):
            advice = f"write one by `handouts new TYPE KIND --lang {lang}`"
            yield place, f"{lang!r} has no document; {advice}, or delete it here"
