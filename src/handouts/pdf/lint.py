"""What a listener would stumble over in a tree of tags: a heading left out, a picture or a field without words."""

from __future__ import annotations

from handouts.pdf.structure import Node


def lint(document: Node) -> list[str]:
    """The faults of a finished structure, each with what to do."""
    faults, level = [], 0
    heads = {node.identifier for node in document.walk() if node.role == "TH"}
    for node in document.walk():
        for head in node.attributes.get("Table", {}).get("Headers", ()):
            if head.string not in heads:
                faults.append(f"a cell has headers={head.string!r}, which no th has for its id; correct it")
        if node.role[0] == "H" and node.role[1:].isdecimal():
            now = int(node.role[1:])
            if now > level + 1:
                before = f"h{level}" if level else "the start of the page"
                faults.append(f"heading h{now} follows {before}; use h{level + 1}, or add the level between")
            level = now
        if node.role == "Figure" and not node.alt:
            faults.append("a picture has no words; give it alt or aria-label, or aria-hidden='true'")
        if node.role == "Form" and not node.alt:
            faults.append("a form field has no words; give it aria-label")
    return faults
