"""What the log says of the course of tickets: each event with the state and the holder after it (PRC-01)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import ColumnElement, LargeBinary, case, cast, literal_column, null, select

from db.log.upcasts import plain_changes
from db.rules.process import Entry
from db.tables.event import EVENT, LINK
from db.tables.ticket import Ticket
from db.views.view import ViewContext

T = Ticket.table.c
STILL = (
    "note", "chase", "remind", "acknowledge", "arm", "climb", "repeat_call", "tell_due", "extend",
    "forgive", "renew", "move_window", "escalate", "correct", "route", "survey", "record", "do_task",
)  # fmt: skip
"""Verbs that move no ticket and hand it to nobody: their texts need not be read."""
CERTAIN = {"close": "closed"}
"""Verbs after which a ticket always stands in this state, with whom it was."""
STEPS = ("step", "track")
"""Verbs of which a field says what was done."""
FETCHED = 2_000


def entries(context: ViewContext, *which: ColumnElement[bool]) -> Iterator[tuple[str, list[Entry]]]:
    """The events of each ticket for which this holds, as far as one reaches, in order."""
    # SQLite gives the bytes as they lie there, which need not be decoded to be read.
    stored = cast(EVENT.c.body, LargeBinary) if context.connection.dialect.name == "sqlite" else EVENT.c.body
    body = case((EVENT.c.verb.in_((*STILL, *CERTAIN)), null()), else_=stored)
    key = literal_column("'ticket:'").concat(T.number)
    statement = (
        select(T.number, EVENT.c.seq, EVENT.c.at, EVENT.c.verb, EVENT.c.actor, body)
        .select_from(Ticket.table.join(LINK, LINK.c.subject == key).join(EVENT, EVENT.c.seq == LINK.c.event))
        .where(context.scope.tickets(), *which)
        # As both indexes have them: nothing is sorted.
        .order_by(T.number, LINK.c.seq)
    )
    present, found = "", list[Entry]()
    with context.connection.execute(statement, execution_options={"yield_per": FETCHED}) as records:
        for part in records.partitions():
            for ticket, seq, at, verb, actor, text in part:
                if ticket != present:
                    if found:
                        yield present, found
                    present, found = ticket, []
                if text is None:
                    found.append(Entry(seq, at, verb, actor, CERTAIN.get(verb), None))
                else:
                    found.append(_entry(ticket, seq, at, verb, actor, orjson.loads(text)))
    if found:
        yield present, found


def _entry(ticket: str, seq: int, at: datetime, verb: str, actor: str, body: Mapping[str, Any]) -> Entry:
    state: str | None = None
    holder: str | None = None
    why: str | None = None
    for table, key, values in plain_changes(body):
        if values is None:
            continue
        if table == "ticket":
            if key[0] == ticket:
                state = values.get("state")
                # An empty one stands for nobody: what is not named has not changed.
                holder = (values["technician"] or "") if "technician" in values else None
        elif table == "pause" and values.get("reason"):
            why = values["reason"]
    args = body["args"]
    what = f"{verb}:{args['what']}" if verb in STEPS and isinstance(args.get("what"), str) else verb
    undoes = body["answer"].get("undone") if verb == "undo" else None
    if "happened_at" in args:
        at = happened(args, at)
    return Entry(seq, at, what, actor, state, holder, why, undoes)


def happened(args: Mapping[str, Any], at: datetime) -> datetime:
    """When it happened, where somebody said so, else when it was entered."""
    said = args.get("happened_at")
    if not isinstance(said, str):
        return at
    try:
        return datetime.fromisoformat(said).astimezone(UTC)
    except ValueError:
        return at
