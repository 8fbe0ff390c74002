"""Known callers, and what they usually call about (INT-03, CUS-02)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any, ClassVar, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, false, or_, select

from db import kinds
from db.kinds import Called
from db.rules.phone import PhoneError, normal
from db.rules.search import haystack, matches, query_words
from db.tables.codes import OPEN_STATES
from db.tables.customer import Customer, Equipment
from db.tables.ticket import Ticket
from db.views import columns as column
from db.views.listing import Opens, Question
from db.views.narrowing import CUSTOMER_TEXT, EQUIPMENT_TEXT
from db.views.searching import answers_masked
from db.views.ticket import warranty_of
from db.views.ticket_columns import EquipmentFacts
from db.views.view import Limit, View, ViewContext, pieces

C = Customer.table.c


class CustomerRow(NamedTuple):
    """A customer's file with equipment and the numbers of open tickets."""

    id: column.CustomerId
    customer: Annotated[str, kinds.Text(of="id"), Called("Customer")]
    phone: column.Phone
    contact: column.Contact
    position: column.Position
    address: column.Address
    district: column.District
    branch: column.Branch
    grade: column.Grade
    equipment: Annotated[list[dict[str, Any]], kinds.Rows(EquipmentFacts), Called("Equipment")]
    open_tickets: Annotated[list[column.Ticket], Called("Open tickets")]


class Customers(View[list[CustomerRow]]):
    """Customers by phone, name, pinyin initials or serial number, with their equipment and its warranty."""

    name = "customers"
    label = "Customers"
    opens = Opens("customer", "id")
    briefer = (
        "customer", "phone", "contact", "district", "grade", "open_tickets", "address",
    )  # fmt: skip

    find: str = ""
    limit: Limit = 20

    def read(self, context: ViewContext) -> list[CustomerRow]:
        return _rows(context, self._found(context))

    def question(self, context: ViewContext) -> Question[CustomerRow] | None:
        if self.find.strip():
            # A find has an order of its own, an end, and hits that are looked at one by one (CUS-03).
            return None
        shown = {name: C[name] for name in ("id", "contact", "position", "district", "branch", "grade")}
        return Question(
            self._select(context),
            C.id,
            (C.label_key, C.id),
            shown | {"customer": C.label},
            (CUSTOMER_TEXT, replace(EQUIPMENT_TEXT, through=_with_equipment)),
            lambda records: _rows(context, records),
            spelt={"customer": C.label_key},
        )

    def _select(self, context: ViewContext) -> Select[Any]:
        statement = select(Customer.table).where(C.withdrawn_at.is_(None), context.scope.customers())
        if self.find.strip():
            statement = statement.where(or_(*self._conditions(_digits(self.find))))
        return statement

    def _found(self, context: ViewContext) -> Sequence[Any]:
        digits = _digits(self.find)
        exact = case((C.digits == digits, 0), (C.label == self.find.strip(), 0), else_=1)
        order = (exact, C.label_key, C.id) if self.find.strip() else (C.label_key, C.id)
        statement = self._select(context).order_by(*order).limit(self.limit)
        found = context.connection.execute(statement).all()
        if context.mask.is_open or not self.find.strip():
            return found
        return [each for each in found if self._seen(context, each)]

    def _seen(self, context: ViewContext, customer: Any) -> bool:
        """Whether it is a hit with its phone masked: a phone cannot be guessed by finding it (CUS-03)."""
        if answers_masked(self.find, customer.search, customer.phone):
            return True
        return any(
            matches(each.search, self.find) for each in context.read.rows(Equipment, customer=customer.id)
        )

    def _conditions(self, digits: str) -> list[ColumnElement[bool]]:
        equipment = Equipment.table.c
        with_serial = select(equipment.customer).where(_holds(equipment.search, self.find))
        conditions = [_holds(C.search, self.find), C.id.in_(with_serial)]
        return [*conditions, C.digits.startswith(digits, autoescape=True)] if digits else conditions


class FileOf(View[list[CustomerRow]]):
    """The file of a customer, or of whoever owns an installed product, by the key of either; it has no name,
    since nobody asks for it from outside."""

    subject: str

    def read(self, context: ViewContext) -> list[CustomerRow]:
        family, _mark, name = self.subject.partition(":")
        owned = select(Equipment.table.c.customer).where(Equipment.table.c.id == name)
        meant = {kinds.CUSTOMER: C.id == name, kinds.EQUIPMENT: C.id.in_(owned)}.get(family, false())
        statement = select(Customer.table).where(meant, C.withdrawn_at.is_(None), context.scope.customers())
        return _rows(context, context.connection.execute(statement).all())


def _rows(context: ViewContext, found: Sequence[Any]) -> list[CustomerRow]:
    ids = tuple(customer.id for customer in found)
    equipment = _equipment(context, ids)
    tickets = _open_tickets(context, ids)
    return [
        CustomerRow(
            customer.id,
            customer.label,
            context.mask.phone(customer.phone),
            customer.contact,
            customer.position,
            context.mask.address(customer.address),
            customer.district,
            customer.branch,
            customer.grade,
            equipment.get(customer.id, []),
            tickets.get(customer.id, []),
        )
        for customer in found
    ]


def _with_equipment(found: ColumnElement[bool]) -> ColumnElement[bool]:
    return C.id.in_(select(Equipment.table.c.customer).where(found))


def _digits(text: str) -> str:
    """The phone number that the text is, as it is kept; empty when it is none."""
    try:
        return normal(text)
    except PhoneError:
        return ""


def _holds(column: ColumnElement[str], query: str) -> ColumnElement[bool]:
    return and_(
        *(or_(*(column.contains(word, autoescape=True) for word in words)) for words in query_words(query))
    )


def _equipment(context: ViewContext, customers: tuple[str, ...]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for piece in pieces(customers):
        for row in context.read.rows(Equipment, customer=piece):
            found.setdefault(row.customer, []).append(warranty_of(context, row))
    return found


def _open_tickets(context: ViewContext, customers: tuple[str, ...]) -> dict[str, list[str]]:
    ticket = Ticket.table.c
    statement = (
        select(ticket.customer, ticket.number)
        .where(ticket.state.in_(OPEN_STATES), context.scope.tickets())
        .order_by(ticket.reported_at, ticket.number)
    )
    found: dict[str, list[str]] = {}
    for piece in pieces(customers):
        for customer, number in context.connection.execute(statement.where(ticket.customer.in_(piece))):
            found.setdefault(customer, []).append(number)
    return found


class FaultRow(NamedTuple):
    """A common fault in both languages, with the level that triage proposes."""

    code: Annotated[str, Called("Code")]
    zh: Annotated[str, Called("In Chinese")]
    en: Annotated[str, Called("In English")]
    level: column.Level


class Faults(View[list[FaultRow]]):
    """Common faults of a product, given as its category or in free words; `find` narrows by what is typed."""

    name = "faults"
    label = "Common faults"
    key = ("code",)
    briefer = (
        "zh", "en", "level",
    )  # fmt: skip
    of_ticket = True
    positional: ClassVar[tuple[str, ...]] = ("product",)

    product: str = ""
    find: str = ""

    def read(self, context: ViewContext) -> list[FaultRow]:
        category = context.policy.category_of(self.product or None)
        return [
            FaultRow(fault.code, fault.zh, fault.en, fault.level)
            for fault in context.policy.faults_of(category.code)
            if not self.find or matches(haystack(fault.code, fault.en, names=(fault.zh,)), self.find)
        ]
