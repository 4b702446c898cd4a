"""What must fail a document, and say why."""

import sys
import threading

import pytest
import weasyprint

from handouts.errors import DocumentFailed, EnvironmentFault
from handouts.pdf import engine, to_pdf
from pdf_pages import STYLE, assets, page


def svg(inside):
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">'
        f"{inside}</svg>"
    ).encode()


def messages(body="", style="", head="<title>Test</title>", lang="en", **more):
    with pytest.raises(DocumentFailed) as caught:
        to_pdf(page(f"<h1>Title</h1>{body}", style=style, head=head, lang=lang), assets=assets(**more), identifier="d")
    assert {problem.path for problem in caught.value.problems} == {"d"}
    return [problem.message for problem in caught.value.problems]


@pytest.mark.parametrize("address", ["http://localhost:9/x.png", "file:///etc/hostname", "data:image/png;base64,AAAA"])
@pytest.mark.parametrize(
    ("body", "style"),
    [
        ("<img src='{}' alt=x>", ""),
        ("<svg role=img aria-label=x width=9 height=9><image href='{}' width=3 height=3 /></svg>", ""),
        ("<object data='{}'>x</object>", ""),
        ("<p style='background: url({})'>x", ""),
        ("", "@import url({});"),
        ("", "h1 {{ background: url({}) }}"),
        ("", "h1::before {{ content: url({}) }}"),
        ("", "@page {{ background: url({}) }}"),
        ("", "h1 {{ display: list-item; list-style-image: url({}) }}"),
        ("", "@font-face {{ font-family: Q; src: url({}) }}"),
    ],
)
def test_every_way_out_is_shut(address, body, style):
    assert f"{address} was asked for; use only asset:NAME of the files given" in messages(
        body.format(address), style.format(address)
    )


def test_style_sheet_by_link_is_shut_too():
    head = "<title>T</title><link rel=stylesheet href='file:///etc/hostname'>"
    assert messages(head=head) == ["file:///etc/hostname was asked for; use only asset:NAME of the files given"]


@pytest.mark.parametrize("attribute", ["href", "xlink:href"])
def test_svg_picture_may_not_reach_out(attribute):
    picture = svg(f'<image {attribute}="file:///etc/hostname" width="9" height="9"/>')
    assert messages("<img src='asset:x.svg' alt=x>", **{"x.svg": picture}) == [
        "file:///etc/hostname was asked for; use only asset:NAME of the files given"
    ]


@pytest.mark.parametrize(
    "style", ["@import url(http://localhost:9/x.css);", "@font-face { font-family: Q; src: url(http://localhost:9/q) }"]
)
def test_svg_style_may_not_reach_out(style):
    picture = svg(f"<style>{style}</style><rect width='9' height='9'/>")
    assert messages("<img src='asset:x.svg' alt=x>", **{"x.svg": picture})


@pytest.mark.parametrize("attribute", ["href", "xlink:href"])
def test_svg_picture_may_not_borrow_shapes(attribute):
    picture = svg(f'<use {attribute}="file:///x.svg#y"/>')
    expected = "x.svg borrows from file:///x.svg#y; put the drawing itself in its place"
    assert messages("<img src='asset:x.svg' alt=x>", **{"x.svg": picture}) == [expected]


@pytest.mark.parametrize("body", ["<a rel=attachment href='asset:pic.svg'>x</a>", "<base href='http://localhost:9/'>"])
def test_attachments_and_bases_are_refused(body):
    assert any("would reach outside the page; remove it" in message for message in messages(body))


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "smb://x/y", "http://x.org", "x.htm"])
def test_links_lead_to_safe_places_only(address):
    assert f"the link {address!r} is not one of #, https:, mailto:, tel:; correct the address" in messages(
        f"<a href='{address}'>x</a>"
    )


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<img src='asset:logo.png' alt=x>", "asset:logo.png is not among the files given; add it or correct the name"),
        ("<p>\N{BALLOT BOX}", 'no font has "\N{BALLOT BOX}" (U+2610); write it in other words, or draw it'),
        (
            "<svg role=img aria-label=x width=99 height=20><text y=9>\N{BALLOT BOX}</text></svg>",
            'no font has "\N{BALLOT BOX}" (U+2610); write it in other words, or draw it',
        ),
        ("<h3>x</h3>", "heading h3 follows h1; use h2, or add the level between"),
        ("<img src='asset:pic.svg'>", "a picture has no words; give it alt or aria-label, or aria-hidden='true'"),
        (
            "<svg width=9 height=9><circle r=4 /></svg>",
            "a picture has no words; give it alt or aria-label, or aria-hidden='true'",
        ),
        ("<p><span class=box data-form=checkbox></span> x", "a form field has no words; give it aria-label"),
        ("<p><a href='#gone'>x</a>", "No anchor #gone for internal URI reference; correct it where it is written"),
        (
            "<p style='opacity: .5'>x",
            "text stands in a see-through group, which cannot be tagged; use a color, not opacity",
        ),
        (
            "<p style='font-family: DejaVu Sans'>x",
            "no @font-face declares DejaVu Sans, used in <p>; add one or name another",
        ),
    ],
)
def test_faults_of_a_page(body, expected):
    assert messages(body) == [expected]


def test_pictures_that_are_none():
    assert messages("<img src='asset:x.svg' alt=x>", **{"x.svg": b"<html>Not found</html>"}) == [
        "x.svg is no SVG image but <html>; save it again as SVG"
    ]
    assert "x.svg is not well-formed SVG" in messages("<img src='asset:x.svg' alt=x>", **{"x.svg": b"<svg"})[0]
    assert "Failed to load image at 'asset:x.png'" in messages("<img src='asset:x.png' alt=x>", **{"x.png": b"no"})[0]


def test_faults_of_a_style_sheet_name_it():
    sheet = STYLE + "h1 { colour: red }"
    (message,) = messages(**{"page.css": sheet.encode()})
    assert message.startswith("asset:page.css: Ignored `colour: red ` at ")


def test_faults_of_a_style_sheet_are_told_every_time():
    sheet = {"page.css": (STYLE + "h1 { colour: blue }").encode()}
    assert messages(**sheet) == messages(**sheet)


def test_page_needs_title_language_and_h1():
    assert messages(head="", lang="") == [
        "the page has no title; set <title>",
        "the page names no language; set <html lang>",
    ]
    with pytest.raises(DocumentFailed, match="heading h2 follows the start of the page; use h1"):
        to_pdf(page("<h2>x</h2>"), assets=assets())


def test_page_without_a_font_fails_and_does_not_crash():
    with pytest.raises(DocumentFailed, match="no style sheet brings a font; add an @font-face"):
        to_pdf("<html lang=en><title>T</title><h1>x", assets={})


def test_fonts_of_the_machine_cannot_be_named():
    style = "@font-face { font-family: Q; src: local('DejaVu Sans') }"
    assert messages(style=style) == ["Font-face 'Q' cannot be loaded; correct it where it is written"]


def test_faults_stay_in_their_own_thread():
    failed, made = [], []

    def bad():
        failed.append(messages("<p>\N{BALLOT BOX}"))

    def good():
        made.append(to_pdf(page("<h1>Title</h1><p>Good."), assets=assets()))

    threads = [threading.Thread(target=target) for target in (bad, good) * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(failed) == 3
    assert len(set(made)) == 1
    assert len(made) == 3


def test_other_version_is_refused(monkeypatch):
    monkeypatch.setattr(engine, "_folder", None)
    monkeypatch.setattr(weasyprint, "VERSION", "71.0")
    with pytest.raises(EnvironmentFault, match=r"WeasyPrint is 71\.0; install weasyprint~=70\.0"):
        engine.load()


def test_missing_library_is_the_machines_fault(monkeypatch):
    monkeypatch.setattr(engine, "_folder", None)

    class Missing:
        def find_spec(self, name, *_):
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0.so.0'")

    monkeypatch.delitem(sys.modules, "weasyprint")
    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])
    with pytest.raises(EnvironmentFault, match=r"cannot load library .* install Pango"):
        engine.load()


@pytest.mark.parametrize(
    "link",
    [
        "<a href='https://example.org/'></a>",
        "<a href='https://example.org/'> <b> </b></a>",
        "<a href='https://example.org/'><!-- no words --></a>",
        "<a href='https://example.org/'><img src='asset:pic.svg' alt=''></a>",
        "<a href='https://example.org/'><span aria-hidden=true>&rarr;</span></a>",
        "<a href='https://example.org/' aria-hidden=true>Words</a>",
        "<span aria-hidden=true>See <a href='https://example.org/'>the guide</a></span>",
    ],
)
def test_a_link_says_where_it_leads(link):
    assert messages(f"<p>Words {link}") == [
        "the link 'https://example.org/' says nothing to a listener; give it words, and no aria-hidden"
    ]


@pytest.mark.parametrize("word", ["\u05e9\u05dc\u05d5\u05dd", "\u0633\u0644\u0627\u0645", "\u202eabc", "\U0001e900"])
def test_writing_from_right_to_left_is_refused(word):
    expected = f"{word!r} is written from right to left, and would be read aloud backwards; leave it out"
    assert messages(f"<p>Words <b>{word}</b> and {word}.")[0] == expected


def test_headers_name_a_head_that_is_there():
    table = "<table><tr><th id=a>A<tr><td headers='a x'>1</table><p id=x>No head"
    assert messages(table) == ["a cell has headers='x', which no th has for its id; correct it"]
