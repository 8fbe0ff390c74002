"""What a month's closed tickets were caused by, and which department answers for it (CLS-06)."""

from __future__ import annotations

from typing import Annotated, Literal, NamedTuple

from sqlalchemy import case, func, select

from db import kinds
from db.figures.declaration import Percent, percent
from db.figures.populations import CLOSED
from db.kinds import Called
from db.tables.codes import UNCLASSIFIED
from db.tables.ticket import Ticket
from db.views import columns as column
from db.views.spans import Month, month_of, reading_of
from db.views.view import View, ViewContext

T = Ticket.table.c


class CauseReportRow(NamedTuple):
    """Closed tickets with one kind of cause and one department that answers for it, null where it is none of
    ours. `cause` stands where the causes are told apart, `percent` is of all that were closed in the month,
    `rework` how many of them were the same fault again."""

    cause_category: column.CauseCategory
    cause_department: column.CauseDepartment | None
    cause: column.Cause | None
    tickets: Annotated[int, Called("Tickets")]
    percent: Annotated[Percent, kinds.Number(), Called("Share (%)")]
    rework: Annotated[int, Called("Of them rework")]


class CauseReport(View[list[CauseReportRow]]):
    """Tickets closed in a month by kind of cause and by the department that answers for it, most first.

    `month` is one as 2026-07, else the present one; `by` cause tells the causes apart, those in own words
    together as unclassified. The tickets behind a figure:
    `tickets --closed MONTH --cause-category CODE --cause-department CODE`.
    """

    name = "causes"
    label = "Causes of the month"
    key = ("cause_category", "cause_department", "cause")

    month: Month = ""
    by: Literal["category", "cause"] = "category"

    def read(self, context: ViewContext) -> list[CauseReportRow]:
        span = month_of(self.month, context)
        listed = T.cause.in_(context.policy.reasons_for("cause"))
        closed = (
            select(
                T.cause_category,
                T.cause_department,
                case((listed, T.cause), else_=UNCLASSIFIED).label("cause"),
                case((T.rework_of.is_not(None), 1), else_=0).label("rework"),
            )
            .where(*CLOSED.held(reading_of(context), span), T.cause_category.is_not(None))
            .subquery()
            .c
        )
        count = func.count()
        told = (
            closed.cause_category,
            closed.cause_department,
            *([closed.cause] if self.by == "cause" else []),
        )
        statement = (
            select(count, func.sum(closed.rework), *told)
            .group_by(*told)
            .order_by(count.desc(), *(func.coalesce(column, "") for column in told))
        )
        found = context.connection.execute(statement).all()
        whole = sum(record[0] for record in found)
        return [
            CauseReportRow(
                category, department, cause[0] if cause else None, tickets, percent(tickets, whole), rework
            )
            for tickets, rework, category, department, *cause in found
        ]
