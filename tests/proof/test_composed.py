"""The words of a page of HTML, as they are compared with those of a PDF."""

from __future__ import annotations

from handouts.proof.composed import letters, passages


def test_passages_are_the_words_between_tags() -> None:
    html = (
        "<!doctype html><html><head><title>No</title></head><body><p>One<!-- no --> two <b>three</b> four<br>five</p>"
        "<svg aria-hidden='true'><text>six</text></svg><svg><title>No</title><defs><text>no</text></defs>"
        "<path d=''/><text>seven</text></svg><table><thead><tr><th>eight</th></tr></thead></table> </body></html>"
    )
    said = [(passage.text, passage.hidden, passage.repeats) for passage in passages(html)]
    texts = ["One two", "three", "fourfive", "six", "seven", "eight"]
    assert said == [(text, text == "six", text == "eight") for text in texts]
    assert letters("Oﬃce  co\u00adop‑ A") == "officecoop-a"
