"""Registering a ticket (INT-01 to INT-04, INT-09 to INT-11)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, ClassVar

from dateutil.relativedelta import relativedelta

from db import kinds
from db.errors import BadField
from db.kinds import Called, Fact, Tells
from db.log.facts import Facts, Outcome, Reader
from db.rules import numbering
from db.rules.moves import CLOSED
from db.rules.phone import normal, numbers
from db.rules.search import normal as folded
from db.subjects.customer import CUSTOMER, EQUIPMENT
from db.tables.codes import OPEN_STATES
from db.tables.customer import Customer, Equipment
from db.tables.event import NumberCounter
from db.tables.row import Row
from db.tables.task import Task
from db.tables.ticket import Ticket
from db.timing import NEVER
from db.verbs import groups
from db.verbs.context import Context
from db.verbs.describing import described, profile_meant, rework_of, similar
from db.verbs.fields import (
    Address,
    Day,
    Instant,
    Label,
    Level,
    Name,
    OptionalCode,
    OptionalName,
    Phone,
    Quantity,
    Serial,
    WantedFrom,
    WantedTo,
    Words,
)
from db.verbs.reading import CLOCKS
from db.verbs.service import Channel, Kind, Nature, Problem, Way
from db.verbs.ticket_verb import settle
from db.verbs.verb import Verb
from db.verbs.who import CONCERNED
from db.verbs.windows import WantedBy

SAME_PHONE = Tells(
    kinds.CustomerNo(),
    "This phone stands in {count} other customer's file.",
    plural="This phone stands in {count} other customers' files.",
)
RUNNING_LIMIT = 1_000_000


class Register(Verb):
    """Register a ticket: who calls, how to reach them, what is wrong.

    Only customer, phone and fault are compulsory (INT-02). A known caller's file fills in what is not given
    (INT-03). Possible duplicates are answered as `similar` and never refuse (INT-09).
    """

    name = "register"
    word = "register"
    group = groups.INTAKE
    example = {"customer": "南山酒店", "phone": "13900139000", "fault": "中央空调不制冷"}
    sentence = ("phone", "customer", "fault")
    form = (
        "phone", "customer", "fault", "product", "level", "address", "district", "contact", "position", "way",
        "urgent", "serial", "model", "wanted_from", "wanted_to", "window_wanted_by", "channel", "reported_at",
        "project", "invoice", "quantity", "commissioned_on", "purchased_on",
    )  # fmt: skip
    tells: ClassVar[tuple[str, ...] | None] = ("level", "fault")
    default_roles = CONCERNED
    rule = "INT-02"
    answers = {
        "similar": Tells(
            kinds.TicketNo(), "Perhaps the same as {value}.", "possibly the same: {value}", most=3
        ),
        "same_phone": SAME_PHONE,
        "serial_of": Tells(
            kinds.CustomerNo(),
            "This serial number belongs to another customer: it was noted and not linked.",
        ),
    }
    undoable = True
    looks_at = (NumberCounter, Customer, Equipment, Ticket, Task, *CLOCKS)

    customer: Annotated[Name, kinds.CustomerName(), Fact(kinds.CUSTOMER), Called("Customer")]
    phone: Annotated[Phone, Fact(kinds.CUSTOMER)]
    fault: Annotated[Words, kinds.Complaint(long=True, words=True), Called("Fault")]
    reported_at: Annotated[Instant | None, Called("Reported at")] = None
    contact: Annotated[OptionalName, Fact(kinds.CUSTOMER), Called("Contact")] = ""
    position: Annotated[OptionalName, Fact(kinds.CUSTOMER), Called("Position")] = ""
    address: Annotated[Address, Fact(kinds.CUSTOMER)] = ""
    district: Annotated[Label, kinds.District(), Fact(kinds.CUSTOMER), Called("District")] = ""
    branch: Annotated[Label, kinds.Listed("branch"), Called("Branch")] = ""
    product: Annotated[Label, kinds.Product(), Fact(kinds.EQUIPMENT), Called("Product")] = ""
    model: Annotated[Label, Fact(kinds.EQUIPMENT), Called("Model")] = ""
    serial: Annotated[Serial, Fact(kinds.EQUIPMENT)] = ""
    project: Annotated[Label, Called("Project no.")] = ""
    invoice: Annotated[Label, Called("Invoice no.")] = ""
    quantity: Quantity = 1
    kind: Kind = "repair"
    channel: Channel = "phone"
    nature: Nature = "support"
    way: Way | None = None
    level: Level | None = None
    problem: Problem = "simple"
    urgent: Annotated[bool, Called("Urgent")] = False
    supplier_needed: Annotated[bool, Called("Supplier needed")] = False
    wanted_from: WantedFrom | None = None
    wanted_to: WantedTo | None = None
    window_wanted_by: WantedBy | None = None
    external_number: Annotated[Label, Called("Their number")] = ""
    contract: Annotated[OptionalCode, kinds.Listed("profile"), Called("Contract")] = ""
    commissioned_on: Annotated[Day | None, Called("Commissioned on")] = None
    purchased_on: Annotated[Day | None, Called("Purchased on")] = None

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        yield f"counter:{self._prefix(context)}"
        customer = self._caller(files_with(read.within(context.scope.office()), self.phone))
        if customer is not None:
            yield customer.subject()

    def _prefix(self, context: Context) -> str:
        return numbering.prefix(context.actor.department, context.local(context.now).date())

    def _caller(self, candidates: Iterable[Customer]) -> Customer | None:
        """The file of this caller: the same name, and a number that both have."""
        return next((each for each in candidates if folded(each.label) == folded(self.customer)), None)

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from read.rows(NumberCounter, prefix=self._prefix(context))
        office = read.within(context.scope.office())
        customers = files_with(office, self.phone)
        yield from customers
        equipment = equipment_with(read, office, self.serial)
        yield from equipment
        found = {
            ticket.number: ticket
            for each in customers
            for ticket in office.rows(Ticket, customer=each.id, state=(*OPEN_STATES, CLOSED))
        }
        for one in equipment:
            found |= {ticket.number: ticket for ticket in office.rows(Ticket, equipment=one.id)}
        yield from found.values()

    def decide(self, facts: Facts, context: Context) -> Outcome:
        outcome = Outcome(facts)
        reported_at = self.reported_at or context.now
        if reported_at > context.now:
            raise BadField("reported_at", "A report cannot lie in the future (INT-11).")
        if self.wanted_from and self.wanted_to and self.wanted_from >= self.wanted_to:
            raise BadField("wanted_to", "The window ends before it begins.")
        branch = self.branch or context.actor.branch
        if branch not in context.policy.organisation.branch:
            raise BadField("branch", "There is no branch {branch}.", branch=branch)
        customer = self._customer(outcome, branch, context)
        equipment = self._equipment(outcome, customer, context)
        ticket = self._ticket(outcome, branch, customer, equipment, context)
        outcome.answer["similar"] = similar(facts, ticket)
        self._tell(outcome, customer, ticket)
        return settle(outcome, ticket, context)

    def _tell(self, outcome: Outcome, customer: Customer, ticket: Ticket) -> None:
        """What must not happen unnoticed: a second file for a phone, a serial that is somebody else's."""
        if outcome.facts.get(Customer, customer.id) is None:
            outcome.answer["same_phone"] = sorted(each.id for each in outcome.facts.all(Customer))
        owners = [each.customer for each in outcome.facts.all(Equipment, serial=self.serial or None)]
        if self.serial and ticket.equipment is None and any(owners):
            outcome.answer["serial_of"] = owners[0]

    def _customer(self, outcome: Outcome, branch: str, context: Context) -> Customer:
        known = self._caller(outcome.facts.all(Customer))
        if known is not None:
            return known
        made = Customer.new(
            id=context.new_id("customer"),
            label=self.customer,
            phone=self.phone,
            digits=normal(self.phone)[:32],
            contact=self.contact,
            position=self.position,
            address=self.address,
            district=self.district,
            branch=branch,
            grade="ordinary",
            opened_at=context.now,
        )
        return outcome.put(CUSTOMER.found_anew(made))

    def _equipment(self, outcome: Outcome, customer: Customer, context: Context) -> Equipment | None:
        if not self.serial:
            return None
        known = outcome.facts.all(Equipment, serial=self.serial)
        if known:
            # A serial that belongs to another customer is told and not linked.
            return known[0] if known[0].customer == customer.id else None
        made = Equipment.new(
            id=context.new_id("equipment"),
            customer=customer.id,
            product=self.product,
            category=context.policy.category_of(self.product).code if self.product else None,
            model=self.model,
            serial=self.serial,
            project=self.project,
            invoice=self.invoice,
            commissioned_on=self.commissioned_on,
            warranty_until=self._warranty(context),
            warranty_estimated=self.commissioned_on is None and self.purchased_on is not None,
        )
        return outcome.put(EQUIPMENT.found_anew(made))

    def _warranty(self, context: Context) -> date | None:
        """From the commissioning, else estimated from the purchase (CUS-02)."""
        start = self.commissioned_on or self.purchased_on
        months = context.policy.category_of(self.product).warranty
        return start + relativedelta(months=months) if start else None

    def _ticket(
        self, outcome: Outcome, branch: str, customer: Customer, equipment: Equipment | None, context: Context
    ) -> Ticket:
        prefix = self._prefix(context)
        counter = outcome.facts.get(NumberCounter, prefix)
        running = (counter.last if counter else 0) + 1
        outcome.put(NumberCounter.new(prefix=prefix, last=running))
        given = {name: getattr(self, name) for name in _COPIED}
        kind = context.policy.kind(self.kind)
        ticket = Ticket.new(
            **dict.fromkeys(Ticket.model_fields) | given | _from_files(self, customer, equipment),
        ).but(
            number=numbering.join(prefix, running),
            id=context.seq,
            running=running,
            department=context.actor.department,
            branch=branch,
            state="new" if self.level is None and kind.level else "triaged",
            way=self.way or kind.way or None,
            contract=profile_meant("contract", self.contract, context.policy) or customer.contract,
            late_paused_seconds=0,
            policy=context.policy.version,
            customer=customer.id,
            equipment=equipment.id if equipment else None,
            customer_label=self.customer,
            reported_at=self.reported_at or context.now,
            entered_at=context.now,
            registered_by=context.actor.no,
            last_at=context.now,
            unreachable_verify=0,
            unreachable_survey=0,
            chases=0,
            sort_due=NEVER,
            sort_number=sort_number(prefix, running),
            version=1,
        )
        ticket = described(ticket, equipment, context.policy)
        return ticket.but(rework_of=rework_of(outcome.facts, ticket, context))


def files_with(read: Reader, phone: str) -> list[Customer]:
    """The customers' files with one of these numbers, however it is written there (INT-09)."""
    dialled = numbers(phone)
    found = {each.id: each for each in read.rows(Customer, digits=(normal(phone), *dialled))}
    for number in dialled:
        for each in read.holding(Customer, number):
            if number in each.digits and number in numbers(each.phone):
                found[each.id] = each
    return [found[id] for id in sorted(found)]


def equipment_with(read: Reader, office: Reader, serial: str) -> list[Equipment]:
    """The equipment with this serial number, which is one in the whole store; without its customer and words
    where it belongs to somebody outside the office."""
    seen = office.rows(Equipment, serial=serial) if serial else []
    there = read.rows(Equipment, serial=serial) if serial and not seen else []
    return [*seen, *(_nobodys(each) for each in there)]


def _nobodys(equipment: Equipment) -> Equipment:
    return Equipment.new(id=equipment.id, serial=equipment.serial, customer="")


def sort_number(prefix: str, running: int) -> int:
    """The number as an integer that sorts by month, then running number: 319000412 for `YX2607-412`.

    Months are counted from 2000, so that it fits an integer column of 32 bits until the century ends.
    """
    year, month = int(prefix[-4:-2]), int(prefix[-2:])
    return (year * 12 + month) * RUNNING_LIMIT + running


_COPIED = (
    "phone", "fault", "project", "invoice", "quantity", "kind", "channel", "nature", "way", "level",
    "problem", "urgent", "supplier_needed", "wanted_from", "wanted_to", "window_wanted_by",
    "external_number", "serial", "commissioned_on", "purchased_on",
)  # fmt: skip


def _from_files(verb: Register, customer: Customer, equipment: Equipment | None) -> dict[str, str]:
    """What was given, else what the customer's and the equipment's files know."""
    filled = {
        name: getattr(verb, name) or getattr(customer, name)
        for name in ("contact", "position", "address", "district")
    }
    filled |= {
        name: getattr(verb, name) or (getattr(equipment, name) if equipment else "")
        for name in ("product", "model")
    }
    return filled
