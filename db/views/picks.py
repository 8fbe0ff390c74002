"""How often the first candidate was sent, and why not; who was sent, what was overruled (DSP-05, DSP-10)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, select, true

from db import kinds
from db.errors import BadField
from db.kinds import Called
from db.tables.pick import Pick
from db.tables.ticket import Ticket
from db.views import columns as column
from db.views.listing import Opens, PartOf, Question, Searched
from db.views.spans import Month, month_of
from db.views.view import Leads, Limit, View, ViewContext

YEAR = timedelta(days=366)
FIRST, PLAN, OTHER, OVERRULED = "first", "plan", "other", "overruled"
BY_PLAN = "accept_proposal"
"""The deed by which the lines of a plan are carried out."""
P, T = Pick.table.c, Ticket.table.c
TAKEN = case(
    (P.overruled != "", OVERRULED),
    (P.verb == BY_PLAN, PLAN),
    (P.rank.is_(None), OVERRULED),
    (P.rank == 1, FIRST),
    else_=OTHER,
)
BETWEEN = "/"
UNASKED = and_(P.verb == BY_PLAN, ~P.compared)
"""Of the line of a plan: that nobody asked the ranking, or a store of before did not keep what it said."""


class PickRow(NamedTuple):
    """How often of a month the first candidate was sent, whom a plan of several has there, who need not be
    the first for that ticket alone, another one, or somebody who was blocked. Of those
    others `why` is what was said, null where nobody said it, and `better` the part of the score by which they
    were most ahead of the first; `percent` is of all that were ranked in that month. `part` names the row."""

    month: column.OfMonth
    taken: Annotated[str, kinds.Code("taken"), Called("Sent", context="pick")]
    why: Annotated[str | None, kinds.Reason("pick override"), Called("Why not the first")]
    better: Annotated[str | None, kinds.Code("part"), Called("Ahead of the first by")]
    times: column.Count
    percent: Annotated[int, kinds.Number(), Called("Per cent")]
    part: Annotated[str, kinds.ForForms()]


class Picks(View[list[PickRow]]):
    """How often the first candidate was sent, and why not: by month of the last year, the last one first."""

    name = "picks"
    label = "First candidate or another"
    key = ("month", "taken", "why", "better")
    leads = Leads("picked", "part", "part")

    month: Month = ""

    def read(self, context: ViewContext) -> list[PickRow]:
        asked = (
            select(P.at, TAKEN, P.why, P.better)
            .join(Ticket.table, T.number == P.ticket)
            .where(context.scope.tickets())
        )
        if self.month:
            asked = asked.where(month_of(self.month, context).holds(P.at))
        else:
            asked = asked.where(P.at > context.now - YEAR)
        found: Counter[tuple[str, str, str, str]] = Counter()
        whole: Counter[str] = Counter()
        for at, taken, why, better in context.connection.execute(asked):
            month = f"{at.astimezone(context.zone):%Y-%m}"
            found[month, taken, why if taken != FIRST else "", better or ""] += 1
            whole[month] += 1
        rows = [
            PickRow(
                month, taken, why or None, better or None, count, round(100 * count / whole[month]),
                BETWEEN.join((month, taken, better, why)),
            )
            for (month, taken, why, better), count in found.items()
        ]  # fmt: skip
        order = (FIRST, PLAN, OTHER, OVERRULED)
        rows.sort(key=lambda each: (order.index(each.taken), -each.times, each.why or "", each.better or ""))
        return sorted(rows, key=lambda each: each.month, reverse=True)


class PickedRow(NamedTuple):
    """Somebody who was sent, by which deed, and who stood first then. `overruled` are the gates that would
    have stopped them: then they have no rank, and `why` is the reason that was said. Of the line
    of a plan the ranking's first is known where it was asked for when the plan was accepted."""

    id: Annotated[str, kinds.ForForms()]
    at: column.At
    ticket: column.Ticket
    verb: Annotated[str, kinds.Code("verb"), Called("Action")]
    technician: Annotated[str, kinds.StaffNo(), Called("Technician")]
    first: Annotated[str | None, kinds.StaffNo(), Called("First candidate")]
    rank: column.Rank | None
    better: Annotated[str | None, kinds.Code("part"), Called("Ahead of the first by")]
    overruled: Annotated[tuple[str, ...], kinds.Code("gate"), Called("Overruled gates")]
    why: Annotated[str | None, kinds.Reason("pick override reassign"), Called("Why not the first")]
    actor: column.Actor
    customer: column.CustomerName


class Picked(View[list[PickedRow]]):
    """Who was sent instead of whom, the latest first; `overruled` are those whom a gate would have stopped.

    `part` names a row of `picks`, whose sendings these are.
    """

    name = "picked"
    label = "Who was sent instead of whom"
    positional: ClassVar[tuple[str, ...]] = ("part",)
    opens = Opens("ticket", "ticket")
    key = ("at", "id")
    brief = (
        "at", "ticket", "verb", "technician", "first", "rank", "better", "overruled", "why", "actor",
    )  # fmt: skip
    if_any = frozenset({"overruled", "better"})

    part: Annotated[str, PartOf()] = ""
    month: Month = ""
    taken: Literal["first", "plan", "other", "overruled"] | None = None
    limit: Limit = 200

    def read(self, context: ViewContext) -> list[PickedRow]:
        return self.question(context).first(context.connection, self.limit)

    def question(self, context: ViewContext) -> Question[PickedRow]:
        shown: dict[str, ColumnElement[Any]] = {
            name: P[name] for name in PickedRow._fields if name != "customer"
        } | {
            "customer": T.customer_label,
            "first": case((UNASKED, None), else_=P.first),
            "rank": case((UNASKED, None), else_=P.rank),
        }
        statement = (
            select(*(each.label(f"shown_{name}") for name, each in shown.items()))
            .select_from(Pick.table.join(Ticket.table, T.number == P.ticket))
            .where(context.scope.tickets(), self._which(context))
        )
        return Question(
            statement, P.id, (P.at.desc(), P.id), shown,
            (Searched(func.lower(P.ticket)), Searched(T.customer_label)), _rows,
        )  # fmt: skip

    def _which(self, context: ViewContext) -> ColumnElement[bool]:
        """The row of `picks`, the month and the kind that were asked for."""
        found: list[ColumnElement[bool]] = [true()]
        month, taken = self.month, self.taken
        if self.part:
            try:
                month, said, better, why = self.part.split(BETWEEN, 3)
            except ValueError:
                raise BadField("part", "There is no row “{part}”.", part=self.part[:80]) from None
            found += [TAKEN.in_((said,)), func.coalesce(P.better, "") == better]
            found += [P.why == why] if said != FIRST else []
        if month:
            found.append(month_of(month, context).holds(P.at))
        if taken:
            found.append(TAKEN.in_((taken,)))
        return and_(*found)


def _rows(records: Sequence[Any]) -> list[PickedRow]:
    made = (PickedRow(*record) for record in records)
    return [
        row._replace(
            overruled=tuple(str(row.overruled).split(",")) if row.overruled else (), why=row.why or None
        )
        for row in made
    ]
