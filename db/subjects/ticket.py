"""The ticket as a subject."""

from __future__ import annotations

from db.finding import search_text
from db.rules.moves import TICKET as MACHINE
from db.subjects.subject import Findable, Held, Subject
from db.tables.escalation import Escalation, Reminder, RepeatedCall
from db.tables.follow_up import Survey, Verification
from db.tables.pick import Pick, Unwelcome
from db.tables.record import (
    Consent,
    DeclinedItem,
    Paper,
    RecordPart,
    RecordSignature,
    RecordVersion,
    ServiceRecord,
)
from db.tables.task import Extension, Request, Task
from db.tables.ticket import Assignment, ItemStep, MilestoneTime, Pause, Ticket
from db.tables.tool import Tool


def counted(rows: Held, ticket: Ticket) -> tuple[object, ...]:
    """What the version counts: state, level, assignment and window."""
    held = {
        (each.id, each.technician, each.lead)
        for each in rows.all(Assignment, ticket=ticket.number, ended_at=None)
    }
    return ticket.state, ticket.level, held, ticket.agreed_from, ticket.agreed_to


ON_PAPER = (
    ServiceRecord, RecordVersion, RecordPart, DeclinedItem, RecordSignature, Consent, Paper,
)  # fmt: skip
"""What no clock and no ladder goes by."""
CHILDREN = (
    MilestoneTime, Assignment, Pause, Escalation, Verification, Survey, ItemStep, Reminder, Extension,
    RepeatedCall, Pick, Unwelcome, *ON_PAPER,
)  # fmt: skip

TICKET = Subject(
    family="ticket",
    root=Ticket,
    children=dict.fromkeys(CHILDREN, "ticket"),
    beside={
        Task: lambda read, number: read.rows(Task, about=f"ticket:{number}", state="open"),
        Tool: lambda read, number: read.rows(Tool, ticket=number),
        Request: lambda read, number: read.rows(Request, about=f"ticket:{number}", state="open"),
    },
    machine=MACHINE,
    search=search_text,
    spelt={"customer_key": "customer_label", "product_key": "product"},
    finds=Findable(name="customer_label"),
    counted=counted,
    series="counter:{department}{month}",
    rank=0,
)
