"""Windows of one person over each other: overruled, or from before the schema kept them apart (DSP-08)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import combinations
from typing import Annotated, NamedTuple

from sqlalchemy import select

from db import kinds
from db.held import whole_window
from db.kinds import Called
from db.tables.codes import ACTIVE_STATES
from db.tables.staff import Staff
from db.tables.ticket import Assignment, Ticket
from db.views import columns as column
from db.views.listing import Opens
from db.views.view import View, ViewContext

A, S, T = Assignment.table.c, Staff.table.c, Ticket.table.c


class OverlapRow(NamedTuple):
    """Two tickets that somebody is promised to at once, `[begin, end)` in which both hold them. `why` is the
    reason of the overruling that is on record; one without a reason is to be mended."""

    staff: column.Staff
    name: column.Name
    ticket: column.Ticket
    other: Annotated[str, kinds.TicketNo(), Called("Other ticket")]
    begin: column.From
    end: column.To
    mend: Annotated[bool, kinds.YesNo(), Called("To be mended")]
    why: Annotated[str, kinds.Reason("override"), Called("Overruling reason")]


class Overlaps(View[list[OverlapRow]]):
    """Who is promised to two customers at once: what is to be mended first, then what was overruled."""

    name = "overlaps"
    label = "Two windows at once"
    opens = Opens("ticket", "ticket")
    key = ("staff", "ticket", "other")
    brief = ("staff", "name", "begin", "end", "ticket", "other", "mend", "why")

    def read(self, context: ViewContext) -> list[OverlapRow]:
        asked = (
            select(A.technician, S.label, A.ticket, A.window_from, A.window_to, A.override, A.begun_at)
            .join(Staff.table, S.no == A.technician)
            .join(Ticket.table, T.number == A.ticket)
            .where(A.ended_at.is_(None), T.state.in_(ACTIVE_STATES), context.scope.staff())
        )
        held: dict[tuple[str, str], list[_Promise]] = {}
        for no, name, ticket, begin, end, override, begun_at in context.connection.execute(asked):
            window = whole_window(begin, end, context.policy)
            if window is not None:
                held.setdefault((no, name), []).append(_Promise(begun_at, ticket, *window, override))
        found = (row for (no, name), promises in held.items() for row in _pairs(no, name, promises))
        return sorted(found, key=lambda row: (not row.mend, row.begin, row.staff, row.ticket))


class _Promise(NamedTuple):
    begun_at: datetime
    ticket: str
    begin: datetime
    end: datetime
    override: str


def _pairs(no: str, name: str, promises: list[_Promise]) -> Iterator[OverlapRow]:
    """The later one of each pair first: it is what somebody overruled."""
    for first, second in combinations(sorted(promises), 2):
        begin, end = max(first.begin, second.begin), min(first.end, second.end)
        if begin < end:
            why = second.override or first.override
            yield OverlapRow(no, name, second.ticket, first.ticket, begin, end, not why, why)
