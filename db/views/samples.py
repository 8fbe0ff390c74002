"""Samples of closed tickets, and what was found in each (PRC-01)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar, NamedTuple

from sqlalchemy import case, func, select

from db import kinds
from db.kinds import Called
from db.tables.sample import Sample, SampleTicket
from db.tables.task import Task
from db.tables.ticket import Ticket
from db.views import columns as column
from db.views.listing import Opens, Question, Searched, rows_as
from db.views.narrowing import TICKET_TEXT
from db.views.view import Leads, Limit, View, ViewContext

P, C, T, K = Sample.table.c, SampleTicket.table.c, Ticket.table.c, Task.table.c


class SampleRow(NamedTuple):
    """A sample: so many of the `population` of a month; how many were looked at, and how many findings."""

    id: Annotated[str, kinds.TEXT, Called("Sample")]
    month: column.OfMonth
    branch: column.Branch
    size: Annotated[int, kinds.Number(), Called("Tickets")]
    population: Annotated[int, kinds.Number(), Called("Of")]
    checked: Annotated[int, kinds.Number(), Called("Looked at")]
    findings: Annotated[int, kinds.Number(), Called("Findings")]
    drawn_by: Annotated[str, kinds.StaffNo(), Called("Drawn by")]
    drawn_at: Annotated[datetime, kinds.Instant(), Called("Drawn at")]
    seed: Annotated[str, kinds.TEXT, Called("Seed")]


class Samples(View[list[SampleRow]]):
    """Samples of closed tickets, the latest first."""

    name = "samples"
    label = "Samples"
    key = ("id",)
    leads = Leads("sample_tickets", "sample", "id")

    limit: Limit = 200

    def read(self, context: ViewContext) -> list[SampleRow]:
        return self.question(context).first(context.connection, self.limit)

    def question(self, context: ViewContext) -> Question[SampleRow]:
        of_it = select(func.count()).where(C.sample == P.id).correlate(Sample.table)
        made = {
            "checked": of_it.where(C.checked_at.is_not(None)).scalar_subquery(),
            "findings": of_it.where(C.conforms.is_(False)).scalar_subquery(),
        }
        shown = {name: made[name] if name in made else P[name] for name in SampleRow._fields}
        statement = select(*(each.label(name) for name, each in shown.items()))
        return Question(
            statement.where(context.scope.samples()), P.id, (P.drawn_at.desc(), P.id), shown,
            (Searched(func.lower(P.id)), Searched(P.month)), rows_as(SampleRow),
        )  # fmt: skip


class SampledRow(NamedTuple):
    """A ticket of a sample: in order, with a finding, or not looked at yet; `due_at` and `state` are those of
    the task that puts it right."""

    ticket: column.Ticket
    sample: Annotated[str, kinds.TEXT, Called("Sample")]
    result: Annotated[str, kinds.Code("sample_result"), Called("Result")]
    text: column.Text
    checked_by: Annotated[str | None, kinds.StaffNo(), Called("Looked at by")]
    checked_at: Annotated[datetime | None, kinds.Instant(), Called("Looked at on")]
    task: Annotated[str | None, kinds.TaskNo(), Called("Task")]
    owner: column.Owner | None
    due_at: column.TaskDueAt | None
    state: column.TaskState | None
    customer: column.CustomerName


class SampleTickets(View[list[SampledRow]]):
    """The tickets of a sample, those that nobody has looked at first; of all samples where none is named."""

    name = "sample_tickets"
    label = "Sampled tickets"
    positional: ClassVar[tuple[str, ...]] = ("sample",)
    opens = Opens("ticket", "ticket")
    key = ("sample", "ticket")

    sample: str = ""
    limit: Limit = 200

    def read(self, context: ViewContext) -> list[SampledRow]:
        return self.question(context).first(context.connection, self.limit)

    def question(self, context: ViewContext) -> Question[SampledRow]:
        result = case((C.checked_at.is_(None), "waiting"), (C.conforms, "in_order"), else_="finding")
        shown = {
            "ticket": C.ticket, "sample": C.sample, "result": result, "text": C.text,
            "checked_by": C.checked_by, "checked_at": C.checked_at, "task": C.task, "owner": K.staff,
            "due_at": K.due_at, "state": K.state, "customer": T.customer_label,
        }  # fmt: skip
        statement = (
            select(*(each.label(f"shown_{name}") for name, each in shown.items()))
            .select_from(
                SampleTicket.table.join(Sample.table, P.id == C.sample)
                .join(Ticket.table, T.number == C.ticket)
                .outerjoin(Task.table, K.id == C.task)
            )
            .where(context.scope.samples(), context.scope.tickets())
        )
        if self.sample:
            statement = statement.where(C.sample == self.sample.strip().upper())
        return Question(
            statement, None, (C.checked_at.is_not(None), P.drawn_at.desc(), C.sample, C.ticket), shown,
            (TICKET_TEXT, Searched(func.lower(C.text), private=True)), rows_as(SampledRow),
        )  # fmt: skip
