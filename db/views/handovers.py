"""Shifts that were handed over: who, to whom, when, with which word (RPT-04)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, ClassVar, NamedTuple, TypedDict

from sqlalchemy import func, select

from db import kinds
from db.errors import Refusal
from db.kinds import Called
from db.tables.report import Handover, HandoverTicket
from db.views import columns as column
from db.views.listing import Opens, Question, Searched, rows_as
from db.views.queue_row import ORDER, QueueRow, T, queue_columns, rows_of
from db.views.timeline import AT_FIRST, Timeline, timeline_of
from db.views.view import Limit, View, ViewContext

H = Handover.table.c


class ShiftRow(NamedTuple):
    """A shift that was handed over: of the time from `since` to `at`."""

    id: Annotated[str, kinds.TEXT, Called("Number")]
    at: column.At
    given_by: Annotated[str, kinds.StaffNo(), Called("Handed over by")]
    taken_by: Annotated[str, kinds.StaffNo(), Called("Handed to")]
    since: Annotated[datetime, kinds.Instant(), Called("Since")]
    text: column.Text
    branch: column.Branch
    department: column.Department


class Handovers(View[list[ShiftRow]]):
    """Shifts that were handed over, the latest first."""

    name = "handovers"
    label = "Shifts handed over"
    opens = Opens("handover", "id")
    brief = ("id", "at", "given_by", "taken_by", "since", "text")

    limit: Limit = 200

    def read(self, context: ViewContext) -> list[ShiftRow]:
        return self.question(context).first(context.connection, self.limit)

    def question(self, context: ViewContext) -> Question[ShiftRow]:
        shown = {name: H[name] for name in ShiftRow._fields}
        return Question(
            select(*shown.values()).where(context.scope.handovers()), H.id, (H.at.desc(), H.id), shown,
            (Searched(func.lower(H.id)), Searched(func.lower(H.text), private=True)), rows_as(ShiftRow),
        )  # fmt: skip


class HandedTickets(TypedDict):
    """The tickets that were handed over by name."""

    tickets: Annotated[list[QueueRow], kinds.Rows(QueueRow), Called("Tickets")]


class HandoverCard(View[dict[str, Any]]):
    """A shift that was handed over: by whom, to whom, with which word, and the tickets that were named."""

    name = "shift"
    label = "A hand-over's card"
    card_of = "handover"
    heads = ("id", "at")
    places = (("given_by", "taken_by"), ("since", "branch"), "text", "tickets", "timeline")
    positional: ClassVar[tuple[str, ...]] = ("id",)
    answers: ClassVar[tuple[type, ...]] = (ShiftRow, HandedTickets, Timeline)

    id: str
    limit: Limit = AT_FIRST

    def read(self, context: ViewContext) -> dict[str, Any]:
        wanted = self.id.strip().upper()
        statement = select(*(H[name] for name in ShiftRow._fields)).where(
            H.id == wanted, context.scope.handovers()
        )
        for record in context.connection.execute(statement):
            named = select(HandoverTicket.table.c.ticket).where(HandoverTicket.table.c.handover == wanted)
            tickets = queue_columns().where(T.number.in_(named), context.scope.tickets()).order_by(*ORDER)
            return {
                **ShiftRow(*record)._asdict(),
                "tickets": rows_of(context, tickets),
                **timeline_of(context, f"handover:{wanted}", self.limit),
            }
        raise Refusal(
            "RPT-04", "There is no hand-over {number}.", "See paigong show handovers.", number=self.id[:80]
        )
