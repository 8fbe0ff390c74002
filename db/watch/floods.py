"""Floods: many tickets of level 1 at once in one branch are an emergency, seen by the watch (ESC-06)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection, exists, func, select

from db.engine import transaction
from db.errors import Refusal
from db.policy.model import Policy
from db.retrying import retrying
from db.rules.emergency import LEVEL
from db.store import Store
from db.tables.emergency import Emergency, EmergencyTicket
from db.tables.ticket import Ticket
from db.verbs.context import WATCH
from db.verbs.emergencies import DeclareFlood
from db.watch.sweep import OF_ALL, Deed, Stuck

T, E = Ticket.table.c, Emergency.table.c


def flooded(connection: Connection, now: datetime, policy: Policy) -> list[str]:
    """The branches in which a flood is to be declared: `store.do(DeclareFlood(branch=…), WATCH)`.

    The verb looks again with the branch held; where an emergency runs already none is declared.
    """
    flood = policy.emergencies.flood
    if not flood.tickets:
        return []
    dealt_with = exists().where(EmergencyTicket.table.c.ticket == T.number)
    running = exists().where(E.branch == T.branch, E.state == "running", ~E.drill)
    statement = (
        select(T.branch)
        .where(
            T.level == LEVEL,
            T.reported_at > now - timedelta(minutes=flood.minutes),
            T.reported_at <= now,
            T.state != "cancelled",
            ~dealt_with,
            ~running,
        )
        .group_by(T.branch)
        .having(func.count() >= flood.tickets)
        .order_by(T.branch)
    )
    return list(connection.execute(statement).scalars())


class Floods:
    """Declares them, one after the other (`db.watch.sweep.Job`)."""

    def due(self, store: Store) -> Iterable[Deed | Stuck]:
        """Each flood is one emergency, however many watches see it."""

        def attempt() -> list[str]:
            with transaction(store.engine, writing=False) as connection:
                return flooded(connection, store.now(), store.policy_in_force(connection))

        for branch in retrying(attempt):
            try:
                answer = store.do(DeclareFlood(branch=branch), WATCH).as_json()
            except Refusal:
                continue  # somebody declared one meanwhile
            except OF_ALL:
                raise
            except Exception as error:
                yield Stuck(branch, error)
                continue
            yield Deed(
                "flood", answer["emergency"], store.now(),
                (("branch", branch), ("tickets", len(answer["tickets"])), ("called", answer["called"])),
            )  # fmt: skip

    def next_at(self, store: Store) -> datetime | None:
        """Whoever reports one wakes the watch."""
        return None
