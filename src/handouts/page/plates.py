"""What is kept of a sheet and of a clinic between builds, and how a handout is printed of the two."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, Protocol, TypeVar

from markupsafe import Markup

from handouts.errors import DocumentFailed
from handouts.page.fingerprint import tools_digest
from handouts.page.handout import Handout
from handouts.page.html import QR, Printer, logo_name, palette_of, title_of
from handouts.page.own import Call, Places, start_of
from handouts.page.stand_ins import ROLES, STAND_INS
from handouts.press.plate import Box, Plate, Room, to_box, to_bytes, to_plate
from handouts.press.printing import Own

CLOSEST = 2
"""The one tightness that sets a clinic's own more closely, too; in all others it looks as designed."""
MOST_PARTS, MOST_SETTINGS = 24, 64
"""Kept of one look and of one sheet, the newest: what nobody asks for any more is forgotten."""
_BLANK = "data-form="
_HTML = re.compile(r"<html[^>]*>")
_TIGHTNESS = re.compile(r"\btightness-\d")
_ASSET = re.compile(r"asset:([\w./%-]+)")
Value = TypeVar("Value")


class Missing(Exception):
    """Something is not kept, and may not be laid out now."""


class NoPlaces(Exception):
    """A handout cannot be printed from a plate with places."""


@dataclass(frozen=True)
class Part:
    """A part of the clinic's own as a sheet asks for it, and what opens and closes the elements that it lies in."""

    call: Call
    before: str
    after: str

    def plain(self) -> list[Any]:
        """As JSON can hold it; what is HTML among what is given is told from words."""
        given = {name: {"html": str(x)} if isinstance(x, Markup) else x for name, x in self.call.given.items()}
        return [self.call.name, given, self.before, self.after]

    @classmethod
    def of(cls, plain: Sequence[Any]) -> Part:
        """The part again."""
        name, given, before, after = plain
        words = {name: Markup(x["html"]) if isinstance(x, dict) else x for name, x in given.items()}
        return cls(Call(name, words), before, after)


@dataclass(frozen=True)
class Setting:
    """A sheet as it is set for all clinics of which it says the same.

    `notes` are digests of what it says of them outside its places, `root` is the start of its HTML, in colors that
    stand for a brand's, `tokens` the digest of its tokens and of all that sets it. Without `parts` it has no places.
    """

    notes: Mapping[str, str]
    root: str
    tokens: str
    parts: tuple[Part, ...]

    def plain(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {**self.__dict__, "parts": [part.plain() for part in self.parts]}

    @classmethod
    def of(cls, plain: Mapping[str, Any]) -> Setting:
        """The setting again."""
        return cls(plain["notes"], plain["root"], plain["tokens"], tuple(map(Part.of, plain["parts"])))

    @cached_property
    def kin(self) -> str:
        """What settings have in common whose parts can be laid out together."""
        return digest_of([self.root, self.tokens])


def setting_of(handout: Handout, printer: Printer) -> Setting:
    """How a sheet is set with open places."""
    places = Places(handout)
    page = printer.page(handout, places=places)
    # What another version has asked for, this one's templates may not have.
    tokens = digest_of([page.assets["tokens.css"].decode(), printer.assets.digest, tools_digest()])
    root = _HTML.search(page.html)
    if root is None or len(places.calls) != page.html.count(" data-own="):
        return Setting(places.notes, "", "", ())
    from handouts.pdf.engine import load

    load()
    from handouts.pdf.places import frames

    around = frames(page.html)
    parts = tuple(Part(call, *each) for call, each in zip(places.calls, around, strict=True))
    return Setting(places.notes, root[0], tokens, parts)


class Keeper(Protocol):
    """Keeps bytes by digests."""

    def get(self, key: str) -> bytes | None:
        """What was kept, if it is still there."""

    def put(self, key: str, data: bytes) -> None:
        """Keep it."""


class Kept:
    """What is kept of all sheets and clinics, as what it is."""

    def __init__(self, store: Keeper) -> None:
        self._store = store

    def settings(self, sheet: str) -> list[Setting]:
        """The ways in which a sheet is set."""
        return self._read(f"sheet-{sheet}", lambda data: [*map(Setting.of, json.loads(data))]) or []

    def add_setting(self, sheet: str, setting: Setting) -> None:
        """Keep one more, and its parts with those that are laid out together."""
        known = [each.plain() for each in self.settings(sheet)]
        if setting.plain() not in known:
            self._put_plain(f"sheet-{sheet}", [*known, setting.plain()][-MOST_SETTINGS:])
        if setting.parts:
            parts = [part.plain() for part in self.parts(setting.kin)]
            new = [plain for plain in (part.plain() for part in setting.parts) if plain not in parts]
            self._put_plain(f"parts-{setting.kin}", (parts + new)[-MOST_PARTS:])

    def parts(self, kin: str) -> list[Part]:
        """All parts that can be laid out together."""
        return self._read(f"parts-{kin}", lambda data: [*map(Part.of, json.loads(data))]) or []

    def fit(self, key: str) -> dict[str, Any] | None:
        """How a page is set best, or what else must be known to tell."""
        return self._read(f"fit-{key}", _fit_of)

    def add_fit(self, key: str, fit: Mapping[str, Any]) -> None:
        """Keep how a page is set best."""
        self._put_plain(f"fit-{key}", fit)

    def plate(self, key: str) -> tuple[Plate, bytes] | None:
        """A plate and the picture of its first page."""
        plate, picture = self._read(f"plate-{key}", to_plate), self._store.get(f"picture-{key}")
        return (plate, picture) if plate is not None and picture is not None else None

    def add_plate(self, key: str, plate: Plate, picture: bytes) -> None:
        """Keep them."""
        self._store.put(f"picture-{key}", picture)
        self._store.put(f"plate-{key}", to_bytes(plate))

    def box(self, key: str) -> Box | None:
        """A clinic's box."""
        return self._read(f"box-{key}", to_box)

    def add_box(self, key: str, box: Box) -> None:
        """Keep it."""
        self._store.put(f"box-{key}", to_bytes(box))

    def _read(self, key: str, make: Callable[[bytes], Value]) -> Value | None:
        data = self._store.get(key)
        try:
            return None if data is None else make(data)
        except Exception:  # whatever it is, none of ours: what it should be is made anew
            return None

    def _put_plain(self, key: str, plain: object) -> None:
        self._store.put(key, json.dumps(plain, separators=(",", ":")).encode())


def _fit_of(data: bytes) -> dict[str, Any]:
    """How a page is set. Raises whatever it raises where the data are none."""
    plain = json.loads(data)
    if "looks" in plain:
        return {"looks": [int(look) for look in plain["looks"]]}
    tightness, lines, foot_room_mm = plain["fit"]
    return {"fit": [int(tightness), int(lines), float(foot_room_mm)], "pages": int(plain["pages"])}


class ClinicsOwn:
    """The boxes of a clinic for a setting of the sheet: laid out where they are not kept, if they `may` be."""

    def __init__(self, handout: Handout, printer: Printer, setting: Setting, name: str, may: bool) -> None:
        self._handout, self._printer, self._setting, self._name, self._may = handout, printer, setting, name, may
        self._kept = Kept(printer.store)
        self._found: dict[int, tuple[Box, ...]] = {}

    def boxes(self, tightness: int) -> tuple[Box, ...]:
        """The boxes, as a page that is set so has them.

        Raises Missing where they are not kept and may not be laid out, NoPlaces where something in them is to be filled
        in by hand, by a name that depends on the rest of the page, and DocumentFailed with every fault found.
        """
        look = CLOSEST if tightness == CLOSEST else 0
        if look not in self._found:
            self._found[look] = self._all(look)
        return self._found[look]

    def rooms(self, tightness: int) -> tuple[Room, ...]:
        """What they take."""
        return tuple(box.room for box in self.boxes(tightness))

    def shape(self, tightness: int) -> list[object]:
        """All of them that a plate depends on: their rooms, and their elements."""
        pairs = zip(self._setting.parts, self._own, strict=True)
        starts = (start_of(text.removeprefix(part.before))[0] for part, text in pairs)
        return [*zip(self.rooms(tightness), starts, strict=True)]

    def _all(self, look: int) -> tuple[Box, ...]:
        head = self._head(look)
        texts = self._own
        keys = [self._key(head, text) for text in texts]
        found = {key: self._kept.box(key) for key in keys}
        missing = {key: text for key, text in zip(keys, texts, strict=True) if found[key] is None}
        if missing and not self._may:
            raise Missing
        if missing:
            found |= self._laid_out(head, missing)
        return tuple(found[key] for key in keys)  # type: ignore[misc]

    def _laid_out(self, head: str, missing: Mapping[str, str]) -> dict[str, Box]:
        """Those that are missing, and what other sheets will ask for, while the styles are at hand."""
        try:
            texts = self._texts(self._kept.parts(self._setting.kin))
            more = {self._key(head, text): text for text in texts if _BLANK not in text}
            wanted = {key: text for key, text in more.items() if self._kept.box(key) is None}
            made = self._made(head, {**wanted, **missing})
        except DocumentFailed:  # of a part that this sheet does not have, perhaps
            made = self._made(head, missing)
        for key, box in made.items():
            self._kept.add_box(key, box)
        return made

    def _made(self, head: str, wanted: Mapping[str, str]) -> dict[str, Box]:
        from handouts.pdf.engine import load

        load()  # first, because WeasyPrint reads its fonts' configuration when it is imported
        from handouts.pdf.boxes import OwnPage, make_boxes

        assets = self._printer.files(self._handout)
        return dict(zip(wanted, make_boxes(OwnPage(head, [*wanted.values()], assets, self._name)), strict=True))

    def _head(self, look: int) -> str:
        root = _TIGHTNESS.sub(f"tightness-{look}", self._setting.root)
        palette = palette_of(self._handout)
        colors = {getattr(STAND_INS, role): str(getattr(palette, role)) for role in ROLES}
        # All at once: a brand may have a color that stands for another of its own.
        root = re.sub("|".join(colors), lambda found: colors[found[0]], root)
        sheets = ["tokens.css", *(name for name in self._printer.assets.linked if name.endswith(".css"))]
        links = "".join(f'<link rel="stylesheet" href="asset:{name}">' for name in sheets)
        return f'<!DOCTYPE html>{root}<head><meta charset="utf-8"><title>x</title>{links}</head>'

    def _texts(self, parts: Sequence[Part]) -> list[str]:
        """Parts in what they lie in."""
        words = self._printer.parts(self._handout, [part.call for part in parts])
        return [f"{part.before}{own}{part.after}" for part, own in zip(parts, words, strict=True)]

    @cached_property
    def _own(self) -> list[str]:
        texts = self._texts(self._setting.parts)
        if not texts or any(_BLANK in text for text in texts):
            raise NoPlaces
        return texts

    def _key(self, head: str, text: str) -> str:
        pictures = {name: self._pictures.get(name) for name in _ASSET.findall(text)}
        return digest_of([head, text, self._setting.tokens, pictures])

    @cached_property
    def _pictures(self) -> dict[str, str]:
        """Digests of what decides the pictures that a clinic's own may show."""
        logo, web = self._handout.clinic.logo, self._handout.brand.web
        named = {logo_name(logo): hashlib.sha256(logo.data).hexdigest()} if logo else {}
        return named | ({QR: web} if web else {})


def own_of(handout: Handout, name: str) -> Own:
    """What of a handout is its clinic's, beside the boxes; `name` names the PDF."""
    palette = palette_of(handout)
    return Own(name, *title_of(handout), tuple(str(getattr(palette, role))[1:] for role in ROLES))


def digest_of(value: object) -> str:
    """SHA-256 of plain data."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=asdict)
    return hashlib.sha256(text.encode()).hexdigest()
