"""What the parts of a drawing may refer to, and how often: the last that is taken, the first that is refused."""

from __future__ import annotations

import pytest
from lxml import etree

from handouts.clinic.logo.references import check_references
from handouts.clinic.logo.svg import clean_svg

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 18">{}</svg>'
WHOLE = '<rect width="60" height="18"/>'
USED = '<rect width="60" height="18" {}="url(#x)"/>'


def root_of(shapes: str) -> etree._Element:
    return etree.fromstring(SVG.format(shapes))


def fault(shapes: str) -> str:
    """What is said of a drawing of these shapes; nothing where it is clean."""
    try:
        clean_svg(SVG.format(shapes).encode())
    except ValueError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("name", ["fill", "stroke", "clip-path", "mask", "filter", "marker-start", "marker"])
def test_what_is_used_is_there_once_and_of_its_kind(name: str) -> None:
    kind = {"fill": "linearGradient", "stroke": "pattern", "clip-path": "clipPath"}.get(name, name.partition("-")[0])
    there = f'<{kind} id="x"/>'
    assert fault(USED.format(name)) == "refers to a part #x that is not in it; save it again as plain SVG"
    assert fault(f'{USED.format(name)}<g id="x"/>') == (
        "refers to #x as what it is not, a <g>; save it again as plain SVG"
    )
    assert fault(there + there + USED.format(name)) == "has two parts named #x; save it again as plain SVG"
    assert fault(there + USED.format(name)) == ""


@pytest.mark.parametrize(
    "shapes",
    [
        f'<g id="x">{WHOLE}<use href="#x"/></g>',
        f'<pattern id="x">{USED.format("fill")}</pattern>{USED.format("fill")}',
        f'<mask id="x">{USED.format("mask")}</mask>{USED.format("mask")}',
        f'<filter id="x"><feImage href="#y"/></filter><g id="y">{USED.format("filter")}</g>',
        f'<marker id="x">{USED.format("marker-end")}</marker>{USED.format("marker-end")}',
    ],
)
def test_a_part_that_contains_itself_is_refused(shapes: str) -> None:
    assert fault(shapes) == "has a part that contains itself; save it again as plain SVG"


def chain(length: int) -> str:
    """Groups of which each uses the next; the last one is a rectangle."""
    groups = "".join(f'<g id="a{n}"><use href="#a{n + 1}"/></g>' for n in range(length))
    return f'<defs>{groups}<rect id="a{length}" width="60" height="18"/></defs><use href="#a0"/>'


def test_a_chain_of_references_may_have_a_hundred_links() -> None:
    assert fault("<defs>" + "<g>" * 10 + "</g>" * 10 + "</defs>" + WHOLE) == ""
    root = root_of(chain(49))  # the root and the last `use`, then two parts a link
    check_references(root)
    with pytest.raises(ValueError, match="in too long a chain"):
        check_references(root_of(chain(50)))


def test_parts_may_be_repeated_twenty_thousand_times() -> None:
    def repeated(more: int) -> etree._Element:
        # The root, the group and its 199 rectangles in their place; then each `use` of them all.
        group = '<g id="g">' + '<rect width="60" height="18"/>' * 199 + "</g>"
        return root_of(group + '<use href="#g"/>' * 98 + "<circle/>" * (20_000 - 1 - 200 - 98 * 201 + more))

    check_references(repeated(0))
    with pytest.raises(ValueError, match="repeats its parts over 20,000 times"):
        check_references(repeated(1))


def test_a_long_path_weighs_a_part_for_each_twenty_letters() -> None:
    def long(letters: int) -> etree._Element:
        return root_of(f'<path d="{"M0 0h60v18z":<{letters}}"/>')

    check_references(long(20 * 19_998 + 19))
    with pytest.raises(ValueError, match="repeats its parts over 20,000 times"):
        check_references(long(20 * 19_999))


def test_fifty_levels_and_five_thousand_parts_are_the_most() -> None:
    assert fault("<g>" * 48 + WHOLE + "</g>" * 48) == ""
    assert fault("<g>" * 50 + WHOLE + "</g>" * 50).startswith("is nested deeper than 50")
    assert fault(WHOLE * 4_999) == ""
    assert fault(WHOLE * 5_000).startswith("has over 5,000 parts")
