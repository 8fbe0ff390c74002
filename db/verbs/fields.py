"""Kinds of verb fields: each reads what a person or a script gave and says clearly what is wrong with it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from db.rules import phone as phones
from db.rules.text import (
    ADDRESS_LIMIT,
    LONG_LIMIT,
    NAME_LIMIT,
    PHONE_LIMIT,
    WordedError,
    clean,
    folded_number,
    plain_number,
)

NUMBER_LIMIT = 32
"""Characters of a number that people give: a staff number, a tool's."""
YEARS = range(1970, 3000)


PHONE, ADDRESS = "phone", "address"


class Private:
    """Marks a field with personal data or free text: the log keeps it outside the hashed body (CUS-03).

    `kind` says how it is masked: as a phone, as an address, or as a text in which phones may stand.
    """

    def __init__(self, kind: str = "") -> None:
        self.kind = kind


STAFF, CUSTOMER, TOOL, TICKET = "staff", "customer", "tool", "ticket"


class Names:
    """Marks a field that names a person, customer, tool or ticket: by number, name, pinyin or initials."""

    def __init__(self, family: str) -> None:
        self.family = family


class Listed:
    """Marks a field that is a reason of one of the policy's lists (KNO-02): by its code or name in either
    language, and kept as the code, so that it can be counted. `free` takes words of one's own as well.
    """

    def __init__(self, kind: str, *, free: bool = True) -> None:
        self.kind, self.free = kind, free


class FieldError(WordedError):
    """A value that its field does not take."""


def _text(limit: int, *, multiline: bool = False) -> BeforeValidator:
    def read(value: Any) -> Any:
        return clean(value, limit, multiline=multiline, empty=True) if isinstance(value, str) else value

    return BeforeValidator(read)


def _filled(value: str) -> str:
    if not value:
        raise FieldError("Something must stand here.")
    return value


def _instant(value: Any) -> Any:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.strip())
        except ValueError:
            raise FieldError(
                "“{value}” is not an instant; write it like {example}.",
                value=clean(value, 2000)[:40],
                example="2026-07-15T14:00:00+08:00",
            ) from None
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise FieldError(
                "An instant needs its offset, like {example}.", example="2026-07-15T14:00:00+08:00"
            )
        try:
            instant = value.astimezone(UTC).replace(microsecond=0)
        except OverflowError:
            raise FieldError("This instant lies outside the calendar.") from None
        _check_year(instant.year)
        return instant
    # Numbers would be read as seconds since 1970, which nobody means.
    raise FieldError("An instant is written like {example}.", example="2026-07-15T14:00:00+08:00")


def _day(value: Any) -> Any:
    if isinstance(value, str):
        try:
            value = date.fromisoformat(value.strip())
        except ValueError:
            raise FieldError(
                "“{value}” is not a date; write it like {example}.",
                value=clean(value, 2000)[:40],
                example="2026-07-15",
            ) from None
    if isinstance(value, date):
        _check_year(value.year)
    return value


def _check_year(year: int) -> None:
    """Further away, a window or a warranty would run over the end of the calendar."""
    if year not in YEARS:
        raise FieldError("This instant lies outside the calendar.")


def _phone(value: str) -> str:
    if value:
        phones.normal(value)
    return value


def _codes(value: Any) -> Any:
    if isinstance(value, str):
        value = re.split("[,\uff0c\u3001]", value)  # the Chinese commas as well
    if isinstance(value, (list, tuple)):
        read = (clean(code, NAME_LIMIT, empty=True) if isinstance(code, str) else code for code in value)
        return tuple(code for code in read if code != "")
    return value


def _ticket_refs(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return tuple(_ticket_refs(each) for each in value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return clean(value, NAME_LIMIT, empty=True) if isinstance(value, str) else value


Name = Annotated[str, _text(NAME_LIMIT), AfterValidator(_filled), Private()]
OptionalName = Annotated[str, _text(NAME_LIMIT), Private()]
Label = Annotated[str, _text(NAME_LIMIT)]
Phone = Annotated[str, _text(PHONE_LIMIT), AfterValidator(_filled), AfterValidator(_phone), Private(PHONE)]
OptionalPhone = Annotated[str, _text(PHONE_LIMIT), AfterValidator(_phone), Private(PHONE)]
Address = Annotated[str, _text(ADDRESS_LIMIT), Private(ADDRESS)]
Words = Annotated[str, _text(LONG_LIMIT, multiline=True), AfterValidator(_filled), Private()]
OptionalWords = Annotated[str, _text(LONG_LIMIT, multiline=True), Private()]
Code = Annotated[str, _text(NAME_LIMIT), AfterValidator(_filled)]
OptionalCode = Annotated[str, _text(NAME_LIMIT)]
Number = Annotated[str, _text(NUMBER_LIMIT), AfterValidator(_filled), AfterValidator(plain_number)]
OptionalNumber = Annotated[str, _text(NUMBER_LIMIT), AfterValidator(folded_number)]
ShortLabel = Annotated[str, _text(NUMBER_LIMIT), AfterValidator(_filled)]
Serial = Annotated[str, _text(NAME_LIMIT), AfterValidator(folded_number)]
Instant = Annotated[datetime, BeforeValidator(_instant)]
Day = Annotated[date, BeforeValidator(_day)]
Codes = Annotated[tuple[str, ...], BeforeValidator(_codes)]
Tickets = Annotated[str | tuple[str, ...], BeforeValidator(_ticket_refs), Names(TICKET)]
OneTicket = Annotated[str, _text(NAME_LIMIT), AfterValidator(_filled), Names(TICKET)]
Person = Annotated[str, _text(NAME_LIMIT), AfterValidator(_filled), Names(STAFF)]
OptionalPerson = Annotated[str, _text(NAME_LIMIT), Names(STAFF)]
People = Annotated[tuple[str, ...], BeforeValidator(_codes), Names(STAFF)]
OneCustomer = Annotated[str, _text(NAME_LIMIT), AfterValidator(_filled), Names(CUSTOMER)]
OneTool = Annotated[str, _text(NAME_LIMIT), AfterValidator(_filled), Names(TOOL)]
OptionalTool = Annotated[str, _text(NAME_LIMIT), Names(TOOL)]
Level = Annotated[int, Field(ge=1, le=4)]
Priority = Annotated[int, Field(ge=1, le=9)]
Mark = Annotated[int, Field(ge=1, le=5)]
Quantity = Annotated[int, Field(ge=1, le=1_000_000)]
