"""What a clinic puts on each page: its name, colors, phone lines, fever threshold. Tokens only, never style or code."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, field_validator, model_validator
from pydantic.json_schema import SkipJsonSchema

from handouts.clinic.boxes import Boxes, box_fault, must_fit
from handouts.clinic.colors import check_color
from handouts.clinic.notice import Language, Notices
from handouts.clinic.phones import Phone, check_country, check_emergency, read_phone
from handouts.source.files import RESERVED_NAMES
from handouts.source.model import Id, Line, Model

BLANK = "blank"
WEB_MAX = 200
QR_MAX_VERSION = 5  # 37 modules: 0.5 mm each in a 24 mm code with its quiet zone, what an old phone still reads
QR_BYTES = 84
"""Characters that a code of version 5, level M, holds whatever they are (ISO/IEC 18004:2015, table 7)."""


def _blank_as_none(value: Any) -> Any:
    if value is None:
        raise ValueError(f"is empty; write it, or `{BLANK}` for a space to write in by hand")
    return None if value == BLANK else value


def _check_id(value: str) -> str:
    if value in RESERVED_NAMES:
        raise ValueError(f"{value!r} cannot be a folder's name on Windows; use another id")
    return value


def _check_file_name(value: str) -> str:
    if not re.fullmatch(r"[\w][\w .()-]*", value) or value.endswith((".", " ")) or len(value) > 100:
        raise ValueError(f"{value!r} is not a plain file name; put the file next to brand.yaml and write only its name")
    return value


def _check_web(value: str) -> str:
    if len(value) > WEB_MAX:
        raise ValueError(f"has {len(value):,} characters, at most {WEB_MAX}; use a shorter address")
    plain = value.isascii() and value.isprintable() and not set(value) & set(" <>\"'`{}|\\^[]")
    parts = urlsplit(value if plain else "")
    if parts.scheme != "https" or "." not in (parts.hostname or "") or "@" in parts.netloc:
        raise ValueError(f"{value!r} is not a web address; write one that begins with https://")
    # Drawing a code takes longer than all other checks of a brand: only an address in capitals can still fit.
    if len(value) > QR_BYTES and _qr_version(value) > QR_MAX_VERSION:
        raise ValueError("is too long for a small printed code; use a shorter address")
    if fault := box_fault(web_as_printed(value), Boxes.WEB):
        raise ValueError(fault)
    return value


def _qr_version(value: str) -> int:
    import segno

    return int(segno.make_qr(value, error="m").version)


def web_as_printed(address: str) -> str:
    """A web address as people type it: without `https://` and without a slash at its end."""
    return address.removeprefix("https://").rstrip("/")


FEVER = r"[0-9]{2,3}([.,][0-9])? *°? *[FCfc]"
"""A threshold in one word: `100.4 F`, `38 C`."""


def fever_parts(value: str) -> dict[str, str] | None:
    """The threshold and the unit of words such as `100.4 F` or `38,0 °C`; None where they are no such words."""
    if not re.fullmatch(FEVER, value.strip()):
        return None
    return {"unit": value.strip()[-1].upper(), "threshold": value.strip(" °FCfc").replace(",", ".")}


def _fever_in_one(value: Any) -> Any:
    if not isinstance(value, str) or value == BLANK:
        return _blank_as_none(value)
    parts = fever_parts(value)
    if parts is None:
        raise ValueError(f"{value!r} is no temperature with its unit; write 100.4 F, 38.0 C or `{BLANK}`")
    return parts


Color = Annotated[str, AfterValidator(check_color)]


class LogoFile(Model):
    """The logo's file, next to brand.yaml, and the words a screen reader says for it."""

    file: Annotated[str, AfterValidator(_check_file_name)]
    alt: Annotated[Line, Field(max_length=150)]


class Colors(Model):
    """Two colors, each dark enough for words on white and for white words on it."""

    primary: Color = "#1b4b5a"
    accent: Color = "#8a3b12"

    @field_validator("primary", "accent", mode="before")
    @classmethod
    def _quoted(cls, value: Any) -> Any:
        if value is None:  # YAML reads an unquoted # as the start of a comment
            raise ValueError('is empty; write the color in quotes, such as "#1b4b5a"')
        return value


class _Number(Model):
    """A number to call and what it is."""

    # Set by Brand from its own country; the space keeps any key of a file from meaning it.
    country: SkipJsonSchema[str | None] = Field(default=None, validation_alias=" country", exclude=True, repr=False)
    label: Line
    number: Annotated[Line, Field(max_length=60)]

    @field_validator("number")
    @classmethod
    def _check_number(cls, value: str, info: ValidationInfo) -> str:
        if country := info.data.get("country"):
            phone = read_phone(value, country)
            box = Boxes.PHONE_EXTENDED if phone.extension else Boxes.PHONE_NUMBER
            if fault := box_fault(phone.printed, box):
                raise ValueError(fault)
        return value

    @property
    def _phone(self) -> Phone:
        return read_phone(self.number, self.country or "")

    @property
    def printed(self) -> str:
        """The number as the clinic's country writes it."""
        return self._phone.printed

    @property
    def uri(self) -> str:
        """The number as a link, `tel:` and all digits from the country's code on (E.164); a short number as it is."""
        return self._phone.uri

    @property
    def extended(self) -> bool:
        """Whether an extension must be asked for or dialled after it."""
        return self._phone.extension is not None

    @property
    def fictional(self) -> bool:
        """Whether the number is set aside for examples and never answered."""
        return self._phone.fictional


class PhoneLine(_Number):
    """One number to call: for the day, for the night, for any time, or to make appointments (in no emergency)."""

    label: Annotated[Line, AfterValidator(must_fit(Boxes.PHONE_LABEL))]
    hours: Annotated[Line, AfterValidator(must_fit(Boxes.PHONE_HOURS))]
    use: Literal["day", "night", "any", "appointments"]


class CrisisLine(_Number):
    """Whom to call with thoughts of ending one's life: the number is printed where a sheet speaks of them.

    The label tells the clinic which line it has confirmed; page 1 of a checklist has no room for it.
    """

    label: Annotated[Line, Field(max_length=40)]


class Fever(Model):
    """The body temperature at which this clinic wants a call."""

    unit: Literal["F", "C"]
    threshold: str

    @field_validator("threshold")
    @classmethod
    def _check_range(cls, value: str, info: ValidationInfo) -> str:
        if not re.fullmatch(r"[0-9]{2,3}(\.[0-9])?", value):
            raise ValueError(f"{value!r} is not a temperature; write one such as 38.0 or 100.4")
        ranges = {"C": (Decimal(37), Decimal(39)), "F": (Decimal("98.6"), Decimal("102.2"))}
        unit = info.data.get("unit")
        if unit is None or ranges[unit][0] <= Decimal(value) <= ranges[unit][1]:
            return value
        low, high = ranges[unit]
        other = "C" if unit == "F" else "F"
        meant = f" did you mean {value} {other}?" if ranges[other][0] <= Decimal(value) <= ranges[other][1] else ""
        advice = f"write {low} to {high} °{unit}, or `fever: blank`"
        raise ValueError(f"{value} °{unit} cannot be a fever threshold;{meant} {advice}")

    @property
    def words(self) -> str:
        """`38.0 °C`, or `100.4 °F (38.0 °C)`: who thinks in Fahrenheit may own either thermometer."""
        if self.unit == "C":
            return f"{self.threshold} °C"
        celsius = ((Decimal(self.threshold) - 32) * 5 / 9).quantize(Decimal("0.1"), ROUND_HALF_UP)
        return f"{self.threshold} °F ({celsius} °C)"


_Blank = Literal["blank"]
_InOne = Annotated[str, Field(pattern=f"^{FEVER}$")]
_Fever = Annotated[Fever | None, BeforeValidator(_fever_in_one, json_schema_input_type=Fever | _Blank | _InOne)]
_Crisis = Annotated[CrisisLine | None, BeforeValidator(_blank_as_none, json_schema_input_type=CrisisLine | _Blank)]
_Phones = Annotated[tuple[PhoneLine, ...], Field(max_length=4)]


class Brand(Model):
    """What `brand.yaml` says. None stands for `blank`: a space on the page to write in by hand."""

    id: Annotated[Id, AfterValidator(_check_id)]
    name: Annotated[Line, AfterValidator(must_fit(Boxes.NAME))]
    country: Annotated[str, AfterValidator(check_country)]
    logo: LogoFile | None = None
    colors: Colors = Colors()
    phones: Annotated[_Phones | None, BeforeValidator(_blank_as_none, json_schema_input_type=_Phones | _Blank)]
    emergency_number: Annotated[str | None, BeforeValidator(_blank_as_none, json_schema_input_type=str)]
    crisis_line: _Crisis = None
    address: Annotated[tuple[Annotated[Line, AfterValidator(must_fit(Boxes.ADDRESS))], ...], Field(max_length=4)] = ()
    web: Annotated[str, AfterValidator(_check_web)] | None = None
    fever: _Fever
    paper: Literal["letter", "a4"]
    languages: Annotated[tuple[Language, ...], Field(max_length=20)] = ("en",)
    language_notice: Notices = ()
    made_by: Annotated[Line, AfterValidator(must_fit(Boxes.MADE_BY))] | None = None

    @model_validator(mode="before")
    @classmethod
    def _give_country(cls, data: Any) -> Any:
        """Let each number know the country, so that a wrong one is reported at its own line."""
        if not isinstance(data, dict):
            return data
        try:
            country = check_country(str(data.get("country")))
        except ValueError:
            return data

        def known(line: Any) -> Any:
            return {**line, " country": country} if isinstance(line, dict) else line

        given = {"crisis_line": known(data["crisis_line"])} if "crisis_line" in data else {}
        if isinstance(data.get("phones"), (list, tuple)):
            given["phones"] = [known(phone) for phone in data["phones"]]
        return {**data, **given}

    @field_validator("phones")
    @classmethod
    def _cover_the_night(cls, value: tuple[PhoneLine, ...] | None) -> tuple[PhoneLine, ...] | None:
        # Not `min_length`, which counts lines with a fault as absent and would call the list empty too.
        if value == ():
            raise ValueError(f"is empty; add a line, or write `{BLANK}` for a space to write in by hand")
        uses = {phone.use for phone in value or ()}
        for time in ("day", "night"):
            if value and not uses & {time, "any"}:
                raise ValueError(f"has no number for the {time}; add a line with `use: {time}` or `use: any`")
        return value

    @field_validator("emergency_number")
    @classmethod
    def _check_emergency(cls, value: str | None, info: ValidationInfo) -> str | None:
        return check_emergency(value, info.data["country"]) if value and "country" in info.data else value

    @field_validator("languages")
    @classmethod
    def _each_once(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not value:
            raise ValueError("is empty; add a language, or delete the key")
        if twice := sorted({code for code in value if value.count(code) > 1}):
            raise ValueError(f"names {', '.join(twice)} twice; keep one")
        return value

    @property
    def named(self) -> bool:
        """Whether there is a clinic at all; an unbranded sheet has none."""
        return bool(self.name)

    @property
    def fever_words(self) -> str | None:
        """The fever threshold as printed; None where it is a blank."""
        return self.fever.words if self.fever else None

    @property
    def web_printed(self) -> str | None:
        """The web address as people type it."""
        return web_as_printed(self.web) if self.web else None

    @property
    def fictional(self) -> bool:
        """Whether any phone number is one that nobody answers, so that these sheets must not reach patients."""
        lines = (*(self.phones or ()), *((self.crisis_line,) if self.crisis_line else ()))
        return any(line.fictional for line in lines)
