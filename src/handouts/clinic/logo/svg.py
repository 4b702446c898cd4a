"""SVG logos, parsed without trust and drawn anew from an allow-list, so that what was checked is what prints."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass

import tinycss2
from lxml import etree

from handouts.clinic.logo import vocabulary as known
from handouts.clinic.logo.css import resolve_styles
from handouts.clinic.logo.raster import MAX_PIXELS, clean_raster, png_bytes
from handouts.clinic.logo.references import check_references

SVG = "{http://www.w3.org/2000/svg}"
XLINK_HREF = "{http://www.w3.org/1999/xlink}href"
MAX_NODES = 5_000
MAX_DEPTH = 50
MAX_IMAGES = 10
MAX_NUMBER = 1e6
MAX_FACTOR = 1e12
"""The same in a transform: what it enlarges may be as small."""
MIN_SIDE = 1e-3
NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")


_PLAIN_NUMBER = re.compile(rf"{NUMBER.pattern}%?|inherit%?", re.ASCII)
_PATH = re.compile(r"[MmZzLlHhVvCcSsQqTtAaEe0-9., +-]*|none")
_GEOMETRY = re.compile(r"[\w.,%+() -]*", re.ASCII)
_NOT_A_NUMBER = re.compile(r"nan|inf", re.IGNORECASE)
_LENGTH = re.compile(r"\s*(\d+\.?\d*|\.\d+)\s*(px|pt|pc|mm|cm|in|)\s*")
_PX = {"px": 1.0, "": 1.0, "pt": 4 / 3, "pc": 16.0, "mm": 96 / 25.4, "cm": 96 / 2.54, "in": 96.0}
_DATA_IMAGE = re.compile(r"data:image/(?:png|jpe?g)\s*;\s*base64\s*,(.*)", re.DOTALL | re.IGNORECASE)
ENCODINGS = frozenset([b"utf-8", b"us-ascii", b"iso-8859-1", b"windows-1252"])
_ENCODING = re.compile(rb"""^\s*<\?xml[^>]*encoding\s*=\s*["']([\w.-]+)["']""")


@dataclass(frozen=True)
class CleanSvg:
    """A drawing of our own making, and the one that it was made from; width and height without unit."""

    root: etree._Element
    source: etree._Element
    box: tuple[float, float, float, float]

    @property
    def width(self) -> float:
        """Of the viewBox."""
        return self.box[2]

    @property
    def height(self) -> float:
        """Of the viewBox."""
        return self.box[3]

    def sized(self, width_mm: float, height_mm: float) -> bytes:
        """The bytes of our own drawing, with the size in mm at which it is to be printed."""
        self._set_page(self.root, f"{width_mm:g}mm", f"{height_mm:g}mm")
        return etree.tostring(self.root, encoding="utf-8")

    def original(self, width: int, height: int) -> str:
        """The drawing as it came, styles resolved and pictures written anew, to be drawn in a size in pixels."""
        self._set_page(self.source, str(width), str(height))
        self.source.set("preserveAspectRatio", "none")
        return etree.tostring(self.source, encoding="unicode")

    def _set_page(self, root: etree._Element, width: str, height: str) -> None:
        root.set("viewBox", " ".join(f"{number:.10g}" for number in self.box))
        root.set("width", width)
        root.set("height", height)


def clean_svg(data: bytes) -> CleanSvg:
    """Check an SVG and draw it anew. Raises ValueError with what is wrong and what to do."""
    source = _parse(data)
    box = _view_box(source)
    root = _Copier(source).copy()
    check_references(root)
    etree.strip_elements(source, f"{SVG}style")
    etree.strip_elements(root, *(SVG + name for name in known.UNPRINTED_ELEMENTS))
    etree.strip_attributes(root, *known.UNPRINTED)
    root.attrib.pop("preserveAspectRatio", None)
    return CleanSvg(root, source, box)


def _parse(data: bytes) -> etree._Element:
    _check_prologue(data)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None) or 1
        advice = "save it again from the program that made it"
        raise ValueError(f"is not a whole SVG picture (line {line}); {advice}") from error
    if root.tag != f"{SVG}svg":
        raise ValueError("is not an SVG picture; save the logo as plain SVG")
    if any(isinstance(node, etree._Entity) for node in root.iter()):
        raise ValueError("has entities in its text; save it again as plain SVG")
    if sum(1 for _ in root.iter(f"{SVG}*")) > MAX_NODES:
        raise ValueError(f"has over {MAX_NODES:,} parts; simplify the drawing")
    return root


def _check_prologue(data: bytes) -> None:
    """Refuse what must not even reach the parser."""
    start = data[:1000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"<!doctype html") or (b"<html" in start and b"<svg" not in start):
        raise ValueError("is a web page, not a picture; open the address in a browser and save the picture itself")
    declared = _ENCODING.match(data.removeprefix(b"\xef\xbb\xbf"))
    if b"\0" in data or (declared and declared[1].lower() not in ENCODINGS):
        raise ValueError("is not written in UTF-8; save it again as plain SVG in UTF-8")
    if re.search(rb"<!ENTITY|<!ELEMENT|<!ATTLIST|<!DOCTYPE[^>]*\[", data, re.IGNORECASE):
        raise ValueError("defines entities of its own; save it again as plain SVG (from Illustrator: not editable)")
    if b"<?xml-stylesheet" in data:
        raise ValueError("needs a style sheet from elsewhere; save it again with its styles inside")


def _view_box(root: etree._Element) -> tuple[float, float, float, float]:
    """The viewBox; where it is missing or empty, the width and height in pixels."""
    text = root.get("viewBox", "")
    numbers = [float(number) for number in NUMBER.findall(text)]
    if not _NOT_A_NUMBER.search(text) and len(numbers) == 4 and min(numbers[2:]) > 0:
        box = (numbers[0], numbers[1], numbers[2], numbers[3])
    else:
        sizes = [_LENGTH.fullmatch(root.get(name, "")) for name in ("width", "height")]
        pixels = [float(match[1]) * _PX[match[2]] for match in sizes if match]
        if len(pixels) < 2 or min(pixels) <= 0:
            raise ValueError("has no size (viewBox); save it again with its page fitted to the drawing")
        box = (0.0, 0.0, pixels[0], pixels[1])
    if min(box[2:]) < MIN_SIDE or max(map(abs, box)) > MAX_NUMBER:
        raise ValueError("has a size that no page can hold; save it again with its page fitted to the drawing")
    return box


class _Copier:
    """Copies what is allowed into a new tree, with styles resolved to attributes."""

    def __init__(self, source: etree._Element) -> None:
        self.source = source
        self.styles = resolve_styles(source, f"{SVG}style")
        self.images = 0
        self.pixels_left = MAX_PIXELS

    def copy(self) -> etree._Element:
        """The new root."""
        root = etree.Element(f"{SVG}svg", nsmap={None: SVG[1:-1]})
        self._fill(self.source, root, 0)
        return root

    def _fill(self, old: etree._Element, new: etree._Element, depth: int) -> None:
        if depth > MAX_DEPTH:
            raise ValueError(f"is nested deeper than {MAX_DEPTH}; ungroup the drawing")
        for name, value in self._attributes(old).items():
            new.set(name, value)
        for child in old:
            if not child.tag.startswith(SVG):
                if child.tag.endswith(("}html", "}body", "}script", "}iframe")):
                    raise ValueError(f"has web page content{_line(child)}; save it again as plain SVG")
                continue
            name = child.tag.removeprefix(SVG)
            if name in known.DROPPED or (name in {"use", "image"} and not (child.get("href") or child.get(XLINK_HREF))):
                continue
            if name not in known.ELEMENTS | known.UNPRINTED_ELEMENTS:
                fault = known.ADVICE.get(name, "a part that print cannot keep; save it again as plain SVG")
                raise ValueError(f"has <{name}>{_line(child)}: {fault}")
            self._fill(child, etree.SubElement(new, child.tag), depth + 1)

    def _attributes(self, old: etree._Element) -> dict[str, str]:
        """What is kept of an element's attributes and style. The original, `old`, gets its style in itself."""
        out: dict[str, str] = {}
        tag, line = old.tag.removeprefix(SVG), _line(old)
        for name, value in old.attrib.items():
            if name.lower().startswith("on"):
                raise ValueError(f"has a script ({name}){line}; save it again as plain SVG")
            if name in {"href", XLINK_HREF} and tag in known.REFERRING:
                out["href"] = self._href(tag, value.strip(), line)
                old.set(name, out["href"])
            elif name in known.KEYWORDS:
                if name == "id" or re.fullmatch(r"[A-Za-z\s]*", value):
                    out[name] = value.strip()
            elif name in known.GEOMETRY:
                if old is not self.source:  # the size of the whole is ours to set
                    out[name] = _geometry(name, value, line)
            elif name not in known.STYLES_ONLY:
                _property(out, name, value.strip(), line)
        for name, value in self.styles[old].items():
            if name not in known.STYLED_GEOMETRY:
                _property(out, name, value, line)
            elif old is not self.source:
                out[name] = _geometry(name, value, line)
                old.set(name, value)  # resvg knows sizes as attributes only
        # All rules in one place: resvg reads fewer selectors, and gives up a style sheet at the first it does not know.
        old.set("style", "; ".join(f"{name}: {value}" for name, value in self.styles[old].items()))
        if old is self.source:
            _check_ground(self.styles[old])
        return out

    def _href(self, tag: str, value: str, line: str) -> str:
        if tag != "image" and re.fullmatch(r"#\S+", value):
            return value
        match = _DATA_IMAGE.fullmatch(value) if tag in {"image", "feImage"} else None
        if not match:
            raise ValueError(f"points to another file ({value[:60]!r}){line}; embed it in the drawing")
        self.images += 1
        if self.images > MAX_IMAGES:
            raise ValueError(f"has over {MAX_IMAGES} pictures inside; draw it with fewer")
        try:
            data = base64.b64decode(re.sub(r"\s", "", match[1]), validate=True)
            raster = clean_raster(data, inside_svg=True, most_pixels=self.pixels_left)
        except binascii.Error as error:
            raise ValueError(f"has a damaged picture inside{line}; embed it again") from error
        except ValueError as error:
            raise ValueError(f"has a picture inside{line} that {error}") from error
        self.pixels_left -= raster.decoded
        return "data:image/png;base64," + base64.b64encode(png_bytes(raster.image)).decode("ascii")


def _check_ground(style: Mapping[str, str]) -> None:
    """Raises ValueError for a ground in a style of the whole, which neither renderer draws."""
    for name in ("background", "background-color", "background-image"):
        if style.get(name, known.PLAIN).lower() not in known.GROUNDS:
            raise ValueError(f"has a ground in its style ({name}); draw it as a shape")


def _geometry(name: str, value: str, line: str) -> str:
    """Numbers, checked for size. Raises ValueError when one is not a number or is beyond any drawing."""
    value = " ".join(value.split())
    numbers = [float(number) for number in NUMBER.findall(value)]
    if not (_PATH if name == "d" else _GEOMETRY).fullmatch(value):
        raise ValueError(f"has a size that cannot be read ({name}){line}; save it again as plain SVG")
    most = MAX_FACTOR if name.lower().endswith("transform") else MAX_NUMBER
    if _NOT_A_NUMBER.search(value) or any(abs(number) > most for number in numbers):
        raise ValueError(f"has a size that no page can hold ({name}){line}; save it again as plain SVG")
    if name == "viewBox" and (len(numbers) != 4 or min(numbers[2:]) < MIN_SIDE):
        raise ValueError(f"has an empty viewBox{line}; save it again as plain SVG")
    return value


def _property(out: dict[str, str], name: str, value: str, line: str) -> None:
    """Put a property that draws into `out`. Raises ValueError for one that is lost in every renderer of ours."""
    if value.lower() != known.UNDRAWN.get(name, value.lower()):
        raise ValueError(f"has an effect ({name}){line} that print cannot keep; flatten the drawing")
    if name not in known.PROPERTIES | known.UNPRINTED:
        return
    if name in known.PLAIN_NUMBERS and not _PLAIN_NUMBER.fullmatch(value if name.endswith("opacity") else f"{value}%"):
        return  # as a browser does; WeasyPrint would not draw the picture at all
    if name in known.NUMERIC_PROPERTIES and value != "none":
        value = _geometry(name, value, line)
        if name == "stroke-dasharray" and any(0 < float(n) < MIN_SIDE for n in NUMBER.findall(value)):
            raise ValueError(f"has dashes too fine to print{line}; draw a whole line")
    for token in _tokens(tinycss2.parse_component_value_list(value)):
        _check_token(token, known.FILTERS if name == "filter" else known.FUNCTIONS, line)
    if "\\" in value:
        raise ValueError(f"has a style that cannot be read ({name}){line}; save it again as plain SVG")
    out[name] = value


def _check_token(token: tinycss2.ast.Node, functions: frozenset[str], line: str) -> None:
    target = None
    if token.type == "function":
        if token.lower_name not in functions:
            raise ValueError(f"has the style function {token.lower_name}(){line}; save it with plain colors")
        if token.lower_name == "url":
            target = "".join(part.value for part in token.arguments if part.type == "string")
    elif token.type == "url":
        target = token.value
    elif token.type == "error":
        raise ValueError(f"has a style that cannot be read{line}; save it again as plain SVG")
    if target is not None and not re.fullmatch(r"#[^\s()'\"]+", target):
        raise ValueError(f"points to another file ({target[:60]!r}){line}; embed it in the drawing")


def _tokens(tokens: list[tinycss2.ast.Node]) -> list[tinycss2.ast.Node]:
    inner = [part for token in tokens if token.type == "function" for part in _tokens(token.arguments)]
    return [*tokens, *inner]


def _line(element: etree._Element) -> str:
    return f" (line {element.sourceline})"
