"""What the form of a service record begins with: the ticket, or the version that it amends (VIS-02)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from db.log.facts import Facts
from db.log.logged import Logged
from db.rules.record import BOUGHT, GUARANTEE, part_text
from db.rules.record_start import Entry, said_of_visit, steps_of_visit, trial_minutes, under_guarantee
from db.tables.customer import Equipment
from db.tables.record import (
    Consent,
    DeclinedItem,
    RecordPart,
    RecordSignature,
    RecordVersion,
    ServiceRecord,
)
from db.tables.row import Row
from db.tables.ticket import Assignment, Ticket
from db.verbs.recording import Record
from db.verbs.records import current, meant, signature_of, version_of, visit_to_record
from db.views.issued import parts_issued
from db.views.lookup import ticket_meant
from db.views.trace import happened
from db.views.view import View, ViewContext

GUARANTEE_PARTS, BOUGHT_PARTS = "guarantee_parts", "bought_parts"
PARTS = {GUARANTEE_PARTS: GUARANTEE, BOUGHT_PARTS: BOUGHT}
MONEY = frozenset({"bought_parts", "fee_fen"})
_OWN = ("record", "version", "reason", "ticket")
"""What a version has of its own."""
READ: tuple[type[Row], ...] = (ServiceRecord, RecordSignature, Assignment, Consent)


class Agreed(NamedTuple):
    """Extra work that the customer agreed to, by the number that says which was done (VIS-04)."""

    ordinal: int
    what: str


class Start(NamedTuple):
    """`record` is the one that is amended, None where a new one begins; `asks_why` says that its last version
    is signed, or somebody else's, so that a new one needs a reason. `version` is its last one, 0 where
    there is none. `facts` are what stands in the fields,
    `hidden` the fields that say something which the one who asks may not see."""

    record: str | None
    asks_why: bool
    facts: Mapping[str, object]
    hidden: frozenset[str]
    agreed: tuple[Agreed, ...]
    version: int = 0


class RecordStart(View[Start]):
    """What the form begins with; it has no name, since nobody asks for it. Refused where there is nothing to
    record."""

    number: str
    record: str = ""

    def read(self, context: ViewContext) -> Start:
        ticket = ticket_meant(context, self.number)
        rows = Facts()
        for kind in READ:
            for row in context.read.rows(kind, ticket=ticket.number):
                rows.put(row)
        there = meant(rows, ticket.number, self.record) if self.record else current(rows, ticket.number)
        agreed = tuple(
            Agreed(each.ordinal, each.what)
            for each in sorted(rows.all(Consent, ticket=ticket.number), key=lambda row: row.ordinal)
            if each.agreed
        )
        signer = {"signed_by": ticket.contact or ticket.customer_label}
        if there is None:
            visit = visit_to_record(rows, ticket)
            told = max((each.made_at for each in rows.all(ServiceRecord, is_void=False)), default=None)
            first = _first(context, ticket, visit, told)
            return Start(None, False, signer | first, frozenset(), agreed)
        for version in context.read.rows(RecordVersion, record=there.number, version=there.last_version):
            rows.put(version)
        facts = signer | _before(context, rows, there)
        hidden = frozenset() if context.sees("money") else frozenset(each for each in MONEY if facts[each])
        shown = {name: value for name, value in facts.items() if name not in hidden}
        return Start(there.number, _asks_why(context, rows, there), shown, hidden, agreed, there.last_version)


def _first(
    context: ViewContext, ticket: Ticket, visit: Assignment | None, told: datetime | None
) -> dict[str, object]:
    """What the ticket knows of the visit: when it was, what was said while it went on, the guarantee, what
    was given out for it since an earlier record `told` of parts."""
    steps = steps_of_visit(_entry(each) for each in context.read.log_of(ticket.subject()))
    begun = (visit.arrived_at or visit.begun_at) if visit is not None else ticket.arrived_at
    day = (begun or ticket.finished_at or context.now).astimezone(context.zone).date()
    thing = next(iter(context.read.rows(Equipment, id=ticket.equipment)), None) if ticket.equipment else None
    guaranteed = under_guarantee(thing.warranty_until if thing else None, day)
    return {
        **said_of_visit(steps),
        **_issued(context, ticket, told, guaranteed=guaranteed),
        "model": ticket.model or (thing.model if thing else ""),
        "serial": ticket.serial or (thing.serial if thing else ""),
        "trial_minutes": trial_minutes(steps),
        "begun_at": begun,
        "ended_at": ticket.finished_at,
        "under_guarantee": guaranteed,
    }


def _issued(
    context: ViewContext, ticket: Ticket, told: datetime | None, *, guaranteed: bool | None
) -> dict[str, object]:
    """What was given out for the job, as parts: the customer buys them once the guarantee is over (VIS-02).
    Without the right to see a price they stand without one, for who knows it to say."""
    sold = guaranteed is False and context.sees("money")
    lines = parts_issued(context, ticket.number, told, sold=sold)
    return {BOUGHT_PARTS if sold else GUARANTEE_PARTS: lines} if lines else {}


def _entry(event: Logged) -> Entry:
    args = event.args
    return Entry(
        event.verb,
        event.actor,
        happened(args, event.at),
        what=str(args.get("what") or args.get("solved") or ""),
        text=str(args.get("text") or ""),
        undone=str(event.answer.get("undone") or ""),
    )


def _before(context: ViewContext, rows: Facts, there: ServiceRecord) -> dict[str, object]:
    """What its last version says, as it is typed."""
    last = version_of(rows, there)
    facts = {name: value for name, value in last.__dict__.items() if name in Record.model_fields}
    parts = sorted(
        context.read.rows(RecordPart, record=there.number, version=there.last_version),
        key=lambda each: each.line,
    )
    for field, kind in PARTS.items():
        facts[field] = "\n".join(
            part_text(each.label, each.quantity_milli, each.unit, each.price_fen)
            for each in parts
            if each.kind == kind
        )
    declined = context.read.rows(DeclinedItem, record=there.number, version=there.last_version)
    facts["declined"] = "\n".join(
        f"{each.what}: {each.signed_by}" for each in sorted(declined, key=lambda row: row.line)
    )
    return {name: value for name, value in facts.items() if name not in _OWN}


def _asks_why(context: ViewContext, rows: Facts, there: ServiceRecord) -> bool:
    last = version_of(rows, there)
    me = context.person.no if context.person else ""
    return last.actor != me or signature_of(rows, there.number, there.last_version) is not None
