"""What a shell is offered when Tab is pressed: names as the package and the clinic on the line have them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import click
from click.core import ParameterSource
from click.shell_completion import CompletionItem

from handouts.errors import HandoutsError

Complete = Callable[[click.Context, click.Parameter, str], list[str]]


def names(folder: str) -> Complete:
    """The ids of a folder of content: `types`, `kinds`, `editions` or `papers`."""
    return _offered(lambda context: _stems(context, f"content/{folder}/*.yaml"))


def _offered(find: Callable[[click.Context], Iterable[str]]) -> Complete:
    """Those names that begin as the word does and are not on the line yet; none where files cannot be read."""

    def complete(context: click.Context, param: click.Parameter, begun: str) -> list[str]:
        name = param.name or ""
        typed = context.get_parameter_source(name) is ParameterSource.COMMANDLINE
        given = context.params[name] if typed else ()
        found: list[str] = []
        with contextlib.suppress(HandoutsError, OSError, ValueError):
            found = sorted({name for name in find(context) if name.startswith(begun)})
        return found if isinstance(given, str) else [name for name in found if name not in (given or ())]

    return complete


def _stems(context: click.Context, pattern: str) -> Iterator[str]:
    from handouts.source.layers import layers_of

    for clinic in _clinics(context):
        yield from (found.stem for found in layers_of(clinic).all(pattern))


def _clinics(context: click.Context) -> list[Path | None]:
    """The clinics' folders on the line; None stands for the package alone."""
    given = context.params.get("clinic")
    return [given] if isinstance(given, Path) else [*(given or ())] or [None]


def _languages(context: click.Context) -> Iterator[str]:
    from handouts.content.texts import languages
    from handouts.source.layers import layers_of

    for clinic in _clinics(context):
        yield from languages(layers_of(clinic))


def _documents(context: click.Context) -> Iterator[str]:
    from handouts.source.layers import layers_of

    for clinic in _clinics(context):
        for found in layers_of(clinic).all(f"content/{context.params.get('lang') or 'en'}/*/*.yaml"):
            disease, file = found.relative.split("/")[2:]
            if disease != "shared":
                yield f"{disease}/{file.removesuffix('.yaml')}"


def _ids(context: click.Context) -> list[str]:
    from handouts.clinic.table import ids_in

    return ids_in(context.params["clinics"]) if context.params.get("clinics") else []


def _parts(context: click.Context) -> list[str]:
    from handouts.content.new import relative
    from handouts.content.parts import part_ids
    from handouts.source.layers import layers_of

    # While an option still waits for its value, click leaves the arguments where they stand.
    disease, kind, *_ = (*context.args, "", "")
    return part_ids(layers_of(None), relative(context.params.get("lang") or "en", disease, kind))


def folder(_context: click.Context, _param: click.Parameter, begun: str) -> list[CompletionItem]:
    """Folders, as the shell itself finds them."""
    return [CompletionItem(begun, type="dir")]


languages = _offered(_languages)
"""The languages that have labels."""
documents = _offered(_documents)
"""The documents of a language as `type/kind`."""
parts = _offered(_parts)
"""The ids of the sections and blocks of the document that the line names."""
ids = _offered(_ids)
"""The ids of the clinics of `--clinics`."""
