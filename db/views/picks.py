"""How often the first candidate was sent, and why not (DSP-10)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Annotated, NamedTuple

from sqlalchemy import select

from db import kinds
from db.kinds import Called
from db.tables.pick import Pick
from db.tables.ticket import Ticket
from db.views import columns as column
from db.views.spans import Month, month_of
from db.views.view import View, ViewContext

YEAR = timedelta(days=366)
FIRST, OTHER, OVERRULED = "first", "other", "overruled"


class PickRow(NamedTuple):
    """How often of a month the first candidate was sent, another one, or somebody who was blocked. Of those
    others `why` is what was said, null where nobody said it, and `better` the part of the score by which they
    were most ahead of the first; `percent` is of all that were ranked in that month."""

    month: column.OfMonth
    taken: Annotated[str, kinds.Code("taken"), Called("Sent", context="pick")]
    why: Annotated[str | None, kinds.Reason("pick override"), Called("Why not the first")]
    better: Annotated[str | None, kinds.Code("part"), Called("Ahead of the first by")]
    times: column.Count
    percent: Annotated[int, kinds.Number(), Called("Per cent")]


class Picks(View[list[PickRow]]):
    """How often the first candidate was sent, and why not: by month of the last year, the last one first."""

    name = "picks"
    label = "First candidate or another"
    key = ("month", "taken", "why", "better")

    month: Month = ""

    def read(self, context: ViewContext) -> list[PickRow]:
        row = Pick.table.c
        asked = (
            select(row.at, row.rank, row.why, row.better)
            .join(Ticket.table, Ticket.table.c.number == row.ticket)
            .where(context.scope.tickets())
        )
        if self.month:
            asked = asked.where(month_of(self.month, context).holds(row.at))
        else:
            asked = asked.where(row.at > context.now - YEAR)
        found: Counter[tuple[str, str, str, str]] = Counter()
        whole: Counter[str] = Counter()
        for at, rank, why, better in context.connection.execute(asked):
            month = f"{at.astimezone(context.zone):%Y-%m}"
            taken = OVERRULED if rank is None else FIRST if rank == 1 else OTHER
            found[month, taken, why if taken != FIRST else "", better or ""] += 1
            whole[month] += 1
        rows = [
            PickRow(month, taken, why or None, better or None, count, round(100 * count / whole[month]))
            for (month, taken, why, better), count in found.items()
        ]
        order = (FIRST, OTHER, OVERRULED)
        rows.sort(key=lambda each: (order.index(each.taken), -each.times, each.why or "", each.better or ""))
        return sorted(rows, key=lambda each: each.month, reverse=True)
