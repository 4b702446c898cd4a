"""Logos: what real programs save is accepted and kept; what would hang, leak or print as nothing is refused."""

from __future__ import annotations

import base64
import io
import random
import struct
import subprocess
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree
from PIL import Image, ImageDraw, ImageFile

from building import plain_environment
from handouts.clinic.boxes import Boxes
from handouts.clinic.logo import Logo, check_logo
from handouts.clinic.logo.raster import clean_raster
from handouts.clinic.logo.svg import XLINK_HREF, clean_svg
from handouts.source.limits import LIMITED

pytestmark = [pytest.mark.slow, pytest.mark.process]
BAD = sorted((Path(__file__).parents[1] / "bad" / "logo").glob("*.svg"))
SVG = "{http://www.w3.org/2000/svg}"
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 60 18">'


def check(data: bytes | str, name: str = "logo.svg") -> Logo:
    raw = data.encode() if isinstance(data, str) else data
    return check_logo(raw, name, "Riverside", Boxes.LOGO_MM, Boxes.LOGO_MIN_MM)


def fault(data: bytes | str, name: str = "logo.svg") -> str:
    with pytest.raises(ValueError) as caught:
        check(data, name)
    return str(caught.value)


@pytest.fixture(scope="module", autouse=True)
def _one_worker() -> Iterator[None]:
    with LIMITED.kept():
        yield


def test_there_are_bad_logos() -> None:
    assert len(BAD) > 40


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_each_bad_drawing_is_refused_with_its_reason(path: Path) -> None:
    assert fault(path.read_bytes()) == path.with_suffix(".txt").read_text("utf-8").rstrip("\n")


# What real programs save


ILLUSTRATOR = """<?xml version="1.0" encoding="utf-8"?>
<!-- Generator: Adobe Illustrator 27.5.0, SVG Export Plug-In . SVG Version: 6.00 Build 0)  -->
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg version="1.1" id="Layer_1" xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" x="0px"
     y="0px" viewBox="0 0 300 90" style="enable-background:new 0 0 300 90;" xml:space="preserve">
<style type="text/css">
	.st0{fill:#1B4B5A;}
	.st1{clip-path:url(#SVGID_2_);fill:url(#SVGID_3_);}
	g > .st2, .st3{fill:none;stroke:#8A3B12;stroke-width:4;stroke-linecap:round;stroke-miterlimit:10;}
</style>
<g><defs><rect id="SVGID_1_" width="90" height="90"/></defs>
<clipPath id="SVGID_2_"><use xlink:href="#SVGID_1_" style="overflow:visible;"/></clipPath>
<linearGradient id="SVGID_3_" gradientUnits="userSpaceOnUse" x1="0" y1="0" x2="90" y2="90">
<stop offset="0" style="stop-color:#1B4B5A"/><stop offset="1" style="stop-color:#8A3B12;stop-opacity:0.5"/>
</linearGradient>
<circle class="st1" cx="45" cy="45" r="60"/><path class="st2" d="M100,45c20-10,40-10,60,0"/></g>
<rect x="200" class="st0" width="90" height="90"/>
</svg>"""

INKSCAPE = """<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<svg width="60mm" height="18mm" viewBox="0 0 60 18" version="1.1" id="svg5" inkscape:version="1.2.2"
   xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape"
   xmlns:sodipodi="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd" xmlns="http://www.w3.org/2000/svg"
   xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:cc="http://creativecommons.org/ns#"
   sodipodi:docname="logo.svg">
  <sodipodi:namedview id="namedview7" pagecolor="#ffffff" inkscape:pageopacity="0"/>
  <metadata><rdf:RDF><cc:Work rdf:about=""/></rdf:RDF></metadata>
  <defs id="defs2"><inkscape:path-effect effect="skeletal" id="pe"/><filter id="unused"/></defs>
  <title>Riverside</title>
  <g inkscape:label="Layer 1" inkscape:groupmode="layer" id="layer1" transform="translate(1,2)">
    <path style="fill:#1b4b5a;stroke:none;stroke-width:0.26px;-inkscape-stroke:none;filter:none" d="M 0,0 H 50 V 10 Z"
       inkscape:original-d="M 0,0 H 50" id="path1" sodipodi:nodetypes="cccc"/>
  </g>
</svg>"""


def test_illustrator() -> None:
    logo = check(ILLUSTRATOR)
    assert (logo.media_type, logo.width_mm, logo.height_mm, logo.alt) == ("image/svg+xml", 60.0, 18.0, "Riverside")
    root = etree.fromstring(logo.data)
    assert root.find(f".//{SVG}style") is None
    circle = root.find(f".//{SVG}circle")
    assert circle is not None
    assert dict(circle.attrib) == {
        "cx": "45",
        "cy": "45",
        "r": "60",
        "clip-path": "url(#SVGID_2_)",
        "fill": "url(#SVGID_3_)",
    }
    path, rect = root.find(f"{SVG}g/{SVG}path"), root.find(f"{SVG}rect")
    assert path is not None and path.get("stroke") == "#8A3B12"
    assert rect is not None and rect.get("fill") == "#1B4B5A"
    assert [stop.get("stop-color") for stop in root.iter(f"{SVG}stop")] == ["#1B4B5A", "#8A3B12"]


def test_inkscape() -> None:
    logo = check(INKSCAPE)
    assert b"inkscape" not in logo.data and b"sodipodi" not in logo.data and b"rdf" not in logo.data
    root = etree.fromstring(logo.data)
    path = root.find(f"{SVG}g/{SVG}path")
    assert path is not None
    assert dict(path.attrib) == {
        "id": "path1",
        "d": "M 0,0 H 50 V 10 Z",
        "fill": "#1b4b5a",
        "stroke": "none",
        "stroke-width": "0.26px",
    }
    group = root.find(f"{SVG}g")
    assert group is not None and group.get("transform") == "translate(1,2)"


def test_patterns_masks_symbols_and_nested_drawings() -> None:
    svg = clean_svg(
        (
            HEAD + '<symbol id="s" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></symbol>'
            '<pattern id="p" width="2" height="2" patternUnits="userSpaceOnUse"><path d="M0 0h1v1z"/></pattern>'
            '<mask id="m"><rect width="60" height="18" fill="#fff"/></mask>'
            '<radialGradient id="r"><stop offset="50%" stop-color="rgb(9, 9, 9)"/></radialGradient>'
            '<linearGradient id="l" xlink:href="#r"/>'
            '<use xlink:href="#s" width="18" height="18"/><svg x="20" width="10" height="10" viewBox="0 0 5 5">'
            '<ellipse cx="2" cy="2" rx="2" ry="1" fill="url(#p)"/></svg><rect width="9" height="9" fill="url(#l)"'
            ' mask="url(#m)"/></svg>'
        ).encode()
    )
    names = {etree.QName(element).localname for element in etree.fromstring(svg.sized(60, 18)).iter()}
    assert names >= {"symbol", "pattern", "mask", "radialGradient", "linearGradient", "use", "ellipse"}


def test_cascade_is_that_of_a_browser() -> None:
    logo = check(
        HEAD + "<style>#i { fill: #111 } .c { fill: #222; stroke: #333 } rect { fill: #444; opacity: .5 !important }"
        ' .c { stroke: #555 } rect:hover { fill: red }</style><rect id="i" class="c" width="9" height="9" fill="#666"'
        ' style="stroke-width: 2; opacity: 1"/></svg>'
    )
    rect = etree.fromstring(logo.data).find(f"{SVG}rect")
    assert rect is not None
    assert (rect.get("fill"), rect.get("stroke"), rect.get("stroke-width")) == ("#111", "#555", "2")
    assert rect.get("opacity") == ".5"


def test_an_embedded_picture_is_written_anew_and_keeps_its_transparency() -> None:
    embedded = png(Image.new("RGBA", (8, 8), (10, 20, 30, 128)), comment="secret")
    href = "data:image/png;base64,\n  " + base64.encodebytes(embedded).decode()
    drawing = clean_svg(f'{HEAD}<image width="18" height="18" xlink:href="{href}"/></svg>'.encode()).original(60, 18)
    image = etree.fromstring(drawing).find(f"{SVG}image")
    assert image is not None
    kept = base64.b64decode(image.get(XLINK_HREF, "").partition(",")[2])
    assert b"secret" not in kept
    with Image.open(io.BytesIO(kept)) as picture:
        assert (picture.mode, picture.getpixel((3, 3))) == ("RGBA", (10, 20, 30, 128))


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="300" height="90"', (60.0, 18.0)),
        ('width="30mm" height="3cm"', (18.0, 18.0)),
        ('viewBox="0 0 0 0" width="1in" height="72pt"', (18.0, 18.0)),
        ('viewBox="0,0,100,10"', (60.0, 6.0)),
        ('viewBox="-5 -5 10 20" width="100%"', (9.0, 18.0)),
    ],
)
def test_the_size_comes_from_the_view_box_or_the_page(attributes: str, size: tuple[float, float]) -> None:
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}><rect width="100" height="90"/></svg>'
    logo = check(drawing)
    assert (logo.width_mm, logo.height_mm) == size
    assert etree.fromstring(logo.data).get("width") == f"{size[0]:g}mm"


def test_a_cleaned_drawing_is_clean() -> None:
    once = check(ILLUSTRATOR)
    assert check(once.data) == once


def test_white_on_a_dark_ground_is_seen() -> None:
    assert check(f'{HEAD}<rect width="60" height="18"/><circle r="9" fill="white"/></svg>')


@pytest.mark.parametrize(
    ("shape", "message"),
    [
        ('<rect x="70" width="60" height="18"/>', "draws nothing on its page"),
        ('<path transform="translate(0 -40)" d="M0 0h60v18z"/>', "draws nothing on its page"),
        ('<g transform="matrix(1 0 0 1 0 50)"><circle cx="9" cy="9" r="9"/></g>', "draws nothing on its page"),
        ('<path id="p" d="M0 30h60v18z"/><use href="#p" y="9"/>', "draws nothing on its page"),
        ('<path d="M0 0h60v7z" transform="scale(.1)"/>', "fills only a small part of its own page"),
        ('<polygon points="1,1 9,1 9,6"/><line stroke="red" x1="1" x2="9" y1="2" y2="3"/>', "fills only a small part"),
    ],
)
def test_a_drawing_off_its_page_or_in_its_corner_is_refused(shape: str, message: str) -> None:
    assert message in fault(f"{HEAD}{shape}</svg>")


@pytest.mark.parametrize(
    "shape",
    [
        '<path transform="rotate(180 30 9)" d="M0 0h60v18z"/>',
        '<path transform="translate(60)rotate(90)" d="M0 0h18v60z"/>',
        '<path transform="skewX(30),scale(2,1)" d="M0 0h20v18z"/>',
        '<rect x="40%" width="50%" height="80%"/>',
        '<ellipse cx="30" cy="9" rx="5px" ry="8"/>',
        '<path d="M5 9a4 4 0 018 0 4 4 0 01-8 0zm-5-9h60v18z"/>',
    ],
)
def test_a_drawing_on_its_page_is_accepted_however_it_got_there(shape: str) -> None:
    assert check(f"{HEAD}{shape}</svg>").width_mm == 60.0


def test_a_picture_with_wide_white_borders_is_refused() -> None:
    image = Image.new("RGB", (600, 600), "white")
    image.paste("black", (10, 10, 150, 100))
    assert fault(png(image), "logo.png") == (
        "'logo.png' fills only a small part of its own page and would print tiny; "
        "crop it to the drawing and save it again"
    )


# Hostile drawings that are too large to keep as files


def test_many_parts_are_refused() -> None:
    assert fault(HEAD + "<path/>" * 6000 + "</svg>") == "'logo.svg' has over 5,000 parts; simplify the drawing"


def test_thousands_of_levels_are_refused() -> None:
    assert "is not a whole SVG picture" in fault(HEAD + "<g>" * 100_000 + "</g>" * 100_000 + "</svg>")


def test_a_long_chain_of_references_is_refused() -> None:
    chain = "".join(f'<g id="a{n}"><use href="#a{n + 1}"/></g>' for n in range(2000))
    assert fault(f'{HEAD}{chain}<path id="a2000" d="M0 0h9v9z"/></svg>') == (
        "'logo.svg' has parts that refer to each other in too long a chain; simplify the drawing"
    )


def test_a_long_path_used_often_is_refused() -> None:
    path = "M0 0" + "h1v1" * 100_000
    assert fault(f'{HEAD}<path id="a" d="{path}"/>' + '<use href="#a"/>' * 2000 + "</svg>") == (
        "'logo.svg' repeats its parts over 20,000 times; simplify the drawing"
    )


def test_many_style_rules_are_refused() -> None:
    rules = "".join(f".a{n} .b{n} {{ fill: red }}" for n in range(5000))
    shapes = '<path class="a1" d="M0 0h9v9z"/>' * 4000
    assert fault(f"{HEAD}<style>{rules}</style>{shapes}</svg>") == (
        "'logo.svg' has too many style rules; simplify the drawing"
    )


def test_utf_16_is_refused() -> None:
    assert fault(f"{HEAD}<path/></svg>".encode("utf-16")) == (
        "'logo.svg' is not written in UTF-8; save it again as plain SVG in UTF-8"
    )


def test_noise_is_refused_and_never_crashes() -> None:
    chance = random.Random(7)
    whole = ILLUSTRATOR.encode()
    for _ in range(200):
        data = bytearray(whole)
        for _ in range(3):
            data[chance.randrange(len(data))] = chance.randrange(256)
        try:
            check(bytes(data))
        except ValueError as error:
            assert str(error).startswith("'logo.svg' ")


# Pictures


def png(image: Image.Image, comment: str = "", **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG", **options)
    data = out.getvalue()
    return data[:33] + chunk(b"tEXt", f"Comment\0{comment}".encode()) + data[33:] if comment else data


def jpeg(image: Image.Image, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, "JPEG", **options)
    return out.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def mark(mode: str = "RGB", size: tuple[int, int] = (600, 180), ground: object = None) -> Image.Image:
    """A picture with a dark bar in its left half."""
    image = Image.new(mode, size, ground if ground is not None else "white")
    ImageDraw.Draw(image).rectangle(
        (0, 0, size[0] // 2, size[1]), fill=0 if mode in {"L", "P", "1", "I;16"} else "black"
    )
    return image


def noisy(size: tuple[int, int] = (600, 180)) -> Image.Image:
    return Image.frombytes("RGB", size, random.Random(1).randbytes(size[0] * size[1] * 3))


def opened(logo: Logo) -> Image.Image:
    assert logo.media_type == "image/png"
    image = Image.open(io.BytesIO(logo.data))
    image.load()
    return image


DAMAGED = "is damaged or cut short; save it again from the program that made it"


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.99])
def test_a_cut_png_is_refused(part: float) -> None:
    data = png(noisy())
    assert fault(data[: int(len(data) * part)], "logo.png") == f"'logo.png' {DAMAGED}"


def test_a_png_without_its_end_is_refused() -> None:
    assert fault(png(noisy())[:-12], "logo.png") == f"'logo.png' {DAMAGED}"


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9])
def test_a_cut_jpeg_is_refused_even_when_pillow_was_told_to_forgive(
    part: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    data = jpeg(noisy())
    assert fault(data[: int(len(data) * part)], "logo.jpg") == f"'logo.jpg' {DAMAGED}"
    assert ImageFile.LOAD_TRUNCATED_IMAGES is True


@pytest.mark.parametrize("kind", [b"IHDR", b"pHYs", b"IDAT"])
def test_a_png_whose_sums_are_wrong_is_refused(kind: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    data = bytearray(png(mark(), dpi=(72, 72)))
    at = data.index(kind)
    length = struct.unpack(">I", data[at - 4 : at])[0]
    data[at + 4 + length] ^= 1
    assert fault(bytes(data), "logo.png") == f"'logo.png' {DAMAGED}"


def test_a_bomb_is_refused_by_its_header() -> None:
    header = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    data = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )
    assert fault(data, "logo.png") == "'logo.png' has over 40,000,000 pixels; make it 1,500 pixels wide"


def test_a_smaller_bomb_is_refused_too() -> None:
    assert "has over 40,000,000 pixels" in fault(png(Image.new("1", (8000, 6000))), "logo.png")


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (b"", "logo.svg", "is empty; put the logo there again"),
        (b" \n", "logo.png", "is empty; put the logo there again"),
        (b"GIF89a\x01", "logo.gif", "is a GIF file; save it as SVG, or as PNG"),
        (b"%PDF-1.7", "logo.svg", "is a PDF file; save it as SVG, or as PNG"),
        (b"\x1f\x8b\x08", "logo.svgz", "is a compressed SVG (svgz) file; save it as SVG, or as PNG"),
        (HEAD.encode(), "logo.txt", "does not end in .svg, .png or .jpg; save the logo as one of these"),
        (b"\xff\xd8\xff\xe0", "logo.png", "is a JPEG picture under another ending; rename it to end in .jpg"),
        (b"\x89PNG\r\n\x1a\n", "logo.svg", "is a PNG picture under another ending; rename it to end in .png"),
        (b"<html>", "logo.png", "is not a PNG picture; save it again from the program that made it"),
        (b"\x89PNG\r\n\x1a\n", "logo.png", DAMAGED),
    ],
)
def test_the_bytes_and_the_name_must_agree(data: bytes, name: str, message: str) -> None:
    assert fault(data, name) == f"{name!r} {message}"


def test_an_animation_is_refused() -> None:
    data = png(mark(), save_all=True, append_images=[mark("RGB", ground="red")])
    assert fault(data, "logo.png") == "'logo.png' is animated; save a single picture"


def test_a_small_picture_is_refused() -> None:
    assert fault(png(mark(size=(120, 40))), "logo.png") == (
        "'logo.png' is only 120 x 40 pixels and would print blurred; "
        "use one of at least 200 pixels, better 1,000, or an SVG"
    )


@pytest.mark.parametrize("ground", [(255, 255, 255, 255), (250, 250, 245, 255), (0, 0, 0, 9)])
def test_a_picture_that_paper_would_swallow_is_refused(ground: tuple[int, ...]) -> None:
    assert fault(png(Image.new("RGBA", (300, 90), ground)), "logo.png") == (
        "'logo.png' is white, or nearly, and would not be seen on paper; use the logo for light backgrounds"
    )


def test_a_picture_that_is_transparent_all_over_is_refused() -> None:
    assert fault(png(Image.new("RGBA", (300, 90))), "logo.png") == (
        "'logo.png' draws nothing on its page; see whether it is the right file, or crop it to the drawing and save it "
        "again"
    )


@pytest.mark.parametrize(
    "image",
    [mark("L"), mark("P"), mark("1"), mark("RGBA"), mark("LA"), mark("RGBA", ground=(0, 0, 0, 0))],
    ids=["gray", "palette", "one bit", "alpha", "gray with alpha", "transparent ground"],
)
def test_each_kind_of_png_becomes_rgb_on_white(image: Image.Image) -> None:
    if image.mode in {"L", "1"}:
        image.paste(255, (400, 0, 600, 180))
    elif image.mode == "P":
        image = mark().convert("P")
    logo = check(png(image), "logo.png")
    found = opened(logo)
    assert (found.mode, found.size, logo.width_mm, logo.height_mm) == ("RGB", (600, 180), 60.0, 18.0)
    assert found.getpixel((5, 5)) == (0, 0, 0)
    assert found.getpixel((590, 5)) == (255, 255, 255)


def test_sixteen_bits_keep_their_gray() -> None:
    image = Image.new("I;16", (600, 180), 0x8000)
    found = opened(check(png(image), "logo.png"))
    assert found.mode == "RGB"
    assert found.getpixel((5, 5)) == (128, 128, 128)


def test_cmyk_becomes_rgb() -> None:
    found = opened(check(jpeg(mark().convert("CMYK"), quality=95), "logo.jpg"))
    assert found.mode == "RGB"
    assert max(found.getpixel((20, 20))) < 20
    assert min(found.getpixel((580, 20))) > 235


def test_large_pictures_are_made_smaller_and_keep_their_shape() -> None:
    assert opened(check(png(mark(size=(3000, 900))), "logo.png")).size == (1500, 450)


def test_a_picture_lying_on_its_side_is_turned() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    assert opened(check(jpeg(mark(size=(300, 600)), exif=exif), "logo.jpeg")).size == (600, 300)


def test_metadata_is_left_behind_and_bytes_are_the_same_each_time() -> None:
    data = png(mark(), comment="made by Anna", dpi=(72, 72))
    one, two = check(data, "logo.png"), check(data, "logo.png")
    assert one == two
    assert b"Anna" not in one.data and b"pHYs" not in one.data


def test_pillow_is_left_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", False)
    assert clean_raster(png(mark())).image.width == 600
    assert ImageFile.LOAD_TRUNCATED_IMAGES is False


def test_reading_a_clinic_does_not_load_weasyprint() -> None:
    script = "import sys, handouts.clinic; sys.exit('weasyprint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


PRINTS = """
import base64, sys, weasyprint
image = "data:image/svg+xml;base64," + base64.b64encode(sys.stdin.buffer.read()).decode()
page = f'<style>@page {{ size: 80mm 40mm; margin: 5mm }}</style><img style="width:60mm" src="{image}">'
sys.stdout.buffer.write(weasyprint.HTML(string=page).write_pdf())
"""


@pytest.mark.parametrize("drawing", [ILLUSTRATOR, INKSCAPE])
def test_what_is_accepted_prints(drawing: str) -> None:
    """The cleaned drawings leave ink on the page, as WeasyPrint by itself and PDFium see it."""
    pdfium = pytest.importorskip("pypdfium2")
    logo = check(drawing)
    command = [sys.executable, "-c", PRINTS]
    made = subprocess.run(command, input=logo.data, capture_output=True, check=True, env=plain_environment())
    gray = pdfium.PdfDocument(made.stdout)[0].render(scale=2).to_pil().convert("L")
    assert sum(gray.histogram()[:128]) > 1000


# What a small file can ask of a large machine, and what WeasyPrint would refuse only when it draws


def test_selectors_that_try_every_way_up_a_deep_drawing_are_refused() -> None:
    style = f"<style>q {'g ' * 12} rect {{ fill: red }}</style>"
    drawing = f'{HEAD}{style}{"<g>" * 45}<rect width="60" height="18"/>{"</g>" * 45}</svg>'
    assert fault(drawing) == "'logo.svg' has too many style rules; simplify the drawing"


def test_a_jpeg_that_is_sent_in_thousands_of_layers_is_refused() -> None:
    data = jpeg(noisy(), progressive=True)
    last = data[data.rindex(b"\xff\xda") : -2]
    assert fault(data[:-2] + last * 100 + b"\xff\xd9", "logo.jpg") == (
        "'logo.jpg' is a JPEG in too many layers; save it again, not progressive"
    )
    assert check(data, "logo.jpg").width_mm == 60.0


def test_pictures_inside_share_one_allowance() -> None:
    href = "data:image/png;base64," + base64.b64encode(png(Image.new("1", (6000, 4000)))).decode()
    picture = f'<image width="60" height="18" href="{href}"/>'
    assert check(f"{HEAD}{picture}</svg>")
    assert "has over 40,000,000 pixels" in fault(f"{HEAD}{picture}{picture}</svg>")


@pytest.mark.parametrize("shape", ["<image/>", "<use/>", '<image width="9" height="9" href=""/>'])
def test_a_part_that_names_nothing_is_left_out(shape: str) -> None:
    logo = check(f'{HEAD}<rect width="60" height="18"/>{shape}</svg>')
    assert [etree.QName(child).localname for child in etree.fromstring(logo.data)] == ["rect"]


@pytest.mark.parametrize(
    "attribute", ['opacity="x"', 'style="fill-opacity: 3em"', 'stroke-miterlimit="50%"', 'stop-opacity="url(#a)"']
)
def test_a_number_that_is_none_is_ignored_as_in_a_browser(attribute: str) -> None:
    logo = check(f'{HEAD}<rect width="60" height="18" {attribute}/></svg>')
    (rect,) = etree.fromstring(logo.data)
    assert dict(rect.attrib) == {"width": "60", "height": "18"}


@pytest.mark.parametrize("shape", ['<path d="rotate(9 9)"/>', '<rect width="url(http://127.0.0.1/)" height="9"/>'])
def test_sizes_that_are_none_are_refused(shape: str) -> None:
    assert "has a size that cannot be read" in fault(f"{HEAD}{shape}</svg>")
