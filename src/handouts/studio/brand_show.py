"""What a brand looks like: the first page of a real sheet with it, nothing of which is written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from babel import Locale

from handouts.batch.gather import DEFAULT_EDITION, PreparedClinic
from handouts.clinic.brand import Colors
from handouts.clinic.columns import LINES, PHONES
from handouts.clinic.load import Clinic
from handouts.clinic.phones import COUNTRIES
from handouts.content.catalogue import Loaded
from handouts.content.languages import BASE_LANGUAGE
from handouts.page.handout import Request, compose
from handouts.studio.brand_form import FIELDS
from handouts.studio.press import Press, picture

WIDTH = 1000
"""Dots of a picture; on most screens it is shown half as wide."""
FIRST = "symptom-checklist"
"""The kind to begin with: its first page has the numbers, the fever and the name."""


_OF_PHONE = {"label": "what it is", "number": "number", "hours": "when someone answers", "use": "use it"}
PLACES: Mapping[str, str] = {
    "name": "Name",
    "country": "Country",
    "paper": "Paper in your printer",
    **{f"phone{n}_{key}": f"Phone line {n}: {words}" for n in range(1, PHONES + 1) for key, words in _OF_PHONE.items()},
    "emergency_number": "Emergency number",
    "crisis_label": "Crisis line: its name",
    "crisis_number": "Crisis line: its number",
    "fever": "Fever",
    "fever_unit": "Fever: degrees",
    "logo": "Logo",
    "logo_alt": "What the logo shows",
    "primary": "Main color",
    "accent": "Second color",
    **{f"address{n}": f"Address, line {n}" for n in range(1, LINES + 1)},
    "web": "Web address",
    "made_by": "Who made and paid for the sheets",
    "language_notice": "Help in other languages",
    "languages": "Languages that you hand out",
    "id": "Short name for files",
}
"""What each field is called where it stands alone, in the order of the form."""


@dataclass(frozen=True)
class Shown:
    """A picture of a page, and the title of its sheet."""

    png: bytes
    title: str


def start_values() -> dict[str, str]:
    """What the form for a new clinic begins with: our colors and no numbers, so that no wrong one is ever printed."""
    colors = Colors()
    given = {"country": "US", "paper": "letter", "primary": colors.primary, "accent": colors.accent, "languages": "en"}
    return dict.fromkeys(FIELDS, "") | given


def countries() -> dict[str, str]:
    """The countries' names by their codes, in the order of their names."""
    names = Locale("en").territories
    return dict(sorted(((code, names.get(code, code)) for code in COUNTRIES), key=lambda pair: pair[1]))


def sheets(prepared: PreparedClinic) -> Mapping[str, str]:
    """The sheets that can be shown, by id: in the clinic's first language and of the first kind before others."""
    lang = next(iter(prepared.langs), BASE_LANGUAGE)
    found = sorted(prepared.catalogue.in_order(), key=lambda one: (one.id.lang != lang, one.id.kind != FIRST))
    return {str(loaded.id): _name(prepared, loaded) for loaded in found}


def _name(prepared: PreparedClinic, loaded: Loaded) -> str:
    labels = prepared.catalogue.labels[loaded.id.lang]
    return f"{labels.types[loaded.id.type].name}: {labels.kinds[loaded.id.kind]}"


def first_page(prepared: PreparedClinic, clinic: Clinic, sheet: str, as_of: dt.date, press: Press) -> Shown:
    """The first page of a sheet, by its id, or of the first there is. Raises DocumentFailed and EnvironmentFault."""
    by_name = {str(identity): identity for identity in prepared.catalogue.documents}
    document = by_name.get(sheet) or by_name[next(iter(sheets(prepared)))]
    request = Request(document, DEFAULT_EDITION, clinic.brand.paper)
    handout = compose(prepared.catalogue, clinic, request, as_of)
    made = press.make(handout, prepared.assets, str(document))
    return Shown(picture(made.pdf, 1, WIDTH), handout.document.title)
