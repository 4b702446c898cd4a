"""A handout as HTML, and the assets that the HTML names."""

from __future__ import annotations

import datetime as dt
from collections import ChainMap
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from babel.dates import format_date, format_skeleton
from markupsafe import Markup, escape

from handouts import __version__
from handouts.clinic.colors import GREY, Palette, make_palette
from handouts.clinic.logo import Logo
from handouts.content.blocks import Block, ListBlock
from handouts.errors import HandoutsError
from handouts.page.assets import Assets
from handouts.page.figures.drawn import FIGURES, Drawings
from handouts.page.handout import Handout
from handouts.page.inline import Inline, Names
from handouts.page.masthead import clinic_tab
from handouts.page.measures import measures
from handouts.page.own import Call, Later, Places
from handouts.page.sandbox import Sandbox, template_fault
from handouts.page.stand_ins import AUTHOR, STAND_INS, TITLE
from handouts.page.time_limit import limited
from handouts.press.store import Store
from handouts.source.inline import plain_text

QR = "qr.svg"


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
        self._drawings = Drawings(assets, self.environment)

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
        places: Places | None = None,
    ) -> Page:
        """The page of a handout; `tightness` says how closely it is set, 0 as designed.

        `more_lines` are added to what has lines for notes; `foot_room_mm` is kept free for the foot, where not 0: what
        the edition says. With `places` of it, the clinic's own is left open. Raises DocumentFailed for a template that
        asks in vain.
        """
        context = self.context(handout, tightness, more_lines, foot_room_mm, places)
        try:
            with limited():
                files = self._files(context)
                html = self.environment.get_template(f"{handout.layout}.html.j2").render(context)
        except (HandoutsError, MemoryError):
            raise
        except Exception as error:  # a template may divide by zero, too
            raise template_fault(error, handout.layout) from error
        return Page(html, files if places else {**files, **brand_assets(handout)})

    def files(self, handout: Handout) -> dict[str, bytes]:
        """What the page of a handout, set as designed, refers to. Raises what `page` raises."""
        return self._files(self.context(handout)) | brand_assets(handout)

    def _files(self, context: Mapping[str, Any]) -> dict[str, bytes]:
        tokens = self.environment.get_template("tokens.css.j2").render(context)
        return {**self.assets.linked, "tokens.css": tokens.encode()}

    def parts(self, handout: Handout, calls: Iterable[Call]) -> list[str]:
        """Parts of the clinic's own by themselves, as templates ask for them. Raises what `page` raises."""
        context = self.context(handout)
        return [self._alone(context, call) for call in calls]

    def _alone(self, context: Mapping[str, Any], call: Call) -> str:
        try:
            with limited():
                return self._part(context, call)
        except (HandoutsError, MemoryError):
            raise
        except Exception as error:
            raise template_fault(error, f"own/{call.name}") from error

    def _part(self, context: Mapping[str, Any], call: Call) -> Markup:
        template = self.environment.get_template(f"own/{call.name}.html.j2")
        return Markup(template.render({**context, **call.given}))

    def context(
        self,
        handout: Handout,
        tightness: int = 0,
        more_lines: int = 0,
        foot_room_mm: float = 0,
        places: Places | None = None,
    ) -> dict[str, Any]:
        """Every variable of the templates of a handout, by its name."""
        handout = places.handout if places else handout
        palette = STAND_INS if places else palette_of(handout)
        title, author = (TITLE, AUTHOR) if places else title_of(handout)
        context = _context(handout, tightness, Later if places else _now) | {
            "palette": palette,
            "title": title,
            "author": author,
            "more_lines": more_lines,
            "foot_room_mm": foot_room_mm,
            "figure_svg": lambda block: self._drawings.svg(handout, block, palette),
            "sheets": ["tokens.css", *(name for name in self.assets.linked if name.endswith(".css"))],
        }

        def own(name: str, **given: Any) -> Markup:
            call = Call(name, given)
            if places is None:
                return self._part(context, call)
            # The blanks of a part are named by themselves: no other words of the page may depend on them.
            return places.own(call, lambda: self._part({**context, "own_name": str}, call))

        return context | {"own": own}


def to_html(handout: Handout, assets: Assets, tightness: int = 0, more_lines: int = 0) -> Page:
    """The page of one handout; a `Printer` makes many. Raises what its `page` raises."""
    return Printer(assets).page(handout, tightness, more_lines)


def brand_assets(handout: Handout) -> dict[str, bytes]:
    clinic = handout.clinic
    assets = {logo_name(clinic.logo): clinic.logo.data} if clinic.logo else {}
    return assets | ({QR: clinic.qr_svg} if clinic.qr_svg else {})


def logo_name(logo: Logo) -> str:
    """What a logo is called in a page."""
    return "logo.svg" if logo.media_type == "image/svg+xml" else "logo.png"


def make_environment(assets: Assets) -> Sandbox:
    """The clinic's templates, then the package's, with the filters that they use; nothing undefined passes."""
    environment = Sandbox(assets)
    environment.filters |= {"full_stop": full_stop, "breakable": breakable, "first_upper": first_upper}
    return environment


def _context(handout: Handout, tightness: int, later: Callable[[Callable[[], Any]], Any]) -> dict[str, Any]:
    names = Names(handout.labels)
    inline = Inline(handout, names)
    unfilled = dict.fromkeys(("fever", "emergency"), handout.labels.page["blank"])
    clinic, scale = handout.clinic, (handout.edition.least_pt or 12) / 12
    return {
        "own_name": names.own,
        "line_name": names.line,
        "handout": handout,
        "labels": handout.labels,
        "logo": later(lambda: clinic.logo),
        "logo_name": later(lambda: logo_name(clinic.logo) if clinic.logo else ""),
        "tab": later(lambda: clinic_tab(clinic.brand.name, clinic.logo, scale)),
        "says_all": says_all,
        "side_by_side": side_by_side,
        "measures": measures(handout.edition, handout.paper),
        "emergency": later(lambda: handout.fill.get("emergency", "")),
        "version": __version__,
        "tightness": tightness,
        "inline": lambda text: inline(text),
        "as_label": inline.label,
        "words": lambda text: plain_text(text, ChainMap(handout.fill, unfilled)),
        "date": handout.month,
        "published": lambda value: published(value, handout.lang),
    }


def _now(make: Callable[[], Any]) -> Any:
    return make()


def title_of(handout: Handout) -> tuple[str, str]:
    """A PDF's title, and who stands behind it."""
    title, brand = handout.document.title, handout.brand
    return f"{title} | {brand.name}" if brand.named else title, brand.name or handout.labels.page["generic_clinic"]


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
