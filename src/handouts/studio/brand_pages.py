"""The screen for a brand: a form, beside it a real page with what the form says."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from handouts.clinic.load import Clinic
from handouts.clinic.logo import Logo
from handouts.errors import HandoutsError, InputInvalid
from handouts.source.files import id_from
from handouts.studio import brand_form, brand_save
from handouts.studio.brand_logo import Choice, Uploads, checked, chosen, file_of
from handouts.studio.brand_show import PLACES, Shown, countries, first_page, sheets, start_values
from handouts.studio.kept import of_page
from handouts.studio.page import Refused, address, clinic_folder, desk_of, form, show
from handouts.studio.press import press_of

MOST_PICTURES = 8
NOTHING: Mapping[str, Any] = MappingProxyType({"picture": "", "title": "", "left_out": [], "trouble": ""})
"""What is said of a page that nobody has drawn."""


@dataclass(frozen=True)
class Filled:
    """A form as it was sent: what it says, what is wrong with it, and what it was filled from."""

    judged: brand_form.Judged
    choice: Choice = field(default_factory=Choice)
    logo: Logo | None = None
    folder: Path | None = None
    seen: str = ""
    sheet: str = ""

    @property
    def faults(self) -> Mapping[str, str]:
        """What is wrong, by field."""
        return self.judged.faults

    def with_faults(self, faults: Mapping[str, str]) -> Filled:
        """The same with more that is wrong."""
        brand = None if faults else self.judged.brand
        return replace(self, judged=replace(self.judged, brand=brand, faults={**self.judged.faults, **faults}))


async def brand(request: Request) -> Response:
    """The form, filled with what the clinic's brand.yaml says now, or with a beginning for a new clinic."""
    folder = None if request.query_params.get("new") else clinic_folder(request)
    filled = await run_in_threadpool(_from_file, folder)
    said = {"saved": "saved", "made": "made"}.get(request.query_params.get("said", ""), "")
    return await _page(request, filled, said=said)


async def change(request: Request) -> Response:
    """What the form says: shown, or written, where all is well."""
    given = await form(request)
    wanted = given.get("action")
    for name in brand_form.COLORS:
        if isinstance(nearest := given.get(f"use_{name}"), str):
            given, wanted = FormData([(k, v) for k, v in given.multi_items() if k != name] + [(name, nearest)]), "show"
    filled = await _filled(request, given)
    if wanted != "save" or filled.faults:
        return await _page(request, filled, 422 if wanted == "save" else 200, picture=True)
    try:
        folder = await run_in_threadpool(_write, request, filled)
    except brand_save.Changed:
        now = (await run_in_threadpool(brand_save.read, filled.folder))[1] if filled.folder else ""
        return await _page(request, replace(filled, seen=now), 409, said="changed")
    except InputInvalid as error:
        place = "" if filled.folder else "id"
        return await _page(request, filled.with_faults({place: " ".join(brand_save.sentences(error))}), 422)
    said = "saved" if filled.folder else "made"
    return RedirectResponse(address("/brand", clinic=folder.resolve().name, said=said), 303)


async def say(request: Request) -> Response:
    """What is wrong with a form, how much still fits and what its colors are like, for the script that asks."""
    filled = await _filled(request, await form(request))
    return JSONResponse(await run_in_threadpool(_said, filled))


async def draw(request: Request) -> Response:
    """The same, and the address of a picture of a page with what the form says."""
    filled = await _filled(request, await form(request))
    shown = await run_in_threadpool(_draw, request, filled)
    return JSONResponse(_said(filled) | dict(shown) | {"key": filled.choice.key})


async def picture(request: Request) -> Response:
    """A picture of a page, by the id that `draw` gave."""
    data = _pictures(request).get(request.path_params["name"])
    if data is None:
        raise Refused(404, "This picture is not kept any more. Open the page again.")
    return Response(data, media_type="image/png")


def _from_file(folder: Path | None) -> Filled:
    if folder is None:
        return Filled(brand_form.Judged(start_values(), {}))
    source, seen = brand_save.read(folder)
    data = source.data if isinstance(source.data, dict) else {}
    judged = brand_form.judge(brand_form.values_from(data), file_of(data))
    filled = _with_logo(Filled(judged, Choice(file_of(data)), None, folder, seen))
    # What the form has no place for is told too: saving would drop it, or leave it wrong.
    return filled.with_faults(brand_form.faults_of(data) | dict(filled.faults))


async def _filled(request: Request, given: FormData) -> Filled:
    folder = clinic_folder(request, given)
    values = brand_form.values_of(given)
    values["id"] = values["id"] or id_from(values["name"])
    before = (await run_in_threadpool(brand_save.read, folder))[0].data if folder else {}
    choice = await chosen(given, of_page(request, "brand_logos", Uploads), before if isinstance(before, dict) else {})
    judged = await run_in_threadpool(brand_form.judge, values, choice.file)
    if not (values["id"] or values["name"]):  # one is made from the other
        judged = replace(judged, faults={name: fault for name, fault in judged.faults.items() if name != "id"})
    seen, sheet = (str(given.get(name, "")) for name in ("seen", "sheet"))
    return await run_in_threadpool(_with_logo, Filled(judged, choice, None, folder, seen, sheet))


def _with_logo(filled: Filled) -> Filled:
    try:
        logo = checked(filled.choice, filled.judged.values["logo_alt"], filled.folder)
    except ValueError as error:
        return filled.with_faults({"logo": str(error)})
    return replace(filled, logo=logo)


def _write(request: Request, filled: Filled) -> Path:
    if filled.folder is None:
        return brand_save.create(desk_of(request).settings.clinics_dir, filled.judged, filled.choice)
    brand_save.save(filled.folder, filled.judged, filled.choice, filled.seen)
    return filled.folder


def _said(filled: Filled) -> dict[str, Any]:
    values = filled.judged.values
    country = values["country"] or "US"
    return {
        "faults": dict(filled.faults),
        "rooms": {name: brand_form.room(name, values[name], country) for name in brand_form.ROOMS},
        "shades": {name: vars(shade) for name in brand_form.COLORS if (shade := brand_form.shade(values[name]))},
    }


def _draw(request: Request, filled: Filled) -> Mapping[str, Any]:
    """A picture of the first page of a sheet, or why there is none."""
    desk = desk_of(request)
    brand, left_out = brand_form.sound(filled.judged)
    clinic = Clinic(brand, filled.logo if brand.logo else None)
    try:
        shelf = desk.shelves.of(filled.folder)
    except InputInvalid:  # the brand on the disk is what the form is there to mend
        shelf = desk.shelves.of(None)
    try:
        shown: Shown = first_page(shelf.prepared, clinic, filled.sheet, desk.settings.as_of, press_of(request))
    except HandoutsError as error:
        return {**NOTHING} | {"trouble": " ".join(brand_save.sentences(error))}
    name = secrets.token_urlsafe(16)
    pictures = _pictures(request)
    pictures[name] = shown.png
    while len(pictures) > MOST_PICTURES:
        pictures.popitem(last=False)
    return {**NOTHING} | {"picture": f"/brand/picture/{name}", "title": shown.title, "left_out": left_out}


def _pictures(request: Request) -> OrderedDict[str, bytes]:
    return of_page(request, "brand_pictures", OrderedDict)


async def _page(request: Request, filled: Filled, status: int = 200, said: str = "", picture: bool = False) -> Response:
    drawn = await run_in_threadpool(_draw, request, filled) if picture else NOTHING
    offered = await run_in_threadpool(partial(sheets, desk_of(request).shelves.of(None).prepared))
    return await show(
        request,
        "brand.html.j2",
        status,
        clinic=filled.folder.resolve().name if filled.folder else "",
        values=filled.judged.values,
        filled=filled,
        drawn=drawn,
        said=said,
        sheets=offered,
        countries=countries(),
        places=PLACES,
        **_said(filled),
    )


routes = [
    Route("/brand", brand),
    Route("/brand", change, methods=["POST"]),
    Route("/brand/say", say, methods=["POST"]),
    Route("/brand/draw", draw, methods=["POST"]),
    Route("/brand/picture/{name}", picture),
]
