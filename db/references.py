"""Kinds that name a thing of a family, and the kind above all; see `db/kinds.py`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

STAFF, TICKET, TOOL, CUSTOMER, EQUIPMENT = "staff", "ticket", "tool", "customer", "equipment"
TASK, REQUEST, EMERGENCY = "task", "request", "emergency"
NOTICE, ESCALATION, RECORD, LETTER = "notice", "escalation", "record", "letter"


@dataclass(frozen=True, slots=True)
class Kind:
    """`label` is what a field or column of this kind is called where it does not say so itself: a msgid.
    One that holds no more than the kind above it is a plain class: a dataclass costs a start half a
    millisecond, and what was inherited compares classes too."""

    label: ClassVar[str] = ""


class Reference(Kind):
    """Names a thing of a family by its number or id; people may say its name, pinyin or initials."""

    family: ClassVar[str] = ""


@dataclass(frozen=True, slots=True)
class StaffNo(Reference):
    """A person. Where `named`, their name stands in a column beside it; `or_code` is the list of codes that
    may stand there instead, as a role that is called."""

    family: ClassVar[str] = STAFF
    named: bool = False
    or_code: str = ""


class Crew(StaffNo):
    """The people who go along."""


class EachOfBulk(StaffNo):
    """Somebody for each thing of a bulk, in their order."""


class TicketNo(Reference):
    """A ticket."""

    label: ClassVar[str] = "Ticket"
    family: ClassVar[str] = TICKET


class ToolNo(Reference):
    """A numbered tool."""

    label: ClassVar[str] = "Tool"
    family: ClassVar[str] = TOOL


class CustomerNo(Reference):
    """A customer's file, by its id."""

    label: ClassVar[str] = "Customer"
    family: ClassVar[str] = CUSTOMER


class EquipmentNo(Reference):
    """An installed product, by its id; people say its serial number."""

    label: ClassVar[str] = "Equipment"
    family: ClassVar[str] = EQUIPMENT


class TaskNo(Reference):
    """An internal clock; people say its number, or the ticket that it is about."""

    label: ClassVar[str] = "Task"
    family: ClassVar[str] = TASK


class RequestNo(Reference):
    """A request for approval; people say its number, or the ticket that it is about."""

    label: ClassVar[str] = "Request"
    family: ClassVar[str] = REQUEST


class EmergencyNo(Reference):
    """An emergency or a drill; people say its number, or the branch in which one is running."""

    label: ClassVar[str] = "Emergency"
    family: ClassVar[str] = EMERGENCY


class LetterNo(Reference):
    """A call or a letter, by its number in the register."""

    label: ClassVar[str] = "Call or letter"
    family: ClassVar[str] = LETTER


class NoticeNo(Reference):
    """A notice, by its number."""

    label: ClassVar[str] = "Notice"
    family: ClassVar[str] = NOTICE


class RecordNo(Reference):
    """A service record, by its number."""

    label: ClassVar[str] = "Record"
    family: ClassVar[str] = RECORD
