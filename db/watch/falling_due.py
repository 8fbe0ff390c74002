"""What falls due beside the tickets' own clocks: each is told once to whom it concerns (INT-08, ESC-05)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    String,
    cast,
    exists,
    func,
    literal,
    select,
    union_all,
)

from db.engine import transaction
from db.errors import Refusal
from db.retrying import retrying
from db.store import Store
from db.tables.codes import OPEN_STATES
from db.tables.escalation import Reminder
from db.tables.task import Request, Task
from db.tables.ticket import Ticket
from db.tables.told import Told
from db.verbs.clocks import OPEN
from db.verbs.context import WATCH
from db.verbs.telling_due import BEGUN, DECIDED, DECISION, REMINDER, REQUEST, TASK, TellDue
from db.watch.sweep import OF_ALL, Deed, Stuck

K, R, Q, T = Task.table.c, Reminder.table.c, Request.table.c, Ticket.table.c
AT_ONCE = 200
SETTLED = timedelta(days=7)
"""How long after a decision the one who asked is still told of it."""


class FallingDue:
    """Tells of internal clocks, reminders and requests (`db.watch.sweep.Job`)."""

    def due(self, store: Store) -> Iterator[Deed | Stuck]:
        """Tell what is to be told, the earliest first; what somebody settled meanwhile is left out."""
        tried: set[str] = set()
        while things := [each for each in self._things(store, len(tried)) if each not in tried]:
            for thing in things:
                tried.add(thing)
                verb = TellDue(due_thing=thing)
                try:
                    answer = store.do(verb, WATCH, verb.request()).as_json()
                except Refusal:
                    continue
                except OF_ALL:
                    raise
                except Exception as error:
                    yield Stuck(thing, error)
                    continue
                yield Deed(answer["occasion"], answer["about"], store.now(), (("called", answer["told"]),))

    def to_tell(self, connection: Connection, store: Store, limit: int) -> list[str]:
        """The keys of what is to be told now."""
        return to_tell(connection, store.now(), limit, begun=_told_at_once(store))

    def next_at(self, store: Store) -> datetime | None:
        """When the next internal clock or reminder falls due; what is asked and decided wakes the watch."""

        def attempt() -> datetime | None:
            with transaction(store.engine, writing=False) as connection:
                return next_due(connection, store.now())

        return retrying(attempt)

    def _things(self, store: Store, more: int) -> list[str]:
        def attempt() -> list[str]:
            with transaction(store.engine, writing=False) as connection:
                return self.to_tell(connection, store, AT_ONCE + more)

        return retrying(attempt)


def _told_at_once(store: Store) -> tuple[str, ...]:
    """The kinds of internal clocks of which those whose they are hear when they begin."""
    return tuple(code for code, kind in store.policy().tasks.task.items() if kind.told)


def to_tell(connection: Connection, now: datetime, limit: int, begun: tuple[str, ...] = ()) -> list[str]:
    """The keys of what is to be told by now, those that wait longest first; of the kinds `begun` that they
    are there."""
    late = things(key(TASK, K.id), K.due_at, K.state == OPEN, K.due_at <= now)
    reminders = things(
        key(REMINDER, R.id), R.due_at, R.due_at <= now,
        exists().where(T.number == R.ticket, T.state.in_(OPEN_STATES)),
    )  # fmt: skip
    asked = things(key(REQUEST, Q.id).concat("/").concat(cast(Q.step, String)), Q.asked_at, Q.state == OPEN)
    decided = things(
        key(DECISION, Q.id), Q.decided_at, Q.state.in_(DECIDED), Q.decided_at > now - SETTLED
    )  # fmt: skip
    new = things(
        key(BEGUN, K.id), K.opened_at, K.state == OPEN, K.kind.in_(begun), K.opened_at > now - SETTLED
    )
    return first_of((late, reminders, asked, decided, new), connection, limit)


def first_of(questions: Sequence[Select[str, datetime]], connection: Connection, limit: int) -> list[str]:
    """The keys of so many things, those that wait longest first."""
    every = union_all(*questions).subquery()
    statement = select(every.c.thing).order_by(every.c.since, every.c.thing).limit(limit)
    return list(connection.execute(statement).scalars())


def next_due(connection: Connection, now: datetime) -> datetime | None:
    """When something will be due next; None where nothing is in sight."""
    task = select(func.min(K.due_at)).where(K.state == OPEN, K.due_at > now)
    reminder = select(func.min(R.due_at)).where(R.due_at > now)
    found = [connection.execute(each).scalar_one() for each in (task, reminder)]
    return min((each for each in found if each is not None), default=None)


def key(family: str, id: ColumnElement[str]) -> ColumnElement[str]:
    return literal(f"{family}:").concat(id)


def things(
    thing: ColumnElement[str], since: ColumnElement[datetime], *where: ColumnElement[bool]
) -> Select[str, datetime]:
    untold = ~exists().where(Told.table.c.thing == thing)
    return select(thing.label("thing"), since.label("since")).where(*where, untold)
