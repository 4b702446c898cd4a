"""The picture that will be printed: what ours would lose prints as another renderer draws it, or is refused by name."""

from __future__ import annotations

import base64
import io
import sys

import pytest
from lxml import etree
from PIL import Image, ImageDraw

from handouts.clinic.boxes import Boxes
from handouts.clinic.logo import judge
from handouts.clinic.logo.ink import on_white
from handouts.clinic.logo.judge import Printed, alike, printed
from handouts.clinic.logo.svg import clean_svg
from handouts.errors import EnvironmentFault

pytestmark = pytest.mark.slow
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 60 18">'
NOTHING = "draws nothing on its page; see whether it is the right file, or fit its page to the drawing"
WHITE = "is white, or nearly, and would not be seen on paper; use the logo for light backgrounds"
LOST = (
    "has white parts, perhaps letters, that would not be seen on paper; "
    "use the logo for light backgrounds, or delete them"
)
TINY = "fills only a small part of its own page and would print tiny; fit its page to the drawing"
SIZE_600_DPI = (1416, 426)
STRIPES = (
    '<linearGradient id="{}" gradientUnits="userSpaceOnUse" x2="60">'
    '<stop offset=".2" stop-color="{}"/><stop offset=".8" stop-color="{}"/></linearGradient>'
)


def whole(**attributes: str) -> str:
    """A rectangle over the whole page."""
    own = " ".join(f'{name.strip("_").replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f'<rect width="60" height="18" {own}/>'


def show(shapes: str) -> Printed:
    """What is printed of a drawing of these shapes on a page of 60 by 18."""
    return printed(f"{HEAD}{shapes}</svg>".encode(), "SVG", Boxes.LOGO_MM, Boxes.LOGO_MIN_MM)


def fault(shapes: str) -> str:
    """What is said of it; nothing where it is printed."""
    try:
        show(shapes)
    except ValueError as error:
        return str(error)
    return ""


def picture(found: Printed) -> Image.Image:
    """A logo that is printed as a picture."""
    assert found.media_type == "image/png"
    image = Image.open(io.BytesIO(found.data))
    image.load()
    return image


def data_url(image: Image.Image, kind: str = "png") -> str:
    out = io.BytesIO()
    image.save(out, kind)
    return f"data:image/{kind};base64,{base64.b64encode(out.getvalue()).decode()}"


# What our own print cannot follow: parts of it are asked for their colors, at places in the units of the page


def mark() -> Image.Image:
    """A red picture with a green half."""
    image = Image.new("RGB", (60, 18), (255, 0, 0))
    image.paste((0, 128, 0), (30, 0, 60, 18))
    return image


def reversed_mark() -> Image.Image:
    """A dark disk and white letters, made for a dark ground."""
    image = Image.new("RGBA", (600, 180))
    pen = ImageDraw.Draw(image)
    pen.ellipse((0, 0, 180, 180), fill="#123")
    for x in range(220, 580, 60):
        pen.rectangle((x, 40, x + 40, 140), fill="white")
    return image


RED, GREEN, PAPER = (255, 0, 0, 255), (0, 128, 0, 255), (0, 0, 0, 0)
KEPT = {
    "mask": (
        '<mask id="m"><rect width="30" height="18" fill="#fff"/></mask>'
        f'{STRIPES.format("g", "red", "red")}<g mask="url(#m)">{whole(fill="url(#g)")}</g>'
        '<rect x="40" width="20" height="18" fill="green"/>',
        {5: RED, 35: PAPER, 50: GREEN},
    ),
    "filter": (
        '<filter id="f"><feFlood flood-color="red"/><feComposite in2="SourceGraphic" operator="in"/></filter>'
        f'{whole(fill="green", filter="url(#f)")}',
        {5: RED, 55: RED},
    ),
    "filter-function": (whole(fill="red", style="filter: hue-rotate(180deg) invert(1)"), {}),
    "picture": (f'<image width="60" height="18" href="{data_url(mark())}"/>', {5: RED, 55: GREEN}),
    "picture-jpeg": (f'<image width="60" height="18" xlink:href="{data_url(mark(), "jpeg")}"/>', {}),
    "picture-in-a-filter": (
        f'<filter id="f" x="0" y="0" width="1" height="1"><feImage href="{data_url(mark())}"/></filter>'
        f'{whole(filter="url(#f)")}',
        {5: RED, 55: GREEN},
    ),
    "blend": (
        f'{whole(fill="red")}<rect x="30" width="30" height="18" fill="#00f"'
        ' style="mix-blend-mode: screen"/>',
        {5: RED, 55: (255, 0, 255, 255)},
    ),
    "marker": (
        '<marker id="m" markerWidth="9" markerHeight="9" refX="4.5" refY="4.5" markerUnits="userSpaceOnUse">'
        '<rect width="9" height="9" fill="red"/></marker>'
        '<path d="M5 9h50" stroke="green" stroke-width="4" marker-start="url(#m)"/>',
        {5: RED, 30: GREEN},
    ),
    "gradient-repeats": (
        '<linearGradient id="g" gradientUnits="userSpaceOnUse" x2="20" spreadMethod="reflect">'
        '<stop stop-color="red"/><stop offset=".5" stop-color="red"/><stop offset=".5" stop-color="green"/>'
        f'</linearGradient>{whole(fill="url(#g)")}',
        {5: RED, 15: GREEN, 25: GREEN, 35: RED, 45: RED, 55: GREEN},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", KEPT)
def test_what_our_print_would_lose_is_printed_as_a_picture(name: str) -> None:
    shapes, colors = KEPT[name]
    found = show(shapes)
    image = picture(found)
    assert (image.size, found[2:]) == (SIZE_600_DPI, Boxes.LOGO_MM)
    seen = {x: image.getpixel((round(x / 60 * image.width), image.height // 2)) for x in colors}
    assert seen == colors


FOLLOWED = {
    "clip": f'<clipPath id="c"><circle cx="30" cy="9" r="9"/></clipPath>{whole(clip_path="url(#c)")}',
    "gradient": STRIPES.format("g", "red", "green") + whole(fill="url(#g)"),
    "mask": (
        f'{STRIPES.format("g", "#fff", "#000")}<mask id="m">{whole(fill="url(#g)")}</mask>'
        f"{whole(fill='red', mask='url(#m)')}"
    ),
    "large-gradient-transform": (
        '<linearGradient id="g" gradientUnits="userSpaceOnUse" x1="-20000" x2="-19999"'
        ' gradientTransform="matrix(60 0 0 60 1200000 0)"><stop stop-color="red"/><stop offset="1" stop-color="green"/>'
        f"</linearGradient>{whole(fill='url(#g)')}"
    ),
    "pattern": (
        '<pattern id="p" width="6" height="6" patternUnits="userSpaceOnUse"><path d="M0 0h3v6z"/></pattern>'
        f"{whole(fill='url(#p)')}"
    ),
    "stroke": '<path d="M3 9h54" stroke="#123" stroke-width="4" stroke-dasharray="6 3"/>',
    "thin-lines": '<path d="M3 3h54v12h-54z" fill="none" stroke="#123" stroke-width=".2"/>',
    "half-seen": whole(fill="#123", opacity=".5"),
    "a-filter-that-is-not-used": f'<filter id="f"/>{whole()}',
    "a-picture-behind": f'<image width="60" height="18" href="{data_url(mark())}"/>{whole()}',
    "odd-letters": "<style>.\u00e4 { fill: #123 }</style>" + whole(class_="\u00e4"),
}


@pytest.mark.parametrize("name", FOLLOWED)
def test_what_our_print_follows_stays_a_drawing(name: str) -> None:
    found = show(FOLLOWED[name])
    assert (found.media_type, found[2:]) == ("image/svg+xml", Boxes.LOGO_MM)
    assert b"data:" not in found.data and b"filter" not in found.data


REFUSED = {
    "clip-empty": (f'<clipPath id="c"/>{whole(clip_path="url(#c)")}', NOTHING),
    "clip-elsewhere": (
        f'<clipPath id="c"><rect x="70" width="9" height="9"/></clipPath>{whole(clip_path="url(#c)")}',
        NOTHING,
    ),
    "mask-black": (
        f'<mask id="m">{whole()}</mask>{whole(fill="red", mask="url(#m)")}', NOTHING
    ),
    "mask-empty": (f'<mask id="m"/>{whole(mask="url(#m)")}', NOTHING),
    "filter-empty": (f'<filter id="f"/>{whole(filter="url(#f)")}', NOTHING),
    "gradient-white": (STRIPES.format("g", "#fff", "#fafafa") + whole(fill="url(#g)"), WHITE),
    "gradient-clear": (
        '<linearGradient id="g"><stop stop-opacity="0"/></linearGradient>' + whole(fill="url(#g)"), NOTHING
    ),
    "pattern-white": (
        '<pattern id="p" width="6" height="6" patternUnits="userSpaceOnUse">'
        f'<path fill="#fff" d="M0 0h3v6z"/></pattern>{whole(fill="url(#p)")}',
        WHITE,
    ),
    "covered": (f'{whole(fill="#123")}{whole(fill="#fff")}', WHITE),
    "picture-white": (f'<image width="60" height="18" href="{data_url(Image.new("RGB", (60, 18), "white"))}"/>', WHITE),
    "picture-clear": (f'<image width="60" height="18" href="{data_url(Image.new("RGBA", (60, 18)))}"/>', NOTHING),
    "faint": (whole(fill="#123", opacity=".1"), WHITE),
    "faint-color": (whole(fill="#ffffe8"), WHITE),
    "hairline": ('<path d="M3 3h54v12h-54z" fill="none" stroke="#123" stroke-width=".005"/>', WHITE),
    "hairlines-filled": ('<path d="M3 3h54v.005h-54zM3 12h54v.005h-54z"/>', NOTHING),
    "dust": ('<path d="M3 3h.01v.01h-.01zM57 15h.01v.01h-.01z"/>', NOTHING),
    "white-letters": ('<circle cx="9" cy="9" r="9"/><path fill="#fff" d="M22 3h30v3h-30zM22 9h30v3h-30z"/>', LOST),
    "pale-letters": ('<circle cx="9" cy="9" r="9"/><path fill="#ececf0" d="M22 3h30v3h-30zM22 9h30v3h-30z"/>', LOST),
    "white-letters-in-a-picture": (f'<image width="60" height="18" href="{data_url(reversed_mark())}"/>', LOST),
    "a-corner": ('<path d="M0 0h20v7z"/>', TINY),
    "a-corner-behind-white": (f'{whole(fill="#fff")}<path d="M0 0h20v7z"/>', TINY),
    "off-the-page": (whole(transform="translate(0 -40)"), NOTHING),
    "shrunk": ('<g transform="scale(1e-6)">' + whole() + "</g>", NOTHING),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_nobody_would_see_on_paper_is_refused(name: str) -> None:
    shapes, said = REFUSED[name]
    assert fault(shapes).startswith(said)


@pytest.mark.parametrize(
    ("shapes", "said"),
    [
        ('<rect width="60" height="18" fill="#dfdfdf"/>', ""),
        ('<rect width="60" height="18" fill="#e0e0e0"/>', WHITE),
        ('<rect width="60" height="18" fill="#ff0"/>', ""),
        ('<rect width="24" height="7"/>', ""),
        ('<rect width="23.8" height="7"/>', TINY),
        ('<path d="M3 9h54" stroke="#000" stroke-width=".05"/>', ""),
        ('<g visibility="hidden"><rect width="60" height="18" visibility="visible"/></g>', ""),
        ('<symbol id="s"><rect width="60" height="18"/></symbol><use href="#s"/>', ""),
        ('<symbol id="s"><rect width="60" height="18"/></symbol>', NOTHING),
    ],
)
def test_where_seen_ends(shapes: str, said: str) -> None:
    found = fault(shapes)
    assert found.startswith(said) and bool(found) == bool(said)


WHITE_IN_ITS_PLACE = {
    "letters-on-a-ground": whole(fill="#123") + '<path fill="#fff" d="M22 3h30v3h-30zM22 9h30v3h-30z"/>',
    "a-white-ground": whole(fill="#fff") + '<circle cx="30" cy="9" r="8"/>',
    "a-white-disk-behind": '<ellipse cx="30" cy="9" rx="29" ry="9" fill="#fff"/><path d="M9 8h42v3h-42z"/>',
    "a-highlight": '<path d="M0 0h40v18h-40z"/><circle cx="50" cy="9" r="3" fill="#fff"/>',
    "nearly-transparent": '<path d="M0 0h30v18h-30z"/><path fill="#fff" opacity=".1" d="M35 0h25v18h-25z"/>',
}


@pytest.mark.parametrize("name", WHITE_IN_ITS_PLACE)
def test_white_where_it_belongs_is_printed(name: str) -> None:
    assert fault(WHITE_IN_ITS_PLACE[name]) == ""


@pytest.mark.parametrize("ground", [None, "#345"])
def test_white_letters_of_a_png_are_seen_on_a_ground_only(ground: str | None) -> None:
    image = reversed_mark()
    if ground:
        image = Image.alpha_composite(Image.new("RGBA", image.size, ground), image)
    out = io.BytesIO()
    image.save(out, "PNG")
    try:
        printed(out.getvalue(), "PNG", Boxes.LOGO_MM, Boxes.LOGO_MIN_MM)
    except ValueError as error:
        assert (str(error), ground) == (LOST, None)
    else:
        assert ground


# Effects that no renderer here knows would be lost without a word


@pytest.mark.parametrize(
    ("style", "said"),
    [
        ("transform: rotate(9deg)", "has an effect (transform) (line 1) that print cannot keep; flatten the drawing"),
        ("vector-effect: non-scaling-stroke", "has an effect (vector-effect)"),
        ("mask-image: linear-gradient(red, transparent)", "has an effect (mask-image)"),
        ("backdrop-filter: blur(2px)", "has an effect (backdrop-filter)"),
        ("clip-path: circle(9px)", "has the style function circle()"),
        ("filter: melt(2px)", "has the style function melt()"),
        ("filter: url(http://127.0.0.1/a#b)", "points to another file"),
        ("fill: var(--x)", "has the style function var()"),
        ("transform: none; vector-effect: none", ""),
    ],
)
def test_effects_that_nothing_here_can_draw_are_refused(style: str, said: str) -> None:
    found = fault(whole(style=style))
    assert found.startswith(said) and bool(found) == bool(said)


def test_a_ground_in_the_style_of_the_whole_is_refused() -> None:
    drawing = HEAD.replace("<svg ", '<svg style="background: {}" ') + whole(fill="#345") + "</svg>"
    with pytest.raises(ValueError, match=r"^has a ground in its style \(background\); draw it as a shape$"):
        clean_svg(drawing.format("#123").encode())
    assert clean_svg(drawing.format("#FFF").encode()).width == 60


@pytest.mark.parametrize(
    "shape",
    [
        '<filter id="f"><feImage href="/etc/passwd"/></filter>',
        '<filter id="f"><feImage xlink:href="file:///etc/passwd"/></filter>',
        '<filter id="f"><feImage href="http://127.0.0.1/a.png"/></filter>',
        '<filter id="f"><feImage href="data:image/svg+xml;base64,PHN2Zy8+"/></filter>',
        '<marker id="m"><image href="a.png"/></marker>',
        '<pattern id="p"><image href="data:image/svg+xml,%3Csvg/%3E"/></pattern>',
    ],
)
def test_parts_that_only_the_other_renderer_reads_open_no_file(shape: str) -> None:
    assert fault(shape + whole()).startswith("points to another file")


def test_what_the_other_renderer_is_given_holds_no_other_file_and_no_doctype() -> None:
    drawing = (
        '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://127.0.0.1/svg11.dtd">'
        f"{HEAD}<!-- secret --><?secret?><path xlink:href='/etc/passwd' d='M0 0h60v18z'/></svg>"
    )
    given = clean_svg(drawing.encode()).original(60, 18)
    assert "DOCTYPE" not in given and "secret" not in given
    assert given.startswith("<svg ")


# The same bytes each time


@pytest.mark.parametrize("name", ["mask", "filter", "picture"])
def test_a_picture_in_its_place_has_the_same_bytes_each_time(name: str) -> None:
    one, two = show(KEPT[name][0]), show(KEPT[name][0])
    assert one == two
    assert set(Image.open(io.BytesIO(one.data)).info) == set()


def test_a_picture_keeps_what_shines_through() -> None:
    found = show(KEPT["mask"][0])
    alpha = picture(found).getchannel("A").getextrema()
    assert alpha == (0, 255)


# The measure itself


def drawn(*shapes: tuple[object, ...]) -> Image.Image:
    image = Image.new("RGB", (472, 142), "white")
    pen = ImageDraw.Draw(image)
    for box, color in shapes:
        pen.rectangle(box, fill=color)
    return image


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (((50, 20, 300, 90), "black"), ((50, 20, 300, 90), "black"), True),
        (((50, 20, 300, 90), "black"), ((51, 21, 301, 91), "black"), True),
        (((50, 20, 300, 90), "black"), ((53, 20, 303, 90), "black"), False),
        (((50, 20, 300, 90), "black"), ((50, 20, 300, 90), "#1c1c1c"), True),
        (((50, 20, 300, 90), "#d22"), ((50, 20, 300, 90), "#2d2"), False),
        (((50, 20, 300, 20), "black"), ((50, 20, 50, 20), "white"), False),
        (((50, 20, 52, 22), "black"), ((50, 20, 50, 20), "white"), False),
    ],
    ids=["same", "a dot beside", "three dots beside", "nearly black", "other color", "line lost", "dot lost"],
)
def test_edges_may_differ_by_a_dot_and_nothing_may_be_lost(one: tuple, other: tuple, same: bool) -> None:
    assert alike(drawn(one), drawn(other)) is same
    assert alike(drawn(other), drawn(one)) is same


def test_transparency_is_judged_on_white() -> None:
    image = Image.new("RGBA", (2, 1), (0, 0, 0, 0))
    image.putpixel((1, 0), (0, 0, 0, 255))
    assert [on_white(image).getpixel((x, 0)) for x in (0, 1)] == [(255, 255, 255), (0, 0, 0)]


def test_our_own_print_is_a_drawing_without_other_files() -> None:
    """What is left out of our print is left out whole, and nothing in it asks for what the PDF's maker refuses."""
    svg = clean_svg(f"{HEAD}{KEPT['picture'][0]}{KEPT['filter'][0]}{KEPT['marker'][0]}</svg>".encode())
    names = {etree.QName(element).localname for element in etree.fromstring(svg.sized(60, 18)).iter()}
    assert names == {"svg", "rect", "path"}


def test_without_resvg_the_computer_is_at_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(EnvironmentFault, match=r"^resvg-py: cannot be loaded \(.*\); install handouts again"):
        show(whole())


def test_what_the_other_renderer_cannot_read_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^cannot be drawn; save it again as plain SVG"):
        judge._drawn("<svg")
