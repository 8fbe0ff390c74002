"""Kinds of verb fields: each reads what a person or a script gave and says clearly what is wrong with it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic.fields import FieldInfo

from db import kinds, marks
from db.kinds import Called
from db.rules.batches import batch
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
PROPOSAL_LIMIT = 100_000
"""Characters of a proposal's id, which carries its lines."""
CAUSE_LIMIT = 200
"""Characters of a cause in own words: a sentence, not a name."""
T = TypeVar("T")
COMMAS = re.compile("[,\uff0c\u3001]")
"""Between numbers; the Chinese ones as well."""
NUMBER = re.compile("[A-Za-z0-9-]+", re.ASCII)
MAIL_LIMIT = 120
MAIL = re.compile(r"[^\s@<>,;\"'()\[\]\\:]+@[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
YUAN = re.compile(
    "(?P<mark>[\u00a5\uffe5]?) *(?P<whole>[0-9]{1,9})(?P<part>[.][0-9]{1,2})? *(?P<unit>(\u5143|CNY)?)", re.I
)
"""An amount in CNY as people write it."""
YEARS = range(1970, 3000)
Year = Annotated[int, Field(ge=YEARS[0], le=YEARS[-1]), kinds.Number()]


class Private:
    """Marks a field with personal data or free text: the log keeps it outside the hashed body (CUS-03)."""


class FieldError(WordedError):
    """A value that its field does not take."""


def _text(limit: int, *, multiline: bool = False) -> BeforeValidator:
    def read(value: Any) -> Any:
        return clean(value, limit, multiline=multiline, empty=True) if isinstance(value, str) else value

    return BeforeValidator(read)


def _filled(value: T) -> T:
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


def _fen(value: Any) -> Any:
    """CNY that say so, by a point or a mark, as fen; anything else as it stands."""
    said = YUAN.fullmatch(value.strip()) if isinstance(value, str) else None
    if said is None or not (said["part"] or said["mark"] or said["unit"]):
        return value
    return int(Decimal(said["whole"] + (said["part"] or "")) * 100)


def _phone(value: str) -> str:
    if value:
        from db.rules.phone import normal  # most verbs have no phone

        normal(value)
    return value


def _mail(value: str) -> str:
    """One address with one @; whether anybody reads there only a letter shows."""
    if value and not MAIL.fullmatch(value):
        raise FieldError("“{value}” is no e-mail address.", value=value[:80])
    return value


def _codes(value: Any) -> Any:
    if isinstance(value, str):
        value = COMMAS.split(value)
    if isinstance(value, (list, tuple)):
        read = (clean(code, NAME_LIMIT, empty=True) if isinstance(code, str) else code for code in value)
        return tuple(code for code in read if code != "")
    return value


def _references(value: Any) -> Any:
    """One or several: a list, or numbers with commas between them, since a name may have one in it."""
    if isinstance(value, (list, tuple)):
        return tuple(_references(each) for each in value)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        return value
    parts = [part.strip() for part in COMMAS.split(value)]
    if len(parts) > 1 and all(NUMBER.fullmatch(part) for part in parts):
        return tuple(parts)
    return clean(value, NAME_LIMIT, empty=True)


def _several(value: Any) -> Any:
    """One or several: a list, or a text with commas."""
    read = _codes(value)
    return read[0] if isinstance(value, str) and len(read) == 1 else read or ""


def _tools(value: Any) -> Any:
    """One or several tools: numbers with commas, ranges among them (`1,3-5,9+2`), or a list of such."""
    if not isinstance(value, (str, list, tuple)):
        return value
    given = [value] if isinstance(value, str) else value
    if not all(isinstance(each, str) for each in given):
        return value
    found = [number for each in given for number in batch(clean(each, LONG_LIMIT, empty=True))]
    for number in found:
        clean(number, NAME_LIMIT)
    if isinstance(value, str) and len(found) <= 1:
        return found[0] if found else ""
    return tuple(dict.fromkeys(found)) or ""


# Every field says what it is (`db.kinds`); what is called otherwise than its kind says so as well.
Name = Annotated[str, _text(NAME_LIMIT), AfterValidator(_filled), Private(), kinds.TEXT]
OptionalName = Annotated[str, _text(NAME_LIMIT), Private(), kinds.TEXT]
Label = Annotated[str, _text(NAME_LIMIT), kinds.TEXT]
Cause = Annotated[str, _text(CAUSE_LIMIT), AfterValidator(_filled), Private(), kinds.TEXT]
Phone = Annotated[
    str, _text(PHONE_LIMIT), AfterValidator(_filled), AfterValidator(_phone), Private(), kinds.Phone()
]
OptionalPhone = Annotated[str, _text(PHONE_LIMIT), AfterValidator(_phone), Private(), kinds.Phone()]
OptionalMail = Annotated[
    str, _text(MAIL_LIMIT), AfterValidator(_mail), Private(), kinds.TEXT, Called("E-mail")
]
Address = Annotated[str, _text(ADDRESS_LIMIT), Private(), kinds.Address()]
ProposalName = Annotated[str, _text(PROPOSAL_LIMIT), kinds.TEXT, Called("Proposal")]
ProposalLines = Annotated[str, _text(LONG_LIMIT), kinds.TEXT, Called("Lines")]
Words = Annotated[str, _text(LONG_LIMIT, multiline=True), AfterValidator(_filled), Private(), kinds.WORDS]
OptionalWords = Annotated[str, _text(LONG_LIMIT, multiline=True), Private(), kinds.WORDS]
Definition = Annotated[str, _text(LONG_LIMIT, multiline=True), kinds.Text(long=True)]
"""What the policy says: nobody's own words, it is hashed with the policy."""
Remark = Annotated[OptionalWords, Called("Text")]
Code = Annotated[str, _text(NAME_LIMIT), AfterValidator(_filled), kinds.TEXT]
OptionalCode = Annotated[str, _text(NAME_LIMIT), kinds.TEXT]
Number = Annotated[
    str, _text(NUMBER_LIMIT), AfterValidator(_filled), AfterValidator(plain_number), kinds.TEXT
]
OptionalNumber = Annotated[str, _text(NUMBER_LIMIT), AfterValidator(folded_number), kinds.TEXT]
Serial = Annotated[
    str, _text(NAME_LIMIT), AfterValidator(folded_number), kinds.SerialNo(), Called("Serial no.")
]
Instant = Annotated[datetime, BeforeValidator(_instant), kinds.Instant()]
WindowFrom = Annotated[Instant, kinds.Instant(ahead=True, until="window_to"), Called("Window from")]
WindowTo = Annotated[Instant, kinds.Instant(ahead=True), Called("Window to")]
WantedFrom = Annotated[Instant, kinds.Instant(ahead=True, until="wanted_to"), Called("Wanted from")]
WantedTo = Annotated[Instant, kinds.Instant(ahead=True), Called("Wanted to")]
Day = Annotated[date, BeforeValidator(_day), kinds.Day()]
YesNo = Annotated[bool, kinds.YesNo()]
Codes = Annotated[tuple[str, ...], BeforeValidator(_codes), kinds.TEXT]
ToolCounts = Annotated[tuple[str, ...], BeforeValidator(_codes), kinds.ToolCounts()]
Tickets = Annotated[str | tuple[str, ...], BeforeValidator(_references), kinds.TicketNo()]
Tasks = Annotated[str | tuple[str, ...], BeforeValidator(_references), kinds.TaskNo()]
Notices = Annotated[str | tuple[str, ...], BeforeValidator(_references), kinds.NoticeNo()]
Requests = Annotated[str | tuple[str, ...], BeforeValidator(_references), kinds.RequestNo()]
Letters = Annotated[str | tuple[str, ...], BeforeValidator(_references), kinds.LetterNo()]
Emergencies = Annotated[str | tuple[str, ...], BeforeValidator(_references), kinds.EmergencyNo()]
# Of what a verb is about there may be several: a bulk, one event for each.
_Several = Annotated[str | tuple[str, ...], BeforeValidator(_several)]
_Named = Annotated[str | tuple[str, ...], BeforeValidator(_references), AfterValidator(_filled)]
_Batch = Annotated[str | tuple[str, ...], BeforeValidator(_tools)]
OptionalTools = Annotated[_Batch, kinds.ToolNo()]
TheTools = Annotated[_Batch, AfterValidator(_filled), kinds.ToolNo()]
OneTool = Annotated[str, _text(NUMBER_LIMIT), AfterValidator(_filled), kinds.ToolNo()]
OptionalTool = Annotated[str, _text(NUMBER_LIMIT), kinds.ToolNo()]
ThePeople = Annotated[_Several, AfterValidator(_filled), kinds.StaffNo(), Called("Staff no.")]
TheCustomers = Annotated[_Named, kinds.CustomerNo()]
TheEquipment = Annotated[_Named, kinds.EquipmentNo()]
OneTicket = Annotated[str, _text(NAME_LIMIT), AfterValidator(_filled), kinds.TicketNo()]
OptionalTicket = Annotated[str, _text(NAME_LIMIT), kinds.TicketNo()]
Person = Annotated[str, _text(NAME_LIMIT), AfterValidator(_filled), kinds.StaffNo()]
OptionalPerson = Annotated[str, _text(NAME_LIMIT), kinds.StaffNo()]
People = Annotated[tuple[str, ...], BeforeValidator(_codes), kinds.StaffNo()]
OneCustomer = Annotated[str, _text(NAME_LIMIT), AfterValidator(_filled), kinds.CustomerNo()]
OneEquipment = Annotated[str, _text(NAME_LIMIT), AfterValidator(_filled), kinds.EquipmentNo()]
Level = Annotated[int, Field(ge=1, le=4), kinds.Level(), Called("Fault level")]
Priority = Annotated[int, Field(ge=1, le=9), kinds.Number(), Called("Priority")]
Mark = Annotated[int, Field(ge=1, le=5), kinds.Mark()]
Pieces = Annotated[int, Field(ge=1, le=1000)]
OneStore = Annotated[str, _text(NAME_LIMIT), kinds.Listed("store"), Called("Store room")]
Fen = Annotated[int, BeforeValidator(_fen), Field(ge=0, le=2_000_000_000)]
"""Money, up to twenty million CNY, what a column of 32 bits holds: whole fen, or CNY as `120.50`, `120元`."""
Quantity = Annotated[int, Field(ge=1, le=1_000_000), kinds.Number(), Called("Quantity")]


def field_kind(field: FieldInfo) -> kinds.Kind:
    """What a field is: as it says, else by its type."""
    return marks.kind_of(field.annotation, field.metadata) or marks.plain_kind(field.annotation)


def field_label(field: FieldInfo) -> str:
    """What a field is called: a msgid; empty where it does not say."""
    return marks.label_of(field.annotation, field.metadata)
