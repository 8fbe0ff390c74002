"""Known callers: whom the typed text may mean, and what their file fills in (INT-03, INT-09)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from console.intake.call import OF_CALLER, OF_DEVICE, PRODUCT, SERIAL
from console.panels.beneath import Suggestion
from console.words.bilingual import finders
from console.words.codes import word
from console.words.i18n import N_, _, translate
from db.rules import phone
from db.rules.phone import PhoneError
from db.rules.search import normal as folded
from db.views.customers import CustomerRow, FaultRow
from db.views.queue_row import QueueRow
from widgets.choosing import found

LEAST = 2
WHOLE = 10
"""Digits from which a number can be said to be nobody's."""
MASKED = "*"

Thing = Mapping[str, Any]


def plain(text: str) -> str:
    """Typed text as it is compared: full-width letters and digits count as the narrow ones."""
    return unicodedata.normalize("NFKC", text).strip()


def worth_asking(typed: str) -> bool:
    """Whether the text is long enough to mean somebody; one Chinese character may be a family name."""
    text = plain(typed)
    return len(text) >= LEAST or bool(text and not text.isascii())


def number_alone(typed: str) -> str | None:
    """The number of a line beneath, if that is all that is typed."""
    text = plain(typed)
    return text if text.isdecimal() and len(text) < 3 else None


def is_code(typed: str, label: str) -> bool:
    """Whether the text can only be meant to find the label (initials, a number), not to stand for itself."""
    return may_be_code(typed) and plain(typed) not in label.casefold()


def may_be_code(typed: str) -> bool:
    """Whether the text could be initials or a number: one word of small letters and digits."""
    text = plain(typed)
    return text.isascii() and text.isalnum() and text == text.lower()


def callers_of_phone(rows: Iterable[CustomerRow], typed: str) -> list[CustomerRow]:
    """Those whose number it is, whole."""
    try:
        wanted = phone.normal(typed)
    except PhoneError:
        return []
    return [row for row in rows if wanted in _numbers(row.phone)]


def is_whole(typed: str) -> bool:
    """Whether a number is complete enough to be nobody's: a mobile one, or one with its area code."""
    digits = sum(character.isdecimal() for character in plain(typed))
    return digits >= WHOLE


def is_called(row: CustomerRow, name: str) -> bool:
    """Whether the file is that of this name."""
    return folded(row.customer) == folded(name)


def _numbers(kept: str) -> list[str]:
    try:
        return phone.normal(kept).split("/")
    except PhoneError:
        return []  # masked, or of old paper


def callers_of_serial(rows: Iterable[CustomerRow], typed: str) -> list[CustomerRow]:
    """Those who have the equipment with this serial number."""
    return [row for row in rows if thing_with(row, typed) is not None]


def thing_with(row: CustomerRow, serial: str) -> Thing | None:
    """The equipment with this serial number; without one, the only one there is."""
    wanted = plain(serial).casefold()
    for each in row.equipment:
        if wanted and (each[OF_DEVICE[SERIAL]] or "").casefold() == wanted:
            return each
    return row.equipment[0] if len(row.equipment) == 1 and not wanted else None


def file_values(row: CustomerRow, thing: Thing | None) -> dict[str, str]:
    """What the files know, by field; what is masked for this person is not known."""
    values = {name: str(getattr(row, column)) for name, column in OF_CALLER.items()}
    if thing is not None:
        values |= device_values(thing)
    return {name: value for name, value in values.items() if MASKED not in value}


def device_values(thing: Thing) -> dict[str, str]:
    """What the file of a device knows, by field."""
    return {name: str(thing[column] or "") for name, column in OF_DEVICE.items()}


def warranty_text(thing: Thing) -> str:
    """How the equipment stands (CUS-02)."""
    if thing["warranty_until"] is None:
        return _("warranty unknown")
    msgid = N_("in warranty to {day}") if thing["in_warranty"] else N_("out of warranty since {day}")
    return translate(msgid, day=thing["warranty_until"].isoformat())


def thing_text(thing: Thing) -> str:
    """Product, model and serial number."""
    return " ".join(filter(None, device_values(thing).values()))


def known_text(row: CustomerRow, thing: Thing | None) -> str:
    """Who calls, and about what."""
    parts = [row.customer, row.contact]
    if thing is not None:
        parts += [thing_text(thing), warranty_text(thing)]
    elif row.equipment:
        parts.append(translate("{count} devices", count=len(row.equipment)))
    return "  ".join(part for part in parts if part)


def open_text(tickets: Sequence[QueueRow]) -> str:
    """The caller's open tickets, the latest in full (INT-09)."""
    last = tickets[0]
    parts = [f"{last.number} {word('state', last.state)}", last.product, last.fault]
    if len(tickets) > 1:
        parts.append(translate("and {count} more", count=len(tickets) - 1))
    return translate("open already: {ticket}", ticket="  ".join(part for part in parts if part))


def caller_suggestions(rows: Iterable[CustomerRow], *, numbered: bool) -> list[Suggestion]:
    """Callers to choose from; in the phone's own field a digit is part of the number."""
    return [
        Suggestion(
            row.id,
            row.customer,
            "  ".join(part for part in (row.phone, row.district, row.contact, _things(row)) if part),
            str(place) if numbered and place < 10 else "",
        )
        for place, row in enumerate(rows, start=1)
    ]


def _things(row: CustomerRow) -> str:
    if not row.equipment:
        return ""
    first = str(row.equipment[0][OF_DEVICE[PRODUCT]])
    return f"{first} +{len(row.equipment) - 1}" if len(row.equipment) > 1 else first


def thing_suggestions(row: CustomerRow, typed: str = "") -> list[Suggestion]:
    """The caller's equipment to choose from, behind the numbers that it has in the whole list."""
    texts = [thing_text(each) for each in row.equipment]
    narrowing = "" if number_alone(typed) is not None else plain(typed)
    meant = found(
        [
            finders(text, *device_values(each).values())
            for text, each in zip(texts, row.equipment, strict=True)
        ],
        narrowing,
    )
    return [
        Suggestion(str(row.equipment[at]["id"]), texts[at], warranty_text(row.equipment[at]), str(at + 1))
        for at in meant
    ]


def fault_suggestions(
    faults: Sequence[FaultRow], found: Iterable[FaultRow] | None, language: str
) -> list[Suggestion]:
    """Common faults behind their numbers; `found` are those that the typed text means."""
    wanted = None if found is None else {fault.code for fault in found}
    return [
        Suggestion(fault.code, fault.zh if language == "zh_CN" else fault.en, "", str(place))
        for place, fault in enumerate(faults, start=1)
        if wanted is None or fault.code in wanted
    ]
