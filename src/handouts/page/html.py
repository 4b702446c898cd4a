"""A handout as HTML, and the assets that the HTML names."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

from babel.dates import format_date, format_skeleton
from markupsafe import Markup, escape
from pydantic import BaseModel

from handouts import __version__
from handouts.clinic.colors import GREY, Palette, make_palette
from handouts.clinic.logo import Logo
from handouts.content.blocks import Block, Figure, ListBlock
from handouts.content.drawings import BodyFigure, StepsFigure
from handouts.errors import HandoutsError
from handouts.page.assets import Assets
from handouts.page.figures.body import body_figure
from handouts.page.figures.steps import steps_figure
from handouts.page.handout import Handout
from handouts.page.inline import Inline, Names
from handouts.page.masthead import clinic_tab
from handouts.page.measures import measures
from handouts.page.sandbox import Sandbox, template_fault
from handouts.page.time_limit import limited
from handouts.press.store import Store
from handouts.source.inline import plain_text
from handouts.source.model import validate
from handouts.source.yaml import decode_yaml

FIGURES = "content/figures/"
Drawing = TypeVar("Drawing", bound=BaseModel)


@dataclass(frozen=True)
class Page:
    """HTML and what it refers to by `asset:` names."""

    html: str
    assets: Mapping[str, bytes]


class Printer:
    """Sets pages with one set of assets; templates are compiled and drawings parsed once for as long as it lives.

    `store` keeps what was costly to make; None for one in memory that lives as long as this.
    """

    def __init__(self, assets: Assets, store: Store | None = None) -> None:
        self.assets = assets
        self.store = store or Store(None)
        self.environment = make_environment(assets)
        self._drawings: dict[str, BaseModel] = {}

    @cached_property
    def package(self) -> Printer:
        """Sets pages with the package's own templates alone; a clinic's figures are data, and stay."""
        lowest, *above = self.assets.layers
        data = [{name: file for name, file in layer.files.items() if name.startswith(FIGURES)} for layer in above]
        layers = (lowest, *(replace(layer, files=own) for layer, own in zip(above, data, strict=True)))
        return Printer(Assets(layers), self.store)

    def page(
        self,
        handout: Handout,
        tightness: int = 0,
        more_lines: int = 0,
        foot_room_mm: float = 0,
        palette: Palette | None = None,
    ) -> Page:
        """The page of a handout; `tightness` says how closely it is set, 0 as designed.

        `more_lines` are added to what has lines for notes; `foot_room_mm` is kept free for the foot, where not 0: what
        the edition says; `palette` stands in the place of the brand's own colors. Raises DocumentFailed for a template
        that asks in vain.
        """
        context = self.context(handout, tightness, more_lines, foot_room_mm, palette)
        linked = self.assets.linked
        try:
            with limited():
                tokens = self.environment.get_template("tokens.css.j2").render(context)
                html = self.environment.get_template(f"{handout.layout}.html.j2").render(context)
        except (HandoutsError, MemoryError):
            raise
        except Exception as error:  # a template may divide by zero, too
            raise template_fault(error, handout.layout) from error
        return Page(html, {**linked, **_brand_assets(handout), "tokens.css": tokens.encode()})

    def context(
        self,
        handout: Handout,
        tightness: int = 0,
        more_lines: int = 0,
        foot_room_mm: float = 0,
        palette: Palette | None = None,
    ) -> dict[str, Any]:
        """Every variable of the templates of a handout, by its name."""
        palette = palette or palette_of(handout)
        return _context(handout, tightness) | {
            "palette": palette,
            "more_lines": more_lines,
            "foot_room_mm": foot_room_mm,
            "figure_svg": lambda block: self._figure(handout, block, palette),
            "sheets": ["tokens.css", *(name for name in self.assets.linked if name.endswith(".css"))],
        }

    def _figure(self, handout: Handout, block: Figure, palette: Palette) -> Markup:
        look = {
            "type_pt": handout.edition.least_pt,
            "width_mm": measures(handout.edition, handout.paper).column_mm,
            "alt": block.alt,
            "palette": palette,
        }
        figure = {"body": self._body, "steps": self._steps}[block.figure](handout, look)
        return Markup(self.environment.get_template(f"figures/{block.figure}.svg.j2").render(figure=figure))

    def _body(self, handout: Handout, look: Mapping[str, Any]) -> dict[str, Any]:
        page, marks = handout.labels.page, handout.disease.body
        labels = handout.labels.sites | {f"key-{role}": page[f"figure_{role}"] for role in ("origin", "near", "far")}
        scale = handout.kind.figure_scale * measures(handout.edition, handout.paper).fit
        data = self._drawing("body", BodyFigure)
        return body_figure(data, marks.origin, marks.near, marks.far, labels, scale=scale, **look)

    def _steps(self, handout: Handout, look: Mapping[str, Any]) -> dict[str, Any]:
        return steps_figure(self._drawing("steps", StepsFigure), handout.labels.page, **look)

    def _drawing(self, name: str, model: type[Drawing]) -> Drawing:
        if name not in self._drawings:
            shown, data = self.assets.find(f"content/figures/{name}.yaml")
            self._drawings[name] = validate(model, decode_yaml(data, shown))
        return self._drawings[name]


def to_html(handout: Handout, assets: Assets, tightness: int = 0, more_lines: int = 0) -> Page:
    """The page of one handout; a `Printer` makes many. Raises what its `page` raises."""
    return Printer(assets).page(handout, tightness, more_lines)


def _brand_assets(handout: Handout) -> dict[str, bytes]:
    clinic = handout.clinic
    assets = {_logo_name(clinic.logo): clinic.logo.data} if clinic.logo else {}
    return assets | ({"qr.svg": clinic.qr_svg} if clinic.qr_svg else {})


def _logo_name(logo: Logo) -> str:
    return "logo.svg" if logo.media_type == "image/svg+xml" else "logo.png"


def make_environment(assets: Assets) -> Sandbox:
    """The clinic's templates, then the package's, with the filters that they use; nothing undefined passes."""
    environment = Sandbox(assets)
    environment.filters |= {"full_stop": full_stop, "breakable": breakable, "first_upper": first_upper}
    return environment


def _context(handout: Handout, tightness: int) -> dict[str, Any]:
    names = Names(handout.labels)
    inline = Inline(handout, names)
    unfilled = dict.fromkeys(("fever", "emergency"), handout.labels.page["blank"])
    return {
        "own_name": names.own,
        "line_name": names.line,
        "handout": handout,
        "labels": handout.labels,
        "logo": handout.clinic.logo,
        "logo_name": _logo_name(handout.clinic.logo) if handout.clinic.logo else None,
        "tab": clinic_tab(handout.brand.name, handout.clinic.logo, (handout.edition.least_pt or 12) / 12),
        "says_all": says_all,
        "side_by_side": side_by_side,
        "measures": measures(handout.edition, handout.paper),
        "emergency": handout.fill.get("emergency"),
        "version": __version__,
        "tightness": tightness,
        "inline": lambda text: inline(text),
        "as_label": inline.label,
        "words": lambda text: plain_text(text, unfilled | handout.fill),
        "date": handout.month,
        "published": lambda value: published(value, handout.lang),
    }


def palette_of(handout: Handout) -> Palette:
    """The colors of a sheet."""
    colors = handout.brand.colors
    return GREY if handout.edition.grey else make_palette(colors.primary, colors.accent)


def side_by_side(blocks: Sequence[Block]) -> list[tuple[Block, ...]]:
    """The blocks in rows: two lists in a row, each with its intro, stand beside each other, every other block alone."""
    rows: list[tuple[Block, ...]] = []
    for block in blocks:
        if rows and len(rows[-1]) == 1 and _pairs(rows[-1][0]) and _pairs(block):
            rows[-1] = (*rows[-1], block)
        else:
            rows.append((block,))
    return rows


def _pairs(block: Block) -> bool:
    return isinstance(block, ListBlock) and block.style != "steps" and block.intro is not None


def says_all(term: str, say: str | None) -> bool:
    """Whether it is told of each word of a term how to say it: of some, it is told of the hard word alone."""
    return say is not None and len(say.split()) == len(term.split())


def full_stop(text: str) -> str:
    """The text with an end: a full stop where it has none."""
    return text if text.endswith((".", "?", "!")) else f"{text}."


def first_upper(text: str) -> str:
    """The text with a capital at its beginning, the rest as it is."""
    return text[:1].upper() + text[1:]


def breakable(address: str) -> Markup:
    """An address that may break after a slash or a dot, and is still one word to copy."""
    return Markup("").join(
        Markup("{}<wbr>").format(part) if part[-1] in "/.-_" else escape(part) for part in _parts(address)
    )


def _parts(address: str) -> list[str]:
    parts = [""]
    for char in address:
        parts[-1] += char
        if char in "/.-_":
            parts.append("")
    return [part for part in parts if part]


def published(value: str, lang: str) -> str:
    """A date as far as it is known, in words: `2024-09` is September 2024; other text as it is."""
    if not value[:4].isdigit():
        return value
    day = dt.date.fromisoformat((value + "-01-01")[:10])
    if len(value) == 4:
        return value
    return format_skeleton("yMMMM", day, locale=lang) if len(value) == 7 else format_date(day, "long", lang)
