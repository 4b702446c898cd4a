"""The fixed words of a page in one language: the model of `content/<lang>/labels.yaml`."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from handouts.content.items import Heading, Printed
from handouts.source.model import Id, Line, Model


class TypeLabels(Model):
    """A disease type's name in one language."""

    name: Heading


class Labels(Model):
    """The fixed words of a page in one language: `page` words stand in the body and are signed, `foot` words not.

    `aloud` are those that only a listener meets: in the names of blanks and links. So is what `short_forms`
    stand for: it is told where one first stands in a sentence, not in headings, terms and names of boxes.
    `same_as_english` names words of another language that are spelled as in English: `page.notes`.
    """

    language: Heading
    types: dict[Id, TypeLabels]
    kinds: Annotated[dict[Id, Line], Printed("heading")]
    editions: Annotated[dict[Id, Line], Printed("heading")]
    sites: Annotated[dict[Id, Line], Printed("heading")]
    page: Annotated[dict[str, Line], Printed("heading")]
    foot: Annotated[dict[str, Line], Printed("heading")]
    aloud: dict[str, Line]
    short_forms: dict[Line, Line] = Field(default_factory=dict)
    same_as_english: tuple[str, ...] = ()
