"""What is kept of a sheet and of a clinic: a plate with its open places, and boxes to put into them."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import Any

from handouts.press.template import Template, from_plain, to_plain


@dataclass(frozen=True)
class Spot:
    """Where a place stands: its page from 0, and its left and upper edge in CSS pixels."""

    page: int
    x: float
    y: float


@dataclass(frozen=True)
class Room:
    """What a part of a clinic's own takes, in CSS pixels.

    `inner` is the height without its own frame and padding, `margin_top` what its inner parts add to its margin.
    """

    name: str
    width: float
    height: float
    inner: float
    margin_top: float = 0.0


@dataclass(frozen=True)
class Place:
    """Room for a clinic's own, and the structure element that it lies in.

    What runs in the margin has a spot on each page, and no element: `parent` is then 0.
    """

    room: Room
    spots: tuple[Spot, ...]
    parent: int


@dataclass(frozen=True)
class Bookmark:
    """A heading's level, words and place: its page, and left and upper edge in CSS pixels."""

    level: int
    label: str
    page: int
    x: float
    y: float


@dataclass(frozen=True)
class Plate:
    """A sheet as a PDF cut at its open places.

    `fixed` is the head of the file: all objects that are the same for every clinic, the last of them an object stream.
    `rows` tell where they are, by number: offset, or object stream and index in it. `open` are the others. `pages` are
    the pages' numbers; `marks` counts what is marked in each. `bookmarks` are all headings, a place where it is an int.
    `letters` are the glyphs of each font in it, `digest` stands for `fixed`; `info` is 0 where there is none.
    """

    fixed: bytes
    rows: dict[int, tuple[int, int, int]]
    open: dict[int, Template]
    count: int
    root: int
    info: int
    fonts: int
    color_spaces: int
    profile: int
    height_pt: float
    pages: tuple[int, ...]
    marks: tuple[int, ...]
    parents: tuple[bytes, ...]
    next_key: int
    places: tuple[Place, ...]
    bookmarks: tuple[Bookmark | int, ...]
    letters: dict[str, frozenset[int]]
    digest: str


@dataclass(frozen=True)
class Box:
    """A clinic's own for one place: how it is drawn, and the objects that it needs.

    `drawn` are its operators, where they are many and always the same the number of an object that has them.
    `objects` have no numbers yet; of those, `tops` are the elements that stand in the place's, `owners` those of each
    marked piece, `links` the annotations with the element of each, and `resources` what it draws with, by kind and
    name. `x` and `y` are its left and upper edge as it was laid out.
    """

    room: Room
    x: float
    y: float
    drawn: tuple[Template | int, ...]
    objects: tuple[Template, ...]
    streams: tuple[int, ...]
    tops: tuple[int, ...]
    owners: tuple[int, ...]
    links: tuple[tuple[int, int], ...]
    resources: dict[str, dict[str, Template]]
    bookmarks: tuple[Bookmark, ...]
    letters: dict[str, frozenset[int]]


def to_bytes(kept: Plate | Box) -> bytes:
    """A plate or a box as it is kept."""
    blob = kept.fixed if isinstance(kept, Plate) else b""
    plain = _plate_plain(kept) if isinstance(kept, Plate) else _plain(kept)
    head = json.dumps(plain, ensure_ascii=True, separators=(",", ":"), sort_keys=True).encode()
    return b"%d\n" % len(head) + head + blob


def to_plate(data: bytes) -> Plate:
    """The plate again."""
    plain, blob = _opened(data)
    plain["fixed"] = blob
    plain["rows"] = {int(key): tuple(row) for key, row in plain["rows"].items()}
    plain["open"] = {int(key): from_plain(value) for key, value in plain["open"].items()}
    plain["parents"] = tuple(text.encode() for text in plain["parents"])
    plain["places"] = tuple(
        Place(Room(**place["room"]), tuple(Spot(**spot) for spot in place["spots"]), place["parent"])
        for place in plain["places"]
    )
    plain["bookmarks"] = tuple(each if isinstance(each, int) else Bookmark(**each) for each in plain["bookmarks"])
    plain["letters"] = _letters(plain["letters"])
    return Plate(**{**plain, "pages": tuple(plain["pages"]), "marks": tuple(plain["marks"])})


def to_box(data: bytes) -> Box:
    """The box again."""
    plain, _ = _opened(data)
    plain["room"] = Room(**plain["room"])
    plain["drawn"] = tuple(each if isinstance(each, int) else from_plain(each) for each in plain["drawn"])
    plain["objects"] = tuple(map(from_plain, plain["objects"]))
    plain["links"] = tuple((link, owner) for link, owner in plain["links"])
    plain["resources"] = {
        kind: {name: from_plain(value) for name, value in named.items()} for kind, named in plain["resources"].items()
    }
    plain["bookmarks"] = tuple(Bookmark(**each) for each in plain["bookmarks"])
    plain["letters"] = _letters(plain["letters"])
    return Box(**{**plain, **{key: tuple(plain[key]) for key in ("streams", "tops", "owners")}})


def _opened(data: bytes) -> tuple[Any, bytes]:
    length, _, rest = data.partition(b"\n")
    return json.loads(rest[: int(length)]), rest[int(length) :]


def _letters(plain: dict[str, list[int]]) -> dict[str, frozenset[int]]:
    return {font: frozenset(glyphs) for font, glyphs in plain.items()}


def _plate_plain(plate: Plate) -> dict[str, Any]:
    plain = {field.name: getattr(plate, field.name) for field in fields(plate) if field.name != "fixed"}
    plain["open"] = {key: to_plain(value) for key, value in plate.open.items()}
    plain["parents"] = [data.decode() for data in plate.parents]
    plain["places"] = [asdict(place) for place in plate.places]
    plain["bookmarks"] = [each if isinstance(each, int) else asdict(each) for each in plate.bookmarks]
    plain["letters"] = {font: sorted(glyphs) for font, glyphs in plate.letters.items()}
    return plain


def _plain(box: Box) -> dict[str, Any]:
    plain = {field.name: getattr(box, field.name) for field in fields(box)}
    plain["room"] = asdict(box.room)
    plain["drawn"] = [each if isinstance(each, int) else to_plain(each) for each in box.drawn]
    plain["objects"] = [to_plain(value) for value in box.objects]
    plain["resources"] = {
        kind: {name: to_plain(value) for name, value in named.items()} for kind, named in box.resources.items()
    }
    plain["bookmarks"] = [asdict(each) for each in box.bookmarks]
    plain["letters"] = {font: sorted(glyphs) for font, glyphs in box.letters.items()}
    return plain
