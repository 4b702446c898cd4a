"""What the shapes of a drawing cover, and where its limits lie."""

from __future__ import annotations

import pytest
from lxml import etree

from handouts.clinic.boxes import Boxes
from handouts.clinic.logo import check_logo
from handouts.clinic.logo.drawing import _drawn_bounds as drawn_bounds
from handouts.clinic.logo.drawing import _ids as ids_of
from handouts.clinic.logo.drawing import check_drawing

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 18"{}>{}</svg>'
RECT = '<rect x="1" y="2" width="3" height="4"{}/>'
WHOLE = '<rect width="60" height="18"/>'


def root_of(shapes: str) -> etree._Element:
    return etree.fromstring(SVG.format("", shapes))


def fault(shapes: str, attributes: str = "") -> str:
    """What is said of a logo of these shapes; nothing where it is accepted."""
    try:
        check_logo(SVG.format(attributes, shapes).encode(), "a.svg", "River", Boxes.LOGO_MM, Boxes.LOGO_MIN_MM)
    except ValueError as error:
        return str(error).removeprefix("'a.svg' ")
    return ""


@pytest.mark.parametrize(
    ("shapes", "bounds"),
    [
        (RECT.format(""), (1, 2, 4, 6)),
        ('<rect x="1px" y=" 2 " width="3" height="4px"/>', (1, 2, 4, 6)),
        ('<image x="1" y="2" width="3" height="4"/>', (1, 2, 4, 6)),
        ('<rect width="3" height="4"/>', (0, 0, 3, 4)),
        ('<circle cx="5" cy="7" r="2"/>', (3, 5, 7, 9)),
        ('<ellipse cx="5" cy="7" rx="2" ry="1"/>', (3, 6, 7, 8)),
        ('<line x1="5" y1="2" x2="1" y2="8"/>', (1, 2, 5, 8)),
        ('<line x1="1" y1="8" x2="5" y2="2"/>', (1, 2, 5, 8)),
        ('<polyline points="1,9 5,2 3,4"/>', (1, 2, 5, 9)),
        ('<polygon points="4 -2 -1.5e1 3 2 7"/>', (-15, -2, 4, 7)),
        ('<path d="M1 2h3v4z"/>', (1, 2, 4, 6)),
        ('<g transform="translate(10,20)"><g>' + RECT.format("") + "</g></g>", (11, 22, 14, 26)),
        ('<circle r="1"/><rect x="8" y="9" width="1" height="1"/>', (-1, -1, 9, 10)),
        ("<defs>" + RECT.format(' id="r"') + '</defs><use href="#r" x="10" y="20"/>', (11, 22, 14, 26)),
        ('<rect x="50" width="9" height="9" display="none"/>' + RECT.format(""), (1, 2, 4, 6)),
        (RECT.format(' transform="translate(10)"'), (11, 2, 14, 6)),
        (RECT.format(' transform="scale(2)"'), (2, 4, 8, 12)),
        (RECT.format(' transform="scale(2 3)"'), (2, 6, 8, 18)),
        (RECT.format(' transform="matrix(1 0 0 2 5 6)"'), (6, 10, 9, 18)),
        (RECT.format(' transform="rotate(90)"'), (-6, 1, -2, 4)),
        (RECT.format(' transform="rotate(90 1 2)"'), (-3, 2, 1, 5)),
        (RECT.format(' transform="skewX(45)"'), (3, 2, 10, 6)),
        (RECT.format(' transform="skewY(45)"'), (1, 3, 4, 10)),
        (RECT.format(' transform="translate(10, 0) , scale(2)"'), (12, 4, 18, 12)),
    ],
)
def test_what_shapes_cover(shapes: str, bounds: tuple[float, ...]) -> None:
    root = root_of(shapes)
    assert drawn_bounds(root, ids_of(root)) == pytest.approx(bounds)


@pytest.mark.parametrize(
    "shapes",
    [
        '<rect x="40%" width="9" height="9"/>',
        '<rect x="1em" width="9" height="9"/>',
        RECT.format(' transform="turn(90)"'),
        *(RECT.format(f' transform="{step}"') for step in ("scale()", "scale(1 2 3)", "translate(1 2 3)")),
        *(RECT.format(f' transform="{step}"') for step in ("rotate(1 2)", "matrix(1 0 0 1 0)", "skewX(1 2)")),
        RECT.format(' transform="scale(2) again"'),
        RECT.format(' transform="x scale(2)"'),
        '<rect x="1e999" width="9" height="9"/>',
        '<symbol id="s"/><use href="#s"/>',
        '<svg width="9" height="9"/>',
        '<defs><rect width="9" height="9"/></defs>',
        '<polygon points=""/>',
    ],
)
def test_of_what_cannot_be_measured_nothing_is_said(shapes: str) -> None:
    root = root_of(shapes)
    assert drawn_bounds(root, ids_of(root)) is None


OUTSIDE, TINY = "draws outside its own page; fit", "fills only a small part of its own page and would print tiny; fit"


@pytest.mark.parametrize(
    ("x", "y", "width", "height", "said"),
    [
        (60, 0, 60, 18, OUTSIDE),
        (-60, 0, 60, 18, OUTSIDE),
        (0, 18, 60, 18, OUTSIDE),
        (0, -18, 60, 18, OUTSIDE),
        (59, 0, 60, 18, ""),
        (0, -17, 60, 18, ""),
        (0, 0, 24, 7, ""),
        (0, 0, 23.9, 7.2, ""),
        (0, 0, 23.9, 7.1, TINY),
        (-30, -9, 53.9, 16.1, TINY),
        (36.1, 10.9, 60, 18, TINY),
        (36, 10.9, 60, 18, ""),
    ],
)
def test_a_drawing_lies_on_its_page_and_fills_two_fifths_of_a_side(x, y, width, height, said: str) -> None:
    found = fault(f'<rect x="{x}" y="{y}" width="{width}" height="{height}"/>')
    assert found.startswith(said) and bool(found) == bool(said)


@pytest.mark.parametrize(
    ("shapes", "said"),
    [
        ('<rect width="60" height="18" fill="#eee"/>', ""),
        ('<rect width="60" height="18" fill="#f1f1f1"/>', "is white, or nearly"),
        ('<rect width="60" height="18" fill="transparent" stroke="#000"/>', ""),
        ('<rect width="60" height="18" fill="none" stroke="#000" stroke-opacity="0"/>', "draws nothing"),
        ('<rect width="60" height="18" fill-opacity="0%"/>', "draws nothing"),
        ('<g opacity="0"><rect width="60" height="18"/></g>', "draws nothing"),
        ('<g visibility="hidden"><rect width="60" height="18"/></g>', "draws nothing"),
        ('<g visibility="hidden"><rect width="60" height="18" visibility="visible"/></g>', ""),
        ('<rect width="60" height="0"/>', "draws nothing"),
        ('<circle cx="30" cy="9"/>', "draws nothing"),
        ('<line x2="60" y2="18" fill="#000"/>', "draws nothing"),
        ('<line x2="60" y2="18" stroke="#000"/>', ""),
        ('<g color="#fff"><rect width="60" height="18" fill="currentColor"/></g>', "is white, or nearly"),
        ('<g color="#111"><rect width="60" height="18" fill="currentColor"/></g>', ""),
        ('<symbol id="s"><rect width="60" height="18"/></symbol>', "draws nothing"),
        ('<symbol id="s"><rect width="60" height="18"/></symbol><use href="#s"/>', ""),
        (WHOLE.replace("/>", ' clip-path="url(#no)"/>'), "refers to a part #no that is not in it"),
        (WHOLE.replace("/>", ' mask="url(#no)"/>'), "refers to a part #no that is not in it"),
        (WHOLE.replace("/>", ' stroke="url(#no)"/>'), "refers to a part #no that is not in it"),
        ('<rect id="r" width="60" height="18" mask="url(#r)"/>', "refers to #r as what it is not, a <rect>"),
        ('<g id="g"><rect width="60" height="18"/><use href="#g"/></g>', "has a part that contains itself"),
        ('<pattern id="p" width="1" height="0"><path d="M0 0h1"/></pattern>' + WHOLE.replace("/>", ' fill="url(#p)"/>'),
         "has an empty gradient or pattern #p"),
        ('<linearGradient id="l"/>' + WHOLE.replace("/>", ' fill="url(#l)"/>'), "has an empty gradient or pattern #l"),
    ],
)  # fmt: skip
def test_ink_is_seen_or_the_drawing_refused(shapes: str, said: str) -> None:
    found = fault(shapes)
    assert found.startswith(said) and bool(found) == bool(said)


def chain(length: int) -> str:
    """Groups of which each uses the next; the last one is a rectangle."""
    groups = "".join(f'<g id="a{n}"><use href="#a{n + 1}"/></g>' for n in range(length))
    return f'<defs>{groups}<rect id="a{length}" width="60" height="18"/></defs><use href="#a0"/>'


def test_a_chain_of_references_may_have_a_hundred_links() -> None:
    assert fault("<defs>" + "<g>" * 10 + "</g>" * 10 + "</defs>" + WHOLE) == ""
    root = root_of(chain(49))  # the root and the last `use`, then two parts a link
    check_drawing(root, (0, 0, 60, 18))
    with pytest.raises(ValueError, match="in too long a chain"):
        check_drawing(root_of(chain(50)), (0, 0, 60, 18))


def test_parts_may_be_repeated_twenty_thousand_times() -> None:
    def repeated(more: int) -> etree._Element:
        # The root, the group and its 199 rectangles in their place; then each `use` of them all.
        group = '<g id="g">' + '<rect width="60" height="18"/>' * 199 + "</g>"
        return root_of(group + '<use href="#g"/>' * 98 + "<circle/>" * (20_000 - 1 - 200 - 98 * 201 + more))

    check_drawing(repeated(0), (0, 0, 60, 18))
    with pytest.raises(ValueError, match="repeats its parts over 20,000 times"):
        check_drawing(repeated(1), (0, 0, 60, 18))


def test_a_long_path_weighs_a_part_for_each_twenty_letters() -> None:
    def long(letters: int) -> etree._Element:
        return root_of(f'<path d="{"M0 0h60v18z":<{letters}}"/>')

    check_drawing(long(20 * 19_998 + 19), (0, 0, 60, 18))
    with pytest.raises(ValueError, match="repeats its parts over 20,000 times"):
        check_drawing(long(20 * 19_999), (0, 0, 60, 18))


@pytest.mark.parametrize(
    ("attributes", "said"),
    [
        ('viewBox="0 0 0.001 0.001"', ""),
        ('viewBox="0 0 0.001 0.0009"', "has a size that no page can hold"),
        ('viewBox="0 0 1000000 1000000"', ""),
        ('viewBox="-1000001 0 1000000 1000000"', "has a size that no page can hold"),
        ('width="60" height="-18"', "has no size (viewBox)"),
        ('width="60"', "has no size (viewBox)"),
        ('width="0" height="18"', "has no size (viewBox)"),
        ('viewBox="0 0 60" width="60" height="18"', ""),
        ('viewBox="0 0 60 -18" width="60" height="18"', ""),
    ],
)
def test_the_size_of_the_page_has_limits(attributes: str, said: str) -> None:
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}><rect width="100%" height="100%"/></svg>'
    try:
        check_logo(drawing.encode(), "a.svg", "River", Boxes.LOGO_MM, 1)
    except ValueError as error:
        assert said and str(error).startswith(f"'a.svg' {said}")
    else:
        assert said == ""


def test_a_side_of_four_millimetres_is_the_least() -> None:
    def high(height: float) -> str:
        page = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 {height}">'
        try:
            check_logo(f"{page}{WHOLE}</svg>".encode(), "a.svg", "River", Boxes.LOGO_MM, Boxes.LOGO_MIN_MM)
        except ValueError as error:
            return str(error)
        return ""

    assert high(4) == ""
    assert "would be only 3.9 mm high in its box" in high(3.9)


def test_what_is_written_is_plain_svg_with_its_page() -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="90"><rect width="300" height="90"/></svg>'
    logo = check_logo(drawing.encode(), "a.svg", "River", Boxes.LOGO_MM, Boxes.LOGO_MIN_MM)
    assert logo.data.startswith(b'<svg xmlns="http://www.w3.org/2000/svg" ')
    assert etree.fromstring(logo.data).get("viewBox") == "0 0 300 90"


def test_fifty_levels_and_five_thousand_parts_are_the_most() -> None:
    assert fault("<g>" * 48 + WHOLE + "</g>" * 48) == ""
    assert fault("<g>" * 50 + WHOLE + "</g>" * 50).startswith("is nested deeper than 50")
    assert fault(WHOLE * 4_999) == ""
    assert fault(WHOLE * 5_000).startswith("has over 5,000 parts")
