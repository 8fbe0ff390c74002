"""Taking back what an import brought, as long as nobody has acted on its tickets (CLS-07)."""

from __future__ import annotations

from uuid import uuid5

from sqlalchemy import Connection, literal, select

from db.deciding import Salts
from db.errors import Refusal
from db.feed import tell
from db.imports.deciding import Around, Decider
from db.imports.identity import NAMESPACE
from db.imports.surroundings import Plan, Planned
from db.imports.verbs import TakeBackImport
from db.log.append import EVENT, LINK
from db.store import Store
from db.tables.ticket import Ticket
from db.verbs.context import Context
from db.verbs.parsing import parse
from db.verbs.undoing import WATCH

PIECE = 500
_OWN = ("import_ticket", "import_step")


def take_back(store: Store, actor: str, import_id: str) -> int:
    """Cancel every ticket of an import; how many. They keep their numbers, the other system's are free.

    Raises Refusal where there is no such import, or somebody has acted on one of its tickets: then nothing
    is taken back. What the import changed on tickets that were here before, and the files of customers that
    it opened, stay.
    """

    def decide(connection: Connection, context: Context, salts: Salts) -> int:
        numbers = _numbers(connection, import_id)
        decider = Decider(connection, Around("tickets", context, salts), writing=True)
        decider.lock({f"ticket:{number}" for number in numbers})
        _check(connection, import_id)
        for at in range(0, len(numbers), PIECE):
            decider.apply(
                (uuid5(NAMESPACE, f"take back/{import_id}/{number}"), _plan(number))
                for number in numbers[at : at + PIECE]
            )
        decider.write()
        tell(connection)
        return len(numbers)

    return store.bulk(actor, NAMESPACE, decide)


def _numbers(connection: Connection, import_id: str) -> list[str]:
    table = Ticket.table.c
    here = select(table.number).where(table.import_id == import_id, table.source.is_not(None))
    numbers = list(connection.execute(here.order_by(table.number)).scalars())
    if not numbers:
        raise Refusal(
            "CLS-07", "There is no import {id} with tickets that could be taken back.",
            "paigong show imports lists them.", id=import_id[:40],
        )  # fmt: skip
    return numbers


def _check(connection: Connection, import_id: str) -> None:
    """Refuse where anything happened to a ticket that the import did not do itself."""
    table = Ticket.table.c
    acted = (
        select(table.number, EVENT.c.actor, EVENT.c.verb)
        .join(LINK, LINK.c.subject == literal("ticket:") + table.number)
        .join(EVENT, EVENT.c.seq == LINK.c.event)
        .where(
            table.import_id == import_id, table.source.is_not(None), LINK.c.seq > 1,
            EVENT.c.verb.not_in(_OWN), EVENT.c.actor != WATCH,
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


def _plan(number: str) -> Plan:
    yield Planned(parse(TakeBackImport, {"ticket": number}))
