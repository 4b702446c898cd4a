"""A clinic's words on help in other languages, each in a language that is named."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Annotated, Any

from babel import Locale, UnknownLocaleError
from pydantic import AfterValidator, BeforeValidator, Field

from handouts.clinic.boxes import Boxes, box_fault
from handouts.source.model import Line, Model


@lru_cache(maxsize=256)
def check_language(value: str) -> str:
    """A language's code. Raises ValueError with what is wrong and what to do."""
    try:
        if not re.fullmatch(r"[A-Za-z0-9-]{2,40}", value):
            raise ValueError
        Locale.parse(value, sep="-")
    except (ValueError, UnknownLocaleError) as error:
        raise ValueError(f"{value!r} is not a language code; write one such as en or es") from error
    return value


Language = Annotated[str, AfterValidator(check_language)]


class Notice(Model):
    """Words on help in other languages, and the language that they are in, so that they are read aloud in it."""

    language: Language
    words: Line


def _plain_as_english(value: Any) -> Any:
    if isinstance(value, str):
        return [{"language": "en", "words": value}]
    return () if value is None else value


def _check_room(value: tuple[Notice, ...]) -> tuple[Notice, ...]:
    if fault := box_fault(" ".join(notice.words for notice in value), Boxes.NOTICE):
        raise ValueError(fault)
    return value


Notices = Annotated[
    tuple[Notice, ...],
    Field(max_length=20),
    AfterValidator(_check_room),
    BeforeValidator(_plain_as_english, json_schema_input_type=tuple[Notice, ...] | Line | None),
]
