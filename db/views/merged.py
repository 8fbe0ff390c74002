"""What was told of the tickets that were merged into one (INT-09).

Their events stay in chains of their own; a reader finds them beside the merge that joined them.
"""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select

from db.tables.event import EVENT, LINK
from db.tables.ticket import Ticket
from db.views.view import ViewContext

TOLD = frozenset({"register", "note", "chase", "tell"})
"""Verbs that keep what was said: the report itself, notes, and calls in and out."""
CALLS = frozenset({"contacted", "answered"})
"""Steps of a visit that are calls."""


def is_told(verb: str, args: dict[str, Any]) -> bool:
    """Whether an event of a merged ticket is told on the one that goes on."""
    return verb in TOLD or (verb in ("step", "import_step") and args.get("what") in CALLS)


def merged_tickets(context: ViewContext, number: str) -> dict[int, Ticket]:
    """The tickets that stand merged into this one, by the event that did it; an undone merge is none."""
    statement = (
        select(EVENT.c.seq, EVENT.c.body)
        .join(LINK, LINK.c.event == EVENT.c.seq)
        .where(LINK.c.subject == f"ticket:{number}", EVENT.c.verb == "merge")
        .order_by(EVENT.c.seq)
    )
    joined: dict[str, int] = {}
    for seq, body in context.connection.execute(statement):
        args = json.loads(body)["args"]
        if args["into"] == number:
            joined[args["ticket"]] = seq  # merged again after it was undone: the latest holds
    if not joined:
        return {}
    found = context.read.rows(Ticket, number=tuple(joined))
    return {joined[each.number]: each for each in found if each.merged_into == number}
