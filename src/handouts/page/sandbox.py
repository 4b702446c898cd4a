"""Where templates come from and what they may do: read their own folders, say plain data, and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import ModuleType, TracebackType
from typing import Any

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    PrefixLoader,
    StrictUndefined,
    TemplateNotFound,
    TemplateSyntaxError,
    nodes,
)
from jinja2.loaders import split_template_path
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pydantic import BaseModel

from handouts.errors import DocumentFailed, InputInvalid, Problem
from handouts.page.assets import Assets, LayerFiles

FOLDER = "templates"


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, shut where it still leaked: what comes from a clinic's files is always escaped."""

    def __init__(self, assets: Assets) -> None:
        folders = [_Folder(layer) for layer in assets.layers]
        super().__init__(
            loader=ChoiceLoader([*reversed(folders), PrefixLoader({"bundled": folders[0]})]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            cache_size=400,
            auto_reload=False,
        )
        # What is trusted as HTML is made in Python; a template has no way to declare it.
        del self.filters["safe"]

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Fields and our own properties only: pydantic's methods read files, and one of them runs pickles."""
        if isinstance(obj, (type, ModuleType)) or (isinstance(obj, BaseModel) and hasattr(BaseModel, attr)):
            return False
        return super().is_safe_attribute(obj, attr, value)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        # Only a template that has the word can have the tag; to look through all of them takes long.
        for node in tree.find_all(nodes.EvalContextModifier) if "autoescape" in source else ():
            raise TemplateSyntaxError("autoescape cannot be changed; delete the tag", node.lineno, name, filename)
        return tree


@dataclass(frozen=True)
class Variables:
    """What a template asks for and what it sets: `asked` has lines and dotted names, `labels.page.notes`."""

    asked: tuple[tuple[int, str], ...]
    set: frozenset[str]


def variables_of(text: str, environment: Environment) -> Variables:
    """The variables of a template, those in parts that no sheet has printed yet too.

    What is asked whether it is there, or has a default, is no question. Of one that cannot be read there are none.
    """
    try:
        tree = environment.parse(text)
    except TemplateSyntaxError:
        return Variables((), frozenset())
    names = tree.find_all(nodes.Name)
    given = {name.name for name in names if name.ctx != "load"}
    given |= {macro.name for macro in tree.find_all(nodes.Macro)} | {
        found.target for found in tree.find_all(nodes.Import)
    }
    for found in tree.find_all(nodes.FromImport):
        given |= {name[1] if isinstance(name, tuple) else name for name in found.names}
    asked = sorted({(line, name) for line, name in _asked(tree)})
    return Variables(tuple(asked), frozenset(given))


def _asked(node: nodes.Node) -> Iterator[tuple[int, str]]:
    if isinstance(node, (nodes.Filter, nodes.Test)) and node.name in {"default", "d", "defined", "undefined"}:
        return
    if name := _dotted(node):
        yield node.lineno, name
        return
    for child in node.iter_child_nodes():
        yield from _asked(child)


def _dotted(node: nodes.Node) -> str:
    if isinstance(node, nodes.Name):
        return node.name if node.ctx == "load" else ""
    if isinstance(node, nodes.Getattr) and (before := _dotted(node.node)):
        return f"{before}.{node.attr}"
    return ""


def templates_in(text: str, environment: Environment) -> frozenset[str]:
    """The names of templates that a template brings in; of a name that is put together its beginning, up to a `*`.

    Of one that cannot be read there are none.
    """
    try:
        tree = environment.parse(text)
    except TemplateSyntaxError:
        return frozenset()
    whole = [node.template for node in tree.find_all((nodes.Include, nodes.Extends, nodes.Import, nodes.FromImport))]
    own = [call.args[0] for call in tree.find_all(nodes.Call) if _dotted(call.node) == "own" and call.args]
    return frozenset([*(name for node in whole for name in _names(node)), *(f"own/{n}.html.j2" for n in _all(own))])


def _all(given: list[nodes.Expr]) -> Iterator[str]:
    return (name for node in given for name in _names(node))


def _names(node: nodes.Expr) -> Iterator[str]:
    """What an expression can be the name of."""
    if isinstance(node, (nodes.List, nodes.Tuple)):
        yield from _all(node.items)
    elif isinstance(node, nodes.CondExpr):
        yield from _all([each for each in (node.expr1, node.expr2) if each])
    elif isinstance(node, nodes.Const):
        yield str(node.value)
    else:
        first = node.nodes[0] if isinstance(node, nodes.Concat) else node
        yield f"{first.value}*" if isinstance(first, nodes.Const) else "*"


class _Folder(BaseLoader):
    """The templates of one layer; nothing outside it, by whatever name or link."""

    def __init__(self, layer: LayerFiles) -> None:
        self.layer = layer

    def get_source(self, environment: Any, template: str) -> tuple[str, str, Callable[[], bool] | None]:  # noqa: ARG002
        """The text of a template and its name in messages."""
        relative = "/".join((FOLDER, *split_template_path(template)))
        data = self.layer.files.get(relative)
        if data is None:
            raise TemplateNotFound(template)
        shown = self.layer.show(relative)
        try:
            return data.decode().replace("\r\n", "\n").replace("\r", "\n"), shown, None
        except UnicodeDecodeError as error:
            raise InputInvalid([Problem(shown, 0, 0, "", "is not UTF-8 text; save the file as UTF-8")]) from error


def template_fault(error: Exception, layout: str) -> DocumentFailed:
    """What went wrong in a template, with the line of the template where that is known."""
    filename, line = getattr(error, "filename", None), getattr(error, "lineno", None) or 0
    if not line:
        frames = list(_frames(error.__traceback__))
        # Of what goes round and round, the template that is met most often, at its first line.
        most = Counter(name for name, _ in frames).most_common(1)
        if most and isinstance(error, RecursionError):
            frames = [frame for frame in frames if frame[0] == most[0][0]][:1]
        filename, line = frames[-1] if frames else (None, 0)
    if isinstance(error, RecursionError):
        said = "includes or calls itself without end"
    elif isinstance(error, TemplateNotFound):
        said = f"there is no template {error.name!r}"
    else:
        said = " ".join(str(error).split()).rstrip(".") or type(error).__name__
    where = filename or f"{FOLDER}/{layout}.html.j2"
    advice = "" if "; " in said else "; mend it"
    return DocumentFailed([Problem(where, line, 1 if line else 0, "", f"{said[:500]}{advice}")])


def _frames(traceback: TracebackType | None) -> Iterator[tuple[str, int]]:
    """File and line of each frame of a template, outermost first: Jinja puts them into the traceback."""
    while traceback is not None:
        if "__jinja_exception__" in traceback.tb_frame.f_globals:
            yield traceback.tb_frame.f_code.co_filename, traceback.tb_lineno
        traceback = traceback.tb_next
