"""Customers and equipment until their chapter comes (CUS-01, CUS-02)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Literal

from dateutil.relativedelta import relativedelta

from db import kinds
from db.errors import BadField, Refusal
from db.kinds import Called
from db.log.facts import Facts, Outcome, Reader
from db.policy.model import Policy
from db.rules.phone import normal
from db.rules.search import normal as folded
from db.subjects.customer import CUSTOMER, EQUIPMENT
from db.tables.customer import Customer, Equipment
from db.tables.row import Row
from db.verbs import groups
from db.verbs.context import Context
from db.verbs.describing import profile_meant
from db.verbs.fields import Address, Day, Label, Name, OneCustomer, OptionalCode, OptionalName, Phone, Serial
from db.verbs.register import SAME_PHONE, files_with
from db.verbs.verb import Verb
from db.verbs.who import COUNTER, SERVICE

Grade = Annotated[Literal["ordinary", "long_standing", "important"], kinds.Code("grade"), Called("Grade")]

DATES = ("accepted_on", "commissioned_on", "invoiced_on")
"""From which a warranty counts, the plainest first."""


class AddCustomer(Verb):
    """Open a customer's file."""

    name = "add_customer"
    word = "add a customer"
    group = groups.FILES
    example = {"customer": "新", "phone": "13700000000"}
    default_roles = COUNTER
    rule = "CUS-01"
    answers = {"same_phone": SAME_PHONE}
    looks_at = (Customer,)

    customer: Annotated[Name, Called("Customer")]
    phone: Phone
    contact: Annotated[OptionalName, Called("Contact")] = ""
    position: Annotated[OptionalName, Called("Position")] = ""
    address: Address = ""
    district: Annotated[Label, Called("District")] = ""
    branch: Annotated[Label, kinds.Listed("branch"), Called("Branch")] = ""
    grade: Grade = "ordinary"
    contract: Annotated[OptionalCode, kinds.Listed("profile"), Called("Contract")] = ""

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        return (f"customer:{context.new_id('customer')}",)

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from files_with(read.within(context.scope.office()), self.phone)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        branch = self.branch or context.actor.branch
        if branch not in context.policy.organisation.branch:
            raise BadField("branch", "There is no branch {branch}.", branch=branch)
        others = facts.all(Customer)
        if any(folded(each.label) == folded(self.customer) for each in others):
            raise Refusal("CUS-01", "This customer has a file with this phone already.", "Find it with /.")
        outcome = Outcome(facts)
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
            grade=self.grade,
            opened_at=context.now,
            contract=profile_meant("contract", self.contract, context.policy),
        )
        row = outcome.put(CUSTOMER.found_anew(made))
        outcome.answer["customer"] = row.id
        outcome.answer["same_phone"] = sorted(each.id for each in others)
        return outcome


class AddEquipment(Verb):
    """Enter an installed product of a customer; the warranty follows from its dates (CUS-02)."""

    name = "add_equipment"
    word = "add equipment"
    group = groups.FILES
    sentence = ("customer", "product")
    example = {"customer": "nobody", "product": "柜机"}
    default_roles = SERVICE
    rule = "CUS-02"
    reads = {"customer": ()}
    looks_at = (Equipment,)

    customer: OneCustomer
    product: Annotated[Label, Called("Product")]
    model: Annotated[Label, Called("Model")] = ""
    serial: Serial = ""
    project: Annotated[Label, Called("Project no.")] = ""
    invoice: Annotated[Label, Called("Invoice no.")] = ""
    accepted_on: Annotated[Day | None, Called("Accepted on")] = None
    commissioned_on: Annotated[Day | None, Called("Commissioned on")] = None
    invoiced_on: Annotated[Day | None, Called("Invoiced on")] = None
    profile: Annotated[OptionalCode, kinds.Listed("profile"), Called("Profile")] = ""

    def subjects(self, read: Reader, context: Context) -> Iterable[str]:
        return (f"equipment:{context.new_id('equipment')}", f"customer:{self.customer}")

    def facts(self, read: Reader, context: Context) -> Iterable[Row]:
        yield from super().facts(read, context)
        if self.serial:
            yield from read.rows(Equipment, serial=self.serial)

    def decide(self, facts: Facts, context: Context) -> Outcome:
        if facts.get(Customer, self.customer) is None:
            raise Refusal(
                "CUS-01", "There is no customer {customer}.", "paigong show customers finds one.",
                customer=self.customer,
            )  # fmt: skip
        if self.serial and facts.all(Equipment, serial=self.serial):
            raise Refusal("CUS-02", "The serial number {serial} is known already.", "", serial=self.serial)
        category = context.policy.category_of(self.product)
        days = {name: getattr(self, name) for name in DATES}
        outcome = Outcome(facts)
        made = Equipment.new(
            id=context.new_id("equipment"),
            customer=self.customer,
            product=self.product,
            category=category.code,
            model=self.model,
            serial=self.serial or None,
            project=self.project,
            invoice=self.invoice,
            commissioned_on=self.commissioned_on,
            **warranty_from(self.product, days, context.policy),
            profile=profile_meant("profile", self.profile, context.policy),
        )
        row = outcome.put(EQUIPMENT.found_anew(made))
        outcome.answer["equipment"] = row.id
        outcome.answer["warranty_until"] = row.warranty_until.isoformat() if row.warranty_until else None
        return outcome


def warranty_from(product: str, days: Mapping[str, date | None], policy: Policy) -> dict[str, date | bool]:
    """Until when it is under warranty, as columns of `Equipment`; nothing where no day is given.

    It holds through the corresponding day: 36 months from 2023-07-15 are up on 2026-07-15.
    """
    start: date | None = next((days[name] for name in DATES if days.get(name)), None)
    if start is None:
        return {}
    months = policy.category_of(product).warranty
    return {
        "warranty_until": start + relativedelta(months=months),
        "warranty_estimated": not (days.get("accepted_on") or days.get("commissioned_on")),
    }
