"""What changes in the file of a customer or of an installed product (CUS-01, CUS-02, SLA-04)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from db import kinds
from db.errors import BadField, Refusal
from db.kinds import Called
from db.log.facts import Facts, Outcome, Reader
from db.rules.phone import normal
from db.rules.search import normal as folded
from db.rules.sentence import msgid
from db.subjects.customer import CUSTOMER, EQUIPMENT
from db.tables.codes import OPEN_STATES
from db.tables.customer import Customer, Equipment
from db.tables.row import Row
from db.tables.ticket import Ticket
from db.verbs import groups
from db.verbs.context import Context
from db.verbs.customers import Grade, warranty_from
from db.verbs.describing import profile_meant
from db.verbs.fields import (
    Address,
    Day,
    Label,
    OptionalCode,
    OptionalName,
    OptionalPhone,
    OptionalWords,
    Serial,
    TheCustomers,
    TheEquipment,
)
from db.verbs.register import files_with
from db.verbs.ticket_verb import needs_one
from db.verbs.verb import Verb
from db.verbs.who import COUNTER, SERVICE
from db.verbs.windows import warn

BY_PRODUCT = "by_product"
"""Instead of a profile's code: none of its own, so that the product or the branch says it."""
NAMED = 12
"""So many tickets are named in a warning."""
ANEW = msgid("New calls are served by “{profile_after}”, no longer by “{profile_before}”.")
STAY = msgid("{tickets} were taken before and keep their deadlines until they are corrected.")


class ChangeCustomer(Verb):
    """Change what a customer's file says, the contract that chooses the profile included.

    What is given replaces what was there, an empty text empties it. Tickets that are open keep the profile
    under which they were taken; the answer names them (SLA-04).
    """

    name = "change_customer"
    word = "change a customer's file"
    group = groups.FILES
    example = {"customer": "nobody", "contract": "software"}
    default_roles = COUNTER
    rule = "CUS-01"
    undoable = True
    about = "customer"
    reads = {"customer": ()}
    looks_at = (Customer, Ticket)

    customer: TheCustomers
    label: Annotated[OptionalName | None, Called("Name")] = None
    phone: OptionalPhone | None = None
    contact: Annotated[OptionalName | None, Called("Contact")] = None
    position: Annotated[OptionalName | None, Called("Position")] = None
    address: Address | None = None
    district: Annotated[Label | None, Called("District")] = None
    branch: Annotated[OptionalCode | None, kinds.Listed("branch"), Called("Branch")] = None
    grade: Grade | None = None
    contract: Annotated[OptionalCode | None, kinds.Listed("profile"), Called("Contract")] = None
    reason: Annotated[OptionalWords, Called("Reason")] = ""

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        return (f"customer:{self.one}",)

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from super().facts(read, context)
        if self.phone or self.label:
            office = read.within(context.scope.office())
            for phone in {self.phone or each.phone for each in read.rows(Customer, id=self.one)}:
                yield from files_with(office, phone)
        if self.contract is not None:
            yield from read.within(context.scope).rows(Ticket, customer=self.one, state=OPEN_STATES)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        before = facts.one(Customer, self.one)
        given = self.model_dump(exclude={"customer", "reason"}, exclude_none=True)
        needs_one(given, self.name)
        for name in ("label", "phone", "branch"):
            if getattr(self, name) == "":
                raise BadField(name, "Something must stand here.")
        if self.branch and self.branch not in context.policy.organisation.branch:
            raise BadField("branch", "There is no branch {branch}.", branch=self.branch)
        if self.contract is not None:
            given["contract"] = profile_meant("contract", self.contract, context.policy)
        if self.phone:
            given["digits"] = normal(self.phone)[:32]
        after = before.but(**given)
        after = CUSTOMER.found_anew(after)
        others = [each for each in facts.all(Customer) if each.id != after.id]
        if any(folded(each.label) == folded(after.label) for each in others):
            raise Refusal("CUS-01", "This customer has a file with this phone already.", "Find it with /.")
        outcome = Outcome(facts)
        _changed(outcome, before, after, given)
        outcome.answer["customer"] = after.id
        if self.phone:
            outcome.answer["same_phone"] = sorted(each.id for each in others)
        if before.contract != after.contract:
            open_ones = [each for each in facts.all(Ticket) if each.contract != after.contract]
            _tell(outcome, open_ones, before.contract, after.contract, context)
        return outcome


class ChangeEquipment(Verb):
    """Change what is known of an installed product, the profile by which it is served included.

    What is given replaces what was there, an empty text empties it; the warranty follows from the days that
    are given (CUS-02). Tickets that are open keep the profile under which they were taken; the answer names
    them (SLA-04).
    """

    name = "change_equipment"
    word = "change equipment"
    group = groups.FILES
    example = {"equipment": "nothing", "profile": "software"}
    default_roles = SERVICE
    rule = "CUS-02"
    undoable = True
    about = "equipment"
    reads = {"equipment": ()}
    looks_at = (Equipment, Ticket)

    equipment: TheEquipment
    product: Annotated[Label | None, Called("Product")] = None
    serial: Serial | None = None
    model: Annotated[Label | None, Called("Model")] = None
    project: Annotated[Label | None, Called("Project no.")] = None
    invoice: Annotated[Label | None, Called("Invoice no.")] = None
    accepted_on: Annotated[Day | None, Called("Accepted on")] = None
    commissioned_on: Annotated[Day | None, Called("Commissioned on")] = None
    invoiced_on: Annotated[Day | None, Called("Invoiced on")] = None
    profile: Annotated[OptionalCode | None, kinds.Listed("profile"), Called("Profile")] = None
    reason: Annotated[OptionalWords, Called("Reason")] = ""

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        return (f"equipment:{self.one}",)

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from super().facts(read, context)
        if self.serial:
            yield from read.rows(Equipment, serial=self.serial)
        if self.profile is not None:
            yield from read.within(context.scope).rows(Ticket, equipment=self.one, state=OPEN_STATES)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        before = facts.one(Equipment, self.one)
        given = self.model_dump(exclude={"equipment", "reason"}, exclude_none=True)
        needs_one(given, self.name)
        if self.profile is not None:
            given["profile"] = profile_meant("profile", self.profile, context.policy)
        given |= self._identity(facts, before)
        given |= warranty_from(self.product or before.product, given, context.policy)
        for name in ("accepted_on", "invoiced_on"):  # kept as what follows from them
            given.pop(name, None)
        after = before.but(**given)
        after = EQUIPMENT.found_anew(
            after.but(
                category=context.policy.category_of(after.product).code if self.product else before.category
            )
        )
        outcome = Outcome(facts)
        _changed(outcome, before, after, given)
        outcome.answer["equipment"] = after.id
        outcome.answer["warranty_until"] = after.warranty_until.isoformat() if after.warranty_until else None
        if before.profile != after.profile:
            # A contract comes before the equipment: what it serves is not moved by this.
            open_ones = [
                each for each in facts.all(Ticket) if not each.contract and each.profile != after.profile
            ]
            _tell(outcome, open_ones, before.profile, after.profile, context)
        return outcome

    def _identity(self, facts: Facts, before: Equipment) -> dict[str, str | None]:
        """The serial number as it is kept, which nothing else has."""
        if self.product == "":
            raise BadField("product", "Something must stand here.")
        if self.serial and any(each.id != before.id for each in facts.all(Equipment, serial=self.serial)):
            raise Refusal("CUS-02", "The serial number {serial} is known already.", "", serial=self.serial)
        return {} if self.serial is None else {"serial": self.serial or None}


def _changed(outcome: Outcome, before: Row, after: Row, given: dict[str, Any]) -> None:
    changed = sorted(name for name in given if getattr(before, name) != getattr(after, name))
    if not changed:
        raise Refusal("CUS-01", "The file says that already.", "")
    outcome.put(after)
    outcome.answer["changed"] = changed


def _tell(
    outcome: Outcome, open_ones: list[Ticket], before: str | None, after: str | None, context: Context
) -> None:
    """What another profile means for calls to come and for those that are open (SLA-04)."""
    numbers = sorted(each.number for each in open_ones)
    outcome.answer.update(profile_before=before, profile_after=after, open_tickets=numbers)
    values = {"profile_before": before or BY_PRODUCT, "profile_after": after or BY_PRODUCT}
    warn(outcome, "SLA-04", ANEW, **values)
    if numbers:
        warn(outcome, "SLA-04", STAY, tickets=numbers[:NAMED])
