"""Phone numbers as people of a country write them, checked before a frightened person dials one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from babel import Locale
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType, shortnumberinfo

COUNTRIES = frozenset(phonenumbers.SUPPORTED_REGIONS)
# Numbers that nobody answers, by calling code and national number without the leading 0. The library knows no
# such thing and refuses some of them, yet an example needs numbers that never ring at a stranger's home.
FICTIONAL = {
    # NANPA, "555 line numbers": 555-0100 to 555-0199 in each area code.
    1: re.compile(r"[2-9]\d{2}55501\d{2}"),
    # Ofcom, "Telephone numbers for use in TV and radio drama programmes".
    44: re.compile(
        r"(1632960|1134960|1144960|1154960|1164960|1174960|1184960|1214960|1314960|1414960|1514960"
        r"|1614960|2079460|1914980|2896496|2920180|7700900|8081570|9098790|3069990)\d{3}"
    ),
}
_EMERGENCY = ("911", "999", "112", "000", "111", "110", "119", "120", "15", "118", "100", "108", "197", "193", "190")
# Cell phones reach help by 112 there, telephones on a wall do not.
_ONLY = {"US": "911", "CA": "911"}


@dataclass(frozen=True)
class Phone:
    """A checked number: `printed` for the page, `uri` for a link, in the digits of E.164 (`tel:+12025550143`).

    With an extension a link ends in `;ext=44` (RFC 3966).
    """

    printed: str
    uri: str
    fictional: bool
    extension: str | None = None


@lru_cache(maxsize=1024)
def read_phone(text: str, country: str) -> Phone:
    """The number that `text` means in a country (ISO 3166 code). Raises ValueError with what to do."""
    advice = f"{text!r} is not a phone number in {country_name(country)}; check each digit and write the area code"
    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException as error:
        raise ValueError(advice) from error
    if shortnumberinfo.is_valid_short_number_for_region(number, country):
        digits = str(number.national_number)
        grouped = text.replace(" ", "") == digits  # as its own people write it: 116 123
        return Phone(" ".join(text.split()) if grouped else digits, f"tel:{digits}", fictional=False)
    fictional = is_fictional(number)
    if not (fictional or phonenumbers.is_valid_number(number)):
        raise ValueError(advice)
    dialled = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    extended = f";ext={number.extension}" if number.extension else ""
    return Phone(_printed(number, country), f"tel:{dialled}{extended}", fictional, number.extension)


def _printed(number: PhoneNumber, country: str) -> str:
    """As people of the country write it; a toll-free number of North America with the 1 that must be dialled."""
    abroad = number.country_code != phonenumbers.country_code_for_region(country)
    if number.country_code == 1 and not abroad and phonenumbers.number_type(number) == PhoneNumberType.TOLL_FREE:
        return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)[1:].replace(" ", "-")
    form = PhoneNumberFormat.INTERNATIONAL if abroad else PhoneNumberFormat.NATIONAL
    return phonenumbers.format_number(number, form)


def is_fictional(number: PhoneNumber) -> bool:
    """Whether a number is set aside for films and examples, so that it must never stand on a real clinic's sheet."""
    pattern = FICTIONAL.get(number.country_code)
    return bool(pattern and pattern.fullmatch(str(number.national_number)))


@lru_cache(maxsize=256)
def check_emergency(text: str, country: str) -> str:
    """The emergency number itself. Raises ValueError when it is not one in that country."""
    if text.isascii() and text.isdecimal() and _is_emergency(text, country):
        return text
    known = [number for number in _EMERGENCY if _is_emergency(number, country)]
    hint = f"use {' or '.join(known)}, or `blank`" if known else "use `blank`"
    raise ValueError(f"{text!r} is not an emergency number in {country_name(country)}; {hint}")


def _is_emergency(text: str, country: str) -> bool:
    return text == _ONLY.get(country, text) and shortnumberinfo.is_emergency_number(text, country)


def check_country(code: str) -> str:
    """A country code of ISO 3166. Raises ValueError with what is wrong and what to do."""
    if code in COUNTRIES:
        return code
    meant = {"UK": "GB", "USA": "US", "EN": "GB"}.get(code.upper(), code.upper())
    hint = f" did you mean {meant}?" if meant in COUNTRIES else ""
    raise ValueError(f"{code!r} is not a country code;{hint} write two capital letters, such as US or GB")


@lru_cache(maxsize=256)
def country_name(code: str) -> str:
    """The English name of a country, with its article where it has one."""
    name = Locale("en").territories.get(code, code)
    return f"the {name}" if name.startswith("United ") else name
