"""Tiny pages, one feature each, that several tests make PDFs of."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from handouts.pdf import to_pdf
from handouts.proof import Proof, inspect

FONTS = Path(__file__).resolve().parents[1] / "styles" / "fonts"
STYLE = """
@font-face { font-family: "Handouts Sans"; src: url(asset:fonts/HandoutsSans-Regular.ttf) }
@font-face { font-family: "Handouts Sans"; font-weight: 700; src: url(asset:fonts/HandoutsSans-Bold.ttf) }
@page {
  size: 150mm 100mm; margin: 10mm; font-family: "Handouts Sans";
  @top-left { content: "Clinic"; font-family: "Handouts Sans" }
  @bottom-center { content: "Page " counter(page); font-family: "Handouts Sans"; border-top: 1px solid }
}
html { font: 12pt/1.3 "Handouts Sans" }
ul { list-style-type: disc }
code { font: inherit }
.box { display: inline-block; width: 5mm; height: 5mm; border: 1px solid }
.line { display: block; height: 9mm; border-bottom: 1px solid }
.worded::before { content: "Note: " }
.worded::after { content: " (" counter(page) ")" }
.glyph::before { content: "• " }
.numbered li::marker { content: "Step " counter(list-item) ": " }
.footnote { float: footnote }
.running { position: running(masthead) }
.running-page { page: running }
@page running { @top-right { content: element(masthead) } }
"""
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><rect width="40" height="20"/></svg>'
ITEMS = "".join(f"<li>Point {number}</li>" for number in range(1, 31))
ROWS = "".join(f"<tr><th scope=row>Day {n}<td>Walk<td>Rest" for n in range(1, 31))

# name: what stands after the h1
FEATURES = {
    "paragraph": "<p>One <b>bold</b> word.",
    "section": "<section><h2>Part</h2><div><p>First.</p>Loose words <em>here</em>.</div></section>",
    "list": f"<ul>{ITEMS}</ul>",
    "nested list": "<ol><li>Outer<ul><li>Inner</li></ul></li><li><p>Second</p></li></ol>",
    "bare list": "<ul style='list-style: none'><li>Plain</li></ul>",
    "inside list": "<ul style='list-style-position: inside'><li>Inside</li><li><p>Block</p></li></ul>",
    "written marks": "<ol class=numbered style='margin-left: 25mm'><li>Wash</ol>"
    "<ol class=numbered style='list-style-position: inside'><li>Dry</ol>",
    "marked paragraph": "<p style='display: list-item; margin-left: 9mm'>No item",
    "bare marks": "<ul role=presentation><li>One<li>Two</ul><dl role=none><dt>Pain<dd>It hurts.</dl>",
    "bare table": "<table role=presentation><caption>Grid</caption><tr><th>A<td>B<tr><td>C<td><b>D</b></table>",
    "bare link": "<p>See <a role=presentation href='https://example.org/'>the guide</a>.",
    "footnote": "<p>Words <span class=footnote>A note here.</span> go on.<p>More.",
    "named heads": "<table><tr><th id=a>A<th id=b>B<th>C<tr><td headers=a>1<td headers='a b'>2<td>3</table>",
    "terms": "<dl><dt>Pleura<dt>Lining<dd>A thin skin.<dd>It is wet.<dt>Pain<dd>It hurts.</dl>",
    "table": "<table><caption>Week</caption><thead><tr><th>Day<th colspan=2>Plan<tbody>"
    "<tr><th>Monday<td>Walk<td></table>",
    "long table": f"<table><thead><tr><th>Day<th>Morning<th>Evening<tbody>{ROWS}</table>",
    "spans": "<table><tr><th scope=col>A<th scope=col>B<tr><td rowspan=2>1<td>2<tr><td>3</table>",
    "link": '<p>See <a href="https://example.org/a?b=c">the <b>long</b> guide</a> or <a href="#end">the end</a>.'
    '<p id="end">End.',
    "broken link": f'<p>{"word " * 9}<a href="https://example.org/">a guide that breaks over two lines</a>.',
    "block link": '<p><a style="display: block" href="https://example.org/">Block</a>',
    "picture link": '<p><a href="tel:+15550100"><img src="asset:pic.svg" alt="Call us"></a>',
    "figure": "<figure><svg role=img aria-label='A lung' width=40 height=40><circle cx=20 cy=20 r=9 /></svg>"
    "<figcaption>Fig. 1</figcaption></figure>",
    "titled svg": "<p><svg width=9 height=9><title>A dot</title><circle cx=4 cy=4 r=4 /></svg> beside",
    "drawn figure": "<div role=img aria-label='Two boxes'><p>left</p><p>right</p></div>",
    "decoration": '<p aria-hidden=true>Never read.</p><img src="asset:pic.svg" alt=""><p>Words'
    "<svg role=presentation width=9 height=9><circle r=4 /></svg>",
    "generated": "<div class=glyph><p class=worded>Words.</div>",
    "checkbox": "<p><span class=box data-form=checkbox aria-label='Box'></span> Cough",
    "lines": "<p>Name <span class=line data-form=text aria-label='Your name'></span>",
    "named fields": "<p><span data-label>Why?</span><span class=box data-form=checkbox aria-label='Ask: Why?'></span>"
    "<span class=line data-form=text aria-label='Your name'></span><span data-label>Name</span>",
    "fields among words": "<p><span data-label>Call <a href='tel:911'>911</a>?</span>"
    "<span class=box data-form=checkbox aria-label='Call 911?'></span>"
    "<span data-label>At <span class=line data-form=text aria-label='Temperature'></span> or more</span>"
    "<span class=box data-form=checkbox aria-label='Fever'></span>",
    "field among loose words": "<div>Call <span class=line data-form=text aria-label='Number'></span> at once.</div>",
    "term in another language": "<dl><dt lang=es>Dolor<dd>It hurts.</dl>",
    "said": "<p>Pleura <span aria-label='Say: ploor uh' style='display: block'>(PLOOR-uh)</span>",
    "run in": "<div><strong role=heading aria-level=2>Why:</strong> To see.</div>",
    "language": "<p>Say <span lang=es>hola</span>.<div lang=fr><p>Bonjour.</div>",
    "short form": "<p><abbr title='computed tomography'>CT</abbr> scan",
    "note": "<p>Words.<p role=doc-footnote id=n1>A note.",
    "quote": "<blockquote><p>Said.</blockquote><p><q>So</q> <code>x</code>",
    "running": "<div class=running-page><p class=running>Masthead</p><p>Words.</div>",
    "fixed": f"<p style='position: fixed; bottom: 0'>Stamp</p><ul>{ITEMS}</ul>",
    "floats": "<div style='float: right'>Beside</div><p>After it.",
    "stacked": "<p style='position: relative; z-index: 1'>First.<p style='overflow: hidden'>Second.",
    "columns": "<div style='columns: 2'><p>One.<p>Two.</div>",
    "grid": "<div style='display: grid; grid-template-columns: 1fr 1fr'><p>One.<p>Two.</div>",
    "reordered": "<div style='display: flex'><p style='order: 2'>One.<p style='order: 1'>Two.</div>",
    "caption below": "<table><caption style='caption-side: bottom'>Week</caption><tr><td>Walk</table>",
    "turned": "<p style='transform: rotate(2deg)'>Turned.",
    "invisible": "<p>Seen.<p style='visibility: hidden'>Unseen.",
}


def page(body: str, *, style: str = "", head: str = "<title>Test</title>", lang: str = "en") -> str:
    """A complete page around a body."""
    return (
        f'<!doctype html><html lang="{lang}"><head>{head}<link rel=stylesheet href="asset:page.css">'
        f"<style>{style}</style></head><body>{body}</body></html>"
    )


@cache
def fonts() -> dict[str, bytes]:
    """The bundled fonts under the names the style sheet asks for."""
    return {f"fonts/{path.name}": path.read_bytes() for path in FONTS.glob("*.ttf")}


def assets(**more: bytes) -> dict[str, bytes]:
    """The fonts, the style sheet, one picture, and whatever a test adds."""
    return {**fonts(), "page.css": STYLE.encode(), "pic.svg": SVG, **more}


@cache
def feature_pdf(name: str) -> bytes:
    """The PDF of one feature."""
    return to_pdf(page(f"<h1>Title</h1>{FEATURES[name]}"), assets=assets(), identifier=name)


@cache
def feature(name: str) -> Proof:
    """The facts of one feature's PDF."""
    return inspect(feature_pdf(name))
