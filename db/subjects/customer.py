"""Customers and their equipment as subjects."""

from __future__ import annotations

from db.rules.search import haystack
from db.subjects.subject import Findable, Subject
from db.tables.customer import Customer, Equipment


def customer_text(customer: Customer) -> str:
    """What a customer is found by: phone, name and contact with their pinyin; a withdrawn file by nothing."""
    if customer.withdrawn_at is not None:
        return ""
    return haystack(customer.phone, names=(customer.label, customer.contact))


def equipment_text(equipment: Equipment) -> str:
    """What equipment is found by: serial number, model, product."""
    return haystack(equipment.serial or "", equipment.model, equipment.product)


CUSTOMER = Subject(
    family="customer",
    root=Customer,
    search=customer_text,
    spelt={"label_key": "label"},
    finds=Findable(name="label", number="phone", phone="phone", order="label"),
    series="uuid",
    rank=2,
)
EQUIPMENT = Subject(
    family="equipment",
    root=Equipment,
    search=equipment_text,
    spelt={"product_key": "product"},
    finds=Findable(name="product", number="serial", of="customer", of_family="customer", order="product"),
    series="uuid",
    rank=3,
)
