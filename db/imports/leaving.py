"""Which files and equipment may go with the import that opened them: nobody else has used them (CLS-07)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, and_, or_, select

from db.errors import Refusal
from db.scope import Scope
from db.tables.customer import Customer, Equipment
from db.tables.event import EVENT, LINK
from db.tables.ticket import Ticket

ASKED = 400
_OPENING = {"customer": "add_customer", "equipment": "add_equipment"}
_USING = ("add_customer", "add_equipment", "register", "import_ticket", "withdraw_equipment")
"""What happens on a file's chain when something of its own comes or goes: what is left of that is seen in
the rows."""
_TICKET = Ticket.table.c


class _Using(NamedTuple):
    number: str
    customer: str
    equipment: str | None


def files_going(connection: Connection, numbers: Sequence[str]) -> list[str]:
    """The customers' files of which every event is one of these tickets'."""
    own = _events_of(connection, numbers)
    files = {row.customer for row in _rows(connection, numbers)}
    return sorted(each for each in files if _events(connection, f"customer:{each}") <= own)


def equipment_going(connection: Connection, numbers: Sequence[str]) -> dict[str, str]:
    """Ticket → its equipment, where every event of that is one of these tickets'."""
    own = _events_of(connection, numbers)
    using: dict[str, list[str]] = defaultdict(list)
    for row in _rows(connection, numbers):
        if row.equipment is not None:
            using[row.equipment].append(row.number)
    return {
        number: equipment
        for equipment, users in using.items()
        if _events(connection, f"equipment:{equipment}") <= own
        and not set(_tickets_with(connection, equipment)) - set(users)
        for number in users
    }


def listed(connection: Connection, family: str, import_id: str, scope: Scope) -> list[str]:
    """The ids of what a list opened and is still here."""
    statement = (
        select(LINK.c.subject)
        .join(EVENT, EVENT.c.seq == LINK.c.event)
        .where(
            EVENT.c.verb == _OPENING[family],
            EVENT.c.body.contains(f'"import_id":"{import_id}"', autoescape=True),
            LINK.c.subject.startswith(f"{family}:", autoescape=True),
            LINK.c.seq == 1,
        )
    )
    ids = [subject.partition(":")[2] for subject in connection.execute(statement).scalars()]
    table = Customer.table if family == "customer" else Equipment.table
    office = scope.office()
    here = (
        and_(Customer.table.c.withdrawn_at.is_(None), office.customers())
        if family == "customer"
        else office.equipment()
    )
    return sorted(
        each
        for piece in _pieces(ids)
        for each in connection.execute(select(table.c.id).where(table.c.id.in_(piece), here)).scalars()
    )


def unused_files(connection: Connection, files: Sequence[str]) -> None:
    """Refuse where somebody acted on one of these files, or it has tickets or equipment."""
    for piece in _pieces(files):
        subjects = [f"customer:{each}" for each in piece]
        _refuse_acted(connection, subjects, _USING)
        table, equipment = Customer.table.c, Equipment.table.c
        not_gone = or_(_TICKET.source.is_not(None), _TICKET.import_id.is_(None))
        used = (
            select(table.label)
            .where(
                table.id.in_(piece),
                or_(
                    table.id.in_(select(equipment.customer)),
                    table.id.in_(select(_TICKET.customer).where(not_gone)),
                ),
            )
            .order_by(table.label)
        )
        if found := list(connection.execute(used.limit(3)).scalars()):
            raise Refusal(
                "CLS-07", "There are tickets or equipment of {customers}.", "Take those imports back first.",
                customers=", ".join(found),
            )  # fmt: skip


def unused_equipment(connection: Connection, pieces: Sequence[str]) -> None:
    """Refuse where somebody acted on one of these, or a ticket is about it."""
    for piece in _pieces(pieces):
        _refuse_acted(connection, [f"equipment:{each}" for each in piece], ("add_equipment",))
        used = select(_TICKET.number).where(_TICKET.equipment.in_(piece)).order_by(_TICKET.number)
        if (number := connection.execute(used.limit(1)).scalar()) is not None:
            raise Refusal("CLS-07", "{number} is about equipment of this import.", "", number=number)


def _refuse_acted(connection: Connection, subjects: Sequence[str], by_itself: Sequence[str]) -> None:
    acted = (
        select(EVENT.c.actor, EVENT.c.verb, LINK.c.subject)
        .join(LINK, LINK.c.event == EVENT.c.seq)
        .where(and_(LINK.c.subject.in_(subjects), LINK.c.seq > 1, EVENT.c.verb.not_in(by_itself)))
        .order_by(EVENT.c.seq)
    )
    if (found := connection.execute(acted.limit(1)).first()) is not None:
        raise Refusal(
            "CLS-07", "{actor} acted on {number} since (“{verb}”).", "Mend what is wrong one by one.",
            actor=found.actor, number=found.subject.partition(":")[2], verb=found.verb,
        )  # fmt: skip


def _rows(connection: Connection, numbers: Sequence[str]) -> Iterator[_Using]:
    for piece in _pieces(numbers):
        statement = select(_TICKET.number, _TICKET.customer, _TICKET.equipment)
        yield from map(_Using._make, connection.execute(statement.where(_TICKET.number.in_(piece))))


def _tickets_with(connection: Connection, equipment: str) -> Iterable[str]:
    return connection.execute(select(_TICKET.number).where(_TICKET.equipment == equipment)).scalars()


def _events_of(connection: Connection, numbers: Sequence[str]) -> set[int]:
    return {
        event
        for piece in _pieces(numbers)
        for event in connection.execute(
            select(LINK.c.event).where(LINK.c.subject.in_([f"ticket:{number}" for number in piece]))
        ).scalars()
    }


def _events(connection: Connection, subject: str) -> set[int]:
    return set(connection.execute(select(LINK.c.event).where(LINK.c.subject == subject)).scalars())


def _pieces(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for at in range(0, len(names), ASKED):
        yield names[at : at + ASKED]
