"""The ticket as a subject."""

from __future__ import annotations

from db.finding import search_text
from db.rules.moves import TICKET as MACHINE
from db.subjects.subject import Findable, Held, Subject
from db.tables.row import ROWS, OfKinds
from db.tables.task import Request, Task
from db.tables.ticket import Assignment, Ticket


def counted(rows: Held, ticket: Ticket) -> tuple[object, ...]:
    """What the version counts: state, level, assignment and window."""
    held = {
        (each.id, each.technician, each.lead)
        for each in rows.all(Assignment, ticket=ticket.number, ended_at=None)
    }
    return ticket.state, ticket.level, held, ticket.agreed_from, ticket.agreed_to


ON_PAPER = (
    "service_record", "record_version", "record_part", "declined_item", "record_signature", "consent",
    "paper",
)  # fmt: skip
"""Tables of what no clock and no ladder goes by."""
CHILDREN = (
    "milestone_time", "assignment", "pause", "escalation", "verification", "survey", "item_step", "reminder",
    "extension", "repeated_call", "pick", "unwelcome", *ON_PAPER,
)  # fmt: skip

TICKET = Subject(
    family="ticket",
    root=Ticket,
    children=OfKinds(dict.fromkeys(CHILDREN, "ticket")),
    beside=OfKinds(
        {
            "task": lambda read, number: read.rows(Task, about=f"ticket:{number}", state="open"),
            "tool": lambda read, number: read.rows(ROWS["tool"], ticket=number),
            "request": lambda read, number: read.rows(Request, about=f"ticket:{number}", state="open"),
        }
    ),
    machine=MACHINE,
    search=search_text,
    spelt={"customer_key": "customer_label", "product_key": "product"},
    finds=Findable(name="customer_label"),
    counted=counted,
    series="counter:{department}{month}",
    rank=0,
)
