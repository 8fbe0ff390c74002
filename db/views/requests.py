"""Requests for approval: what was asked, who decides, and what waits for me (ESC-07)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal, NamedTuple, TypedDict

from sqlalchemy import ColumnElement, func, select

from db import kinds
from db.kinds import Called
from db.subjects.subject import name_of
from db.tables.columns import by_number
from db.tables.task import Decision, Request
from db.verbs.requesting import fields_of, plan_of
from db.views import columns as column
from db.views.about import about_name, about_texts
from db.views.listing import Opens, Question, Searched
from db.views.lookup import ticket_meant
from db.views.mine import is_mine_to_decide
from db.views.view import Limit, View, ViewContext


class RequestRow(NamedTuple):
    """A request for approval. `needs` is the role that decides on its present `step` of `steps`, `amount`
    fen, `total` with what it adds up with; `decided_for` the one on leave in whose place it was decided;
    `rule` refused what had been granted."""

    id: column.RequestId
    verb: column.VerbName
    about: column.About
    asked_by: column.AskedBy
    at: column.At
    amount: column.Amount | None
    needs: column.Needs
    state: column.RequestState
    decided_by: column.DecidedBy | None
    decided_at: column.DecidedAt | None
    reason: column.Reason
    rule: column.RuleId | None
    fields: Annotated[dict[str, Any], kinds.Given(beside=("about",)), Called("What was asked")]
    version: column.Version
    subject: column.Subject
    step: Annotated[int, kinds.Number(), Called("Step")]
    steps: Annotated[int, kinds.Number(), Called("Steps")]
    total: Annotated[int | None, kinds.Fen(), Called("Added up")]
    decided_for: Annotated[str | None, kinds.StaffNo(), Called("In place of")]


class DecisionRow(NamedTuple):
    """What a step of a request was decided; `carried` by the same person together with the step before."""

    step: Annotated[int, kinds.Number(), Called("Step")]
    decision: Annotated[str, kinds.Code("decision"), Called("Decision")]
    needs: column.Needs
    decided_by: column.DecidedBy
    decided_for: Annotated[str | None, kinds.StaffNo(), Called("In place of")]
    decided_at: column.DecidedAt
    reason: column.Reason
    carried: Annotated[bool, kinds.YesNo(), Called("With the step before")]


class Decisions(TypedDict):
    """What has been decided on a request so far."""

    decisions: Annotated[list[DecisionRow], kinds.Rows(DecisionRow), Called("Decisions")]


class Requests(View[list[RequestRow]]):
    """Requests for approval, the open ones first; `to_decide` are those that I may decide.

    `needs` leaves those that wait for a role.
    """

    name = "requests"
    label = "Requests for approval"
    opens = Opens("request", "id")
    brief = (
        "id", "at", "state", "needs", "verb", "about", "fields", "asked_by", "decided_by", "reason",
    )  # fmt: skip

    ticket: str | None = None
    mine: Annotated[bool, kinds.YesNo(), Called("Mine")] = False
    to_decide: Annotated[bool, kinds.YesNo(), Called("To be decided by me")] = False
    needs: str = ""
    state: Literal["open", "granted", "refused", "failed", "withdrawn", "dropped"] | None = None
    limit: Limit = 200

    def read(self, context: ViewContext) -> list[RequestRow]:
        return self.question(context).first(context.connection, self.limit)

    def question(self, context: ViewContext) -> Question[RequestRow]:
        table = Request.table.c
        names = ("id", "verb", "asked_by", "amount", "needs", "state", "decided_by", "decided_at",
                 "reason", "rule")  # fmt: skip
        return Question(
            select(Request.table).where(context.scope.requests(), *self._conditions(context)),
            table.id,
            ((table.state == "open").desc(), table.asked_at.desc(), *by_number(table.id)),
            {name: table[name] for name in names} | {"about": about_name(table.about), "at": table.asked_at},
            (*about_texts(table), Searched(func.lower(table.reason), private=True)),
            lambda records: [_request(Request.model_construct(None, **each._mapping)) for each in records],
        )

    def _conditions(self, context: ViewContext) -> Iterable[ColumnElement[bool]]:
        table = Request.table.c
        me = context.person.no if context.person else ""
        if self.ticket is not None:
            yield table.about == ticket_meant(context, self.ticket).subject()
        if self.mine:
            yield table.asked_by == me
        if self.to_decide:
            yield is_mine_to_decide(context)
        if self.needs:
            yield table.needs == self.needs
        if self.to_decide or self.state:
            yield table.state == (self.state or "open")


def request_rows(context: ViewContext, *conditions: ColumnElement[bool]) -> list[RequestRow]:
    """The requests for which all of this holds, as far as one reaches."""
    return [_request(row) for row in _requests(context, *conditions)]


def _requests(context: ViewContext, *conditions: ColumnElement[bool]) -> list[Request]:
    table = Request.table.c
    statement = select(Request.table).where(context.scope.requests(), *conditions)
    statement = statement.order_by(
        (table.state == "open").desc(), table.asked_at.desc(), *by_number(table.id)
    )
    return [
        Request.model_construct(None, **record) for record in context.connection.execute(statement).mappings()
    ]


def _request(row: Request) -> RequestRow:
    return RequestRow(
        id=row.id,
        verb=row.verb,
        about=name_of(row.about),
        asked_by=row.asked_by,
        at=row.asked_at,
        amount=row.amount,
        needs=row.needs,
        state=row.state,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        reason=row.reason,
        rule=row.rule,
        fields=fields_of(row),
        version=row.version,
        subject=row.about,
        step=row.step,
        steps=len(plan_of(row)),
        total=row.total,
        decided_for=row.decided_for,
    )


def decision_rows(context: ViewContext, request: str) -> list[DecisionRow]:
    """What each step of a request was decided, in order."""
    table = Decision.table.c
    statement = select(*(table[name] for name in DecisionRow._fields)).where(table.request == request)
    return [DecisionRow(*record) for record in context.connection.execute(statement.order_by(table.step))]
