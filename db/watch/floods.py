"""Floods: many tickets of level 1 at once in one branch are an emergency, seen by the watch (ESC-06)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Connection, exists, func, or_, select, text

from db.engine import transaction
from db.errors import Refusal
from db.policy.model import Policy
from db.retrying import retrying
from db.rules.emergency import LEVEL, Report, flood_of
from db.store import Store
from db.tables.emergency import Emergency, EmergencyTicket
from db.tables.ticket import OPEN, Ticket
from db.verbs.context import WATCH
from db.verbs.emergencies import DeclareFlood
from db.watch.sweep import OF_ALL, Deed, Stuck

T, E = Ticket.table.c, Emergency.table.c
KNOWN = (T.levelled_at, T.raised_at, T.reported_at)
"""When a ticket may have become one of the worst level."""
_LIVE = text(OPEN)
"""Word for word the condition of the index."""


def flooded(connection: Connection, now: datetime, policy: Policy) -> list[str]:
    """The branches in which a flood is to be declared: `store.do(DeclareFlood(branch=…), WATCH)`.

    The verb looks again with the branch held; where an emergency runs already none is declared.
    """
    flood = policy.emergencies.flood
    if not flood.tickets:
        return []
    since = now - timedelta(minutes=flood.minutes)
    running = exists().where(E.branch == T.branch, E.state == "running", ~E.drill)
    news = (
        select(T.branch, func.min(T.reported_at), func.max(T.reported_at))
        .where(_LIVE, T.level == LEVEL, or_(*(each > since for each in KNOWN)), ~running)
        .group_by(T.branch)
        .order_by(T.branch)
    )
    found = []
    for branch, first, last in connection.execute(news).all():
        reports = _reports(connection, branch, since=first - (now - since), until=last + (now - since))
        if flood_of(reports, tickets=flood.tickets, minutes=flood.minutes, now=now):
            found.append(branch)
    return found


def _reports(connection: Connection, branch: str, *, since: datetime, until: datetime) -> dict[str, Report]:
    """What of the worst level was reported there in that time and no emergency dealt with."""
    dealt_with = exists().where(EmergencyTicket.table.c.ticket == T.number)
    asked = select(T.number, T.reported_at, T.levelled_at, T.raised_at).where(
        T.branch == branch, T.level == LEVEL, T.state != "cancelled",
        T.reported_at.between(since, until), ~dealt_with,
    )  # fmt: skip
    return {
        number: Report(reported, max((each for each in known if each is not None), default=reported))
        for number, reported, *known in connection.execute(asked)
    }


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
