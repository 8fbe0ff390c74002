"""Customers and their equipment (CUS-01, CUS-02)."""

from datetime import date, datetime

from sqlmodel import Field

from db.tables.columns import OrderedText, index_where, unique_in_any_case, unique_where
from db.tables.row import Row, tabled


@tabled("customer", index_where("ix_customer_label_key", "label_key", "id", where="withdrawn_at IS NULL"))
class Customer(Row):
    """A customer's file. `digits` is the phone as it is searched, `contract` the profile that their contract
    agrees (SLA-04). `withdrawn_at` says when the import that opened it was taken back: only its tickets,
    which were cancelled with it, still know it."""

    key = ("id",)
    owner = "customer:{id}"
    private = frozenset({"label", "phone", "digits", "contact", "position", "address", "search", "label_key"})

    id: str = Field(primary_key=True, max_length=36)
    label: str = Field(max_length=80)
    phone: str = Field(default="", max_length=32)
    digits: str = Field(default="", max_length=32, index=True)
    contact: str = Field(default="", max_length=80)
    position: str = Field(default="", max_length=80)
    address: str = Field(default="", max_length=200)
    district: str = Field(default="", max_length=80)
    branch: str = Field(foreign_key="branch.code", max_length=32)
    grade: str = Field(default="ordinary", max_length=16)
    opened_at: datetime
    search: str = Field(default="")
    contract: str | None = Field(default=None, max_length=32)
    withdrawn_at: datetime | None = None
    version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    label_key: str = Field(default="", sa_type=OrderedText, sa_column_kwargs={"server_default": ""})


@tabled(
    "equipment",
    unique_where("uq_equipment_serial", "serial", where="serial IS NOT NULL"),
    unique_in_any_case("equipment", "serial"),
)
class Equipment(Row):
    """An installed product. `warranty_until` is its last day in warranty, `warranty_estimated` says that
    the start had to be taken from the commissioning or the invoice (CUS-02), `profile` how fast this very
    thing is served (SLA-04)."""

    key = ("id",)
    owner = "equipment:{id}"

    id: str = Field(primary_key=True, max_length=36)
    customer: str = Field(foreign_key="customer.id", max_length=36, index=True)
    product: str = Field(default="", max_length=80)
    category: str | None = Field(default=None, max_length=32)
    model: str = Field(default="", max_length=80)
    serial: str | None = Field(default=None, max_length=80)
    project: str = Field(default="", max_length=80)
    invoice: str = Field(default="", max_length=80)
    commissioned_on: date | None = None
    warranty_until: date | None = None
    warranty_estimated: bool = False
    search: str = Field(default="")
    profile: str | None = Field(default=None, max_length=32)
    version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    product_key: str = Field(default="", sa_type=OrderedText, sa_column_kwargs={"server_default": ""})
