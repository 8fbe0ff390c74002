"""Reports and meetings become tasks when they open, each once, also on days without a watch (RPT-06)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection

from db.engine import transaction
from db.errors import Refusal
from db.policy.model import Policy
from db.retrying import retrying
from db.store import Store
from db.verbs.context import WATCH
from db.verbs.owing import OWING, BeginReports, OweReport
from db.views.owing import begun, coming, unopened
from db.watch.sweep import OF_ALL, Deed, Stuck

T = TypeVar("T")

AHEAD = timedelta(days=32)
"""A month ahead something opens, where anything ever does."""


class Reports:
    """Opens them (`db.watch.sweep.Job`); who is late is told as of any internal clock."""

    def due(self, store: Store) -> Iterator[Deed | Stuck]:
        """The first look begins the calendar; what is due by then is owed, what was due before is not."""
        if _asked(store, lambda connection: begun(connection) is None):
            with suppress(Refusal):  # another watch did
                store.do(BeginReports(), WATCH, OWING)
        wanted = _asked(
            store, lambda connection: unopened(connection, store.now(), _named(store, connection))
        )
        for duty in wanted:
            report, branch, department, period, opens_at, due_at, version = duty
            verb = OweReport(
                owed=report, branch=branch, department=department, period=period, opens=opens_at,
                until=due_at, policy_version=version,
            )  # fmt: skip
            try:
                answer = store.do(verb, WATCH, verb.request()).as_json()
            except Refusal:
                continue  # another watch opened it
            except OF_ALL:
                raise
            except Exception as error:
                yield Stuck(report, error)
                continue
            yield Deed("report", answer["task"], store.now(), (("owed", report), ("period", period)))

    def next_at(self, store: Store) -> datetime | None:
        """When the next one opens."""
        now = store.now()

        def ahead(connection: Connection) -> datetime | None:
            found = coming(connection, now, now + AHEAD, _named(store, connection))
            return min((duty.opens_at for duty in found), default=None)

        return _asked(store, ahead)


def _named(store: Store, connection: Connection) -> Callable[[str], Policy]:
    return store.looking(connection, None).policy_named


def _asked(store: Store, question: Callable[[Connection], T]) -> T:
    def attempt() -> T:
        with transaction(store.engine, writing=False) as connection:
            return question(connection)

    return retrying(attempt)
