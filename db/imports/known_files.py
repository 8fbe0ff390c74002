"""Customers' files and equipment that are here already (CUS-01, CUS-02)."""

from __future__ import annotations

from collections.abc import Iterator

from db.errors import Refusal
from db.imports.plans import equipment_fields
from db.imports.surroundings import Fields, Plan, Planned, Surroundings, coded
from db.imports.things import BROUGHT_UP_TO_DATE, Thing
from db.rules.text import folded_number
from db.tables.customer import Customer, Equipment
from db.tables.organisation import Branch
from db.verbs.changing_files import ChangeCustomer, ChangeEquipment
from db.verbs.customers import DATES, warranty_from
from db.verbs.parsing import parse


class KnownCustomer(Thing):
    """A file with the row's phone and name."""

    def __init__(self, here: Customer, fields: Fields, around: Surroundings) -> None:
        super().__init__(here, here.id, here.label, fields, around)
        self.here = here
        coded(self.fields, "branch", Branch, around)

    def compare(self) -> Iterator[str]:
        for name in ("contact", "position", "address", "district", "branch", "grade"):
            if self.says_else(name, getattr(self.here, name)):
                yield name

    def change(self, names: tuple[str, ...]) -> Plan:
        given = {name: self.fields[name] for name in names}
        told = {**given, "customer": self.here.id, "reason": BROUGHT_UP_TO_DATE}
        yield Planned(parse(ChangeCustomer, told))


def known_customer(fields: Fields, around: Surroundings) -> KnownCustomer | None:
    """The file of this phone and name."""
    file = around.callers.file_of(fields.get("phone"), fields.get("customer"))
    found = around.read.rows(Customer, id=file) if file is not None else []
    return KnownCustomer(found[0], fields, around) if found else None


class KnownEquipment(Thing):
    """A product with the row's serial number."""

    def __init__(self, here: Equipment, fields: Fields, around: Surroundings) -> None:
        super().__init__(here, here.id, here.serial or here.product, fields, around)
        self.here = here

    def compare(self) -> Iterator[str]:
        fields, here = self.fields, self.here
        for name in ("product", "model", "project", "invoice"):
            if self.says_else(name, getattr(here, name)):
                yield name
        product = str(fields.get("product", here.product))
        until = warranty_from(product, fields, self.around.policy).get("warranty_until")
        if until is not None and until != here.warranty_until:
            yield next(name for name in DATES if fields.get(name))
        elif (day := fields.get("commissioned_on")) and day != here.commissioned_on:
            yield "commissioned_on"

    def change(self, names: tuple[str, ...]) -> Plan:
        given = {name: self.fields[name] for name in names}
        if not given.keys().isdisjoint(DATES):  # the warranty follows from all of them
            given |= {name: self.fields[name] for name in DATES if self.fields.get(name)}
        told = {**given, "equipment": self.here.id, "reason": BROUGHT_UP_TO_DATE}
        yield Planned(parse(ChangeEquipment, told))


def known_equipment(fields: Fields, around: Surroundings) -> KnownEquipment | None:
    """The product of this serial number. Raises Refusal where it belongs to somebody else."""
    serial = fields.get("serial")
    found = around.read.rows(Equipment, serial=folded_number(str(serial))) if serial else []
    if not found:
        return None
    here = found[0]
    owner = equipment_fields(fields, around).get("customer")
    if owner is not None and owner != here.customer:
        names = [each.label for each in around.read.rows(Customer, id=here.customer)]
        raise Refusal(
            "CUS-02", "The serial number {serial} belongs to {customer} here.",
            "Mend the row, or the equipment at the desk.",
            serial=here.serial or here.id, customer=names[0] if names else here.customer,
        )  # fmt: skip
    return KnownEquipment(here, fields, around)
