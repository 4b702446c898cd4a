"""A document's words as plain Typst: the same text in another, simpler layout."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

import tinyhtml5

SET = """#set document(title: "{title}")
#set text(font: "Handouts Sans", size: 14pt, lang: "en")
#set page(paper: "{paper}", margin: 20mm, numbering: "1")
"""
PAPERS = {"letter": "us-letter", "a4": "a4"}
HEADINGS = {f"h{level}": "=" * level for level in range(1, 7)}
BLOCKS = {"p", "li", "td", "th", "dt", "dd", "caption", "figcaption", *HEADINGS}


def typst_source(html: str, paper: str) -> str:
    """The source of one document; what is drawn, framed or aligned in the page is left out."""
    root = tinyhtml5.parse(html, namespace_html_elements=False)
    title = "".join(root.find("head/title").itertext()).strip().replace('"', "'")
    lines = [SET.format(title=title, paper=PAPERS[paper])]
    for element in _blocks(root.find("body")):
        words = " ".join("".join(element.itertext()).split())
        if words:
            mark = HEADINGS.get(element.tag) or ("-" if element.tag == "li" else "")
            # As a string, so that nothing in the words is taken for markup.
            quoted = words.replace("\\", "\\\\").replace('"', '\\"')
            lines.append(f'{mark} #"{quoted}"'.strip() + "\n")
    return "\n".join(lines)


def _blocks(element: Element) -> Iterator[Element]:
    """The innermost elements that hold running words."""
    for child in element:
        inner = list(_blocks(child))
        if child.tag in BLOCKS and not inner:
            yield child
        yield from inner
