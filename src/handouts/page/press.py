"""Prints a handout: of what is kept where that is there, and of what is laid out now, and then kept, where not."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from handouts.page.extras import attached, finish_of, thumbnail
from handouts.page.fingerprint import Fingerprints, tools_digest
from handouts.page.fit import Fit, Try, fitted
from handouts.page.handout import Handout
from handouts.page.html import Printer
from handouts.page.made import Made
from handouts.page.own import Places, agrees
from handouts.page.plates import (
    CLOSEST,
    ClinicsOwn,
    Kept,
    Missing,
    NoPlaces,
    Setting,
    digest_of,
    own_of,
    setting_of,
)
from handouts.page.stand_ins import AUTHOR, ROLE_COLORS, TITLE, alphabet, blank_boxes
from handouts.press.printing import Own, fits, printed

if TYPE_CHECKING:
    from handouts.pdf.render import LaidOut
    from handouts.press.plate import Box, Plate

_GREY = ("5b6770", "39424a", "5b6770", "eef0f2", "9aa3ab", "cdd2d6")
"""The colors of the picture of a first page that serves many clinics, by their roles."""


class Press:
    """Makes the PDF of one handout; `words` is the digest of its words, where that is known."""

    def __init__(self, handout: Handout, printer: Printer, name: str, words: str = "") -> None:
        self._handout, self._printer, self._name = handout, printer, name
        self._kept = Kept(printer.store)
        self._words = words or Fingerprints().words(handout)
        self._may = True

    def made(self) -> Made:
        """The PDF. Raises DocumentFailed with every fault found."""
        try:
            return self._printed(self._shared())
        except NoPlaces:
            return self._printed(_Alone(self._handout, self._printer, self._name, self._words))

    def kept(self) -> Made | None:
        """The PDF, if nothing has to be laid out for it."""
        self._may = False
        try:
            return self.made()
        except Missing:
            return None

    def _shared(self) -> _Way:
        handout, printer = self._handout, self._printer
        own_files = any(layer.files for layer in printer.assets.layers if not layer.bundled)
        if own_files or handout.request.ua2 or not handout.brand.named:
            raise NoPlaces  # no other clinic can have the same sheet, or there is none
        sheet = digest_of([self._words, printer.assets.digest, tools_digest()])
        settings = (setting for setting in self._kept.settings(sheet) if agrees(handout.clinic, setting.notes))
        setting = next(settings, None)
        if setting is None:
            self._must_be_allowed()
            setting = setting_of(handout, printer)
            self._kept.add_setting(sheet, setting)
        return _Shared(handout, printer, self._name, sheet, setting, self._may)

    def _printed(self, way: _Way) -> Made:
        key, known, best = self._fit(way)
        fit = Fit(*known["fit"])
        boxes = way.boxes(fit)
        for every_letter in (False, True):
            plate, picture = self._plate(way, digest_of([key, every_letter]), fit, best, every_letter)
            if fits(plate, boxes):
                pdf = printed(plate, boxes, way.own)
                return Made(pdf, known["pages"], fit.tightness, picture, fit.lines)
            best = None
        raise NoPlaces  # not kept: it is these letters, and others with the same rooms have others

    def _fit(self, way: _Way) -> tuple[str, dict[str, Any], Try | None]:
        """How the page is set best, by what key that is kept, and the layout, if it is fresh."""
        key = way.key(())
        known = self._kept.fit(key)
        if known and "looks" in known:  # it depends on how large the clinic's own is in those, too
            key = way.key(known["looks"])
            known = self._kept.fit(key)
        if known:
            return key, known, None
        self._must_be_allowed()
        best = fitted(self._handout, way.lay_out, self._name)
        best.laid_out.check()
        if way.looks:
            self._kept.add_fit(way.key(()), {"looks": way.looks})
        key = way.key(way.looks)
        known = {"fit": [best.fit.tightness, best.fit.lines, best.fit.foot_room_mm], "pages": best.pages}
        self._kept.add_fit(key, known)
        return key, known, best

    def _plate(self, way: _Way, key: str, fit: Fit, best: Try | None, every_letter: bool) -> tuple[Plate, bytes]:
        if found := self._kept.plate(key):
            return found
        self._must_be_allowed()
        laid_out = best.laid_out if best else way.lay_out(fit, every_letter)
        try:
            plate = laid_out.plate(attached(self._handout), finish_of(self._handout, self._printer))
        except ValueError as error:
            raise NoPlaces from error
        picture = thumbnail(printed(plate, blank_boxes(plate), way.shown))
        self._kept.add_plate(key, plate, picture)
        return plate, picture

    def _must_be_allowed(self) -> None:
        if not self._may:
            raise Missing


class _Way(Protocol):
    """A way to set a sheet: for one clinic alone, or for all that have the same.

    `looks` are the tightnesses, beside the designed ones, in which a clinic's own has been asked for.
    """

    looks: list[int]
    own: Own
    shown: Own

    def key(self, looks: Sequence[int]) -> str:
        """The digest of all that decides the plate."""

    def boxes(self, fit: Fit) -> tuple[Box, ...]:
        """The clinic's own."""

    def lay_out(self, fit: Fit, every_letter: bool = False) -> LaidOut:
        """The page, set so."""


class _Alone:
    """A sheet for one clinic, or for none, without places."""

    def __init__(self, handout: Handout, printer: Printer, name: str, words: str) -> None:
        self._handout, self._printer, self._name = handout, printer, name
        self._key = digest_of(["alone", Fingerprints().joined(words, handout.clinic, printer.assets)])
        self.looks: list[int] = []
        self.own = self.shown = Own(name)

    def key(self, looks: Sequence[int]) -> str:  # noqa: ARG002
        return self._key

    def boxes(self, fit: Fit) -> tuple[Box, ...]:  # noqa: ARG002
        return ()

    def lay_out(self, fit: Fit, every_letter: bool = False) -> LaidOut:  # noqa: ARG002
        from handouts.pdf import lay_out

        page = self._printer.page(self._handout, fit.tightness, fit.lines, fit.foot_room_mm)
        return lay_out(page.html, assets=page.assets, identifier=self._name)


class _Shared:
    """A sheet with open places for the clinic's own."""

    def __init__(self, handout: Handout, printer: Printer, name: str, sheet: str, setting: Setting, may: bool) -> None:
        self._handout, self._printer, self._name, self._sheet, self._setting = handout, printer, name, sheet, setting
        self._clinics = ClinicsOwn(handout, printer, setting, name, may)
        self.looks: list[int] = []

    @cached_property
    def own(self) -> Own:
        return own_of(self._handout, self._name)

    @property
    def shown(self) -> Own:
        return Own(self._name, "x", "x", _GREY)

    def key(self, looks: Sequence[int]) -> str:
        shapes = [self._clinics.shape(look) for look in (0, *looks)]
        return digest_of([self._sheet, sorted(self._setting.notes.items()), shapes])

    def boxes(self, fit: Fit) -> tuple[Box, ...]:
        return self._clinics.boxes(fit.tightness)

    def lay_out(self, fit: Fit, every_letter: bool = False) -> LaidOut:
        from handouts.pdf import lay_out
        from handouts.pdf.plates import Shared

        if fit.tightness == CLOSEST and CLOSEST not in self.looks:
            self.looks.append(CLOSEST)
        places = Places(self._handout)
        page = self._printer.page(self._handout, fit.tightness, fit.lines, fit.foot_room_mm, places)
        if [part.call for part in self._setting.parts] != places.calls:
            raise NoPlaces
        if not places.notes.items() <= self._setting.notes.items():
            raise NoPlaces  # set so, it says more of the clinic than as designed
        shared = Shared(ROLE_COLORS, alphabet(self._printer.assets, every_letter), TITLE, AUTHOR)
        rooms = self._clinics.rooms(fit.tightness)
        return lay_out(page.html, assets=page.assets, identifier=self._name, rooms=rooms, shared=shared)
