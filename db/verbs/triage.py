"""Triage and correction (INT-07, INT-12, CLS-07)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from db import kinds
from db.errors import BadField, Refusal
from db.kinds import Called, Fact
from db.log.facts import Facts, Outcome, Reader
from db.policy.model import Policy
from db.rules import moves
from db.tables.customer import Equipment
from db.tables.row import Row
from db.tables.task import Task
from db.tables.ticket import Ticket
from db.timing import way_of
from db.verbs import groups
from db.verbs.context import Context
from db.verbs.describing import described, profile_meant
from db.verbs.fields import (
    Address,
    Day,
    Label,
    Level,
    Name,
    OptionalCode,
    OptionalName,
    OptionalWords,
    Phone,
    Priority,
    Quantity,
    Serial,
    WantedFrom,
    WantedTo,
    Words,
)
from db.verbs.reading import CLOCKS
from db.verbs.register import equipment_with
from db.verbs.service import Channel, Kind, Nature, Problem, Way
from db.verbs.ticket_verb import TicketVerb, demand_reason, moved, needs_one, settle
from db.verbs.who import DISPATCHERS

_JUDGED = ("level", "problem", "urgent", "way", "nature", "zone", "priority")
_UNSET: dict[str, Any] = {"problem": "simple", "urgent": False, "nature": "support"}


class Triage(TicketVerb):
    """Set the fault level, and with it every deadline.

    Changing something that was set needs a reason; deadlines are computed anew (INT-07).
    """

    name = "triage"
    word = "triage"
    group = groups.INTAKE
    example = {"level": 2}
    sentence = ("level", "reason")
    tells = ("level", "reason")
    revises = True
    default_roles = DISPATCHERS | {"customer_service", "quality"}
    rule = "INT-07"
    undoable = True
    reads = {"ticket": (*CLOCKS, Task)}

    level: Level
    problem: Problem | None = None
    urgent: Annotated[bool | None, Called("Urgent")] = None
    way: Way | None = None
    nature: Nature | None = None
    zone: Annotated[OptionalCode, kinds.Listed("zone"), Called("Zone")] = ""
    priority: Priority | None = None
    reason: Annotated[OptionalWords, kinds.Reason("change")] = ""

    def decide(self, facts: Facts, context: Context) -> Outcome:
        outcome = Outcome(facts)
        ticket = facts.one(Ticket, self.number)
        state = moved(ticket, "triage", "triage")
        values = {name: value for name in _JUDGED if (value := getattr(self, name)) not in (None, "")}
        if self.zone:
            known = context.policy.organisation.zone
            if self.zone not in known:
                raise BadField(
                    "zone",
                    "There is no zone {zone}; there are {zones}.",
                    zone=self.zone,
                    zones=", ".join(known),
                )
        changed = [
            name
            for name, value in values.items()
            if _was_set(ticket, name) and _stands(ticket, name) != value
        ]
        if changed and not self.reason:
            raise BadField("reason", "Changing {fields} needs a reason (INT-07).", fields=", ".join(changed))
        outcome.answer["changed"] = changed
        after = ticket.but(**values, state=state)
        settle(outcome, after, context)
        if ticket.level is not None:
            demand_reason(outcome, ticket.number, self.reason)
        raised = ticket.level is not None and self.level < ticket.level
        settled = outcome.get(Ticket, ticket.number)
        assert settled is not None
        if raised and settled.due_at is not None and settled.due_at < context.now:
            # Escalating is the watch's; here only the cause is recorded (interface page, "Decided").
            outcome.answer["breached_by"] = "level_raised"
        return outcome


def _was_set(ticket: Ticket, name: str) -> bool:
    present = getattr(ticket, name)
    if name == "zone":
        return ticket.level is not None and present is not None
    if ticket.level is None:
        return present is not None and present != _UNSET.get(name)
    # The way that follows from the level is as good as said: everybody has planned with it.
    return present is not None or name == "way"


def _stands(ticket: Ticket, name: str) -> Any:
    return way_of(ticket) if name == "way" else getattr(ticket, name)


class Correct(TicketVerb):
    """Correct what a ticket says; the old words stay in the record.

    Deadlines follow when the profile or the zone changes (CLS-07); what moves one needs a reason (SLA-13).
    """

    name = "correct"
    word = "correct"
    group = groups.INTAKE
    example = {"contact": "赵"}
    tells_names = True
    revises = True
    default_roles = DISPATCHERS | {"customer_service", "quality"}
    rule = "CLS-07"
    undoable = True
    looks_at = (Equipment,)
    reads = {"ticket": (*CLOCKS, Task)}

    customer: Annotated[
        Name | None, kinds.CustomerName(), Fact(kinds.TICKET, "customer_label"), Called("Customer")
    ] = None
    phone: Phone | None = None
    fault: Annotated[Words | None, kinds.Complaint(long=True, words=True), Called("Fault")] = None
    contact: Annotated[OptionalName | None, Called("Contact")] = None
    position: Annotated[OptionalName | None, Called("Position")] = None
    address: Address | None = None
    district: Annotated[Label | None, Called("District")] = None
    branch: Annotated[Label | None, kinds.Listed("branch"), Called("Branch")] = None
    product: Annotated[Label | None, Called("Product")] = None
    model: Annotated[Label | None, Called("Model")] = None
    serial: Serial | None = None
    project: Annotated[Label | None, Called("Project no.")] = None
    invoice: Annotated[Label | None, Called("Invoice no.")] = None
    quantity: Quantity | None = None
    kind: Kind | None = None
    channel: Channel | None = None
    supplier_needed: Annotated[bool | None, Called("Supplier needed")] = None
    wanted_from: WantedFrom | None = None
    wanted_to: WantedTo | None = None
    external_number: Annotated[Label | None, Called("Their number")] = None
    contract: Annotated[OptionalCode | None, kinds.Listed("profile"), Called("Contract")] = None
    commissioned_on: Annotated[Day | None, Called("Commissioned on")] = None
    purchased_on: Annotated[Day | None, Called("Purchased on")] = None
    reason: Annotated[OptionalWords, kinds.Reason("change")] = ""

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from super().facts(read, context)
        equipment: dict[str, Equipment] = {}
        if self.serial:
            office = read.within(context.scope.office())
            equipment |= {each.id: each for each in equipment_with(read, office, self.serial)}
        for ticket in read.rows(Ticket, number=self.number):
            if ticket.equipment:
                equipment |= {each.id: each for each in read.rows(Equipment, id=ticket.equipment)}
        yield from equipment.values()

    def decide(self, facts: Facts, context: Context) -> Outcome:
        outcome = Outcome(facts)
        ticket = facts.one(Ticket, self.number)
        moved(ticket, "correct", "correct")
        fields = set(type(self).model_fields) - {"ticket", "reason"}
        values = {name: value for name in sorted(fields) if (value := getattr(self, name)) is not None}
        needs_one(values, "correct")
        if self.branch is not None and self.branch not in context.policy.organisation.branch:
            raise BadField("branch", "There is no branch {branch}.", branch=self.branch)
        if "customer" in values:
            values["customer_label"] = values.pop("customer")
        if "serial" in values:
            known = facts.all(Equipment, serial=self.serial or None)
            own = [each.id for each in known if each.customer == ticket.customer]
            values["equipment"] = own[0] if own else None
            if known and known[0].customer and not own:
                # A serial that belongs to another customer is told and not linked.
                outcome.answer["serial_of"] = known[0].customer
        policy = context.policy_named(ticket.policy)
        if self.contract is not None:
            values["contract"] = profile_meant("contract", self.contract, policy)
        after = _of_its_kind(ticket, ticket.but(**values), policy)
        if after.wanted_from and after.wanted_to and after.wanted_from >= after.wanted_to:
            raise BadField("wanted_to", "The window ends before it begins.")
        equipment = facts.get(Equipment, after.equipment) if after.equipment else None
        corrected = described(after, equipment, policy)
        if not values.keys() & {"district", "address"}:
            corrected = corrected.but(zone=ticket.zone)
        if corrected == ticket:
            raise Refusal("CLS-07", "{number} says that already.", "", number=ticket.number)
        settle(outcome, corrected, context)
        demand_reason(outcome, ticket.number, self.reason)
        return outcome


def _of_its_kind(ticket: Ticket, after: Ticket, policy: Policy) -> Ticket:
    """The ticket with the way and the state that its new kind asks for (INT-05, SLA-14).

    A planned kind needs no level and can be dispatched at once; a fault without one waits for triage.
    """
    if after.kind == ticket.kind:
        return after
    was, now = policy.kind(ticket.kind), policy.kind(after.kind)
    if ticket.way == (was.way or None):
        after = after.but(way=now.way or None)
    if ticket.level is not None or was.level == now.level:
        return after
    if not now.level:
        return after.but(state=moves.TRIAGED)
    if ticket.state != moves.TRIAGED:
        raise Refusal(
            "INT-05",
            "{number} has no fault level, which its new kind needs.",
            "Triage it first.",
            number=ticket.number,
        )
    return after.but(state=moves.NEW)
