"""Taking back what an import brought, as long as nobody has acted on it (CLS-07)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple
from uuid import uuid5

from sqlalchemy import Connection, literal, select

from db.errors import Refusal
from db.feed import tell
from db.imports.deciding import Around, Decider
from db.imports.identity import NAMESPACE
from db.imports.leaving import equipment_going, files_going, listed, unused_equipment, unused_files
from db.imports.surroundings import Plan, Planned
from db.imports.verbs import TakeBackImport
from db.imports.withdrawing import WithdrawEquipment, WithdrawFile
from db.log.change import Salts
from db.rules.sentence import msgid
from db.scope import Scope
from db.store import Store
from db.tables.event import EVENT, LINK
from db.tables.ticket import Ticket
from db.verbs.context import WATCH, Context
from db.verbs.parsing import parse
from db.verbs.verb import Verb

PIECE = 500
_OWN = ("import_ticket", "import_step")
STAYING = {
    "staff": (
        msgid("An import of people is not taken back: whoever was entered stays in the record."),
        msgid("change_staff with left takes somebody off the roster."),
    ),
    "tools": (
        msgid("An import of tools is not taken back: its lines stand in the ledger."),
        msgid("return_tool takes back what was issued, change_tool mends what was entered."),
    ),
}


class TakenBack(NamedTuple):
    """How many tickets, customers' files and pieces of equipment went."""

    tickets: int = 0
    customers: int = 0
    equipment: int = 0


def take_back(store: Store, actor: str, import_id: str) -> TakenBack:
    """Take back an import: its tickets are cancelled, keep their numbers and free those of the other system.

    Files of customers and equipment go that nobody but this import has used. Raises Refusal where there is
    no such import, its kind is not taken back, or somebody has acted on what it brought: then nothing goes.
    What the import changed on what was here before stays.
    """
    kind, dash, _ = import_id.partition("-")
    if kind in STAYING and dash:
        said, hint = STAYING[kind]
        raise Refusal("CLS-07", said, hint)
    way: Callable[[Connection, Around, str], TakenBack] = {
        "customers": _customers,
        "equipment": _equipment,
    }.get(kind if dash else "", _tickets)

    def decide(connection: Connection, context: Context, salts: Salts) -> TakenBack:
        found = way(connection, Around("tickets", context, salts), import_id)
        tell(connection)
        return found

    return store.bulk(actor, NAMESPACE, decide)


def _tickets(connection: Connection, around: Around, import_id: str) -> TakenBack:
    scope = around.base.scope
    numbers = _numbers(connection, import_id, scope)
    decider = Decider(connection, around, writing=True)
    tickets = [f"ticket:{number}" for number in numbers]
    decider.lock({*tickets, *_used_by(connection, import_id, scope)})
    _check(connection, import_id, scope)
    files = files_going(connection, numbers)
    equipment = equipment_going(connection, numbers)
    for at in range(0, len(numbers), PIECE):
        decider.apply(
            (uuid5(NAMESPACE, f"take back/{import_id}/{number}"),
             _plan(TakeBackImport, ticket=number, equipment=number in equipment))
            for number in numbers[at : at + PIECE]
        )  # fmt: skip
    # What refers to the equipment is written before that goes.
    decider.write()
    gone = sorted(set(equipment.values()))
    _withdraw(connection, around, import_id, files, gone)
    return TakenBack(len(numbers), len(files), len(gone))


def _customers(connection: Connection, around: Around, import_id: str) -> TakenBack:
    files = listed(connection, "customer", import_id, around.base.scope) or _nothing(import_id)
    Decider(connection, around, writing=True).lock({f"customer:{file}" for file in files})
    unused_files(connection, files)
    _withdraw(connection, around, import_id, files, ())
    return TakenBack(customers=len(files))


def _equipment(connection: Connection, around: Around, import_id: str) -> TakenBack:
    pieces = listed(connection, "equipment", import_id, around.base.scope) or _nothing(import_id)
    Decider(connection, around, writing=True).lock({f"equipment:{each}" for each in pieces})
    unused_equipment(connection, pieces)
    _withdraw(connection, around, import_id, (), pieces)
    return TakenBack(equipment=len(pieces))


def _withdraw(
    connection: Connection, around: Around, import_id: str, files: Iterable[str], equipment: Iterable[str]
) -> None:
    decider = Decider(connection, around, writing=True)
    decider.apply(
        (uuid5(NAMESPACE, f"take back/{import_id}/equipment/{each}"), _plan(WithdrawEquipment, product=each))
        for each in equipment
    )
    decider.apply(
        (uuid5(NAMESPACE, f"take back/{import_id}/customer/{each}"), _plan(WithdrawFile, file=each))
        for each in files
    )
    decider.write()


def _numbers(connection: Connection, import_id: str, scope: Scope) -> list[str]:
    """Its tickets, as far as they lie in the scope: of another branch's import there is nothing."""
    table = Ticket.table.c
    here = select(table.number).where(
        table.import_id == import_id, table.source.is_not(None), scope.tickets()
    )
    return list(connection.execute(here.order_by(table.number)).scalars()) or _nothing(import_id)


def _nothing(import_id: str) -> list[str]:
    raise Refusal(
        "CLS-07", "There is no import {id} that could be taken back.", "paigong show imports lists them.",
        id=import_id[:40],
    )  # fmt: skip


def _used_by(connection: Connection, import_id: str, scope: Scope) -> Iterator[str]:
    """The subjects of the files and equipment of its tickets."""
    table = Ticket.table.c
    here = (table.import_id == import_id, scope.tickets())
    statement = select(table.customer, table.equipment).where(*here).distinct()
    for customer, equipment in connection.execute(statement):
        yield f"customer:{customer}"
        if equipment is not None:
            yield f"equipment:{equipment}"


def _check(connection: Connection, import_id: str, scope: Scope) -> None:
    """Refuse where anything happened to a ticket that the import did not do itself."""
    table = Ticket.table.c
    acted = (
        select(table.number, EVENT.c.actor, EVENT.c.verb)
        .join(LINK, LINK.c.subject == literal("ticket:") + table.number)
        .join(EVENT, EVENT.c.seq == LINK.c.event)
        .where(
            table.import_id == import_id, table.source.is_not(None), LINK.c.seq > 1,
            EVENT.c.verb.not_in(_OWN), EVENT.c.actor != WATCH, scope.tickets(),
        )
        .order_by(EVENT.c.seq)
        .limit(1)
    )  # fmt: skip
    found = connection.execute(acted).first()
    if found is not None:
        raise Refusal(
            "CLS-07", "{actor} acted on {number} since (“{verb}”).", "Cancel what is wrong ticket by ticket.",
            actor=found.actor, number=found.number, verb=found.verb,
        )  # fmt: skip


def _plan(verb: type[Verb], **given: object) -> Plan:
    yield Planned(parse(verb, {name: value for name, value in given.items() if value}))
